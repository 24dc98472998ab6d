import Testing

@testable import TransparencyLog

struct ProofTests {
    static let sizeMax = 257
    let naive = NaiveTree((0..<sizeMax).map(leaf))
    let tree = MemoryTree((0..<sizeMax).map(leaf))

    @Test func `every root from 0 to 257 leaves is the one of the definition`() throws {
        var edge = RightEdge()
        var grown = MemoryTree()
        for size in 0...Self.sizeMax {
            let root = naive.root(size)
            #expect(edge.root == root)
            #expect(grown.root == root)
            #expect(edge.treeSize == UInt64(size))
            #expect(try tree.root(treeSize: UInt64(size)) == root)
            #expect(try tree.rightEdge(treeSize: UInt64(size)) == edge)
            if size < Self.sizeMax {
                edge.append(leaf(size))
                grown.append(leaf(size))
            }
        }
    }

    @Test func `every inclusion proof is that of the definition, and a flipped bit in any hash is refused`() throws {
        var bit = 0
        for size in 1...Self.sizeMax {
            let root = naive.root(size)
            for index in 0..<size {
                let proof = try tree.inclusionProof(leafIndex: UInt64(index), treeSize: UInt64(size))
                #expect(proof.hashes == naive.path(index, in: 0..<size))
                try proof.verify(leafHash: leaf(index), root: root)
                bit += 1
                expectInclusionRefused(proof, leaf(index), root.flipping(bit: bit % 256), .rootMismatch)
                expectInclusionRefused(proof, leaf(index).flipping(bit: bit % 256), root, .rootMismatch)
                for place in proof.hashes.indices {
                    bit += 1
                    let forged = proof.hashes[place].flipping(bit: bit % 256)
                    let proof = proof.with(proof.hashes.replacing(place, with: forged))
                    expectInclusionRefused(proof, leaf(index), root, .rootMismatch)
                }
            }
        }
    }

    @Test func `every consistency proof is that of the definition, and a flipped bit in any hash is refused`() throws {
        var bit = 0
        for size in 1...Self.sizeMax {
            let root = naive.root(size)
            for old in 1...size {
                let oldRoot = naive.root(old)
                let proof = try tree.consistencyProof(oldSize: UInt64(old), newSize: UInt64(size))
                #expect(proof.hashes == naive.consistency(old, in: 0..<size))
                try proof.verify(oldRoot: oldRoot, newRoot: root)
                bit += 1
                expectConsistencyRefused(proof, oldRoot.flipping(bit: bit % 256), root)
                expectConsistencyRefused(proof, oldRoot, root.flipping(bit: bit % 256))
                for place in proof.hashes.indices {
                    bit += 1
                    let forged = proof.hashes[place].flipping(bit: bit % 256)
                    expectConsistencyRefused(proof.with(proof.hashes.replacing(place, with: forged)), oldRoot, root)
                }
            }
        }
    }

    @Test(arguments: [2, 3, 6, 7, 8, 13])
    func `each of the 256 bits of each hash counts`(size: Int) throws {
        let root = naive.root(size)
        for index in 0..<size {
            let proof = try tree.inclusionProof(leafIndex: UInt64(index), treeSize: UInt64(size))
            let consistency = try tree.consistencyProof(oldSize: UInt64(index + 1), newSize: UInt64(size))
            for bit in 0..<256 {
                for place in proof.hashes.indices {
                    let forged = proof.with(proof.hashes.replacing(place, with: proof.hashes[place].flipping(bit: bit)))
                    expectInclusionRefused(forged, leaf(index), root, .rootMismatch)
                }
                for place in consistency.hashes.indices {
                    let hash = consistency.hashes[place].flipping(bit: bit)
                    let forged = consistency.with(consistency.hashes.replacing(place, with: hash))
                    expectConsistencyRefused(forged, naive.root(index + 1), root)
                }
            }
        }
    }

    @Test func `a proof with a hash too few or too many is refused by its length`() throws {
        for size in 1...40 {
            for index in 0..<size {
                let proof = try tree.inclusionProof(leafIndex: UInt64(index), treeSize: UInt64(size))
                let expected = proof.hashes.count
                for hashes in [
                    proof.hashes + [.emptyRoot], Array(proof.hashes.dropLast()), [.emptyRoot] + proof.hashes,
                ]
                where hashes.count != expected {
                    expectInclusionRefused(
                        proof.with(hashes), leaf(index), naive.root(size),
                        .wrongLength(expected: expected, found: hashes.count))
                }
                let consistency = try tree.consistencyProof(oldSize: UInt64(index + 1), newSize: UInt64(size))
                let count = consistency.hashes.count
                for hashes in [consistency.hashes + [.emptyRoot], Array(consistency.hashes.dropLast())]
                where hashes.count != count {
                    #expect(throws: ProofError.wrongLength(expected: count, found: hashes.count)) {
                        try consistency.with(hashes).verify(oldRoot: naive.root(index + 1), newRoot: naive.root(size))
                    }
                }
            }
        }
    }

    @Test func `a proof does not hold for another index or size`() throws {
        let proof = try tree.inclusionProof(leafIndex: 5, treeSize: 13)
        for size in 1...20 where size != 13 {
            for index in 0..<size {
                let moved = InclusionProof(leafIndex: UInt64(index), treeSize: UInt64(size), hashes: proof.hashes)
                #expect(throws: ProofError.self) { try moved.verify(leafHash: leaf(5), root: naive.root(size)) }
            }
        }
        for index in 0..<13 where index != 5 {
            let moved = InclusionProof(leafIndex: UInt64(index), treeSize: 13, hashes: proof.hashes)
            #expect(throws: ProofError.self) { try moved.verify(leafHash: leaf(5), root: naive.root(13)) }
        }
    }

    @Test func `numbers that make no sense are refused before any hashing`() {
        #expect(throws: ProofError.leafOutsideTree(leafIndex: 0, treeSize: 0)) {
            try InclusionProof.nodes(leafIndex: 0, treeSize: 0)
        }
        #expect(throws: ProofError.leafOutsideTree(leafIndex: 8, treeSize: 8)) {
            try InclusionProof(leafIndex: 8, treeSize: 8, hashes: []).verify(leafHash: leaf(0), root: leaf(0))
        }
        #expect(throws: ProofError.treeTooLarge(treeSize: .max)) {
            try InclusionProof.nodes(leafIndex: 0, treeSize: .max)
        }
        #expect(throws: ProofError.emptyOldTree) { try ConsistencyProof.nodes(oldSize: 0, newSize: 8) }
        #expect(throws: ProofError.emptyOldTree) {
            try ConsistencyProof(oldSize: 0, newSize: 0, hashes: []).verify(oldRoot: .emptyRoot, newRoot: .emptyRoot)
        }
        #expect(throws: ProofError.shrinkingTree(oldSize: 9, newSize: 8)) {
            try ConsistencyProof.nodes(oldSize: 9, newSize: 8)
        }
        #expect(throws: ProofError.treeTooLarge(treeSize: 1 << 63)) {
            try ConsistencyProof(oldSize: 1, newSize: 1 << 63, hashes: []).verify(oldRoot: leaf(0), newRoot: leaf(0))
        }
    }

    @Test func `equal sizes are consistent only with equal roots and an empty proof`() throws {
        let same = ConsistencyProof(oldSize: 5, newSize: 5, hashes: [])
        try same.verify(oldRoot: naive.root(5), newRoot: naive.root(5))
        #expect(throws: ProofError.rootMismatch) { try same.verify(oldRoot: naive.root(5), newRoot: naive.root(6)) }
        #expect(throws: ProofError.wrongLength(expected: 0, found: 1)) {
            try same.with([leaf(0)]).verify(oldRoot: naive.root(5), newRoot: naive.root(5))
        }
    }

    /// No such tree can be built, but every planned subtree can be given some hash, and the root then follows.
    @Test(arguments: [TreeSize.max, 1 << 62, (1 << 62) + 1, 0x1234_5678_9abc_def0, 1_000_000_007] as [UInt64])
    func `trees up to 2^63 − 1 leaves are proven without overflow`(size: UInt64) throws {
        let reader = InventedHashes()
        let root = try reader.root(treeSize: size)
        for index in [0, 1, size / 3, size / 2, size - 2, size - 1] {
            let proof = try reader.inclusionProof(leafIndex: index, treeSize: size)
            #expect(proof.hashes.count <= 63)
            #expect(throws: ProofError.rootMismatch) { try proof.verify(leafHash: leaf(0), root: root) }
        }
        for old in [1, 2, size / 3, size / 2, size - 1] {
            let proof = try reader.consistencyProof(oldSize: old, newSize: size)
            #expect(proof.hashes.count <= (size <= 1 << 62 ? 63 : 64))
            #expect(throws: ProofError.self) { try proof.verify(oldRoot: .emptyRoot, newRoot: root) }
        }
    }

    @Test func `a node that is not held is named`() {
        #expect(throws: ProofError.missingNode(NodeCoordinate(level: 8, index: 1))) {
            try tree.hashes(at: [NodeCoordinate(level: 8, index: 0), NodeCoordinate(level: 8, index: 1)])
        }
    }

    private func expectInclusionRefused(
        _ proof: InclusionProof, _ leafHash: MerkleHash, _ root: MerkleHash, _ reason: ProofError,
        sourceLocation: SourceLocation = #_sourceLocation
    ) {
        do throws(ProofError) {
            try proof.verify(leafHash: leafHash, root: root)
            Issue.record("accepted \(proof)", sourceLocation: sourceLocation)
        } catch {
            if error != reason { Issue.record("\(error) instead of \(reason)", sourceLocation: sourceLocation) }
        }
    }

    private func expectConsistencyRefused(
        _ proof: ConsistencyProof, _ oldRoot: MerkleHash, _ newRoot: MerkleHash,
        sourceLocation: SourceLocation = #_sourceLocation
    ) {
        do throws(ProofError) {
            try proof.verify(oldRoot: oldRoot, newRoot: newRoot)
            Issue.record("accepted \(proof)", sourceLocation: sourceLocation)
        } catch {
            if error != .rootMismatch, error != .oldRootMismatch {
                Issue.record("\(error) instead of a mismatch", sourceLocation: sourceLocation)
            }
        }
    }
}

/// Gives every node some hash.
private struct InventedHashes: HashReader {
    func hashes(at nodes: [NodeCoordinate]) -> [MerkleHash] {
        nodes.map { .leaf(Array($0.description.utf8)) }
    }
}

extension InclusionProof {
    fileprivate func with(_ hashes: [MerkleHash]) -> InclusionProof {
        InclusionProof(leafIndex: leafIndex, treeSize: treeSize, hashes: hashes)
    }
}

extension ConsistencyProof {
    fileprivate func with(_ hashes: [MerkleHash]) -> ConsistencyProof {
        ConsistencyProof(oldSize: oldSize, newSize: newSize, hashes: hashes)
    }
}
