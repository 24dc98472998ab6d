public import TransparencyLog

/// The growing end of the ledger's tree: its right edge and the tiles that are not full yet. A value, so that a commit is
/// prepared on a copy and the copy becomes the truth only when the store says it is durable.
public struct LedgerTip: Sendable {
    public private(set) var edge: RightEdge
    /// The hashes of the last, partial tile of each tile level; empty where the level ends in a full tile.
    private var partials: [UInt8: [UInt8]] = [:]

    /// The tip of an empty ledger.
    public init() {
        edge = RightEdge()
    }

    public var treeSize: UInt64 { edge.treeSize }
    public var root: MerkleHash { edge.root }

    /// Appends leaves in order and gives every tile that is new or wider, with all its hashes.
    public mutating func append(_ leafHashes: some Sequence<MerkleHash>) -> [TileName: [UInt8]] {
        var touched: [TileName: [UInt8]] = [:]
        for leafHash in leafHashes {
            let leafIndex = edge.treeSize
            add(leafHash, at: NodeCoordinate(level: 0, index: leafIndex), to: &touched)
            var completed: [(NodeCoordinate, MerkleHash)] = []
            edge.append(leafHash) { node, hash in
                if node.level > 0, node.level % 8 == 0 { completed.append((node, hash)) }
            }
            for (node, hash) in completed { add(hash, at: node, to: &touched) }
        }
        for (level, bytes) in partials where !bytes.isEmpty {
            let name = TileName(level: level, index: (treeSize >> (8 * UInt64(level))) >> 8)
            if touched[name] != nil { touched[name] = bytes }
        }
        return touched
    }

    /// Appends the 256 leaves of a full tile by the hash over them; the size must be a multiple of 256. Gives the tiles above it
    /// that are new or wider, with all their hashes: the full tile itself is the caller's.
    package mutating func append(fullTile hash: MerkleHash) -> [TileName: [UInt8]] {
        precondition(treeSize & 0xFF == 0, "a full tile begins at its own multiple")
        var touched: [TileName: [UInt8]] = [:]
        var completed = [(NodeCoordinate(level: UInt8(Tile.height), index: treeSize >> UInt64(Tile.height)), hash)]
        edge.append(subtree: hash, level: UInt8(Tile.height)) { node, hash in
            if node.level % UInt8(Tile.height) == 0 { completed.append((node, hash)) }
        }
        for (node, hash) in completed { add(hash, at: node, to: &touched) }
        for (name, bytes) in touched where bytes.isEmpty { touched[name] = partials[name.level] }
        return touched
    }

    private mutating func add(_ hash: MerkleHash, at node: NodeCoordinate, to touched: inout [TileName: [UInt8]]) {
        let name = TileName(level: node.level / 8, index: node.index >> 8)
        partials[name.level, default: []].append(contentsOf: hash.bytes)
        if node.index & 0xFF == 0xFF {
            touched[name] = partials.updateValue([], forKey: name.level)
        } else if touched[name] == nil {
            touched[name] = []
        }
    }
}

extension LedgerTip {
    /// The tip of a stored ledger of `treeSize` entries, from its partial tiles, checked against nothing yet: the caller
    /// compares `root` with the signed checkpoint. Every level's right end lies in a partial tile or follows a full one.
    public static func load(treeSize: UInt64, from store: any LedgerStore) async throws(StoreError) -> LedgerTip {
        var tip = LedgerTip()
        var names: [TileName] = []
        var level: UInt8 = 0
        while level < 8, treeSize >> (8 * UInt64(level)) > 0 {
            let width = treeSize >> (8 * UInt64(level))
            if width & 0xFF != 0 { names.append(TileName(level: level, index: width >> 8)) }
            level += 1
        }
        for (name, bytes) in zip(names, try await store.tiles(names)) {
            let width = Int((treeSize >> (8 * UInt64(name.level))) & 0xFF)
            guard let bytes, bytes.count >= width * MerkleHash.byteCount else {
                throw .missing("tile \(name.level)/\(name.index) of a tree of \(treeSize) entries")
            }
            tip.partials[name.level] = Array(bytes.prefix(width * MerkleHash.byteCount))
        }
        let hashes = try await store.hashes(of: RightEdge.nodes(treeSize: treeSize), treeSize: treeSize)
        guard let edge = RightEdge(treeSize: treeSize, hashes: hashes) else {
            throw .missing("the right edge of a tree of \(treeSize) entries")
        }
        tip.edge = edge
        return tip
    }
}
