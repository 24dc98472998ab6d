public import Hosting
import Hummingbird
import HummingbirdCore
public import Logging
import NIOCore
public import ServiceLifecycle
import Synchronization

/// The HTTP server of one ledger: the tlog-tiles read API, pushes, admin notes, lookups, chains, evidence, health and metrics.
///
/// It ends when its task is cancelled or its service group shuts down gracefully: then no connection is accepted any more, and
/// the requests that are being handled are answered. The ledger itself is shut down by its owner, afterwards.
public struct LedgerHTTPServer: Service {
    let services: RouteServices
    private let listen: ListenAddress
    private let logger: Logger
    private let onRunning: @Sendable (ListenAddress) async -> Void

    /// - Parameters:
    ///   - meters: what is counted; made of the same factory as `exposition`.
    ///   - exposition: what `GET /metrics` shows; nil leaves that route out.
    ///   - onRunning: is told the address once connections are accepted, with the port that the system chose.
    public init(
        host: LedgerHost, listen: ListenAddress, limits: HTTPLimits = HTTPLimits(), meters: LedgerMeters,
        exposition: PrometheusMetrics? = nil, logger: Logger,
        onRunning: @escaping @Sendable (ListenAddress) async -> Void = { _ in }
    ) {
        services = RouteServices(host: host, limits: limits, meters: meters, exposition: exposition, logger: logger)
        self.listen = listen
        self.logger = logger
        self.onRunning = onRunning
    }

    /// Serves until shut down. Throws `ListenFailure` where the address cannot be listened on.
    public func run() async throws {
        let limits = services.limits
        let isListening = Atomic(false)
        let decoder = HTTP1Channel.Configuration.DecoderConfiguration(
            maxHeaderFieldSize: limits.headerBytesMax, maxHeaderListSize: limits.headerBytesMax,
            maxHeaderFieldCount: 128)
        let application = Application(
            router: LedgerRoutes(services).router,
            server: .http1(
                configuration: HTTP1Channel.Configuration(
                    additionalChannelHandlers: [
                        ConnectionGuardInstaller(table: services.connections, limits: services.limits)
                    ],
                    idleTimeout: .seconds(Int64(limits.idleSecondsMax)), httpDecoderConfiguration: decoder)),
            configuration: ApplicationConfiguration(address: listen.bindAddress),
            onServerRunning: { [listen, onRunning] channel in
                isListening.store(true, ordering: .relaxed)
                await onRunning(listen.bound(to: channel.localAddress))
            },
            logger: logger)
        do {
            try await application.run()
        } catch  where !isListening.load(ordering: .relaxed) {
            throw ListenFailure(listen, error)
        }
    }
}

extension ListenAddress {
    fileprivate var bindAddress: BindAddress {
        switch self {
        case .tcp(let host, let port): .hostname(host, port: port)
        case .unix(let path): .unixDomainSocket(path: path)
        }
    }

    fileprivate func bound(to address: SocketAddress?) -> ListenAddress {
        switch self {
        case .tcp(let host, let port): .tcp(host: host, port: address?.port ?? port)
        case .unix: self
        }
    }
}
