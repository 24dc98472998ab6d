import Testing
import TransparencyLog

@testable import VerifiableIndex

@Suite struct `A run` {
    @Test func `has the roots of the published vectors`() {
        #expect(Vectors.run(0..<4).run.root == Vectors.hash(Vectors.olderRoot))
        #expect(Vectors.run(4..<5).run.root == Vectors.hash(Vectors.newerRoot))
        #expect(Vectors.run(0..<5).run.root == Vectors.hash(Vectors.mergedRoot))
        #expect(EntryList.value(of: [1, 3]) == Vectors.hash(Vectors.itemValue))
    }

    @Test func `of no names has the empty root, and is still a run`() throws {
        let run = TestRun(range: 7..<9, lists: [:])
        #expect(run.run == NamedRun(range: 7..<9, root: .emptyRoot))
        let reader = try run.open()
        try reader.check()
        #expect(reader.summary == run.summary)
        #expect(try reader.proof(of: IndexKey(name: "x")) == .empty)
    }

    @Test(arguments: Array(0...70) + [255, 256, 257, 513, 1500])
    func `is hashed as it is defined, whatever its size`(keys: Int) throws {
        let run = TestRun.random(keys: keys, seed: UInt64(keys))
        #expect(run.run.root == NaiveMap.root(run.lists))
        #expect(run.summary.keyCount == UInt64(keys))
        #expect(run.summary.postingCount == UInt64(run.lists.values.reduce(0) { $0 + $1.count }))
        let reader = try run.open()
        try reader.check()
        var cursor = RunCursor(reader)
        var found: [IndexKey: [UInt64]] = [:]
        while try cursor.advance() { found[cursor.list.key] = cursor.list.entries }
        #expect(found == run.lists)
    }

    @Test func `of keys that share 255 bits is hashed as it is defined`() throws {
        var random = SeededNumbers(seed: 3)
        let key = random.key()
        // A neighbour for every bit: the deepest tree that there can be.
        var lists: [IndexKey: [UInt64]] = [key: [5]]
        for bit in 0..<256 { lists[key.flipping(bit)] = [UInt64(bit)] }
        for chosen in [lists, lists.filter { $0.key == key || $0.key == key.flipping(255) }] {
            let run = TestRun(range: 0..<300, lists: chosen)
            #expect(run.run.root == NaiveMap.root(chosen))
            let reader = try run.open()
            try reader.check()
            for (key, entries) in chosen {
                #expect(try reader.proof(of: key).verify(key, in: run.run)?.entries == entries)
            }
        }
        let deepest = try TestRun(range: 0..<300, lists: lists).open().proof(of: key)
        guard case .present(_, let path) = deepest else {
            Issue.record("the key is there")
            return
        }
        #expect(path.map(\.bit) == (0..<256).reversed().map { UInt8($0) })
    }

    @Test(arguments: [1, 2, 255, 256, 257, 511, 512, 513, 1000])
    func `keeps a long list whole`(count: Int) throws {
        var random = SeededNumbers(seed: UInt64(count))
        var lists = TestRun.random(keys: 100, range: 0..<5000, seed: 9).lists
        let key = random.key()
        lists[key] = (0..<UInt64(count)).map { 3 * $0 + 1 }
        let run = TestRun(range: 0..<5000, lists: lists)
        #expect(run.run.root == NaiveMap.root(lists))
        try run.open().check()
    }

    @Test func `reaches to the last entry that a ledger can have`() throws {
        let end = TreeSize.max
        let key = IndexKey(name: "x")
        let run = TestRun(range: end - 3..<end, lists: [key: [end - 3, end - 1]])
        try run.open().check()
        #expect(try run.open().proof(of: key).verify(key, in: run.run)?.entries == [end - 3, end - 1])
        let whole = TestRun(range: 0..<end, lists: [key: [0, end - 1]])
        try whole.open().check()
    }

    @Test func `is the same in whatever order its names come, and however often`() {
        var random = SeededNumbers(seed: 4)
        let run = TestRun.random(keys: 300, seed: 5)
        var postings = run.lists.flatMap { key, entries in entries.map { (key, $0) } }
        for _ in 0..<3 {
            postings.shuffle(using: &random)
            var builder = RunBuilder(range: run.run.range)
            for (key, entry) in postings + postings.prefix(50) { builder.add(entry, [key]) }
            #expect(builder.run().bytes == run.bytes)
        }
    }

    @Test(arguments: 1...6)
    func `that was merged is the run of all the entries, byte for byte`(parts: Int) throws {
        var random = SeededNumbers(seed: UInt64(parts))
        let names = (0..<600).map { _ in
            (0..<Int.random(in: 0...4, using: &random)).map { _ in "name \(Int.random(in: 0..<900, using: &random))" }
                + (Int.random(in: 0..<2, using: &random) == 0 ? ["everywhere"] : [])
        }
        var borders = Set((0..<parts - 1).map { _ in UInt64.random(in: 1..<600, using: &random) }).sorted()
        borders = [0] + borders + [600]
        let runs = try zip(borders, borders.dropFirst()).map { start, end in
            try TestRun(range: start..<end, names: Array(names[Int(start)..<Int(end)])).open()
        }
        var merger = RunMerger(runs)
        var bytes: [UInt8] = []
        while let chunk = try merger.next() { bytes += chunk }
        let whole = TestRun(range: 0..<600, names: names)
        #expect(merger.summary == whole.summary)
        #expect(bytes == whole.bytes)
        #expect(whole.lists[IndexKey(name: "everywhere")]!.count > 256)
        #expect(try merger.next() == nil)
    }

    @Test func `that differs from another names the first key in which it does`() throws {
        let run = TestRun.random(keys: 200, seed: 6)
        let keys = run.lists.keys.sorted()
        #expect(try RunReader.firstDifference(run.open(), run.open()) == nil)
        for key in [keys[0], keys[77], keys[199]] {
            var missing = run.lists
            missing[key] = nil
            var cut = run.lists
            cut[key] = [2999]
            for lists in [missing, cut] where lists != run.lists {
                let other = TestRun(range: run.run.range, lists: lists)
                #expect(other.run.root != run.run.root)
                #expect(try RunReader.firstDifference(run.open(), other.open()) == key)
                #expect(try RunReader.firstDifference(other.open(), run.open()) == key)
            }
        }
    }

    @Test func `lays large maps down in blocks that a look-up can read`() throws {
        let run = TestRun.random(keys: 4000, seed: 8)
        let reader = try run.open()
        #expect(reader.fences.count > 10)
        #expect(reader.fences.allSatisfy { $0.byteCount < 16_384 })
        #expect(run.bytes.count < 55 * 4000)
    }
}
