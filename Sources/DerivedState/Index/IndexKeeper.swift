public import Logging
import Synchronization
import TransparencyLog
import Values
public import VerifiableIndex

/// Keeps the verifiable index up with the ledger: makes the run of what was committed, merges neighbours, and lets anybody look
/// up in what there is, at any moment and without waiting for a commit or a merge.
///
/// Derived from the entries: a run that is lost, damaged or of another history is made again from them. Small runs are in
/// memory, larger ones in the store. A store that cannot be written never stops a commit and never fills the memory: the index
/// then stays behind, says so, and catches up.
public actor IndexKeeper {
    public struct Limits: Sendable {
        /// Entries of a run from which on it is stored.
        public var storedMin: UInt64 = 16_384
        /// Entries of a run in memory from which on it is merged beside whatever else the keeper is asked.
        public var asideMin: UInt64 = 4096
        /// Entries of which a run is made at one time.
        public var portionMax: UInt64 = 16_384
        /// So many entries may wait for their run until more come, or somebody asks for what they name: each entry is then hashed once before
        /// it is stored, and not once in a run of a few and again in the stored one.
        public var waitingMax: UInt64 = 16_383
        /// Entries in runs in memory, beyond which the index stays behind until some are stored.
        public var memoryMax: UInt64 = 262_144
        /// Names in runs in memory of which the builders are kept, 40 bytes each.
        public var builtMax = 1 << 20
        /// For how long a state of the ledger may wait for the run of what was committed last.
        public var stateWaitMax: Duration = .milliseconds(50)
        /// After a failure the next attempt is made so much later, then twice as much, …
        public var retryMin: Duration = .seconds(1)
        /// … and never later than this.
        public var retryMax: Duration = .seconds(60)

        public init() {}
    }

    struct Held: Sendable {
        let reader: RunReader
        let isStored: Bool
        /// What the run was made from, while it is in memory and there is room: to join it with others costs less than to read them.
        var builder: RunBuilder?
        /// The run's bytes, while it is in memory.
        var bytes: [UInt8]?
    }

    let store: any RunStore
    let source: IndexKeeperSource
    let version: IndexKeysVersion
    let limits: Limits
    let logger: Logger
    let pause: @Sendable (Duration) async -> Void
    nonisolated let board = Mutex(Board())

    struct Board {
        var status = IndexKeeperStatus()
        var snapshot = IndexSnapshot(readers: [])
        var stated: StatedIndex?
        var feed = IndexFeed()
    }

    var series = RunSeries()
    /// The runs of the series, by where they begin.
    var held: [UInt64: Held] = [:]
    /// Runs that are being written to the store.
    var merging: [Range<UInt64>] = []
    var isBuilding = false
    /// The ledger could not be read: nothing is made before the next attempt.
    var isBuildingPaused = false
    var isReadFailing = false
    var isRetryDue = false
    var failureCount = 0
    var reason: String?
    var waiters: [Waiter] = []
    var waiterCount: UInt64 = 0
    /// What the ledger's newest state names and is still to be made again, each run as it is named, before anything else is.
    var pinned: [NamedRun] = []
    /// The state of which those are.
    var pinnedState: (entry: UInt64, state: IndexState)?
    /// What was stored, is of a larger run now, and is named by the newest state of the ledger.
    var retired: [Range<UInt64>] = []
    /// What was said last of the index, until it stands in the ledger.
    var proposed: IndexSnapshot?
    /// A run that the ledger names and that is not that of its entries: nothing is said of the index any more.
    var contradiction: NamedRun?

    struct Waiter {
        let number: UInt64
        let size: UInt64
        let continuation: CheckedContinuation<Void, Never>
    }

    /// - Parameters:
    ///   - version: by which names entries are found; runs of another version are dropped.
    ///   - pause: returns after a duration: the clock of retries.
    public init(
        store: any RunStore, source: IndexKeeperSource, version: IndexKeysVersion, limits: Limits = Limits(),
        logger: Logger, pause: @escaping @Sendable (Duration) async -> Void = { try? await Task.sleep(for: $0) }
    ) {
        self.store = store
        self.source = source
        self.version = version
        self.limits = limits
        self.logger = logger
        self.pause = pause
    }

    /// How the index is, without waiting for it.
    public nonisolated var status: IndexKeeperStatus { board.withLock { $0.status } }

    /// The index as it stands, without waiting for it.
    public nonisolated var snapshot: IndexSnapshot { board.withLock { $0.snapshot } }

    /// The index as the newest state of the ledger has it; nil where none stands, or its runs are still being made.
    public nonisolated var stated: StatedIndex? { board.withLock { $0.stated } }

    /// The ledger has grown to this size. Returns at once; the run of what is new is made behind it.
    /// - Parameter keys: those of the newest entries, the last of them that of the entry before `treeSize`; what was not handed in is read
    ///   from the ledger.
    public nonisolated func follow(to treeSize: UInt64, keys: [[IndexKey]] = []) {
        let isDue = board.withLock { board in
            board.status.treeSize = max(board.status.treeSize, treeSize)
            if !keys.isEmpty { board.feed.append(keys, from: treeSize - UInt64(keys.count)) }
            return treeSize > board.status.indexedUpTo + limits.waitingMax
        }
        if isDue { Task { await self.buildSoon() } }
    }

    var treeSize: UInt64 { status.treeSize }

    /// Returns once every entry below `size` is of a run. Waits as long as that cannot be.
    public func reached(_ size: UInt64) async {
        guard series.entryCount < size else { return }
        waiterCount += 1
        let number = waiterCount
        await withCheckedContinuation {
            waiters.append(Waiter(number: number, size: size, continuation: $0))
            buildSoon()
        }
    }

    /// Whether every entry below `size` is of a run, waiting no longer than this.
    func reaches(_ size: UInt64, within duration: Duration) async -> Bool {
        guard series.entryCount < size else { return true }
        waiterCount += 1
        let number = waiterCount
        let clock = Task { [pause] in
            await pause(duration)
            self.giveUp(number)
        }
        await withCheckedContinuation {
            waiters.append(Waiter(number: number, size: size, continuation: $0))
            buildSoon()
        }
        clock.cancel()
        return series.entryCount >= size
    }

    func giveUp(_ number: UInt64) {
        guard let place = waiters.firstIndex(where: { $0.number == number }) else { return }
        waiters.remove(at: place).continuation.resume()
    }

    /// Whether nothing is being made, merged or written.
    package var isAtRest: Bool { !isBuilding && merging.isEmpty && series.entryCount >= treeSize }

    /// Whether nothing is being made, though there may be entries that wait for more.
    package var hasFollowed: Bool { !isBuilding && merging.isEmpty }

    /// A stored run was found damaged by who looked up in it: it and what is newer is made again from the entries.
    public func found(_ error: RunError, in run: NamedRun) async {
        guard case .malformed = error, series.runs.contains(run) else { return }
        await drop(from: run.range.lowerBound, because: error.en)
        buildSoon()
    }

    /// What the newest state names could not be read by who looked up in it: it is not answered by any more, and what is damaged is
    /// made again.
    public func found(_ error: RunError, in stated: StatedIndex) async {
        board.withLock { if $0.stated?.entry == stated.entry { $0.stated = nil } }
        logger.error("the index as the ledger names it cannot be read", metadata: ["error": "\(error.en)"])
        guard case .malformed = error else { return }
        let readers = series.runs.compactMap { held[$0.range.lowerBound]?.reader }
        guard let damaged = await firstDamaged(among: readers) else { return }
        await drop(from: damaged, because: error.en)
        buildSoon()
    }

    func publish() {
        let snapshot = IndexSnapshot(readers: series.runs.compactMap { held[$0.range.lowerBound]?.reader })
        let (covered, memoryEntries) = (series.entryCount, memoryEntries)
        let (failureCount, reason, contradiction) = (failureCount, reason, contradiction)
        board.withLock { board in
            board.snapshot = snapshot
            board.status.indexedUpTo = covered
            board.status.runCount = snapshot.readers.count
            board.status.memoryEntries = memoryEntries
            board.status.failureCount = failureCount
            board.status.reason = reason
            board.status.contradiction = contradiction
        }
        for waiter in waiters where waiter.size <= covered { waiter.continuation.resume() }
        waiters.removeAll { $0.size <= covered }
    }

    var memoryEntries: UInt64 {
        held.values.reduce(0) { $0 + ($1.isStored ? 0 : UInt64($1.reader.run.range.count)) }
    }

    // MARK: Failures

    func succeeded() {
        if failureCount > 0 { logger.notice("the verifiable index is kept again") }
        failureCount = 0
        reason = nil
    }

    func failed(_ why: String) {
        failureCount += 1
        reason = why
        logger.error(
            "the verifiable index could not be kept", metadata: ["error": "\(why)", "times": "\(failureCount)"])
        publish()
        guard !isRetryDue else { return }
        isRetryDue = true
        let doublings = min(failureCount - 1, 16)
        let delay = min(limits.retryMin * (1 << doublings), limits.retryMax)
        Task { [weak self, pause] in
            await pause(delay)
            await self?.retry()
        }
    }

    func retry() {
        isRetryDue = false
        isBuildingPaused = false
        settle()
        publish()
        buildSoon()
    }
}
