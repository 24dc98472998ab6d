/// All that must be remembered of a tree to append to it and to know its root: the perfect subtrees along its right edge.
///
/// At most 63 hashes, one for each one bit of the size. `append` is amortised two hashes a leaf.
public struct RightEdge: Hashable, Sendable {
    /// The number of leaves.
    public private(set) var treeSize: UInt64
    /// The perfect subtrees that make the tree, largest (leftmost) first.
    public private(set) var hashes: [MerkleHash]

    /// The edge of the empty tree.
    public init() {
        treeSize = 0
        hashes = []
    }

    /// Takes up a stored edge; nil unless there is one hash for every one bit of the size and the size is at most 2^63 − 1.
    public init?(treeSize: UInt64, hashes: [MerkleHash]) {
        guard treeSize <= TreeSize.max, hashes.count == treeSize.nonzeroBitCount else { return nil }
        self.treeSize = treeSize
        self.hashes = hashes
    }

    /// Which nodes make the edge of a tree of `treeSize` leaves, in the order of `hashes`.
    public static func nodes(treeSize: UInt64) -> [NodeCoordinate] {
        var plan = SubtreePlan()
        plan.want(0, treeSize)
        return plan.nodes
    }

    /// The root of the tree (RFC 9162 §2.1.1).
    public var root: MerkleHash { .root(of: hashes) }

    public mutating func append(_ leafHash: MerkleHash) {
        append(leafHash) { _, _ in }
    }

    /// Appends a leaf and reports every interior node that it completes, from the lowest level (1) upward.
    public mutating func append(_ leafHash: MerkleHash, onNode: (NodeCoordinate, MerkleHash) -> Void) {
        append(subtree: leafHash, level: 0, onNode: onNode)
    }

    /// Appends a perfect subtree of 2^`level` leaves by its hash and reports every interior node above it that this completes.
    /// The size must be a multiple of 2^`level`.
    public mutating func append(
        subtree: MerkleHash, level: UInt8, onNode: (NodeCoordinate, MerkleHash) -> Void = { _, _ in }
    ) {
        precondition(treeSize < TreeSize.max, "the tree is full")
        precondition(
            level < 63 && treeSize & (1 << UInt64(level) - 1) == 0, "a perfect subtree begins at its own multiple")
        var hash = subtree
        var level = level
        let leaves: UInt64 = 1 << UInt64(level)
        var index = treeSize >> UInt64(level)
        while index & 1 == 1 {
            hash = .node(hashes.removeLast(), hash)
            level += 1
            index >>= 1
            onNode(NodeCoordinate(level: level, index: index), hash)
        }
        hashes.append(hash)
        treeSize += leaves
    }
}

extension RightEdge {
    /// The size as eight bytes, most significant first, then the hashes.
    public var bytes: [UInt8] {
        hashes.reduce(into: treeSize.bigEndianBytes) { $0 += $1.bytes }
    }

    /// Reads what `bytes` gives; nil for anything else, trailing bytes included.
    public init?(bytes: some Collection<UInt8>) {
        guard bytes.count >= 8, bytes.count <= 8 + 64 * MerkleHash.byteCount else { return nil }
        let all = Array(bytes)
        let size = UInt64(bigEndianBytes: all[..<8])
        guard all.count == 8 + size.nonzeroBitCount * MerkleHash.byteCount else { return nil }
        self.init(treeSize: size, hashes: MerkleHash.hashes(in: all[8...]))
    }
}
