import Codes
import EPCIS
import Foundation
import Hosting
import Ledger
import LedgerTesting
import StrictJSON
import Testing
import Values

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
            #expect(
                chinese.text.contains("<html lang=\"zh-CN\">")
                    && chinese.text.contains("<h1>大黄鱼</h1>"))
            #expect(chinese.text.contains("产出赋码") && chinese.text.contains("福州") && chinese.text.contains("<svg"))
            let english = try await page(server)
            #expect(english.text.contains("Not checked by your browser yet"))
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

    @Test("It is made for telephones and for keyboards: one column, a way past the head, landmarks, no trap")
    func accessible() async throws {
        try await TestServer.with { server in
            try await commit(server, Self.made)
            let text = try await page(server).text
            #expect(text.contains("name=\"viewport\" content=\"width=device-width, initial-scale=1\""))
            #expect(text.contains("<a class=\"skip\" href=\"#main\">") && text.contains("<main id=\"main\""))
            let script = String(
                decoding: try await server.get(Self.loaded(by: text).first { $0.hasSuffix(".js") } ?? "").body,
                as: UTF8.self)
            #expect(script.contains("aria-live=\"polite\"") && script.contains("<label for=\"key\">"))
            #expect(text.components(separatedBy: "<h1").count == 2 && !text.contains("tabindex"))
            #expect(text.contains("role=\"img\" aria-label=\"The way: "))
            let style = String(
                decoding: try await server.get(Self.loaded(by: text).first { $0.hasSuffix(".css") } ?? "").body,
                as: UTF8.self)
            for part in ["prefers-color-scheme", "@media print", "focus-visible"] { #expect(style.contains(part)) }
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

    @Test("However much is on record and however it is called, page, style sheet and script stay under 60 KB")
    func large() async throws {
        try await TestServer.with { server in
            var device = server.fixture.device()
            var event = Self.made
            event.productName = String(repeating: "大黄鱼与海水养殖", count: 40)
            device.record(event)
            for minute in 2..<90 {
                let step = ["storing", "inspecting", "shipping", "urn:yima:bizstep:feeding"][minute % 4]
                device.record(
                    LotEvent(minute: minute, bizStep: step, kilograms: 500, place: "urn:yima:site:350521-F\(minute)"))
            }
            try await server.commit(device)
            let page = try await page(server, language: "zh")
            #expect(page.text.contains("未在此列出"))
            var bytes = page.body.count
            for path in Self.loaded(by: page.text) { bytes += try await server.get(path).body.count }
            #expect(bytes < 60_000)
        }
    }

    @Test(
        "So they do for a chain of twelve firms with long names, data, tests, a recall and many findings, in either language",
        arguments: ["en", "zh"])
    func heavy(language: String) async throws {
        try await TestServer.with { server in
            let lot = LotEvent.lot("A1")
            let data = ["spec", "producerName", "scNo", "originRegion", "productionMethod", "pondId", "productionDate"]
                .map { "\"yima:\($0)\":\"\(String(repeating: "福建省漳州市", count: 5))\"" }.joined(separator: ",")
            for number in 1...12 {
                var device = server.fixture.device(1, operator: number)
                let uscc = device.journal.operatorUSCC
                // The first is enrolled already.
                for note in number == 1 ? [] : server.fixture.enrolment(of: device) {
                    _ = try await server.host.sequencer.append(adminNote: note)
                }
                let name = "漳州市第\(number)水产品加工冷链物流进出口有限责任公司福州长乐分公司"
                let act = AdminAct.operatorRenamed(uscc: uscc, name: name, from: server.fixture.enrolledFrom)
                _ = try await server.host.sequencer.append(adminNote: server.fixture.note(act))
                func event(_ minute: Int, _ action: String, _ step: String, _ more: String) -> [UInt8] {
                    Array(
                        """
                        {"@context":\(YimaContext.text),"type":"ObjectEvent","eventTime":"2026-02-\(10 + number)T00:\(10 + minute):00.000Z",\
                        "eventTimeZoneOffset":"+08:00","action":"\(action)","bizStep":"\(step)",\(more)\
                        "quantityList":[{"epcClass":"\(lot)","quantity":500,"uom":"KGM"}]}
                        """.utf8)
                }
                func party(_ side: String, _ other: Int) -> String {
                    "\"\(side)List\":[{\"type\":\"owning_party\",\"\(side)\":\"urn:yima:uscc:\(server.fixture.uscc(other))\"}],"
                }
                if number == 1 {
                    device.record(
                        body: event(1, "ADD", "commissioning", "\"ilmd\":{\(data),\"yima:productName\":\"大黄鱼（冻）礼盒装\"},")
                    )
                } else {
                    device.record(body: event(1, "OBSERVE", "receiving", party("source", number - 1)))
                }
                for minute in 2..<6 {
                    device.record(body: event(minute, "OBSERVE", "storing", ""))
                    device.record(
                        body: event(
                            minute + 10, "OBSERVE", "inspecting",
                            #""disposition":"non_conformant","yima:testItem":"恩诺沙星快检","yima:testValue":"阴性","#))
                }
                device.record(body: event(40, "OBSERVE", "shipping", party("destination", number + 1)))
                if number == 1 { device.record(body: event(45, "OBSERVE", "holding", #""disposition":"recalled","#)) }
                try await server.commit(device)
            }
            let page = try await page(server, language: language)
            #expect(page.text.contains("<svg") && page.text.contains("role=\"alert\""))
            #expect(page.text.contains("id=\"timeline\"") && page.text.contains("第12水产品"))
            var bytes = page.body.count
            for path in Self.loaded(by: page.text) { bytes += try await server.get(path).body.count }
            #expect(bytes < 60_000, "\(bytes), of it the page \(page.body.count)")
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

    @Test(
        "How often a code was asked for stands on its page, in bands; a single item asked for in many places raises a doubt"
    )
    func lookups() async throws {
        try await TestServer.with { server in
            var device = server.fixture.device()
            device.record(1)
            try await server.commit(device)
            let path = String(device.item(0).dropFirst("https://id.gs1.org".count))
            #expect(try await page(server, path).text.contains("asked for 1 time in the last 7 days"))
            for network in 1...6 {
                let answer = try await server.send(
                    "GET", path, headers: [Self.browser, "X-Forwarded-For: 6.6.6.6, 10.\(network).0.1"])
                // The first look was from this machine's own network.
                #expect(answer.text.contains("copied labels") == (network >= 5), "\(network)")
            }
            // Other codes are counted for themselves.
            #expect(try await page(server, "\(path)x").text.contains("asked for 1 time"))
        }
    }

    @Test(
        "A page that checks another ledger may speak with that one alone, and takes no address that is more than a host"
    )
    func elsewhere() async throws {
        try await TestServer.with { server in
            let code = encoded(LotEvent.lot("A1"))
            #expect(try await server.get("/check?lang=en").text.contains("Check another ledger"))
            let asked = try await server.get("/check?ledger=https%3A%2F%2Fb.example%3A8443%2F&code=\(code)")
            #expect(asked.headers["content-security-policy"]?.contains("connect-src https://b.example:8443;") == true)
            for ledger in [
                "ftp://b", "https://", "https://b/x", "https://b;script-src *", "https://b x", "javascript:1",
            ] {
                let answer = try await server.get("/check?ledger=\(encoded(ledger))&code=\(code)")
                #expect(try answer.problem == "malformed-query", "\(ledger)")
            }
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

@Suite struct CodeLookupsTests {
    private let start = Timestamp(milliseconds: 1_772_323_200_000)

    @Test("Networks are told apart by halves of their addresses, and days go by")
    func counts() {
        let lookups = CodeLookups()
        #expect(lookups.count("a", from: "10.1.0.1", at: start).networkCount == 1)
        #expect(lookups.count("a", from: "10.1.9.9", at: start).networkCount == 1)
        let third = lookups.count("a", from: "2001:db8::1", at: start)
        #expect(third.networkCount == 2 && third.times == 3)
        #expect(lookups.count("b", from: "", at: start).networkCount == 0)
        let later = Timestamp(milliseconds: start.milliseconds + 6 * 86_400_000)
        #expect(lookups.count("a", from: "10.1.0.1", at: later).times == 4)
        let latest = Timestamp(milliseconds: start.milliseconds + 7 * 86_400_000)
        #expect(lookups.count("a", from: "10.1.0.1", at: latest).times == 2)
    }

    @Test(
        "Whoever makes codes and addresses up is not remembered without bound, and what is asked for again is not forgotten"
    )
    func bounded() {
        let lookups = CodeLookups(codesMax: 100)
        for number in 0..<5000 {
            _ = lookups.count("code \(number)", from: "10.\(number % 256).0.1", at: start)
            if number % 20 == 0 { _ = lookups.count("kept", from: "10.\(number % 256).0.1", at: start) }
            #expect(lookups.codeCount <= 100)
        }
        let kept = lookups.count("kept", from: "10.0.0.1", at: start)
        #expect(kept.times == 251 && kept.networkCount == CodeLookups.networksMax)
    }
}
