import Testing
import TransparencyLog

@testable import VerifiableIndex

@Suite struct `A proof of a run` {
    @Test func `is that of the published vectors`() throws {
        let (run, newer) = (Vectors.run(0..<4), Vectors.run(4..<5))
        let item = try run.open().proof(of: IndexKey(name: Vectors.item))
        #expect(
            item == .present(ListPage(older: RightEdge(), entries: [1, 3]), path: Vectors.path(Vectors.itemPath)))
        let absent = try run.open().proof(of: IndexKey(name: Vectors.absentLot))
        #expect(
            absent
                == .absent(
                    neighbour: IndexKey(name: Vectors.lot), value: Vectors.hash(Vectors.absentValue),
                    path: Vectors.path(Vectors.absentPath)))
        let alone = try newer.open().proof(of: IndexKey(name: Vectors.item))
        #expect(
            alone
                == .absent(neighbour: IndexKey(name: Vectors.pallet), value: EntryList.value(of: [4]), path: []))
    }

    @Test(arguments: [0, 1, 2, 3, 10, 64, 500])
    func `is there for every key, and for the absence of any other`(keys: Int) throws {
        let run = TestRun.random(keys: keys, seed: UInt64(100 + keys))
        let reader = try run.open()
        for (key, entries) in run.lists {
            let proof = try reader.proof(of: key)
            #expect(try MapProof(parsing: proof.bytes) == proof)
            #expect(try proof.verify(key, in: run.run) == ListPage(older: RightEdge(), entries: entries))
        }
        var random = SeededNumbers(seed: 11)
        let near = run.lists.keys.flatMap { key in [0, 3, 7, 9, 100, 255].map { key.flipping($0) } }
        for key in near + (0..<50).map({ _ in random.key() }) where run.lists[key] == nil {
            let proof = try reader.proof(of: key)
            #expect(try MapProof(parsing: proof.bytes) == proof)
            #expect(try proof.verify(key, in: run.run) == nil)
        }
    }

    /// What a proof that is none says: it cannot be read, or does not verify.
    private static func isRefused(_ bytes: [UInt8], _ key: IndexKey, _ run: NamedRun) -> Bool {
        guard let proof = try? MapProof(parsing: bytes) else { return true }
        do throws(IndexProofError) {
            _ = try proof.verify(key, in: run)
            return false
        } catch {
            return true
        }
    }

    @Test func `is refused whichever bit is another, wherever it is cut, and with anything behind it`() throws {
        var lists = TestRun.random(keys: 30, range: 0..<2000, seed: 12).lists
        let long = IndexKey(name: "long")
        lists[long] = (0..<600).map { 3 * $0 }
        let run = TestRun(range: 0..<2000, lists: lists)
        let reader = try run.open()
        let some = lists.keys.sorted()[7]
        for key in [some, long, IndexKey(name: "absent"), some.flipping(2), some.flipping(255)] {
            let bytes = try reader.proof(of: key).bytes
            #expect(!Self.isRefused(bytes, key, run.run))
            for bit in 0..<bytes.count * 8 {
                var changed = bytes
                changed[bit / 8] ^= 1 << UInt8(bit % 8)
                #expect(Self.isRefused(changed, key, run.run), "bit \(bit)")
            }
            for count in bytes.indices { #expect(Self.isRefused(Array(bytes.prefix(count)), key, run.run)) }
            #expect(Self.isRefused(bytes + [0], key, run.run))
        }
    }

    @Test func `proves nothing of another key, nor under another run`() throws {
        let (run, other) = (TestRun.random(keys: 20, seed: 13), TestRun.random(keys: 20, seed: 14))
        let reader = try run.open()
        let keys = run.lists.keys.sorted()
        for key in keys {
            let proof = try reader.proof(of: key)
            for another in keys where another != key {
                #expect(throws: IndexProofError.self) { try proof.verify(another, in: run.run) }
            }
            #expect(throws: IndexProofError.rootMismatch) { try proof.verify(key, in: other.run) }
            #expect(throws: IndexProofError.notEmpty) { try MapProof.empty.verify(key, in: run.run) }
        }
        // One entry of the run's border outside: the list may be right, the run is not of it.
        let lists = [keys[0]: [UInt64(5)]]
        let small = TestRun(range: 0..<10, lists: lists)
        let proof = try small.open().proof(of: keys[0])
        #expect(throws: IndexProofError.entryOutside(entry: 5, range: 6..<10)) {
            try proof.verify(keys[0], in: NamedRun(range: 6..<10, root: small.run.root))
        }
    }

    @Test func `does not let a key show its own absence, nor a way that turns`() throws {
        let run = TestRun.random(keys: 20, seed: 15)
        let key = run.lists.keys.sorted()[3]
        guard case .present(let page, let path) = try run.open().proof(of: key) else {
            Issue.record("the key is there")
            return
        }
        let value = EntryList.value(of: page.entries)
        #expect(throws: IndexProofError.sameKey) {
            try MapProof.absent(neighbour: key, value: value, path: path).verify(key, in: run.run)
        }
        let bit = path[0].bit
        #expect(throws: IndexProofError.bitsDoNotDescend(bit: bit)) {
            try MapProof.present(page, path: [path[0]] + path).verify(key, in: run.run)
        }
        // The key's neighbour on the other side of the lowest step does not stand for it.
        #expect(throws: IndexProofError.anotherPath(bit: bit)) {
            try MapProof.absent(neighbour: key, value: value, path: path).verify(
                key.flipping(Int(bit)), in: run.run)
        }
    }
}
