import AsyncHTTPClient
import Hosting
import Ledger
import LedgerClient
import Logging
import SQLiteStore
import ServiceLifecycle
import Witnessing

/// Has the ledger's checkpoints cosigned until the daemon shuts down.
struct CosigningService: Service {
    private let cosigner: Cosigner
    private let http: HTTPClient

    /// How long a witness may take for a whole answer, in seconds.
    private static let answerSecondsMax = 10

    /// - Parameter cosigned: where what is published is put; the host's own.
    init(
        _ settings: WitnessPolicySettings, _ host: LedgerHost, _ cosigned: CosignedLedger, intervalSeconds: Int,
        directory: LedgerDirectory, logger: Logger
    ) {
        var timeouts = LedgerClient.Timeouts()
        (timeouts.connectSeconds, timeouts.idleSeconds) = (5, Self.answerSecondsMax)
        let http = LedgerClient.makeHTTPClient(timeouts)
        self.http = http
        var limits = Cosigner.Limits()
        limits.interval = .seconds(intervalSeconds)
        let alarms = AlarmFolder(directory)
        cosigner = Cosigner(
            source: HostCosigningSource(host), ledger: cosigned,
            store: FileCosignedHead(path: directory.publishedFile),
            peers: settings.addresses.map { witness, url in
                (witness, WitnessClient(prefix: url, http: http, timeoutSeconds: Self.answerSecondsMax))
            },
            limits: limits, now: host.identity.now, uptime: host.identity.uptime, keepFork: { alarms.keep($0) },
            logger: logger)
    }

    /// Publishes again what was published before; to be done before anybody is served.
    func restore() async { await cosigner.restore() }

    func run() async throws {
        await cancelWhenGracefulShutdown { await cosigner.run() }
        try? await http.shutdown()
    }
}
