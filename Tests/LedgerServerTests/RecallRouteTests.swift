import Codes
import LedgerTesting
import StrictJSON
import Testing

@testable import LedgerServer

@Suite("GET /recall") struct RecallRouteTests {
    private func history(_ server: TestServer) async throws {
        var device = server.fixture.device()
        device.record(
            LotEvent(
                minute: 1, action: "ADD", bizStep: "commissioning", disposition: "active", kilograms: 500,
                productName: "大黄鱼"))
        device.record(
            LotEvent(
                minute: 2, action: "ADD", bizStep: "commissioning", disposition: "active", lot: "B2", kilograms: 50))
        device.record(
            LotEvent(
                minute: 3, action: "DELETE", bizStep: "retail_selling", disposition: "retail_sold", kilograms: 120))
        device.record(LotEvent(minute: 4, bizStep: "holding", disposition: "recalled", kilograms: 500))
        try await server.commit(device)
    }

    @Test("It gives every holder with what it has, and says that nothing of it is proven here")
    func document() async throws {
        try await TestServer.with { server in
            try await history(server)
            let answer = try await server.get("/recall?code=\(encoded(LotEvent.lot("A1")))")
            #expect(answer.status == 200 && answer.headers["content-type"] == "application/json")
            let root = try answer.json
            #expect(root["state"]?.string == "opened" && root["proven"]?.bool == false)
            #expect(root["complete"]?.bool == true && root["missing"]?.elements.isEmpty == true)
            let holders = Array(try #require(root["holders"]).elements)
            #expect(holders.count == 1)
            #expect(holders[0]["onHand"]?["quantity"]?.numberText == "380")
            #expect(holders[0]["sold"]?["quantity"]?.numberText == "120")
            #expect(holders[0]["product"]?.string == "大黄鱼")
            #expect(root["recalls"]?.elements.compactMap { $0["standing"]?.string } == ["maker"])
        }
    }

    @Test("A look-up follows the same facts: what is left, whoever tested or sold some of it")
    func lookup() async throws {
        try await TestServer.with { server in
            var device = server.fixture.device()
            device.record(
                LotEvent(
                    minute: 1, action: "ADD", bizStep: "commissioning", disposition: "active", kilograms: 500,
                    place: "urn:yima:site:350521-F1", productName: "大黄鱼"))
            device.record(
                LotEvent(
                    minute: 3, action: "DELETE", bizStep: "destroying", disposition: "destroyed", kilograms: 120,
                    place: "urn:yima:site:350521-F2"))
            try await server.commit(device)
            let part = try await server.get("/lookup?code=\(encoded(LotEvent.lot("A1")))").json["state"]
            #expect(part?["quantity"]?["quantity"]?.numberText == "380")
            #expect(part?["disposition"]?.string == "active")
            #expect(part?["holderCount"]?.numberText == "1" && part?["holdersComplete"]?.bool == true)
            #expect(part?["holders"]?.elements.compactMap { $0["onHand"]?["quantity"]?.numberText } == ["380"])
            device.record(
                LotEvent(
                    minute: 4, action: "DELETE", bizStep: "retail_selling", disposition: "retail_sold", kilograms: 380))
            try await server.commit(device)
            let gone = try await server.get("/lookup?code=\(encoded(LotEvent.lot("A1")))").json["state"]
            #expect(gone?["quantity"]?["quantity"]?.numberText == "0")
            #expect(gone?["holders"]?.elements.isEmpty == true && gone?["disposition"]?.string == "retail_sold")
        }
    }

    @Test("A bare product is each of its lots")
    func product() async throws {
        try await TestServer.with { server in
            try await history(server)
            let root = try await server.get("/recall?code=\(encoded(LotEvent.product))").json
            #expect(root["subjects"]?.elements.compactMap(\.string) == [LotEvent.lot("A1"), LotEvent.lot("B2")])
            #expect(root["affected"]?.elements.compactMap { $0["code"]?.string }.count == 2)
        }
    }

    @Test("A page to print in both languages")
    func page() async throws {
        try await TestServer.with { server in
            try await history(server)
            for (language, word) in [("en", "Who has it"), ("zh", "持有方与去向")] {
                let answer = try await server.get(
                    "/recall?code=\(encoded(LotEvent.lot("A1")))&format=html&lang=\(language)")
                #expect(answer.status == 200 && answer.headers["content-type"] == "text/html; charset=utf-8")
                #expect(String(decoding: answer.body, as: UTF8.self).contains(word))
            }
        }
    }

    @Test("What is not on record, no code or asked for in another way is refused")
    func refusals() async throws {
        try await TestServer.with { server in
            try await history(server)
            #expect(try await server.get("/recall?code=\(encoded(LotEvent.lot("Z9")))").problem == "unknown-code")
            #expect(try await server.get("/recall?code=6901234567893").problem == "malformed-code")
            for rest in ["&format=pdf", "&lang=fr", "&up=1"] {
                let answer = try await server.get("/recall?code=\(encoded(LotEvent.lot("A1")))\(rest)")
                #expect(answer.status == 400, "\(rest)")
            }
        }
    }
}
