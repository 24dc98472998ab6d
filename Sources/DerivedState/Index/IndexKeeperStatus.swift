public import VerifiableIndex

/// How the verifiable index is, for whoever must not wait for it.
public struct IndexKeeperStatus: Hashable, Sendable {
    /// Every entry below is of a run.
    public internal(set) var indexedUpTo: UInt64 = 0
    /// The ledger's size, as the index was told last.
    public internal(set) var treeSize: UInt64 = 0
    public internal(set) var runCount = 0
    /// Entries in runs that are in memory only.
    public internal(set) var memoryEntries: UInt64 = 0
    /// Failures, one after another, since the last success.
    public internal(set) var failureCount = 0
    /// Why the last attempt failed; nil when it did not.
    public internal(set) var reason: String?
    /// A run that the ledger names and that is not that of its entries.
    public internal(set) var contradiction: NamedRun?

    /// The end of what the ledger has named of the index, while that is being made again and nothing can be shown by it; nil where it is there.
    public internal(set) var remakingUpTo: UInt64?

    public init() {}

    /// Whether entries are not yet of a run.
    public var isBehind: Bool { indexedUpTo < treeSize }
}
