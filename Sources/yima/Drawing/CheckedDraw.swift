import CommandSupport
import Draws
import EPCIS
import Evidence
import LedgerClient
import LedgerProtocol
import Rules
import StrictJSON
import TransparencyLog
import Values

/// A draw taken from a ledger and checked on this machine: the acts proven, the seed shown, the draw made a second time.
struct CheckedDraw {
    let record: DrawRecord
    let check: DrawCheck
    let proof: SeedProof?
    let files: [DrawFile: [UInt8]]
    /// Files of findings that were published before the last, by the numbers of their publications.
    let earlier: [Int: [UInt8]]
    /// The evidence document of the acts.
    let evidence: [UInt8]
    let report: EvidenceReport
    /// Whether the ledger's committed index shows that no act was left out.
    let completeness: Completeness
    /// What is false beside the draw itself: proofs, signatures, what was withheld.
    let faults: [Wording]
    /// What could not be looked at.
    let doubts: [Wording]

    /// - Parameter local: files that are at hand; the others are asked of the ledger.
    init(
        _ name: DrawName, from watched: WatchedLedger, _ verifier: Verifier, local: [DrawFile: [UInt8]] = [:]
    ) async throws(CommandError) {
        let (bytes, document) = try await watched.evidence(of: name)
        evidence = bytes
        report = EvidenceReport(document, key: watched.key, policy: verifier.judge.policy)
        record = DrawRecord(name, events: report.events, registry: report.registry)
        let shown = report.completeness(
            of: [name.description], in: document, codes: verifier.codes, schemes: verifier.judge.schemes, now: .now)
        completeness = shown.completeness
        // Every draw of the ledger stands under one name: by it is seen what else the office committed itself to.
        let register = record.result == nil ? nil : try await NamedActs(DrawName.register, from: watched, verifier)
        faults = (report.findings + shown.findings).map(\.message) + (register?.faults ?? [])
        doubts =
            (report.doubts + shown.doubts).map(\.wording) + (register?.doubts ?? [])
            + Self.strangers(record, verifier.judge.policy)
        var files = local
        for file in DrawFile.allCases where files[file] == nil && Self.names(file, record) {
            files[file] = try await watched.connection.file(file, of: name)
        }
        self.files = files
        var earlier: [Int: [UInt8]] = [:]
        for number in (1...max(1, record.publications.count)).dropLast().suffix(PublishedFindings.comparedMax) {
            earlier[number] = try await watched.connection.file(.findings, of: name, publication: number)
        }
        self.earlier = earlier
        proof = record.commitment == nil ? nil : try await watched.connection.seed(of: name)
        var others: OtherCommitments?
        if let proven = register?.report { others = Self.others(of: record, proven) }
        check = DrawCheck(
            record, proof: proof, files: files, earlier: earlier, others: others, key: watched.key)
    }

    /// What the office committed itself to beside the draw, among all acts of draws of the ledger.
    private static func others(of record: DrawRecord, _ register: EvidenceReport) -> OtherCommitments {
        var events: [DrawName: [RecordedEvent]] = [:]
        for event in register.events {
            guard let name = event.event?.epcList.first.flatMap({ DrawName($0) }), name.uscc == record.name.uscc else {
                continue
            }
            events[name, default: []].append(event)
        }
        return OtherCommitments(
            of: record, among: events.map { DrawRecord($0, events: $1, registry: register.registry) })
    }

    /// Whoever trusts certain witnesses is not shown anything by others, which may be the host's own.
    private static func strangers(_ record: DrawRecord, _ policy: WitnessPolicy?) -> [Wording] {
        guard let policy, let named = record.commitment?.act.witnesses, !named.isEmpty,
            !named.contains(where: { policy.cosigners.contains($0) })
        else { return [] }
        return [
            Wording(
                en:
                    "none of the draw's witnesses is one of the witness policy: \(named.map(\.name).joined(separator: ", "))",
                zh: "抽查的见证方均不在见证策略中：\(named.map(\.name).joined(separator: "、"))")
        ]
    }

    private static func names(_ file: DrawFile, _ record: DrawRecord) -> Bool {
        switch file {
        case .firms, .inspectors: record.commitment != nil
        case .result: record.result != nil
        case .findings: !record.publications.isEmpty
        }
    }

    /// False before unchecked before sound.
    var status: ExitStatus {
        if check.isFalse || !faults.isEmpty { return .violated }
        guard record.commitment != nil else { return record.refused.isEmpty ? .unknown : .notAllowed }
        return check.isWhole && doubts.isEmpty ? .done : .undecided
    }

    /// Asks a ledger and gives what a command makes of it.
    static func asking<Answer>(
        _ options: LedgerOptions, _ verdictOptions: VerdictOptions,
        _ work: (WatchedLedger, Verifier) async throws(CommandError) -> Answer
    ) async throws(CommandError) -> Answer {
        let settings = try Settings()
        let trust = LedgerTrust(settings: settings, option: options.ledgerKey, journal: options.journal)
        let url = try ledger(options, settings)
        return try await LedgerConnection.asking(url) { ledger throws(CommandError) in
            var watched = try await WatchedLedger(ledger, key: trust.key(of: ledger))
            watched.under = verdictOptions.under(settings)
            return try await work(
                watched, Verifier(options: verdictOptions, settings: settings, key: watched.key))
        }
    }

    private static func ledger(_ options: LedgerOptions, _ settings: Settings) throws(CommandError) -> LedgerURL {
        let directory = settings.journal(options.journal)
        guard FileWriter.exists(JournalHome.keyPath(directory)) else { return try settings.ledger(options.ledger) }
        return try JournalHome(directory: directory, settings: settings, ledger: options.ledger).ledger()
    }
}

extension LedgerConnection {
    /// The evidence document of a draw's acts.
    func evidence(of draw: DrawName, under: EvidenceQuestion.Under) async throws(CommandError) -> [UInt8] {
        do { return try await client.evidence(of: draw, under: under) } catch {
            if case .refused(let problem) = error, problem.word == "unknown-draw" {
                throw CommandError(
                    .unknown, at: Wording("\(draw)"), en: "nothing is on record of this draw", zh: "没有该次抽查的记录")
            }
            throw failure(error)
        }
    }

    /// Who may draw, and whose cosignatures the host collects.
    func drawingOffices() async throws(CommandError) -> (
        authorities: [DrawsDocument.Authority], witnesses: [String]
    ) {
        do { return try await client.drawingOffices() } catch { throw failure(error) }
    }

    /// A draw's file; nil where it was not brought yet.
    /// - Parameter publication: which publication of findings, from 1; nil is the newest.
    func file(
        _ file: DrawFile, of draw: DrawName, publication: Int? = nil
    ) async throws(CommandError) -> [UInt8]? {
        do {
            return try await client.file(file, of: draw, publication: publication)
        } catch {
            // A host of before publications were told by number knows the newest only.
            let missing: [String?] = publication == nil ? ["not-found"] : ["not-found", "malformed-query"]
            if case .refused(let problem) = error, missing.contains(problem.word) { return nil }
            throw failure(error)
        }
    }

    /// What shows a draw's seed; nil while no state of the index has come after the commitment.
    func seed(of draw: DrawName) async throws(CommandError) -> SeedProof? {
        let bytes: [UInt8]
        do {
            bytes = try await client.seed(of: draw)
        } catch {
            if case .refused(let problem) = error, problem.word == "index-behind" { return nil }
            throw failure(error)
        }
        do throws(LocatedError) { return try SeedProof.parse(bytes) } catch {
            throw CommandError(
                .undecided, at: Wording(url), en: "not the proof of a seed: \(error.wording.en)",
                zh: "不是种子的证明：\(error.wording.zh)")
        }
    }

    func bring(_ bytes: [UInt8], as file: DrawFile, of draw: DrawName) async throws(CommandError) {
        do { try await client.bring(bytes, as: file, of: draw) } catch { throw failure(error) }
    }
}
