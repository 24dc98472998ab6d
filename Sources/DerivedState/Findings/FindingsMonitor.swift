public import Ledger
public import Logging
public import TransparencyLog
public import Values

/// What the monitor asks of those who read the ledger.
public protocol WatchedLedgerReading: Sendable {
    /// How many entries are durable and indexed.
    func treeSize() async -> UInt64
    /// The ledger's root at a size.
    func root(treeSize: UInt64) async throws(StoreError) -> MerkleHash
    /// What entries touch.
    func touched(by entries: Range<UInt64>) async throws(StoreError) -> TouchedCodes
    /// Judges a code at the ledger's newest state.
    func judge(_ watched: WatchedCode, now: Timestamp) async throws(StoreError) -> WatchedVerdict
}

/// What some entries touch.
public struct TouchedCodes: Sendable {
    /// Each code once, with the newest entry.
    public var codes: [WatchedCode]
    /// Products of which was said how they are, without a lot: every watched lot of them is judged again.
    public var products: [WatchedCode]
    /// Whether one of them may change the verdict on any code: a role, a prefix, a suspension, a definition file.
    public var touchesAll: Bool
    /// Events of which nobody can say what happened: of what they name the verdict tells it, and here it is counted.
    public var unreadable: [UInt64]

    public init(
        codes: [WatchedCode], products: [WatchedCode] = [], touchesAll: Bool = false, unreadable: [UInt64] = []
    ) {
        self.codes = codes
        self.products = products
        self.touchesAll = touchesAll
        self.unreadable = unreadable
    }
}

/// Is told what the monitor does, for counting.
public protocol MonitorObserver: Sendable {
    func judged(codes: Int)
    /// Events that were taken in and cannot be read.
    func unreadable(entries: Int)
}

/// Keeps what is wrong on the ledger up to date without being asked: after each commit, and as clocks run out.
///
/// An event touches its codes, each at the grain of its lot; what is judged is the code's whole chain. Whatever came of a touched code is
/// judged again with it, since a status runs down. The monitor never holds up the ledger: it takes in entries behind a cursor of its own.
public actor FindingsMonitor {
    private let store: any FindingStore
    private let ledger: any WatchedLedgerReading
    private let now: @Sendable () -> Timestamp
    private let logger: Logger
    private let observer: (any MonitorObserver)?
    private var isOpened = false
    private var hasToldOfUnreadable = false
    /// Codes that are judged before the next are kept.
    private let batch: Int
    /// How many of them at one time.
    private let atOnce: Int

    private static let entriesAtOnce: UInt64 = 2048

    /// - Parameters:
    ///   - batch: codes that are judged before what came of them is kept.
    ///   - atOnce: how many of them are judged at one time; the daemon leaves a core to whatever else it has to do.
    public init(
        store: any FindingStore, ledger: any WatchedLedgerReading, batch: Int = 64, atOnce: Int = 1,
        now: @escaping @Sendable () -> Timestamp, observer: (any MonitorObserver)? = nil, logger: Logger
    ) {
        self.observer = observer
        self.store = store
        self.ledger = ledger
        self.batch = batch
        self.atOnce = max(1, atOnce)
        self.now = now
        self.logger = logger
    }

    /// Goes on until everything on the ledger was taken in and judged, or the task is cancelled.
    /// - Parameter progress: is told how many codes still wait, now and then.
    public func catchUp(_ progress: @Sendable (MonitorProgress) -> Void = { _ in }) async throws(StoreError) {
        if !isOpened { try await open() }
        while !Task.isCancelled {
            let treeSize = try await takeIn()
            guard try await judgeSome(upTo: treeSize) else { break }
            progress(try await store.progress())
        }
        guard !Task.isCancelled, try await !store.progress().isWhole else { return }
        try await store.becomeWhole(noticed: now())
    }

    /// What was found on another history is nothing on this one.
    private func open() async throws(StoreError) {
        let cursor = try await store.progress().cursor
        let size = await ledger.treeSize()
        var isOfThisLedger = cursor.treeSize <= size
        if isOfThisLedger, cursor.treeSize > 0 {
            isOfThisLedger = try await ledger.root(treeSize: cursor.treeSize) == cursor.root
        }
        if !isOfThisLedger {
            logger.warning("what the monitor had found is of another history and is found anew")
            try await store.clear()
        }
        isOpened = true
    }

    /// - Returns: how many entries are taken in.
    private func takeIn() async throws(StoreError) -> UInt64 {
        let size = await ledger.treeSize()
        var next = try await store.progress().cursor.treeSize
        while next < size, !Task.isCancelled {
            let end = min(next + Self.entriesAtOnce, size)
            let touched = try await ledger.touched(by: next..<end)
            if touched.touchesAll { try await store.watchAll() }
            tell(unreadable: touched.unreadable)
            let cursor = IndexCursor(treeSize: end, root: try await ledger.root(treeSize: end))
            try await store.watch(touched, upTo: cursor)
            next = end
        }
        return next
    }

    /// Counted always, and said once: a device that writes nothing else would fill the log.
    private func tell(unreadable entries: [UInt64]) {
        guard let first = entries.first else { return }
        observer?.unreadable(entries: entries.count)
        guard !hasToldOfUnreadable else { return }
        hasToldOfUnreadable = true
        logger.warning(
            "an event cannot be read; what it names is judged without it, and those that follow are only counted",
            metadata: ["entry": "\(first)"])
    }

    /// False where nothing waits.
    private func judgeSome(upTo treeSize: UInt64) async throws(StoreError) -> Bool {
        let now = now()
        let waiting = try await store.waiting(at: now, limit: batch)
        guard !waiting.isEmpty else { return false }
        let verdicts = try await judge(waiting, now: now)
        guard !Task.isCancelled else { return false }
        try await store.keep(verdicts, upTo: treeSize, noticed: now)
        observer?.judged(codes: verdicts.count)
        return true
    }

    /// What came of judging one code, or why it could not be.
    private struct Outcome: Sendable {
        let verdict: Result<WatchedVerdict, StoreError>
    }

    /// In whatever order they are done.
    private func judge(_ waiting: [WatchedCode], now: Timestamp) async throws(StoreError) -> [WatchedVerdict] {
        let (ledger, atOnce) = (ledger, atOnce)
        let outcomes = await withTaskGroup(of: Outcome.self) { group in
            var (left, outcomes) = (waiting.makeIterator(), [Outcome]())
            for _ in 0..<atOnce {
                if let watched = left.next() { group.addTask { await Self.judge(watched, now, ledger) } }
            }
            for await outcome in group {
                outcomes.append(outcome)
                guard !Task.isCancelled, case .success = outcome.verdict, let watched = left.next() else { continue }
                group.addTask { await Self.judge(watched, now, ledger) }
            }
            return outcomes
        }
        var verdicts: [WatchedVerdict] = []
        for outcome in outcomes { verdicts.append(try outcome.verdict.get()) }
        return verdicts
    }

    private static func judge(
        _ watched: WatchedCode, _ now: Timestamp, _ ledger: any WatchedLedgerReading
    ) async -> Outcome {
        do throws(StoreError) {
            let verdict = try await ledger.judge(watched, now: now)
            return Outcome(verdict: .success(verdict))
        } catch {
            return Outcome(verdict: .failure(error))
        }
    }
}
