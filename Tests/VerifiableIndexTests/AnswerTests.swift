import Testing
import TransparencyLog
import Values

@testable import VerifiableIndex

/// A ledger with its state entry as the last leaf, and the answers that it would give.
struct TestLedger {
    let leaves: [[UInt8]]
    let runs: [TestRun]
    let tree: MemoryTree

    /// - Parameters:
    ///   - names: what each entry is found under.
    ///   - ends: where the runs end.
    ///   - after: leaves behind the state.
    init(names: [[String]], ends: [UInt64], after: [[UInt8]] = []) {
        runs = zip([0] + ends, ends).map { start, end in
            TestRun(range: start..<end, names: Array(names[Int(start)..<Int(end)]))
        }
        let state = IndexState(
            keys: IndexKeysVersion(number: 1, schemes: .emptyRoot),
            time: Timestamp(rfc3339: "2026-11-30T08:00:00Z")!, runs: runs.map(\.run))
        leaves = names.indices.map { Array("entry \($0)".utf8) } + [state.bytes] + after
        tree = MemoryTree(leaves.map { MerkleHash.leaf($0) })
    }

    var checkpoint: Checkpoint { checkpoint(leaves.count) }

    func checkpoint(_ size: Int) -> Checkpoint {
        Checkpoint(origin: "ledger", treeSize: UInt64(size), root: try! tree.root(treeSize: UInt64(size)))
    }

    func entry(_ index: UInt64, size: Int? = nil) throws -> IndexAnswer.Entry {
        let proof = try tree.inclusionProof(leafIndex: index, treeSize: UInt64(size ?? leaves.count))
        return IndexAnswer.Entry(index: index, bytes: leaves[Int(index)], hashes: proof.hashes)
    }

    func answer(_ name: String, pagesMax: Int = .max, size: Int? = nil) throws -> IndexAnswer {
        let key = IndexKey(name: name)
        var entries: [UInt64] = []
        let answers = try runs.map { run in
            let reader = try run.open()
            let proof = try reader.proof(of: key)
            guard case .present(let page, _) = proof else { return IndexAnswer.Run(proof: proof) }
            var pages = [page]
            while pages.count < pagesMax, let last = pages.last, last.olderCount > 0 {
                pages.append(try #require(try reader.page(of: key, before: last.olderCount)))
            }
            entries += pages.reversed().flatMap(\.entries)
            return IndexAnswer.Run(proof: proof, older: Array(pages.dropFirst()))
        }
        let state = UInt64(runs.reduce(0) { $0 + $1.run.range.count })
        return IndexAnswer(
            state: try entry(state, size: size), runs: answers, entries: try entries.map { try entry($0, size: size) })
    }
}

@Suite struct `An answer of the index` {
    private static let ledger = TestLedger(names: Vectors.names, ends: [4, 5])

    @Test func `stands under the ledger of the published vectors`() throws {
        let answer = try Self.ledger.answer(Vectors.lot)
        #expect(Self.ledger.checkpoint.root == Vectors.hash(Vectors.ledgerRoot))
        #expect(answer.state.bytes == Array(Vectors.state.utf8))
        #expect(answer.state.hashes == Vectors.stateInclusion.map(Vectors.hash))
    }

    @Test func `shows all entries under a name, and that there are none`() throws {
        let ledger = Self.ledger
        for (name, entries) in [
            (Vectors.lot, [0, 1, 2, 3]), (Vectors.item, [1, 3]), (Vectors.pallet, [2, 4]), (Vectors.absentLot, []),
        ] as [(String, [UInt64])] {
            let finding = try ledger.answer(name).verify(name, under: ledger.checkpoint)
            #expect(finding.entries == entries)
            #expect(finding.isWhole)
            #expect(finding.state.entryCount == 5)
        }
    }

    @Test func `that withholds an entry is caught, and says which`() throws {
        let ledger = Self.ledger
        let answer = try ledger.answer(Vectors.pallet)
        for place in answer.entries.indices {
            var entries = answer.entries
            let entry = entries.remove(at: place)
            #expect(throws: IndexAnswerError.withheld(entry: entry.index)) {
                try IndexAnswer(state: answer.state, runs: answer.runs, entries: entries)
                    .verify(Vectors.pallet, under: ledger.checkpoint)
            }
        }
        // One that does not belong there, in the place of one that does, or beside.
        let other = try ledger.entry(0)
        #expect(throws: IndexAnswerError.withheld(entry: 2)) {
            try IndexAnswer(state: answer.state, runs: answer.runs, entries: [other, answer.entries[1]])
                .verify(Vectors.pallet, under: ledger.checkpoint)
        }
        #expect(throws: IndexAnswerError.notNamed(entry: 0)) {
            try IndexAnswer(state: answer.state, runs: answer.runs, entries: answer.entries + [other])
                .verify(Vectors.pallet, under: ledger.checkpoint)
        }
    }

    @Test func `that leaves a run out, or answers another name, is caught`() throws {
        let ledger = Self.ledger
        let answer = try ledger.answer(Vectors.pallet)
        #expect(throws: IndexAnswerError.runCount(expected: 2, found: 1)) {
            try IndexAnswer(state: answer.state, runs: [answer.runs[0]], entries: answer.entries)
                .verify(Vectors.pallet, under: ledger.checkpoint)
        }
        #expect(throws: IndexAnswerError.run(from: 0, .rootMismatch)) {
            try answer.verify(Vectors.item, under: ledger.checkpoint)
        }
        #expect(throws: IndexAnswerError.run(from: 0, .entryOutside(entry: 4, range: 0..<4))) {
            try IndexAnswer(state: answer.state, runs: answer.runs.reversed(), entries: answer.entries)
                .verify(Vectors.pallet, under: ledger.checkpoint)
        }
    }

    @Test func `of an older state is not taken for the newest`() throws {
        let ledger = TestLedger(names: Vectors.names, ends: [4, 5], after: [Array("a recall".utf8)])
        let answer = try ledger.answer(Vectors.lot)
        #expect(throws: IndexAnswerError.notLastLeaf(index: 5, treeSize: 7)) {
            try answer.verify(Vectors.lot, under: ledger.checkpoint)
        }
        // It stays true of the checkpoint that it closed.
        let older = try ledger.answer(Vectors.lot, size: 6)
        #expect(try older.verify(Vectors.lot, under: ledger.checkpoint(6)).entries == [0, 1, 2, 3])
    }

    @Test func `of a state that does not cover all before it is refused`() throws {
        // Entry 4 is not in any run, the state stands at 5.
        let covered = TestLedger(names: Array(Vectors.names.prefix(4)), ends: [4])
        let leaves = Array(covered.leaves.prefix(4)) + [Array("a recall".utf8), covered.leaves[4]]
        let tree = MemoryTree(leaves.map { MerkleHash.leaf($0) })
        let answer = try covered.answer(Vectors.absentLot)
        let state = IndexAnswer.Entry(
            index: 5, bytes: leaves[5], hashes: try tree.inclusionProof(leafIndex: 5, treeSize: 6).hashes)
        #expect(throws: IndexAnswerError.notOwnIndex(end: 4, index: 5)) {
            try IndexAnswer(state: state, runs: answer.runs, entries: [])
                .verify(Vectors.absentLot, under: Checkpoint(origin: "ledger", treeSize: 6, root: tree.root))
        }
        #expect(throws: IndexAnswerError.state(.malformed(line: 1))) {
            let last = IndexAnswer.Entry(
                index: 4, bytes: leaves[4], hashes: try tree.inclusionProof(leafIndex: 4, treeSize: 5).hashes)
            let root = try tree.root(treeSize: 5)
            _ = try IndexAnswer(state: last, runs: answer.runs, entries: [])
                .verify(Vectors.absentLot, under: Checkpoint(origin: "ledger", treeSize: 5, root: root))
        }
    }

    @Test func `is refused whichever byte of an entry or of the state is another`() throws {
        let ledger = Self.ledger
        let answer = try ledger.answer(Vectors.pallet)
        for offset in answer.state.bytes.indices {
            var bytes = answer.state.bytes
            bytes[offset] ^= 1
            let state = IndexAnswer.Entry(index: 5, bytes: bytes, hashes: answer.state.hashes)
            #expect(throws: IndexAnswerError.notInLedger(entry: 5, .rootMismatch)) {
                try IndexAnswer(state: state, runs: answer.runs, entries: answer.entries)
                    .verify(Vectors.pallet, under: ledger.checkpoint)
            }
        }
        for place in answer.entries.indices {
            var entries = answer.entries
            let entry = entries[place]
            entries[place] = IndexAnswer.Entry(
                index: entry.index, bytes: Array("entry 9".utf8), hashes: entry.hashes)
            #expect(throws: IndexAnswerError.notInLedger(entry: entry.index, .rootMismatch)) {
                try IndexAnswer(state: answer.state, runs: answer.runs, entries: entries)
                    .verify(Vectors.pallet, under: ledger.checkpoint)
            }
        }
    }

    @Test func `of a long list says how much of it is not shown`() throws {
        let names = (0..<900).map { $0 % 10 == 9 ? ["other"] : ["lot", "item \($0)"] }
        let ledger = TestLedger(names: names, ends: [700, 900])
        let whole = try ledger.answer("lot").verify("lot", under: ledger.checkpoint)
        #expect(whole.isWhole)
        #expect(whole.entries == (0..<900).filter { $0 % 10 != 9 })
        let newest = try ledger.answer("lot", pagesMax: 1).verify("lot", under: ledger.checkpoint)
        #expect(!newest.isWhole)
        #expect(newest.hiddenCount + UInt64(newest.entries.count) == UInt64(whole.entries.count))
        #expect(newest.entries == Array(whole.entries.suffix(newest.entries.count)))
        // A page in the middle is not left out unseen.
        let answer = try ledger.answer("lot")
        #expect(throws: IndexAnswerError.run(from: 0, .edgeMismatch)) {
            let first = IndexAnswer.Run(proof: answer.runs[0].proof, older: Array(answer.runs[0].older.dropFirst()))
            _ = try IndexAnswer(state: answer.state, runs: [first, answer.runs[1]], entries: answer.entries)
                .verify("lot", under: ledger.checkpoint)
        }
        // Pages of a name that the run does not have.
        #expect(throws: IndexAnswerError.run(from: 0, .edgeMismatch)) {
            let absent = try ledger.answer("item 800")
            let first = IndexAnswer.Run(proof: absent.runs[0].proof, older: answer.runs[0].older)
            _ = try IndexAnswer(state: absent.state, runs: [first, absent.runs[1]], entries: absent.entries)
                .verify("item 800", under: ledger.checkpoint)
        }
    }
}
