import DerivedState
import Evidence
import Foundation
import Ledger
import LedgerClient
import LedgerProtocol
import Logging
import Rules
import SQLiteStore
import StrictJSON
import Synchronization
import Testing
import Values

@testable import Hosting

@Suite("A receiver is told what the monitor finds, in order, and until it says that it has it")
struct WebhookTests {
    private static let code = "https://id.gs1.org/01/06901234567892/10/W1"
    private static let now = Timestamp(milliseconds: 1_772_000_000_000)
    private static let logger = Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }

    private static func finding(_ entry: UInt64, rule: String = "MASS-1", _ severity: Finding.Severity = .violation)
        -> MonitoredFinding
    {
        MonitoredFinding(
            finding: Finding(
                rule: rule, severity: severity, message: Wording(en: "more", zh: "多"), entries: [entry], source: "law"),
            code: code, operators: [], since: now)
    }

    /// Keeps these as all that stands.
    private static func keep(_ findings: [MonitoredFinding], in store: SQLiteFindingStore) async throws {
        let watched = WatchedCode(code: code, entry: 1)
        try await store.watch(TouchedCodes(codes: [watched]), upTo: .start)
        try await store.becomeWhole(noticed: now)
        try await store.keep(
            [WatchedVerdict(watched: watched, findings: findings, due: nil, descendants: [])], upTo: 0, noticed: now)
    }

    private struct Post: WebhookPosting {
        let client: WebhookClient

        func post(_ delivery: WebhookDelivery) async -> WebhookAnswer {
            var headers = [
                (name: "yima-delivery", value: "\(delivery.numbers.lowerBound)-\(delivery.numbers.upperBound)")
            ]
            if let signature = delivery.signature { headers.append((name: "yima-signature", value: signature)) }
            switch await client.post(delivery.body, headers: headers) {
            case .success(let status): return .status(status)
            case .failure(let failure): return .failed(reason: failure.reason)
            }
        }
    }

    /// A webhook over real HTTP and a store on the disk.
    private static func with(
        _ receiver: WebhookReceiver,
        _ body: (URL, (SQLiteFindingStore, FindingFilter) -> FindingsWebhook) async throws -> Void
    ) async throws {
        let directory = FileManager.default.temporaryDirectory.appendingPathComponent("webhook-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: directory, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: directory) }
        try await WebhookClient.withClient(url: try WebhookURL(receiver.url), timeoutSeconds: 1) { client in
            try await body(directory) { store, filter in
                FindingsWebhook(
                    findings: store, receiver: receiver.url, origin: "ledger.example/1", filter: filter,
                    secret: Array("Jefe".utf8), post: Post(client: client), logger: logger)
            }
        }
    }

    private static func numbers(_ request: WebhookReceiver.Request) -> [UInt64] {
        FindingChangesDocument(parsing: request.body)?.changes.map(\.number) ?? []
    }

    @Test("everything, each once and in order, in bounded deliveries; and then nothing more")
    func order() async throws {
        let receiver = try WebhookReceiver()
        try await Self.with(receiver) { directory, webhook in
            let store = try SQLiteFindingStore.open(directory: directory.path)
            try await Self.keep((0..<250).map { Self.finding($0) }, in: store)
            let hook = webhook(store, FindingFilter())
            for count in [100, 100, 50] { #expect(try await hook.deliver() == .delivered(count: count)) }
            #expect(try await hook.deliver() == .upToDate)
            #expect(receiver.requests.flatMap(Self.numbers) == Array(1...250))
            #expect(receiver.requests.map { $0.headers["yima-delivery"] } == ["1-100", "101-200", "201-250"])
            #expect(try await store.delivered(to: receiver.url) == 250)
            let first = try #require(receiver.requests.first)
            #expect(try JSONDocument(first.body).root["origin"]?.string == "ledger.example/1")
            #expect(
                first.headers["yima-signature"] == WebhookSignature.text(of: first.body, secret: Array("Jefe".utf8)))
        }
    }

    @Test("the signature is the HMAC-SHA256 of RFC 4231, case 2")
    func signature() {
        #expect(
            WebhookSignature.text(of: Array("what do ya want for nothing?".utf8), secret: Array("Jefe".utf8))
                == "sha256=5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843")
    }

    @Test("refused, redirected, broken off or never answered, it is brought again, and nothing of it is lost")
    func failures() async throws {
        let elsewhere = try WebhookReceiver()
        let receiver = try WebhookReceiver([
            .status(500), .status(302, headers: ["Location: \(elsewhere.url)"]), .status(404), .close, .silence,
            .status(204), .endless,
        ])
        try await Self.with(receiver) { directory, webhook in
            let store = try SQLiteFindingStore.open(directory: directory.path)
            try await Self.keep((0..<3).map { Self.finding($0) }, in: store)
            let hook = webhook(store, FindingFilter())
            for status in [500, 302, 404] { #expect(try await hook.deliver() == .failed(.status(status))) }
            for _ in 0..<2 {
                guard case .failed(.failed) = try await hook.deliver() else {
                    Issue.record("taken for delivered")
                    return
                }
            }
            #expect(try await store.delivered(to: receiver.url) == 0)
            #expect(try await hook.deliver() == .delivered(count: 3))
            #expect(receiver.requests.count == 6 && elsewhere.requests.isEmpty)
            #expect(receiver.requests.allSatisfy { Self.numbers($0) == [1, 2, 3] })
            // What is no more is told too; an answer without end is not read.
            try await Self.keep([Self.finding(0)], in: store)
            #expect(try await hook.deliver() == .delivered(count: 2))
            let last = try #require(receiver.requests.last)
            #expect(FindingChangesDocument(parsing: last.body)?.changes.map(\.isOpened) == [false, false])
        }
    }

    @Test("after a restart it goes on; another receiver is told everything; a reindex is no news")
    func restart() async throws {
        let receiver = try WebhookReceiver()
        let other = try WebhookReceiver()
        try await Self.with(receiver) { directory, webhook in
            let found = (0..<120).map { Self.finding($0) }
            do {
                let store = try SQLiteFindingStore.open(directory: directory.path)
                try await Self.keep(found, in: store)
                #expect(try await webhook(store, FindingFilter()).deliver() == .delivered(count: 100))
            }
            let store = try SQLiteFindingStore.open(directory: directory.path)
            let hook = webhook(store, FindingFilter())
            #expect(try await hook.deliver() == .delivered(count: 20))
            #expect(receiver.requests.flatMap(Self.numbers) == Array(1...120))

            try await store.clear()
            #expect(try await store.delivered(to: receiver.url) == 120)
            let watched = WatchedCode(code: Self.code, entry: 1)
            try await store.watch(TouchedCodes(codes: [watched]), upTo: .start)
            let again = WatchedVerdict(
                watched: watched, findings: found + [Self.finding(500)], due: nil, descendants: [])
            try await store.keep([again], upTo: 0, noticed: Self.now)
            #expect(try await hook.deliver() == .upToDate, "not whole yet")
            try await store.becomeWhole(noticed: Self.now)
            #expect(try await hook.deliver() == .delivered(count: 1))
            #expect(receiver.requests.flatMap(Self.numbers) == Array(1...121))

            #expect(try await store.delivered(to: other.url) == 0)
        }
    }

    @Test("what the receiver does not want is passed over, and is not looked at again")
    func filtered() async throws {
        let receiver = try WebhookReceiver()
        try await Self.with(receiver) { directory, webhook in
            let store = try SQLiteFindingStore.open(directory: directory.path)
            let findings =
                (0..<150).map { Self.finding($0, rule: "TIME-3", .warning) } + [
                    Self.finding(900), Self.finding(901, rule: "CODE-5"),
                ]
            try await Self.keep(findings, in: store)
            let hook = webhook(store, FindingFilter(rules: ["MASS-1", "TIME-3"], severities: [.violation]))
            #expect(try await hook.deliver() == .delivered(count: 1))
            #expect(try await hook.deliver() == .upToDate)
            let told = receiver.requests.flatMap { FindingChangesDocument(parsing: $0.body)?.changes ?? [] }
            #expect(told.map(\.finding.finding.entries) == [[900]])
            #expect(try await store.delivered(to: receiver.url) == 152)
        }
    }

    @Test("it waits longer after each failure, never all at one time, and no longer than five minutes")
    func backoff() async throws {
        let receiver = try WebhookReceiver((0..<12).map { _ in .close })
        try await Self.with(receiver) { directory, webhook in
            let store = try SQLiteFindingStore.open(directory: directory.path)
            try await Self.keep([Self.finding(1)], in: store)
            let waits = Mutex<[Duration]>([])
            struct Enough: Error {}
            await webhook(store, FindingFilter()).run(pause: .seconds(7), random: { 0.5 }) { wait in
                let count = waits.withLock { waits in
                    waits.append(wait)
                    return waits.count
                }
                if count == 14 { throw Enough() }
            }
            let told = waits.withLock { $0 }
            #expect(told.prefix(3) == [.milliseconds(750), .milliseconds(1500), .milliseconds(3000)])
            #expect(told[9...11].allSatisfy { $0 == .seconds(225) })
            // Delivered, and then there is nothing to bring.
            #expect(told[12...].allSatisfy { $0 == .seconds(7) })
            #expect(receiver.requests.count == 13)
        }
        var backoff = Backoff()
        #expect(backoff.next(0) == .milliseconds(500) && backoff.next(1) == .seconds(2))
    }

    @Test("told to stop while the receiver says nothing, it stops")
    func stops() async throws {
        let receiver = try WebhookReceiver([.silence])
        try await Self.with(receiver) { directory, webhook in
            let store = try SQLiteFindingStore.open(directory: directory.path)
            try await Self.keep([Self.finding(1)], in: store)
            let hook = webhook(store, FindingFilter())
            let running = Task { await hook.run() }
            while receiver.requests.isEmpty { try await Task.sleep(for: .milliseconds(5)) }
            running.cancel()
            await running.value
            #expect(try await store.delivered(to: receiver.url) == 0)
        }
    }

    @Test(
        "https, or this machine itself; anything else is refused",
        arguments: [
            ("https://receiver.example.gov.cn/yima?token=1", nil), ("http://127.0.0.1:9000/x", nil),
            ("http://[::1]:9000", nil), ("http://localhost/", nil),
            ("http://receiver.example.gov.cn/", WebhookURL.Refusal.unprotected),
            ("http://127.0.0.1.example.org/", .unprotected), ("http://[::2]/", .unprotected),
            ("http://localhost.example.org/", .unprotected), ("ftp://127.0.0.1/", .malformed),
            ("https://user:word@receiver.example/", .malformed), ("https:///x", .malformed),
            ("https://a b/", .malformed),
            ("receiver.example", .malformed), ("https://receiver.example/#part", .malformed), ("", .malformed),
        ] as [(String, WebhookURL.Refusal?)])
    func addresses(text: String, refusal: WebhookURL.Refusal?) {
        var found: WebhookURL.Refusal?
        do throws(WebhookURL.Refusal) {
            let url = try WebhookURL(text)
            #expect(url.text == text && !url.place.contains("token"))
        } catch {
            found = error
        }
        #expect(found == refusal)
    }
}
