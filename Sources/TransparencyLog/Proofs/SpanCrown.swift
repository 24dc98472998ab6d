/// The upper part of a span's tree: what proofs of the span's leaves need beside the hashes of the leaves next to each.
///
/// A quarter of a `SpanProof`. A span never changes, and neither does this: whoever proves leaves of it again and again needs to
/// join its hashes once only.
public struct SpanCrown: Sendable {
    /// The levels that are left out: a proof is given the hashes of up to 2^3 leaves instead.
    private static let lowest: UInt8 = 3

    private let oldSize: UInt64
    private let newSize: UInt64
    /// As in `SpanProof`, from `lowest` on.
    private let levels: [(first: UInt64, hashes: [MerkleHash])]
    /// Lower nodes that do not follow from leaves of the span alone, or belong to every proof: those along the right edges before
    /// and after it.
    private let borders: [NodeCoordinate: MerkleHash]

    public init(of span: SpanProof) {
        oldSize = span.oldSize
        newSize = span.newSize
        let used = span.levels.lastIndex { !$0.hashes.isEmpty } ?? -1
        levels = Array(span.levels[min(Int(Self.lowest), used + 1)..<(used + 1)])
        var borders: [NodeCoordinate: MerkleHash] = [:]
        for level in 0..<min(Self.lowest, UInt8(used + 1)) {
            let (first, hashes) = span.levels[Int(level)]
            for (node, hash) in zip(first..., hashes) {
                guard node << UInt64(level) < span.oldSize else { break }
                borders[NodeCoordinate(level: level, index: node)] = hash
            }
            if let last = hashes.last {
                borders[NodeCoordinate(level: level, index: first + UInt64(hashes.count - 1))] = last
            }
        }
        self.borders = borders
    }

    /// Bytes that its hashes take.
    public var byteCount: Int {
        levels.reduce(borders.count * MerkleHash.byteCount) { $0 + $1.hashes.count * MerkleHash.byteCount }
    }

    /// The leaves of the span whose hashes are needed to prove leaf `leafIndex` of it.
    public func neighbours(of leafIndex: UInt64) -> Range<UInt64> {
        let count: UInt64 = 1 << UInt64(Self.lowest)
        let first = leafIndex - leafIndex % count
        return (first..<(first + count)).clamped(to: oldSize..<newSize)
    }

    /// As `SpanProof.inclusionProof`.
    /// - Parameter neighbours: the hashes of the leaves that `neighbours(of:)` names.
    public func inclusionProof(
        leafIndex: UInt64, neighbours: [MerkleHash]
    ) throws(ProofError) -> InclusionProof {
        let plan = try InclusionProof.nodes(leafIndex: leafIndex, treeSize: newSize)
        guard leafIndex >= oldSize else { throw .missingNode(NodeCoordinate(level: 0, index: leafIndex)) }
        let first = self.neighbours(of: leafIndex).lowerBound
        var hashes: [MerkleHash] = []
        for node in plan.nodes { hashes.append(try hash(of: node, neighbours, first: first)) }
        return InclusionProof(plan, hashes: hashes)
    }

    private func hash(
        of node: NodeCoordinate, _ neighbours: [MerkleHash], first: UInt64
    ) throws(ProofError) -> MerkleHash {
        guard node.level < Self.lowest else {
            let level = Int(node.level - Self.lowest)
            guard level < levels.count, node.index >= levels[level].first,
                node.index - levels[level].first < UInt64(levels[level].hashes.count)
            else { throw .missingNode(node) }
            return levels[level].hashes[Int(node.index - levels[level].first)]
        }
        if let hash = borders[node] { return hash }
        let (start, count) = (node.index << UInt64(node.level), 1 << Int(node.level))
        guard start >= first, start - first < 1 << UInt64(Self.lowest), Int(start - first) + count <= neighbours.count
        else { throw .missingNode(node) }
        var joined = Array(neighbours[Int(start - first)..<Int(start - first) + count])
        while joined.count > 1 { joined = joined.joined }
        return joined[0]
    }
}
