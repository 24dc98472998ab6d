/// Where stored node hashes come from: the only way by which proofs reach storage.
public protocol HashReader {
    /// The hashes of these nodes in the same order, one for each. Throws where any of them is not held.
    func hashes(at nodes: [NodeCoordinate]) throws -> [MerkleHash]
}

extension HashReader {
    /// The root of the tree when it had `treeSize` leaves.
    public func root(treeSize: UInt64) throws -> MerkleHash {
        let plan = RootPlan(treeSize: treeSize)
        return plan.root(try hashes(at: plan.nodes))
    }

    /// The right edge of the tree when it had `treeSize` leaves.
    public func rightEdge(treeSize: UInt64) throws -> RightEdge {
        let hashes = try hashes(at: RightEdge.nodes(treeSize: treeSize))
        guard let edge = RightEdge(treeSize: treeSize, hashes: hashes) else {
            throw ProofError.treeTooLarge(treeSize: treeSize)
        }
        return edge
    }

    /// That leaf `leafIndex` is in the tree of `treeSize` leaves. Throws `ProofError` where the numbers make no sense.
    public func inclusionProof(leafIndex: UInt64, treeSize: UInt64) throws -> InclusionProof {
        let plan = try InclusionProof.nodes(leafIndex: leafIndex, treeSize: treeSize)
        return InclusionProof(plan, hashes: try hashes(at: plan.nodes))
    }

    /// That the tree of `newSize` leaves continues that of `oldSize`. Throws `ProofError` where the sizes make no sense.
    public func consistencyProof(oldSize: UInt64, newSize: UInt64) throws -> ConsistencyProof {
        let plan = try ConsistencyProof.nodes(oldSize: oldSize, newSize: newSize)
        return ConsistencyProof(plan, hashes: try hashes(at: plan.nodes))
    }
}
