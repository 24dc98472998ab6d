import Synchronization

/// What a ledger's writer is doing just now. Anybody may ask, at any moment, without waiting for the writer: when a disk does not
/// answer the writer itself is what hangs, and who would have to ask it could not say so.
public final class CommitProgress: Sendable {
    /// What a commit waits for.
    public enum Stage: String, Hashable, Sendable, CaseIterable {
        /// What the store holds of the journals concerned is read.
        case reading
        /// The store is making the entries durable.
        case store
        /// The signed head is being kept in its own file.
        case signedHead = "signed-head"
        /// The consumers of committed entries are told.
        case consumers
    }

    /// A commit that is not done yet.
    public struct Commit: Hashable, Sendable {
        public let stage: Stage
        /// How long ago it began, as the host's own uptime counts.
        public let age: Duration

        public init(stage: Stage, age: Duration) {
            self.stage = stage
            self.age = age
        }
    }

    private struct State: Sendable {
        var began: Duration?
        var stage = Stage.reading
    }

    private let state = Mutex(State())
    private let uptime: @Sendable () -> Duration

    init(uptime: @escaping @Sendable () -> Duration) {
        self.uptime = uptime
    }

    /// The commit in progress; nil while the writer has nothing to do.
    public var commit: Commit? {
        let state = state.withLock { $0 }
        return state.began.map { Commit(stage: state.stage, age: uptime() - $0) }
    }

    func begin() {
        let now = uptime()
        state.withLock { state in
            state.began = now
            state.stage = .reading
        }
    }

    func reach(_ stage: Stage) { state.withLock { $0.stage = stage } }

    func end() { state.withLock { $0.began = nil } }
}
