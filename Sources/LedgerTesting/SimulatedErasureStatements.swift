public import HostState
public import Ledger
import Synchronization

/// The signed word on erased values in memory, which cannot be written or read where a test says so.
public final class SimulatedErasureStatements: ErasureStatementStore {
    private struct State {
        var note: [UInt8]?
        var failures = 0
        var isReadable = true
    }

    private let state: Mutex<State>

    public init(note: [UInt8]? = nil) {
        state = Mutex(State(note: note))
    }

    /// What is kept.
    public var note: [UInt8]? { state.withLock { $0.note } }

    /// The next `keep` fails and keeps nothing.
    public func failNext() { state.withLock { $0.failures += 1 } }

    public func makeUnreadable() { state.withLock { $0.isReadable = false } }

    public func load() throws(StoreError) -> [UInt8]? {
        try state.withLock { state throws(StoreError) in
            guard state.isReadable else { throw .unreadable(reason: "simulated: unreadable") }
            return state.note
        }
    }

    public func keep(_ note: [UInt8]) throws(StoreError) {
        try state.withLock { state throws(StoreError) in
            guard state.failures == 0 else {
                state.failures -= 1
                throw .notCommitted(reason: "simulated: not kept")
            }
            state.note = note
        }
    }
}
