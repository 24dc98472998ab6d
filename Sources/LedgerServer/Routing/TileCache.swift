import NIOCore
import Synchronization
import TransparencyLog

/// Full tiles, which never change, ready to be sent: the newest that were asked for, up to a bound.
///
/// Two generations: what is asked for again while it is in the older one moves to the younger. So a reader who walks through
/// the whole tree once drives out at most what nobody asked for in between, and nothing has to be kept in order.
final class TileCache: Sendable {
    private struct Generations {
        var young: [Tile: ByteBuffer] = [:]
        var old: [Tile: ByteBuffer] = [:]
    }

    /// 8 KiB a tile: 32 MiB in all.
    static let tileCountMax = 4096
    private let generationCountMax: Int
    private let generations = Mutex(Generations())

    init(tileCountMax: Int = TileCache.tileCountMax) {
        generationCountMax = max(1, tileCountMax / 2)
    }

    /// A full tile's data; nil where it is not held.
    subscript(tile: Tile) -> ByteBuffer? {
        generations.withLock { generations in
            if let found = generations.young[tile] { return found }
            guard let found = generations.old[tile] else { return nil }
            keep(found, tile, &generations)
            return found
        }
    }

    /// Keeps a full tile's data.
    func keep(_ data: ByteBuffer, of tile: Tile) {
        precondition(tile.isFull, "a partial tile grows")
        generations.withLock { keep(data, tile, &$0) }
    }

    var count: Int {
        generations.withLock { generations in
            generations.young.count + generations.old.keys.count { generations.young[$0] == nil }
        }
    }

    private func keep(_ data: ByteBuffer, _ tile: Tile, _ generations: inout Generations) {
        if generations.young.count >= generationCountMax {
            generations.old = generations.young
            generations.young = [:]
        }
        generations.young[tile] = data
    }
}
