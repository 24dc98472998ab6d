public import Evidence
public import Ledger
public import TransparencyLog

/// How the code index is, for whoever must not wait for it.
public struct CodeIndexStatus: Hashable, Sendable {
    /// Every entry below is found through the index.
    public internal(set) var indexedUpTo: UInt64 = 0
    /// The ledger's size, as the index was told last.
    public internal(set) var treeSize: UInt64 = 0
    /// Rows in memory: new ones, and those that are being written.
    public internal(set) var rowCount = 0
    /// Writes that failed, one after another, since the last that did not.
    public internal(set) var failureCount = 0
    /// Writes that failed since the start.
    public internal(set) var failureTotal = 0
    /// Why the last write failed; nil when it did not.
    public internal(set) var reason: String?

    public init() {}

    /// Whether entries were left out, so that a look-up does not reach up to the head.
    public var isBehind: Bool { indexedUpTo < treeSize }
    /// How many entries are left out.
    public var behindCount: UInt64 { treeSize - min(indexedUpTo, treeSize) }
}

/// What the code index is made from.
public struct IndexSource: Sendable {
    /// The ledger's root at a size, which the cursor remembers.
    let rootAt: @Sendable (UInt64) async throws(StoreError) -> MerkleHash
    /// The rows of the entries in a range.
    let rows: @Sendable (Range<UInt64>) async throws(StoreError) -> [IndexRow]

    public init(
        rootAt: @escaping @Sendable (UInt64) async throws(StoreError) -> MerkleHash,
        rows: @escaping @Sendable (Range<UInt64>) async throws(StoreError) -> [IndexRow]
    ) {
        self.rootAt = rootAt
        self.rows = rows
    }

    /// A ledger, whose events are found under `identities`.
    public init(_ ledger: any LedgerStore, identities: EventIdentities) {
        self.init(
            rootAt: { size throws(StoreError) in try await ledger.root(treeSize: size) },
            rows: { range throws(StoreError) in
                await identities.rowsInParallel(of: try await ledger.entries(range), from: range.lowerBound)
            })
    }
}
