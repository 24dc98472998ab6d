import EPCIS
import Evidence
import HostState
import Ledger
import LedgerClient
import LedgerProtocol
import LedgerTesting
import Profiles
import Testing
import TransparencyLog

@testable import LedgerServer

@Suite("Private values over HTTP") struct DisclosureRouteTests {
    static func sealed(_ item: String) throws -> SealedEvent {
        let food = try #require(Profile.named("food"))
        return try EventSealer(profiles: .builtIn, fallback: food).seal(
            Array(
                """
                {"@context":\(YimaContext.text),"type":"ObjectEvent","eventTime":"2026-02-28T08:00:00.000Z",\
                "eventTimeZoneOffset":"+08:00","action":"ADD","epcList":["\(item)"],"yima:profile":"food",\
                "yima:price":"12.50"}
                """.utf8))
    }

    @Test("They are brought after the push, told to a signed request, erased, and never taken again")
    func wholeWay() async throws {
        try await TestServer.with { server in
            var device = server.fixture.device()
            let sealed = try Self.sealed(device.item(0))
            device.record(body: sealed.event)
            let bundle = DisclosureBundle(events: [.init(index: 0, disclosures: sealed.disclosures)])
            let (journal, push, signer) = (device.journal, device.push(), device.signer)
            let (ledger, now) = (server.fixture.signer.verifierKey, server.fixture.clock.now())
            try await LedgerClient.withClient(url: server.url) { client in
                await #expect {
                    try await client.bring(bundle, of: journal)
                } throws: { error in
                    if case LedgerClientError.refused(let problem) = error {
                        problem.word == "unknown-event"
                    } else {
                        false
                    }
                }
                let entry = try #require(try await client.push(push).entries).lowerBound
                #expect(try await client.bring(bundle, of: journal) == KeptDisclosures(kept: 1))
                #expect(try await client.bring(bundle, of: journal) == KeptDisclosures(held: 1))
                func note(_ act: DisclosureRequest.Act) -> [UInt8] {
                    DisclosureRequest(act: act, time: now, entries: [entry])!.signed(by: signer, ledger: ledger)!
                }
                let first = note(.disclose)
                let told = try await client.disclosures(first)
                await #expect {
                    try await client.disclosures(first)
                } throws: { error in
                    if case LedgerClientError.refused(let problem) = error {
                        problem.word == "spent-request" && problem.status == 403
                    } else {
                        false
                    }
                }
                #expect(told.entries.map(\.disclosures) == [sealed.disclosures])
                let erased = try await client.disclosures(note(.erase))
                #expect(erased.entries.first?.erasures.map(\.digest) == sealed.disclosures.map(\.digest))
                #expect(try await client.bring(bundle, of: journal) == KeptDisclosures(erased: 1))
                #expect(try await client.disclosures(note(.disclose)).entries.map(\.disclosures) == [[]])
            }
        }
    }

    @Test("Each reason to refuse has its own word and status")
    func refusals() async throws {
        try await TestServer.with { server in
            var device = server.fixture.device()
            device.record(1)
            #expect(try await server.post(device.push()).status == 200)
            let path = "/journals/\(device.journal)/disclosures"
            let forged = Disclosure(name: "price", value: "1", salt: Array(repeating: 1, count: 16)).text
            for (body, status, word) in [
                ("[", 400, "malformed-disclosures"), ("{}", 400, "malformed-disclosures"),
                (#"{"disclosures":[{"index":0}]}"#, 400, "malformed-disclosures"),
                (#"{"disclosures":[{"index":0,"values":["x"]}]}"#, 400, "malformed-disclosures"),
                // A few bytes would otherwise have the host read an event.
                (#"{"disclosures":[{"index":0,"values":[]}]}"#, 400, "malformed-disclosures"),
                (
                    #"{"disclosures":[{"index":1,"values":["\#(forged)"]},{"index":0,"values":["\#(forged)"]}]}"#, 400,
                    "malformed-disclosures"
                ),
                (#"{"disclosures":[{"index":7,"values":["\#(forged)"]}]}"#, 404, "unknown-event"),
                (#"{"disclosures":[{"index":0,"values":["\#(forged)"]}]}"#, 422, "not-sealed"),
            ] {
                let answer = try await server.post(path, mediaType: DisclosureBundle.mediaType, body: Array(body.utf8))
                #expect(answer.status == status, "\(body)")
                #expect(try answer.problem == word, "\(body)")
            }
            let answer = try await server.post("/disclosures", mediaType: "text/plain", body: Array("x".utf8))
            #expect(answer.status == 400)
            #expect(try await server.get("/disclosures").status == 405)
            #expect(try await server.get(path).status == 405)
        }
    }

    @Test("They are heavy, and take a heavy place only when their body is there")
    func heavy() async throws {
        var limits = HTTPLimits()
        limits.heavyRequestCountMax = 0
        try await TestServer.with(limits: limits) { server in
            let path = "/journals/\(server.fixture.device().journal)/disclosures"
            for (path, mediaType) in [(path, DisclosureBundle.mediaType), ("/disclosures", "text/plain")] {
                let answer = try await server.post(path, mediaType: mediaType, body: Array("x".utf8))
                #expect(answer.status == 503)
                #expect(try answer.problem == "overloaded")
                let refused = try await server.post(path, mediaType: "text/csv", body: Array("x".utf8))
                #expect(refused.status == 415, "what is wrong with a body is found before")
            }
        }
    }

    @Test("A host that keeps none says so")
    func none() async throws {
        try await TestServer.with(keepsDisclosures: false) { server in
            let path = "/journals/\(server.fixture.device().journal)/disclosures"
            let answer = try await server.post(
                path, mediaType: DisclosureBundle.mediaType, body: Array(#"{"disclosures":[]}"#.utf8))
            #expect(answer.status == 404)
            #expect(try answer.problem == "keeps-no-disclosures")
        }
    }
}
