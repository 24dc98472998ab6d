public import Codes
import Ledger
import Rules
public import TransparencyLog
public import Values
import VerifiableIndex

/// What an evidence document proves, whatever the rules of the trade say of the goods: whether all that it shows is true, and whether it
/// is complete under the names that follow from it lexically (`ProofNames`).
///
/// It is what a second verifier, which knows no trade, can be held against (`scripts/verify_evidence.py`).
public struct ProofReport: Hashable, Sendable {
    /// False evidence and evidence that could not be checked are never one.
    public enum Status: String, Hashable, Sendable {
        case hold
        case isFalse = "false"
        case unchecked
    }

    /// Something that is false, or that could not be checked.
    public struct Reason: Hashable, Sendable {
        /// `PROOF-1` to `PROOF-5` where something is false.
        public let rule: String?
        public let wording: Wording
        /// Ledger indexes, ascending.
        public let entries: [UInt64]

        public var isFalse: Bool { rule != nil }
    }

    public private(set) var reasons: [Reason] = []
    /// Whether nothing was left out under the names; never of what is false.
    public private(set) var isComplete: Bool
    /// Of which time that is: the ledger's, at the state of its index.
    public private(set) var asOf: Timestamp?
    /// SHA-256 of the definition files that the ledger has adopted as far as the evidence says, by name.
    public private(set) var definitions: [String: String]
    /// Of how many entries of strangers nothing but the hashes is shown, by USCC, where it is complete all the same (`Strangers`).
    public private(set) var unread: [String: Int] = [:]
    /// Whether the ledger's own index says that something stands under a name which the evidence does not show, though it says that it is
    /// all there is.
    public private(set) var withholds = false
    /// The ledger's checkpoint, if it is truly the ledger's.
    public private(set) var checkpoint: SignedCheckpoint?

    public var status: Status {
        if reasons.contains(where: \.isFalse) { return .isFalse }
        return reasons.isEmpty ? .hold : .unchecked
    }

    /// - Parameters:
    ///   - key: the ledger's verifier key, which the caller has from elsewhere.
    ///   - policy: whose cosignatures are demanded, if any.
    public init(
        _ evidence: Evidence, key: VerifierKey, policy: WitnessPolicy? = nil, codes: CodeReader = CodeReader(),
        memory: EvidenceMemory = EvidenceMemory()
    ) {
        let report = EvidenceReport(evidence, key: key, policy: policy, memory: memory)
        checkpoint = report.checkpoint
        definitions = report.registry.adoptedDigests
        isComplete = false
        take(report.findings)
        reasons += report.doubts.map { Reason(rule: nil, wording: $0.wording, entries: []) }
        guard report.checkpoint != nil, let index = evidence.index else { return }
        let answered = AnsweredNames(
            index, in: report, about: evidence.subject, schemes: SchemeVersions.digest(of: [:]), codes: codes)
        take(answered.findings)
        if evidence.isComplete {
            withholds = !answered.withheld.isEmpty
            reasons += answered.withheld.map {
                Reason(rule: nil, wording: CompletenessCheck.wording($0.name, $0.entries), entries: $0.entries)
            }
        }
        asOf = answered.state?.time
        let names = ProofNames(
            of: evidence.subject, in: report.events, registry: report.registry,
            number: answered.state?.keys.number ?? EntryNames.number, codes: codes)
        isComplete =
            answered.state != nil && evidence.isComplete && status != .isFalse
            && names.all.allSatisfy { answered.whole.contains(IndexKey(name: $0)) }
        if isComplete { unread = answered.unread }
    }

    /// Of several codes all that is wrong with any.
    public init(
        _ document: EvidenceDocument, key: VerifierKey, policy: WitnessPolicy? = nil, codes: CodeReader = CodeReader()
    ) {
        let memory = EvidenceMemory()
        switch document {
        case .single(let evidence): self.init(evidence, key: key, policy: policy, codes: codes, memory: memory)
        case .batch(let batch):
            // Of a code of which nothing is on record there are no entries that could lead there.
            let key = batch.keys(from: key).current
            self.init(
                joining: batch.evidence.map {
                    ProofReport($0, key: key, policy: policy, codes: codes, memory: memory)
                })
        }
    }

    private init(joining parts: [ProofReport]) {
        var seen: Set<Reason> = []
        reasons = parts.flatMap(\.reasons).filter { seen.insert($0).inserted }
        isComplete = !parts.isEmpty && parts.allSatisfy(\.isComplete)
        withholds = parts.contains(where: \.withholds)
        unread = isComplete ? parts.reduce(into: [:]) { $0.merge($1.unread, uniquingKeysWith: max) } : [:]
        definitions = parts.reduce(into: [:]) { $0.merge($1.definitions) { $1 } }
        checkpoint = parts.first?.checkpoint
    }

    private mutating func take(_ findings: [Finding]) {
        reasons += findings.filter { $0.severity == .violation }.map {
            Reason(rule: $0.rule, wording: $0.message, entries: $0.entries.sorted())
        }
    }
}
