import Ledger
import LedgerTesting
import Testing
import TransparencyLog

/// The contract of `LedgerStore`, for every store alike.
@Suite struct StoreConformanceTests {
    private static let fixture = LedgerFixture()

    /// Batches that cross the boundaries of tiles, from two devices, with admin notes.
    private static func workload() -> (LedgerWorkload, [LedgerBatch]) {
        var work = LedgerWorkload(fixture: fixture)
        var first = fixture.device(1)
        var second = fixture.device(1, operator: 2)
        var batches: [LedgerBatch] = []
        first.record(3)
        batches.append(work.push(first, adminNotes: [fixture.note(fixture.firstAct)] + fixture.enrolment(of: first)))
        for count in [1, 250, 2, 300] {
            first.record(count)
            batches.append(work.push(first))
            second.record(count / 2 + 1)
            batches.append(work.push(second))
        }
        return (work, batches)
    }

    private static func filled(_ kind: StoreKind) async throws -> (LedgerPlace, LedgerWorkload) {
        let place = try LedgerPlace(kind)
        let (work, batches) = workload()
        try await place.use { store async throws in
            var size: UInt64 = 0
            for batch in batches {
                try await store.append(batch, expecting: size)
                size += UInt64(batch.entries.count)
            }
        }
        return (place, work)
    }

    @Test(arguments: StoreKind.allCases)
    func aNewStoreIsEmpty(kind: StoreKind) async throws {
        try await LedgerPlace(kind).use { store async throws in
            #expect(try await store.everything() == LedgerStoreContents())
            #expect(try await store.span(holding: 0) == nil)
            #expect(try await store.journal(Self.fixture.device().journal) == nil)
            #expect(try await store.entries(0..<0).isEmpty)
        }
    }

    @Test(arguments: StoreKind.allCases)
    func whatWasAppendedIsThereAfterReopening(kind: StoreKind) async throws {
        let (place, work) = try await Self.filled(kind)
        let all = try await place.use { try await $0.everything() }
        #expect(all.head == LedgerHead(treeSize: work.treeSize, checkpoint: work.checkpoint))
        #expect(all.entries == work.entries)
        #expect(Dictionary(grouping: all.spans, by: \.journal) == Dictionary(grouping: work.spans, by: \.journal))
        #expect(all.journals == work.journals)
        #expect(all.adminEntries == work.adminEntries)
        try await place.use { store async throws in
            let names = Array(work.tiles.keys)
            #expect(try await store.tiles(names) == names.map { work.tiles[$0] })
            #expect(try await LedgerTip.load(treeSize: work.treeSize, from: store).root == work.tip.root)
        }
    }

    @Test(arguments: StoreKind.allCases)
    func anAppendAtAnotherSizeIsRefusedAndLeavesNothing(kind: StoreKind) async throws {
        let (place, work) = try await Self.filled(kind)
        try await place.use { store async throws in
            let before = try await store.everything()
            var next = work
            var device = Self.fixture.device(7)
            device.record(2)
            let batch = next.push(device)
            for wrong in [0, work.treeSize - 1, work.treeSize + 1, UInt64(Int64.max)] {
                await #expect { try await store.append(batch, expecting: wrong) } throws: { error in
                    guard case StoreError.conflict(let size) = error else { return false }
                    return size == work.treeSize
                }
            }
            #expect(try await store.everything() == before)
            try await store.append(batch, expecting: work.treeSize)
            #expect(try await store.head()?.treeSize == next.treeSize)
        }
    }

    @Test(arguments: StoreKind.allCases)
    func ofTwoAppendsAtOneSizeExactlyOneSucceeds(kind: StoreKind) async throws {
        try await LedgerPlace(kind).use { store async throws in
            let batches = (1...8).map { number in
                var work = LedgerWorkload(fixture: Self.fixture)
                var device = Self.fixture.device(number)
                device.record(number)
                return work.push(device)
            }
            let succeeded = await withTaskGroup(of: Int?.self) { group in
                for (number, batch) in batches.enumerated() {
                    group.addTask { (try? await store.append(batch, expecting: 0)).map { number } }
                }
                return await group.reduce(into: []) { $0 += $1.map { [$0] } ?? [] }
            }
            #expect(succeeded.count == 1)
            #expect(try await store.everything().entries == batches[succeeded[0]].entries)
        }
    }

    @Test(arguments: StoreKind.allCases)
    func cancellingTheTaskDoesNotInterruptAnAppend(kind: StoreKind) async throws {
        try await LedgerPlace(kind).use { store async throws in
            var work = LedgerWorkload(fixture: Self.fixture)
            var device = Self.fixture.device()
            device.record(5)
            let batch = work.push(device)
            let task = Task {
                while !Task.isCancelled { await Task.yield() }
                try await store.append(batch, expecting: 0)
                return try await store.entries(0..<6)
            }
            task.cancel()
            #expect(try await task.value == batch.entries)
        }
    }

    @Test(arguments: StoreKind.allCases)
    func readersNeverSeePartOfABatch(kind: StoreKind) async throws {
        let (_, batches) = Self.workload()
        let key = Self.fixture.signer.verifierKey
        try await LedgerPlace(kind).use { store async throws in
            try await store.append(batches[0], expecting: 0)
            let writer = Task {
                for batch in batches.dropFirst() {
                    try await store.append(batch, expecting: try await store.head()?.treeSize ?? 0)
                }
            }
            var size: UInt64 = 0
            while size < batches.reduce(0, { $0 + UInt64($1.entries.count) }) {
                let head = try #require(try await store.head())
                #expect(head.treeSize >= size)
                size = head.treeSize
                let signed = try Checkpoint.open(note: head.checkpoint, key: key).checkpoint
                #expect(signed.treeSize == size)
                #expect(try await store.root(treeSize: size) == signed.root)
                #expect(try await store.entries(0..<size).count == Int(size))
            }
            try await writer.value
        }
    }

    @Test(arguments: StoreKind.allCases)
    func entriesThatAreNotThereAreMissing(kind: StoreKind) async throws {
        let (place, work) = try await Self.filled(kind)
        let size = work.treeSize
        try await place.use { store async throws in
            for range in [0..<(size + 1), size..<(size + 1), (size + 5)..<(size + 9), (UInt64.max - 1)..<UInt64.max] {
                await #expect { try await store.entries(range) } throws: { error in
                    guard case StoreError.missing(let what) = error else { return false }
                    return what == "entry \(max(range.lowerBound, size))"
                }
            }
            #expect(try await store.entries(size..<size).isEmpty)
            #expect(try await store.entries(2..<5) == Array(work.entries[2..<5]))
        }
    }

    @Test(arguments: StoreKind.allCases)
    func tilesThatAreNotThereAreNil(kind: StoreKind) async throws {
        let (place, work) = try await Self.filled(kind)
        let there = TileName(level: 0, index: 0)
        let strange = [(0, 99), (7, 0), (8, 0), (255, 0), (0, UInt64.max)].map { TileName(level: $0.0, index: $0.1) }
        try await place.use { store async throws in
            #expect(
                try await store.tiles(strange + [there, there]) == strange.map { _ in nil } + [
                    work.tiles[there], work.tiles[there],
                ])
            #expect(try await store.tiles([]).isEmpty)
        }
    }
}
