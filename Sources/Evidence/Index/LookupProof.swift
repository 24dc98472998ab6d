public import Codes
import Ledger
public import Rules
public import TransparencyLog
public import Values
import VerifiableIndex

/// What is proven of a look-up: which entries truly name a code, and whether the ledger's committed index shows that there are no others.
///
/// It is less than a verdict asks: only what stands under the code itself must be answered, and who might record that, not what its goods
/// were made of. So nobody can end it by what he writes of other goods.
public struct LookupProof: Sendable {
    /// Ledger indexes of the events that name the code, ascending.
    public let entries: [UInt64]
    /// Whether those are all, as of which state of the index.
    public let completeness: Completeness
    /// What is false.
    public let findings: [Finding]
    /// What could not be checked.
    public let doubts: [Verdict.Doubt]
    /// The ledger's checkpoint, if it is truly the ledger's.
    public let checkpoint: SignedCheckpoint?

    /// - Parameters:
    ///   - key: the ledger's verifier key, which the caller has from elsewhere.
    ///   - schemes: those by which `codes` reads (`SchemeVersions.digest(of:)`).
    public init(
        _ evidence: Evidence, of code: CanonicalCode, key: VerifierKey, policy: WitnessPolicy? = nil,
        codes: CodeReader = CodeReader(), schemes: MerkleHash = SchemeVersions.digest(of: [:]), now: Timestamp
    ) {
        let report = EvidenceReport(evidence, key: key, policy: policy)
        checkpoint = report.checkpoint
        let identities = EventIdentities(reader: codes)
        entries = report.events.filter { recorded in
            recorded.event.map { identities.keys(of: $0).contains(code.key) } ?? false
        }.map(\.entry).sorted()
        // The index has names of goods and of what is written of them; a product's lots and a firm's records are found by other means.
        let hasName = code.grain != .product && code.scheme != "uscc"
        guard report.checkpoint != nil, hasName, IndexEvidence.name(ofKey: code.key, codes: codes) != nil else {
            findings = report.findings
            doubts = report.doubts
            completeness =
                report.checkpoint == nil
                ? .unproven
                : .notShown(
                    Wording(
                        en: "the committed index has no name under which all of its events stand",
                        zh: "承诺索引中没有可据以列出其全部事件的名称"))
            return
        }
        let check = CompletenessCheck(
            evidence, needed: { _ in NeededNames(ofKeys: [code.key], codes: codes) }, report: report,
            schemes: schemes, codes: codes, now: now)
        findings = report.findings + check.findings
        // That a chain was too long takes nothing from what stands under the code itself.
        doubts = report.doubts.filter { $0 != .truncated } + check.doubts
        completeness = check.completeness
    }
}
