public import CoreMetrics
import DerivedState
import Evidence
import Hosting
import Ledger
import LedgerProtocol
import Synchronization

/// What the daemon counts about one ledger. Every label has a small fixed set of values.
public struct LedgerMeters: Sendable {
    private let factory: any MetricsFactory
    private let entries: Counter
    private let entryBytes: Counter
    private let pushes: Counter
    private let indexRows: Counter
    private let treeSize: Gauge
    private let isStopped: Gauge
    private let clockBehind: Gauge
    private let entriesOfCommit: Recorder
    private let commitSeconds: Timer
    private let failedCommits: Counter
    private let pushSeconds: Timer
    private let commitAge: Gauge
    private let indexBehind: Gauge
    private let indexRowsInMemory: Gauge
    private let indexFailures: Gauge
    private let clockJumps: Gauge
    private let troubles: [String: Gauge]
    private let refusals: [ProblemWord: Counter]

    /// - Parameter factory: where the counts go: `PrometheusMetrics`, or one that counts nothing.
    public init(_ factory: any MetricsFactory) {
        self.factory = factory
        entries = Counter(label: "yima_entries_total", factory: factory)
        entryBytes = Counter(label: "yima_entry_bytes_total", factory: factory)
        pushes = Counter(label: "yima_pushes_total", factory: factory)
        indexRows = Counter(label: "yima_index_rows_total", factory: factory)
        treeSize = Gauge(label: "yima_tree_size", factory: factory)
        isStopped = Gauge(label: "yima_stopped", factory: factory)
        clockBehind = Gauge(label: "yima_clock_behind_seconds", factory: factory)
        entriesOfCommit = Recorder(
            label: "yima_commit_entries", dimensions: [], aggregate: true, factory: factory)
        commitSeconds = Timer(label: "yima_commit_seconds", factory: factory)
        failedCommits = Counter(label: "yima_failed_commits_total", factory: factory)
        pushSeconds = Timer(label: "yima_push_seconds", factory: factory)
        commitAge = Gauge(label: "yima_commit_in_progress_seconds", factory: factory)
        indexBehind = Gauge(label: "yima_index_behind_entries", factory: factory)
        indexRowsInMemory = Gauge(label: "yima_index_rows_in_memory", factory: factory)
        indexFailures = Gauge(label: "yima_index_failed_writes", factory: factory)
        clockJumps = Gauge(label: "yima_clock_jumps", factory: factory)
        troubles = Dictionary(
            uniqueKeysWithValues: HostHealth.Trouble.kinds.map { kind in
                (kind, Gauge(label: "yima_trouble", dimensions: [("kind", kind)], factory: factory))
            })
        refusals = Dictionary(
            uniqueKeysWithValues: ProblemWord.allCases.map { word in
                (
                    word,
                    Counter(label: "yima_refusals_total", dimensions: [("kind", word.rawValue)], factory: factory)
                )
            })
    }

    /// The size that the ledger has when the daemon starts.
    public func started(treeSize size: UInt64) {
        treeSize.record(Double(size))
        isStopped.record(0)
        clockBehind.record(0)
    }

    func committed(_ group: CommittedGroup<EventReading>) {
        entries.increment(by: group.entries.count)
        entryBytes.increment(by: group.byteCount)
        pushes.increment(by: group.pushCount)
        indexRows.increment(by: group.events.reduce(0) { $0 + $1.reading.indexKeys.count })
        entriesOfCommit.record(Int64(group.entries.count))
        treeSize.record(Double(group.entries.upperBound))
        clockBehind.record(Double(group.clockBehindMilliseconds) / 1000)
    }

    func stopped() { isStopped.record(1) }

    /// How the host is at the moment when somebody asks.
    func observed(_ health: HostHealth) {
        commitAge.record(Double(health.commit?.age.components.seconds ?? 0))
        indexBehind.record(Double(health.index.behindCount))
        indexRowsInMemory.record(Double(health.index.rowCount))
        indexFailures.record(Double(health.index.failureTotal))
        clockJumps.record(Double(health.clock.jumpCount))
        clockBehind.record(Double(health.clockBehindMilliseconds) / 1000)
        let present = Set(health.troubles.map(\.kind))
        for (kind, gauge) in troubles { gauge.record(present.contains(kind) ? 1 : 0) }
    }

    func stored(in duration: Duration, succeeded: Bool) {
        commitSeconds.recordNanoseconds(duration.nanoseconds)
        if !succeeded { failedCommits.increment() }
    }

    func pushed(in duration: Duration) { pushSeconds.recordNanoseconds(duration.nanoseconds) }

    func refused(_ word: ProblemWord) { refusals[word]?.increment() }

    /// What is counted of the requests of one route.
    func route(_ name: String) -> RouteMeters { RouteMeters(name, factory) }
}

/// Counts the requests of one route by status. Its counters are kept: to have the factory look them up for each request cost
/// more than to answer it.
final class RouteMeters: Sendable {
    private let name: String
    private let factory: any MetricsFactory
    private let seconds: Timer
    private let counters = Mutex<[Int: Counter]>([:])

    fileprivate init(_ name: String, _ factory: any MetricsFactory) {
        self.name = name
        self.factory = factory
        seconds = Timer(label: "yima_http_request_seconds", dimensions: [("route", name)], factory: factory)
    }

    func answered(status: Int, in duration: Duration) {
        let counter = counters.withLock { counters in
            if let known = counters[status] { return known }
            let dimensions = [("route", name), ("status", "\(status)")]
            let counter = Counter(label: "yima_http_requests_total", dimensions: dimensions, factory: factory)
            counters[status] = counter
            return counter
        }
        counter.increment()
        seconds.recordNanoseconds(duration.nanoseconds)
    }
}

extension Duration {
    /// Whole nanoseconds; 292 years at most.
    var nanoseconds: Int64 {
        let (seconds, attoseconds) = components
        return seconds.multipliedReportingOverflow(by: 1_000_000_000).partialValue + attoseconds / 1_000_000_000
    }
}
