import DerivedState
import Foundation
import Hosting
import Ledger
import LedgerProtocol
import LedgerTesting
import Logging
import Risk
import SQLiteStore
import StrictJSON
import Testing
import Values

@testable import LedgerServer

@Suite("GET /risk, /risk/firms, /warnings, /warnings/changes") struct RiskRouteTests {
    private static let firm = "91350304MA31X0001H"

    private static func fact(
        _ source: RiskFact.Source, _ name: String, _ word: String, firm: String = firm, on day: String
    ) -> RiskFact {
        RiskFact(
            source, name, word: word, firm: firm, product: "https://id.gs1.org/01/06901234567892",
            day: WrittenTime.date(day)!, entry: 7)
    }

    /// A host whose device brought an event late, with facts beside.
    private func kept(
        _ facts: [RiskFact] = [], _ body: @Sendable @escaping (TestServer, RiskDesk) async throws -> Void
    ) async throws {
        let directory = FileManager.default.temporaryDirectory.appendingPathComponent("risk-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: directory, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: directory) }
        let store = try SQLiteRiskStore.open(directory: directory.path)
        let desk = RiskDesk(store)
        try await TestServer.with(
            preparing: { host, _ in host.risk = desk },
            { server in
                var device = server.fixture.device()
                device.record(
                    LotEvent(
                        minute: 1, action: "ADD", bizStep: "commissioning", disposition: "active", kilograms: 500,
                        productName: "大黄鱼"))
                try await server.commit(device)
                let logger = Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }
                try await desk.keeper(of: server.host, logger: logger).catchUp()
                let progress = try await store.progress()
                try await store.keep(facts.map { .keep($0) }, upTo: progress.cursor)
                try await body(server, desk)
            })
    }

    @Test("What is on the ledger counts, and the score says why, entry by entry")
    func score() async throws {
        try await kept([Self.fact(.sample, "l/1", "failed", on: "2026-01-01")]) { server, desk in
            let own = try await server.get("/risk?firm=\(server.fixture.uscc(1))")
            #expect(own.status == 200)
            let upTo = try own.json["upTo"]?.numberText
            #expect(upTo == "\(server.services.published.treeSize)")
            let facts = try await desk.store.facts(about: .firm(server.fixture.uscc(1)))
            // The event of the fixture is of a profile, or came late, or both: whatever counts names its entry.
            #expect(!facts.contains { $0.entry == nil })
            let answer = try await server.get("/risk?firm=\(Self.firm)&asOf=2026-01-10").json
            #expect(answer["points"]?.numberText == "2500" && answer["grade"]?.string == "A")
            let why = try #require(answer["why"]?.elements.first { _ in true })
            #expect(why["entry"]?.numberText == "7" && why["points"]?.numberText == "1500")
            #expect(why["day"]?.string == "2026-01-01")
            let product = try await server.get("/risk?code=\(encoded("(01)06901234567892(10)A1"))&asOf=2026-01-10").json
            #expect(product["subject"]?.string == "product:https://id.gs1.org/01/06901234567892")
            #expect(product["points"]?.numberText == "1500" && product["grade"]?.string == "B")
        }
    }

    @Test("Firms are told by grade and district, the riskiest first, page by page")
    func firms() async throws {
        let facts = (0..<5).flatMap { number in
            let firm = "9135030\(number)MA31X000\(number)H"
            return (0...number).map { Self.fact(.sample, "\(number)/\($0)", "failed", firm: firm, on: "2026-01-01") }
        }
        try await kept(facts) { server, _ in
            func firms(_ query: String) async throws -> [String] {
                let answer = try await server.get("/risk/firms?asOf=2026-01-02&\(query)").json
                return answer["firms"]?.elements.compactMap { $0["firm"]?.string } ?? []
            }
            // Two, three, four samples that failed and more are capped.
            #expect(
                try await firms("grade=B,C,D") == [
                    "91350302MA31X0002H", "91350303MA31X0003H", "91350304MA31X0004H", "91350301MA31X0001H",
                ])
            #expect(try await firms("grade=C&district=350303") == ["91350303MA31X0003H"])
            #expect(try await firms("district=35030&limit=1&offset=3") == ["91350301MA31X0001H"])
            let page = try await server.get("/risk/firms?asOf=2026-01-02&limit=2").json
            #expect(page["next"]?.numberText == "2")
        }
    }

    @Test("Warnings are told as they are kept, filtered, and read back as they were told")
    func warnings() async throws {
        try await kept { server, desk in
            let today = Timestamp(milliseconds: server.host.identity.now().milliseconds + 8 * 3_600_000)
            let day = Int(today.milliseconds / 86_400_000)
            func warning(_ scope: String, _ age: Int) -> RiskWarning {
                RiskWarning(
                    kind: .rate, scope: scope, day: CalendarDate(daysSinceEpoch: day - age),
                    subject: .firm(Self.firm), district: "350304", entry: 9,
                    message: Wording(en: "risen", zh: "上升"))
            }
            let (old, new) = (warning("late/\(Self.firm)", 90), warning("late/\(Self.firm)", 89))
            try await desk.store.keep(
                [(.subject(.firm(Self.firm)), [old, new])], noticed: server.host.identity.now())
            func told(_ query: String) async throws -> [RiskWarning] {
                let answer = try await server.get("/warnings?\(query)")
                return try #require(WarningsDocument(parsing: answer.body)).warnings
            }
            // What is older than the definition shows is told where it is asked for.
            #expect(try await told("") == [new])
            #expect(try await told("since=2020-01-01") == [new, old])
            #expect(try await told("since=2020-01-01&kind=overdue").isEmpty)
            #expect(try await told("firm=\(Self.firm)&district=3503") == [new])
            #expect(try await told("district=3502").isEmpty)
            let changes = try #require(
                WarningChangesDocument(parsing: try await server.get("/warnings/changes").body))
            #expect(changes.changes.map(\.warning) == [old, new])
            #expect(changes.changes.map(\.isOpened) == [true, true])
            let rest = try await server.get("/warnings/changes?after=2").body
            #expect(WarningChangesDocument(parsing: rest)?.changes.isEmpty == true)
        }
    }

    @Test(
        "What cannot be asked is refused",
        arguments: [
            "/risk", "/risk?firm=1", "/risk?code=%28", "/risk?firm=91350304MA31X0001H&asOf=today",
            "/risk/firms?grade=E",
            "/risk/firms?limit=0", "/warnings?kind=all", "/warnings?since=1.1.2026", "/warnings/changes?after=-1",
        ])
    func refused(target: String) async throws {
        try await kept { server, _ in
            let status = try await server.get(target).status
            #expect((400..<500).contains(status))
        }
    }

    @Test("A host that keeps none says so")
    func none() async throws {
        try await TestServer.with { server in
            for target in ["/risk?firm=\(Self.firm)", "/risk/firms", "/warnings", "/warnings/changes"] {
                let answer = try await server.get(target)
                let type = try answer.json["type"]?.string
                #expect(answer.status == 404 && type?.hasSuffix("keeps-no-findings") == true)
            }
        }
    }
}
