import TransparencyLog

/// A map of keys in ascending order, hashed as a Patricia tree: no inner node has one child, and between any two neighbours
/// lies exactly one inner node, which is where they part. So the nodes are told apart by the gaps between the leaves.
///
/// The leaves may themselves be the hashes of subtrees; then a leaf's key is any key below it.
struct PatriciaTree: Sendable {
    /// What stands below an inner node: a leaf by its number, or the inner node in a gap.
    private struct Child: Sendable {
        private let place: Int32

        static func leaf(_ leaf: Int) -> Child { Child(place: ~Int32(leaf)) }
        static func gap(_ gap: Int) -> Child { Child(place: Int32(gap)) }

        var gap: Int? { place >= 0 ? Int(place) : nil }
        var leaf: Int { Int(~place) }
    }

    private struct Inner: Sendable {
        var hash = MerkleHash.emptyRoot
        var left = Child.leaf(0)
        var right = Child.leaf(0)
        var bit: UInt8 = 0
    }

    private let leaves: [MerkleHash]
    /// The inner node between each leaf and the next.
    private let inner: [Inner]
    private let top: Child?

    /// Hashes the tree: one hash for every leaf but the first.
    /// - Parameters:
    ///   - keys: strictly ascending; for each leaf its own key or one below it.
    ///   - leaves: the hashes of the leaves, one for each key.
    init(keys: [IndexKey], leaves: [MerkleHash]) {
        precondition(keys.count == leaves.count, "a key for every leaf")
        self.leaves = leaves
        var inner: [Inner] = []
        inner.reserveCapacity(keys.count)
        var waiting: [(gap: Int, left: Child, hash: MerkleHash)] = []
        var (last, lastHash) = (Child.leaf(0), MerkleHash.emptyRoot)
        func close(_ inner: inout [Inner]) {
            let (gap, left, hash) = waiting.removeLast()
            inner[gap].left = left
            inner[gap].right = last
            lastHash = IndexHash.inner(hash, lastHash, bit: inner[gap].bit)
            inner[gap].hash = lastHash
            last = .gap(gap)
        }
        for leaf in keys.indices {
            if leaf > 0 {
                guard let bit = keys[leaf].firstDifference(from: keys[leaf - 1]), keys[leaf - 1] < keys[leaf] else {
                    preconditionFailure("keys ascend")
                }
                while let gap = waiting.last?.gap, inner[gap].bit > bit { close(&inner) }
                inner.append(Inner(bit: bit))
                waiting.append((leaf - 1, last, lastHash))
            }
            (last, lastHash) = (.leaf(leaf), leaves[leaf])
        }
        while !waiting.isEmpty { close(&inner) }
        self.inner = inner
        top = keys.isEmpty ? nil : last
    }

    var count: Int { leaves.count }

    /// SHA-256 of nothing for the empty map.
    var root: MerkleHash { top.map(hash) ?? .emptyRoot }

    private func hash(_ child: Child) -> MerkleHash {
        child.gap.map { inner[$0].hash } ?? leaves[child.leaf]
    }

    /// The one leaf that may be the key's: the key agrees with it in every bit that is tested on the way. The way is told from
    /// the leaf upward. Nil for the empty map.
    func descend(_ key: IndexKey) -> (leaf: Int, path: [PathStep])? {
        guard var child = top else { return nil }
        var path: [PathStep] = []
        while let gap = child.gap {
            let node = inner[gap]
            let (next, sibling) = key.bit(node.bit) ? (node.right, node.left) : (node.left, node.right)
            path.append(PathStep(bit: node.bit, sibling: hash(sibling)))
            child = next
        }
        path.reverse()
        return (child.leaf, path)
    }
}
