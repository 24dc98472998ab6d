/// That one leaf stands at one place of a tree (RFC 9162 §2.1.3).
public struct InclusionProof: Hashable, Sendable {
    public let leafIndex: UInt64
    public let treeSize: UInt64
    /// From the leaf's sibling upward to the child of the root; at most 63.
    public let hashes: [MerkleHash]

    /// A proof as it was received; nothing is checked before `verify`.
    public init(leafIndex: UInt64, treeSize: UInt64, hashes: [MerkleHash]) {
        self.leafIndex = leafIndex
        self.treeSize = treeSize
        self.hashes = hashes
    }

    /// Refuses a proof unless it leads from `leafHash` to exactly `root`.
    public func verify(leafHash: MerkleHash, root: MerkleHash) throws(ProofError) {
        guard try rootHash(leafHash: leafHash) == root else { throw .rootMismatch }
    }

    /// The root to which the proof leads from `leafHash`. It proves something only once compared with a trusted root.
    public func rootHash(leafHash: MerkleHash) throws(ProofError) -> MerkleHash {
        try Self.checkNumbers(leafIndex: leafIndex, treeSize: treeSize)
        let expected = Self.length(leafIndex: leafIndex, treeSize: treeSize)
        guard hashes.count == expected else { throw .wrongLength(expected: expected, found: hashes.count) }
        var node = leafIndex
        var last = treeSize - 1
        var hash = leafHash
        for sibling in hashes {
            // On the right edge a node without a sibling rises unchanged: skip the levels where that happens.
            while node & 1 == 0, node == last, last > 0 {
                node >>= 1
                last >>= 1
            }
            hash = node & 1 == 1 ? .node(sibling, hash) : .node(hash, sibling)
            node >>= 1
            last >>= 1
        }
        return hash
    }
}

extension InclusionProof {
    /// The nodes from which a proof is made, so that they can be fetched in any manner before `init(_:hashes:)`.
    public struct Plan: Hashable, Sendable {
        public let leafIndex: UInt64
        public let treeSize: UInt64
        fileprivate var subtrees = SubtreePlan()

        /// The perfect subtrees whose hashes are needed; at most 126.
        public var nodes: [NodeCoordinate] { subtrees.nodes }
    }

    /// Plans the proof of a leaf under the tree of `treeSize` leaves, which may be older than the tree at hand.
    public static func nodes(leafIndex: UInt64, treeSize: UInt64) throws(ProofError) -> Plan {
        try checkNumbers(leafIndex: leafIndex, treeSize: treeSize)
        var siblings: [(UInt64, UInt64)] = []
        var (first, end) = (UInt64(0), treeSize)
        while end - first > 1 {
            let middle = first + (end - first).splitPoint
            if leafIndex < middle {
                siblings.append((middle, end))
                end = middle
            } else {
                siblings.append((first, middle))
                first = middle
            }
        }
        var plan = Plan(leafIndex: leafIndex, treeSize: treeSize)
        for (first, end) in siblings.reversed() { plan.subtrees.want(first, end) }
        return plan
    }

    /// The proof, from the hashes of `plan.nodes` in the same order (a hash for each is the caller's duty).
    public init(_ plan: Plan, hashes: [MerkleHash]) {
        self.init(leafIndex: plan.leafIndex, treeSize: plan.treeSize, hashes: plan.subtrees.assemble(hashes))
    }

    private static func checkNumbers(leafIndex: UInt64, treeSize: UInt64) throws(ProofError) {
        guard treeSize <= TreeSize.max else { throw .treeTooLarge(treeSize: treeSize) }
        guard leafIndex < treeSize else { throw .leafOutsideTree(leafIndex: leafIndex, treeSize: treeSize) }
    }

    /// Below the level where the leaf's path meets the right edge every node has a sibling; above, only right children.
    static func length(leafIndex: UInt64, treeSize: UInt64) -> Int {
        let inner = 64 - (leafIndex ^ (treeSize - 1)).leadingZeroBitCount
        return inner + (leafIndex >> UInt64(inner)).nonzeroBitCount
    }
}
