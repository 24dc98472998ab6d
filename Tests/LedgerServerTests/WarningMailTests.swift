import DerivedState
import Foundation
import Ledger
import LedgerClient
import LedgerProtocol
import Logging
import Risk
import SQLiteStore
import StrictJSON
import Synchronization
import Testing
import Values

@testable import Hosting

@Suite("Warnings are told by mail and to a webhook, in order, and until somebody says that he has them")
struct WarningMailTests {
    private static let logger = Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }
    private static let now = Timestamp(milliseconds: 1_772_000_000_000)

    /// A mail server that answers what it is told to, and remembers what it took.
    private final class Server: WarningMailing {
        private let state = Mutex<(answers: [MailAnswer], digests: [WarningDigest])>(([], []))

        init(_ answers: [MailAnswer] = []) { state.withLock { $0.answers = answers } }

        var digests: [WarningDigest] { state.withLock { $0.digests } }

        func send(_ digest: WarningDigest) async -> MailAnswer {
            state.withLock { state in
                let answer = state.answers.isEmpty ? MailAnswer.taken : state.answers.removeFirst()
                if answer == .taken { state.digests.append(digest) }
                return answer
            }
        }
    }

    private static func warning(_ number: Int, _ kind: RiskWarning.Kind = .rate) -> RiskWarning {
        RiskWarning(
            kind: kind, scope: "late/firm-\(number)", day: CalendarDate(daysSinceEpoch: 20_400), subject: nil,
            district: nil, entry: UInt64(number), message: Wording(en: "risen \(number)", zh: "上升 \(number)"))
    }

    private func with(_ body: (SQLiteRiskStore) async throws -> Void) async throws {
        let directory = FileManager.default.temporaryDirectory.appendingPathComponent("mail-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: directory, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: directory) }
        try await body(try SQLiteRiskStore.open(directory: directory.path))
    }

    private static func keep(_ warnings: [RiskWarning], in store: SQLiteRiskStore) async throws {
        try await store.keep([(.category("food"), warnings)], noticed: now)
    }

    private static func mail(
        _ store: SQLiteRiskStore, _ server: Server, kinds: Set<RiskWarning.Kind> = []
    ) -> WarningMail {
        WarningMail(
            store: store, receiver: "mailto:a@b", origin: "ledger.example/1", kinds: kinds, mailing: server,
            logger: logger)
    }

    @Test("many in one mail, each once, and a restart goes on where it was")
    func digests() async throws {
        try await with { store in
            let server = Server()
            try await Self.keep((0..<450).map { Self.warning($0) }, in: store)
            for count in [200, 200] { #expect(try await Self.mail(store, server).tell() == .sent(count: count)) }
            let again = Self.mail(store, server)
            #expect(try await again.tell() == .sent(count: 50))
            #expect(try await again.tell() == .upToDate)
            #expect(server.digests.flatMap { $0.changes.map(\.number) } == Array(1...450))
            let first = try #require(server.digests.first)
            #expect(first.numbers == 1...200)
            #expect(first.subject.contains("200 new warnings"))
            #expect(first.body.contains("上升 7 [7]") && first.body.contains("risen 7 [7]"))
            try await Self.keep([], in: store)
            #expect(try await again.tell() == .sent(count: 200))
            #expect(server.digests.last?.body.contains("Settled (200)") == true)
        }
    }

    @Test("what was not taken is sent again, the same, and nothing of it is lost")
    func again() async throws {
        try await with { store in
            let failure = MailAnswer.failed(reason: "451 later")
            let server = Server([failure, failure])
            try await Self.keep([Self.warning(1), Self.warning(2)], in: store)
            let mail = Self.mail(store, server)
            for _ in 0..<2 { #expect(try await mail.tell() == .failed(failure)) }
            #expect(try await store.delivered(to: "mailto:a@b") == 0)
            #expect(try await mail.tell() == .sent(count: 2))
            #expect(try await store.delivered(to: "mailto:a@b") == 2)
        }
    }

    @Test("after a mail it waits, so that a flood of warnings is no flood of mails")
    func interval() async throws {
        try await with { store in
            let server = Server([.failed(reason: "no")])
            try await Self.keep((0..<300).map { Self.warning($0) }, in: store)
            let waits = Mutex<[Duration]>([])
            struct Enough: Error {}
            await Self.mail(store, server).run(
                pause: .seconds(5), interval: .seconds(900), random: { 1 },
                sleep: { wait in
                    let count = waits.withLock { waits in
                        waits.append(wait)
                        return waits.count
                    }
                    if count == 4 { throw Enough() }
                })
            #expect(waits.withLock { $0 } == [.seconds(1), .seconds(900), .seconds(900), .seconds(5)])
            #expect(server.digests.map(\.changes.count) == [200, 100])
        }
    }

    @Test("only the kinds that are wanted, by mail and by post")
    func kinds() async throws {
        try await with { store in
            try await Self.keep([Self.warning(1), Self.warning(2, .overdue)], in: store)
            let server = Server()
            let mail = Self.mail(store, server, kinds: [.overdue])
            #expect(try await mail.tell() == .sent(count: 1))
            #expect(server.digests.first?.changes.map(\.warning.kind) == [.overdue])
            #expect(try await mail.tell() == .upToDate)

            final class Posts: WebhookPosting {
                let bodies = Mutex<[[UInt8]]>([])
                func post(_ delivery: WebhookDelivery) async -> WebhookAnswer {
                    bodies.withLock { bodies in
                        bodies.append(delivery.body)
                        return .status(bodies.count == 1 ? 500 : 204)
                    }
                }
            }
            let posts = Posts()
            let hook = FindingsWebhook(
                feed: WarningsFeed(store, kinds: [.rate]), receiver: "https://x.example/", origin: "ledger.example/1",
                post: posts, logger: Self.logger)
            #expect(try await hook.deliver() == .failed(.status(500)))
            #expect(try await hook.deliver() == .delivered(count: 1))
            #expect(try await hook.deliver() == .upToDate)
            let bodies = posts.bodies.withLock { $0 }
            #expect(bodies.count == 2 && bodies[0] == bodies[1])
            let root = try JSONDocument(bodies[0]).root
            #expect(root["origin"]?.string == "ledger.example/1")
            let told = root["warnings"]?.elements.compactMap { $0["warning"]?["message"]?.string }
            #expect(told == ["risen 1"])
        }
    }
}
