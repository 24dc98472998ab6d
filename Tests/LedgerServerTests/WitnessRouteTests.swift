import HostState
import Ledger
import LedgerTesting
import Testing
import TransparencyLog
import Values

@testable import LedgerServer

@Suite("POST /add-checkpoint, GET /<origin hash>/checkpoint, /witness.vkey") struct WitnessRouteTests {
    private static let log = try! SignerKey(name: "other.example/log", seed: [UInt8](repeating: 1, count: 32))
    private static let key = CosignerKey(try! SignerKey(name: "w.example/w", seed: [UInt8](repeating: 2, count: 32)))

    private static func edge(_ size: Int, fork: Int = .max) -> RightEdge {
        var edge = RightEdge()
        for index in 0..<size { edge.append(.leaf(Array("\(index >= fork ? "x" : "")\(index)".utf8))) }
        return edge
    }

    private static func question(
        _ old: Int, _ new: Int, fork: Int = .max, hashes: [MerkleHash]? = nil, signer: SignerKey = log
    ) throws -> AddCheckpoint {
        var proof: [MerkleHash] = []
        if old > 0, old < new {
            let leaves = (old..<new).map { MerkleHash.leaf(Array("\($0 >= fork ? "x" : "")\($0)".utf8)) }
            proof = try SpanProof(edge: edge(old, fork: fork), leafHashes: leaves).consistencyProof().hashes
        }
        let note = try Checkpoint(origin: log.name, edge: edge(new, fork: fork)).sign(with: signer)
        return AddCheckpoint(oldSize: UInt64(old), hashes: hashes ?? proof, note: note)
    }

    private static func with(
        _ store: SimulatedWitnessStore? = SimulatedWitnessStore([log.verifierKey]),
        _ body: @Sendable @escaping (TestServer) async throws -> Void
    ) async throws {
        let clock = LedgerFixture().clock
        let witness = store.map { store in
            LedgerWitness(
                logs: store, store: store, key: { () throws(LogHeadStoreError) in key }, now: { clock.now() })
        }
        try await TestServer.with(witness: witness, body)
    }

    private static func add(_ server: TestServer, _ body: String, headers: [String] = []) async throws -> RawAnswer {
        try await server.send("POST", "/add-checkpoint", headers: headers, body: Array(body.utf8))
    }

    @Test("200 gives the cosignature alone, whatever media type is claimed, or none")
    func cosigned() async throws {
        try await Self.with { server in
            for (size, headers) in [
                (3, []), (3, ["Content-Type: application/octet-stream"]), (9, ["Content-Type: a/b"]),
            ] {
                let old = size == 9 || !headers.isEmpty ? 3 : 0
                let question = try Self.question(old, size)
                let answer = try await Self.add(server, question.formatted, headers: headers)
                #expect(answer.status == 200, "\(answer.text)")
                #expect(answer.headers["content-type"] == "text/plain; charset=utf-8")
                let lines = try #require(WitnessReply.signatures(answer.body))
                #expect(lines.count == 1)
                let note = try question.note.adding(lines)
                #expect(try note.verify(with: [Self.key.verifierKey]).count == 1)
            }
        }
    }

    @Test("409 gives the size that was cosigned last, and a newline, as text/x.tlog.size")
    func conflict() async throws {
        try await Self.with { server in
            let never = try await Self.add(server, Self.question(2, 3).formatted)
            #expect(never.status == 409)
            #expect(never.text == "0\n")
            #expect(try await Self.add(server, Self.question(0, 3).formatted).status == 200)
            for old in [0, 1, 2] {
                let answer = try await Self.add(server, Self.question(old, 9).formatted)
                #expect(answer.status == 409)
                #expect(answer.headers["content-type"] == "text/x.tlog.size")
                #expect(answer.text == "3\n")
            }
        }
    }

    @Test("each other refusal has the status that C2SP gives it")
    func refusals() async throws {
        try await Self.with { server in
            #expect(try await Self.add(server, Self.question(0, 3).formatted).status == 200)
            let stranger = try SignerKey.generate(name: "stranger.example/log")
            let unknown = try Checkpoint(origin: stranger.name, edge: RightEdge()).sign(with: stranger)
            let impostor = try SignerKey.generate(name: Self.log.name)
            let good = try Self.question(3, 9)
            let tampered = try good.note.adding([Self.log.sign("another\n")])
            let hash = MerkleHash.leaf([]).base64
            let table: [(String, Int, String)] = [
                (AddCheckpoint(oldSize: 0, hashes: [], note: unknown).formatted, 404, "unknown-log"),
                (try Self.question(3, 9, signer: impostor).formatted, 403, "bad-signature"),
                (AddCheckpoint(oldSize: 3, hashes: good.hashes, note: tampered).formatted, 403, "bad-signature"),
                (try Self.question(9, 3).formatted, 400, "malformed-checkpoint"),
                ("", 400, "malformed-checkpoint"), ("old 3\n", 400, "malformed-checkpoint"),
                (good.formatted.replacing("old 3", with: "old 03"), 400, "malformed-checkpoint"),
                (good.formatted.replacing("old 3\n", with: "old 3\r\n"), 400, "malformed-checkpoint"),
                (good.formatted.replacing("\n9\n", with: "\n9\u{0}\n"), 400, "malformed-checkpoint"),
                (good.formatted.replacing("old 3\n", with: "old 3\nAAAA\n"), 400, "malformed-checkpoint"),
                (
                    "old 3\n" + String(repeating: hash + "\n", count: 64) + "\n" + good.note.formatted, 400,
                    "malformed-checkpoint"
                ),
                (
                    "old 3\n" + String(repeating: hash + "\n", count: 63) + "\n" + good.note.formatted, 422,
                    "inconsistent-checkpoint"
                ),
                (try Self.question(3, 9, hashes: []).formatted, 422, "inconsistent-checkpoint"),
                (try Self.question(3, 9, fork: 1).formatted, 422, "inconsistent-checkpoint"),
                (try Self.question(3, 3, fork: 1).formatted, 422, "inconsistent-checkpoint"),
                (try Self.question(3, 3, hashes: [.leaf([])]).formatted, 422, "inconsistent-checkpoint"),
            ]
            for (body, status, word) in table {
                let answer = try await Self.add(server, body)
                #expect(answer.status == status, "\(body.prefix(200)): \(answer.text)")
                #expect(try answer.problem == word)
            }
            // Nothing of this moved the witness.
            #expect(try await Self.add(server, good.formatted).status == 200)
        }
        try await Self.with { server in
            let wrong = try SignedNote.sign("\(Self.log.name)\n0\n\(MerkleHash.leaf([]).base64)\n", with: Self.log)
            let body = AddCheckpoint(oldSize: 0, hashes: [], note: wrong).formatted
            #expect(try await Self.add(server, body).status == 422)
            let needless = try Self.question(0, 3, hashes: [.leaf([])])
            #expect(try await Self.add(server, needless.formatted).status == 422)
            #expect(try await Self.add(server, Self.question(0, 0).formatted).status == 200)
            #expect(try await Self.add(server, Self.question(0, 3).formatted).status == 200)
        }
    }

    @Test("a checkpoint of a megabyte is refused cleanly, and the next one is answered")
    func large() async throws {
        try await Self.with { server in
            let lines = String(repeating: String(repeating: "x", count: 1000) + "\n", count: 1100)
            let checkpoint = try Self.question(0, 3).note.text + lines
            let body = "old 0\n\n" + checkpoint + "\n" + Self.log.sign(checkpoint).line
            let answer = try await Self.add(server, body)
            #expect(answer.status == 413)
            #expect(try answer.problem == "body-too-large")
            #expect(try await Self.add(server, Self.question(0, 3).formatted).status == 200)
        }
    }

    @Test("seventeen signatures are taken")
    func signatures() async throws {
        try await Self.with { server in
            let question = try Self.question(0, 3)
            var others: [NoteSignature] = []
            for number in 0..<16 {
                others.append(try SignerKey.generate(name: "w\(number)").sign(question.note.text))
            }
            let note = try question.note.adding(others)
            #expect(
                try await Self.add(server, AddCheckpoint(oldSize: 0, hashes: [], note: note).formatted).status == 200)
        }
    }

    @Test("a state that cannot be kept is never answered 200")
    func unkept() async throws {
        let store = SimulatedWitnessStore([Self.log.verifierKey])
        try await Self.with(store) { server in
            for failure in [SimulatedWitnessStore.Failure.beforeWriting, .afterWriting] {
                store.failNext(failure)
                let answer = try await Self.add(server, Self.question(0, 3).formatted)
                #expect(answer.status == 503)
                #expect(try answer.problem == "store-unavailable")
            }
            #expect(try await Self.add(server, Self.question(3, 4).formatted).status == 200)
            store.lose(Self.log.name)
            #expect(try await Self.add(server, Self.question(4, 5).formatted).status == 500)
        }
    }

    @Test("monitors are shown what was cosigned, by the hash of the origin; others nothing")
    func monitoring() async throws {
        try await Self.with { server in
            let path = "/\(Checkpoint.originHash(Self.log.name))/checkpoint"
            #expect(try await server.get(path).status == 404)
            _ = try await Self.add(server, Self.question(0, 3).formatted)
            let answer = try await server.get(path)
            #expect(answer.status == 200)
            #expect(answer.headers["content-type"] == "text/plain; charset=utf-8")
            let opened = try Checkpoint.open(
                note: answer.body, key: Self.log.verifierKey, cosigners: [Self.key.verifierKey])
            #expect(opened.checkpoint.treeSize == 3)
            #expect(opened.cosignatures.count == 1)
            for other in ["/\(Checkpoint.originHash("another"))/checkpoint", "/x/checkpoint", "/tile/checkpoint"] {
                #expect(try await server.get(other).status == 404, "\(other)")
            }
            #expect(try await server.get("/checkpoint").text.hasPrefix(server.fixture.origin))
            #expect(try await server.get("/witness.vkey").text == "\(Self.key.verifierKey)\n")
        }
    }

    @Test("a host that witnesses nothing says so")
    func none() async throws {
        for store in [SimulatedWitnessStore?.none, SimulatedWitnessStore()] {
            try await Self.with(store) { server in
                let answers = [
                    try await Self.add(server, Self.question(0, 3).formatted), try await server.get("/witness.vkey"),
                    try await server.get("/\(Checkpoint.originHash(Self.log.name))/checkpoint"),
                ]
                #expect(answers.map(\.status) == [404, 404, 404])
            }
        }
    }
}
