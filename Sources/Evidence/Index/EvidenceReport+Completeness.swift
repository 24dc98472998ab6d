public import Codes
public import Rules
public import TransparencyLog
public import Values

extension EvidenceReport {
    /// What the committed index shows of some keys in the evidence that this is the report on: whether all that stands under them is there,
    /// and answers that are false or withhold something.
    /// - Parameters:
    ///   - keys: as events name things.
    ///   - schemes: those by which `codes` reads.
    public func completeness(
        of keys: Set<String>, in evidence: Evidence, codes: CodeReader, schemes: MerkleHash, now: Timestamp
    ) -> (completeness: Completeness, findings: [Finding], doubts: [Verdict.Doubt]) {
        let check = CompletenessCheck(
            evidence, needed: { _ in NeededNames(ofKeys: keys, codes: codes) }, report: self, schemes: schemes,
            codes: codes, now: now)
        return (check.completeness, check.findings, check.doubts)
    }
}
