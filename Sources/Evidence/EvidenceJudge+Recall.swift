public import Chains
public import Codes
import EPCIS
public import Rules
public import Values

extension EvidenceJudge {
    /// What checking evidence and telling a recall from it gives.
    public struct Recall: Sendable {
        public let report: RecallReport
        /// On each evidence document, in the order in which they were given.
        public let proofs: [EvidenceReport]
        /// What the answers of the index say against it: answers that do not hold, and entries that were withheld.
        var indexFindings: [Finding] = []
        var indexDoubts: [Verdict.Doubt] = []
        /// Whether it is shown of each document that nothing was left out: the first of which it is not, or the one that was shown longest ago.
        public private(set) var completeness = Completeness.noAnswers

        init(
            report: RecallReport, proofs: [EvidenceReport], indexFindings: [Finding], indexDoubts: [Verdict.Doubt],
            completeness: [Completeness]
        ) {
            (self.report, self.proofs) = (report, proofs)
            (self.indexFindings, self.indexDoubts) = (indexFindings, indexDoubts)
            let oldest = completeness.min { ($0.time?.milliseconds ?? .min) < ($1.time?.milliseconds ?? .min) }
            self.completeness = completeness.first { !$0.isShown } ?? oldest ?? .noAnswers
        }

        /// All of what is false or doubtful of the proofs, once each.
        public var reasons: [Wording] {
            var seen: Set<Wording> = []
            let findings = (proofs.flatMap(\.findings) + indexFindings).filter { $0.severity == .violation }
            return (findings.map(\.message) + (proofs.flatMap(\.doubts) + indexDoubts).map(\.wording)).filter {
                seen.insert($0).inserted
            }
        }

        /// Whether all of it was proven, and is whole.
        public var isProven: Bool {
            indexDoubts.isEmpty && indexFindings.isEmpty
                && proofs.allSatisfy { proof in
                    proof.checkpoint != nil && proof.doubts.isEmpty
                        && !proof.findings.contains { $0.severity == .violation }
                }
        }

        public var isFalse: Bool {
            (proofs.flatMap(\.findings) + indexFindings).contains { $0.severity == .violation }
        }
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
        var (indexFindings, indexDoubts): ([Finding], [Verdict.Doubt]) = ([], [])
        var proofs: [EvidenceReport] = []
        var names: [String: String] = [:]
        var omissions = omissions
        var chosen = definitions
        var disclosed: [UInt64: [String: String]] = [:]
        var completeness: [Completeness] = []
        for (code, evidence) in parts {
            let proof = EvidenceReport(evidence, key: key, policy: policy)
            let walk = walk(of: code, over: proof)
            let chain = walk.chain(by: proof.registry)
            chains.append(chain)
            let check = self.completeness(of: chain, evidence, proof)
            indexFindings += check?.findings ?? []
            indexDoubts += Self.doubts(of: evidence, about: code) + (check?.doubts ?? [])
            completeness.append(check?.completeness ?? .noAnswers)
            proofs.append(proof)
            names.merge(proof.operatorNames) { $1 }
            for held in proof.disclosures {
                disclosed[held.entry, default: [:]][held.disclosure.name] = held.disclosure.value
            }
            // What the ledger left out of its answer is not in the walk over it.
            if !evidence.isComplete || !indexDoubts.isEmpty {
                omissions.append(Omission(cause: .supply, count: 1))
            }
            if let adopted, adopted.isProven(by: proof.registry.adoptedDigests) { chosen = adopted.definitions }
        }
        let report = RecallReport(
            written, chains: chains, omissions: omissions, rules: chosen.rules, lists: chosen.lists, now: moment,
            operatorNames: names, disclosed: disclosed)
        return Recall(
            report: report, proofs: proofs, indexFindings: indexFindings, indexDoubts: indexDoubts,
            completeness: completeness)
    }

    private func walk(of code: CanonicalCode, over proof: EvidenceReport) -> TraceWalk {
        proof.walk(of: code, codes: codes, asOf: question.asOf, limits: .recall)
    }
}
