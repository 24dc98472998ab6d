public import Values

/// Why the bytes of a tile do not give a hash.
public enum TileError: ExplainedError, Hashable {
    /// The tile has exactly 32 bytes for each hash of its width.
    case wrongByteCount(tile: Tile, expected: Int, found: Int)
    /// The node's hash does not follow from this tile.
    case nodeOutsideTile(tile: Tile, node: NodeCoordinate)
    /// The tree of this size has no such node.
    case nodeOutsideTree(node: NodeCoordinate, treeSize: UInt64)

    public var wording: Wording {
        switch self {
        case .wrongByteCount(let tile, let expected, let found):
            Wording(
                en: "\(tile) has \(found) bytes instead of \(expected)",
                zh: "\(tile) 有 \(found) 字节，应为 \(expected) 字节")
        case .nodeOutsideTile(let tile, let node):
            Wording(
                en: "node \(node) is not in \(tile)",
                zh: "节点 \(node) 不在 \(tile) 中")
        case .nodeOutsideTree(let node, let treeSize):
            Wording(
                en: "a tree of \(treeSize) leaves has no complete node \(node)",
                zh: "\(treeSize) 片叶的树没有完整的节点 \(node)")
        }
    }
}
