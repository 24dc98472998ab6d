import ArgumentParser
import CommandSupport
import Evidence
import Glibc
import Hosting
import Ledger
import LedgerClient
import LedgerServer
import Logging
import SQLiteStore
import ServiceLifecycle
import Synchronization
import UnixSignals
import Values

/// `yimad run`: the daemon.
struct Run: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: said("Serve the ledger until told to stop (SIGTERM drains).", "提供账本服务，直至收到停止信号（SIGTERM 会先处理完在途请求）。"))

    @OptionGroup var place: DataOption
    @OptionGroup var places: PlacesOption

    @Option(
        help: .said(
            "Where to listen: host:port, or unix:/path (default: \(Settings.defaultListen)). Port 0 chooses a free one.",
            "监听地址：主机:端口，或 unix:/路径（默认 \(Settings.defaultListen)）；端口 0 表示自动选择。", valueName: "address"))
    var listen: String?

    @Option(help: .said("Configuration file, JSON.", "配置文件（JSON）。", valueName: "file"), completion: .file())
    var config: String?

    @Option(
        help: .said(
            "Whose cosignatures the ledger needs (default: witness.policy in its directory, where there is one).",
            "见证策略文件：账本需要哪些见证方联署（默认为账本目录中的 witness.policy，如存在）。", valueName: "file"),
        completion: .file())
    var witnessPolicy: String?

    @Flag(
        help: .said(
            "Begin the signed-head file anew, when it was lost.", "签名头文件丢失时，据现有存储重建。"))
    var trustStore = false

    @Flag(
        help: .said(
            "Sign the erasures of private values that are on record as all there were, when others were lost for good.",
            "已删除私密信息的记录确已丢失时，以现有记录为准重新签名。"))
    var trustErasures = false

    func run() async throws {
        let settings = try await Settings.load(file: config, listen: listen)
        let directory = place.directory.beside(places)
        let logger = Logger(label: "yimad") { label in
            var handler = StreamLogHandler.standardError(label: label)
            handler.logLevel = settings.logLevel
            return handler
        }
        let policy = try WitnessPolicySettings.load(named: witnessPolicy ?? settings.witnessPolicy, directory)
        let store = try LedgerAccess.store(directory, mode: .readWrite)
        // As the signing key: one that others may read is refused.
        try SecretFile.check(directory.adminKeyFile, holds: SecretFile.key)
        let exposition = PrometheusMetrics()
        let meters = LedgerMeters(exposition)
        let fate = Fate()
        var host = try await LedgerAccess.host(
            directory, places.places, store: store, metered: MeteredStore(store, meters: meters),
            trustingStore: trustStore, trustingErasures: trustErasures, watching: true,
            stating: settings.stating,
            observer: MeteringObserver(meters, next: fate),
            logger: logger)
        host.witness = WitnessDirectory(ledger: directory).witness(now: host.identity.now, logger: logger)
        host.draws = DrawFolder(directory)
        host.risk = RiskDesk(try LedgerAccess.risk(directory))
        host.reports = try await CustodyFolder(directory).desk(host, logger: logger)
        let cosigning = await cosigning(
            policy, &host, intervalSeconds: settings.cosignSeconds, directory, logger: logger)
        for warning in LedgerAccess.warnings(directory, places.places, host) {
            logger.warning("\(warning.en)")
        }
        if let warning = try await LedgerAccess.adminKeyWarning(directory, store: store) {
            logger.warning("\(warning.en)")
        }
        let size = await host.sequencer.treeSize
        meters.started(treeSize: size)
        logger.info("ledger open", metadata: ["origin": "\(host.identity.origin)", "entries": "\(size)"])
        try await serve(
            host, at: settings.listen, webhook: settings.webhook, mail: settings.mail, cosigning: cosigning,
            meters: meters, exposition: exposition, store: store, fate: fate, logger: logger)
        await host.shutDown()
        let last = await host.sequencer.treeSize
        // What stands in the WAL is durable; moved into the file it also travels with a plain copy of it.
        do {
            try store.close()
        } catch {
            logger.warning("the store was not closed", metadata: ["error": "\(error.reason)"])
        }
        logger.info("stopped", metadata: ["entries": "\(last)"])
        if let reason = fate.reason {
            throw CommandError(
                .cannotWrite, en: "the ledger stopped itself: \(reason)", zh: "账本已自行停止：\(reason)",
                hint: Wording(
                    en: "start the daemon again: it decides from what is stored", zh: "请重新启动守护进程，它会根据已存储的内容判断"))
        }
    }

    /// What has the ledger cosigned, with what was published before the start published again; nil without a policy.
    private func cosigning(
        _ policy: WitnessPolicySettings?, _ host: inout LedgerHost, intervalSeconds: Int, _ directory: LedgerDirectory,
        logger: Logger
    ) async -> CosigningService? {
        guard let policy else { return nil }
        let cosigned = CosignedLedger(policy: policy.policy)
        host.cosigned = cosigned
        for name in policy.uncheckable {
            logger.warning(
                "a witness of the policy cosigns by ML-DSA-44, which this host cannot check: install OpenSSL 3.5 or later",
                metadata: ["witness": "\(name)"])
        }
        for name in policy.unasked {
            logger.warning(
                "a witness of the policy has no address, and nobody asks it", metadata: ["witness": "\(name)"])
        }
        let service = CosigningService(
            policy, host, cosigned, intervalSeconds: intervalSeconds, directory: directory, logger: logger)
        await service.restore()
        logger.info(
            "checkpoints are cosigned",
            metadata: [
                "policy": "\(policy.path)", "witnesses": "\(policy.addresses.count)",
                "published": "\(cosigned.newest.map { "\($0.ledger.treeSize)" } ?? "none")",
            ])
        return service
    }

    private func serve(
        _ host: LedgerHost, at address: ListenAddress, webhook: WebhookSettings?, mail: MailSettings?,
        cosigning: CosigningService?, meters: LedgerMeters, exposition: PrometheusMetrics, store: SQLiteLedgerStore,
        fate: Fate, logger: Logger
    ) async throws {
        let notifier = SystemdNotifier(
            environment: { name in getenv(name).map { String(cString: $0) } }, logger: logger,
            isAlive: { host.health.isTakingEntries })
        let server = LedgerHTTPServer(
            host: host, listen: address, meters: meters, exposition: exposition, logger: logger
        ) { bound in
            do throws(StoreError) {
                try store.lock?.update(address: bound.localURL)
            } catch {
                logger.warning("admin commands will not find the daemon", metadata: ["error": "\(error.reason)"])
            }
            logger.info("serving", metadata: ["address": "\(bound)"])
            notifier.ready(address: "\(bound)")
        }
        var services: [any Service] = [server, notifier, ClockWatcher(watch: host.clock, logger: logger)]
        if let cosigning { services.append(cosigning) }
        if let reports = host.reports {
            services.append(CustodyService(journal: reports.journal, logger: logger))
        }
        let counted = MonitorMeters(exposition)
        if let monitor = host.monitor(observer: counted, logger: logger) {
            services.append(FindingsWatcher(monitor: monitor, host: host, meters: counted, logger: logger))
        }
        if let risk = host.risk {
            services.append(RiskWatcher(keeper: risk.keeper(of: host, logger: logger), logger: logger))
        }
        if let webhook, let service = WebhookService(webhook, host, observer: counted, logger: logger) {
            services.append(service)
            logger.info("findings are told", metadata: ["to": "\(webhook.url.place)"])
        }
        if let mail, let risk = host.risk {
            services.append(MailService(mail, risk, origin: host.identity.origin, logger: logger))
            logger.info("warnings are told by mail", metadata: ["to": "\(mail.to.count) addresses"])
        }
        let group = ServiceGroup(
            configuration: ServiceGroupConfiguration(
                services: services.map { .init(service: $0) },
                gracefulShutdownSignals: [.sigterm, .sigint], logger: logger))
        fate.onStop { Task { await group.triggerGracefulShutdown() } }
        do {
            try await group.run()
        } catch let failure as ListenFailure {
            await host.shutDown()
            throw CommandError(failure)
        } catch {
            await host.shutDown()
            throw CommandError(
                .cannotWrite, at: Wording("\(address)"), en: "cannot serve: \(error)", zh: "无法提供服务：\(error)")
        }
    }
}

/// Whether the ledger has stopped itself, and whom to tell.
private final class Fate: LedgerObserver {
    private struct State {
        var reason: String?
        var action: (@Sendable () -> Void)?
    }

    private let state = Mutex(State())

    var reason: String? { state.withLock { $0.reason } }

    func onStop(_ action: @escaping @Sendable () -> Void) {
        let isLate = state.withLock { state in
            state.action = action
            return state.reason != nil
        }
        if isLate { action() }
    }

    func committed(_ group: CommittedGroup<EventReading>) async {}

    func stopped(_ reason: String) {
        let action = state.withLock { state in
            state.reason = reason
            return state.action
        }
        action?()
    }
}

extension CommandError {
    fileprivate init(_ failure: ListenFailure) {
        let place = Wording("\(failure.address)")
        switch failure.reason {
        case .busy:
            self.init(
                .tryLater, at: place, en: "this address is taken: another program listens there", zh: "地址已被占用：另有程序在此监听",
                hint: Wording(
                    en: "which one: ss -ltnp; choose another with --listen, or “listen” in the configuration",
                    zh: "查看占用者：ss -ltnp；可用 --listen 或配置项 listen 改用其他地址"))
        case .notAllowed:
            self.init(
                .notAllowed, at: place, en: "this user may not listen there", zh: "当前用户无权在此地址监听",
                hint: Wording(
                    en: "choose a port from 1024 on, behind a reverse proxy", zh: "请使用 1024 及以上端口，由反向代理对外"))
        case .noSuchAddress:
            // It may come with a network that is not up yet.
            self.init(
                .tryLater, at: place, en: "this machine has no such address", zh: "本机没有该地址",
                hint: Wording(
                    en: "127.0.0.1:8470 for this machine alone, 0.0.0.0:8470 for all of its networks",
                    zh: "仅本机：127.0.0.1:8470；所有网络：0.0.0.0:8470"))
        case .other(let reason):
            self.init(.cannotWrite, at: place, en: "cannot listen: \(reason)", zh: "无法监听：\(reason)")
        }
    }
}

extension ListenAddress {
    /// The URL under which this machine's own commands reach the server.
    fileprivate var localURL: String {
        switch self {
        case .tcp(let host, let port):
            let local = host == "0.0.0.0" ? "127.0.0.1" : host == "::" ? "::1" : host
            return "http://\(ListenAddress.tcp(host: local, port: port))"
        case .unix(let path):
            let encoded = path.utf8.map { byte in
                byte.isUnreserved ? String(Unicode.Scalar(byte)) : "%" + String(Int(byte) + 256, radix: 16).dropFirst()
            }
            return "http+unix://" + encoded.joined()
        }
    }
}

extension UInt8 {
    /// Letters and digits, which stand for themselves in any URL.
    fileprivate var isUnreserved: Bool {
        (0x30...0x39).contains(self) || (0x41...0x5A).contains(self) || (0x61...0x7A).contains(self)
    }
}
