public import DerivedState
public import Ledger
public import Logging
public import Risk
public import Values

/// The risk of firms and products, and the warnings, as a host keeps them.
public struct RiskDesk: Sendable {
    public let store: any RiskStore
    public let definition: RiskDefinition
    private let board: RiskBoard

    public init(_ store: any RiskStore, definition: RiskDefinition = .builtIn) {
        (self.store, self.definition) = (store, definition)
        board = RiskBoard(store, definition)
    }

    /// The risk of one as of a day, and up to which entry everything was taken in.
    public func score(
        _ subject: RiskSubject, asOf day: CalendarDate
    ) async throws(StoreError) -> (score: RiskScore, upTo: UInt64) {
        let upTo = try await store.progress().cursor.treeSize
        return (definition.score(subject, try await store.facts(about: subject), asOf: day), upTo)
    }

    /// The points of all firms as of a day, at most a minute old, by USCC.
    public func totals(asOf day: CalendarDate, now: Timestamp) async throws(StoreError) -> RiskBoard.Table {
        try await board.table(asOf: day, now: now)
    }

    /// Who keeps it up to date.
    public func keeper(of host: LedgerHost, logger: Logger) -> RiskKeeper {
        RiskKeeper(
            store: store, findings: host.findings,
            ledger: HostRisk(host: host, store: store, shownDays: definition.alarms.shownDays), definition: definition,
            now: host.identity.now, logger: logger)
    }
}

/// The points of all firms: made when they are asked for, once a minute at most, however many ask.
public actor RiskBoard {
    public struct Table: Sendable {
        public let day: CalendarDate
        public let totals: [RiskTotal]
        /// Up to which entry everything was taken in.
        public let upTo: UInt64
        let made: Timestamp
    }

    private let store: any RiskStore
    private let definition: RiskDefinition
    private var newest: Table?
    private var isMaking = false
    private var waiting: [CheckedContinuation<Void, Never>] = []

    private static let ageMsMax: Int64 = 60_000

    init(_ store: any RiskStore, _ definition: RiskDefinition) {
        (self.store, self.definition) = (store, definition)
    }

    func table(asOf day: CalendarDate, now: Timestamp) async throws(StoreError) -> Table {
        while isMaking { await withCheckedContinuation { waiting.append($0) } }
        if let newest, newest.day == day {
            let age = now.milliseconds - newest.made.milliseconds
            if (0..<Self.ageMsMax).contains(age) { return newest }
        }
        isMaking = true
        defer {
            isMaking = false
            for one in waiting { one.resume() }
            waiting = []
        }
        let upTo = try await store.progress().cursor.treeSize
        let totals = try await store.totals(definition, asOf: day)
        let table = Table(day: day, totals: totals, upTo: upTo, made: now)
        newest = table
        return table
    }
}
