public import Evidence
public import Ledger
public import Rules
public import Values

/// A code that is watched: what is on record of it was judged, or waits for it.
public struct WatchedCode: Hashable, Sendable {
    /// Canonical URI.
    public let code: String
    /// The newest entry that touches it; nil where it waits for what happened to a code that it came from, or because its time came.
    public let entry: UInt64?

    public init(code: String, entry: UInt64?) {
        self.code = code
        self.entry = entry
    }
}

/// What came of judging a watched code.
public struct WatchedVerdict: Sendable {
    public let watched: WatchedCode
    public let findings: [MonitoredFinding]
    /// When a clock runs out that makes another verdict of the same entries; nil where none runs.
    public let due: Timestamp?
    /// The codes that came of it and are to be judged again, as canonical URIs.
    public let descendants: [String]
    /// Whether all that is on record of it was judged: a lot of more things than a chain may have is judged in part.
    public let isWhole: Bool

    public init(
        watched: WatchedCode, findings: [MonitoredFinding], due: Timestamp?, descendants: [String],
        isWhole: Bool = true
    ) {
        self.watched = watched
        self.isWhole = isWhole
        self.findings = findings
        self.due = due
        self.descendants = descendants
    }
}

/// How far the monitor is.
public struct MonitorProgress: Hashable, Sendable {
    /// Every event below was taken in.
    public var cursor: IndexCursor
    /// Codes that wait to be judged.
    public var waitingCount: Int
    /// Whether everything was judged once since the store was begun or cleared: before that the findings that are shown are those of
    /// before.
    public var isWhole: Bool
    /// The number of the newest change; 0 where there was none.
    public var lastChange: UInt64
    /// Stands for the numbers of the changes: where it is another, they were begun anew.
    public var series = ""
    /// Codes that could be judged in part only, and the first of them.
    public var partialCount = 0
    public var partialCodes: [String] = []
    /// Events that were taken in and of which nobody can say what happened.
    public var unreadableCount = 0

    /// Codes of which one is told that they were judged in part.
    public static let partialCodesMax = 10

    public init(cursor: IndexCursor, waitingCount: Int, isWhole: Bool, lastChange: UInt64) {
        self.cursor = cursor
        self.waitingCount = waitingCount
        self.isWhole = isWhole
        self.lastChange = lastChange
    }
}

/// Where the monitor keeps what it found: derived state, which may be lost and made again.
///
/// Only what was judged is shown. While everything is judged anew the findings of before are shown, and what differs in the end is told
/// as changes: whoever follows them hears nothing twice.
public protocol FindingStore: Sendable {
    func progress() async throws(StoreError) -> MonitorProgress
    /// Codes are to be judged because of events, all of which below the cursor are taken in with that.
    func watch(_ touched: TouchedCodes, upTo cursor: IndexCursor) async throws(StoreError)
    /// Every code is to be judged again.
    func watchAll() async throws(StoreError)
    /// Codes that wait or whose time has come, those that wait longest first.
    func waiting(at now: Timestamp, limit: Int) async throws(StoreError) -> [WatchedCode]
    /// Keeps what came of judging, in one transaction. A code that was touched meanwhile goes on waiting.
    /// - Parameter treeSize: how many entries were taken in before they were judged.
    func keep(_ verdicts: [WatchedVerdict], upTo treeSize: UInt64, noticed: Timestamp) async throws(StoreError)
    /// Says that everything was judged once: from now on that is shown.
    func becomeWhole(noticed: Timestamp) async throws(StoreError)
    /// The findings that are asked for, those brought about last first.
    func findings(_ question: FindingQuestion) async throws(StoreError) -> [MonitoredFinding]
    /// Changes after a number, ascending.
    func changes(after number: UInt64, limit: Int) async throws(StoreError) -> [FindingChange]
    /// How many findings are shown, by how grave they are.
    func shownCounts() async throws(StoreError) -> [Finding.Severity: Int]
    /// Up to which change a receiver was told; 0 where it never was.
    func delivered(to receiver: String) async throws(StoreError) -> UInt64
    /// Notes that a receiver was told everything up to a change; never less than before.
    func markDelivered(upTo number: UInt64, to receiver: String) async throws(StoreError)
    /// Forgets what was judged, and not what is shown, nor who was told what.
    func clear() async throws(StoreError)
    /// Whether its tables repeat each other, read at one moment.
    func check() async throws(StoreError) -> FindingCheck
}

/// What a check of the findings' tables by themselves gives.
public struct FindingCheck: Hashable, Sendable {
    public let progress: MonitorProgress
    /// Findings that are shown and held under no code, or held and not shown, or shown otherwise than they are held. Of findings that
    /// are judged anew nothing is said.
    public let oddCount: Int
    /// The newest entry that a finding names; nil where none names any.
    public let newestEntry: UInt64?

    public init(progress: MonitorProgress, oddCount: Int, newestEntry: UInt64?) {
        (self.progress, self.oddCount, self.newestEntry) = (progress, oddCount, newestEntry)
    }
}
