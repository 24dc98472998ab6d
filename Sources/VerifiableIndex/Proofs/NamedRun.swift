public import TransparencyLog

/// A run as a state entry names it: which entries it is the map of, and the map's root.
public struct NamedRun: Hashable, Sendable {
    /// The entries of the ledger, from the first to before the end; never none.
    public let range: Range<UInt64>
    /// SHA-256 of nothing where no entry of the range is found under a name.
    public let root: MerkleHash

    /// The caller's duty: a range that is not empty and ends at 2^63 − 1 at most.
    public init(range: Range<UInt64>, root: MerkleHash) {
        precondition(!range.isEmpty && range.upperBound <= TreeSize.max, "a run is of some entries")
        self.range = range
        self.root = root
    }
}
