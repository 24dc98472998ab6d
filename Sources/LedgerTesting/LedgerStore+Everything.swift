public import Ledger

/// Everything that a store says through its protocol, to compare stores and moments with one another.
public struct LedgerStoreContents: Hashable, Sendable {
    public var head: LedgerHead?
    public var entries: [[UInt8]] = []
    public var tiles: [[UInt8]?] = []
    public var journals: [JournalName: JournalState] = [:]
    public var spans: [JournalSpan] = []
    public var adminEntries: [UInt64] = []

    /// What a new store says.
    public init() {}
}

extension LedgerStore {
    /// Reads all of a small store; `.missing` where the head promises what is not there.
    public func everything() async throws(StoreError) -> LedgerStoreContents {
        var all = LedgerStoreContents()
        all.head = try await head()
        let size = all.head?.treeSize ?? 0
        all.entries = try await entries(0..<size)
        let level0 = (0..<((size + 255) / 256)).map { TileName(level: 0, index: $0) }
        let level1 = (0..<((size / 256 + 255) / 256)).map { TileName(level: 1, index: $0) }
        all.tiles = try await tiles(level0 + level1)
        all.adminEntries = try await adminEntries()
        for name in try await journalNames() {
            all.journals[name] = try await journal(name)
            all.spans += try await spans(of: name, overlapping: 0..<UInt64(Int64.max))
        }
        return all
    }
}
