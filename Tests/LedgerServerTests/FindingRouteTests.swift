import DerivedState
import Evidence
import Foundation
import Hosting
import Ledger
import LedgerProtocol
import LedgerTesting
import Logging
import Rules
import SQLiteStore
import StrictJSON
import Testing

@testable import LedgerServer

@Suite("GET /findings, /findings/changes") struct FindingRouteTests {
    /// A lot of which more is sold than was made, found by the monitor.
    private func watched(_ body: @Sendable @escaping (TestServer) async throws -> Void) async throws {
        let directory = FileManager.default.temporaryDirectory.appendingPathComponent("findings-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: directory, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: directory) }
        try await TestServer.with(findingStore: try SQLiteFindingStore.open(directory: directory.path)) { server in
            var device = server.fixture.device()
            device.record(
                LotEvent(
                    minute: 1, action: "ADD", bizStep: "commissioning", disposition: "active", kilograms: 500,
                    productName: "大黄鱼"))
            device.record(
                LotEvent(
                    minute: 3, action: "DELETE", bizStep: "retail_selling", disposition: "retail_sold", kilograms: 520))
            try await server.commit(device)
            let logger = Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }
            try await #require(server.host.monitor(logger: logger)).catchUp()
            try await body(server)
        }
    }

    @Test("They give what the verdict gives, with the code, the firms and the time, and read back as they were told")
    func documents() async throws {
        try await watched { server in
            let code = LotEvent.lot("A1")
            let answer = try await server.get("/findings")
            #expect(answer.status == 200 && answer.headers["content-type"] == "application/json")
            let page = try #require(FindingsDocument(parsing: answer.body))
            #expect(page.isComplete && page.waiting == 0 && page.next == nil)
            #expect(page.upTo == server.services.published.treeSize)
            let mass = try #require(page.findings.first { $0.finding.rule == "MASS-1" })
            #expect(mass.code == code)
            #expect(mass.operators == [server.fixture.uscc(1)])
            let verdict = try await server.get("/verify?code=\(encoded(code))").json
            let rules = verdict["findings"]?.elements.compactMap { $0["rule"]?.string } ?? []
            #expect(Set(page.findings.map(\.finding.rule)) == Set(rules))

            let changes = try #require(
                FindingChangesDocument(parsing: try await server.get("/findings/changes").body)
            ).changes
            #expect(Set(changes.map(\.finding)) == Set(page.findings))
            #expect(changes.allSatisfy(\.isOpened) && changes.last?.number == page.lastChange)
            let series = try #require(page.series)
            #expect(page.partialCount == 0 && page.unreadable == 0)
            #expect(try await server.get("/findings/changes").json["series"]?.string == series)
            let rest = try await server.get("/findings/changes?after=\(page.lastChange)")
            #expect(FindingChangesDocument(parsing: rest.body)?.changes.isEmpty == true)
        }
    }

    @Test("They are filtered, and told page by page")
    func filters() async throws {
        try await watched { server in
            func rules(_ query: String) async throws -> [String] {
                let answer = try await server.get("/findings?\(query)")
                return try #require(FindingsDocument(parsing: answer.body)).findings.map(\.finding.rule)
            }
            #expect(try await rules("rule=MASS-1") == ["MASS-1"])
            #expect(try await rules("rule=NONE-1").isEmpty)
            #expect(try await rules("rule=MASS-1&severity=warning").isEmpty)
            #expect(try await rules("rule=MASS-1&operator=\(server.fixture.uscc(1))") == ["MASS-1"])
            #expect(try await rules("operator=\(server.fixture.uscc(2))").isEmpty)
            #expect(try await rules("rule=MASS-1&code=\(encoded(LotEvent.lot("A1") + "/21/7"))") == ["MASS-1"])
            #expect(try await rules("code=\(encoded(LotEvent.lot("B2")))").isEmpty)
            #expect(try await rules("before=2020-01-01T00:00:00Z").isEmpty)
            let all = try await rules("")
            let first = try await server.get("/findings?limit=1").json
            #expect((first["next"]?.numberText == "1") == (all.count > 1))
            #expect(try await rules("limit=1&offset=\(all.count - 1)") == [all.last])
        }
    }

    @Test(
        "What cannot be asked is refused",
        arguments: ["severity=bad", "since=yesterday", "limit=0", "limit=1001", "offset=-1", "code=6901234567891"])
    func refused(_ query: String) async throws {
        try await watched { server in
            let answer = try await server.get("/findings?\(query)")
            #expect(answer.status == 400, "\(answer.text)")
        }
    }

    @Test("A host that does not watch its ledger says so")
    func unwatched() async throws {
        try await TestServer.with { server in
            for path in ["/findings", "/findings/changes"] {
                let answer = try await server.get(path)
                #expect(try answer.problem == "keeps-no-findings")
            }
        }
    }
}
