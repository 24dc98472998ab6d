public import Ledger
public import Risk
public import Values

/// How far the keeper of risk is.
public struct RiskProgress: Hashable, Sendable {
    /// Every event below was taken in.
    public var cursor = IndexCursor.start
    /// Up to which change the findings were taken in, and of which series of numbers that is.
    public var findings = FindingsCursor()
    /// The number of the newest change of the warnings; 0 where there was none.
    public var lastChange: UInt64 = 0
    /// Stands for the numbers of these changes: where it is another, they were begun anew.
    public var series = ""
    /// Series of which the rates are to be tested again.
    public var touchedCount = 0

    public init() {}

    public struct FindingsCursor: Hashable, Sendable {
        public var series = ""
        public var number: UInt64 = 0

        public init() {}
    }
}

/// What becomes of the facts.
public enum RiskChange: Hashable, Sendable {
    /// It is there, in the place of one of the same key; an activity only where it is newer.
    case keep(RiskFact)
    case remove(RiskFact.Key)
}

/// What of the facts is to be tested for a risen rate.
public enum TouchedRate: Hashable, Sendable {
    case subject(RiskSubject)
    /// Samples of a category of the targets.
    case category(String)
}

/// Which warnings are asked for: those that meet all of it.
public struct WarningQuestion: Hashable, Sendable {
    public var kinds: [RiskWarning.Kind] = []
    /// First digits of a district.
    public var district = ""
    public var subject: RiskSubject?
    /// Of this day or later.
    public var since: CalendarDate?
    public var limit = 100
    public var offset = 0

    public init() {}
}

/// Where what counts towards risk is kept: derived state, which may be lost and made again.
public protocol RiskStore: Sendable {
    func progress() async throws(StoreError) -> RiskProgress
    /// Keeps what some entries said, and that all below the cursor was taken in, in one transaction; what was touched is noted with it.
    func keep(_ changes: [RiskChange], upTo cursor: IndexCursor) async throws(StoreError)
    /// The same of what the monitor found.
    /// - Parameter isAnew: forgets what was found before, which is of another series.
    func keep(
        _ changes: [RiskChange], findings cursor: RiskProgress.FindingsCursor, isAnew: Bool
    ) async throws(StoreError)
    /// All facts about somebody.
    func facts(about subject: RiskSubject) async throws(StoreError) -> [RiskFact]
    /// Facts of a source that are counted once, or found again, by one group; of what is held, takings and results alone.
    func facts(_ source: RiskFact.Source, group: String) async throws(StoreError) -> [RiskFact]
    /// All results of samples of some profiles.
    func samples(ofProfiles profiles: [String]) async throws(StoreError) -> [RiskFact]
    /// All tasks that are not closed.
    func tasks() async throws(StoreError) -> [RiskFact]
    /// What firms have of what failed on a day or later.
    func held(since day: CalendarDate) async throws(StoreError) -> [RiskFact]
    /// The points of every firm, by USCC.
    func totals(_ definition: RiskDefinition, asOf day: CalendarDate) async throws(StoreError) -> [RiskTotal]
    /// What is to be tested, at most so many.
    func touched(limit: Int) async throws(StoreError) -> [TouchedRate]
    /// Keeps the warnings of what was tested, in the place of those before, and that it was.
    /// - Parameter warnings: by what was tested; whatever stood under its scopes and is not among them is no more.
    func keep(_ warnings: [(TouchedRate, [RiskWarning])], noticed: Timestamp) async throws(StoreError)
    /// Keeps all warnings of a kind that follows from facts alone, without a test: tasks that are overdue now, goods that failed.
    func keep(all warnings: [RiskWarning], of kind: RiskWarning.Kind, noticed: Timestamp) async throws(StoreError)
    /// The warnings that are asked for, the newest first.
    func warnings(_ question: WarningQuestion) async throws(StoreError) -> [RiskWarning]
    /// Changes after a number, ascending.
    func changes(after number: UInt64, limit: Int) async throws(StoreError) -> [WarningChange]
    /// Up to which change a receiver was told; 0 where it never was.
    func delivered(to receiver: String) async throws(StoreError) -> UInt64
    /// Notes that a receiver was told everything up to a change; never less than before.
    func markDelivered(upTo number: UInt64, to receiver: String) async throws(StoreError)
    /// Forgets all facts; what was warned of, and who was told what, stays until it is found anew.
    func clear() async throws(StoreError)
}
