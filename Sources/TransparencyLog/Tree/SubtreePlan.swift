/// Which stored hashes a list of subtree hashes is made from: the shape of a proof before anything was fetched.
///
/// Each wanted subtree hash is a run of perfect subtrees, largest first, that are joined from the right.
struct SubtreePlan: Hashable, Sendable {
    private(set) var nodes: [NodeCoordinate] = []
    /// How many of `nodes` make each wanted hash.
    private var runs: [Int] = []

    /// Wants the hash of the leaves [first, end). `first` is a multiple of the smallest power of two ≥ end − first.
    mutating func want(_ first: UInt64, _ end: UInt64) {
        let count = nodes.count
        var first = first
        while first < end {
            let level = 63 - (end - first).leadingZeroBitCount
            nodes.append(NodeCoordinate(level: UInt8(level), index: first >> UInt64(level)))
            first += 1 << UInt64(level)
        }
        runs.append(nodes.count - count)
    }

    /// The wanted hashes, from the hashes of `nodes` in the same order.
    func assemble(_ hashes: [MerkleHash]) -> [MerkleHash] {
        precondition(hashes.count == nodes.count, "a hash for every planned node")
        var position = 0
        return runs.map { run in
            defer { position += run }
            return MerkleHash.root(of: hashes[position..<position + run])
        }
    }
}

extension MerkleHash {
    /// Joins adjacent perfect subtrees, largest first, to the hash of the leaves they span.
    static func root(of subtrees: some BidirectionalCollection<MerkleHash>) -> MerkleHash {
        guard let last = subtrees.last else { return .emptyRoot }
        return subtrees.dropLast().reversed().reduce(last) { .node($1, $0) }
    }
}

extension UInt64 {
    /// Where RFC 9162 §2.1.1 splits a tree of this many leaves: the largest power of two below it. At least 2.
    var splitPoint: UInt64 {
        1 << UInt64(63 - (self - 1).leadingZeroBitCount)
    }
}

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
