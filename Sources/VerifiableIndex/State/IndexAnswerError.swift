public import TransparencyLog
public import Values

/// Why an answer does not show what stands under a name.
public enum IndexAnswerError: ExplainedError, Hashable {
    /// The state is not the last leaf under the checkpoint: entries after it would be left out.
    case notLastLeaf(index: UInt64, treeSize: UInt64)
    /// The leaf is no state of the index.
    case state(IndexStateError)
    /// The state does not cover every entry before it.
    case notOwnIndex(end: UInt64, index: UInt64)
    /// A run without an answer, or an answer without a run.
    case runCount(expected: Int, found: Int)
    /// The proof of the run that begins at this entry does not hold.
    case run(from: UInt64, IndexProofError)
    /// An entry that the index names is not shown.
    case withheld(entry: UInt64)
    /// An entry is shown that the index does not name.
    case notNamed(entry: UInt64)
    /// An entry is shown that does not stand there in the ledger.
    case notInLedger(entry: UInt64, ProofError)

    public var wording: Wording {
        switch self {
        case .notLastLeaf(let index, let treeSize):
            Wording(
                en:
                    "the state of the index is entry \(index), not the last of \(treeSize): the checkpoint is not a complete one",
                zh: "索引状态是第 \(index) 条，不是 \(treeSize) 条中的最后一条：该检查点不完整")
        case .state(let error): error.wording
        case .notOwnIndex(let end, let index):
            Wording(
                en: "the state of the index at entry \(index) covers the entries before \(end) only",
                zh: "第 \(index) 条的索引状态只覆盖 \(end) 之前的条目")
        case .runCount(let expected, let found):
            Wording(
                en: "the index has \(expected) runs, and \(found) are answered",
                zh: "索引有 \(expected) 个区段，只答了 \(found) 个")
        case .run(let first, let error):
            Wording(
                en: "the run from entry \(first): \(error.wording.en)", zh: "自第 \(first) 条起的区段：\(error.wording.zh)")
        case .withheld(let entry):
            Wording(
                en: "entry \(entry) stands under the name and is not shown", zh: "第 \(entry) 条在该名称之下，却没有出示")
        case .notNamed(let entry):
            Wording(
                en: "entry \(entry) is shown and does not stand under the name", zh: "出示了不在该名称之下的第 \(entry) 条")
        case .notInLedger(let entry, let error):
            Wording(
                en: "entry \(entry) is not shown to be in the ledger: \(error.wording.en)",
                zh: "第 \(entry) 条未被证明在账本中：\(error.wording.zh)")
        }
    }
}
