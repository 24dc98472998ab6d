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
            let walked = walk(try reader.read(question.code), at: question.moment, reader: reader)
            let findings = Judge(now: question.moment, operatorNames: chain.operatorNames).findings(in: walked)
            let document = VerdictDocument(code: question.code, chain: walked, findings: findings, checkpoint: nil)
            return Heard(question: question, verdict: document.verdict, findings: findings)
        }
    }

    private func walk(_ code: CanonicalCode, at moment: Timestamp, reader: CodeReader) -> Chain {
        var index: [String: [ResolvedEvent]] = [:]
        for event in events where event.record.recordTime <= moment {
            for key in event.keys { index[key, default: []].append(event) }
        }
        var walk = TraceWalk(subject: code, reader: reader)
        while true {
            let wanted = walk.next()
            if wanted.isEmpty { return walk.chain() }
            for code in wanted { walk.supply(resolved: index[code.key] ?? [], for: code) }
        }
    }
}
