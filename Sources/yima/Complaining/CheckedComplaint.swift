import CommandSupport
import Complaints
import Evidence
import LedgerClient
import LedgerProtocol
import Rules
import TransparencyLog
import Values

/// A complaint taken from a ledger and checked on this machine: its acts proven, and that none was left out.
struct CheckedComplaint {
    let record: ComplaintRecord
    let clocks: [ComplaintClock]
    /// The evidence document of the acts.
    let evidence: [UInt8]
    let report: EvidenceReport
    let completeness: Completeness
    /// What is false: proofs, signatures, what was withheld.
    let faults: [Wording]
    /// What could not be looked at.
    let doubts: [Wording]

    init(_ name: ComplaintName, from watched: WatchedLedger, _ verifier: Verifier) async throws(CommandError) {
        let (bytes, document) = try await watched.evidence(of: name)
        evidence = bytes
        report = EvidenceReport(document, key: watched.key, policy: verifier.judge.policy)
        record = ComplaintRecord(name, events: report.events, registry: report.registry)
        clocks = record.clocks(.builtIn, verifier.judge.definitions.lists.workingDays)
        let shown = report.completeness(
            of: [name.description], in: document, codes: verifier.codes, schemes: verifier.judge.schemes, now: .now)
        completeness = shown.completeness
        faults = (report.findings + shown.findings).map(\.message)
        doubts = (report.doubts + shown.doubts).map(\.wording)
    }

    var document: ComplaintDocument {
        ComplaintDocument(record, clocks: clocks, day: Timestamp.now.localDay)
    }

    /// False before unchecked before sound.
    var status: ExitStatus {
        if !faults.isEmpty { return .violated }
        guard record.opening != nil else { return record.refused.isEmpty ? .unknown : .notAllowed }
        return doubts.isEmpty ? .done : .undecided
    }
}

extension ComplaintName {
    /// A complaint by its receipt number, its number, or its whole name.
    init(written: String) throws(CommandError) {
        guard let name = ReceiptNumber(written)?.complaint ?? ComplaintName(written) else {
            throw CommandError(
                .usage, at: Wording(written.shown), en: "neither a receipt number nor the number of a complaint",
                zh: "既不是回执编号，也不是投诉举报编号")
        }
        self = name
    }
}

extension WatchedLedger {
    /// The evidence of a complaint's acts, under a head that continues what is remembered of the ledger.
    func evidence(of complaint: ComplaintName) async throws(CommandError) -> (bytes: [UInt8], evidence: Evidence) {
        try await evidence { connection, under throws(CommandError) in
            try await connection.evidence(of: complaint, under: under)
        }
    }
}

extension LedgerConnection {
    /// The evidence document of a complaint's acts.
    func evidence(of complaint: ComplaintName, under: EvidenceQuestion.Under) async throws(CommandError) -> [UInt8] {
        do { return try await client.evidence(of: complaint, under: under) } catch {
            if case .refused(let problem) = error, problem.word == "unknown-complaint" {
                throw CommandError(
                    .unknown, at: Wording("\(complaint)"), en: "nothing is on record of this complaint",
                    zh: "没有该投诉举报的记录")
            }
            throw failure(error)
        }
    }

    /// The list of complaints that a question asks for.
    func complaints(_ query: [(String, String)]) async throws(CommandError) -> [UInt8] {
        do { return try await client.complaints(query) } catch { throw failure(error) }
    }
}
