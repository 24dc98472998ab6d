/// The hashes of a tile's own tree from a height on: what a proof needs of the tile beside the few hashes next to its leaf.
///
/// From three levels up it is a quarter of the tile. Made once, it saves joining the tile's hashes again for every proof. A
/// tile of a width never changes, and neither does this.
public struct TileCrown: Hashable, Sendable {
    /// The tile, of the width that it was made from.
    public let tile: Tile
    /// How many levels above the tile's own hashes it begins.
    public let rise: Int
    /// Level after level, each from the left.
    private let hashes: [MerkleHash]

    /// - Parameters:
    ///   - bytes: the tile's data.
    ///   - rise: 0 (all of it) …7.
    public init(of tile: Tile, in bytes: [UInt8], from rise: Int) throws(TileError) {
        precondition((0..<Tile.height).contains(rise))
        var level = try tile.hashes(in: bytes)
        var hashes: [MerkleHash] = []
        for height in 0..<Tile.height {
            if height >= rise { hashes += level }
            level = level.joined
        }
        self.tile = tile
        self.rise = rise
        self.hashes = hashes
    }

    /// Bytes that its hashes take.
    public var byteCount: Int { hashes.count * MerkleHash.byteCount }

    /// The hash of a node; nil where it lies lower, or is not of this tile.
    public func hash(of node: NodeCoordinate) -> MerkleHash? {
        let height = Int(node.level % UInt8(Tile.height))
        guard height >= rise, tile.isPlace(of: node) else { return nil }
        let place = Int(truncatingIfNeeded: node.index & UInt64(Tile.widthMax >> height - 1))
        guard place < tile.width >> height else { return nil }
        return hashes[(rise..<height).reduce(place) { $0 + tile.width >> $1 }]
    }
}

extension Array where Element == MerkleHash {
    /// The nodes above these, each of two; one that is left over has none yet.
    var joined: [MerkleHash] {
        var above: [MerkleHash] = []
        above.reserveCapacity(count / 2)
        for left in stride(from: 0, to: count - 1, by: 2) { above.append(.node(self[left], self[left + 1])) }
        return above
    }
}
