public import Values

/// One tile of the tree: up to 256 adjacent hashes of tree level 8 · `level` (C2SP tlog-tiles).
///
/// A tile's data is its hashes one after another, 32 bytes each. The levels between are computed from them.
public struct Tile: Hashable, Sendable {
    /// The hashes of a full tile.
    public static let widthMax = 256
    /// The tree levels that one tile spans.
    public static let height = 8

    /// 0…63, of which a tree that counts in 64 bits reaches 7.
    public let level: UInt8
    /// The position among the tiles of the same level, from the left.
    public let index: UInt64
    /// How many hashes it holds, 1…256; fewer than 256 make a partial tile.
    public let width: Int

    /// Nil where the level or the width is out of range.
    public init?(level: UInt8, index: UInt64, width: Int = Tile.widthMax) {
        guard level <= 63, (1...Self.widthMax).contains(width) else { return nil }
        self.level = level
        self.index = index
        self.width = width
    }

    /// Whether it holds all the hashes it ever will.
    public var isFull: Bool { width == Self.widthMax }

    /// The same tile once full: what serves an older partial one too.
    public var full: Tile { Tile(level: level, index: index)! }

    /// The length of its data.
    public var byteCount: Int { width * MerkleHash.byteCount }
}

extension Tile {
    /// How many hashes the tile at this place has in a tree of `treeSize` leaves; 0 where it does not exist.
    public static func width(level: UInt8, index: UInt64, treeSize: UInt64) -> Int {
        let hashes = treeSize >> (UInt64(level) * UInt64(height))
        guard index <= hashes / UInt64(widthMax) else { return 0 }
        return Int(min(hashes - index * UInt64(widthMax), UInt64(widthMax)))
    }

    /// Whether a tree of `treeSize` leaves has every hash of this tile.
    public func exists(treeSize: UInt64) -> Bool {
        Tile.width(level: level, index: index, treeSize: treeSize) >= width
    }

    /// All tiles of a tree, level by level, each as wide as the tree makes it: ⌈size / 256⌉ of them and a 255th more.
    public static func tiles(treeSize: UInt64) -> [Tile] {
        newTiles(from: 0, to: treeSize)
    }

    /// The tiles that a tree of `newSize` leaves has and one of `oldSize` has not, or has not so wide.
    public static func newTiles(from oldSize: UInt64, to newSize: UInt64) -> [Tile] {
        precondition(oldSize <= newSize)
        var tiles: [Tile] = []
        for level in UInt8(0)..<8 {
            let shift = UInt64(level) * UInt64(height)
            let (old, new) = (oldSize >> shift, newSize >> shift)
            guard new > old else { break }
            for index in old / UInt64(widthMax)...(new - 1) / UInt64(widthMax) {
                let width = min(new - index * UInt64(widthMax), UInt64(widthMax))
                tiles.append(Tile(level: level, index: index, width: Int(width))!)
            }
        }
        return tiles
    }
}

extension Tile: CustomStringConvertible {
    private static let prefix = "tile/"

    /// Reads `path`, in exactly that spelling.
    public init?(path: String) {
        guard path.utf8.starts(with: Self.prefix.utf8) else { return nil }
        let rest = Substring(path.utf8.dropFirst(Self.prefix.utf8.count))
        guard let slash = rest.utf8.firstIndex(of: UInt8(ascii: "/")),
            let level = Decimal.parse(rest.utf8[..<slash], max: 63),
            let (index, width) = TilePath.parse(rest[rest.utf8.index(after: slash)...])
        else { return nil }
        self.init(level: UInt8(level), index: index, width: width)
    }

    /// `tile/<L>/<N>[.p/<W>]` as the read API spells it: `tile/0/x001/x234/067.p/112`.
    public var path: String { "\(Self.prefix)\(level)/" + TilePath.format(index: index, width: width) }

    /// The path.
    public var description: String { path }
}

/// The entries of one level-0 tile, as the read API names them.
public struct EntryBundlePath: Hashable, Sendable, CustomStringConvertible {
    /// The position among the bundles: entries `index` · 256 and on.
    public let index: UInt64
    /// How many entries, 1…256.
    public let width: Int

    /// Nil where the width is out of range.
    public init?(index: UInt64, width: Int = Tile.widthMax) {
        guard (1...Tile.widthMax).contains(width) else { return nil }
        self.index = index
        self.width = width
    }

    private static let prefix = "tile/entries/"

    /// Reads `path`, in exactly that spelling.
    public init?(path: String) {
        guard path.utf8.starts(with: Self.prefix.utf8),
            let (index, width) = TilePath.parse(Substring(path.utf8.dropFirst(Self.prefix.utf8.count)))
        else { return nil }
        self.init(index: index, width: width)
    }

    /// The tile of the leaf hashes of these entries.
    public var tile: Tile { Tile(level: 0, index: index, width: width)! }

    /// `tile/entries/<N>[.p/<W>]`.
    public var path: String { Self.prefix + TilePath.format(index: index, width: width) }

    /// The path.
    public var description: String { path }
}

/// Why the bytes of a tile do not give a hash.
public enum TileError: ExplainedError, Hashable {
    /// The tile has exactly 32 bytes for each hash of its width.
    case wrongByteCount(tile: Tile, expected: Int, found: Int)
    /// The node's hash does not follow from this tile.
    case nodeOutsideTile(tile: Tile, node: NodeCoordinate)
    /// The tree of this size has no such node.
    case nodeOutsideTree(node: NodeCoordinate, treeSize: UInt64)

    public var wording: Wording {
        switch self {
        case .wrongByteCount(let tile, let expected, let found):
            Wording(
                en: "\(tile) has \(found) bytes instead of \(expected)",
                zh: "\(tile) 有 \(found) 字节，应为 \(expected) 字节")
        case .nodeOutsideTile(let tile, let node):
            Wording(
                en: "node \(node) is not in \(tile)",
                zh: "节点 \(node) 不在 \(tile) 中")
        case .nodeOutsideTree(let node, let treeSize):
            Wording(
                en: "a tree of \(treeSize) leaves has no complete node \(node)",
                zh: "\(treeSize) 片叶的树没有完整的节点 \(node)")
        }
    }
}
