import Synchronization
public import Values

/// What a ledger says to everybody: its newest durable checkpoint, and the operators and devices as of just that tree.
public struct PublishedLedger: Sendable {
    /// The signed checkpoint, a note.
    public let checkpoint: [UInt8]
    /// The size that the checkpoint says.
    public let treeSize: UInt64
    public let registry: Registry
    /// When the newest push came.
    public let lastArrival: Timestamp?
    /// Whether its last entry is a state of the index, which covers all the others.
    public let isComplete: Bool

    public init(
        checkpoint: [UInt8], treeSize: UInt64, registry: Registry, lastArrival: Timestamp?, isComplete: Bool = false
    ) {
        self.checkpoint = checkpoint
        self.treeSize = treeSize
        self.registry = registry
        self.lastArrival = lastArrival
        self.isComplete = isComplete
    }

    /// The same tree under its checkpoint with cosignatures.
    public func under(_ checkpoint: [UInt8]) -> PublishedLedger {
        PublishedLedger(
            checkpoint: checkpoint, treeSize: treeSize, registry: registry, lastArrival: lastArrival,
            isComplete: isComplete)
    }
}

/// Where the sequencer puts what it publishes. Whoever reads it waits for no writer, only for a lock that is held for the
/// time of a few copies of references.
///
/// It is brought up to date after a commit is durable and before its pushes are answered: who has a receipt finds the tree
/// that holds it.
public final class LedgerPublication: Sendable {
    private struct State {
        var newest: PublishedLedger
        var complete: PublishedLedger?
        /// Whether the next complete tree is to be held, and those that are.
        var isCompleteAwaited = false
        var held: [PublishedLedger] = []
        var stopped: String?
    }

    private let state: Mutex<State>

    init(_ newest: PublishedLedger) {
        state = Mutex(State(newest: newest))
    }

    /// The newest durable state.
    public var newest: PublishedLedger { state.withLock { $0.newest } }

    /// The newest of which every entry is covered by a state of the index, of those since the start; nil where there is none.
    public var newestComplete: PublishedLedger? { state.withLock { $0.complete } }

    /// Trees that are held for somebody at most.
    private static let heldMax = 16

    /// Holds the next tree of which every entry is covered by a state of the index, until it is released: somebody needs just that one,
    /// whatever comes after it.
    public func holdNextComplete() { state.withLock { $0.isCompleteAwaited = true } }

    /// The oldest tree that is held; nil where none is.
    public var held: PublishedLedger? { state.withLock { $0.held.first } }

    /// Holds trees of up to so many entries no longer.
    public func release(upTo treeSize: UInt64) {
        state.withLock { state in state.held.removeAll { $0.treeSize <= treeSize } }
    }

    /// Nil while the ledger takes entries; else why it no longer does.
    public var stopped: String? { state.withLock { $0.stopped } }

    func publish(_ newest: PublishedLedger) {
        state.withLock { state in
            state.newest = newest
            guard newest.isComplete else { return }
            state.complete = newest
            guard state.isCompleteAwaited else { return }
            state.isCompleteAwaited = false
            if state.held.count < Self.heldMax { state.held.append(newest) }
        }
    }

    func stop(_ reason: String) {
        state.withLock { $0.stopped = reason }
    }
}
