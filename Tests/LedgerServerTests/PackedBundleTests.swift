import Ledger
import LedgerProtocol
import LedgerTesting
import NIOCore
import Synchronization
import Testing
import TransparencyLog

@testable import LedgerClient
@testable import LedgerServer

@Suite("Entry bundles travel packed to those who take gzip") struct PackedBundleTests {
    @Test("packed or not they are the same entries, full and partial, and caches are told what they depend on")
    func coding() async throws {
        try await TestServer.with { server in
            var device = server.fixture.device()
            device.record(400)
            try await server.commit(device)
            for path in [
                EntryBundlePath(index: 0)!, EntryBundlePath(index: 0, width: 7)!,
                EntryBundlePath(index: 1, width: 100)!,
            ] {
                let plain = try await server.get("/\(path.path)")
                #expect(plain.headers["content-encoding"] == nil)
                #expect(plain.headers["vary"] == "accept-encoding")
                for (fields, isPacked) in [
                    (["gzip"], true), (["br;q=1.0, gzip;q=0.5"], true), (["*"], true), (["gzip;q=0"], false),
                    (["identity"], false), (["gzip;q=0, *;q=1"], false),
                ] {
                    let answer = try await server.send(
                        "GET", "/\(path.path)", headers: fields.map { "Accept-Encoding: \($0)" })
                    #expect(answer.status == 200)
                    #expect(answer.headers["content-encoding"] == (isPacked ? "gzip" : nil), "\(fields)")
                    #expect(answer.headers["vary"] == "accept-encoding")
                    #expect(answer.headers["cache-control"] == "public, max-age=31536000, immutable")
                    #expect(answer.headers["content-type"] == "application/octet-stream")
                    #expect(answer.headers["content-length"] == "\(answer.body.count)")
                    let body = isPacked ? try Gzip.unpack(answer.body, bytesMax: plain.body.count) : answer.body
                    #expect(body == plain.body)
                    if isPacked { #expect(answer.body.count * 3 < plain.body.count) }
                }
            }
        }
    }

    @Test("the client takes gzip, and bounds what it unpacks")
    func client() async throws {
        try await TestServer.with { server in
            var device = server.fixture.device()
            device.record(300)
            try await server.commit(device)
            try await server.client { client in
                let entries = try await client.entryBundle(EntryBundlePath(index: 0)!)
                #expect(entries == (try await server.store.entries(0..<256)))
                var call = LedgerClient.Call.get("/tile/entries/000", bytesMax: 1 << 20)
                call.takesGzip = true
                let whole = try await client.perform(call)
                // Packed it would fit.
                call.bytesMax = whole.count - 1
                await #expect(throws: LedgerClientError.self) { try await client.perform(call) }
                call.bytesMax = whole.count
                #expect(try await client.perform(call) == whole)
            }
        }
    }

    @Test("what came packed is unpacked by either name of gzip, and by no other", arguments: ["gzip", "x-gzip", "br"])
    func names(coding: String) async throws {
        let packed = Gzip.pack([1, 2]) + Gzip.pack([3])
        let head =
            "HTTP/1.1 200 OK\r\nContent-Length: \(packed.count)\r\nConnection: close\r\nContent-Encoding: \(coding)\r\n\r\n"
        let server = try CannedServer(bytes: [Array(head.utf8) + packed])
        let answer = try await LedgerClient.withClient(url: server.url, retries: .never) { client in
            var call = LedgerClient.Call.get("/tile/entries/000", bytesMax: 1000)
            call.takesGzip = true
            return try await client.perform(call)
        }
        #expect(answer == (coding == "br" ? packed : [1, 2, 3]))
    }

    @Test("a full bundle is packed once however many ask, and again only after it was driven out")
    func once() async throws {
        let bundles = PackedBundles(bytesMax: 4096)
        let reads = Atomic(0)
        // Nothing in it repeats.
        var random = SplitMix64(seed: 1)
        let noise = (0..<1000).map { _ in UInt8(truncatingIfNeeded: random.next()) }
        let read: @Sendable () async throws(StoreError) -> [UInt8] = { () async throws(StoreError) in
            reads.add(1, ordering: .relaxed)
            await Task.yield()
            return noise
        }
        await withTaskGroup(of: Void.self) { group in
            for _ in 0..<20 {
                group.addTask {
                    let packed = try? await bundles.bundle(7, read: read)
                    #expect(packed.map { try? Gzip.unpack(Array($0.readableBytesView), bytesMax: 1000) } == noise)
                }
            }
        }
        #expect(reads.load(ordering: .relaxed) == 1)
        for index in UInt64(8)..<30 {
            _ = try await bundles.bundle(index, read: read)
            #expect(bundles.byteCount <= 4096)
        }
        #expect(reads.load(ordering: .relaxed) == 23)
        _ = try await bundles.bundle(7, read: read)
        #expect(reads.load(ordering: .relaxed) == 24)
    }

    @Test("a bundle that could not be read is asked for again")
    func failure() async throws {
        let bundles = PackedBundles()
        await #expect(throws: StoreError.self) {
            try await bundles.bundle(0) { () async throws(StoreError) in throw .unreadable(reason: "simulated") }
        }
        let packed = try await bundles.bundle(0) { [1, 2, 3] }
        #expect(try Gzip.unpack(Array(packed.readableBytesView), bytesMax: 3) == [1, 2, 3])
    }
}
