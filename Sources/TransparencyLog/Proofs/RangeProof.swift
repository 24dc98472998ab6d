/// That leaves which follow each other stand in a tree: from their hashes, and those of the largest subtrees beside them, its root follows.
///
/// It costs little more than the leaf hashes themselves, where an inclusion proof for each would cost twenty times as much.
public struct RangeProof: Hashable, Sendable {
    public let firstLeaf: UInt64
    public let treeSize: UInt64
    /// Of the largest subtrees of RFC 9162 §2.1.1 that hold none of the leaves, from left to right; at most 126.
    public let hashes: [MerkleHash]

    /// A proof as it was received; nothing is checked before `verify`.
    public init(firstLeaf: UInt64, treeSize: UInt64, hashes: [MerkleHash]) {
        self.firstLeaf = firstLeaf
        self.treeSize = treeSize
        self.hashes = hashes
    }

    /// Refuses a proof unless it leads from the leaves' hashes, of which there is at least one, to exactly `root`.
    public func verify(leafHashes: [MerkleHash], root: MerkleHash) throws(ProofError) {
        guard treeSize <= TreeSize.max else { throw .treeTooLarge(treeSize: treeSize) }
        guard !leafHashes.isEmpty, firstLeaf < treeSize, UInt64(leafHashes.count) <= treeSize - firstLeaf else {
            throw .leafOutsideTree(leafIndex: firstLeaf, treeSize: treeSize)
        }
        let range = firstLeaf..<firstLeaf + UInt64(leafHashes.count)
        let expected = Self.subtrees(beside: range, in: 0..<treeSize).count
        guard hashes.count == expected else { throw .wrongLength(expected: expected, found: hashes.count) }
        var rest = hashes[...]
        guard Self.hash(of: 0..<treeSize, range, leafHashes, &rest) == root else { throw .rootMismatch }
    }

    private static func hash(
        of tree: Range<UInt64>, _ range: Range<UInt64>, _ leafHashes: [MerkleHash], _ rest: inout ArraySlice<MerkleHash>
    ) -> MerkleHash {
        if !tree.overlaps(range) { return rest.removeFirst() }
        if tree.count == 1 { return leafHashes[Int(tree.lowerBound - range.lowerBound)] }
        let middle = tree.lowerBound + UInt64(tree.count).splitPoint
        let left = hash(of: tree.lowerBound..<middle, range, leafHashes, &rest)
        return .node(left, hash(of: middle..<tree.upperBound, range, leafHashes, &rest))
    }

    private static func subtrees(beside range: Range<UInt64>, in tree: Range<UInt64>) -> [Range<UInt64>] {
        if !tree.overlaps(range) { return [tree] }
        if tree.lowerBound >= range.lowerBound, tree.upperBound <= range.upperBound { return [] }
        let middle = tree.lowerBound + UInt64(tree.count).splitPoint
        return subtrees(beside: range, in: tree.lowerBound..<middle)
            + subtrees(beside: range, in: middle..<tree.upperBound)
    }
}

extension RangeProof {
    /// The nodes from which a proof is made, so that they can be fetched in any manner before `init(_:hashes:)`.
    public struct Plan: Hashable, Sendable {
        public let firstLeaf: UInt64
        public let treeSize: UInt64
        fileprivate var subtrees = SubtreePlan()

        /// The perfect subtrees whose hashes are needed.
        public var nodes: [NodeCoordinate] { subtrees.nodes }
    }

    /// Plans the proof of the leaves in `range`, which must not be empty.
    public static func nodes(of range: Range<UInt64>, treeSize: UInt64) throws(ProofError) -> Plan {
        guard treeSize <= TreeSize.max else { throw .treeTooLarge(treeSize: treeSize) }
        guard !range.isEmpty, range.upperBound <= treeSize else {
            throw .leafOutsideTree(leafIndex: range.upperBound, treeSize: treeSize)
        }
        var plan = Plan(firstLeaf: range.lowerBound, treeSize: treeSize)
        for beside in subtrees(beside: range, in: 0..<treeSize) {
            plan.subtrees.want(beside.lowerBound, beside.upperBound)
        }
        return plan
    }

    /// The proof, from the hashes of `plan.nodes` in the same order (a hash for each is the caller's duty).
    public init(_ plan: Plan, hashes: [MerkleHash]) {
        self.init(
            firstLeaf: plan.firstLeaf, treeSize: plan.treeSize, hashes: plan.subtrees.assemble(hashes))
    }
}
