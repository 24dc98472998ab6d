import CommandSupport
import Evidence
import Glibc
import Logging
import ServiceLifecycle

/// Tells systemd how the daemon is (sd_notify(3)): ready, alive, stopping. Silent where nobody asked to be told.
struct SystemdNotifier: Service {
    private let socketPath: String?
    /// How often the watchdog wants a word; nil where there is none.
    private let watchdog: Duration?
    /// Whether the daemon is worth keeping. Answers at once, also where a commit hangs: who waits for the sequencer hangs with it.
    private let isAlive: @Sendable () -> Bool
    private let logger: Logger

    init(environment: (String) -> String?, logger: Logger, isAlive: @escaping @Sendable () -> Bool) {
        socketPath = environment("NOTIFY_SOCKET").flatMap { $0.isEmpty ? nil : $0 }
        let isForUs = environment("WATCHDOG_PID").map { $0 == String(getpid()) } ?? true
        watchdog = environment("WATCHDOG_USEC").flatMap { isForUs ? Int64($0) : nil }.map { .microseconds($0 / 2) }
        self.isAlive = isAlive
        self.logger = logger
    }

    /// Keeps the watchdog quiet for as long as the ledger is not stopped and no commit hangs.
    func run() async throws {
        await withGracefulShutdownHandler {
            await feedWatchdog()
        } onGracefulShutdown: {
            tell("STOPPING=1\nSTATUS=draining")
        }
    }

    /// Says that requests are served.
    func ready(address: String) {
        tell("READY=1\nSTATUS=serving \(address)")
    }

    private func feedWatchdog() async {
        let interval = watchdog ?? .seconds(3600)
        while !Task.isShuttingDownGracefully, !Task.isCancelled {
            feedOnce()
            try? await cancelWhenGracefulShutdown { try await Task.sleep(for: interval) }
        }
    }

    /// One word to the watchdog, if there is one and all is well.
    func feedOnce() {
        if watchdog != nil, isAlive() { tell("WATCHDOG=1") }
    }

    private func tell(_ state: String) {
        guard let socketPath else { return }
        let descriptor = socket(AF_UNIX, Int32(SOCK_DGRAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue), 0)
        guard descriptor >= 0 else { return }
        defer { close(descriptor) }
        var address = sockaddr_un()
        address.sun_family = sa_family_t(AF_UNIX)
        // A name that begins with "@" is in the abstract namespace, written with a NUL there.
        let name = Array(socketPath.utf8.prefix(MemoryLayout.size(ofValue: address.sun_path) - 1))
        withUnsafeMutableBytes(of: &address.sun_path) { path in
            path.copyBytes(from: name)
            if name.first == UInt8(ascii: "@") { path[0] = 0 }
        }
        let length = socklen_t(MemoryLayout<sa_family_t>.size + name.count)
        let message = Array(state.utf8)
        let sent = withUnsafePointer(to: &address) {
            $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                sendto(descriptor, message, message.count, 0, $0, length)
            }
        }
        if sent < 0 { logger.warning("systemd could not be told", metadata: ["errno": "\(errno)"]) }
    }
}
