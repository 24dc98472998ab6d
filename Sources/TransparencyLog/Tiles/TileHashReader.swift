/// Hashes read from the tiles of a tree of a known size, each tile fetched once for a request.
///
/// Nothing is authenticated here: what is built from the hashes is compared with a signed root by whoever asks.
public struct TileHashReader<Bytes: Collection<UInt8>>: HashReader {
    public let treeSize: UInt64
    private let fetch: (Tile) throws -> Bytes

    /// - Parameter fetch: gives a tile's data, `tile.byteCount` bytes.
    public init(treeSize: UInt64, fetch: @escaping (Tile) throws -> Bytes) {
        self.treeSize = treeSize
        self.fetch = fetch
    }

    /// The tiles that these nodes need, each once, in the order of first need: for callers that fetch asynchronously.
    public static func tiles(for nodes: [NodeCoordinate], treeSize: UInt64) throws(TileError) -> [Tile] {
        var seen: Set<Tile> = []
        var tiles: [Tile] = []
        for node in nodes {
            let tile = try Tile.holding(node, treeSize: treeSize)
            if seen.insert(tile).inserted { tiles.append(tile) }
        }
        return tiles
    }

    /// Throws `TileError`, or whatever `fetch` throws.
    public func hashes(at nodes: [NodeCoordinate]) throws -> [MerkleHash] {
        var held: [Tile: Bytes] = [:]
        for tile in try Self.tiles(for: nodes, treeSize: treeSize) { held[tile] = try fetch(tile) }
        return try nodes.map { node in
            let tile = try Tile.holding(node, treeSize: treeSize)
            return try tile.hash(of: node, in: held[tile]!)
        }
    }
}
