import Testing
import TransparencyLog

@Suite("Leaves hashed together make the tree that they make one after another")
struct PerfectSubtreeTests {
    private static let leaves = (0..<300).map { MerkleHash.leaf("leaf \($0)".utf8) }

    @Test("a run of leaves from any place is taken by an edge as its subtrees, and completes the same nodes")
    func covering() {
        for first in 0..<70 {
            let before = Self.leaves[..<first].reduce(into: RightEdge()) { $0.append($1) }
            for count in 0..<70 {
                let run = Self.leaves[first..<(first + count)]
                var expected = before
                var nodes: Set<NodeCoordinate> = []
                for leaf in run { expected.append(leaf) { node, _ in nodes.insert(node) } }
                var edge = before
                let subtrees = PerfectSubtree.covering(run, from: UInt64(first))
                var above: [NodeCoordinate: MerkleHash] = [:]
                for subtree in subtrees {
                    edge.append(subtree: subtree.hash, level: subtree.level) { above[$0] = $1 }
                }
                #expect(edge == expected, "\(count) leaves from \(first)")
                #expect(nodes.isSuperset(of: above.keys))
                // The fewest: no two neighbours could be one.
                #expect(subtrees.count <= 2 * 7)
            }
        }
    }

    @Test("the subtrees change with every leaf")
    func everyLeaf() {
        let run = Self.leaves[3..<200]
        let subtrees = PerfectSubtree.covering(run, from: 3)
        for place in run.indices {
            var other = run
            other[place] = .emptyRoot
            #expect(PerfectSubtree.covering(other, from: 3) != subtrees)
        }
    }

    @Test("an index that no tree reaches is cut up all the same")
    func farAway() {
        let subtrees = PerfectSubtree.covering(Self.leaves[..<5], from: .max - 2)
        #expect(subtrees.reduce(0) { $0 + 1 << $1.level } == 5)
    }

    @Test("a tile gives many nodes as it gives each", arguments: [1, 2, 3, 100, 255, 256])
    func tileNodes(width: Int) throws {
        let tile = try #require(Tile(level: 1, index: 5, width: width))
        let bytes = tile.bytes(Self.leaves[..<width])
        var nodes: [NodeCoordinate] = []
        for rise in UInt64(0)..<8 {
            let first = UInt64(5 * 256) >> rise
            for place in 0..<UInt64(width >> rise) {
                nodes.append(NodeCoordinate(level: 8 + UInt8(rise), index: first + place))
            }
        }
        nodes.shuffle()
        let each = try nodes.map { try tile.hash(of: $0, in: bytes) }
        #expect(try tile.hashes(of: nodes, in: bytes) == each)
        #expect(try tile.hashes(of: Array(nodes.prefix(1)), in: bytes) == Array(each.prefix(1)))
        let outside = [NodeCoordinate(level: 8, index: 4 * 256), NodeCoordinate(level: 16, index: 0)]
        for node in outside {
            #expect(throws: TileError.self) { try tile.hashes(of: nodes + [node], in: bytes) }
        }
        #expect(throws: TileError.self) { try tile.hashes(of: nodes, in: bytes.dropLast()) }
    }
}
