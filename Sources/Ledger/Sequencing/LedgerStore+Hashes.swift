public import TransparencyLog

extension LedgerStore {
    /// The hashes of perfect subtrees of the tree of `treeSize` entries, from the tiles that hold them or their parts.
    public func hashes(
        of nodes: [NodeCoordinate], treeSize: UInt64
    ) async throws(StoreError) -> [MerkleHash] {
        var holders: [Tile] = []
        for node in nodes {
            guard let tile = try? Tile.holding(node, treeSize: treeSize) else {
                throw .missing("hash \(node) of a tree of \(treeSize) entries")
            }
            holders.append(tile)
        }
        let wanted = Array(Set(holders))
        let stored = try await tiles(wanted.map { TileName(level: $0.level, index: $0.index) })
        let data = Dictionary(uniqueKeysWithValues: zip(wanted, stored))
        var hashes: [MerkleHash] = []
        for (node, tile) in zip(nodes, holders) {
            guard let bytes = data[tile] ?? nil, let hash = try? tile.hash(of: node, in: bytes.prefix(tile.byteCount))
            else { throw .missing(tile.path) }
            hashes.append(hash)
        }
        return hashes
    }

    /// The leaf hashes of the entries in `range`, from the tiles of level 0.
    public func leafHashes(_ range: Range<UInt64>) async throws(StoreError) -> [MerkleHash] {
        guard let last = range.last else { return [] }
        let names = (range.lowerBound >> 8...last >> 8).map { TileName(level: 0, index: $0) }
        var hashes: [MerkleHash] = []
        hashes.reserveCapacity(range.count)
        for (name, bytes) in zip(names, try await tiles(names)) {
            let first = name.index << 8
            let wanted = range.clamped(to: first..<(first + 256))
            guard let bytes, let tile = Tile(level: 0, index: name.index, width: Int(wanted.upperBound - first)),
                let held = try? tile.hashes(in: bytes.prefix(tile.byteCount))
            else { throw .missing("tile/0/\(name.index)") }
            hashes += held[Int(wanted.lowerBound - first)...]
        }
        return hashes
    }

    /// The root of the first `treeSize` entries.
    public func root(treeSize: UInt64) async throws(StoreError) -> MerkleHash {
        let plan = RootPlan(treeSize: treeSize)
        return plan.root(try await hashes(of: plan.nodes, treeSize: treeSize))
    }

    /// That entry `leafIndex` stands in the tree of `treeSize` entries; `leafIndex` must be below `treeSize`.
    public func inclusionProof(leafIndex: UInt64, treeSize: UInt64) async throws(StoreError) -> InclusionProof {
        guard let plan = try? InclusionProof.nodes(leafIndex: leafIndex, treeSize: treeSize) else {
            throw .missing("entry \(leafIndex) of a tree of \(treeSize) entries")
        }
        return InclusionProof(plan, hashes: try await hashes(of: plan.nodes, treeSize: treeSize))
    }

    /// That the tree of `newSize` entries continues that of `oldSize` ≥ 1.
    public func consistencyProof(oldSize: UInt64, newSize: UInt64) async throws(StoreError) -> ConsistencyProof {
        guard let plan = try? ConsistencyProof.nodes(oldSize: oldSize, newSize: newSize) else {
            throw .missing("a tree of \(oldSize) entries under one of \(newSize)")
        }
        return ConsistencyProof(plan, hashes: try await hashes(of: plan.nodes, treeSize: newSize))
    }

    /// One entry's bytes.
    public func entry(_ index: UInt64) async throws(StoreError) -> [UInt8] {
        try await entries(index..<(index + 1))[0]
    }
}
