public import CoreMetrics
public import DerivedState
public import Hosting
public import Rules

/// What the daemon counts about what it finds, and about whom it tells. Every label has a small fixed set of values.
public struct MonitorMeters: Sendable {
    private let judgedCodes: Counter
    private let unreadableEntries: Counter
    private let waiting: Gauge
    private let behind: Gauge
    private let isWhole: Gauge
    private let partial: Gauge
    private let shown: [Finding.Severity: Gauge]
    private let deliveredChanges: Counter
    private let deliveries: Counter
    private let failedDeliveries: Counter
    private let undelivered: Gauge

    public init(_ factory: any MetricsFactory) {
        judgedCodes = Counter(label: "yima_monitor_judged_codes_total", factory: factory)
        unreadableEntries = Counter(label: "yima_monitor_unreadable_entries_total", factory: factory)
        waiting = Gauge(label: "yima_monitor_waiting_codes", factory: factory)
        behind = Gauge(label: "yima_monitor_behind_entries", factory: factory)
        isWhole = Gauge(label: "yima_monitor_whole", factory: factory)
        partial = Gauge(label: "yima_monitor_partly_judged_codes", factory: factory)
        shown = Dictionary(
            uniqueKeysWithValues: Finding.Severity.allCases.map { severity in
                (
                    severity,
                    Gauge(label: "yima_findings", dimensions: [("severity", severity.rawValue)], factory: factory)
                )
            })
        deliveredChanges = Counter(label: "yima_webhook_delivered_changes_total", factory: factory)
        deliveries = Counter(label: "yima_webhook_deliveries_total", factory: factory)
        failedDeliveries = Counter(label: "yima_webhook_failed_deliveries_total", factory: factory)
        undelivered = Gauge(label: "yima_webhook_behind_changes", factory: factory)
    }

    public func judged(codes: Int) { judgedCodes.increment(by: codes) }

    public func unreadable(entries: Int) { unreadableEntries.increment(by: entries) }

    /// How far the monitor is.
    /// - Parameters:
    ///   - partialCount: codes that could be judged in part only.
    ///   - entries: that it has not taken in.
    public func stands(waiting count: Int, partial partialCount: Int, behind entries: UInt64, isWhole: Bool) {
        waiting.record(Double(count))
        partial.record(Double(partialCount))
        behind.record(Double(entries))
        self.isWhole.record(isWhole ? 1 : 0)
    }

    /// What is shown, by how grave it is.
    public func shows(_ counts: [Finding.Severity: Int]) {
        for (severity, gauge) in shown { gauge.record(Double(counts[severity] ?? 0)) }
    }
}

extension MonitorMeters: MonitorObserver, WebhookObserver {
    public func delivered(changes: Int, behind: UInt64) {
        deliveries.increment()
        deliveredChanges.increment(by: changes)
        undelivered.record(Double(behind))
    }

    public func failed(behind: UInt64) {
        failedDeliveries.increment()
        undelivered.record(Double(behind))
    }
}
