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

    public var en: String {
        switch self {
        case .leafOutsideTree(let leafIndex, let treeSize): "leaf \(leafIndex) is outside a tree of \(treeSize) leaves"
        case .emptyOldTree: "there is no consistency proof from the empty tree"
        case .shrinkingTree(let oldSize, let newSize): "a tree of \(oldSize) leaves cannot become one of \(newSize)"
        case .treeTooLarge(let treeSize): "tree size \(treeSize) is above \(TreeSize.max)"
        case .wrongLength(let expected, let found): "the proof has \(found) hashes where exactly \(expected) belong"
        case .oldRootMismatch: "the proof does not lead to the old root hash"
        case .rootMismatch: "the proof does not lead to the root hash"
        case .missingNode(let node): "node \(node) is not held"
        }
    }

    public var zh: String {
        switch self {
        case .leafOutsideTree(let leafIndex, let treeSize): "第 \(leafIndex) 号叶不在 \(treeSize) 片叶的树中"
        case .emptyOldTree: "空树没有一致性证明"
        case .shrinkingTree(let oldSize, let newSize): "\(oldSize) 片叶的树不能变成 \(newSize) 片"
        case .treeTooLarge(let treeSize): "树的大小 \(treeSize) 超过 \(TreeSize.max)"
        case .wrongLength(let expected, let found): "证明有 \(found) 个哈希，应恰为 \(expected) 个"
        case .oldRootMismatch: "证明得不出旧的根哈希"
        case .rootMismatch: "证明得不出根哈希"
        case .missingNode(let node): "没有节点 \(node)"
        }
    }
}
