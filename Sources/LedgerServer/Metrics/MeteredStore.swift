public import Ledger

/// A store that counts how long each commit takes and how many fail. It decides nothing.
public struct MeteredStore: LedgerStore {
    private let store: any LedgerStore
    private let meters: LedgerMeters

    public init(_ store: any LedgerStore, meters: LedgerMeters) {
        self.store = store
        self.meters = meters
    }

    public func append(_ batch: LedgerBatch, expecting treeSize: UInt64) async throws(StoreError) {
        let started = ContinuousClock.now
        do throws(StoreError) {
            try await store.append(batch, expecting: treeSize)
        } catch {
            meters.stored(in: ContinuousClock.now - started, succeeded: false)
            throw error
        }
        meters.stored(in: ContinuousClock.now - started, succeeded: true)
    }

    public func head() async throws(StoreError) -> LedgerHead? {
        try await store.head()
    }

    public func entries(_ range: Range<UInt64>) async throws(StoreError) -> [[UInt8]] {
        try await store.entries(range)
    }

    public func placedEntries(at indexes: [UInt64]) async throws(StoreError) -> [StoredEntry] {
        try await store.placedEntries(at: indexes)
    }

    public func fold<State: Sendable>(
        _ range: Range<UInt64>, into state: State,
        _ body: @escaping @Sendable (inout State, _ entry: UInt64, _ bytes: UnsafeRawBufferPointer) -> Void
    ) async throws(StoreError) -> State {
        try await store.fold(range, into: state, body)
    }

    public func tiles(_ tiles: [TileName]) async throws(StoreError) -> [[UInt8]?] {
        try await store.tiles(tiles)
    }

    public func journal(_ name: JournalName) async throws(StoreError) -> JournalState? {
        try await store.journal(name)
    }

    public func span(holding entry: UInt64) async throws(StoreError) -> JournalSpan? {
        try await store.span(holding: entry)
    }

    public func spans(holding entries: [UInt64]) async throws(StoreError) -> [JournalSpan?] {
        try await store.spans(holding: entries)
    }

    public func spans(
        of name: JournalName, overlapping range: Range<UInt64>
    ) async throws(StoreError) -> [JournalSpan] {
        try await store.spans(of: name, overlapping: range)
    }

    public func spans(
        beginningIn entries: Range<UInt64>, limit: Int
    ) async throws(StoreError) -> [JournalSpan] {
        try await store.spans(beginningIn: entries, limit: limit)
    }

    public func adminEntries() async throws(StoreError) -> [UInt64] {
        try await store.adminEntries()
    }

    public func journalNames() async throws(StoreError) -> [JournalName] {
        try await store.journalNames()
    }

    public func journalNames(
        of operatorUSCC: String, after name: JournalName?, limit: Int
    ) async throws(StoreError) -> [JournalName] {
        try await store.journalNames(of: operatorUSCC, after: name, limit: limit)
    }

    public func forks(of name: JournalName) async throws(StoreError) -> [JournalFork] {
        try await store.forks(of: name)
    }
}
