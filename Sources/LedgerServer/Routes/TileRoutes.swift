import HTTPTypes
import Hosting
import Ledger
import LedgerProtocol
import NIOCore
import TransparencyLog

/// The read API of C2SP tlog-tiles, and the verifier key.
struct TileRoutes: RouteGroup {
    let services: RouteServices
    let cache = TileCache()
    let packedBundles = PackedBundles()

    var routes: [Route] {
        [
            .get("/checkpoint", name: "checkpoint", gate: services.gates.light, isFrequent: true, answer: checkpoint),
            .get(
                "/newest-checkpoint", name: "newest-checkpoint", gate: services.gates.light, isFrequent: true,
                answer: newestCheckpoint),
            .get(
                "/tile/{level}/{tile}", shapes: ["/tile/{level}/**"], name: "tile", gate: services.gates.light,
                isFrequent: true, answer: tile),
            .get(
                "/tile/entries/{bundle}", shapes: ["/tile/entries/**"], name: "entries", gate: services.gates.bundles,
                isFrequent: true, answer: entryBundle),
            .get("/ledger.vkey", name: "vkey", gate: services.gates.light, answer: verifierKey),
            .get("/key-rotations", name: "key-rotations", gate: services.gates.light, answer: keyRotations),
        ]
    }

    /// `GET /checkpoint`: the newest published checkpoint: one that the witness policy accepts, with its cosignatures.
    private func checkpoint(_ asked: RouteRequest) throws(Problem) -> Reply {
        Reply(.text, try services.witnessed.ledger.checkpoint, caching: .brief)
    }

    /// `GET /newest-checkpoint`: the newest signed checkpoint, whether or not anybody cosigned it: what holds the ledger to its word.
    private func newestCheckpoint(_ asked: RouteRequest) -> Reply {
        Reply(.text, services.published.checkpoint, caching: .brief)
    }

    /// `GET /ledger.vkey`.
    private func verifierKey(_ asked: RouteRequest) -> Reply {
        Reply(.text, Array("\(services.host.identity.signer.verifierKey)\n".utf8), caching: .none)
    }

    /// `GET /key-rotations`: the notes by which the key that signs the checkpoints was exchanged; empty where it never was.
    private func keyRotations(_ asked: RouteRequest) -> Reply {
        let rotations = services.published.registry.ledgerRotations.map(\.rotation)
        return Reply(.text, LedgerKeyRotation.format(rotations), caching: .none)
    }

    /// `GET /tile/<L>/<N>[.p/<W>]`. A partial tile of an older size is a prefix of the stored one.
    private func tile(_ asked: RouteRequest) async throws(Problem) -> Reply {
        guard let tile = Tile(path: String(asked.path(after: "/"))), tile.exists(treeSize: services.published.treeSize)
        else { throw .noSuchTile(asked.path) }
        guard let data = try await data(of: tile).getSlice(at: 0, length: tile.byteCount) else {
            throw Problem(.missing(tile.path))
        }
        return Reply(.octets, data, caching: .immutable)
    }

    /// The data of a tile of the published tree, or more.
    private func data(of tile: Tile) async throws(Problem) -> ByteBuffer {
        if let held = cache[tile.full] { return held }
        let name = TileName(level: tile.level, index: tile.index)
        let stored = try await services.reading { () async throws(StoreError) in
            try await services.host.store.tiles([name])
        }
        let data = ByteBuffer(bytes: (stored.first ?? nil) ?? [])
        // Only what is asked for whole is kept: an auditor's partial tiles are the newest ones, which still grow.
        if tile.isFull, data.readableBytes == tile.byteCount { cache.keep(data, of: tile) }
        return data
    }

    /// `GET /tile/entries/<N>[.p/<W>]`; packed with gzip for those who take it (C2SP tlog-tiles).
    private func entryBundle(_ asked: RouteRequest) async throws(Problem) -> Reply {
        guard let path = EntryBundlePath(path: String(asked.path(after: "/"))),
            path.tile.exists(treeSize: services.published.treeSize)
        else { throw .noSuchTile(asked.path) }
        let store = services.host.store
        let read: @Sendable () async throws(StoreError) -> [UInt8] = { () async throws(StoreError) in
            let first = path.index << 8
            return EntryBundle.format(try await store.entries(first..<(first + UInt64(path.width))))
        }
        guard AcceptedCodings(asked.headers[values: .acceptEncoding]).takesGzip else {
            return .bundle(ByteBuffer(bytes: try await services.reading(read)), packed: false)
        }
        let packed = try await services.reading { () async throws(StoreError) in
            path.tile.isFull
                ? try await packedBundles.bundle(path.index, read: read)
                : ByteBuffer(bytes: Gzip.pack(try await read()))
        }
        return .bundle(packed, packed: true)
    }
}

extension Reply {
    /// A bundle says that it depends on what the client takes, also where it is not packed: caches must know.
    fileprivate static func bundle(_ bytes: ByteBuffer, packed: Bool) -> Reply {
        let coding = packed ? [("content-encoding", Gzip.name)] : []
        return Reply(
            .octets, bytes,
            headers: [("cache-control", Caching.immutable.rawValue), ("vary", "accept-encoding")] + coding)
    }
}

extension Problem {
    fileprivate static func noSuchTile(_ path: String) -> Problem {
        Problem(.noSuchTile, en: "the published tree has no \(path.printable)", zh: "已发布的树中没有 \(path.printable)")
    }
}
