extension Tile {
    /// The tile that gives the hash of `node` in a tree of `treeSize` leaves, as wide as that tree makes it.
    public static func holding(_ node: NodeCoordinate, treeSize: UInt64) throws(TileError) -> Tile {
        guard node.isComplete(treeSize: treeSize) else { throw .nodeOutsideTree(node: node, treeSize: treeSize) }
        let (level, index) = place(of: node)
        return Tile(level: level, index: index, width: width(level: level, index: index, treeSize: treeSize))!
    }

    /// The hash of a node, from the data of the tile that `holding` names (or of that tile when it was wider).
    ///
    /// Joins up to 128 hashes. The result is only as true as the data: check what is built from it against a signed root.
    public func hash(of node: NodeCoordinate, in bytes: some Collection<UInt8>) throws(TileError) -> MerkleHash {
        let rise = UInt64(node.level % UInt8(Self.height))
        let first = Int(truncatingIfNeeded: (node.index << rise) & UInt64(Self.widthMax - 1))
        let count = 1 << Int(rise)
        guard isPlace(of: node), first + count <= width else {
            throw .nodeOutsideTile(tile: self, node: node)
        }
        try checkByteCount(bytes.count)
        let start = bytes.index(bytes.startIndex, offsetBy: first * MerkleHash.byteCount)
        let end = bytes.index(start, offsetBy: count * MerkleHash.byteCount)
        var hashes = MerkleHash.hashes(in: bytes[start..<end])
        while hashes.count > 1 { hashes = hashes.joined }
        return hashes[0]
    }

    /// As `hash(of:in:)` for each of these nodes, in their order. Joins no more than 255 hashes however many they are.
    public func hashes(
        of nodes: [NodeCoordinate], in bytes: some Collection<UInt8>
    ) throws(TileError) -> [MerkleHash] {
        let rises = nodes.map { Int($0.level % UInt8(Self.height)) }
        // Alone, a few low nodes cost less than all that lies between.
        guard rises.reduce(0, { $0 + 1 << $1 }) > Self.widthMax else {
            var found: [MerkleHash] = []
            for node in nodes { found.append(try hash(of: node, in: bytes)) }
            return found
        }
        var levels = [try hashes(in: bytes)]
        while let below = levels.last, below.count > 1, levels.count < Self.height {
            levels.append(below.joined)
        }
        var found: [MerkleHash] = []
        for (node, rise) in zip(nodes, rises) {
            let place = Int(truncatingIfNeeded: node.index & UInt64(Self.widthMax >> rise - 1))
            guard isPlace(of: node), rise < levels.count, place < levels[rise].count else {
                throw .nodeOutsideTile(tile: self, node: node)
            }
            found.append(levels[rise][place])
        }
        return found
    }

    /// The hashes of the tile's data.
    public func hashes(in bytes: some Collection<UInt8>) throws(TileError) -> [MerkleHash] {
        try checkByteCount(bytes.count)
        return MerkleHash.hashes(in: bytes)
    }

    /// The tile's data, from its hashes (as many as its width).
    public func bytes(_ hashes: some Collection<MerkleHash>) -> [UInt8] {
        precondition(hashes.count == width)
        var bytes: [UInt8] = []
        bytes.reserveCapacity(byteCount)
        for hash in hashes { hash.withUnsafeHashBytes { bytes.append(contentsOf: $0) } }
        return bytes
    }

    /// The nodes whose hashes make the tile's data, from left to right.
    public var nodes: [NodeCoordinate] {
        precondition(level < 8, "no tree that counts in 64 bits has such a tile")
        return (0..<UInt64(width)).map {
            NodeCoordinate(level: level * UInt8(Self.height), index: index * UInt64(Self.widthMax) + $0)
        }
    }

    private static func place(of node: NodeCoordinate) -> (level: UInt8, index: UInt64) {
        let (level, rise) = node.level.quotientAndRemainder(dividingBy: UInt8(height))
        return (level, node.index >> UInt64(UInt8(height) - rise))
    }

    /// Whether the hash of a node follows from a tile at this place.
    func isPlace(of node: NodeCoordinate) -> Bool {
        Self.place(of: node) == (level, index)
    }

    private func checkByteCount(_ found: Int) throws(TileError) {
        guard found == byteCount else { throw .wrongByteCount(tile: self, expected: byteCount, found: found) }
    }
}
