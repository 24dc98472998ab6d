import Codes
import Ledger
import LedgerTesting
import StrictJSON
import Testing

@testable import LedgerServer

/// The page behind the code on a package.
@Suite("GET /01/{gtin}…: the page") struct CodePageTests {
    static let path = "/01/06901234567892/10/A1"
    static let browser = "Accept: text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"

    private func page(
        _ server: TestServer, _ target: String = Self.path, language: String = "en"
    ) async throws -> RawAnswer {
        try await server.send("GET", target, headers: [Self.browser, "Accept-Language: \(language)"])
    }

    private func commit(_ server: TestServer, _ events: LotEvent...) async throws {
        var device = server.fixture.device()
        for event in events { device.record(event) }
        try await server.commit(device)
    }

    private static let made = LotEvent(
        minute: 1, action: "ADD", bizStep: "commissioning", disposition: "active", kilograms: 500, productName: "大黄鱼")

    @Test(
        "A browser gets a page in its language: what it is, by whom, the verdict; and nothing on it comes from elsewhere"
    )
    func page() async throws {
        try await TestServer.with { server in
            try await commit(server, Self.made)
            let chinese = try await page(server, language: "zh-CN,zh;q=0.9")
            #expect(chinese.status == 200 && chinese.headers["content-type"] == "text/html; charset=utf-8")
            #expect(chinese.text.contains("<html lang=\"zh-CN\">") && chinese.text.contains("<h1>大黄鱼</h1>"))
            #expect(chinese.text.contains("产出赋码") && chinese.text.contains("福州") && chinese.text.contains("<svg"))
            let english = try await page(server)
            #expect(english.text.contains("<html lang=\"en\">") && english.text.contains("Created"))
            #expect(try await page(server, "\(Self.path)?lang=en", language: "zh").text.contains("<html lang=\"en\">"))
            for answer in [chinese, english] {
                let policy = try #require(answer.headers["content-security-policy"])
                #expect(
                    policy.hasPrefix("default-src 'none'") && !policy.contains("unsafe") && !policy.contains("http"))
                #expect(
                    !answer.text.contains("<style") && !answer.text.contains(" style=")
                        && !answer.text.contains(" onload=") && !answer.text.contains(" onclick="))
                for address in Self.loaded(by: answer.text) { #expect(address.hasPrefix("/assets/"), "\(address)") }
            }
        }
    }

    /// What a browser fetches by itself.
    private static func loaded(by html: String) -> [String] {
        html.split(separator: "<").filter { $0.hasPrefix("link") || $0.hasPrefix("script") || $0.hasPrefix("img") }
            .flatMap { tag in
                ["href=\"", "src=\""].compactMap { name in
                    tag.firstRange(of: name).map { String(tag[$0.upperBound...].prefix { $0 != "\"" }) }
                }
            }
    }

    @Test("Style sheet and script are there under the names that the page gives, for ever; all together is under 60 KB")
    func assets() async throws {
        try await TestServer.with { server in
            try await commit(server, Self.made)
            let page = try await page(server)
            var bytes = page.body.count
            let loaded = Self.loaded(by: page.text)
            #expect(loaded.count == 2)
            for path in loaded {
                let answer = try await server.get(path)
                #expect(answer.status == 200 && answer.headers["cache-control"]?.contains("immutable") == true)
                bytes += answer.body.count
            }
            #expect(bytes < 60_000)
            #expect(try await server.get("/assets/check-0000000000000000.js").status == 404)
        }
    }

    @Test("A code that nobody recorded is never called genuine: it says so, and who might know")
    func unknown() async throws {
        try await TestServer.with { server in
            let uscc = server.fixture.uscc(1)
            let note = server.fixture.note(
                .prefixAssigned(uscc: uscc, prefix: "690123456", from: server.fixture.enrolledFrom))
            #expect(try await server.post(admin: note).status == 200)
            let answer = try await page(server)
            #expect(answer.status == 404)
            #expect(answer.text.contains("Nobody has recorded this code here"))
            #expect(answer.text.contains("the number was assigned to it on this ledger"))
            #expect(answer.text.contains("https://www.gs1.org/services/verified-by-gs1/results?gtin=06901234567892"))
            for word in ["genuine", "authentic"] { #expect(!answer.text.lowercased().contains(word)) }
            let chinese = try await page(server, language: "zh")
            #expect(chinese.text.contains("本账本没有此码的记录") && !chinese.text.contains("正品"))
        }
    }

    @Test(
        "A recall, a failed test, a hold and an expiry stand above all else, in words that nobody misreads",
        arguments: [
            (LotEvent(minute: 4, bizStep: "holding", disposition: "recalled"), "RECALLED: do not eat, bring it back"),
            (LotEvent(minute: 4, bizStep: "inspecting", disposition: "non_conformant"), "FAILED ITS TEST: do not eat"),
            (LotEvent(minute: 4, bizStep: "holding"), "ON HOLD: not to be sold"),
        ])
    func warnings(_ event: LotEvent, _ word: String) async throws {
        try await TestServer.with { server in
            try await commit(server, Self.made, event)
            let text = try await page(server).text
            let alert = try #require(text.firstRange(of: "role=\"alert\"><strong>\(word)"))
            #expect(try alert.lowerBound < #require(text.firstRange(of: "class=\"verdict")).lowerBound)
        }
    }

    @Test("What expired by its own label is said to be expired")
    func expired() async throws {
        try await TestServer.with { server in
            try await commit(server, Self.made)
            #expect(try await page(server, "\(Self.path)?17=260101").text.contains("<strong>EXPIRED</strong>"))
            #expect(try await !page(server, "\(Self.path)?17=270101").text.contains("EXPIRED"))
        }
    }

    @Test(
        "Names and lots are text of others: none becomes markup, none reorders the page",
        arguments: [
            "<script>alert(1)</script>", "\"><img src=x onerror=alert(1)>", "{{title}}{{{way}}}", "&lt;b&gt;",
            "a\u{202E}b", "</title><svg onload=alert(1)>",
        ])
    func hostile(_ text: String) async throws {
        try await TestServer.with { server in
            var event = Self.made
            event.productName = text
            event.place = "urn:yima:site:350521-\(text.hasPrefix("a") ? "F1" : "F2")"
            try await commit(server, event)
            let answer = try await page(server)
            #expect(answer.status == 200)
            for tag in ["<script>", "<img", "<svg onload", "\u{202E}", "<b>&"] { #expect(!answer.text.contains(tag)) }
            // What was written is shown as it was written, once escaped.
            if text.hasPrefix("{{") { #expect(answer.text.contains("<h1>{{title}}{{{way}}}</h1>")) }
            if text.hasPrefix("&lt;") { #expect(answer.text.contains("<h1>&amp;lt;b&amp;gt;</h1>")) }
        }
    }

    @Test("A hostile lot in the address is text too, and its query goes with the link to the other language")
    func hostileAddress() async throws {
        try await TestServer.with { server in
            let answer = try await page(server, "/01/06901234567892/10/%22%3E%3Cq?17=270101&x=%22%3E%3Cq")
            #expect(!answer.text.contains("\"><q"))
            #expect(answer.text.contains("17=270101&amp;x=%22%3E%3Cq&amp;lang=zh"))
        }
    }

    @Test("A bare product has its lots, each with its page")
    func product() async throws {
        try await TestServer.with { server in
            try await commit(server, Self.made)
            let answer = try await page(server, "/01/06901234567892")
            #expect(answer.status == 200 && answer.text.contains("<a href=\"/01/06901234567892/10/A1\">A1</a>"))
        }
    }

    @Test("Programs get the verdict or the evidence by Accept")
    func forms() async throws {
        try await TestServer.with { server in
            try await commit(server, Self.made)
            let verdict = try await server.send("GET", Self.path, headers: ["Accept: application/json"])
            #expect(try verdict.json["canonical"]?.string == LotEvent.lot("A1"))
            let evidence = try await server.send(
                "GET", Self.path, headers: ["Accept: application/vnd.yima.evidence+json, */*;q=0.1"])
            #expect(evidence.headers["content-type"] == "application/vnd.yima.evidence+json")
            #expect(try evidence.json["subject"]?.string == LotEvent.lot("A1"))
            #expect(evidence.headers["vary"]?.contains("accept") == true)
        }
    }

    @Test(
        "What is no code is refused with what is wrong: to people on a page, to programs as a problem",
        arguments: [
            "/01/06901234567893", "/01/06901234567892/21/7/10/A1", "/01/06901234567892/17/261231", "/01/123",
            "/00/069012345678901238/10/A1",
        ])
    func noCode(_ target: String) async throws {
        try await TestServer.with { server in
            let shown = try await page(server, target)
            #expect(shown.status == 400 && shown.headers["content-type"] == "text/html; charset=utf-8")
            #expect(shown.text.contains("This is no code"))
            let problem = try await server.send("GET", target, headers: ["Accept: application/json"])
            #expect(problem.status == 400)
            #expect(try problem.problem == "malformed-code")
        }
    }
}

@Suite struct AcceptedTypesTests {
    @Test(
        "The type that is taken most gladly, by the range that says most of it",
        arguments: [
            ([], "a/x"), (["*/*"], "a/x"), (["a/y"], "a/y"), (["a/*;q=0.5, a/y"], "a/y"), (["a/x;q=0.2, b/*"], "b/z"),
            (["b/*; Q=0.9", "A/X ;q=0.95"], "a/x"), (["c/c"], nil), (["a/x;q=0, */*"], "a/y"), (["a/x;q=2"], nil),
        ] as [([String], String?)])
    func best(_ accept: [String], _ wanted: String?) {
        let choices = ["a/x", "a/y", "b/z"].map { ($0, type: $0) }
        #expect(AcceptedTypes(accept).best(of: choices) == wanted)
    }
}
