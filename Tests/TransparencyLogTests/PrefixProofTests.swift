import Testing

@testable import TransparencyLog

struct PrefixProofTests {
    static let sizeMax = 70
    let naive = NaiveTree((0..<sizeMax).map(leaf))
    let tree = MemoryTree((0..<sizeMax).map(leaf))

    @Test func `gives the old root of every pair of sizes, from the new tree alone`() throws {
        for size in 1...Self.sizeMax {
            for old in 1...size {
                let proof = try tree.prefixProof(oldSize: UInt64(old), newSize: UInt64(size))
                #expect(proof.oldRoot == naive.root(old))
                #expect(proof.proof == (try tree.consistencyProof(oldSize: UInt64(old), newSize: UInt64(size))))
                try proof.verify(newRoot: naive.root(size))
            }
        }
    }

    @Test func `no other old root leads to the new root, whatever bit is flipped`() throws {
        for (old, size) in [(1, 2), (3, 4), (4, 7), (6, 7), (8, 13), (64, 70), (69, 70)] {
            let proof = try tree.prefixProof(oldSize: UInt64(old), newSize: UInt64(size))
            for bit in 0..<256 {
                let forged = PrefixProof(oldRoot: proof.oldRoot.flipping(bit: bit), proof: proof.proof)
                #expect(throws: ProofError.self) { try forged.verify(newRoot: naive.root(size)) }
                #expect(throws: ProofError.self) { try proof.verify(newRoot: naive.root(size).flipping(bit: bit)) }
            }
        }
    }

    @Test func `of the empty tree, or of a larger one, there is none`() {
        #expect(throws: ProofError.emptyOldTree) { try tree.prefixProof(oldSize: 0, newSize: 3) }
        #expect(throws: ProofError.shrinkingTree(oldSize: 4, newSize: 3)) {
            try tree.prefixProof(oldSize: 4, newSize: 3)
        }
    }
}
