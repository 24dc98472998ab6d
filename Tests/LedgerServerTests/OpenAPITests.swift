import Foundation
import Ledger
import LedgerProtocol
import LedgerTesting
import StrictJSON
import Testing

@testable import LedgerServer

@Suite("schema/openapi.json") struct OpenAPITests {
    private func document() throws -> JSONValue {
        let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .deletingLastPathComponent()
        return try JSONDocument([UInt8](Data(contentsOf: root.appending(path: "schema/openapi.json")))).root
    }

    @Test("It names every problem, and no other")
    func problems() throws {
        let types = try document()["components"]?["schemas"]?["Problem"]?["properties"]?["type"]?["enum"]
        let named = Set(types?.elements.compactMap(\.string) ?? [])
        #expect(named == Set(ProblemWord.allCases.map { "urn:yima:problem:\($0.rawValue)" }))
    }

    @Test("It has the routes that the server's router has, each with its method and parameters, and no other")
    func routes() async throws {
        let paths = try #require(try document()["paths"])
        var documented: [String: Set<String>] = [:]
        for (path, operations) in paths.members {
            for (method, operation) in operations.members where method != "parameters" {
                let parameters = operation["parameters"]?.elements.filter { $0["in"]?.string == "query" } ?? []
                documented["\(method.uppercased()) \(path)"] = Set(parameters.compactMap { $0["name"]?.string })
            }
        }
        let expected = documented
        try await TestServer.with { server in
            let routes = LedgerRoutes(server.services)
            let served = Dictionary(
                uniqueKeysWithValues: routes.routes.map { ("\($0.method) \($0.path)", $0.parameters) })
            #expect(served == expected)
            let named = routes.routes.flatMap { route in
                route.shapes.flatMap { shape in
                    ("\(route.method)" == "GET" ? ["GET", "HEAD"] : ["POST"]).map { "\($0) \(shape)" }
                }
            }
            #expect(routes.endpoints == Set(named))
            #expect(Set(routes.routes.map(\.name)).count == routes.routes.count)
        }
    }

    @Test("The members that it requires are there, and no others are sent")
    func members() async throws {
        let document = try document()
        try await TestServer.with { server in
            var device = server.fixture.device()
            device.record(1)
            let schemas = try #require(document["components"]?["schemas"])
            let code = encoded(device.item(0))
            for (name, answer) in [
                ("PushReceipt", try await server.post(device.push())),
                ("JournalState", try await server.get("/journals/\(device.journal)")),
                ("JournalPlaces", try await server.get("/journals/\(device.journal)/places?from=0")),
                ("Lookup", try await server.get("/lookup?code=\(code)")),
                ("Verdict", try await server.get("/verify?code=\(code)")),
                ("Recall", try await server.get("/recall?code=\(code)")),
                ("Health", try await server.get("/healthz")),
                ("Problem", try await server.get("/nowhere")),
                ("Problem", try await server.get("/lookup?code=6901234567891")),
            ] {
                let schema = try #require(schemas[name])
                let sent = Set(try answer.json.members.map { $0.key })
                let required = Set(schema["required"]?.elements.compactMap(\.string) ?? [])
                let known = Set(schema["properties"]?.members.map { $0.key } ?? [])
                #expect(required.isSubset(of: sent), "\(name): \(answer.text)")
                #expect(sent.isSubset(of: known), "\(name): \(answer.text)")
            }
        }
    }
}
