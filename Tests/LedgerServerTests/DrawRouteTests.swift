import Draws
import EPCIS
import Foundation
import Hosting
import Ledger
import LedgerTesting
import StrictJSON
import Testing
import TransparencyLog
import Values

@testable import LedgerServer

@Suite("Draws of inspections over HTTP")
struct DrawRouteTests {
    /// What an office commits itself to in these tests.
    private struct Plan {
        let name: DrawName
        let firms: [UInt8]
        let inspectors: [UInt8]
        let plan: DrawPlan

        init(_ uscc: String, word: String = "test", district: String = "350304") throws {
            name = try #require(DrawName(uscc: uscc, word: word))
            let fixture = LedgerFixture()
            firms = FirmList.file(
                of: (1...9).map {
                    FirmList.Firm(
                        uscc: fixture.uscc(100 + $0), riskClass: "A", district: "350304", name: "<b>厂\($0)</b>")
                })
            let seal = InspectorList.disclosure(number: "I1", name: "张三", salt: [UInt8](repeating: 1, count: 16)).digest
            inspectors = InspectorList.file(
                of: [InspectorList.Inspector(number: "I1", weight: 1, seal: seal, conflicts: [])])
            plan = DrawPlan(
                name: name, title: "<script>抽查", matter: "食品安全", district: district,
                classes: [DrawPlan.RiskClass(name: "A", weight: 1, quota: 0)], count: 2, inspectorsPerFirm: 1,
                firmsPerInspectorMax: 9, firms: try #require(LineTree(of: firms)),
                inspectors: try #require(LineTree(of: inspectors)), witnesses: [])
        }

        func event(_ act: DrawAct? = nil) -> [UInt8] {
            let time = OffsetTime(moment: Timestamp(milliseconds: 1_772_300_000_000), offsetMinutes: 480)
            return (act ?? .commitment(plan)).event(at: time).event
        }

        var path: String { "/draws/\(name.uscc)/\(name.word)" }
    }

    private func grant(_ server: TestServer, _ uscc: String, scope: String?) async throws {
        let role = try #require(GrantedRole("authority", scope: scope))
        let act = AdminAct.roleGranted(uscc: uscc, role: role, from: server.fixture.enrolledFrom)
        _ = try await server.host.sequencer.append(adminNote: server.fixture.note(act))
    }

    private func first(_ list: JSONValue?) -> JSONValue? { list.flatMap { Array($0.elements).first } }

    private func json(_ server: TestServer, _ path: String) async throws -> JSONValue {
        try await server.get("\(path)?format=json").json
    }

    @Test("a commitment counts of an authority of its district, and of nobody else")
    func roles() async throws {
        try await TestServer.with { server in
            var device = server.fixture.device()
            let uscc = device.journal.operatorUSCC
            let plan = try Plan(uscc)
            device.record(body: plan.event())
            try await server.commit(device)
            // Of one without the role nothing counts, also not once it has the role.
            try await grant(server, uscc, scope: "350304")
            var told = try await json(server, plan.path)
            #expect(told["committed"]?.isNull == true)
            #expect(first(told["refused"])?["message"]?.string?.contains("role authority") == true)
            #expect(try await json(server, "/draws")["draws"]?.elements.isEmpty == true)

            // Of an authority of another district neither.
            let elsewhere = try Plan(uscc, word: "elsewhere", district: "3502")
            device.record(body: elsewhere.event())
            try await server.commit(device)
            told = try await json(server, elsewhere.path)
            #expect(first(told["refused"])?["message"]?.string?.contains("not of 3502") == true)

            let sound = try Plan(uscc, word: "sound")
            device.record(body: sound.event())
            device.record(body: sound.event())
            try await server.commit(device)
            told = try await json(server, sound.path)
            #expect(told["committed"]?["entry"] != nil && told["title"]?.string == "<script>抽查")
            #expect(first(told["refused"])?["message"]?.string?.contains("committed to already") == true)
            let list = try await json(server, "/draws")
            #expect(list["draws"]?.elements.map { $0["draw"]?.string } == ["\(sound.name)"])
            #expect(first(list["authorities"])?["scope"]?.string == "350304")

            // Another office's acts under its name are nothing.
            let stranger = try Plan(server.fixture.uscc(2), word: "sound")
            device.record(body: stranger.event())
            try await server.commit(device)
            told = try await json(server, stranger.path)
            #expect(first(told["refused"])?["message"]?.string?.contains("not by the office") == true)
        }
    }

    @Test("a file is taken where the draw commits to it, and one changed byte of it is not")
    func files() async throws {
        try await TestServer.with { server in
            var device = server.fixture.device()
            let plan = try Plan(device.journal.operatorUSCC)
            try await grant(server, plan.name.uscc, scope: nil)
            #expect(try await server.get(plan.path).status == 404)
            device.record(body: plan.event())
            try await server.commit(device)
            let path = "\(plan.path)/files/firms"
            #expect(try await server.get(path).status == 404)
            var changed = plan.firms
            changed[40] ^= 1
            let refused = try await server.post(path, mediaType: "text/plain", body: changed)
            #expect(refused.status == 422 && refused.text.contains("not-committed-to"), "\(refused.text)")
            #expect(try await server.post(path, mediaType: "text/plain", body: plan.firms).status == 200)
            #expect(try await server.get(path).body == plan.firms)
            // What it says to have come of it is not there before it says so.
            let early = try await server.post(
                "\(plan.path)/files/result", mediaType: "text/plain", body: plan.firms)
            #expect(early.status == 404)
            #expect(try await server.get("\(plan.path)/files/others").status == 404)
            #expect(try await server.get("/draws/nobody/x").status == 404)
            let page = try await server.get("\(plan.path)?lang=zh").text
            #expect(page.contains("&lt;script&gt;抽查") && !page.contains("<script"))
            #expect(try await server.get("\(plan.path)/seed").status == 503)
            let evidence = try await server.get("\(plan.path)/evidence")
            #expect(evidence.status == 200 && evidence.text.contains("yima-draw/1 commitment"))
        }
    }
}
