import Ledger
import Synchronization

/// A store whose reading of a query's entries goes on until the task that reads is cancelled, from when it is told to.
final class StallingStore: LedgerStore {
    private struct State {
        var isStalling = false
        var stalled: [Int: CheckedContinuation<Void, Never>] = [:]
        var stalledCount = 0
        var cancelledCount = 0
        var waiters: [(condition: @Sendable (State) -> Bool, continuation: CheckedContinuation<Void, Never>)] = []

        mutating func wake() {
            let now = self
            let woken = waiters.filter { $0.condition(now) }
            waiters.removeAll { $0.condition(now) }
            for waiter in woken { waiter.continuation.resume() }
        }
    }

    private let store: any LedgerStore
    private let state = Mutex(State())

    init(_ store: any LedgerStore) {
        self.store = store
    }

    func stall() { state.withLock { $0.isStalling = true } }

    /// Returns when so many reads stand still.
    func untilStalled(_ count: Int) async { await until { $0.stalled.count >= count } }

    /// Returns when so many reads ended because they were cancelled.
    func untilCancelled(_ count: Int) async { await until { $0.cancelledCount >= count } }

    private func until(_ condition: @escaping @Sendable (State) -> Bool) async {
        await withCheckedContinuation { continuation in
            let isTrue = state.withLock { state in
                if condition(state) { return true }
                state.waiters.append((condition, continuation))
                return false
            }
            if isTrue { continuation.resume() }
        }
    }

    func placedEntries(at indexes: [UInt64]) async throws(StoreError) -> [StoredEntry] {
        guard state.withLock({ $0.isStalling }) else { return try await store.placedEntries(at: indexes) }
        let number = state.withLock { state in
            state.stalledCount += 1
            return state.stalledCount
        }
        await withTaskCancellationHandler {
            await withCheckedContinuation { continuation in
                state.withLock { state in
                    // Cancelled before it stood still.
                    if Task.isCancelled { continuation.resume() } else { state.stalled[number] = continuation }
                    state.wake()
                }
            }
        } onCancel: {
            state.withLock { state in
                state.stalled.removeValue(forKey: number)?.resume()
                state.cancelledCount += 1
                state.wake()
            }
        }
        throw .unreadable(reason: "the reader went away")
    }

    func append(_ batch: LedgerBatch, expecting treeSize: UInt64) async throws(StoreError) {
        try await store.append(batch, expecting: treeSize)
    }

    func entries(_ range: Range<UInt64>) async throws(StoreError) -> [[UInt8]] { try await store.entries(range) }

    func spans(holding entries: [UInt64]) async throws(StoreError) -> [JournalSpan?] {
        try await store.spans(holding: entries)
    }

    func head() async throws(StoreError) -> LedgerHead? { try await store.head() }

    func tiles(_ tiles: [TileName]) async throws(StoreError) -> [[UInt8]?] { try await store.tiles(tiles) }

    func journal(_ name: JournalName) async throws(StoreError) -> JournalState? { try await store.journal(name) }

    func span(holding entry: UInt64) async throws(StoreError) -> JournalSpan? { try await store.span(holding: entry) }

    func spans(
        of name: JournalName, overlapping range: Range<UInt64>
    ) async throws(StoreError) -> [JournalSpan] {
        try await store.spans(of: name, overlapping: range)
    }

    func spans(beginningIn entries: Range<UInt64>, limit: Int) async throws(StoreError) -> [JournalSpan] {
        try await store.spans(beginningIn: entries, limit: limit)
    }
    func journalNames(
        of operatorUSCC: String, after name: JournalName?, limit: Int
    ) async throws(StoreError) -> [JournalName] {
        try await store.journalNames(of: operatorUSCC, after: name, limit: limit)
    }

    func adminEntries() async throws(StoreError) -> [UInt64] { try await store.adminEntries() }

    func journalNames() async throws(StoreError) -> [JournalName] { try await store.journalNames() }

    func forks(of name: JournalName) async throws(StoreError) -> [JournalFork] { try await store.forks(of: name) }
}
