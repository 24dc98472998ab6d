import TransparencyLog
import Values

extension TileSource {
    /// The hashes of these nodes of a tree, each tile fetched once, all at once. They are believed only where they lead to a signed root.
    ///
    /// Throws `TileSourceError`, or what explains itself (`TileError`).
    func hashes(at nodes: [NodeCoordinate], treeSize: UInt64) async throws -> [MerkleHash] {
        let bytes = try await tiles(TileHashReader<[UInt8]>.tiles(for: nodes, treeSize: treeSize))
        return try nodes.map { node in
            let tile = try Tile.holding(node, treeSize: treeSize)
            return try tile.hash(of: node, in: bytes[tile] ?? [])
        }
    }

    /// At most two tiles of each of eight levels for a proof.
    private func tiles(_ wanted: [Tile]) async throws(TileSourceError) -> [Tile: [UInt8]] {
        let fetched = await withTaskGroup(of: FetchedTile.self) { group in
            for tile in wanted {
                group.addTask {
                    // Put together after the wait: Swift 6.3 optimizes a pair that is made around it into one with a wrong first.
                    let bytes = await read(tile)
                    return FetchedTile(tile: tile, bytes: bytes)
                }
            }
            var fetched: [Tile: Result<[UInt8], TileSourceError>] = [:]
            for await one in group { fetched[one.tile] = one.bytes }
            return fetched
        }
        var bytes: [Tile: [UInt8]] = [:]
        for tile in wanted { bytes[tile] = try fetched[tile]?.get() }
        return bytes
    }

    private func read(_ wanted: Tile) async -> Result<[UInt8], TileSourceError> {
        do throws(TileSourceError) { return .success(try await tile(wanted)) } catch { return .failure(error) }
    }
}

private struct FetchedTile: Sendable {
    let tile: Tile
    let bytes: Result<[UInt8], TileSourceError>
}
