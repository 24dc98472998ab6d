public import Evidence
public import Ledger
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
        /// Entries of which a run is made at one time.
        public var portionMax: UInt64 = 4096
        /// Entries in runs in memory, beyond which the index stays behind until some are stored.
        public var memoryMax: UInt64 = 262_144
        /// After a failure the next attempt is made so much later, then twice as much, …
        public var retryMin: Duration = .seconds(1)
        /// … and never later than this.
        public var retryMax: Duration = .seconds(60)

        public init() {}
    }

    private struct Held {
        let reader: RunReader
        let isStored: Bool
    }

    private let store: any RunStore
    private let source: IndexKeeperSource
    private let version: IndexKeysVersion
    private let limits: Limits
    private let logger: Logger
    private let pause: @Sendable (Duration) async -> Void
    private nonisolated let board = Mutex((status: IndexKeeperStatus(), snapshot: IndexSnapshot(readers: [])))

    private var series = RunSeries()
    /// The runs of the series, by where they begin.
    private var held: [UInt64: Held] = [:]
    /// Runs that are being written to the store.
    private var merging: [Range<UInt64>] = []
    private var isBuilding = false
    /// The ledger could not be read: nothing is made before the next attempt.
    private var isBuildingPaused = false
    private var isReadFailing = false
    private var isRetryDue = false
    private var failureCount = 0
    private var reason: String?
    private var waiters: [(size: UInt64, continuation: CheckedContinuation<Void, Never>)] = []

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

    /// The ledger has grown to this size. Returns at once; the run of what is new is made behind it.
    public nonisolated func follow(to treeSize: UInt64) {
        board.withLock { $0.status.treeSize = max($0.status.treeSize, treeSize) }
        Task { await self.buildSoon() }
    }

    private var treeSize: UInt64 { status.treeSize }

    /// Returns once every entry below `size` is of a run. Waits as long as that cannot be.
    public func reached(_ size: UInt64) async {
        guard series.entryCount < size else { return }
        await withCheckedContinuation { waiters.append((size, $0)) }
    }

    /// Whether nothing is being made, merged or written.
    package var isAtRest: Bool { !isBuilding && merging.isEmpty && series.entryCount >= treeSize }

    /// A stored run was found damaged by who looked up in it: it and what is newer is made again from the entries.
    public func found(_ error: RunError, in run: NamedRun) async {
        guard case .malformed = error, series.runs.contains(run) else { return }
        await drop(from: run.range.lowerBound, because: error.en)
        buildSoon()
    }

    private func publish() {
        let snapshot = IndexSnapshot(readers: series.runs.compactMap { held[$0.range.lowerBound]?.reader })
        let (covered, memoryEntries) = (series.entryCount, memoryEntries)
        let (failureCount, reason) = (failureCount, reason)
        board.withLock { board in
            board.snapshot = snapshot
            board.status.indexedUpTo = covered
            board.status.runCount = snapshot.readers.count
            board.status.memoryEntries = memoryEntries
            board.status.failureCount = failureCount
            board.status.reason = reason
        }
        for waiter in waiters where waiter.size <= covered { waiter.continuation.resume() }
        waiters.removeAll { $0.size <= covered }
    }

    private var memoryEntries: UInt64 {
        held.values.reduce(0) { $0 + ($1.isStored ? 0 : UInt64($1.reader.run.range.count)) }
    }

    // MARK: Starting

    /// Takes up the stored runs that are of this ledger and these names, drops all others, and makes what is missing.
    public func open(treeSize: UInt64) async throws(StoreError) {
        board.withLock { $0.status.treeSize = treeSize }
        do throws(RunStoreError) {
            var runs = try await store.runs().sorted {
                ($0.range.lowerBound, $1.range.upperBound) < ($1.range.lowerBound, $0.range.upperBound)
            }
            while let next = runs.first {
                runs.removeFirst()
                if next.range.lowerBound == series.entryCount, next.range.upperBound <= treeSize,
                    try await mark(at: next.range.upperBound) == next.mark,
                    let bytes = try await store.open(next.range),
                    let reader = try? RunReader(bytes), reader.run.range == next.range
                {
                    add(Held(reader: reader, isStored: true))
                } else {
                    logger.notice("a run of the index is dropped", metadata: ["range": "\(next.range)"])
                    try await store.remove(next.range)
                }
            }
        } catch {
            throw .unreadable(reason: error.reason)
        }
        publish()
        buildSoon()
    }

    /// What stored runs are marked with: the ledger's root at their end, and the version of the names.
    private func mark(at size: UInt64) async throws(RunStoreError) -> [UInt8] {
        do throws(StoreError) {
            let root = try await source.rootAt(size)
            return root.bytes + version.schemes.bytes + Array("\(version.number)".utf8)
        } catch {
            throw RunStoreError("the ledger: \(error.reason)")
        }
    }

    private func add(_ held: Held) {
        series.append(held.reader.run)
        self.held[held.reader.run.range.lowerBound] = held
    }

    // MARK: Building

    private func buildSoon() {
        guard !isBuilding, series.entryCount < treeSize, memoryEntries < limits.memoryMax, !isBuildingPaused else {
            return
        }
        isBuilding = true
        Task { await self.build() }
    }

    /// Makes runs of the entries that are of none, as long as there are such.
    private func build() async {
        defer { isBuilding = false }
        while series.entryCount < treeSize, memoryEntries < limits.memoryMax {
            let first = series.entryCount
            let range = first..<min(first + limits.portionMax, treeSize)
            do throws(StoreError) {
                let reader = try await run(of: range)
                // Runs may have been dropped meanwhile.
                guard series.entryCount == first else { continue }
                add(Held(reader: reader, isStored: false))
                if isReadFailing {
                    isReadFailing = false
                    succeeded()
                }
                settle()
                publish()
            } catch {
                (isBuildingPaused, isReadFailing) = (true, true)
                return failed(error.reason)
            }
        }
    }

    private nonisolated func run(of range: Range<UInt64>) async throws(StoreError) -> RunReader {
        let keys = try await source.keys(range)
        guard keys.count == range.count else { throw .missing("entries of \(range)") }
        var builder = RunBuilder(range: range)
        for (entry, keys) in zip(range, keys) { builder.add(entry, keys) }
        return try Self.opened(builder.run().bytes)
    }

    private static func opened(_ bytes: [UInt8]) throws(StoreError) -> RunReader {
        do throws(RunError) { return try RunReader(MemoryRunBytes(bytes)) } catch {
            throw .damaged(reason: error.en)
        }
    }

    // MARK: Merging

    /// Begins every merge that is due. Small ones are made at once, those that are stored beside the building of newer runs.
    ///
    /// While the store fails, what is in memory is merged there, so that there are always few runs.
    private func settle() {
        let isFailing = isRetryDue
        while let due = series.due(from: max(writtenEnd, isFailing ? storedEnd : 0)) {
            let readers = series.runs[due].compactMap { held[$0.range.lowerBound]?.reader }
            guard let first = readers.first, let last = readers.last else { return }
            let range = first.run.range.lowerBound..<last.run.range.upperBound
            if !isFailing, UInt64(range.count) >= limits.storedMin {
                storeSoon(readers, as: range)
            } else {
                guard let merged = try? Self.merged(readers) else { return }
                replace(by: Held(reader: merged, isStored: false))
            }
        }
        guard !isFailing else { return }
        for run in series.runs where UInt64(run.range.count) >= limits.storedMin {
            guard let held = held[run.range.lowerBound], !held.isStored,
                !merging.contains(where: { $0.overlaps(run.range) })
            else { continue }
            storeSoon([held.reader], as: run.range)
        }
    }

    /// Where the newest run ends that is being written.
    private var writtenEnd: UInt64 { merging.map(\.upperBound).max() ?? 0 }

    /// Where the newest stored run ends.
    private var storedEnd: UInt64 {
        held.values.lazy.filter(\.isStored).map(\.reader.run.range.upperBound).max() ?? 0
    }

    private func storeSoon(_ readers: [RunReader], as range: Range<UInt64>) {
        merging.append(range)
        Task { await self.store(readers, as: range) }
    }

    private static func merged(_ readers: [RunReader]) throws(RunError) -> RunReader {
        var merger = RunMerger(readers)
        var bytes: [UInt8] = []
        while let chunk = try merger.next() { bytes += chunk }
        return try RunReader(MemoryRunBytes(bytes))
    }

    /// Puts a run in the place of its parts, and gives the stored ones among them; nil where they are there no more.
    @discardableResult
    private func replace(by merged: Held) -> [Range<UInt64>]? {
        let range = merged.reader.run.range
        let parts = series.runs.filter { range.contains($0.range.lowerBound) }
        guard series.replace(by: merged.reader.run) else { return nil }
        let stored = parts.filter { held[$0.range.lowerBound]?.isStored == true }.map(\.range)
        for part in parts { held[part.range.lowerBound] = nil }
        held[range.lowerBound] = merged
        return stored
    }

    private func store(_ readers: [RunReader], as range: Range<UInt64>) async {
        let outcome = await written(readers, as: range)
        merging.removeAll { $0 == range }
        switch outcome {
        case .success(let reader):
            // Its parts may have been dropped meanwhile: then it is not wanted either.
            let gone = replace(by: Held(reader: reader, isStored: true)) ?? [range]
            succeeded()
            publish()
            for part in gone { try? await store.remove(part) }
        case .failure(let failure):
            if let damaged = failure.damaged { await drop(from: damaged, because: failure.reason) }
            failed(failure.reason)
        }
        settle()
        publish()
        buildSoon()
    }

    private struct WriteFailure: Error {
        let reason: String
        /// Where a run began that was damaged.
        var damaged: UInt64?
    }

    /// Merges into the store, piece by piece, so that others get between.
    private nonisolated func written(
        _ readers: [RunReader], as range: Range<UInt64>
    ) async -> Result<RunReader, WriteFailure> {
        do {
            try await store.begin(range)
            var merger = RunMerger(readers)
            while let chunk = try merger.next() { try await store.append(chunk, to: range) }
            try await store.finish(range, mark: try await mark(at: range.upperBound))
            guard let bytes = try await store.open(range), let summary = merger.summary else {
                return .failure(WriteFailure(reason: "a run that was stored is not there"))
            }
            return .success(try RunReader(bytes, expecting: summary.run))
        } catch let error as RunStoreError {
            return .failure(WriteFailure(reason: error.reason))
        } catch {
            return .failure(WriteFailure(reason: "\(error)", damaged: Self.firstDamaged(readers)))
        }
    }

    private static func firstDamaged(_ readers: [RunReader]) -> UInt64? {
        for reader in readers {
            do throws(RunError) { try reader.check() } catch {
                if case .malformed = error { return reader.run.range.lowerBound }
            }
        }
        return nil
    }

    /// Forgets the runs from this entry on; they are made again.
    private func drop(from entry: UInt64, because reason: String) async {
        logger.error(
            "runs of the index are dropped and made again", metadata: ["from": "\(entry)", "reason": "\(reason)"])
        let dropped = series.runs.filter { $0.range.upperBound > entry }.map(\.range)
        series.truncate(to: entry)
        for range in dropped {
            let isStored = held.removeValue(forKey: range.lowerBound)?.isStored ?? false
            if isStored { try? await store.remove(range) }
        }
        publish()
    }

    // MARK: Failures

    private func succeeded() {
        if failureCount > 0 { logger.notice("the verifiable index is kept again") }
        failureCount = 0
        reason = nil
    }

    private func failed(_ why: String) {
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

    private func retry() {
        isRetryDue = false
        isBuildingPaused = false
        settle()
        publish()
        buildSoon()
    }
}

extension IndexKeeper: LedgerObserver {
    public func committed(_ group: CommittedGroup<EventReading>) async {
        follow(to: group.entries.upperBound)
    }

    public nonisolated func stopped(_ reason: String) {}
}
