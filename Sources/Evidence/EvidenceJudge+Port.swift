import Chains
public import Codes
public import Rules
public import Values

extension EvidenceJudge {
    /// What checking evidence and looking at it as a port does gives.
    public struct Port: Sendable {
        public let sheet: PortSheet
        /// On each evidence document, in the order in which they were given.
        public let proofs: [EvidenceReport]
        let findings: [Finding]
        let doubts: [Verdict.Doubt]

        /// All of what is false or doubtful of the proofs, once each.
        public var reasons: [Wording] {
            var seen: Set<Wording> = []
            return (findings.map(\.message) + doubts.map(\.wording)).filter { seen.insert($0).inserted }
        }

        /// Whether something of the evidence is false.
        public var isFalse: Bool { !findings.isEmpty }
        /// Whether all of it was proven.
        public var isProven: Bool { findings.isEmpty && doubts.isEmpty && proofs.allSatisfy { $0.checkpoint != nil } }
    }

    /// Looks at what came in a container, or at goods themselves.
    /// - Parameters:
    ///   - written: the code as the person wrote it.
    ///   - container: the code, where it is a container's.
    ///   - lot: the goods, where they were asked for.
    ///   - parts: codes and the evidence about each: of the container, or of the goods that name it.
    ///   - isWhole: false where goods were left out.
    public func port(
        _ written: String, container: CanonicalCode?, lot: CanonicalCode? = nil,
        _ parts: [(code: CanonicalCode, evidence: Evidence)],
        isWhole: Bool = true
    ) -> Port {
        var chains: [Chain] = []
        var (proofs, findings, doubts): ([EvidenceReport], [Finding], [Verdict.Doubt]) = ([], [], [])
        var (names, enrolments): ([String: String], [String: UInt64]) = ([:], [:])
        var (chosen, isWhole) = (definitions, isWhole)
        var suspended = chosen.registers
        for (code, evidence) in parts {
            let proof = EvidenceReport(evidence, key: key, policy: policy)
            let chain = proof.walk(of: code, codes: codes, asOf: question.asOf, limits: .recall).chain(
                by: proof.registry)
            chains.append(chain)
            proofs.append(proof)
            findings += proof.findings.filter { $0.severity == .violation }
            doubts += proof.doubts
            if let check = completeness(of: chain, evidence, proof) {
                findings += check.findings
                doubts += check.doubts
            }
            names.merge(proof.operatorNames) { $1 }
            enrolments.merge(proof.enrolments) { $1 }
            if !evidence.isComplete || evidence.subject != code.uri { isWhole = false }
            if let adopted, adopted.isProven(by: proof.registry.adoptedDigests) { chosen = adopted.definitions }
            suspended = chosen.registers.suspending(proof.suspensions(asOf: question.asOf))
        }
        let judge = Judge(
            definitions: chosen.rules, profiles: chosen.profiles, lists: chosen.lists, registers: suspended,
            now: moment,
            operatorNames: names, enrolments: enrolments)
        let sheet = PortSheet(
            written, container: container, lot: lot, chains: chains, judge: judge, definitions: chosen.port,
            isWhole: isWhole && doubts.isEmpty)
        return Port(sheet: sheet, proofs: proofs, findings: findings, doubts: doubts)
    }
}
