import CommandSupport
import EPCIS
import Evidence
import Files
import Ledger
import LedgerProtocol
import Supervision
import TransparencyLog
import Values

/// A recall that offices share, with all that is on record of it, proven on this machine.
struct SharedRecallDesk {
    let record: SharedRecall
    let acts: NamedActs

    init(_ name: SharedRecallName, from watched: WatchedLedger, _ verifier: Verifier) async throws(CommandError) {
        acts = try await NamedActs(name.description, from: watched, verifier)
        let offices = try await watched.connection.offices()
        let registries = acts.registries
        // Evidence has the standing of those who spoke in it; who was told and has not spoken yet is known by the host's word.
        let roles = Roles { uscc, role, entry in
            let known = registries.first { $0.operators[uscc] != nil }
            guard entry != .max, let known else { return offices.scopes(uscc, role) }
            return known.operators[uscc]?.roles.compactMap { grant in
                grant.role.word == role && grant.tenure.holds(at: entry) ? grant.role.scope ?? "" : nil
            } ?? []
        }
        record = SharedRecall(name, events: acts.events, roles: roles)
    }

    private init(
        _ name: SharedRecallName, _ bytes: [UInt8], _ document: Evidence, key: VerifierKey, _ verifier: Verifier
    ) {
        acts = NamedActs(name.description, bytes, document, key: key, verifier)
        record = SharedRecall(name, events: acts.events, registries: acts.registries)
    }

    static func open(
        _ name: SharedRecallName, _ options: LedgerOptions, _ verdictOptions: VerdictOptions
    ) async throws(CommandError) -> SharedRecallDesk {
        try await CheckedDraw.asking(options, verdictOptions) { watched, verifier throws(CommandError) in
            try await SharedRecallDesk(name, from: watched, verifier)
        }
    }

    /// Offline, from an evidence file that somebody handed over.
    static func read(
        _ path: String, _ options: LedgerOptions, _ verdictOptions: VerdictOptions
    ) throws(CommandError) -> SharedRecallDesk {
        let settings = try Settings()
        let trust = LedgerTrust(settings: settings, option: options.ledgerKey, journal: options.journal)
        let file = try EvidenceFile(path: path)
        guard case .single(let evidence) = file.document, let name = SharedRecallName(evidence.subject) else {
            throw CommandError(
                .badInput, at: Wording(path), en: "no evidence of a shared recall", zh: "不是召回协同的证据")
        }
        let key = try file.key(trust)
        let verifier = try Verifier(options: verdictOptions, settings: settings, key: key)
        return SharedRecallDesk(name, try EvidenceFile.bytes(path), evidence, key: key, verifier)
    }

    /// False before unchecked before sound.
    var status: ExitStatus {
        if acts.status == .violated { return .violated }
        guard record.opening != nil else { return record.refused.isEmpty ? .unknown : .notAllowed }
        return acts.status
    }

    /// The opening, or the error that there is none that counts.
    func opening() throws(CommandError) -> RecallOpening {
        if let fault = acts.faults.first { throw CommandError(.violated, at: Wording("\(record.name)"), fault) }
        if let opening = record.opening { return opening.act }
        if let why = record.refused.first?.why {
            throw CommandError(.notAllowed, at: Wording("\(record.name)"), why.wording)
        }
        throw CommandError(
            .unknown, at: Wording("\(record.name)"), en: "no such shared recall is on record", zh: "没有该召回协同的记录")
    }

    /// Refuses before anything is signed what would count for nothing.
    func check(_ act: RecallAct, by signer: String, at time: OffsetTime) throws(CommandError) {
        guard act.isSound else { throw CommandError(.badInput, at: nil, SamplingError.malformedAct.wording) }
        var record = record
        guard let why = record.take(Placed(entry: .max, signer: signer, time: time, act: act)) else { return }
        throw CommandError(
            why.isOfRoles ? .notAllowed : .badInput, at: Wording("\(record.name)"), why.wording,
            hint: Wording(en: "nothing was recorded", zh: "未记录任何内容"))
    }

    /// Signs an act that counts, pushes it, and sees that it does; gives how it all stands then.
    func record(_ act: RecallAct, by office: SamplingOffice) async throws(CommandError) -> SharedRecallDesk {
        let time = SamplingOffice.now
        try check(act, by: office.uscc, at: time)
        try await office.office.record([act.event(at: time)])
        let after = try await SharedRecallDesk.open(record.name, office.options, office.verdictOptions)
        let before = Set(record.refused.map(\.entry))
        if let (entry, why) = after.record.refused.first(where: { !before.contains($0.entry) }) {
            throw CommandError(
                .notAllowed, at: Wording(en: "entry \(entry)", zh: "第 \(entry) 条"),
                en: "recorded, and it counts for nothing: \(why.wording.en)", zh: "已记录，但无效：\(why.wording.zh)")
        }
        return after
    }

    /// A recall by its whole name, or one's own by its word.
    static func name(_ written: String, office uscc: String?) throws(CommandError) -> SharedRecallName {
        if let name = SharedRecallName(written) { return name }
        if let uscc, let name = SharedRecallName(uscc: uscc, word: written) { return name }
        throw CommandError(
            .usage, at: Wording(written.shown),
            en: "not a shared recall: urn:yima:recall:<USCC>:<word>, or one's own by its word",
            zh: "不是召回协同名称：urn:yima:recall:<统一社会信用代码>:<代号>，本机关的可只写代号")
    }

    /// The SHA-256 of a file, as acts name it.
    static func digest(of path: String) throws(CommandError) -> String {
        DefinitionDigest(of: try EvidenceFile.bytes(path)).description
    }
}
