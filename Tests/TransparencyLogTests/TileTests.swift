import Testing

@testable import TransparencyLog

struct TileTests {
    @Test func `70,000 leaves make the tiles that the specification counts`() {
        let tiles = Tile.tiles(treeSize: 70_000)
        let shape = (UInt8(0)..<3).map { level in
            let level = tiles.filter { $0.level == level }
            return [level.count { $0.isFull }] + level.filter { !$0.isFull }.map(\.width)
        }
        #expect(shape == [[273, 112], [1, 17], [0, 1]])
        #expect(tiles.count == 273 + 1 + 1 + 1 + 1)
        #expect(tiles.last?.path == "tile/2/000.p/1")
        #expect(tiles.first { !$0.isFull }?.path == "tile/0/273.p/112")
    }

    @Test func `256 leaves make a full tile and a partial one above it, no leaves make none`() {
        #expect(Tile.tiles(treeSize: 256).map(\.path) == ["tile/0/000", "tile/1/000.p/1"])
        #expect(Tile.tiles(treeSize: 0).isEmpty)
        #expect(Tile.tiles(treeSize: 1).map(\.path) == ["tile/0/000.p/1"])
    }

    @Test func `a tile exists exactly as wide as the tree makes it`() {
        for size in [UInt64(1), 255, 256, 257, 65_536, 70_000, TreeSize.max] {
            for level in UInt8(0)..<9 {
                let hashes = level < 8 ? size >> (8 * UInt64(level)) : 0
                #expect(Tile.width(level: level, index: hashes / 256, treeSize: size) == Int(hashes % 256))
                #expect(Tile.width(level: level, index: hashes / 256 + 1, treeSize: size) == 0)
                #expect(Tile.width(level: level, index: .max, treeSize: size) == 0)
                if hashes >= 256 {
                    #expect(Tile.width(level: level, index: hashes / 256 - 1, treeSize: size) == 256)
                }
            }
        }
        #expect(Tile(level: 0, index: 273, width: 112)!.exists(treeSize: 70_000))
        #expect(!Tile(level: 0, index: 273, width: 113)!.exists(treeSize: 70_000))
        #expect(Tile(level: 0, index: 273, width: 40)!.exists(treeSize: 70_000))
        #expect(!Tile(level: 63, index: 0, width: 1)!.exists(treeSize: TreeSize.max))
    }

    @Test(arguments: [
        (Tile(level: 0, index: 1_234_067, width: 112)!, "tile/0/x001/x234/067.p/112"),
        (Tile(level: 0, index: 1_234_067)!, "tile/0/x001/x234/067"),
        (Tile(level: 0, index: 0)!, "tile/0/000"), (Tile(level: 1, index: 999, width: 1)!, "tile/1/999.p/1"),
        (Tile(level: 63, index: 1000, width: 255)!, "tile/63/x001/000.p/255"),
        (Tile(level: 7, index: .max)!, "tile/7/x018/x446/x744/x073/x709/x551/615"),
    ])
    func `a tile has one path, which gives the tile back`(tile: Tile, path: String) {
        #expect(tile.path == path)
        #expect(Tile(path: path) == tile)
        #expect(EntryBundlePath(path: path) == nil)
        let bundle = EntryBundlePath(index: tile.index, width: tile.width)!
        let bundlePath = path.replacing("tile/\(tile.level)/", with: "tile/entries/")
        #expect(bundle.path == bundlePath)
        #expect(EntryBundlePath(path: bundlePath) == bundle)
        #expect(Tile(path: bundlePath) == nil)
    }

    @Test(arguments: [
        "", "tile", "tile/", "tile/0", "tile/0/", "/tile/0/000", "tile/0/000/", "tile/00/000", "tile/64/000",
        "tile/256/000", "tile/-1/000", "tile/+1/000", "tile/0/0", "tile/0/00", "tile/0/0000", "tile/0/x000/000",
        "tile/0/000/001", "tile/0/x001", "tile/0/001.p/0", "tile/0/001.p/00", "tile/0/001.p/012", "tile/0/001.p/256",
        "tile/0/001.p/", "tile/0/001.p", "tile/0/001.p/1/", "tile/0/001.p/1.p/1", "tile/0/+01", "tile/0/0 1",
        "tile/0/../000", "tile/0/x018/x446/x744/x073/x709/x551/616", "tile/0/x999/x999/x999/x999/x999/x999/999",
        "tile/0/x001/x001/x001/x001/x001/x001/x001/x001/001", "tile/0/００１", "TILE/0/001", "tile/0/X001/001",
    ])
    func `any other spelling of a path is refused`(path: String) {
        #expect(Tile(path: path) == nil)
        #expect(EntryBundlePath(path: path.replacing("tile/0/", with: "tile/entries/")) == nil)
    }

    @Test func `impossible tiles cannot be made`() {
        #expect(Tile(level: 64, index: 0) == nil)
        for width in [-1, 0, 257] {
            #expect(Tile(level: 0, index: 0, width: width) == nil)
            #expect(EntryBundlePath(index: 0, width: width) == nil)
        }
    }

    @Test func `new tiles after an append are those that changed`() {
        #expect(Tile.newTiles(from: 255, to: 257).map(\.path) == ["tile/0/000", "tile/0/001.p/1", "tile/1/000.p/1"])
        #expect(Tile.newTiles(from: 256, to: 258).map(\.path) == ["tile/0/001.p/2"])
        #expect(Tile.newTiles(from: 300, to: 300).isEmpty)
        // Whatever the steps, the last written version of each tile is the tree's.
        var written: [NodeCoordinate: Tile] = [:]
        var size: UInt64 = 0
        for step: UInt64 in [1, 254, 1, 1, 300, 65_000, 512, 7] {
            for tile in Tile.newTiles(from: size, to: size + step) {
                written[NodeCoordinate(level: tile.level, index: tile.index)] = tile
            }
            size += step
        }
        #expect(Set(written.values) == Set(Tile.tiles(treeSize: size)))
    }
}

struct TileHashTests {
    static let size = 70_000
    static let tree = MemoryTree((0..<size).map(leaf))

    static func reader(_ size: UInt64) -> TileHashReader<[UInt8]> {
        TileHashReader(treeSize: size) { tile in tile.bytes(try tree.hashes(at: tile.nodes)) }
    }

    @Test(arguments: [1, 2, 255, 256, 257, 511, 65_535, 65_536, 65_793, 70_000] as [UInt64])
    func `roots and proofs from tiles are those from the tree`(size: UInt64) throws {
        let reader = Self.reader(size)
        let root = try Self.tree.root(treeSize: size)
        #expect(try reader.root(treeSize: size) == root)
        for index in Set([0, size / 3, size / 2, size - 1]) {
            let proof = try reader.inclusionProof(leafIndex: index, treeSize: size)
            try proof.verify(leafHash: leaf(Int(index)), root: root)
            let consistency = try reader.consistencyProof(oldSize: index + 1, newSize: size)
            try consistency.verify(oldRoot: Self.tree.root(treeSize: index + 1), newRoot: root)
        }
    }

    @Test func `every complete node of a tree comes out of its tile`() throws {
        let size: UInt64 = 600
        for level in UInt8(0)..<10 {
            for index in 0..<(size >> UInt64(level)) {
                let node = NodeCoordinate(level: level, index: index)
                #expect(try Self.reader(size).hashes(at: [node]) == Self.tree.hashes(at: [node]))
            }
        }
    }

    @Test func `a tile is fetched once for a proof`() throws {
        let plan = try InclusionProof.nodes(leafIndex: 1000, treeSize: 70_000)
        let tiles = try TileHashReader<[UInt8]>.tiles(for: plan.nodes, treeSize: 70_000)
        #expect(Set(tiles).count == tiles.count)
        #expect(Set(tiles.map(\.level)).isSubset(of: [0, 1, 2]))
        #expect(tiles.count <= 5)
    }

    @Test func `a node outside the tree or the tile, and data of the wrong length, are refused with their places`()
        throws
    {
        let node = NodeCoordinate(level: 1, index: 35_000)
        #expect(throws: TileError.nodeOutsideTree(node: node, treeSize: 70_000)) {
            try Tile.holding(node, treeSize: 70_000)
        }
        let tile = try Tile.holding(NodeCoordinate(level: 3, index: 1), treeSize: 70_000)
        #expect(tile.path == "tile/0/000")
        let data = tile.bytes(try Self.tree.hashes(at: tile.nodes))
        for outside in [
            NodeCoordinate(level: 3, index: 32), NodeCoordinate(level: 8, index: 0),
            NodeCoordinate(level: 0, index: 256),
            NodeCoordinate(level: 7, index: .max),
        ] {
            #expect(throws: TileError.nodeOutsideTile(tile: tile, node: outside)) {
                try tile.hash(of: outside, in: data)
            }
        }
        #expect(throws: TileError.wrongByteCount(tile: tile, expected: 8192, found: 8191)) {
            try tile.hash(of: NodeCoordinate(level: 3, index: 1), in: data.dropLast())
        }
        #expect(throws: TileError.wrongByteCount(tile: tile, expected: 8192, found: 8193)) {
            try tile.hashes(in: data + [0])
        }
        let narrow = Tile(level: 0, index: 0, width: 12)!
        #expect(throws: TileError.nodeOutsideTile(tile: narrow, node: NodeCoordinate(level: 3, index: 1))) {
            try narrow.hash(of: NodeCoordinate(level: 3, index: 1), in: data.prefix(12 * 32))
        }
        #expect(
            try narrow.hash(of: NodeCoordinate(level: 3, index: 0), in: data.prefix(12 * 32))
                == Self.tree.hashes(at: [NodeCoordinate(level: 3, index: 0)])[0])
    }
}

struct EntryBundleTests {
    @Test func `entries survive their bundle, empty and longest ones too`() throws {
        let entries = [Array("一码".utf8), [], [UInt8](repeating: 7, count: 65_535), [0]]
        let bundle = EntryBundle.format(entries)
        #expect(bundle.prefix(2) == [0, 6])
        #expect(try EntryBundle.parse(bundle, maxEntries: 4).map(Array.init) == entries)
        #expect(try EntryBundle.parse([], maxEntries: 0).isEmpty)
        // A slice that does not begin at 0 is read from its own beginning.
        #expect(try EntryBundle.parse(([9, 9] + bundle)[2...], maxEntries: 4).map(Array.init) == entries)
    }

    @Test(
        arguments: [
            ([0], EntryBundleError.truncatedLength(entry: 0, offset: 0)),
            ([0, 1, 7, 0], .truncatedLength(entry: 1, offset: 3)),
            ([0, 2, 7], .truncatedEntry(entry: 0, offset: 0, length: 2, remaining: 1)),
            ([0, 0, 255, 255], .truncatedEntry(entry: 1, offset: 2, length: 65_535, remaining: 0)),
            ([0, 0, 0, 0, 0, 0], .tooManyEntries(max: 2, offset: 4)),
        ] as [([UInt8], EntryBundleError)])
    func `a lying length is located`(bytes: [UInt8], error: EntryBundleError) {
        #expect(throws: error) { try EntryBundle.parse(bytes, maxEntries: 2) }
        #expect(throws: error) { try EntryBundle.parse(([1, 2, 3] + bytes)[3...], maxEntries: 2) }
    }

    @Test func `a bundle cut anywhere but between entries is refused`() {
        let bundle = EntryBundle.format([[1, 2, 3], [4], []])
        for end in bundle.indices {
            let cut = try? EntryBundle.parse(Array(bundle[..<end]), maxEntries: 256)
            #expect((cut != nil) == [0, 5, 8].contains(end))
        }
    }
}
