import Synchronization

/// The rows of the code index that are in memory, which anybody may search at any moment: a look-up never waits for a commit or
/// for the writer, only for whoever looks or adds rows just then, some ten microseconds.
final class IndexMemory: Sendable {
    private struct State {
        var active = IndexTail()
        /// What is being written right now: still searched until the cursor has passed it.
        var frozen: IndexTail?
    }

    private let state = Mutex(State())

    /// Rows that are added under one lock, so that look-ups get between those of a large commit. What they then see of it lies
    /// beyond every published checkpoint.
    private static let rowsAtOnce = 1024

    /// New rows.
    var activeCount: Int { state.withLock { $0.active.count } }

    /// New rows, and those that are being written.
    var count: Int { state.withLock { $0.active.count + ($0.frozen?.count ?? 0) } }

    var isWriting: Bool { state.withLock { $0.frozen != nil } }

    func append(_ rows: [IndexRow]) {
        for start in stride(from: 0, to: rows.count, by: Self.rowsAtOnce) {
            let part = rows[start..<min(start + Self.rowsAtOnce, rows.count)]
            state.withLock { $0.active.append(part) }
        }
    }

    /// Begins a write: gives the new rows, which are searched until `written` or `thaw`.
    func freeze() -> IndexTail {
        state.withLock { state in
            let tail = state.active
            state.frozen = tail
            state.active = IndexTail()
            return tail
        }
    }

    /// The frozen rows are stored.
    func written() {
        // What goes is freed after the lock.
        let gone = state.withLock { state in
            defer { state.frozen = nil }
            return state.frozen
        }
        withExtendedLifetime(gone) {}
    }

    /// The frozen rows could not be stored and are new rows again.
    func thaw() {
        state.withLock { state in
            guard var merged = state.frozen else { return }
            state.frozen = nil
            merged.append(state.active.rowsInOrder())
            state.active = merged
        }
    }

    /// For each key its newest `limit` entries in memory below `bound`, descending.
    func entries(of keys: [UInt64], below bound: UInt64, limit: Int) -> [[UInt64]] {
        state.withLock { state in
            keys.map { key in
                var found = state.active.entries(of: key, below: bound, limit: limit)
                if found.count < limit, let frozen = state.frozen {
                    found += frozen.entries(of: key, below: bound, limit: limit - found.count)
                }
                return found
            }
        }
    }
}
