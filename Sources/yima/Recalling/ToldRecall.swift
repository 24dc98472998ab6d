import Chains
import Codes
import CommandSupport
import Evidence
import Rules
import StrictJSON
import TransparencyLog
import Values

/// A recall told from evidence, and what it rests on.
struct ToldRecall {
    let recall: EvidenceJudge.Recall
    /// The evidence document, where there is one of the code itself.
    let bytes: [UInt8]?
    /// Else the documents of the goods that it was told from.
    private(set) var parts: [(code: CanonicalCode, bytes: [UInt8])] = []
    private let evidence: Evidence?

    /// Lots of a product that are asked for in one command.
    private static let lotCountMax = 64

    init(recall: EvidenceJudge.Recall, bytes: [UInt8]?, origin: Evidence?) {
        (self.recall, self.bytes, evidence) = (recall, bytes, origin)
    }

    /// Takes the evidence about a code from a ledger; of a bare product, about each of its lots.
    init(
        of code: CanonicalCode, written: String, from ledger: WatchedLedger, _ verifier: Verifier
    ) async throws(CommandError) {
        guard let taken = try await ledger.evidence(written) else {
            let goods = try await NamedGoods(inContainer: code, written, from: ledger, reader: verifier.codes)
            guard goods.codes.isEmpty else {
                try await self.init(of: goods, written, from: ledger, verifier)
                return
            }
            try ledger.refuse(await ledger.lacking(code, inEvidence: nil))
            throw .nothingOnRecord(written)
        }
        guard code.grain == .product else {
            let recall = verifier.judge.recall(written, [(code, taken.evidence)])
            if taken.evidence.isComplete, taken.evidence.subject == code.uri, let proof = recall.proofs.first,
                proof.checkpoint != nil
            {
                try ledger.refuse(await ledger.lacking(code, inEvidence: proof))
            }
            self.init(recall: recall, bytes: taken.bytes, origin: taken.evidence)
            return
        }
        let all = EvidenceReport(taken.evidence, key: verifier.judge.key, policy: verifier.judge.policy)
        let chain = all.chain(of: code, codes: verifier.codes)
        var omissions = chain.omissions
        if chain.lots.count > Self.lotCountMax {
            omissions.append(Omission(cause: .codes, count: chain.lots.count - Self.lotCountMax))
        }
        if !taken.evidence.isComplete { omissions.append(Omission(cause: .supply, count: 1)) }
        var parts: [(code: CanonicalCode, evidence: Evidence)] = []
        var files: [(code: CanonicalCode, bytes: [UInt8])] = []
        for lot in chain.lots.prefix(Self.lotCountMax) {
            guard let one = try await ledger.evidence(lot.uri) else { continue }
            parts.append((lot, one.evidence))
            files.append((lot, one.bytes))
        }
        guard !parts.isEmpty else { throw .nothingOnRecord(written) }
        self.init(
            recall: verifier.judge.recall(written, parts, omissions: omissions), bytes: nil, origin: parts[0].evidence)
        self.parts = files
    }

    /// Of what travelled in a container that only the records of these goods name.
    private init(
        of goods: NamedGoods, _ written: String, from ledger: WatchedLedger, _ verifier: Verifier
    ) async throws(CommandError) {
        goods.say("recall", written)
        var parts: [(code: CanonicalCode, evidence: Evidence)] = []
        var files: [(code: CanonicalCode, bytes: [UInt8])] = []
        for lot in goods.codes {
            guard let one = try await ledger.evidence(lot.uri) else {
                try ledger.refuse(await ledger.lacking(lot, inEvidence: nil))
                continue
            }
            parts.append((lot, one.evidence))
            files.append((lot, one.bytes))
        }
        guard !parts.isEmpty else { throw .nothingOnRecord(written) }
        self.init(
            recall: verifier.judge.recall(
                written, parts, omissions: goods.isCut ? [Omission(cause: .supply, count: 1)] : []),
            bytes: nil, origin: parts[0].evidence)
        self.parts = files
    }

    private var checkpoint: SignedCheckpoint? { recall.proofs.last?.checkpoint }

    var document: JSONNode {
        recall.report.document(
            proven: recall.isProven, checkpoint: checkpoint.map(VerdictDocument.Checkpoint.init),
            completeness: recall.completeness)
    }

    /// Under which checkpoint it stands.
    var ground: Wording {
        guard let checkpoint, recall.isProven else {
            return Wording(en: "not everything could be proven", zh: "未能全部证实")
        }
        let (origin, size) = (checkpoint.checkpoint.origin, checkpoint.checkpoint.treeSize.grouped)
        let cosigners = checkpoint.cosignatures.map(\.key.name).joined(separator: ", ")
        let moment = OffsetTime(moment: recall.report.asOf, offsetMinutes: 480).minute
        return Wording(
            en: "proven under \(origin) at \(size) entries" + (cosigners.isEmpty ? "" : ", cosigned by \(cosigners)")
                + "; told at \(moment); \(recall.completeness.wording.en)",
            zh: "已在账本 \(origin)（\(size) 条）下证实" + (cosigners.isEmpty ? "" : "，联署方：\(cosigners)") + "；出具时间 \(moment)；"
                + recall.completeness.wording.zh)
    }
}
