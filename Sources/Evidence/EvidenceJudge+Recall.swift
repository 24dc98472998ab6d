public import Chains
public import Codes
import EPCIS
public import Rules

extension EvidenceJudge {
    /// What checking evidence and telling a recall from it gives.
    public struct Recall: Sendable {
        public let report: RecallReport
        /// On each evidence document, in the order in which they were given.
        public let proofs: [EvidenceReport]

        /// Whether all of it was proven, and is whole.
        public var isProven: Bool {
            proofs.allSatisfy { proof in
                proof.checkpoint != nil && proof.doubts.isEmpty
                    && !proof.findings.contains { $0.severity == .violation }
            }
        }

        public var isFalse: Bool { proofs.contains { $0.findings.contains { $0.severity == .violation } } }
    }

    /// Tells the recall of a code from evidence about it; of a bare product, from evidence about each of its lots.
    /// - Parameters:
    ///   - written: the code as the person wrote it.
    ///   - parts: codes and the evidence about each.
    ///   - omissions: what was left out beside what the evidence says.
    public func recall(
        _ written: String, _ parts: [(code: CanonicalCode, evidence: Evidence)], omissions: [Omission] = []
    ) -> Recall {
        var chains: [Chain] = []
        var proofs: [EvidenceReport] = []
        var names: [String: String] = [:]
        var omissions = omissions
        var chosen = definitions
        var disclosed: [UInt64: [String: String]] = [:]
        for (code, evidence) in parts {
            let proof = EvidenceReport(evidence, key: key, policy: policy)
            chains.append(walk(of: code, over: proof).chain(by: proof.registry))
            proofs.append(proof)
            names.merge(proof.operatorNames) { $1 }
            for held in proof.disclosures {
                disclosed[held.entry, default: [:]][held.disclosure.name] = held.disclosure.value
            }
            // What the ledger left out of its answer is not in the walk over it.
            if !evidence.isComplete || evidence.subject != code.uri {
                omissions.append(Omission(cause: .supply, count: 1))
            }
            if let adopted, adopted.isProven(by: proof.registry.adoptedDigests) { chosen = adopted.definitions }
        }
        let report = RecallReport(
            written, chains: chains, omissions: omissions, rules: chosen.rules, lists: chosen.lists, now: moment,
            operatorNames: names, disclosed: disclosed)
        return Recall(report: report, proofs: proofs)
    }

    private func walk(of code: CanonicalCode, over proof: EvidenceReport) -> TraceWalk {
        proof.walk(of: code, codes: codes, asOf: question.asOf, limits: .recall)
    }
}
