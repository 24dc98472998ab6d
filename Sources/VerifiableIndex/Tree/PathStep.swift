public import TransparencyLog

/// One step from a leaf of the map toward its root.
public struct PathStep: Hashable, Sendable {
    /// The bit, 0 the most significant, in which the keys on the two sides differ.
    public let bit: UInt8
    /// The hash of the other side.
    public let sibling: MerkleHash

    public init(bit: UInt8, sibling: MerkleHash) {
        self.bit = bit
        self.sibling = sibling
    }
}

extension [PathStep] {
    /// The root to which the path leads from a leaf of `leafKey`, seen by whoever asks for `key`.
    ///
    /// Throws unless the bits strictly decrease and the two keys agree in each: then no other leaf can be the asked key's.
    func root(from leaf: MerkleHash, of leafKey: IndexKey, asking key: IndexKey) throws(IndexProofError) -> MerkleHash {
        var hash = leaf
        var below = 256
        for step in self {
            guard step.bit < below else { throw .bitsDoNotDescend(bit: step.bit) }
            guard key.bit(step.bit) == leafKey.bit(step.bit) else { throw .anotherPath(bit: step.bit) }
            hash =
                key.bit(step.bit)
                ? IndexHash.inner(step.sibling, hash, bit: step.bit)
                : IndexHash.inner(hash, step.sibling, bit: step.bit)
            below = Int(step.bit)
        }
        return hash
    }
}
