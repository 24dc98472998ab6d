import Hosting
import Ledger
import TransparencyLog

/// The read API of C2SP tlog-tiles.
extension LedgerDesk {
    /// `GET /checkpoint`: the newest signed checkpoint.
    func checkpoint() async -> Reply {
        Reply(.text, await host.sequencer.checkpoint, caching: .brief)
    }

    /// `GET /tile/<L>/<N>[.p/<W>]`. A partial tile of an older size is a prefix of the stored one.
    func answer(_ tile: Tile) async throws(Problem) -> Reply {
        guard tile.exists(treeSize: try await publishedSize()) else { throw .noSuchTile(tile.path) }
        let name = TileName(level: tile.level, index: tile.index)
        let stored = try await reading { () async throws(StoreError) in try await host.store.tiles([name]) }
        guard let bytes = stored.first ?? nil, bytes.count >= tile.byteCount else {
            throw Problem(.missing(tile.path))
        }
        return Reply(.octets, Array(bytes.prefix(tile.byteCount)), caching: .immutable)
    }

    /// `GET /tile/entries/<N>[.p/<W>]`.
    func answer(_ path: EntryBundlePath) async throws(Problem) -> Reply {
        guard path.tile.exists(treeSize: try await publishedSize()) else { throw .noSuchTile(path.path) }
        let first = path.index << 8
        let entries = try await reading { () async throws(StoreError) in
            try await host.store.entries(first..<(first + UInt64(path.width)))
        }
        return Reply(.octets, EntryBundle.format(entries), caching: .immutable)
    }
}

extension Problem {
    fileprivate static func noSuchTile(_ path: String) -> Problem {
        Problem(.noSuchTile, en: "the published tree has no \(path)", zh: "已发布的树中没有 \(path)")
    }
}
