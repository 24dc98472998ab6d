import CommandSupport
import Evidence
import Ledger
import LedgerClient
import LedgerProtocol
import Rules
import TransparencyLog
import Values

/// What offices did under a name, taken from a ledger and proven on this machine.
struct NamedActs {
    let name: String
    /// The evidence document; empty where nothing is on record.
    let bytes: [UInt8]
    let report: EvidenceReport?
    /// Whether the ledger's committed index shows that none was left out.
    let completeness: Completeness?
    /// What is false: proofs, signatures, what was withheld.
    let faults: [Wording]
    /// What could not be looked at.
    let doubts: [Wording]

    init(_ name: String, from watched: WatchedLedger, _ verifier: Verifier) async throws(CommandError) {
        guard let (bytes, document) = try await watched.evidence(ofActs: name) else {
            self.init(name: name)
            return
        }
        self.init(name, bytes, document, key: watched.key, verifier)
    }

    /// What a file says that somebody handed over.
    init(_ name: String, _ bytes: [UInt8], _ document: Evidence, key: VerifierKey, _ verifier: Verifier) {
        let report = EvidenceReport(document, key: key, policy: verifier.judge.policy)
        let shown = report.completeness(
            of: [name], in: document, codes: verifier.codes, schemes: verifier.judge.schemes, now: .now)
        self.name = name
        self.bytes = bytes
        self.report = report
        completeness = shown.completeness
        faults = (report.findings + shown.findings).map(\.message)
        doubts = (report.doubts + shown.doubts).map(\.wording)
    }

    private init(name: String) {
        self.name = name
        bytes = []
        report = nil
        completeness = nil
        (faults, doubts) = ([], [])
    }

    var events: [RecordedEvent] { report?.events ?? [] }
    var registries: [Registry] { report.map { [$0.registry] } ?? [] }

    /// False before unchecked before sound.
    var status: ExitStatus { faults.isEmpty ? doubts.isEmpty ? .done : .undecided : .violated }
}

extension LedgerConnection {
    /// The evidence of what offices did under a name; nil where nothing is on record.
    func evidence(ofActs name: String, under: EvidenceQuestion.Under) async throws(CommandError) -> [UInt8]? {
        do { return try await client.evidence(ofActs: name, under: under) } catch {
            if case .refused(let problem) = error, problem.word == "not-found" { return nil }
            throw failure(error)
        }
    }

    /// Who has which role where, by the ledger's word.
    func offices() async throws(CommandError) -> OfficesDocument {
        do { return try await client.offices() } catch { throw failure(error) }
    }
}
