import Hosting
import Logging
import ServiceLifecycle

/// Looks at the clock every few seconds and says when it was set: arrival times are the host's word.
struct ClockWatcher: Service {
    let watch: ClockWatch
    let logger: Logger
    var interval: Duration = .seconds(5)

    func run() async throws {
        while !Task.isShuttingDownGracefully, !Task.isCancelled {
            look()
            try? await cancelWhenGracefulShutdown { try await Task.sleep(for: interval) }
        }
    }

    func look() {
        guard let jump = watch.observe() else { return }
        logger.warning(
            "the clock jumped: look at the time service of this machine (timedatectl)",
            metadata: ["milliseconds": "\(jump.milliseconds)"])
    }
}
