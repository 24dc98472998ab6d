/// What the first `oldSize` leaves of a tree are: their root, and the proof that leads from it to the root of the whole tree.
///
/// It is made from the new tree alone, without knowing what the old root should be. Where the log is honest the root is the one
/// that it signed at that size, and the proof is the consistency proof; where it is another, that is proof of a fork: the hashes of
/// a consistency proof follow from the new root, so no other root of that size leads to it.
public struct PrefixProof: Hashable, Sendable {
    /// The root that the new tree has at the old size.
    public let oldRoot: MerkleHash
    /// From `oldRoot` to the new root.
    public let proof: ConsistencyProof

    /// A proof as it was received; nothing is checked before `verify`.
    public init(oldRoot: MerkleHash, proof: ConsistencyProof) {
        self.oldRoot = oldRoot
        self.proof = proof
    }

    /// Refuses the proof unless it leads from its own old root to the root of the new tree.
    public func verify(newRoot: MerkleHash) throws(ProofError) {
        try proof.verify(oldRoot: oldRoot, newRoot: newRoot)
    }
}

extension PrefixProof {
    /// The nodes from which a proof is made, so that they can be fetched in any manner before `init(_:hashes:)`.
    public struct Plan: Hashable, Sendable {
        fileprivate let old: RootPlan
        fileprivate let proof: ConsistencyProof.Plan

        /// The perfect subtrees whose hashes are needed; at most 189.
        public var nodes: [NodeCoordinate] { old.nodes + proof.nodes }
    }

    /// Plans the proof between two sizes. Throws as a consistency proof does: an old size of 0 says nothing.
    public static func nodes(oldSize: UInt64, newSize: UInt64) throws(ProofError) -> Plan {
        Plan(old: RootPlan(treeSize: oldSize), proof: try ConsistencyProof.nodes(oldSize: oldSize, newSize: newSize))
    }

    /// The proof, from the hashes of `plan.nodes` in the same order (a hash for each is the caller's duty).
    public init(_ plan: Plan, hashes: [MerkleHash]) {
        let count = plan.old.nodes.count
        oldRoot = plan.old.root(Array(hashes.prefix(count)))
        proof = ConsistencyProof(plan.proof, hashes: Array(hashes.dropFirst(count)))
    }
}

extension HashReader {
    /// What the first `oldSize` leaves of the tree of `newSize` leaves are. Throws `ProofError` where the sizes make no sense.
    public func prefixProof(oldSize: UInt64, newSize: UInt64) throws -> PrefixProof {
        let plan = try PrefixProof.nodes(oldSize: oldSize, newSize: newSize)
        return PrefixProof(plan, hashes: try hashes(at: plan.nodes))
    }
}
