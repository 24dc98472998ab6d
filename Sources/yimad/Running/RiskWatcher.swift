import DerivedState
import Ledger
import Logging
import ServiceLifecycle

/// Lets the keeper of risk take in what was committed and found, a moment after it came.
struct RiskWatcher: Service {
    let keeper: RiskKeeper
    let logger: Logger
    var pause: Duration = .seconds(1)
    /// After a failure: a full disk is not asked about every second.
    var longPause: Duration = .seconds(30)

    func run() async throws {
        try? await cancelWhenGracefulShutdown {
            while !Task.isCancelled {
                var next = pause
                do throws(StoreError) {
                    try await keeper.catchUp()
                } catch {
                    logger.error("what counts towards risk could not be kept", metadata: ["error": "\(error.reason)"])
                    next = longPause
                }
                try await Task.sleep(for: next)
            }
        }
    }
}
