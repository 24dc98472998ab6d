public import Evidence
public import Ledger
public import Logging
public import Risk
public import Statistics
public import TransparencyLog
public import Values

/// What the keeper of risk asks of those who read the ledger.
public protocol RiskLedgerReading: Sendable {
    /// How many entries are durable and indexed.
    func treeSize() async -> UInt64
    /// The ledger's root at a size.
    func root(treeSize: UInt64) async throws(StoreError) -> MerkleHash
    /// What some entries say that counts, in their order.
    func changes(of entries: Range<UInt64>) async throws(StoreError) -> [RiskChange]
    /// What a finding counts.
    func fact(of finding: MonitoredFinding) async throws(StoreError) -> RiskFact
    /// Since when something about somebody would have been known.
    func begin(of subject: RiskSubject) async -> CalendarDate
}

/// Keeps up to date what counts towards the risk of firms and products, and warns of rates that rise: after each commit, at what a commit
/// touches and nothing else. It never holds up the ledger, and can be dropped and made again from the entries.
public actor RiskKeeper {
    private let store: any RiskStore
    private let findings: (any FindingStore)?
    private let ledger: any RiskLedgerReading
    private let definition: RiskDefinition
    private let targets: QualityTargets
    private let now: @Sendable () -> Timestamp
    private let logger: Logger
    private var isOpened = false

    private static let entriesAtOnce: UInt64 = 4096
    private static let findingsAtOnce = 1024
    private static let ratesAtOnce = 256

    /// - Parameter findings: what the monitor finds; nil where none watches.
    public init(
        store: any RiskStore, findings: (any FindingStore)?, ledger: any RiskLedgerReading,
        definition: RiskDefinition = .builtIn, targets: QualityTargets = .builtIn,
        now: @escaping @Sendable () -> Timestamp, logger: Logger
    ) {
        self.store = store
        self.findings = findings
        self.ledger = ledger
        self.definition = definition
        self.targets = targets
        self.now = now
        self.logger = logger
    }

    /// Goes on until everything on the ledger was taken in and tested, or the task is cancelled.
    /// - Parameter progress: is told up to which entry everything was taken in, now and then.
    public func catchUp(_ progress: @Sendable (UInt64) -> Void = { _ in }) async throws(StoreError) {
        if !isOpened { try await open() }
        try await takeIn(progress)
        try await takeInFindings()
        try await test()
        try await remind()
    }

    /// What was kept of another history is nothing on this one.
    private func open() async throws(StoreError) {
        let cursor = try await store.progress().cursor
        let size = await ledger.treeSize()
        var isOfThisLedger = cursor.treeSize <= size
        if isOfThisLedger, cursor.treeSize > 0 {
            isOfThisLedger = try await ledger.root(treeSize: cursor.treeSize) == cursor.root
        }
        if !isOfThisLedger {
            logger.warning("what counted towards risk is of another history and is found anew")
            try await store.clear()
        }
        isOpened = true
    }

    private func takeIn(_ progress: @Sendable (UInt64) -> Void) async throws(StoreError) {
        let size = await ledger.treeSize()
        var next = try await store.progress().cursor.treeSize
        while next < size, !Task.isCancelled {
            let end = min(next + Self.entriesAtOnce, size)
            let changes = Self.condensed(try await ledger.changes(of: next..<end))
            let cursor = IndexCursor(treeSize: end, root: try await ledger.root(treeSize: end))
            try await store.keep(changes, upTo: cursor)
            next = end
            progress(next)
        }
    }

    /// Of each fact what became of it last: of a firm's activity one in thousands.
    private static func condensed(_ changes: [RiskChange]) -> [RiskChange] {
        var places: [RiskFact.Key: Int] = [:]
        var kept: [RiskChange] = []
        for change in changes {
            let key =
                switch change {
                case .keep(let fact): fact.key
                case .remove(let key): key
                }
            if let place = places[key] {
                kept[place] = change
            } else {
                places[key] = kept.count
                kept.append(change)
            }
        }
        return kept
    }

    private func takeInFindings() async throws(StoreError) {
        guard let findings else { return }
        let series = try await findings.progress().series
        var cursor = try await store.progress().findings
        if cursor.series != series {
            cursor.series = series
            cursor.number = 0
            try await store.keep([], findings: cursor, isAnew: true)
        }
        while !Task.isCancelled {
            let page = try await findings.changes(after: cursor.number, limit: Self.findingsAtOnce)
            guard let last = page.last?.number else { return }
            var changes: [RiskChange] = []
            for change in page {
                let fact = try await ledger.fact(of: change.finding)
                changes.append(change.isOpened ? .keep(fact) : .remove(fact.key))
            }
            cursor.number = last
            try await store.keep(Self.condensed(changes), findings: cursor, isAnew: false)
        }
    }

    /// Tests the rates of what was touched.
    private func test() async throws(StoreError) {
        while !Task.isCancelled {
            let touched = try await store.touched(limit: Self.ratesAtOnce)
            guard !touched.isEmpty else { return }
            var tested: [(TouchedRate, [RiskWarning])] = []
            for rate in touched { tested.append((rate, try await warnings(of: rate))) }
            try await store.keep(tested, noticed: now())
        }
    }

    private func warnings(of rate: TouchedRate) async throws(StoreError) -> [RiskWarning] {
        switch rate {
        case .subject(let subject):
            let facts = try await store.facts(about: subject)
            return definition.rateWarnings(of: subject, facts, since: await ledger.begin(of: subject))
        case .category(let id):
            guard let category = targets.categories.first(where: { $0.id == id }) else { return [] }
            let facts = try await store.samples(ofProfiles: category.profiles)
            return definition.rateWarnings(ofSamples: facts, category: category)
        }
    }

    /// Tasks of which the day is over, and goods that failed.
    private func remind() async throws(StoreError) {
        let now = now()
        let overdue = try await store.tasks().compactMap { RiskWarning(overdue: $0, on: now.localDay) }
        try await store.keep(all: overdue, of: .overdue, noticed: now)
        let first = CalendarDate(daysSinceEpoch: now.localDay.daysSinceEpoch - definition.alarms.shownDays + 1)
        let held = try await store.held(since: first).compactMap { RiskWarning(held: $0) }
        try await store.keep(all: held, of: .held, noticed: now)
    }
}
