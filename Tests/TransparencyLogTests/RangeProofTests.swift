import Testing
import TransparencyLog

@Suite("That leaves which follow each other stand in a tree")
struct RangeProofTests {
    private let leaves = (0..<40).map { MerkleHash.leaf([UInt8($0)]) }

    private func proof(_ range: Range<UInt64>, _ tree: MemoryTree) throws -> RangeProof {
        let plan = try RangeProof.nodes(of: range, treeSize: tree.treeSize)
        return RangeProof(plan, hashes: try tree.hashes(at: plan.nodes))
    }

    @Test("is proven for every range of every tree, and for no other leaves, place, size or root")
    func everyRange() throws {
        for size in 1...leaves.count {
            let tree = MemoryTree(leaves.prefix(size))
            let root = try tree.root(treeSize: UInt64(size))
            for first in 0..<size {
                for end in [first + 1, (first + size + 1) / 2, size] where end > first {
                    let proof = try proof(UInt64(first)..<UInt64(end), tree)
                    let own = Array(leaves[first..<end])
                    try proof.verify(leafHashes: own, root: root)
                    #expect(throws: ProofError.self) { try proof.verify(leafHashes: own, root: leaves[0].flipped) }
                    #expect(throws: ProofError.self) { try proof.verify(leafHashes: [], root: root) }
                    #expect(throws: ProofError.self) { try proof.verify(leafHashes: own + own, root: root) }
                    for place in own.indices {
                        var other = own
                        other[place] = other[place].flipped
                        #expect(throws: ProofError.self) { try proof.verify(leafHashes: other, root: root) }
                    }
                    for place in proof.hashes.indices {
                        var other = proof.hashes
                        other[place] = other[place].flipped
                        let spoilt = RangeProof(firstLeaf: proof.firstLeaf, treeSize: proof.treeSize, hashes: other)
                        #expect(throws: ProofError.self) { try spoilt.verify(leafHashes: own, root: root) }
                    }
                    for hashes in [proof.hashes + [root], Array(proof.hashes.dropLast())] where hashes != proof.hashes {
                        let spoilt = RangeProof(firstLeaf: proof.firstLeaf, treeSize: proof.treeSize, hashes: hashes)
                        #expect(throws: ProofError.self) { try spoilt.verify(leafHashes: own, root: root) }
                    }
                }
            }
        }
    }

    @Test("of the last leaves needs the tree's right edge before them, and nothing else")
    func lastLeaves() throws {
        for size in 1...leaves.count {
            let tree = MemoryTree(leaves.prefix(size))
            var edge = RightEdge()
            for first in 0..<size {
                #expect(try proof(UInt64(first)..<UInt64(size), tree).hashes == edge.hashes, "\(first) of \(size)")
                edge.append(leaves[first])
            }
        }
    }

    @Test("is refused where the numbers are beyond all trees")
    func numbers() {
        let root = leaves[0]
        for (first, size) in [(UInt64.max, UInt64.max), (0, UInt64.max), (5, 5), (UInt64.max, 7), (0, 0)] {
            let proof = RangeProof(firstLeaf: first, treeSize: size, hashes: [])
            #expect(throws: ProofError.self) { try proof.verify(leafHashes: [root], root: root) }
        }
    }
}

extension MerkleHash {
    fileprivate var flipped: MerkleHash {
        var bytes = self.bytes
        bytes[31] ^= 1
        return MerkleHash(bytes: bytes)!
    }
}
