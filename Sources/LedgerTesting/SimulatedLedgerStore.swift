public import Ledger
import Synchronization

/// A ledger store in memory that keeps the store contract, and breaks where a test tells it to.
public final class SimulatedLedgerStore: LedgerStore {
    /// What a process that starts after a crash would find.
    struct Contents: Sendable {
        var head: LedgerHead?
        var entries: [[UInt8]] = []
        var tiles: [TileName: [UInt8]] = [:]
        var journals: [JournalName: JournalState] = [:]
        var spans: [JournalSpan] = []
        var adminEntries: [UInt64] = []
    }

    private struct State {
        var durable: Contents
        var faults: [Fault] = []
        var isDead = false
        var isHeld = false
        var held: [CheckedContinuation<Void, Never>] = []
        var heldWaiters: [CheckedContinuation<Void, Never>] = []
        var commitSizes: [Int] = []
    }

    private let state: Mutex<State>

    public convenience init() {
        self.init(Contents())
    }

    private init(_ contents: Contents) {
        state = Mutex(State(durable: contents))
    }

    public func append(_ batch: LedgerBatch, expecting treeSize: UInt64) async throws(StoreError) {
        await passGate()
        try state.withLock { state throws(StoreError) in
            guard !state.isDead else { throw .outcomeUnknown(reason: "this process has crashed") }
            let held = state.durable.head?.treeSize ?? 0
            guard held == treeSize else { throw .conflict(treeSize: held) }
            switch state.faults.isEmpty ? nil : state.faults.removeFirst() {
            case .notCommitted: throw .notCommitted(reason: "simulated: not committed")
            case .outcomeUnknown(let persisted):
                if persisted { state.durable.apply(batch) }
                throw .outcomeUnknown(reason: "simulated: outcome unknown")
            case nil:
                state.durable.apply(batch)
                state.commitSizes.append(batch.entries.count)
            }
        }
    }

    func reading<Value>(_ body: (Contents) throws(StoreError) -> Value) throws(StoreError) -> Value {
        try state.withLock { state throws(StoreError) in
            guard !state.isDead else { throw .unreadable(reason: "this process has crashed") }
            return try body(state.durable)
        }
    }
}

extension SimulatedLedgerStore {
    /// The next append fails so; several calls make as many appends fail, in order.
    public func failNext(_ fault: Fault) {
        state.withLock { $0.faults.append(fault) }
    }

    /// The process dies: this store answers nothing any more, and the one returned holds what was durable.
    public func crashed() -> SimulatedLedgerStore {
        let contents = state.withLock { state in
            state.isDead = true
            return state.durable
        }
        releaseAppends()
        return SimulatedLedgerStore(contents)
    }

    /// A second store with the same contents, as a backup is.
    public func copy() -> SimulatedLedgerStore {
        SimulatedLedgerStore(state.withLock { $0.durable })
    }

    /// The number of entries of each append that succeeded, in order.
    public var commitSizes: [Int] {
        state.withLock { $0.commitSizes }
    }

    /// Flips one bit of a stored entry, as a bad disk does.
    public func flipBit(ofEntry index: UInt64, byte: Int = 0) {
        state.withLock { $0.durable.entries[Int(index)][byte] ^= 1 }
    }

    /// Flips one bit of a stored tile, as a bad disk does.
    public func flipBit(ofTile name: TileName, byte: Int = 0) {
        state.withLock { $0.durable.tiles[name]?[byte] ^= 1 }
    }
}

extension SimulatedLedgerStore {
    /// From now on appends wait, so that a test can let more work gather behind one.
    public func holdAppends() {
        state.withLock { $0.isHeld = true }
    }

    /// Lets all waiting appends and those after them go on.
    public func releaseAppends() {
        let held = state.withLock { state in
            state.isHeld = false
            defer { state.held = [] }
            return state.held
        }
        for continuation in held { continuation.resume() }
    }

    /// Returns when an append waits.
    public func untilAppendIsHeld() async {
        await withCheckedContinuation { continuation in
            let isHeldAlready = state.withLock { state in
                if state.held.isEmpty { state.heldWaiters.append(continuation) }
                return !state.held.isEmpty
            }
            if isHeldAlready { continuation.resume() }
        }
    }

    private func passGate() async {
        await withCheckedContinuation { continuation in
            let (passes, waiters) = state.withLock { state -> (Bool, [CheckedContinuation<Void, Never>]) in
                guard state.isHeld else { return (true, []) }
                state.held.append(continuation)
                defer { state.heldWaiters = [] }
                return (false, state.heldWaiters)
            }
            if passes { continuation.resume() }
            for waiter in waiters { waiter.resume() }
        }
    }
}
