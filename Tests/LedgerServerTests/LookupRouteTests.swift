import Codes
import Evidence
import Ledger
import LedgerProtocol
import LedgerTesting
import StrictJSON
import Testing
import TransparencyLog
import Values

@testable import LedgerServer

@Suite("GET /lookup") struct LookupRouteTests {
    private func history(_ server: TestServer) async throws -> DeviceFixture {
        var device = server.fixture.device()
        let site = "https://id.gs1.org/414/06901234500006"
        device.record(
            LotEvent(
                minute: 1, action: "ADD", bizStep: "commissioning", disposition: "active", kilograms: 500, place: site,
                productName: "大黄鱼"))
        device.record(LotEvent(minute: 2, bizStep: "storing", disposition: "in_progress", kilograms: 480))
        device.record(LotEvent(minute: 3, bizStep: "shipping", disposition: "in_transit"))
        try await server.commit(device)
        return device
    }

    @Test("A lookup gives the events newest first, byte for byte as signed, and what the newest say")
    func lookup() async throws {
        try await TestServer.with { server in
            let device = try await history(server)
            // The same lot as a label's element string.
            let written = "(01)06901234567892(10)A1"
            let answer = try await server.get("/lookup?code=\(encoded(written))")
            #expect(answer.status == 200)
            let root = try answer.json
            #expect(root["code"]?.string == written)
            #expect(root["canonical"]?.string == LotEvent.lot("A1"))
            #expect(root["next"]?.isNull == true)
            let events = Array(try #require(root["events"]).elements)
            #expect(events.map { $0["entry"]?.numberText } == ["5", "4", "3"])
            let signed = try EventEntryBody.of(device, 2)
            #expect(events[0]["event"]?.rawBytes == signed)
            #expect(events[0]["operator"]?.string == device.journal.operatorUSCC)
            #expect(events[0]["operatorName"]?.string?.hasSuffix("食品有限公司") == true)
            #expect(events[0]["journal"]?.string == "\(device.journal)")
            #expect(events[0]["recordTime"]?.string == "\(server.fixture.clock.now())")
            let state = try #require(root["state"])
            #expect(state["entry"]?.numberText == "5")
            #expect(state["bizStep"]?.string == "shipping")
            #expect(state["disposition"]?.string == "in_transit")
            #expect(state["place"]?.string == "https://id.gs1.org/414/06901234500006")
            #expect(state["productName"]?.string == "大黄鱼")
            #expect(state["quantity"]?["quantity"]?.numberText == "480")
            #expect(state["quantity"]?["uom"]?.string == "KGM")
            #expect(state["time"]?.string == "2026-02-28T00:03:00.000Z")
        }
    }

    @Test("Pages join without gap or overlap; only the first has the state")
    func pages() async throws {
        try await TestServer.with { server in
            var device = server.fixture.device()
            for minute in 0..<7 { device.record(LotEvent(minute: minute)) }
            try await server.commit(device)
            var found: [String] = []
            var target = "/lookup?code=\(encoded(LotEvent.lot("A1")))&limit=3"
            for page in 0..<3 {
                let root = try await server.get(target).json
                found += root["events"]!.elements.map { $0["entry"]!.numberText! }
                #expect(root["state"]?.isNull == (page > 0))
                guard let next = root["next"]?.numberText else { break }
                target = "/lookup?code=\(encoded(LotEvent.lot("A1")))&limit=3&below=\(next)"
            }
            #expect(found == ["9", "8", "7", "6", "5", "4", "3"])
        }
    }

    @Test("A bare product code gives its lots instead of one state")
    func product() async throws {
        try await TestServer.with { server in
            var device = server.fixture.device()
            for (minute, lot) in ["A1", "B2", "C3"].enumerated() {
                device.record(
                    LotEvent(
                        minute: minute, action: "ADD", bizStep: "commissioning", lot: lot, kilograms: 1,
                        productName: "鱼丸"))
            }
            try await server.commit(device)
            let state = try #require(try await server.get("/lookup?code=6901234567892").json["state"])
            #expect(state["productName"]?.string == "鱼丸")
            #expect(state["lots"]?.elements.map { $0["lot"]?.string } == ["C3", "B2", "A1"])
            #expect(state["lots"]?.elements.map { $0["canonical"]?.string }.last == LotEvent.lot("A1"))
            #expect(state["bizStep"] == nil)
        }
    }

    @Test("A bare product code gives its lots wherever they were named, also where nobody issued them here")
    func productWhereverNamed() async throws {
        try await TestServer.with { server in
            var device = server.fixture.device()
            device.record(LotEvent(minute: 1, bizStep: "receiving", lot: "FOREIGN", kilograms: 5, productName: "鱼丸"))
            device.record(LotEvent(minute: 2, action: "ADD", bizStep: "commissioning", lot: "OWN", kilograms: 1))
            // The newest events are all of one lot, more than a page.
            for minute in 3..<60 { device.record(LotEvent(minute: minute, bizStep: "shipping", lot: "OWN")) }
            device.record(LotEvent(minute: 61, bizStep: "inspecting", lot: "SEEN"))
            try await server.commit(device)
            let root = try await server.get("/lookup?code=6901234567892&limit=10").json
            #expect(root["state"]?["lots"]?.elements.map { $0["lot"]?.string } == ["SEEN", "OWN", "FOREIGN"])
            #expect(root["state"]?["productName"]?.string == "鱼丸")
            #expect(root["events"]?.elements.map { $0 }.count == 10)
            let next = try #require(root["next"]?.numberText)
            let rest = try await server.get("/lookup?code=6901234567892&limit=100&below=\(next)").json
            #expect(rest["events"]?.elements.map { $0 }.count == 50)
            // The lot itself has no more events than before.
            let lot = try await server.get("/lookup?code=\(encoded(LotEvent.lot("FOREIGN")))").json
            #expect(lot["events"]?.elements.map { $0 }.count == 1)
        }
    }

    @Test("A firm's number gives what its devices recorded last, page by page, and nobody else's")
    func firm() async throws {
        try await TestServer.with { server in
            var device = server.fixture.device()
            let uscc = device.journal.operatorUSCC
            for minute in 0..<5 { device.record(LotEvent(minute: minute, lot: "A\(minute)", kilograms: 1)) }
            try await server.commit(device)
            for minute in 5..<7 { device.record(LotEvent(minute: minute, lot: "A\(minute)", kilograms: 1)) }
            try await server.commit(device)
            let whole = try await server.get("/lookup?code=\(uscc)").json
            let entries = whole["events"]?.elements.compactMap { $0["entry"]?.numberText.flatMap { Int($0) } } ?? []
            #expect(entries.count == 7 && entries == entries.sorted(by: >))
            #expect(whole["canonical"]?.string == "urn:yima:uscc:\(uscc)")
            #expect(whole["state"]?["bizStep"]?.string == "storing")
            var paged: [Int] = []
            var below = ""
            while true {
                let page = try await server.get("/lookup?code=\(uscc)&limit=3\(below)").json
                paged += page["events"]?.elements.compactMap { $0["entry"]?.numberText.flatMap { Int($0) } } ?? []
                guard let next = page["next"]?.numberText else { break }
                below = "&below=\(next)"
            }
            #expect(paged == entries)
            #expect(
                try await server.get("/lookup?code=91350100M000100Y43").status
                    == (uscc == "91350100M000100Y43" ? 200 : 404))
        }
    }

    @Test("A body that is no JSON is given in base64 and never breaks the answer")
    func unreadable() async throws {
        let item = "https://id.gs1.org/01/06901234567892/21/7"
        let record = RecordedEvent(
            entry: 4, event: EventEntry(journal: JournalName("91350100M000000015/a")!, index: 0, body: [0xFF, 0x7B]),
            recordTime: Timestamp(milliseconds: 0))
        let document = LookupDocument(
            written: item, code: try CodeReader().read(item), events: [record], state: nil, next: nil,
            isComplete: true, searchedUpTo: 5, operatorName: { _ in nil })
        let root = try JSONDocument(document.json.formatted()).root
        let event = try #require(root["events"]?.elements.map { $0 }.first)
        #expect(event["event"]?.isNull == true)
        #expect(event["body"]?.string == Base64.encode([0xFF, 0x7B]))
        #expect(event["problems"]?.elements.isEmpty == false)
    }

    @Test("A code that is well-formed and not on record is unknown, with its identity")
    func unknown() async throws {
        try await TestServer.with { server in
            for route in ["lookup", "trace", "evidence"] {
                let answer = try await server.get("/\(route)?code=6901234567892")
                #expect(answer.status == 404)
                #expect(try answer.problem == "unknown-code")
                #expect(try answer.json["canonical"]?.string == LotEvent.product)
            }
        }
    }

    @Test("A malformed code is refused with the reason, the place and what to do")
    func malformed() async throws {
        try await TestServer.with { server in
            for route in ["lookup", "trace", "evidence", "verify"] {
                let answer = try await server.get("/\(route)?code=6901234567891")
                #expect(answer.status == 400)
                #expect(try answer.problem == "malformed-code")
                let root = try answer.json
                #expect(root["reason"]?.string == "wrongCheckCharacter")
                #expect(root["position"]?.numberText == "12")
                #expect(root["detail"]?.string == "wrong check digit (expected 2)")
                #expect(root["hintZh"]?.string?.isEmpty == false)
            }
        }
    }

    @Test(
        "A query that asks for too much, too little or nonsense is refused",
        arguments: [
            "", "code=", "code=%FF", "code=6901234567892&limit=0", "code=6901234567892&limit=101",
            "code=6901234567892&limit=-1", "code=6901234567892&below=x", "code=6901234567892&code=6901234567892",
            "code=6901234567892&page=2",
        ])
    func badQuery(_ query: String) async throws {
        try await TestServer.with { server in
            let answer = try await server.get("/lookup?\(query)")
            #expect(answer.status == 400)
            #expect(try answer.problem == "malformed-query")
        }
    }
}

/// The body of a journal's event, from its leaf.
enum EventEntryBody {
    static func of(_ device: DeviceFixture, _ index: Int) throws -> [UInt8] {
        guard case .event(let event) = try LedgerEntry(parsing: device.entries[index]) else { return [] }
        return event.body
    }
}
