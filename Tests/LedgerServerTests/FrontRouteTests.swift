import Foundation
import Hosting
import Ledger
import LedgerTesting
import Logging
import StrictJSON
import Synchronization
import Testing
import TransparencyLog

@testable import LedgerServer

@Suite("GET /, /openapi.json, and browsers") struct FrontRouteTests {
    @Test("A browser is told what this is, in its language, by whose key, and how to ask")
    func page() async throws {
        try await TestServer.with { server in
            let english = try await server.get("/")
            #expect(english.status == 200)
            #expect(english.headers["content-type"] == "text/html; charset=utf-8")
            #expect(english.text.contains("This is a Yima ledger"))
            #expect(english.text.contains("\(server.host.identity.signer.verifierKey)"))
            #expect(english.text.contains("href=\"/openapi.json\"") && english.text.contains("action=\"/trace\""))
            #expect(!english.text.contains("<script"))
            let chinese = try await server.send("GET", "/", headers: ["Accept-Language: zh-CN,zh;q=0.9"])
            #expect(chinese.text.contains("这里是一码（Yima）账本"))
            #expect(try await server.get("/?lang=zh").text == chinese.text)
            #expect(try await server.get("/?lang=fr").status == 400)
        }
    }

    @Test("The interface that is served is the one that is written down")
    func interface() async throws {
        let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .deletingLastPathComponent()
        let document = try Data(contentsOf: root.appending(path: "schema/openapi.json"))
        try await TestServer.with { server in
            let answer = try await server.get("/openapi.json")
            #expect(answer.status == 200 && answer.headers["content-type"] == "application/json")
            #expect(Data(answer.body) == document)
        }
    }

    @Test(
        "What is read any page may ask for, also where it is refused; what is written and what is counted only the host's own"
    )
    func crossOrigin() async throws {
        try await TestServer.with { server in
            let journal = server.fixture.device().journal
            for target in ["/checkpoint", "/tile/0/000.p/3", "/lookup?code=6901234567891", "/journals/\(journal)", "/"]
            {
                let answer = try await server.get(target)
                #expect(answer.headers["access-control-allow-origin"] == "*", "\(target)")
            }
            for target in ["/metrics", "/nowhere"] {
                #expect(try await server.get(target).headers["access-control-allow-origin"] == nil, "\(target)")
            }
            for target in ["/admin", "/disclosures"] {
                let answer = try await server.send("POST", target)
                #expect(answer.headers["access-control-allow-origin"] == nil, "\(target)")
            }
        }
    }

    @Test("OPTIONS names the methods of a path, and which of them any page may ask")
    func options() async throws {
        try await TestServer.with { server in
            let journal = "/journals/\(server.fixture.device().journal)"
            for (target, allow, open) in [
                ("/checkpoint", "GET, HEAD, OPTIONS", "GET, HEAD"),
                ("/evidence", "GET, HEAD, OPTIONS, POST", "GET, HEAD, POST"),
                (journal, "GET, HEAD, OPTIONS, POST", "GET, HEAD"), ("/admin", "OPTIONS, POST", nil),
                ("/metrics", "GET, HEAD, OPTIONS", nil),
            ] as [(String, String, String?)] {
                let answer = try await server.send("OPTIONS", target)
                #expect(answer.status == 204, "\(target)")
                #expect(answer.headers["allow"] == allow, "\(target)")
                #expect(answer.headers["access-control-allow-methods"] == open, "\(target)")
                #expect(answer.headers["access-control-allow-origin"] == open.map { _ in "*" }, "\(target)")
                #expect(answer.body.isEmpty)
            }
            #expect(try await server.send("OPTIONS", "/nowhere").status == 404)
        }
    }
}

@Suite struct RefusalLogTests {
    @Test("The same refusal of one device is told once a minute, with how often it was met")
    func quiet() {
        let moment = Mutex(ContinuousClock.now)
        let log = RefusalLog { moment.withLock { $0 } }
        #expect(log.isDue(journal: "a/1", word: "not-enrolled") == 0)
        #expect(log.isDue(journal: "a/1", word: "not-enrolled") == nil)
        #expect(log.isDue(journal: "a/1", word: "not-enrolled") == nil)
        #expect(log.isDue(journal: "a/1", word: "gap") == 0)
        #expect(log.isDue(journal: "a/2", word: "not-enrolled") == 0)
        moment.withLock { $0 += RefusalLog.interval }
        #expect(log.isDue(journal: "a/1", word: "not-enrolled") == 2)
        #expect(log.isDue(journal: "a/1", word: "not-enrolled") == nil)
        // Whoever makes names up is not remembered without bound.
        for index in 0..<(2 * RefusalLog.keysMax) { #expect(log.isDue(journal: "x/\(index)", word: "gap") == 0) }
    }
}
