/// Which perfect subtrees make the root of a tree of some size, also of one that has grown since.
public struct RootPlan: Hashable, Sendable {
    public let treeSize: UInt64
    /// The subtrees whose hashes are needed, largest first; as many as `treeSize` has one bits.
    public let nodes: [NodeCoordinate]

    public init(treeSize: UInt64) {
        self.treeSize = treeSize
        nodes = RightEdge.nodes(treeSize: treeSize)
    }

    /// The root, from the hashes of `nodes` in the same order (a hash for each is the caller's duty).
    public func root(_ hashes: [MerkleHash]) -> MerkleHash {
        precondition(hashes.count == nodes.count, "a hash for every planned node")
        return .root(of: hashes)
    }
}
