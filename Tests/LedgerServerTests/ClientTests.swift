import Codes
import Evidence
import Ledger
import LedgerProtocol
import LedgerServer
import LedgerTesting
import StrictJSON
import Synchronization
import Testing
import TransparencyLog
import Values

@testable import LedgerClient

@Suite("The client against the server") struct ClientTests {
    @Test("Everything that is written can be read back through the client")
    func roundTrip() async throws {
        try await TestServer.with { server in
            var device = server.fixture.device()
            try await server.client { client in
                #expect(try await client.verifierKey() == server.fixture.signer.verifierKey)
                #expect(try await client.journal(device.journal) == nil)
                device.record(300)
                let receipt = try await client.push(device.push())
                #expect(receipt.entries == 3...302)
                #expect(try await client.push(device.push()) == receipt)
                let status = try await client.journal(device.journal)
                #expect(status?.size == 300)
                #expect(status?.checkpoint == device.checkpoint(at: 300))
                #expect(status?.arrival == server.fixture.clock.now())

                let note = try await client.checkpoint()
                #expect(note == receipt.checkpoint)
                let signed = try Checkpoint.open(note: note, key: server.fixture.signer.verifierKey)
                #expect(signed.checkpoint.treeSize == 304)
                let bundle = try await client.entryBundle(EntryBundlePath(index: 1, width: 48)!)
                let tile = Tile(level: 0, index: 1, width: 48)!
                #expect(try await client.tile(tile) == tile.bytes(bundle.map { MerkleHash.leaf($0) }))

                let page = try JSONDocument(try await client.lookup(device.item(7), limit: 1)).root
                #expect(page["events"]?.elements.map { $0["entry"]?.numberText } == ["10"])
                let evidence = try Evidence.parse(try await client.evidence(device.item(7)))
                let report = EvidenceReport(evidence, key: server.fixture.signer.verifierKey)
                #expect(report.findings.isEmpty && report.events.count == 1)
                #expect(try await !client.trace(device.item(7), format: "svg", language: "zh").isEmpty)
                let verdict = try JSONDocument(try await client.verdict(device.item(7))).root
                #expect(verdict["canonical"]?.string == device.item(7))

                let act = AdminAct.operatorEnrolled(
                    uscc: server.fixture.uscc(3), name: "晋江水产", from: server.fixture.enrolledFrom)
                #expect(try await client.admin(server.fixture.note(act)).entry == 304)
            }
        }
    }

    @Test("A code with the separator GS, plus signs, slashes and Chinese reaches the ledger as it was written")
    func codes() async throws {
        try await TestServer.with { server in
            try await server.client { client in
                for code in [
                    "]C10106901234567892" + "10A+1/2\u{1D}21Z&9=?#%", "(01)06901234567892(10)A+1/2", "鱼丸&limit=1 #",
                ] {
                    let expected = (try? CodeReader().read(code)).map(\.uri)
                    do throws(LedgerClientError) {
                        _ = try await client.lookup(code)
                        Issue.record("\(code) is not on record")
                    } catch {
                        guard case .refused(let problem) = error else { throw error }
                        #expect(problem.word == (expected == nil ? "malformed-code" : "unknown-code"))
                        #expect(problem.text("canonical") == expected)
                    }
                }
            }
        }
    }

    @Test("A refusal carries its word, both wordings and what is needed to go on")
    func refusal() async throws {
        try await TestServer.with { server in
            var device = server.fixture.device()
            device.record(2)
            try await server.commit(device)
            device.record(3)
            try await server.client { client in
                do throws(LedgerClientError) {
                    _ = try await client.push(device.push(from: 4))
                    Issue.record("a gap was taken")
                } catch {
                    guard case .refused(let problem) = error else { throw error }
                    #expect(problem.status == 409)
                    #expect(problem.word == "gap")
                    #expect(problem.number("held") == 2)
                    #expect(problem.wording.en.contains("from 2 on"))
                    #expect(problem.wording.zh.contains("第 2 条"))
                }
            }
        }
    }

    @Test("A journal with a Chinese name is found")
    func chineseJournal() async throws {
        try await TestServer.with { server in
            let name = JournalName("\(server.fixture.uscc(1))/码头二号")!
            let status = try await server.client { client in try await client.journal(name) }
            #expect(status == nil)
        }
    }
}

@Suite("The client against the network") struct ClientFailureTests {
    private func failure<Value>(
        of canned: [String?], retries: RetryPolicy = .never,
        _ call: (LedgerClient) async throws(LedgerClientError) -> Value
    ) async throws -> LedgerClientError? {
        let server = try CannedServer(canned)
        return try await LedgerClient.withClient(url: server.url, retries: retries) { client in
            do throws(LedgerClientError) {
                _ = try await call(client)
                return nil
            } catch {
                return error
            }
        }
    }

    /// A policy that waits no time and says how long it was asked to.
    private final class Waits: Sendable {
        private let waits = Mutex<[Duration]>([])
        var all: [Duration] { waits.withLock { $0 } }

        func policy(attempts: Int) -> RetryPolicy {
            RetryPolicy(attemptCountMax: attempts, delay: .seconds(1), delayMax: .seconds(8)) { wait in
                self.waits.withLock { $0.append(wait) }
            }
        }
    }

    @Test("Where nobody listens, that is said after as many attempts as the policy has")
    func refusedConnection() async throws {
        // A port that was just free; whoever took it since is no ledger.
        let port = try CannedServer([]).port
        let waits = Waits()
        try await LedgerClient.withClient(
            url: LedgerURL("http://127.0.0.1:\(port)")!, retries: waits.policy(attempts: 4)
        ) { client in
            do throws(LedgerClientError) {
                _ = try await client.checkpoint()
                Issue.record("somebody answered")
            } catch {
                guard case .unreachable(let url, let reason) = error else { throw error }
                #expect(url == "http://127.0.0.1:\(port)")
                #expect(reason.en == "connection refused")
                #expect(reason.zh == "连接被拒绝")
                #expect(error.wording.zh.contains("无法连接"))
            }
        }
        #expect(waits.all == [.seconds(1), .seconds(2), .seconds(4)])
    }

    @Test("429 and 503 are tried again, as late as they ask")
    func retried() async throws {
        let waits = Waits()
        let error = try await failure(
            of: [
                CannedServer.answer("429 Too Many Requests", "", ["Retry-After: 5"]),
                CannedServer.answer("503 Service Unavailable", ""), CannedServer.answer("200 OK", "note"),
            ], retries: waits.policy(attempts: 3)
        ) { client async throws(LedgerClientError) in
            let note = try await client.checkpoint()
            #expect(note == Array("note".utf8))
        }
        #expect(error == nil)
        #expect(waits.all == [.seconds(5), .seconds(2)])
    }

    @Test("Whoever asks for more patience than the policy has is not asked again")
    func tooLate() async throws {
        let waits = Waits()
        let error = try await failure(
            of: [CannedServer.answer("503 Service Unavailable", "", ["Retry-After: 3600"])],
            retries: waits.policy(attempts: 3)
        ) { client async throws(LedgerClientError) in try await client.checkpoint() }
        guard case .refused(let problem) = error else {
            Issue.record("\(String(describing: error))")
            return
        }
        #expect(problem.retryAfterSeconds == 3600)
        #expect(waits.all.isEmpty)
    }

    @Test("An answer that came in part is not asked for again, nor one that did not come to what was brought")
    func lost() async throws {
        let waits = Waits()
        let half = "HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nhalf"
        let part = try await failure(of: [half], retries: waits.policy(attempts: 3)) {
            client async throws(LedgerClientError) in try await client.checkpoint()
        }
        var device = LedgerFixture().device()
        device.record(1)
        let push = device.push()
        let none = try await failure(of: [nil, nil], retries: waits.policy(attempts: 3)) {
            client async throws(LedgerClientError) in try await client.push(push)
        }
        for error in [part, none] {
            guard case .unreachable = error else {
                Issue.record("\(String(describing: error))")
                continue
            }
        }
        #expect(waits.all.isEmpty)
    }

    @Test("A question whose connection is closed before any of the answer came is asked again")
    func closedConnection() async throws {
        let waits = Waits()
        let error = try await failure(
            of: [nil, CannedServer.answer("200 OK", "note")], retries: waits.policy(attempts: 3)
        ) { client async throws(LedgerClientError) in
            let note = try await client.checkpoint()
            #expect(note == Array("note".utf8))
        }
        #expect(error == nil)
        #expect(waits.all == [.seconds(1)])
    }

    @Test("An answer that is too large, too small, or not what it should be is refused with what it is")
    func badAnswers() async throws {
        let tile = Tile(level: 0, index: 0, width: 2)!
        let large = try await failure(of: [CannedServer.answer("200 OK", String(repeating: "x", count: 65))]) {
            client async throws(LedgerClientError) in try await client.tile(tile)
        }
        guard case .tooLarge(_, bytesMax: 64) = large else {
            Issue.record("\(String(describing: large))")
            return
        }
        let small = try await failure(of: [CannedServer.answer("200 OK", String(repeating: "x", count: 63))]) {
            client async throws(LedgerClientError) in try await client.tile(tile)
        }
        #expect(small?.wording.en.hasSuffix("/tile/0/000.p/2: 63 bytes instead of 64") == true)
        let bundle = try await failure(of: [CannedServer.answer("200 OK", "\u{0}\u{5}ab")]) {
            client async throws(LedgerClientError) in try await client.entryBundle(EntryBundlePath(index: 0, width: 1)!)
        }
        #expect(bundle?.wording.en.contains("claims 5 bytes, but 2 remain") == true)
        let key = try await failure(of: [CannedServer.answer("200 OK", "<html>")]) {
            client async throws(LedgerClientError) in try await client.verifierKey()
        }
        #expect(key?.wording.en.hasSuffix("not a verifier key") == true)
    }

    @Test(
        "A receipt that is no JSON, lacks something, or is of other events is refused",
        arguments: [
            "", "[]", "{", #"{"first":1,"last":2}"#, #"{"first":1,"last":null,"checkpoint":"c"}"#,
            #"{"first":null,"last":null,"checkpoint":"c"}"#, #"{"first":2,"last":1,"checkpoint":"c"}"#,
            #"{"first":1,"last":1,"checkpoint":"c"}"#, #"{"first":-1,"last":5,"checkpoint":"c"}"#,
            #"{"first":"1","last":"2","checkpoint":"c"}"#,
        ])
    func badReceipt(_ body: String) async throws {
        let fixture = LedgerFixture()
        var device = fixture.device()
        device.record(2)
        let push = device.push()
        let error = try await failure(of: [CannedServer.answer("200 OK", body)]) {
            client async throws(LedgerClientError) in try await client.push(push)
        }
        guard case .badResponse = error else {
            Issue.record("\(String(describing: error))")
            return
        }
    }

    @Test("A refusal that is no problem of ours is still said")
    func foreignRefusal() async throws {
        let error = try await failure(of: [CannedServer.answer("502 Bad Gateway", "<html>proxy</html>")]) {
            client async throws(LedgerClientError) in try await client.checkpoint()
        }
        guard case .refused(let problem) = error else {
            Issue.record("\(String(describing: error))")
            return
        }
        #expect(problem.word == nil && problem.status == 502)
        #expect(problem.wording.en == "answered with HTTP status 502")
    }

    @Test("A redirect is not followed")
    func redirect() async throws {
        let error = try await failure(of: [
            CannedServer.answer("302 Found", "", ["Location: http://127.0.0.1:1/checkpoint"])
        ]) { client async throws(LedgerClientError) in try await client.checkpoint() }
        guard case .refused(let problem) = error else {
            Issue.record("\(String(describing: error))")
            return
        }
        #expect(problem.status == 302)
        #expect(problem.wording.en.contains("http://127.0.0.1:1/checkpoint"))
        #expect(problem.wording.zh.contains("不予跟随"))
        #expect(problem.hint != nil)
    }

    @Test("What a redirect says is told without what could lead a terminal astray")
    func hostileRedirect() async throws {
        let error = try await failure(of: [
            CannedServer.answer(
                "301 Moved", "", ["Location: http://x/\u{1B}[31m\u{202E}" + String(repeating: "y", count: 500)])
        ]) { client async throws(LedgerClientError) in try await client.checkpoint() }
        let text = error?.wording.en ?? ""
        #expect(!text.contains("\u{1B}") && !text.contains("\u{202E}"))
        #expect(text.utf8.count < 400)
    }

    @Test("A server that takes the question and says nothing is left after the time that the message names")
    func silent() async throws {
        var timeouts = LedgerClient.Timeouts()
        timeouts.idleSeconds = 1
        let server = try SilentServer()
        try await LedgerClient.withClient(url: server.url, timeouts: timeouts, retries: .never) { client in
            do throws(LedgerClientError) {
                _ = try await client.checkpoint()
                Issue.record("it answered")
            } catch {
                guard case .unreachable(_, let reason) = error else { throw error }
                #expect(reason.en == "no answer within 1 s")
                #expect(reason.zh == "1 秒内没有应答")
            }
        }
    }

    @Test("A server that speaks no TLS, or nothing but TLS, is told in plain words")
    func tls() async throws {
        let plain = try CannedServer([CannedServer.answer("200 OK", "note")])
        let secure = LedgerURL("https://127.0.0.1:\(plain.port)")!
        try await LedgerClient.withClient(url: secure, retries: .never) { client in
            do throws(LedgerClientError) {
                _ = try await client.checkpoint()
                Issue.record("it answered")
            } catch {
                guard case .unreachable(_, let reason) = error else { throw error }
                #expect(reason.en.contains("TLS") && reason.zh.contains("TLS"))
                for inner in ["boringssl", "Error(", "/", ".cc"] {
                    #expect(!reason.en.lowercased().contains(inner.lowercased()), "\(reason.en)")
                }
            }
        }
        // The alert with which a TLS server answers plain HTTP.
        let error = try await failure(of: ["\u{15}\u{3}\u{1}\u{0}\u{2}\u{2}\u{46}"]) {
            client async throws(LedgerClientError) in try await client.checkpoint()
        }
        guard case .unreachable(_, let reason) = error else {
            Issue.record("\(String(describing: error))")
            return
        }
        #expect(reason.en == "the answer is not HTTP (does this address want https://?)")
    }

    @Test("A name that nobody knows is told as that")
    func unknownHost() async throws {
        let url = LedgerURL("http://no-such-host.invalid")!
        try await LedgerClient.withClient(url: url, retries: .never) { client in
            do throws(LedgerClientError) {
                _ = try await client.checkpoint()
                Issue.record("it answered")
            } catch {
                guard case .unreachable(_, let reason) = error else { throw error }
                #expect(reason.en == "no address is known for no-such-host.invalid")
            }
        }
    }
}

@Suite("Ledger URLs") struct LedgerURLTests {
    @Test(
        "An address of a ledger is taken, without its final slash",
        arguments: [
            ("http://127.0.0.1:8470", "http://127.0.0.1:8470"),
            ("https://trace.example.gov.cn/", "https://trace.example.gov.cn"),
            ("http://[::1]:8470/licheng/", "http://[::1]:8470/licheng"), ("http://h", "http://h"),
        ])
    func taken(text: String, expected: String) {
        #expect(LedgerURL(text)?.description == expected)
    }

    @Test(
        "Anything else is not",
        arguments: [
            "", "127.0.0.1:8470", "ftp://h", "http://", "http:///x", "http://h:0", "http://h:65536", "http://h:+80",
            "http://h:", "http://u@h", "http://h?x", "http://h#x", "http://h h", "http://h//", "http://[::1",
            "http://[::1]x",
            "http://例", "HTTP://h", "http://h/\r\nx: y",
        ])
    func refused(text: String) {
        #expect(LedgerURL(text) == nil)
    }
}
