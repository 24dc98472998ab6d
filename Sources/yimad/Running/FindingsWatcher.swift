import DerivedState
import Hosting
import Ledger
import Logging
import ServiceLifecycle

/// Lets the monitor take in what was committed, and what time has brought, a moment after it came.
struct FindingsWatcher: Service {
    let monitor: FindingsMonitor
    let logger: Logger
    var pause: Duration = .milliseconds(500)
    /// After a failure: a full disk is not asked about twice a second.
    var longPause: Duration = .seconds(30)

    func run() async throws {
        try? await cancelWhenGracefulShutdown {
            while !Task.isCancelled {
                var next = pause
                do throws(StoreError) {
                    try await monitor.catchUp()
                } catch {
                    logger.error("the monitor could not go on", metadata: ["error": "\(error.reason)"])
                    next = longPause
                }
                try await Task.sleep(for: next)
            }
        }
    }
}
