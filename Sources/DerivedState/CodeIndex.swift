import Evidence
public import Ledger
public import Logging
import Synchronization
import TransparencyLog

/// Which entries speak of a code. Derived from the entries: the newest rows live in memory and are searched together with the
/// stored ones, which are written in large sorted batches behind a cursor, because random rows are what an ingest cannot bear.
///
/// A store that cannot be written never stops a commit, and never fills the memory. When there is no more room the index leaves
/// the newest entries out, says with every answer how far it reaches, and reads them again from the ledger once it can write.
public actor CodeIndex {
    public struct Limits: Sendable {
        /// Rows that are gathered in memory before they are written.
        public var batchRows = 262_144
        /// Rows in one slice of a write, so that readers get between.
        public var sliceRows = 16_384
        /// Rows in memory, those being written included (about 64 bytes each).
        public var rowsMax = 2_097_152
        /// Entries that are read at one time where the index catches up; one of them may name ten thousand codes.
        public var catchUpEntries: UInt64 = 1024
        /// How long a commit waits for a writer that is merely slow, before the index leaves the commit's entries out.
        public var waitMax: Duration = .seconds(2)
        /// After a write that failed the next is tried so much later, then twice as much, …
        public var retryMin: Duration = .seconds(1)
        /// … and never later than this.
        public var retryMax: Duration = .seconds(60)

        public init() {}
    }

    nonisolated let store: any CodeIndexStore
    private let source: IndexSource
    private let limits: Limits
    private let pause: @Sendable (Duration) async -> Void
    private let logger: Logger
    private nonisolated let board = Mutex(CodeIndexStatus())

    /// The newest rows, which are searched together with the stored ones.
    nonisolated let memory = IndexMemory()
    /// The rows of every entry below are stored or in memory.
    private var indexedUpTo: UInt64 = 0
    /// The ledger's size; more than `indexedUpTo` where entries were left out.
    private var treeSize: UInt64 = 0
    private var failureCount = 0
    private var isWriteDue = false
    private var isRetryDue = false
    private var isCatchingUp = false
    private var waiters: [CheckedContinuation<Void, Never>] = []
    /// Which of the commits that had to wait is waiting, so that an alarm rings for its own only.
    private var waitNumber = 0

    /// - Parameters:
    ///   - source: what the index is made from, and what it reads again where it had to leave entries out.
    ///   - pause: returns after a duration: the clock of retries and of commits that wait.
    public init(
        store: any CodeIndexStore, source: IndexSource, limits: Limits = Limits(), logger: Logger,
        pause: @escaping @Sendable (Duration) async -> Void = { try? await Task.sleep(for: $0) }
    ) {
        self.store = store
        self.source = source
        self.limits = limits
        self.logger = logger
        self.pause = pause
    }

    /// How the index is, without waiting for it.
    public nonisolated var status: CodeIndexStatus { board.withLock { $0 } }

    /// Takes in the rows of the entries from the last `treeSize` up to this one. Waits only for a writer that works, and not long.
    public func append(_ rows: [IndexRow], upTo treeSize: UInt64) async {
        if !isBehind, !hasRoom(for: rows.count) { await waitForRoom(for: rows.count) }
        let isNext = !isBehind
        self.treeSize = treeSize
        if isNext, hasRoom(for: rows.count) {
            take(rows, upTo: treeSize)
        } else if isNext {
            logger.error(
                "the code index leaves entries out until it can be written",
                metadata: ["indexedUpTo": "\(indexedUpTo)", "rows": "\(memory.count)"])
        }
        publish()
    }

    /// Every entry below is found; `UInt64.max` while nothing is left out. A look-up reads this **before** it searches: what is
    /// left out afterwards is newer than any tree that was published before.
    public nonisolated var searchedUpTo: UInt64 {
        let status = status
        return status.isBehind ? status.indexedUpTo : .max
    }

    /// Writes what is in memory; returns when it is stored, or could not be.
    public func flush() async {
        while memory.isWriting { await changed() }
        if memory.activeCount > 0 || indexedUpTo > 0 { await write() }
    }

    // MARK: Room

    private var isBehind: Bool { indexedUpTo < treeSize }

    /// One commit's rows always have room where nothing else is held: a commit is bounded by itself.
    private func hasRoom(for count: Int) -> Bool {
        memory.count == 0 || memory.count + count <= limits.rowsMax
    }

    private func take(_ rows: [IndexRow], upTo size: UInt64) {
        memory.append(rows)
        indexedUpTo = size
        if memory.activeCount >= limits.batchRows { writeSoon() }
    }

    /// Returns when there is room, when the writer has failed, or when it took too long.
    private func waitForRoom(for count: Int) async {
        guard failureCount == 0 else { return }
        writeSoon()
        waitNumber += 1
        let number = waitNumber
        let alarm = Task { [pause, waitMax = limits.waitMax] in
            await pause(waitMax)
            self.endWait(number)
        }
        while !hasRoom(for: count), failureCount == 0, waitNumber == number { await changed() }
        alarm.cancel()
    }

    private func endWait(_ number: Int) {
        guard waitNumber == number else { return }
        waitNumber += 1
        wake()
    }

    private func changed() async {
        await withCheckedContinuation { waiters.append($0) }
    }

    private func wake() {
        for waiter in waiters { waiter.resume() }
        waiters = []
    }

    private func publish() {
        let (indexedUpTo, treeSize, rowCount) = (indexedUpTo, treeSize, memory.count)
        board.withLock { status in
            status.indexedUpTo = indexedUpTo
            status.treeSize = treeSize
            status.rowCount = rowCount
        }
    }

    // MARK: Writing

    /// Begins a write, unless one is under way or the last one failed: then the next has its time.
    private func writeSoon() {
        guard !memory.isWriting, failureCount == 0, !isWriteDue else { return }
        isWriteDue = true
        Task {
            self.isWriteDue = false
            if self.failureCount == 0 { await self.write() }
        }
    }

    private func write() async {
        guard !memory.isWriting else { return }
        let upTo = indexedUpTo
        let tail = memory.freeze()
        do throws(StoreError) {
            try await store(tail, upTo: upTo)
            memory.written()
            succeeded()
        } catch {
            // Nothing is lost: the cursor stands, and the rows are rebuilt from the entries at the next start.
            memory.thaw()
            failed(error)
        }
        publish()
        wake()
    }

    private func store(_ tail: IndexTail, upTo: UInt64) async throws(StoreError) {
        let rows = tail.sortedRows()
        for start in stride(from: 0, to: rows.count, by: limits.sliceRows) {
            try await store.write(rows[start..<min(start + limits.sliceRows, rows.count)])
            await Task.yield()
        }
        try await store.advance(to: IndexCursor(treeSize: upTo, root: try await source.rootAt(upTo)))
    }

    private func succeeded() {
        if failureCount > 0 { logger.notice("the code index is written again") }
        failureCount = 0
        board.withLock { status in
            status.failureCount = 0
            status.reason = nil
        }
        if isBehind { catchUpSoon() } else if memory.activeCount >= limits.batchRows { writeSoon() }
    }

    private func failed(_ error: StoreError) {
        failureCount += 1
        logger.error(
            "the code index could not be written", metadata: ["error": "\(error.reason)", "times": "\(failureCount)"])
        let count = failureCount
        board.withLock { status in
            status.failureCount = count
            status.failureTotal += 1
            status.reason = error.reason
        }
        guard !isRetryDue else { return }
        isRetryDue = true
        let doublings = min(failureCount - 1, 16)
        let delay = min(limits.retryMin * (1 << doublings), limits.retryMax)
        Task { [weak self, pause] in
            await pause(delay)
            await self?.retry()
        }
    }

    private func retry() async {
        isRetryDue = false
        // Somebody's flush may have been quicker.
        if failureCount > 0 { await write() }
    }

    // MARK: Catching up

    private func catchUpSoon() {
        guard !isCatchingUp else { return }
        Task { await self.readAgain() }
    }

    /// Reads the entries that are missing, as long as they can be held or written.
    private func readAgain(progress: (UInt64) -> Void = { _ in }) async {
        guard !isCatchingUp else { return }
        isCatchingUp = true
        defer { isCatchingUp = false }
        while isBehind, failureCount == 0 {
            let range = indexedUpTo..<min(indexedUpTo + limits.catchUpEntries, treeSize)
            let rows: [IndexRow]
            do throws(StoreError) { rows = try await source.rows(range) } catch { return failed(error) }
            while !hasRoom(for: rows.count), failureCount == 0 {
                writeSoon()
                await changed()
            }
            guard failureCount == 0 else { return }
            take(rows, upTo: range.upperBound)
            publish()
            progress(range.upperBound)
        }
    }

    /// Brings the index up to the ledger: drops it where it belongs to another history, then reads the entries after its cursor.
    /// Where it cannot be written it stays behind, and says so.
    public func catchUp(treeSize: UInt64, progress: (UInt64) -> Void = { _ in }) async throws(StoreError) {
        var cursor = try await store.cursor()
        var isOurs = cursor.treeSize <= treeSize
        if isOurs { isOurs = try await source.rootAt(cursor.treeSize) == cursor.root }
        if !isOurs {
            logger.warning("the code index is of another history and is rebuilt", metadata: ["entries": "\(treeSize)"])
            try await store.clear()
            cursor = .start
        }
        indexedUpTo = cursor.treeSize
        self.treeSize = treeSize
        await readAgain(progress: progress)
        publish()
    }
}
