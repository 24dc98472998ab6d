import AsyncHTTPClient
import Hosting
import Ledger
import LedgerClient
import Logging
import ServiceLifecycle

/// Tells a receiver what the monitor finds, until the daemon shuts down.
struct WebhookService: Service {
    let webhook: FindingsWebhook
    /// Tells warnings to the same receiver, apart; nil where none are wanted.
    let warnings: FindingsWebhook?
    let http: HTTPClient

    /// Nil where nothing is found.
    init?(_ settings: WebhookSettings, _ host: LedgerHost, observer: any WebhookObserver, logger: Logger) {
        guard let findings = host.findings else { return nil }
        http = LedgerClient.makeHTTPClient()
        webhook = FindingsWebhook(
            findings: findings, receiver: settings.url.text, origin: host.identity.origin, filter: settings.filter,
            secret: settings.secret, post: WebhookPost(client: WebhookClient(url: settings.url, http: http)),
            observer: observer, logger: logger)
        warnings = settings.warnings.flatMap { [http] kinds in
            host.risk.map { desk in
                FindingsWebhook(
                    feed: WarningsFeed(desk.store, kinds: kinds), receiver: settings.url.text,
                    origin: host.identity.origin, secret: settings.secret,
                    post: WebhookPost(client: WebhookClient(url: settings.url, http: http)), logger: logger)
            }
        }
    }

    func run() async throws {
        await cancelWhenGracefulShutdown {
            await withTaskGroup(of: Void.self) { group in
                group.addTask { await webhook.run() }
                if let warnings { group.addTask { await warnings.run() } }
            }
        }
        try? await http.shutdown()
    }
}

/// The post over HTTP.
struct WebhookPost: WebhookPosting {
    let client: WebhookClient

    func post(_ delivery: WebhookDelivery) async -> WebhookAnswer {
        var headers = [
            (name: "content-type", value: "application/json"), (name: "user-agent", value: "yimad"),
            (name: "yima-delivery", value: "\(delivery.numbers.lowerBound)-\(delivery.numbers.upperBound)"),
        ]
        if let signature = delivery.signature { headers.append((name: "yima-signature", value: signature)) }
        switch await client.post(delivery.body, headers: headers) {
        case .success(let status): return .status(status)
        case .failure(let failure): return .failed(reason: failure.reason)
        }
    }
}
