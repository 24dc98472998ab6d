/// A whole tree held in memory, for tests and small logs: about 64 bytes a leaf.
public struct MemoryTree: Sendable {
    /// Complete nodes, level by level, from left to right.
    private var levels: [[MerkleHash]] = []

    public init() {}

    /// A tree over these leaf hashes.
    public init(_ leafHashes: some Sequence<MerkleHash>) {
        for hash in leafHashes { append(hash) }
    }

    /// The number of leaves.
    public var treeSize: UInt64 { UInt64(levels.first?.count ?? 0) }

    /// The root of the tree as it stands.
    public var root: MerkleHash {
        .root(of: RightEdge.nodes(treeSize: treeSize).map { levels[Int($0.level)][Int($0.index)] })
    }

    public mutating func append(_ leafHash: MerkleHash) {
        var hash = leafHash
        var level = 0
        while true {
            if levels.count == level { levels.append([]) }
            levels[level].append(hash)
            let count = levels[level].count
            guard count.isMultiple(of: 2) else { return }
            hash = .node(levels[level][count - 2], levels[level][count - 1])
            level += 1
        }
    }
}

extension MemoryTree: HashReader {
    /// Throws `ProofError.missingNode` for a node that is not complete in this tree.
    public func hashes(at nodes: [NodeCoordinate]) throws -> [MerkleHash] {
        try nodes.map { node in
            guard node.isComplete(treeSize: treeSize) else { throw ProofError.missingNode(node) }
            return levels[Int(node.level)][Int(node.index)]
        }
    }
}
