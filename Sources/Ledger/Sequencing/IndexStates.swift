public import Values
public import VerifiableIndex

/// The consumer of committed entries that keeps the verifiable index: it says what is appended as the ledger's state entries.
public protocol IndexStates: Sendable {
    /// The index of exactly the first `treeSize` entries, at that moment. Waits a little for what was committed last; nil where it is not
    /// that far, or may not say anything.
    func state(of treeSize: UInt64, at time: Timestamp) async -> IndexState?
    /// The state stands in the ledger now.
    func stated(_ state: IndexState) async
}

/// When a state of the index is due: nothing waits long to be shown complete, and a quiet ledger stays quiet.
///
/// A state covers what came since the one before; states themselves ask for none. Times are of a clock that nobody sets.
public struct StateSchedule: Sendable {
    public struct Limits: Sendable {
        /// So many entries are covered at once …
        public var entriesDue: UInt64 = 1024
        /// … and fewer once the oldest has waited so long.
        public var waitMax: Duration = .seconds(10)
        /// From one attempt to the next at least.
        public var pauseMin: Duration = .seconds(1)

        public init() {}
    }

    private let limits: Limits
    /// Entries that no state covers.
    private var uncoveredCount: UInt64
    /// When the oldest of them came.
    private var oldest: Duration?
    private var lastAttempt: Duration?

    /// - Parameter uncoveredCount: how many entries no state covers, at `now`.
    init(_ limits: Limits, uncoveredCount: UInt64, now: Duration) {
        self.limits = limits
        self.uncoveredCount = uncoveredCount
        oldest = uncoveredCount > 0 ? now : nil
    }

    /// Entries came that are no states.
    mutating func committed(_ count: Int, at now: Duration) {
        guard count > 0 else { return }
        if oldest == nil { oldest = now }
        uncoveredCount += UInt64(count)
    }

    /// A state was made of everything there is.
    mutating func stated(at now: Duration) {
        (uncoveredCount, oldest, lastAttempt) = (0, nil, now)
    }

    /// None could be made.
    mutating func putOff(at now: Duration) { lastAttempt = now }

    /// How long until a state is due, zero when it is; nil where nothing waits for one.
    func wait(at now: Duration) -> Duration? {
        guard let oldest else { return nil }
        let due = uncoveredCount >= limits.entriesDue ? now : oldest + limits.waitMax
        let allowed = lastAttempt.map { $0 + limits.pauseMin } ?? now
        return max(.zero, max(due, allowed) - now)
    }
}

/// What a sequencer needs to make state entries.
public struct StateMaking: Sendable {
    let states: any IndexStates
    let limits: StateSchedule.Limits
    /// The entry of the newest state that stands, and its time.
    let newest: (entry: UInt64, time: Timestamp)?
    /// The first entry that no state covers by the names of `states`.
    let coveredUpTo: UInt64
    let pause: @Sendable (Duration) async -> Void

    /// - Parameters:
    ///   - keys: by which names `states` go: by those of a state of others nothing is covered; nil for those of the newest.
    ///   - pause: returns after a duration, or when its task is cancelled.
    public init(
        _ states: any IndexStates, limits: StateSchedule.Limits = StateSchedule.Limits(),
        newest: (entry: UInt64, state: IndexState)?, keys: IndexKeysVersion? = nil,
        pause: @escaping @Sendable (Duration) async -> Void = { try? await Task.sleep(for: $0) }
    ) {
        self.states = states
        self.limits = limits
        self.newest = newest.map { ($0.entry, $0.state.time) }
        coveredUpTo = newest.map { keys == nil || $0.state.keys == keys ? $0.entry + 1 : 0 } ?? 0
        self.pause = pause
    }
}
