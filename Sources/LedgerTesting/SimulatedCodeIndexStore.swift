public import DerivedState
public import Ledger
import Synchronization

/// A code index in memory that keeps the contract: what was written after the last `advance` may be lost in a crash.
public final class SimulatedCodeIndexStore: CodeIndexStore {
    private struct State {
        var cursor = IndexCursor.start
        var rows: [UInt64: Set<UInt64>] = [:]
        /// Rows as of the last `advance`.
        var durable: [UInt64: Set<UInt64>] = [:]
        var failures = 0
    }

    private let state = Mutex(State())

    public init() {}

    /// The next `count` writes fail with `.notCommitted` and write nothing.
    public func failNext(_ count: Int = 1) {
        state.withLock { $0.failures += count }
    }

    /// From now on nothing fails.
    public func recover() {
        state.withLock { $0.failures = 0 }
    }

    /// What a process that starts after a crash may find: the rows up to the cursor, and with `keepingUnadvanced`
    /// those after.
    public func crashed(keepingUnadvanced: Bool) -> SimulatedCodeIndexStore {
        let found = SimulatedCodeIndexStore()
        let left = state.withLock { $0 }
        found.state.withLock { state in
            state.cursor = left.cursor
            state.durable = left.durable
            state.rows = keepingUnadvanced ? left.rows : left.durable
        }
        return found
    }

    public func cursor() async throws(StoreError) -> IndexCursor {
        state.withLock { $0.cursor }
    }

    public func write(_ rows: ArraySlice<IndexRow>) async throws(StoreError) {
        try state.withLock { state throws(StoreError) in
            try Self.fail(&state)
            for row in rows { state.rows[row.key, default: []].insert(row.entry) }
        }
    }

    public func advance(to cursor: IndexCursor) async throws(StoreError) {
        try state.withLock { state throws(StoreError) in
            try Self.fail(&state)
            state.cursor = cursor
            state.durable = state.rows
        }
    }

    public func entries(of keys: [UInt64], below bound: UInt64, limit: Int) async throws(StoreError) -> [[UInt64]] {
        state.withLock { state in
            keys.map { key in
                Array((state.rows[key] ?? []).filter { $0 < bound }.sorted(by: >).prefix(max(0, limit)))
            }
        }
    }

    public func clear() async throws(StoreError) {
        try state.withLock { state throws(StoreError) in
            try Self.fail(&state)
            state = State()
        }
    }

    public func digest(below bound: UInt64) async throws(StoreError) -> IndexDigest {
        state.withLock { state in
            var digest = IndexDigest()
            for (key, entries) in state.rows {
                for entry in entries where entry < bound { digest.add(IndexRow(key: key, entry: entry)) }
            }
            return digest
        }
    }

    private static func fail(_ state: inout State) throws(StoreError) {
        guard state.failures > 0 else { return }
        state.failures -= 1
        throw .notCommitted(reason: "simulated: the index cannot be written")
    }
}
