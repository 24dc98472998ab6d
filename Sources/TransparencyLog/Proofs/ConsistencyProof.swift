/// That a tree only grew: the first `oldSize` leaves of the new tree are the old tree (RFC 9162 §2.1.4).
public struct ConsistencyProof: Hashable, Sendable {
    public let oldSize: UInt64
    public let newSize: UInt64
    /// Empty where the sizes are equal; at most 64, and at most 63 in trees of up to 2^62 leaves.
    public let hashes: [MerkleHash]

    /// A proof as it was received; nothing is checked before `verify`.
    public init(oldSize: UInt64, newSize: UInt64, hashes: [MerkleHash]) {
        self.oldSize = oldSize
        self.newSize = newSize
        self.hashes = hashes
    }

    /// Refuses a proof unless it leads to both roots. An old size of 0 is refused: everything continues the empty tree.
    public func verify(oldRoot: MerkleHash, newRoot: MerkleHash) throws(ProofError) {
        try Self.checkNumbers(oldSize: oldSize, newSize: newSize)
        let expected = Self.length(oldSize: oldSize, newSize: newSize)
        guard hashes.count == expected else { throw .wrongLength(expected: expected, found: hashes.count) }
        guard oldSize < newSize else {
            if oldRoot != newRoot { throw .rootMismatch }
            return
        }
        // Start at the largest perfect subtree that ends where the old tree ends. The old tree may be that subtree.
        let rise = UInt64(oldSize.trailingZeroBitCount)
        var node = (oldSize - 1) >> rise
        var last = (newSize - 1) >> rise
        var rest = hashes[...]
        var oldHash = node == 0 ? oldRoot : rest.removeFirst()
        var newHash = oldHash
        for sibling in rest {
            while node & 1 == 0, node == last, last > 0 {
                node >>= 1
                last >>= 1
            }
            if node & 1 == 1 {
                oldHash = .node(sibling, oldHash)
                newHash = .node(sibling, newHash)
            } else {
                newHash = .node(newHash, sibling)
            }
            node >>= 1
            last >>= 1
        }
        guard oldHash == oldRoot else { throw .oldRootMismatch }
        guard newHash == newRoot else { throw .rootMismatch }
    }
}

extension ConsistencyProof {
    /// The nodes from which a proof is made, so that they can be fetched in any manner before `init(_:hashes:)`.
    public struct Plan: Hashable, Sendable {
        public let oldSize: UInt64
        public let newSize: UInt64
        fileprivate var subtrees = SubtreePlan()

        /// The perfect subtrees whose hashes are needed; at most 126.
        public var nodes: [NodeCoordinate] { subtrees.nodes }
    }

    /// Plans the proof between two sizes, both of which may be older than the tree at hand.
    public static func nodes(oldSize: UInt64, newSize: UInt64) throws(ProofError) -> Plan {
        try checkNumbers(oldSize: oldSize, newSize: newSize)
        var siblings: [(UInt64, UInt64)] = []
        var (first, end) = (UInt64(0), newSize)
        while end != oldSize {
            let middle = first + (end - first).splitPoint
            if oldSize <= middle {
                siblings.append((middle, end))
                end = middle
            } else {
                siblings.append((first, middle))
                first = middle
            }
        }
        var plan = Plan(oldSize: oldSize, newSize: newSize)
        // The verifier knows the old root, so a subtree that is the whole old tree is left out.
        if first > 0 { plan.subtrees.want(first, end) }
        for (first, end) in siblings.reversed() { plan.subtrees.want(first, end) }
        return plan
    }

    /// The proof, from the hashes of `plan.nodes` in the same order (a hash for each is the caller's duty).
    public init(_ plan: Plan, hashes: [MerkleHash]) {
        self.init(oldSize: plan.oldSize, newSize: plan.newSize, hashes: plan.subtrees.assemble(hashes))
    }

    private static func checkNumbers(oldSize: UInt64, newSize: UInt64) throws(ProofError) {
        guard newSize <= TreeSize.max else { throw .treeTooLarge(treeSize: newSize) }
        guard oldSize > 0 else { throw .emptyOldTree }
        guard oldSize <= newSize else { throw .shrinkingTree(oldSize: oldSize, newSize: newSize) }
    }

    static func length(oldSize: UInt64, newSize: UInt64) -> Int {
        guard oldSize < newSize else { return 0 }
        let rise = oldSize.trailingZeroBitCount
        let path = InclusionProof.length(leafIndex: oldSize - 1, treeSize: newSize) - rise
        return oldSize.nonzeroBitCount == 1 ? path : path + 1
    }
}
