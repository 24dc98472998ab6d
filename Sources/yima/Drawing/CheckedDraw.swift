import CommandSupport
import Draws
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
        faults = (report.findings + shown.findings).map(\.message)
        doubts =
            (report.doubts + shown.doubts).map(\.wording) + Self.strangers(record, verifier.judge.policy)
        var files = local
        for file in DrawFile.allCases where files[file] == nil && Self.names(file, record) {
            files[file] = try await watched.connection.file(file, of: name)
        }
        self.files = files
        proof = record.commitment == nil ? nil : try await watched.connection.seed(of: name)
        check = DrawCheck(record, proof: proof, files: files, key: watched.key)
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
    func file(_ file: DrawFile, of draw: DrawName) async throws(CommandError) -> [UInt8]? {
        do {
            return try await client.file(file, of: draw)
        } catch {
            if case .refused(let problem) = error, problem.word == "not-found" { return nil }
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
