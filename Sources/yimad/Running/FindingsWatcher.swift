import DerivedState
import Hosting
import Ledger
import LedgerServer
import Logging
import ServiceLifecycle

/// Lets the monitor take in what was committed, and what time has brought, a moment after it came.
struct FindingsWatcher: Service {
    let monitor: FindingsMonitor
    let host: LedgerHost
    let meters: MonitorMeters
    let logger: Logger
    var pause: Duration = .milliseconds(500)
    /// After a failure: a full disk is not asked about twice a second.
    var longPause: Duration = .seconds(30)

    func run() async throws {
        try? await cancelWhenGracefulShutdown {
            var shown: UInt64?
            while !Task.isCancelled {
                var next = pause
                do throws(StoreError) {
                    try await monitor.catchUp { record($0) }
                    shown = try await recordShown(since: shown)
                } catch {
                    logger.error("the monitor could not go on", metadata: ["error": "\(error.reason)"])
                    next = longPause
                }
                try await Task.sleep(for: next)
            }
        }
    }

    private func record(_ progress: MonitorProgress) {
        let size = host.sequencer.published.treeSize
        let cursor = progress.cursor.treeSize
        meters.stands(
            waiting: progress.waitingCount, partial: progress.partialCount, behind: size > cursor ? size - cursor : 0,
            isWhole: progress.isWhole)
    }

    /// Counts what is shown where it has changed.
    private func recordShown(since known: UInt64?) async throws(StoreError) -> UInt64? {
        guard let findings = host.findings else { return nil }
        let progress = try await findings.progress()
        record(progress)
        if progress.lastChange != known { meters.shows(try await findings.shownCounts()) }
        return progress.lastChange
    }
}
