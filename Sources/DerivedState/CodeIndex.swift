public import Evidence
public import Ledger
public import Logging
public import TransparencyLog

/// Which entries speak of a code. Derived from the entries: the newest rows live in memory and are searched together with the
/// stored ones, which are written in large sorted batches behind a cursor, because random rows are what an ingest cannot bear.
public actor CodeIndex {
    public struct Limits: Sendable {
        /// Rows that are gathered in memory before they are written.
        public var batchRows = 262_144
        /// Rows in one slice of a write, so that readers get between.
        public var sliceRows = 16_384
        /// Rows in memory beyond which commits wait for the writer.
        public var rowsMax = 2_097_152

        public init() {}
    }

    nonisolated let store: any CodeIndexStore
    private let rootAt: @Sendable (UInt64) async throws(StoreError) -> MerkleHash
    private let limits: Limits
    private let logger: Logger
    /// The newest rows, which are searched together with the stored ones.
    nonisolated let memory = IndexMemory()
    private var treeSize: UInt64 = 0
    private var waiters: [CheckedContinuation<Void, Never>] = []

    /// - Parameter rootAt: the ledger's root at a size, which the cursor remembers.
    public init(
        store: any CodeIndexStore, limits: Limits = Limits(), logger: Logger,
        rootAt: @escaping @Sendable (UInt64) async throws(StoreError) -> MerkleHash
    ) {
        self.store = store
        self.limits = limits
        self.logger = logger
        self.rootAt = rootAt
    }

    /// Takes in the rows of the entries up to `treeSize`. Waits only where the writer is far behind.
    public func append(_ rows: [IndexRow], upTo treeSize: UInt64) async {
        while memory.activeCount > limits.rowsMax, memory.isWriting {
            await withCheckedContinuation { waiters.append($0) }
        }
        memory.append(rows)
        self.treeSize = treeSize
        if memory.activeCount >= limits.batchRows, !memory.isWriting { flushSoon() }
    }

    /// Writes what is in memory; returns when it is stored.
    public func flush() async {
        while memory.isWriting { await withCheckedContinuation { waiters.append($0) } }
        if memory.activeCount > 0 || treeSize > 0 { await write() }
    }

    private func flushSoon() {
        Task { await self.write() }
    }

    private func write() async {
        guard !memory.isWriting else { return }
        let upTo = treeSize
        let tail = memory.freeze()
        do throws(StoreError) {
            try await store(tail, upTo: upTo)
            memory.written()
        } catch {
            // Nothing is lost: the cursor stands, and the rows are rebuilt from the entries at the next start.
            logger.error("the code index could not be written", metadata: ["error": "\(error.reason)"])
            memory.thaw()
        }
        for waiter in waiters { waiter.resume() }
        waiters = []
    }

    private func store(_ tail: IndexTail, upTo: UInt64) async throws(StoreError) {
        let rows = tail.sortedRows()
        for start in stride(from: 0, to: rows.count, by: limits.sliceRows) {
            try await store.write(rows[start..<min(start + limits.sliceRows, rows.count)])
            await Task.yield()
        }
        try await store.advance(to: IndexCursor(treeSize: upTo, root: try await rootAt(upTo)))
    }
}

extension CodeIndex {
    /// Brings the index up to the ledger: drops it where it belongs to another history, then reads the entries after its cursor.
    public func catchUp(
        with ledger: any LedgerStore, treeSize: UInt64, identities: EventIdentities = EventIdentities(),
        progress: (UInt64) -> Void = { _ in }
    ) async throws(StoreError) {
        var cursor = try await store.cursor()
        var isOurs = cursor.treeSize <= treeSize
        if isOurs { isOurs = try await rootAt(cursor.treeSize) == cursor.root }
        if !isOurs {
            logger.warning("the code index is of another history and is rebuilt", metadata: ["entries": "\(treeSize)"])
            try await store.clear()
            cursor = .start
        }
        // An entry may name ten thousand codes, so that few entries can be many rows.
        for start in stride(from: cursor.treeSize, to: treeSize, by: 1024) {
            let end = min(start + 1024, treeSize)
            await append(
                await identities.rowsInParallel(of: try await ledger.entries(start..<end), from: start), upTo: end)
            progress(end)
        }
        self.treeSize = treeSize
    }
}
