import TransparencyLog
import Values

/// The leaf hashes of a log, each held to the root that the log signed: no tile is believed before its hashes lead there.
actor ProvenLeaves<Source: TileSource> {
    private let source: Source
    private let checkpoint: Checkpoint
    /// Tiles above the leaves, and those along the right edge.
    private var proven: [Tile: [MerkleHash]] = [:]
    private var isEdgeProven = false
    /// The full tile of leaves that was read last.
    private var last: (tile: Tile, hashes: [MerkleHash])?
    /// Tiles that were fetched and not yet looked at.
    private var ahead: [Tile: Result<[UInt8], TileSourceError>] = [:]

    init(_ source: Source, under checkpoint: Checkpoint) {
        self.source = source
        self.checkpoint = checkpoint
    }

    /// Full tiles of leaves that are fetched at once: what a line with a long way can use.
    private static var aheadMax: UInt64 { 16 }

    /// The hashes of the leaves in `range`, which the tree has.
    func hashes(_ range: Range<UInt64>) async throws(ProvenLeavesError) -> [MerkleHash] {
        precondition(range.upperBound <= checkpoint.treeSize, "leaves of the tree")
        let width = UInt64(Tile.widthMax)
        var found: [MerkleHash] = []
        var next = range.lowerBound
        while next < range.upperBound {
            let index = next / width
            await fetchAhead(index..<min((range.upperBound + width - 1) / width, checkpoint.treeSize / width))
            let hashes = try await hashes(of: try tile(holding: NodeCoordinate(level: 0, index: next)))
            let first = index * width
            let part = (next..<range.upperBound).clamped(to: first..<(first + UInt64(hashes.count)))
            found += hashes[Int(part.lowerBound - first)..<Int(part.upperBound - first)]
            next = part.upperBound
        }
        return found
    }

    private func tile(holding node: NodeCoordinate) throws(ProvenLeavesError) -> Tile {
        do throws(TileError) { return try Tile.holding(node, treeSize: checkpoint.treeSize) } catch {
            throw .source(TileSourceError(error.wording))
        }
    }

    private func hashes(of tile: Tile) async throws(ProvenLeavesError) -> [MerkleHash] {
        if let last, last.tile == tile { return last.hashes }
        if let held = proven[tile] { return held }
        guard tile.isFull else {
            try await proveEdge()
            return proven[tile] ?? []
        }
        let hashes = MerkleHash.hashes(in: try await fetch(tile))
        // The root of a full tile stands in the tile above it.
        let top = NodeCoordinate(level: (tile.level + 1) * UInt8(Tile.height), index: tile.index)
        let above = try await self.hashes(of: try self.tile(holding: top))
        guard above[Int(top.index % UInt64(Tile.widthMax))] == Self.root(of: hashes) else { throw .notShown }
        if tile.level == 0 { last = (tile, hashes) } else { proven[tile] = hashes }
        return hashes
    }

    /// The tiles that are not full make, together, just the root.
    private func proveEdge() async throws(ProvenLeavesError) {
        guard !isEdgeProven else { return }
        let plan = RootPlan(treeSize: checkpoint.treeSize)
        var tiles: [Tile: [UInt8]] = [:]
        var hashes: [MerkleHash] = []
        for node in plan.nodes {
            let tile = try tile(holding: node)
            if tiles[tile] == nil { tiles[tile] = try await fetch(tile) }
            do throws(TileError) { hashes.append(try tile.hash(of: node, in: tiles[tile] ?? [])) } catch {
                throw .source(TileSourceError(error.wording))
            }
        }
        guard plan.root(hashes) == checkpoint.root else { throw .notShown }
        for (tile, bytes) in tiles { proven[tile] = MerkleHash.hashes(in: bytes) }
        isEdgeProven = true
    }

    private func fetch(_ tile: Tile) async throws(ProvenLeavesError) -> [UInt8] {
        let bytes: [UInt8]
        do throws(TileSourceError) {
            if let ahead = ahead.removeValue(forKey: tile) {
                bytes = try ahead.get()
            } else {
                bytes = try await source.tile(tile)
            }
        } catch {
            throw .source(error)
        }
        guard bytes.count == tile.byteCount else { throw .notShown }
        return bytes
    }

    /// Fetches the next full tiles of leaves together, where the first of them is not there yet; nothing is believed by that.
    private func fetchAhead(_ indexes: Range<UInt64>) async {
        let wanted = indexes.prefix(Int(Self.aheadMax)).compactMap { Tile(level: 0, index: $0) }
        guard let first = wanted.first, wanted.count > 1, last?.tile != first, ahead[first] == nil else { return }
        ahead = await withTaskGroup(of: FetchedAhead.self) { group in
            for tile in wanted {
                group.addTask { [source] in
                    let bytes = await Self.read(tile, source)
                    return FetchedAhead(tile: tile, bytes: bytes)
                }
            }
            var fetched: [Tile: Result<[UInt8], TileSourceError>] = [:]
            for await one in group { fetched[one.tile] = one.bytes }
            return fetched
        }
    }

    private static func read(_ tile: Tile, _ source: Source) async -> Result<[UInt8], TileSourceError> {
        do throws(TileSourceError) { return .success(try await source.tile(tile)) } catch { return .failure(error) }
    }

    private static func root(of hashes: [MerkleHash]) -> MerkleHash {
        var level = hashes
        while level.count > 1 {
            level = stride(from: 0, to: level.count, by: 2).map { .node(level[$0], level[$0 + 1]) }
        }
        return level[0]
    }
}

private struct FetchedAhead: Sendable {
    let tile: Tile
    let bytes: Result<[UInt8], TileSourceError>
}

/// Why leaf hashes could not be had.
enum ProvenLeavesError: Error, Hashable {
    /// What was served does not lead to the root that the log signed.
    case notShown
    case source(TileSourceError)
}
