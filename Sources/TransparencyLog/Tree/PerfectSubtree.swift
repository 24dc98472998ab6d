/// A perfect subtree by its hash alone: 2^`level` leaves that begin at a multiple of as many.
public struct PerfectSubtree: Hashable, Sendable {
    public let level: UInt8
    public let hash: MerkleHash

    /// The hash of 2^`level` leaves.
    public init(level: UInt8, hash: MerkleHash) {
        self.level = level
        self.hash = hash
    }
}

extension PerfectSubtree {
    /// The leaves that stand in a tree from index `first` on, as the fewest perfect subtrees, from left to right.
    ///
    /// A right edge of the size `first` takes them one after another. All their inner nodes are hashed here, so that leaves in
    /// several places can be hashed at the same time and only the little that is left is done in order.
    public static func covering(_ leafHashes: ArraySlice<MerkleHash>, from first: UInt64) -> [PerfectSubtree] {
        var subtrees: [PerfectSubtree] = []
        var rest = leafHashes
        var index = first
        var scratch: [MerkleHash] = []
        while !rest.isEmpty {
            let aligned = index == 0 ? 63 : index.trailingZeroBitCount
            let level = min(aligned, Int.bitWidth - 1 - rest.count.leadingZeroBitCount)
            let count = 1 << level
            subtrees.append(PerfectSubtree(level: UInt8(level), hash: hash(of: rest.prefix(count), in: &scratch)))
            rest = rest.dropFirst(count)
            // An index that a stranger wrote may be anything; what does not fit is never appended.
            index &+= UInt64(count)
        }
        return subtrees
    }

    /// The hash of as many leaves as a power of two.
    public static func hash(of leafHashes: ArraySlice<MerkleHash>) -> MerkleHash {
        var scratch: [MerkleHash] = []
        return hash(of: leafHashes, in: &scratch)
    }

    private static func hash(of leafHashes: ArraySlice<MerkleHash>, in scratch: inout [MerkleHash]) -> MerkleHash {
        precondition(leafHashes.count.nonzeroBitCount == 1, "a perfect subtree has 2^n leaves")
        guard leafHashes.count > 1 else { return leafHashes.first! }
        scratch.removeAll(keepingCapacity: true)
        for left in stride(from: leafHashes.startIndex, to: leafHashes.endIndex, by: 2) {
            scratch.append(.node(leafHashes[left], leafHashes[left + 1]))
        }
        var width = scratch.count
        while width > 1 {
            width /= 2
            for place in 0..<width { scratch[place] = .node(scratch[2 * place], scratch[2 * place + 1]) }
        }
        return scratch[0]
    }
}
