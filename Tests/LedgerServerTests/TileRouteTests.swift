import Hosting
import Ledger
import LedgerTesting
import Testing
import TransparencyLog

@testable import LedgerServer

@Suite("GET /checkpoint, /tile, /ledger.vkey") struct TileRouteTests {
    @Test("The checkpoint is the ledger's signed one, as text, kept only briefly")
    func checkpoint() async throws {
        try await TestServer.with { server in
            let answer = try await server.get("/checkpoint")
            #expect(answer.status == 200)
            #expect(answer.headers["content-type"] == "text/plain; charset=utf-8")
            #expect(answer.headers["cache-control"] == "public, max-age=1")
            let key = server.fixture.signer.verifierKey
            #expect(try Checkpoint.open(note: answer.body, key: key).checkpoint.treeSize == 3)
        }
    }

    @Test("The verifier key is the one that signs")
    func verifierKey() async throws {
        try await TestServer.with { server in
            let answer = try await server.get("/ledger.vkey")
            #expect(answer.status == 200)
            #expect(answer.text == "\(server.fixture.signer.verifierKey)\n")
        }
    }

    @Test(
        "Every tile and bundle of the published tree is served, full and partial ones for ever, and older partial ones too"
    )
    func tiles() async throws {
        try await TestServer.with { server in
            var device = server.fixture.device()
            device.record(300)
            try await server.commit(device)
            let size = try await server.host.store.head()!.treeSize
            for tile in Tile.tiles(treeSize: size) + [Tile(level: 0, index: 0, width: 7)!] {
                let answer = try await server.get("/\(tile.path)")
                #expect(answer.status == 200)
                #expect(answer.headers["content-type"] == "application/octet-stream")
                #expect(answer.headers["cache-control"] == "public, max-age=31536000, immutable")
                #expect(answer.body.count == tile.byteCount)
            }
            for (index, width) in [(0, 256), (0, 5), (1, Int(size) - 256)] {
                let path = EntryBundlePath(index: UInt64(index), width: width)!
                let answer = try await server.get("/\(path.path)")
                let entries = try EntryBundle.parse(answer.body, maxEntries: 256)
                let first = UInt64(index) << 8
                let expected = try await server.store.entries(first..<(first + UInt64(width)))
                #expect(entries.map { Array($0) } == expected)
            }
        }
    }

    @Test("A tile's hashes are those of its bundle's entries")
    func tileMatchesBundle() async throws {
        try await TestServer.with { server in
            let tile = try await server.get("/tile/0/000.p/3")
            let bundle = try await server.get("/tile/entries/000.p/3")
            let leaves = try EntryBundle.parse(bundle.body, maxEntries: 3).map { MerkleHash.leaf($0) }
            #expect(tile.body == leaves.flatMap(\.bytes))
        }
    }

    @Test(
        "Beyond the published tree, and in any other spelling, there is no tile",
        arguments: [
            "/tile/0/000", "/tile/0/000.p/4", "/tile/0/001", "/tile/1/000.p/1", "/tile/8/000", "/tile/63/000.p/1",
            "/tile/64/000", "/tile/0/0", "/tile/0/0000", "/tile/00/000.p/3", "/tile/0/000.p/03", "/tile/0/000.p/0",
            "/tile/0/000.p/256", "/tile/0/000.p/-1", "/tile/0/000.p/3/", "/tile/0/x000/000.p/3",
            "/tile/0/%30%30%30.p/3",
            "/tile//000.p/3", "/tile/+0/000.p/3", "/tile/0/../0/000.p/3", "/tile/", "/tile", "//tile/0/000.p/3",
            "/tile/entries/000", "/tile/entries/0.p/3", "/tile/entries/000.p/4", "/tile/entries/001.p/1",
            "/tile/0/x999/x999/x999/x999/x999/x999/999.p/1", "/checkpoint/", "/Checkpoint", "//", "/../checkpoint",
        ])
    func notFound(path: String) async throws {
        try await TestServer.with { server in
            let answer = try await server.get(path)
            #expect(answer.status == 404)
            #expect(try ["not-found", "no-such-tile"].contains(answer.problem))
        }
    }

    @Test("HEAD gives the fields of GET without the bytes")
    func head() async throws {
        try await TestServer.with { server in
            let answer = try await server.send("HEAD", "/tile/0/000.p/3")
            #expect(answer.status == 200)
            #expect(answer.headers["content-length"] == "96")
            #expect(answer.body.isEmpty)
        }
    }

    @Test("A method that a path does not know is refused with those that it knows")
    func methods() async throws {
        try await TestServer.with { server in
            for (method, target, allowed) in [
                ("POST", "/checkpoint", "GET, HEAD, OPTIONS"), ("DELETE", "/tile/0/000.p/3", "GET, HEAD, OPTIONS"),
                ("GET", "/admin", "OPTIONS, POST"),
                ("PUT", "/journals/\(server.fixture.device().journal)", "GET, HEAD, OPTIONS, POST"),
            ] {
                let answer = try await server.send(method, target)
                #expect(answer.status == 405)
                #expect(answer.headers["allow"] == allowed)
                #expect(try answer.problem == "method-not-allowed")
            }
        }
    }
}
