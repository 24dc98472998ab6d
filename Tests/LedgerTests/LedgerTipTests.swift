import Testing
import TransparencyLog

@testable import DerivedState
@testable import Ledger

@Suite("The ledger's end grows as the tree does")
struct LedgerTipTests {
    static func leaf(_ index: Int) -> MerkleHash { .leaf(Array("entry \(index)".utf8)) }

    @Test("tiles and root are those of the tree, whatever the commits", arguments: [1, 7, 255, 256, 257, 1000])
    func tiles(step: Int) throws {
        let size = 66_000
        var tip = LedgerTip()
        var tree = MemoryTree()
        var stored: [TileName: [UInt8]] = [:]
        for start in stride(from: 0, to: size, by: step) {
            let leaves = (start..<min(start + step, size)).map { Self.leaf($0) }
            for leaf in leaves { tree.append(leaf) }
            stored.merge(tip.append(leaves)) { $1 }
        }
        #expect(tip.root == tree.root)
        let expected = Tile.tiles(treeSize: UInt64(size))
        #expect(stored.count == expected.count)
        for tile in expected {
            let hashes = try tree.hashes(at: tile.nodes)
            #expect(stored[TileName(level: tile.level, index: tile.index)] == tile.bytes(hashes), "\(tile.path)")
        }
    }
}

@Suite("The index's newest part")
struct IndexTailTests {
    @Test("gives a key's entries newest first, below a bound and up to a limit")
    func entries() {
        var tail = IndexTail()
        tail.append((0..<10).map { IndexRow(key: $0 % 2, entry: $0) })
        #expect(tail.entries(of: 1, below: .max, limit: 10) == [9, 7, 5, 3, 1])
        #expect(tail.entries(of: 1, below: 7, limit: 2) == [5, 3])
        #expect(tail.entries(of: 5, below: .max, limit: 2).isEmpty)
        #expect(tail.sortedRows().map(\.entry) == [0, 2, 4, 6, 8, 1, 3, 5, 7, 9])
    }
}
