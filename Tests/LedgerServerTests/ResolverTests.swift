import LedgerTesting
import StrictJSON
import Testing

@testable import LedgerServer

/// The host as a GS1-Conformant Resolver (1.2) for the codes that it has, each statement as a probe has it.
@Suite("The GS1 resolver") struct ResolverTests {
    private static let path = CodePageTests.path

    private func with(_ body: @Sendable @escaping (TestServer) async throws -> Void) async throws {
        try await TestServer.with { server in
            var device = server.fixture.device()
            device.record(LotEvent(minute: 1, action: "ADD", bizStep: "commissioning", kilograms: 5, productName: "鱼"))
            try await server.commit(device)
            try await body(server)
        }
    }

    private func get(_ server: TestServer, _ target: String, _ headers: String...) async throws -> RawAnswer {
        try await server.send("GET", target, headers: headers)
    }

    @Test("The default of a browser is the page itself; HEAD says the same without it")
    func standard() async throws {
        try await with { server in
            for target in [Self.path, "\(Self.path)?linkType=&x=1"] {
                let answer = try await get(server, target, CodePageTests.browser)
                #expect(answer.status == (target == Self.path ? 200 : 404))
            }
            let head = try await server.send("HEAD", Self.path, headers: [CodePageTests.browser])
            #expect(head.status == 200 && head.body.isEmpty && head.headers["link"] != nil)
        }
    }

    @Test("Every answer names the code's own URI, where all links are, and each link")
    func linkFields() async throws {
        try await with { server in
            for target in [Self.path, "\(Self.path)?linkType=linkset", "\(Self.path)?linkType=gs1:defaultLink"] {
                let link = try #require(try await get(server, target, CodePageTests.browser).headers["link"])
                #expect(link.contains("<\(LotEvent.lot("A1"))>; rel=\"owl:sameAs\""))
                #expect(
                    link.contains(
                        "<http://test\(Self.path)?linkType=linkset>; rel=\"linkset\"; type=\"application/linkset+json\""
                    ))
                for relation in ["gs1:pip", "gs1:traceability", "gs1:recallStatus", "gs1:defaultLink"] {
                    #expect(link.contains("rel=\"\(relation)\""), "\(target): \(relation)")
                }
            }
        }
    }

    @Test(
        "All links come as a linkset: by linkType=linkset, by linkType=all as before 1.2, and by Accept",
        arguments: [
            ("?linkType=linkset", CodePageTests.browser, "application/linkset+json"),
            ("?linkType=all", "Accept: */*", "application/linkset+json"),
            ("", "Accept: application/linkset+json", "application/linkset+json"),
            ("?linkType=linkset", "Accept: application/json", "application/json"),
        ])
    func linkset(_ query: String, _ accept: String, _ type: String) async throws {
        try await with { server in
            let answer = try await get(server, Self.path + query, accept)
            #expect(answer.status == 200 && answer.headers["content-type"] == type)
            #expect(answer.headers["link"]?.contains("http://www.w3.org/ns/json-ld#context") == true)
            let sets = Array(try #require(try answer.json["linkset"]).elements)
            #expect(sets.count == 1 && sets[0]["anchor"]?.string == "http://test\(Self.path)")
            let defaults = Array(try #require(sets[0]["https://ref.gs1.org/voc/defaultLink"]).elements)
            #expect(defaults.count == 1 && defaults[0]["href"]?.string == "http://test\(Self.path)")
            for relation in ["pip", "traceability", "recallStatus", "epcis"] {
                for link in try #require(sets[0]["https://ref.gs1.org/voc/\(relation)"]).elements {
                    #expect(link["href"]?.string?.hasPrefix("http://test/") == true)
                    #expect(link["title"]?.string?.isEmpty == false && link["type"]?.string?.isEmpty == false)
                }
            }
        }
    }

    @Test("Each link of a set leads to what it says, of the type that it says")
    func links() async throws {
        try await with { server in
            let set = try await get(server, "\(Self.path)?linkType=linkset").json["linkset"]?.elements.first(where: {
                _ in true
            })
            var count = 0
            for (name, links) in try #require(set).members where name != "anchor" {
                for link in links.elements {
                    let href = try #require(link["href"]?.string)
                    let type = try #require(link["type"]?.string)
                    let answer = try await get(server, String(href.dropFirst("http://test".count)), "Accept: \(type)")
                    #expect(answer.status == 200, "\(href)")
                    #expect(answer.headers["content-type"]?.hasPrefix(type) == true, "\(href)")
                    count += 1
                }
            }
            #expect(count >= 9)
        }
    }

    @Test(
        "A link type is answered 307 with its link, in the language and the form that are asked for",
        arguments: [
            ("gs1:pip", ["Accept-Language: zh-CN,zh;q=0.9,en;q=0.8"], "/01/06901234567892/10/A1?lang=zh"),
            ("gs1:pip", ["Accept-Language: fr, en;q=0.3"], "/01/06901234567892/10/A1?lang=en"),
            ("https://ref.gs1.org/voc/pip", ["Accept-Language: en"], "/01/06901234567892/10/A1?lang=en"),
            (
                "https://gs1.org/voc/traceability", ["Accept: text/html", "Accept-Language: en"],
                "/01/06901234567892/10/A1?lang=en"
            ),
            (
                "gs1:traceability", ["Accept: application/vnd.yima.evidence+json"],
                "/evidence?absence=shown&code=https%3A%2F%2Fid.gs1.org%2F01%2F06901234567892%2F10%2FA1"
            ),
            (
                "gs1:recallStatus", ["Accept: application/json;q=0.9, text/html;q=0.5"],
                "/recall?code=https%3A%2F%2Fid.gs1.org%2F01%2F06901234567892%2F10%2FA1"
            ),
            ("gs1:defaultLink", ["Accept: */*"], "/01/06901234567892/10/A1"),
        ])
    func redirected(_ linkType: String, _ headers: [String], _ location: String) async throws {
        try await with { server in
            let answer = try await server.send("GET", "\(Self.path)?linkType=\(encoded(linkType))", headers: headers)
            #expect(answer.status == 307)
            #expect(answer.headers["location"] == location)
        }
    }

    @Test("What the query says besides is passed on")
    func passedOn() async throws {
        try await with { server in
            let answer = try await get(
                server, "\(Self.path)?17=270101&linkType=gs1:pip&utm=%E9%B1%BC", "Accept-Language: en")
            #expect(answer.headers["location"] == "\(Self.path)?lang=en&17=270101&utm=%E9%B1%BC")
        }
    }

    @Test("Where several links serve as well, 300 says which there are")
    func several() async throws {
        try await with { server in
            let answer = try await get(server, "\(Self.path)?linkType=gs1:recallStatus", "Accept: text/html")
            #expect(answer.status == 300)
            let set = try answer.json["linkset"]?.elements.first(where: { _ in true })
            let links = try #require(set?["https://ref.gs1.org/voc/recallStatus"])
            #expect(
                links.elements.compactMap { $0["hreflang"]?.elements.first(where: { _ in true })?.string } == [
                    "en", "zh",
                ])
        }
    }

    @Test(
        "A link type that there is not is 404, and says which there are",
        arguments: ["gs1:nutritionalInfo", "schema:Product", "pip", "https://ref.gs1.org/voc/", "%00"])
    func unknownType(_ linkType: String) async throws {
        try await with { server in
            let answer = try await get(server, "\(Self.path)?linkType=\(linkType)", CodePageTests.browser)
            #expect(answer.status == 404)
            #expect(try answer.problem == "no-such-link")
            #expect(try answer.json["linkTypes"]?.elements.compactMap(\.string).contains("gs1:pip") == true)
        }
    }

    @Test("Nothing is said of a code that is on no record: no 200 with a set of links")
    func unknownCode() async throws {
        try await with { server in
            let answer = try await get(server, "/01/06901234567892/10/Z9?linkType=linkset")
            #expect(answer.status == 404)
            #expect(try answer.problem == "unknown-code")
        }
    }

    @Test(
        "400 says what is wrong with the address",
        arguments: [
            ("/01/06901234567893", "wrongCheckCharacter"), ("/01/06901234567892/21/7/10/A1", "wrongOrder"),
            ("/10/A1/01/06901234567892", "wrongOrder"),
            ("/01/06901234567892/17/261231", "wrongOrder"), ("/01/06901234567892/10/A1/22/2B", "wrongOrder"),
            ("/01/06901234567892/01/06901234567892", "wrongOrder"), ("/00/069012345678901231", "wrongCheckCharacter"),
            ("/01/06901234567892/10/A%ZZ", "wrongCharacter"),
        ])
    func malformed(_ target: String, _ reason: String) async throws {
        try await with { server in
            let answer = try await get(server, target, "Accept: application/json")
            #expect(answer.status == 400)
            #expect(try answer.json["reason"]?.string == reason, "\(answer.text)")
        }
    }

    @Test("A slash at the end says nothing, and shorter GTINs are padded")
    func spellings() async throws {
        try await with { server in
            for path in ["\(Self.path)/", "/01/6901234567892/10/A1"] {
                let answer = try await get(server, path, CodePageTests.browser)
                #expect(answer.status == 200, "\(path)")
                #expect(answer.text.contains("data-subject=\"\(LotEvent.lot("A1"))\""))
            }
            #expect(try await get(server, "/01//06901234567892").status == 404)
        }
    }

    @Test("Every primary key of GS1 has its path, and what the resolver is stands at its well-known place")
    func description() async throws {
        try await with { server in
            let answer = try await get(server, "/.well-known/gs1resolver", "X-Forwarded-Proto: https")
            #expect(answer.status == 200 && answer.headers["content-type"] == "application/json")
            let root = try answer.json
            #expect(root["resolverRoot"]?.string == "https://test")
            #expect(
                root["supportedLinkType"]?.elements.first(where: { _ in true })?["namespace"]?.string
                    == "https://ref.gs1.org/voc/")
            let keys = try #require(root["supportedPrimaryKeys"]).elements.compactMap(\.string)
            for key in ["00", "01", "414", "417", "8003", "8004", "8006"] { #expect(keys.contains(key)) }
            // A path of each is read as a code: refused as that, and not as nothing.
            for key in keys {
                let answer = try await get(server, "/\(key)/%21", "Accept: application/json")
                #expect(try answer.problem == "malformed-code", "\(key)")
            }
        }
    }

    @Test("Any page may ask: CORS on every answer and in OPTIONS")
    func crossOrigin() async throws {
        try await with { server in
            for target in [
                Self.path, "\(Self.path)?linkType=linkset", "\(Self.path)?linkType=gs1:pip", "/01/1",
                "/.well-known/gs1resolver",
            ] {
                let answer = try await get(server, target, "Origin: https://shop.example", "Accept: */*")
                #expect(answer.headers["access-control-allow-origin"] == "*", "\(target)")
                #expect(answer.headers["access-control-expose-headers"]?.contains("link") == true, "\(target)")
            }
            let options = try await server.send("OPTIONS", Self.path, headers: ["Origin: https://shop.example"])
            #expect(options.status == 204 && options.headers["access-control-allow-methods"] == "GET, HEAD")
        }
    }

    @Test("A host name that is none goes into no link")
    func hostileHost() async throws {
        try await with { server in
            let lines = "GET \(Self.path)?linkType=linkset HTTP/1.1\r\nHost: a\">b\r\nConnection: close\r\n\r\n"
            let answer = try await RawSocket.exchange(port: server.port, Array(lines.utf8), endsInput: false)
            #expect(!answer.text.contains("\">b") && answer.headers["link"]?.contains("\">b") != true)
        }
    }
}
