public import Values

/// Why a proof cannot be made, or does not prove what it claims.
public enum ProofError: ExplainedError, Hashable {
    /// The leaf lies outside the tree.
    case leafOutsideTree(leafIndex: UInt64, treeSize: UInt64)
    /// Consistency with the empty tree says nothing, so no such proof exists.
    case emptyOldTree
    /// The new tree is smaller than the old one.
    case shrinkingTree(oldSize: UInt64, newSize: UInt64)
    /// A size above `TreeSize.max`.
    case treeTooLarge(treeSize: UInt64)
    /// For these sizes a proof has exactly `expected` hashes.
    case wrongLength(expected: Int, found: Int)
    /// The hashes do not lead to the old root.
    case oldRootMismatch
    /// The hashes do not lead to the root (of the new tree, for consistency).
    case rootMismatch
    /// The tree at hand does not hold this node.
    case missingNode(NodeCoordinate)

    public var wording: Wording {
        switch self {
        case .leafOutsideTree(let leafIndex, let treeSize):
            Wording(
                en: "leaf \(leafIndex) is outside a tree of \(treeSize) leaves",
                zh: "第 \(leafIndex) 号叶不在 \(treeSize) 片叶的树中")
        case .emptyOldTree:
            Wording(
                en: "there is no consistency proof from the empty tree",
                zh: "空树没有一致性证明")
        case .shrinkingTree(let oldSize, let newSize):
            Wording(
                en: "a tree of \(oldSize) leaves cannot become one of \(newSize)",
                zh: "\(oldSize) 片叶的树不能变成 \(newSize) 片")
        case .treeTooLarge(let treeSize):
            Wording(
                en: "tree size \(treeSize) is above \(TreeSize.max)",
                zh: "树的大小 \(treeSize) 超过 \(TreeSize.max)")
        case .wrongLength(let expected, let found):
            Wording(
                en: "the proof has \(found) hashes where exactly \(expected) belong",
                zh: "证明有 \(found) 个哈希，应恰为 \(expected) 个")
        case .oldRootMismatch:
            Wording(
                en: "the proof does not lead to the old root hash",
                zh: "证明得不出旧的根哈希")
        case .rootMismatch:
            Wording(
                en: "the proof does not lead to the root hash",
                zh: "证明得不出根哈希")
        case .missingNode(let node):
            Wording(
                en: "node \(node) is not held",
                zh: "没有节点 \(node)")
        }
    }
}
