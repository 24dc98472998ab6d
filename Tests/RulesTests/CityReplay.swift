import Chains
import Codes
import EPCIS
import LedgerTesting
import Rules
import Values

/// A chain of the city held as a host would hold it, and judged.
struct CityReplay {
    /// What was said of a question.
    struct Heard {
        let question: CityChain.Question
        let verdict: Verdict
        let findings: [Finding]

        var isRight: Bool {
            question.answers.contains { $0.rawValue == verdict.rawValue } && missed.isEmpty && unnoted.isEmpty
                && falseAlarms.isEmpty
        }

        /// Rules that had to be found about the code and were not.
        var missed: [String] {
            let found = Set(findings.filter { $0.severity != .info }.map(\.rule))
            return question.rules.filter { $0.split(separator: "|").allSatisfy { !found.contains(String($0)) } }
                .sorted()
        }

        /// Rules that had to be found about a signer, if only as a note, and were not.
        var unnoted: [String] {
            let found = Set(findings.map(\.rule))
            return question.notes.filter { $0.split(separator: "|").allSatisfy { !found.contains(String($0)) } }
                .sorted()
        }

        /// Rules that found something where nothing is amiss.
        var falseAlarms: [String] {
            let found = Set(findings.filter { $0.severity != .info }.map(\.rule))
            let isSound = question.rules.isEmpty && question.answers == [.valid]
            return (isSound ? found : found.intersection(question.spared)).sorted()
        }
    }

    private let events: [ResolvedEvent]
    /// What its registers say.
    private var registers: Registers {
        var registers = Registers()
        for known in chain.references.registrations {
            registers.establishments[known.number, default: []].append(
                .init(from: WrittenTime.date(known.from), to: WrittenTime.date(known.until)))
        }
        for permit in chain.references.permits {
            registers.permits[permit.number] = Amount(millionths: Int64(permit.kilograms) * 1_000_000)
        }
        registers.licences = chain.references.licences
        for (uscc, day) in chain.references.blacklisted {
            registers.barred[uscc, default: []].append(.init(from: WrittenTime.date(day), to: nil))
        }
        for told in chain.acts {
            switch told.act {
            case .suspended(let uscc):
                let before = UInt64(events.prefix { $0.record.recordTime <= told.moment }.count)
                guard before > 0 else { continue }
                registers.suspended[uscc, default: []].append(.init(from: told.moment, to: nil, entry: before - 1))
            case .reinstated(let uscc):
                guard let last = registers.suspended[uscc]?.popLast() else { continue }
                registers.suspended[uscc]?.append(.init(from: last.from, to: told.moment, entry: last.entry))
            default: continue
            }
        }
        return registers
    }

    /// The roles that were granted by then.
    private func offices(at moment: Timestamp) -> Offices {
        var grants: [String: [Offices.Grant]] = [:]
        for told in chain.acts where told.moment <= moment {
            guard case .roleGranted(let role, let uscc, let region) = told.act,
                let granted = Offices.Role(rawValue: role.rawValue)
            else { continue }
            grants[uscc, default: []].append(Offices.Grant(role: granted, scope: region))
        }
        return Offices(grants)
    }

    /// The prefixes that were assigned by then. The acts have no entries of their own here: they count for what arrives afterwards.
    private func issuers(at moment: Timestamp) -> Issuers {
        Issuers(
            chain.acts.filter { $0.moment <= moment }.compactMap { told in
                guard case .prefixAssigned(let prefix, let uscc) = told.act else { return nil }
                let after = events.last { $0.record.recordTime <= told.moment }?.entry
                return Issuers.Assignment(prefix: prefix, operatorUSCC: uscc, after: after)
            })
    }

    /// Everybody who is on the ledger.
    var names: [String: String] {
        chain.acts.reduce(into: chain.operatorNames) { names, told in
            if case .enrolled(let uscc) = told.act, names[uscc] == nil { names[uscc] = uscc }
        }
    }
    private let chain: CityChain

    init(_ chain: CityChain, reader: CodeReader) throws {
        self.chain = chain
        events = try chain.events.enumerated().map { entry, told in
            ResolvedEvent(
                ChainEvent(
                    entry: UInt64(entry), recordTime: told.recordTime, operatorUSCC: told.operatorUSCC,
                    journal: "\(told.operatorUSCC)/\(told.device)", event: try EPCISEvent(json: told.json)),
                reader: reader)
        }
    }

    /// The answers to its questions, each from what had arrived by then.
    func answers(reader: CodeReader) throws -> [Heard] {
        try chain.questions.map { question in
            let walked = walk(
                try reader.read(question.code), at: question.moment, holder: question.holder, reader: reader)
            let findings = Judge(registers: registers, now: question.moment, operatorNames: names).findings(in: walked)
            let document = VerdictDocument(
                code: question.code, chain: walked, findings: findings, basis: VerdictBasis(asOf: question.moment),
                checkpoint: nil)
            return Heard(question: question, verdict: document.verdict, findings: findings)
        }
    }

    func walk(
        _ code: CanonicalCode, at moment: Timestamp, holder: String?, reader: CodeReader
    ) -> Chain {
        var index: [String: [ResolvedEvent]] = [:]
        for event in events where event.record.recordTime <= moment {
            for key in event.keys { index[key, default: []].append(event) }
        }
        var walk = TraceWalk(subject: code, reader: reader)
        while true {
            let wanted = walk.next()
            if wanted.isEmpty {
                return walk.chain(at: holder, offices: offices(at: moment), issuers: issuers(at: moment))
            }
            for code in wanted { walk.supply(walked: index[code.key] ?? [], for: code) }
        }
    }
}
