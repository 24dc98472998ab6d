import Testing

@testable import TransparencyLog

struct TileCrownTests {
    @Test(arguments: [0, 3, 7]) func `a crown gives what the tile gives, from its height on, at every width`(rise: Int)
        throws
    {
        let all = (0..<256).map(leaf)
        for width in 1...256 {
            let tile = try #require(Tile(level: 1, index: 5, width: width))
            let bytes = tile.bytes(all[..<width])
            let crown = try TileCrown(of: tile, in: bytes, from: rise)
            for height in 0..<Tile.height {
                for place in 0..<UInt64(Tile.widthMax >> height) {
                    let node = NodeCoordinate(level: UInt8(8 + height), index: (5 << UInt64(8 - height)) + place)
                    let wanted = height < rise ? nil : try? tile.hash(of: node, in: bytes)
                    #expect(crown.hash(of: node) == wanted)
                }
            }
            // Of the tiles beside, above and below it knows nothing.
            for other in [(8, 4 * 256), (8, 6 * 256), (0, 5 * 256), (16, 5)] {
                #expect(crown.hash(of: NodeCoordinate(level: UInt8(other.0), index: UInt64(other.1))) == nil)
            }
        }
    }

    @Test func `from three levels up a crown is a quarter of the tile, and it takes no other length`() throws {
        let tile = try #require(Tile(level: 0, index: 0))
        let bytes = tile.bytes((0..<256).map(leaf))
        #expect(try TileCrown(of: tile, in: bytes, from: 3).byteCount == (32 + 16 + 8 + 4 + 2) * 32)
        #expect(throws: TileError.wrongByteCount(tile: tile, expected: 8192, found: 8160)) {
            try TileCrown(of: tile, in: bytes.dropLast(32), from: 3)
        }
    }
}
