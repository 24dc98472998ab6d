import Crypto
import StrictJSON
import Testing
import TransparencyLog
import Values
import VerifiableIndex

@testable import Draws

@Suite("The seed of a draw")
struct SeedTests {
    /// A ledger of a few entries, a commitment, what came after it, and the state of the index.
    struct Ledger {
        let signer: SignerKey
        let witnesses: [CosignerKey]
        var before: [[UInt8]] = (0..<11).map { Array("yima/1 admin\n\($0)".utf8) }
        var between: [[UInt8]] = [Array("yima/1 journal x\n".utf8), Array("yima/1 event a 0\n{}".utf8)]
        var time: Int64 = 1_796_000_000
        let leaf = Array("yima/1 event J 0\n{}".utf8)

        init(witnesses: Int) throws {
            signer = try SignerKey.generate(name: "ledger.example/a")
            self.witnesses = try (0..<witnesses).map {
                try CosignerKey(SignerKey.generate(name: "w\($0).example/witness"))
            }
        }

        var state: [UInt8] {
            let count = UInt64(before.count + 1 + between.count)
            return IndexState(
                keys: IndexKeysVersion(number: 1, schemes: .leaf([])), time: Timestamp(milliseconds: time * 1000),
                runs: [NamedRun(range: 0..<count, root: .leaf([2]))]
            ).bytes
        }

        var entries: [[UInt8]] { [leaf] + between + [state] }

        func checkpoint(_ entries: [[UInt8]]) -> Checkpoint {
            var edge = RightEdge()
            for entry in before + entries { edge.append(.leaf(entry)) }
            return Checkpoint(origin: signer.name, edge: edge)
        }

        /// - Parameter late: seconds after the ledger's own time at which each witness cosigns.
        func proof(late: [Int64]? = nil, cosigners: [CosignerKey]? = nil) throws -> SeedProof {
            var edge = RightEdge()
            for entry in before { edge.append(.leaf(entry)) }
            let checkpoint = checkpoint(entries)
            let own = try checkpoint.sign(with: signer)
            let cosigners = cosigners ?? witnesses
            let signatures = cosigners.enumerated().map { place, key in
                key.sign(checkpoint, time: UInt64(time + (late?[place] ?? 1)))
            }
            let note = try SignedNote(text: checkpoint.text, signatures: own.signatures + signatures)
            return SeedProof(edge: edge, entries: entries, checkpoint: Array(note.formatted.utf8))
        }

        func verify(_ proof: SeedProof) throws(DrawError) -> SeedProof.Shown {
            try proof.verify(commitment: leaf, witnesses: witnesses.map(\.verifierKey), key: signer.verifierKey)
        }
    }

    @Test("is SHA-256 over the checkpoint's text and the cosignatures in the order of the commitment")
    func formula() throws {
        let ledger = try Ledger(witnesses: 2)
        let shown = try ledger.verify(ledger.proof())
        let checkpoint = ledger.checkpoint(ledger.entries)
        var bytes = Array(checkpoint.text.utf8)
        for witness in ledger.witnesses { bytes += witness.sign(checkpoint, time: UInt64(ledger.time + 1)).signature }
        #expect(shown.seed.bytes == Array(SHA256.hash(data: bytes)))
        #expect(shown.cosigned == [UInt64(ledger.time + 1), UInt64(ledger.time + 1)])
        // The order of the lines in the note says nothing.
        let turned = try ledger.verify(ledger.proof(cosigners: ledger.witnesses.reversed()))
        #expect(turned.seed == shown.seed)
        let alone = try Ledger(witnesses: 0)
        #expect(
            try alone.verify(alone.proof()).seed.bytes
                == Array(SHA256.hash(data: Array(alone.checkpoint(alone.entries).text.utf8))))
    }

    @Test("is read back with its proof")
    func json() throws {
        let ledger = try Ledger(witnesses: 1)
        let proof = try ledger.proof()
        #expect(try SeedProof.parse(proof.json.formatted()) == proof)
        #expect(throws: LocatedError.self) { try SeedProof.parse(Array("{}".utf8)) }
    }

    @Test("does not follow where an entry is left out, changed, put in, or a state came earlier")
    func otherEntries() throws {
        let ledger = try Ledger(witnesses: 1)
        let proof = try ledger.proof()
        func refused(_ entries: [[UInt8]]) -> Bool {
            (try? ledger.verify(SeedProof(edge: proof.edge, entries: entries, checkpoint: proof.checkpoint))) == nil
        }
        for place in proof.entries.indices {
            var left = proof.entries
            left.remove(at: place)
            #expect(refused(left))
            for byte in proof.entries[place].indices {
                var changed = proof.entries
                changed[place][byte] ^= 1
                #expect(refused(changed))
            }
        }
        #expect(refused(proof.entries + [proof.entries[1]]))
        // A ledger that had a state earlier cannot take a later one.
        var earlier = ledger
        earlier.between.append(earlier.state)
        #expect(throws: DrawError.seed(.otherEntries)) { try earlier.verify(earlier.proof()) }
    }

    @Test("does not follow without the cosignature of a named witness, with two of one, or with one of another time")
    func cosignatures() throws {
        let ledger = try Ledger(witnesses: 2)
        let (first, second) = (ledger.witnesses[0], ledger.witnesses[1])
        #expect(throws: DrawError.seed(.notCosigned(name: second.name))) {
            try ledger.verify(ledger.proof(cosigners: [first]))
        }
        #expect(throws: DrawError.seed(.cosignedTwice(name: first.name))) {
            try ledger.verify(ledger.proof(late: [1, 2, 1], cosigners: [first, first, second]))
        }
        for (late, isTaken) in [(-6, false), (-5, true), (24, true), (25, false)] as [(Int64, Bool)] {
            let taken = (try? ledger.verify(ledger.proof(late: [late, 0]))) != nil
            #expect(taken == isTaken, "\(late) s")
        }
        let stranger = try Ledger(witnesses: 0)
        #expect(throws: DrawError.self) {
            try ledger.proof().verify(
                commitment: ledger.leaf, witnesses: ledger.witnesses.map(\.verifierKey),
                key: stranger.signer.verifierKey)
        }
    }

    /// A host that wants a certain firm drawn tries one tree after another; it knows the seed only once the witness has cosigned, and the
    /// honest witness cosigns one tree of a size and no other.
    @Test("gains a host nothing that tries many checkpoints, while one witness is honest")
    func grinding() throws {
        let honest = try CosignerKey(SignerKey.generate(name: "honest.example/witness"))
        var ledger = try Ledger(witnesses: 1)
        let wanted = 0
        let firms = try Sample.firms([String](repeating: "A", count: 10))
        let inspectors = try Sample.inspectors(1)
        let plan = try Sample.plan([("A", 1, 0)], count: 1, firms, inspectors, each: 1)
        var hits = (alone: 0, witnessed: 0)
        let rounds = 400
        for round in 0..<rounds {
            // Sixteen candidates in each round, of which the host takes the one that looks best to it.
            var proofs: [(SeedProof, DrawSeed)] = []
            for attempt in 0..<16 {
                ledger.between = [Array("yima/1 event a 0\n{\"nonce\":\"\(round)/\(attempt)\"}".utf8)]
                // What the host can compute before it asks the honest witness: with a witness of its own making.
                let proof = try ledger.proof()
                proofs.append((proof, try ledger.verify(proof).seed))
            }
            func isHit(_ seed: DrawSeed) throws -> Bool {
                try Draw(plan, firms: firms, inspectors: inspectors, seed: seed).drawn[0]?.firm == wanted
            }
            let best = try proofs.first { try isHit($0.1) } ?? proofs[0]
            if try isHit(best.1) { hits.alone += 1 }
            // The honest witness signs just that tree, once: another of this size it refuses as a fork.
            let head = try Checkpoint.parse(SignedNote.parse(best.0.checkpoint).text)
            let cosignature = honest.sign(head, time: UInt64(ledger.time + 1))
            let note = try SignedNote(
                text: head.text,
                signatures: try SignedNote.parse(best.0.checkpoint).signatures + [cosignature])
            let shown = try SeedProof(
                edge: best.0.edge, entries: best.0.entries, checkpoint: Array(note.formatted.utf8)
            ).verify(
                commitment: ledger.leaf, witnesses: ledger.witnesses.map(\.verifierKey) + [honest.verifierKey],
                key: ledger.signer.verifierKey)
            if try isHit(shown.seed) { hits.witnessed += 1 }
        }
        // Alone it has 1 − 0.9^16 = 81 % of what should be 10 %.
        #expect(hits.alone > rounds * 7 / 10)
        let fair = Double(rounds) / 10
        #expect(
            ChiSquared.statistic(
                [hits.witnessed, rounds - hits.witnessed], expected: [fair, Double(rounds) - fair])
                < ChiSquared.bound(degrees: 1))
    }
}
