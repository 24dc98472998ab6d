import Testing

@testable import TransparencyLog

struct RightEdgeTests {
    @Test func `an edge survives its bytes at every size from 0 to 257`() {
        var edge = RightEdge()
        for size in 0...257 {
            #expect(edge.bytes.count == 8 + 32 * size.nonzeroBitCount)
            #expect(RightEdge(bytes: edge.bytes) == edge)
            #expect(RightEdge(bytes: edge.bytes + [0]) == nil)
            #expect(RightEdge(bytes: edge.bytes.dropLast()) == nil)
            #expect(RightEdge(treeSize: edge.treeSize, hashes: edge.hashes) == edge)
            #expect(RightEdge(treeSize: edge.treeSize, hashes: edge.hashes + [.emptyRoot]) == nil)
            edge.append(leaf(size))
        }
        #expect(RightEdge(bytes: []) == nil)
        #expect(RightEdge(bytes: [UInt8](repeating: 255, count: 8 + 64 * 32)) == nil)
    }

    @Test func `appending reports every interior node once, as soon as it is complete`() throws {
        var edge = RightEdge()
        var reported: [NodeCoordinate: MerkleHash] = [:]
        let tree = MemoryTree((0..<257).map(leaf))
        for size in 1...257 {
            edge.append(leaf(size - 1)) { node, hash in
                #expect(node.isComplete(treeSize: UInt64(size)))
                #expect(!node.isComplete(treeSize: UInt64(size - 1)))
                #expect(reported.updateValue(hash, forKey: node) == nil)
            }
        }
        for level in 1...8 {
            for index in 0..<UInt64(257 >> level) {
                let node = NodeCoordinate(level: UInt8(level), index: index)
                #expect(try reported.removeValue(forKey: node) == tree.hashes(at: [node])[0])
            }
        }
        #expect(reported.isEmpty)
    }

    @Test func `the nodes of an edge are the one bits of the size`() {
        #expect(RightEdge.nodes(treeSize: 0).isEmpty)
        #expect(
            RightEdge.nodes(treeSize: 0b10110) == [
                NodeCoordinate(level: 4, index: 0), NodeCoordinate(level: 2, index: 4),
                NodeCoordinate(level: 1, index: 10),
            ])
    }
}

struct SpanProofTests {
    @Test func `from the edge at any m, every leaf up to any n is proven under the root at n`() throws {
        let tree = MemoryTree((0..<48).map(leaf))
        for old in 0...48 {
            let edge = try tree.rightEdge(treeSize: UInt64(old))
            for new in old...48 {
                let span = SpanProof(edge: edge, leafHashes: (old..<new).map(leaf))
                let root = try tree.root(treeSize: UInt64(new))
                #expect(span.root == root)
                for index in old..<new {
                    let proof = try span.inclusionProof(leafIndex: UInt64(index))
                    #expect(try proof == tree.inclusionProof(leafIndex: UInt64(index), treeSize: UInt64(new)))
                    try proof.verify(leafHash: leaf(index), root: root)
                    let crown = SpanCrown(of: span)
                    let neighbours = crown.neighbours(of: UInt64(index))
                    #expect(neighbours.count <= 8)
                    let hashes = neighbours.map { leaf(Int($0)) }
                    #expect(try crown.inclusionProof(leafIndex: UInt64(index), neighbours: hashes) == proof)
                }
                guard old > 0 else { continue }
                let consistency = try tree.consistencyProof(oldSize: UInt64(old), newSize: UInt64(new))
                #expect(try span.consistencyProof() == consistency)
            }
        }
    }

    @Test func `a crown holds a quarter of a span's tree, and neither guesses nor takes what is missing`() throws {
        let tree = MemoryTree((0..<300).map(leaf))
        let crown = SpanCrown(of: SpanProof(edge: try tree.rightEdge(treeSize: 5), leafHashes: (5..<300).map(leaf)))
        #expect(crown.byteCount < 2 * 295 * MerkleHash.byteCount / 3)
        let neighbours = crown.neighbours(of: 20)
        #expect(neighbours == 16..<24)
        #expect(crown.neighbours(of: 6) == 5..<8)
        #expect(crown.neighbours(of: 299) == 296..<300)
        #expect(throws: ProofError.self) { try crown.inclusionProof(leafIndex: 20, neighbours: []) }
        #expect(throws: ProofError.self) {
            try crown.inclusionProof(leafIndex: 20, neighbours: neighbours.dropLast(4).map { leaf(Int($0)) })
        }
        #expect(throws: ProofError.missingNode(NodeCoordinate(level: 0, index: 4))) {
            try crown.inclusionProof(leafIndex: 4, neighbours: [])
        }
        #expect(throws: ProofError.leafOutsideTree(leafIndex: 300, treeSize: 300)) {
            try crown.inclusionProof(leafIndex: 300, neighbours: [])
        }
    }

    @Test func `a leaf outside the span is refused`() throws {
        let tree = MemoryTree((0..<9).map(leaf))
        let span = SpanProof(edge: try tree.rightEdge(treeSize: 5), leafHashes: (5..<9).map(leaf))
        #expect(throws: ProofError.missingNode(NodeCoordinate(level: 0, index: 4))) {
            try span.inclusionProof(leafIndex: 4)
        }
        #expect(throws: ProofError.leafOutsideTree(leafIndex: 9, treeSize: 9)) { try span.inclusionProof(leafIndex: 9) }
        #expect(throws: ProofError.emptyOldTree) {
            try SpanProof(edge: RightEdge(), leafHashes: [leaf(0)]).consistencyProof()
        }
    }
}
