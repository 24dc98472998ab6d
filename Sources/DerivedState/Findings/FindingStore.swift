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

    public init(watched: WatchedCode, findings: [MonitoredFinding], due: Timestamp?, descendants: [String]) {
        self.watched = watched
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
    func watch(_ codes: [WatchedCode], upTo cursor: IndexCursor) async throws(StoreError)
    /// Every code is to be judged again.
    func watchAll() async throws(StoreError)
    /// Codes that wait or whose time has come, those that wait longest first.
    func waiting(at now: Timestamp, limit: Int) async throws(StoreError) -> [WatchedCode]
    /// Keeps what came of judging, in one transaction. A code that was touched meanwhile goes on waiting.
    func keep(_ verdicts: [WatchedVerdict], noticed: Timestamp) async throws(StoreError)
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
}
