import Codes
import EPCIS
import Evidence
import LedgerProtocol
import LedgerTesting
import Profiles
import Rules
import StrictJSON
import Testing
import TransparencyLog

@testable import LedgerServer

@Suite("GET /trace, /verify, /evidence") struct ChainRouteTests {
    private func item(_ server: TestServer) async throws -> String {
        var device = server.fixture.device()
        device.record(2)
        try await server.commit(device)
        return device.item(1)
    }

    @Test(
        "A chain is drawn in each form and both languages, each with its media type",
        arguments: [
            ("json", "application/json"), ("dot", "text/vnd.graphviz; charset=utf-8"), ("svg", "image/svg+xml"),
            ("tree", "text/plain; charset=utf-8"),
        ])
    func trace(format: String, mediaType: String) async throws {
        try await TestServer.with { server in
            let code = encoded(try await item(server))
            for rest in ["", "&direction=up", "&direction=down&lang=zh", "&direction=both&lang=en"] {
                let answer = try await server.get("/trace?code=\(code)&format=\(format)\(rest)")
                #expect(answer.status == 200)
                #expect(answer.headers["content-type"] == mediaType)
                #expect(answer.headers["x-content-type-options"] == "nosniff")
                #expect(!answer.body.isEmpty)
            }
        }
    }

    @Test(
        "A form, direction or language that there is not is refused",
        arguments: ["format=xml", "direction=left", "lang=fr", "format=JSON", "format="])
    func badTrace(_ parameter: String) async throws {
        try await TestServer.with { server in
            let code = encoded(try await item(server))
            let answer = try await server.get("/trace?code=\(code)&\(parameter)")
            #expect(answer.status == 400)
            #expect(try answer.problem == "malformed-query")
        }
    }

    @Test("Evidence verifies with nothing but the ledger's key")
    func evidence() async throws {
        try await TestServer.with { server in
            let code = try await item(server)
            let answer = try await server.get("/evidence?code=\(encoded(code))")
            #expect(answer.status == 200)
            #expect(answer.headers["content-type"] == "application/vnd.yima.evidence+json")
            let evidence = try Evidence.parse(answer.body)
            let report = EvidenceReport(evidence, key: server.fixture.signer.verifierKey)
            #expect(report.findings.isEmpty)
            #expect(report.events.map(\.entry) == [4])
        }
    }

    @Test("Many codes are answered in one document, which says of each what there is")
    func evidenceOfMany() async throws {
        try await TestServer.with { server in
            let code = try await item(server)
            let codes = [code, "https://id.gs1.org/01/06901234567892/21/never", "\u{7}"]
            let answer = try await server.post(
                "/evidence", mediaType: EvidenceQuestion.mediaType, body: EvidenceQuestion(codes: codes).body)
            #expect(answer.status == 200)
            #expect(answer.headers["content-type"] == Evidence.mediaType)
            let batch = try EvidenceBatch.parse(answer.body)
            #expect(batch.subjects.map(\.code) == codes)
            #expect(batch.subjects.map { $0.held?.entries.isEmpty } == [false, true, nil])
            let alone = try Evidence.parse(try await server.get("/evidence?code=\(encoded(code))").body)
            #expect(batch.entries == alone.entries)
            #expect(batch.checkpoint == alone.checkpoint)
        }
    }

    @Test("A question that asks for nothing, for too much or in another way is refused")
    func refusedQuestions() async throws {
        @Sendable func codes(_ code: String, _ count: Int) -> String {
            #"{"codes":["# + Array(repeating: "\"\(code)\"", count: count).joined(separator: ",") + "]}"
        }
        let long = String(repeating: "1", count: EvidenceQuestion.codeBytesMax)
        let json = EvidenceQuestion.mediaType
        try await TestServer.with { server in
            for body in [codes("1", EvidenceBatch.codesMax), codes(long, 1)] {
                #expect(try await server.post("/evidence", mediaType: json, body: Array(body.utf8)).status == 200)
            }
            let malformed = [
                "", "{}", "[]", #"{"codes":{}}"#, #"{"codes":[]}"#, #"{"codes":[7]}"#, #"{"codes":["1"]"#,
                codes("1", EvidenceBatch.codesMax + 1), codes(long + "1", 1),
            ]
            for body in malformed {
                let refused = try await server.post("/evidence", mediaType: json, body: Array(body.utf8))
                #expect(refused.status == 400, "\(body.prefix(40))")
                #expect(try refused.problem == "malformed-question")
            }
            let large = [UInt8](repeating: 0x20, count: EvidenceQuestion.bytesMax + 1)
            let refused = try await server.post("/evidence", mediaType: json, body: large)
            #expect(refused.status == 413)
            #expect(try refused.problem == "body-too-large")
            let other = try await server.post("/evidence", mediaType: "text/plain", body: Array(codes("1", 1).utf8))
            #expect(other.status == 415)
            #expect(try await server.post("/evidence?code=1", mediaType: json, body: []).status == 400)
        }
    }

    @Test("A verdict rests on the ledger's checkpoint; one on an unknown code says so and is no problem")
    func verify() async throws {
        try await TestServer.with { server in
            let code = try await item(server)
            let root = try await server.get("/verify?code=\(encoded(code))").json
            #expect(root["code"]?.string == code)
            #expect(root["events"]?.numberText == "1")
            #expect(Verdict(rawValue: root["verdict"]?.string ?? "") != nil)
            #expect(root["verdict"]?.string != "unknown")
            #expect(root["checkpoint"]?["origin"]?.string == server.fixture.origin)
            #expect(root["checkpoint"]?["size"]?.numberText == "6")

            let unknown = try await server.get("/verify?code=\(encoded(LotEvent.lot("Z9")))")
            #expect(unknown.status == 200)
            #expect(try unknown.json["verdict"]?.string == "unknown")
        }
    }

    @Test("The verdict is by the rules and the profiles of the host")
    func verifyByDefinitions() async throws {
        let own = """
            {"id": "own", "version": 1, "validFrom": "2024-05-01", "label": {"en": "own", "zh": "自有"}, "source": "-",
            "elements": [{"name": "houseNo", "en": "hen house", "zh": "鸡舍编号", "type": "text", "required": "*"}]}
            """
        let rules = #"{"rules": {"DATA-1": {"severity": "warning"}}}"#
        let definitions = try TradeDefinitions(
            overrides: ["own.json": Array(own.utf8), "rules.json": Array(rules.utf8)], codes: CodeReader())
        try await TestServer.with(definitions: definitions) { server in
            let findings = try await dataFindings(server)
            #expect(findings == ["DATA-1 warning"])
        }
        try await TestServer.with { server in
            let findings = try await dataFindings(server)
            #expect(!findings.isEmpty && !findings.contains("DATA-1 warning"))
        }
    }

    /// What rules DATA-1 and DATA-2 find in an event of the profile `own`, each with its severity.
    private func dataFindings(_ server: TestServer) async throws -> Set<String> {
        var device = server.fixture.device()
        let code = device.item(0)
        device.record(
            body: Array(
                """
                {"@context":\(YimaContext.text),"type":"ObjectEvent","eventTime":"2026-02-28T08:00:00.000Z",\
                "eventTimeZoneOffset":"+08:00","action":"ADD","bizStep":"commissioning","epcList":["\(code)"],\
                "yima:profile":"own"}
                """.utf8))
        try await server.commit(device)
        let findings = try await server.get("/verify?code=\(encoded(code))").json["findings"]
        return Set(
            (findings?.elements.map { "\($0["rule"]?.string ?? "") \($0["severity"]?.string ?? "")" } ?? [])
                .filter { $0.hasPrefix("DATA-") })
    }

    @Test("Too many chains at one time are refused, while small requests are still answered")
    func heavy() async throws {
        var limits = HTTPLimits()
        limits.heavyRequestCountMax = 0
        limits.bundleCountMax = 0
        try await TestServer.with(limits: limits) { server in
            let code = encoded(try await item(server))
            for target in [
                "/trace?code=\(code)", "/verify?code=\(code)", "/evidence?code=\(code)", "/recall?code=\(code)",
                "/tile/entries/000.p/1",
            ] {
                let answer = try await server.get(target)
                #expect(answer.status == 503)
                #expect(try answer.problem == "overloaded")
            }
            let many = try await server.post(
                "/evidence", mediaType: EvidenceQuestion.mediaType, body: EvidenceQuestion(codes: ["1"]).body)
            #expect(many.status == 503)
            #expect(try await server.get("/lookup?code=\(code)").status == 200)
        }
    }
}
