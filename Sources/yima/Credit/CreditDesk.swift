import Chains
import CommandSupport
import EPCIS
import Evidence
import Ledger
import LedgerProtocol
import Supervision
import TransparencyLog
import Values

/// The credit of firms as a ledger has it, proven on this machine.
struct CreditDesk {
    let record: CreditRecord
    let acts: NamedActs

    /// - Parameter name: a firm's file or an office's list.
    init(_ name: String, from watched: WatchedLedger, _ verifier: Verifier) async throws(CommandError) {
        acts = try await NamedActs(name, from: watched, verifier)
        let offices = try await watched.connection.offices()
        record = CreditRecord(events: acts.events, roles: Roles(acts.registries, now: offices.scopes))
    }

    /// What a file says that somebody handed over.
    init(
        _ name: String, _ bytes: [UInt8], _ document: Evidence, key: VerifierKey, _ verifier: Verifier
    ) {
        acts = NamedActs(name, bytes, document, key: key, verifier)
        record = CreditRecord(events: acts.events, registries: acts.registries)
    }

    static func open(
        _ name: String, _ options: LedgerOptions, _ verdictOptions: VerdictOptions
    ) async throws(CommandError) -> CreditDesk {
        try await CheckedDraw.asking(options, verdictOptions) { watched, verifier throws(CommandError) in
            try await CreditDesk(name, from: watched, verifier)
        }
    }

    /// Offline, from an evidence file of a firm's file or an office's list.
    static func read(
        _ path: String, _ options: LedgerOptions, _ verdictOptions: VerdictOptions
    ) throws(CommandError) -> CreditDesk {
        let settings = try Settings()
        let trust = LedgerTrust(settings: settings, option: options.ledgerKey, journal: options.journal)
        let file = try EvidenceFile(path: path)
        guard case .single(let evidence) = file.document, evidence.subject.hasPrefix("urn:yima:credit") else {
            throw CommandError(
                .badInput, at: Wording(path), en: "no evidence of a credit file or of a list", zh: "不是信用档案或名单的证据")
        }
        let key = try file.key(trust)
        let verifier = try Verifier(options: verdictOptions, settings: settings, key: key)
        return CreditDesk(evidence.subject, try EvidenceFile.bytes(path), evidence, key: key, verifier)
    }

    /// Refuses before anything is signed what would count for nothing.
    func check(_ acts: [CreditAct], by signer: String, at time: OffsetTime, places: [Wording]) throws(CommandError) {
        var record = record
        for (number, act) in acts.enumerated() {
            let place = number < places.count ? places[number] : nil
            guard act.isSound else { throw CommandError(.badInput, at: place, SamplingError.malformedAct.wording) }
            let count = record.refused.count
            record.take(Placed(entry: .max, signer: signer, time: time, act: act))
            guard record.refused.count > count, let why = record.refused.last?.why else { continue }
            throw CommandError(
                why.isOfRoles ? .notAllowed : .badInput, at: place, why.wording,
                hint: Wording(en: "nothing was recorded", zh: "未记录任何内容"))
        }
    }

    /// Signs acts that count, pushes them, and sees that they do.
    func record(
        _ events: [(act: CreditAct, sealing: [Disclosure])], by office: SamplingOffice, places: [Wording] = []
    ) async throws(CommandError) {
        for (number, one) in events.enumerated() {
            guard let found = PersonalNumber.first(in: one.act.text.withoutNumbers) else { continue }
            throw CommandError(.badInput, at: number < places.count ? places[number] : nil, found.wording)
        }
        let time = SamplingOffice.now
        try check(events.map(\.act), by: office.uscc, at: time, places: places)
        try await office.office.record(events.map { $0.act.event(at: time, sealing: $0.sealing) })
        let after = try await CreditDesk.open(acts.name, office.options, office.verdictOptions)
        let before = Set(record.refused.map(\.entry))
        if let (entry, why) = after.record.refused.first(where: { !before.contains($0.entry) }) {
            throw CommandError(
                .notAllowed, at: Wording(en: "entry \(entry)", zh: "第 \(entry) 条"),
                en: "recorded, and it counts for nothing: \(why.wording.en)", zh: "已记录，但无效：\(why.wording.zh)")
        }
    }
}

extension String {
    /// Without the lines that hold numbers of firms, which are no numbers of persons.
    fileprivate var withoutNumbers: String {
        split(separator: "\n").filter { line in !["office: ", "firm: "].contains { line.hasPrefix($0) } }
            .joined(separator: "\n")
    }
}
