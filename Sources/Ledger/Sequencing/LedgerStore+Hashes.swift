public import TransparencyLog

extension LedgerStore {
    /// The hashes of perfect subtrees of the tree of `treeSize` entries, from the tiles that hold them or their parts.
    public func hashes(
        of nodes: [NodeCoordinate], treeSize: UInt64
    ) async throws(StoreError) -> [MerkleHash] {
        var places: [Tile: [Int]] = [:]
        for (place, node) in nodes.enumerated() {
            guard let tile = try? Tile.holding(node, treeSize: treeSize) else {
                throw .missing("hash \(node) of a tree of \(treeSize) entries")
            }
            places[tile, default: []].append(place)
        }
        let wanted = Array(places.keys)
        let stored = try await tiles(wanted.map { TileName(level: $0.level, index: $0.index) })
        var hashes = [MerkleHash](repeating: .emptyRoot, count: nodes.count)
        for (tile, bytes) in zip(wanted, stored) {
            guard let bytes,
                let found = try? tile.hashes(of: places[tile]!.map { nodes[$0] }, in: bytes.prefix(tile.byteCount))
            else { throw .missing(tile.path) }
            for (place, hash) in zip(places[tile]!, found) { hashes[place] = hash }
        }
        return hashes
    }

    /// The leaf hashes of the entries in `range`, from the tiles of level 0.
    public func leafHashes(_ range: Range<UInt64>) async throws(StoreError) -> [MerkleHash] {
        try await leafHashes([range])[0]
    }

    /// The leaf hashes of the entries in each of these ranges, each tile read once.
    public func leafHashes(_ ranges: [Range<UInt64>]) async throws(StoreError) -> [[MerkleHash]] {
        let names = Set(ranges.filter { !$0.isEmpty }.flatMap { ($0.lowerBound >> 8)...(($0.upperBound - 1) >> 8) })
        let ordered = names.sorted().map { TileName(level: 0, index: $0) }
        let tiles = Dictionary(uniqueKeysWithValues: zip(ordered.map(\.index), try await tiles(ordered)))
        var found: [[MerkleHash]] = []
        for range in ranges {
            var hashes: [MerkleHash] = []
            hashes.reserveCapacity(range.count)
            for entry in range {
                let place = Int(entry & 0xFF) * MerkleHash.byteCount
                guard let bytes = tiles[entry >> 8] ?? nil, bytes.count >= place + MerkleHash.byteCount,
                    let hash = MerkleHash(bytes: bytes[place..<(place + MerkleHash.byteCount)])
                else { throw .missing("tile/0/\(entry >> 8)") }
                hashes.append(hash)
            }
            found.append(hashes)
        }
        return found
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
