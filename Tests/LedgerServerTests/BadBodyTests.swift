import Hosting
import Ledger
import LedgerTesting
import StrictJSON
import Testing
import TransparencyLog

@testable import LedgerServer

@Suite("Bad bodies") struct BadBodyTests {
    /// A body that is not a push, made from one that is.
    struct BadPush: Sendable, CustomTestStringConvertible {
        let testDescription: String
        let change: @Sendable ([UInt8]) -> [UInt8]

        init(_ description: String, _ change: @escaping @Sendable ([UInt8]) -> [UInt8]) {
            testDescription = description
            self.change = change
        }
    }

    static let badPushes = [
        BadPush("empty but for a byte") { _ in [0] },
        BadPush("only a length") { Array($0.prefix(4)) },
        BadPush("a note's length past the end") { [0, 0, 0xFF, 0xFF] + $0.dropFirst(4) },
        BadPush("a note's length of four gigabytes") { [0xFF, 0xFF, 0xFF, 0xFF] + $0.dropFirst(4) },
        BadPush("a note's length of nothing") { [0, 0, 0, 0] + $0.dropFirst(4) },
        BadPush("a byte short") { Array($0.dropLast()) },
        BadPush("half an entry short") { Array($0.dropLast(100)) },
        BadPush("a byte too much") { $0 + [0] },
        BadPush("an entry too much") { $0 + [0, 1, 65] },
        BadPush("a note that is not UTF-8") { bytes in
            var bytes = bytes
            bytes[5] = 0xFF
            return bytes
        },
        BadPush("an entry of another index") { bytes in
            var bytes = bytes
            let header = Array("dock-1 1\n".utf8)
            let place = bytes.indices.first { bytes[$0...].starts(with: header) }!
            bytes[place + 7] = UInt8(ascii: "7")
            return bytes
        },
    ]

    @Test("What is not a push is refused with the place, and nothing is held", arguments: badPushes)
    func badPush(_ bad: BadPush) async throws {
        try await TestServer.with { server in
            var device = server.fixture.device()
            device.record(3)
            let answer = try await server.send(
                "POST", "/journals/\(device.journal)?from=0", headers: ["Content-Type: \(PushRequest.mediaType)"],
                body: bad.change(device.push().body))
            #expect(answer.status == 400)
            #expect(try answer.problem == "malformed-push")
            #expect(try await server.get("/journals/\(device.journal)").status == 404)
        }
    }

    @Test("A push of another journal, or from another place than its own, is refused")
    func otherJournal() async throws {
        try await TestServer.with { server in
            var device = server.fixture.device()
            device.record(2)
            let headers = ["Content-Type: \(PushRequest.mediaType)"]
            let other = server.fixture.device(2).journal
            for note in server.fixture.enrolment(of: server.fixture.device(2)) {
                _ = try? await server.host.sequencer.append(adminNote: note)
            }
            for target in ["/journals/\(other)?from=0", "/journals/\(device.journal)?from=1"] {
                let answer = try await server.send("POST", target, headers: headers, body: device.push().body)
                #expect(try answer.problem == "malformed-push")
            }
        }
    }

    @Test("A body that ends before its length is refused with the offset at which it ends")
    func truncated() async throws {
        try await TestServer.with { server in
            let name = server.fixture.device().journal
            let head = "POST /journals/\(name)?from=0 HTTP/1.1\r\nHost: t\r\nContent-Type: \(PushRequest.mediaType)\r\n"
            let answer = try await RawSocket.exchange(
                port: server.port, Array("\(head)Content-Length: 100\r\n\r\n0123456789".utf8))
            #expect(answer.status == 400)
            #expect(try answer.problem == "truncated-body")
            #expect(try answer.json["offset"]?.numberText == "10")
        }
    }

    @Test("A chunked body whose chunks lie or end early is refused")
    func badChunks() async throws {
        try await TestServer.with { server in
            let name = server.fixture.device().journal
            let head =
                "POST /journals/\(name)?from=0 HTTP/1.1\r\nHost: t\r\nContent-Type: \(PushRequest.mediaType)\r\n"
                + "Transfer-Encoding: chunked\r\n\r\n"
            for body in ["5\r\nabcde", "zz\r\nabcde\r\n", "5\r\nabcdefgh\r\n0\r\n\r\n", "FFFFFFFFFFFFFFFFF\r\nabc"] {
                let answer = try await RawSocket.exchange(port: server.port, Array((head + body).utf8))
                #expect(answer.status == 400)
            }
            #expect(try await server.get("/healthz").status == 200)
        }
    }

    @Test("A body over the limit is refused before it is read, and while it is read where its length is not said")
    func tooLarge() async throws {
        var limits = HTTPLimits()
        limits.pushBytesMax = 1000
        limits.noteBytesMax = 1000
        try await TestServer.with(limits: limits) { server in
            let name = server.fixture.device().journal
            let head = "Host: t\r\nContent-Type: \(PushRequest.mediaType)\r\nConnection: close\r\n"
            let declared = try await RawSocket.exchange(
                port: server.port,
                Array("POST /journals/\(name) HTTP/1.1\r\n\(head)Content-Length: 1001\r\n\r\n".utf8))
            #expect(declared.status == 413)
            #expect(try declared.problem == "body-too-large")
            #expect(try declared.json["bytesMax"]?.numberText == "1000")
            let chunk = "400\r\n" + String(repeating: "x", count: 1024) + "\r\n"
            let chunked = try await RawSocket.exchange(
                port: server.port,
                Array(
                    "POST /journals/\(name) HTTP/1.1\r\n\(head)Transfer-Encoding: chunked\r\n\r\n\(chunk)0\r\n\r\n".utf8
                ))
            #expect(chunked.status == 413)
            #expect(try await server.post(admin: Array(repeating: 65, count: 1001)).status == 413)
        }
    }

    @Test("Another media type, none, or a content coding is refused")
    func mediaType() async throws {
        try await TestServer.with { server in
            var device = server.fixture.device()
            device.record(1)
            let target = "/journals/\(device.journal)?from=0"
            for headers in [
                [], ["Content-Type: application/json"], ["Content-Type: \(PushRequest.mediaType)x"],
                ["Content-Type: \(PushRequest.mediaType)", "Content-Encoding: gzip"],
            ] {
                let answer = try await server.send("POST", target, headers: headers, body: device.push().body)
                #expect(answer.status == 415, "\(headers)")
                #expect(try answer.problem == "unsupported-media-type")
            }
            let sent = try await server.send(
                "POST", target, headers: ["Content-Type: Application/VND.yima.push; v=1"], body: device.push().body)
            #expect(sent.status == 200)
        }
    }

    @Test(
        "A journal's name that is a path or not a name is refused",
        arguments: [
            "..", "../..", "../../etc/passwd", "%2e%2e%2f%2e%2e%2fetc%2fpasswd", "91350100M000000015/..",
            "91350100M000000015/%2e%2e", "91350100M000000015/a/b", "91350100M000000015/a%2Fb", "91350100M000000015",
            "91350100M000000015/", "/dock-1", "", "91350100M000000015/a%00b", "91350100M000000015/a%0Ab",
            "91350100M000000015/a%20b", "91350100M000000015/a%2Bb", "91350100M000000015/%FF", "91350100M000000015/%zz",
            "91350100M000000015/%", "91350100m000000015/dock-1",
            "91350100M000000015/" + String(repeating: "a", count: 300),
            "91350100M000000015%5Cdock-1", "91350100M000000015/dock%5C1",
        ])
    func badName(_ name: String) async throws {
        try await TestServer.with { server in
            for method in ["GET", "POST"] {
                let answer = try await server.send(method, "/journals/\(name)")
                #expect(answer.status == 400)
                #expect(try answer.problem == "malformed-journal-name")
            }
        }
    }

    @Test(
        "A query that is not the route's is refused",
        arguments: [
            "from=-1", "from=01", "from=+1", "from=1e3", "from=18446744073709551616", "from=", "from", "from=0&from=0",
            "form=0", "from=%zz", "from=%FF", "=0",
        ])
    func badQuery(_ query: String) async throws {
        try await TestServer.with { server in
            var device = server.fixture.device()
            device.record(1)
            let answer = try await server.send(
                "POST", "/journals/\(device.journal)?\(query)", headers: ["Content-Type: \(PushRequest.mediaType)"],
                body: device.push().body)
            #expect(answer.status == 400)
            #expect(try answer.problem == "malformed-query")
        }
    }

    @Test("A target or header fields without end are refused, and the server goes on")
    func longHead() async throws {
        try await TestServer.with { server in
            let long = try await server.get("/lookup?code=" + String(repeating: "1", count: 9000))
            #expect(long.status == 414)
            let field = try await server.send(
                "GET", "/checkpoint", headers: ["X: " + String(repeating: "a", count: 100_000)])
            #expect((400..<500).contains(field.status))
            let garbage = try await RawSocket.exchange(
                port: server.port, Array("\u{16}\u{3}\u{1}nonsense\r\n\r\n".utf8))
            #expect(garbage.status == 400)
            #expect(try await server.get("/healthz").status == 200)
        }
    }

    @Test("Where no request more is admitted, the answer is 503 with a time to come again")
    func overloaded() async throws {
        var limits = HTTPLimits()
        limits.requestCountMax = 0
        try await TestServer.with(limits: limits) { server in
            let answer = try await server.get("/checkpoint")
            #expect(answer.status == 503)
            #expect(try answer.problem == "overloaded")
            #expect(answer.headers["retry-after"] == "1")
        }
    }

    @Test("Where no more bodies fit in memory, the answer is 429 with a time to come again")
    func bodiesFull() async throws {
        var limits = HTTPLimits()
        limits.bodyBytesMax = 100
        try await TestServer.with(limits: limits) { server in
            var device = server.fixture.device()
            device.record(1)
            let answer = try await server.post(device.push())
            #expect(answer.status == 429)
            #expect(try answer.problem == "busy")
            #expect(answer.headers["retry-after"] == "2")
        }
    }
}
