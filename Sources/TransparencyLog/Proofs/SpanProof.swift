/// Proofs of the newest leaves of a tree whose older part is not stored.
///
/// From the right edge at size m and the leaf hashes of [m, n), any leaf of [m, n) is proven under the root at n. A push to a
/// journal keeps just that. Building costs n − m hashes at most twice; each proof after that is a lookup.
public struct SpanProof: Sendable {
    /// The size before the span, m.
    public let oldSize: UInt64
    /// The right edge after the span.
    public let edge: RightEdge
    /// For each level the known nodes, all adjacent, and the index of the first of them.
    let levels: [(first: UInt64, hashes: [MerkleHash])]

    /// - Parameters:
    ///   - edge: the right edge at size m.
    ///   - leafHashes: of the leaves m, m + 1, …
    public init(edge: RightEdge, leafHashes: some Sequence<MerkleHash>) {
        oldSize = edge.treeSize
        var levels = (0..<64).map { (first: edge.treeSize >> UInt64($0), hashes: [MerkleHash]()) }
        for (node, hash) in zip(RightEdge.nodes(treeSize: edge.treeSize), edge.hashes) {
            levels[Int(node.level)] = (node.index, [hash])
        }
        var edge = edge
        for hash in leafHashes {
            levels[0].hashes.append(hash)
            edge.append(hash) { node, hash in levels[Int(node.level)].hashes.append(hash) }
        }
        self.edge = edge
        self.levels = levels
    }

    /// The size after the span, n.
    public var newSize: UInt64 { edge.treeSize }

    /// The root at size n.
    public var root: MerkleHash { edge.root }

    /// That leaf `leafIndex` of [m, n) is in the tree of n leaves. A leaf before m throws `missingNode`.
    public func inclusionProof(leafIndex: UInt64) throws(ProofError) -> InclusionProof {
        let plan = try InclusionProof.nodes(leafIndex: leafIndex, treeSize: newSize)
        guard leafIndex >= oldSize else { throw .missingNode(NodeCoordinate(level: 0, index: leafIndex)) }
        return InclusionProof(plan, hashes: try held(plan.nodes))
    }

    /// That the tree of n leaves continues that of m; m = 0 throws `emptyOldTree`.
    public func consistencyProof() throws(ProofError) -> ConsistencyProof {
        let plan = try ConsistencyProof.nodes(oldSize: oldSize, newSize: newSize)
        return ConsistencyProof(plan, hashes: try held(plan.nodes))
    }

    private func held(_ nodes: [NodeCoordinate]) throws(ProofError) -> [MerkleHash] {
        var found: [MerkleHash] = []
        for node in nodes {
            let level = levels[Int(node.level)]
            guard node.index >= level.first, node.index - level.first < UInt64(level.hashes.count) else {
                throw .missingNode(node)
            }
            found.append(level.hashes[Int(node.index - level.first)])
        }
        return found
    }
}
