import Ledger
import TransparencyLog

/// The hashes that one query's proofs are made of: each tile is read at most once, and what was joined before is not joined again.
struct TreeReading {
    private let store: any LedgerStore
    private let memory: ProofMemory
    private let treeSize: UInt64
    /// The data of tiles that this query has read, as wide as the tree makes them.
    private var tiles: [Tile: [UInt8]] = [:]

    /// Tiles that are held for the next proofs of the same query: 8 MiB.
    private static let tilesMax = 1024

    /// A crown of a level-0 tile takes a quarter of the tile; those above are few, and are kept whole.
    private static let leafRise = 3

    init(_ store: any LedgerStore, _ memory: ProofMemory, treeSize: UInt64) {
        self.store = store
        self.memory = memory
        self.treeSize = treeSize
    }

    /// The hashes of perfect subtrees of the tree.
    mutating func hashes(of nodes: Set<NodeCoordinate>) async throws(StoreError) -> [NodeCoordinate: MerkleHash] {
        var byTile: [Tile: [NodeCoordinate]] = [:]
        for node in nodes {
            guard let tile = try? Tile.holding(node, treeSize: treeSize) else {
                throw .missing("hash \(node) of a tree of \(treeSize) entries")
            }
            byTile[tile, default: []].append(node)
        }
        let names = Array(byTile.keys)
        var crowns = Dictionary(
            uniqueKeysWithValues: zip(names, memory.crowns.find(names)).compactMap { name, crown in
                crown.map { (name, $0) }
            })
        try await read(names.filter { crowns[$0] == nil || $0.level == 0 })
        var made: [(key: Tile, value: TileCrown)] = []
        for name in names where crowns[name] == nil {
            guard let crown = try? TileCrown(of: name, in: tiles[name]!, from: name.level == 0 ? Self.leafRise : 0)
            else { throw .missing(name.path) }
            crowns[name] = crown
            made.append((name, crown))
        }
        memory.crowns.insert(made) { $0.byteCount + ProofMemory.bytesOfOne }
        var hashes: [NodeCoordinate: MerkleHash] = [:]
        hashes.reserveCapacity(nodes.count)
        for (name, nodes) in byTile {
            for node in nodes {
                guard let hash = try? crowns[name]!.hash(of: node) ?? name.hash(of: node, in: tiles[name]!) else {
                    throw .missing(name.path)
                }
                hashes[node] = hash
            }
        }
        return hashes
    }

    /// The leaf hashes of the entries in each of these ranges.
    mutating func leafHashes(_ ranges: [Range<UInt64>]) async throws(StoreError) -> [[MerkleHash]] {
        var names: Set<Tile> = []
        for range in ranges where !range.isEmpty {
            for index in (range.lowerBound >> 8)...((range.upperBound - 1) >> 8) {
                guard let tile = leafTile(index), range.upperBound <= treeSize else {
                    throw .missing("tile/0/\(index)")
                }
                names.insert(tile)
            }
        }
        try await read(Array(names))
        return ranges.map { range in
            var hashes: [MerkleHash] = []
            hashes.reserveCapacity(range.count)
            var next = range.lowerBound
            while next < range.upperBound {
                let end = min(range.upperBound, (next >> 8 + 1) << 8)
                let bytes = tiles[leafTile(next >> 8)!]!
                let (from, to) = (Int(next & 0xFF), Int(next & 0xFF) + Int(end - next))
                hashes += MerkleHash.hashes(in: bytes[from * MerkleHash.byteCount..<to * MerkleHash.byteCount])
                next = end
            }
            return hashes
        }
    }

    private func leafTile(_ index: UInt64) -> Tile? {
        Tile(level: 0, index: index, width: Tile.width(level: 0, index: index, treeSize: treeSize))
    }

    /// Reads those of the tiles that this query has not read.
    private mutating func read(_ wanted: [Tile]) async throws(StoreError) {
        if tiles.count > Self.tilesMax { tiles = [:] }
        let unread = wanted.filter { tiles[$0] == nil }
        let leaves = unread.filter { $0.level == 0 && $0.isFull }
        for (tile, bytes) in zip(leaves, memory.tiles.find(leaves.map(\.index))) { tiles[tile] = bytes }
        let missing = unread.filter { tiles[$0] == nil }.sorted { ($0.level, $0.index) < ($1.level, $1.index) }
        guard !missing.isEmpty else { return }
        let stored = try await store.tiles(missing.map { TileName(level: $0.level, index: $0.index) })
        for (tile, bytes) in zip(missing, stored) {
            // The tile may have grown since.
            guard let bytes, bytes.count >= tile.byteCount else { throw .missing(tile.path) }
            tiles[tile] = bytes.count == tile.byteCount ? bytes : Array(bytes.prefix(tile.byteCount))
        }
        memory.tiles.insert(
            missing.filter { $0.level == 0 && $0.isFull }.map { (key: $0.index, value: tiles[$0]!) }
        ) { $0.count + ProofMemory.bytesOfOne }
    }
}
