import Ledger
import LedgerTesting
import Testing
import TransparencyLog

/// The contract of `LedgerStore` about spans.
@Suite struct StoreConformanceSpanTests {
    private static let fixture = LedgerFixture()

    @Test(arguments: StoreKind.allCases)
    func theSpanOfEveryEntryIsFound(kind: StoreKind) async throws {
        let (place, work) = try await Self.filled(kind)
        try await place.use { store async throws in
            for entry in 0...(work.treeSize + 2) {
                let expected = work.spans.first { $0.entryRange.contains(entry) }
                #expect(try await store.span(holding: entry) == expected, "entry \(entry)")
            }
            #expect(try await store.span(holding: UInt64.max) == nil)
        }
    }

    @Test(arguments: StoreKind.allCases)
    func theSpansOfManyEntriesAreFoundEachInItsPlace(kind: StoreKind) async throws {
        let (place, work) = try await Self.filled(kind)
        try await place.use { store async throws in
            let all = Array(0...(work.treeSize + 2)) + [.max]
            for step in [1, 2, 3, 7, 600] {
                let asked = stride(from: 0, to: all.count, by: step).map { all[$0] }
                let expected = asked.map { entry in work.spans.first { $0.entryRange.contains(entry) } }
                #expect(try await store.spans(holding: asked) == expected)
                #expect(try await store.spans(holding: asked.reversed()) == expected.reversed())
            }
            #expect(try await store.spans(holding: []).isEmpty)
        }
    }

    @Test(arguments: StoreKind.allCases)
    func entriesAnywhereAreReadWithTheirArrivals(kind: StoreKind) async throws {
        let (place, work) = try await Self.filled(kind)
        try await place.use { store async throws in
            let all = Array(0..<work.treeSize)
            for step in [1, 2, 5, 600] {
                let asked = stride(from: 0, to: all.count, by: step).map { all[$0] }
                let expected = asked.map { index in
                    StoredEntry(
                        index: index, bytes: work.entries[Int(index)],
                        arrival: work.spans.first { $0.entryRange.contains(index) }?.arrival)
                }
                #expect(try await store.placedEntries(at: asked) == expected)
            }
            #expect(try await store.placedEntries(at: []).isEmpty)
            for missing in [work.treeSize, .max] {
                await #expect { try await store.placedEntries(at: [0, missing]) } throws: { error in
                    if case StoreError.missing("entry \(missing)") = error { true } else { false }
                }
            }
        }
    }

    @Test(arguments: StoreKind.allCases)
    func moreEntriesThanAreReadAtOnceComeInOrder(kind: StoreKind) async throws {
        let place = try LedgerPlace(kind)
        try await place.use { store async throws in
            var work = LedgerWorkload(fixture: Self.fixture)
            var device = Self.fixture.device()
            device.record(900)
            try await store.append(work.push(device), expecting: 0)
            let asked = Array(0..<work.treeSize)
            let found = try await store.placedEntries(at: asked)
            #expect(found.map(\.bytes) == work.entries)
            #expect(found.map(\.index) == asked)
            #expect(found.count { $0.arrival == nil } == 1)
            #expect(try await store.spans(holding: asked) == asked.dropLast().map { _ in work.spans[0] } + [nil])
        }
    }

    @Test(arguments: StoreKind.allCases)
    func theSpansThatOverlapARangeAreFoundInOrder(kind: StoreKind) async throws {
        let (place, work) = try await Self.filled(kind)
        try await place.use { store async throws in
            for journal in work.journals.keys {
                let spans = work.spans.filter { $0.journal == journal }
                let size = work.journals[journal]!.size
                for lower in 0...(size + 1) {
                    for upper in lower...(size + 2) {
                        let expected = spans.filter { $0.journalRange.overlaps(lower..<upper) }
                        let found = try await store.spans(of: journal, overlapping: lower..<upper)
                        #expect(found == expected, "\(lower..<upper)")
                    }
                }
            }
            let stranger = Self.fixture.device(99).journal
            #expect(try await store.spans(of: stranger, overlapping: 0..<100).isEmpty)
        }
    }

    @Test(arguments: StoreKind.allCases)
    func theSpansThatBeginInARangeAreFoundInOrder(kind: StoreKind) async throws {
        let (place, work) = try await Self.filled(kind)
        try await place.use { store async throws in
            for lower in 0...(work.treeSize + 1) {
                for upper in lower...(work.treeSize + 2) {
                    for limit in [1, 2, 100] {
                        let expected = work.spans.filter { (lower..<upper).contains($0.firstEntry) }.prefix(limit)
                        let found = try await store.spans(beginningIn: lower..<upper, limit: limit)
                        #expect(found == Array(expected), "\(lower..<upper), \(limit)")
                    }
                }
            }
        }
    }

    @Test(arguments: StoreKind.allCases)
    func theJournalsOfAnOperatorAreNamedInOrder(kind: StoreKind) async throws {
        let place = try LedgerPlace(kind)
        try await place.use { store async throws in
            var work = LedgerWorkload(fixture: Self.fixture)
            for (number, uscc) in [(3, 1), (1, 2), (1, 1), (2, 1)] {
                var device = Self.fixture.device(number, operator: uscc)
                device.record(1)
                let size = work.treeSize
                try await store.append(work.push(device), expecting: size)
            }
            let uscc = Self.fixture.uscc(1)
            let own = [1, 2, 3].map { Self.fixture.device($0).journal }
            #expect(try await store.journalNames(of: uscc, after: nil, limit: 9) == own)
            #expect(try await store.journalNames(of: uscc, after: nil, limit: 2) == Array(own.prefix(2)))
            #expect(try await store.journalNames(of: uscc, after: own[0], limit: 1) == [own[1]])
            #expect(try await store.journalNames(of: uscc, after: own[2], limit: 9).isEmpty)
            #expect(try await store.journalNames(of: Self.fixture.uscc(3), after: nil, limit: 9).isEmpty)
        }
    }

    private static func filled(_ kind: StoreKind) async throws -> (LedgerPlace, LedgerWorkload) {
        let place = try LedgerPlace(kind)
        let work = try await place.use { store async throws in
            var work = LedgerWorkload(fixture: fixture)
            var devices = (1...3).map { fixture.device($0) }
            var size: UInt64 = 0
            for round in 0..<9 {
                devices[round % 3].record(round % 4 + 1)
                let notes = round % 4 == 0 ? [fixture.note(fixture.firstAct)] : []
                let batch = work.push(devices[round % 3], adminNotes: notes)
                try await store.append(batch, expecting: size)
                size = work.treeSize
            }
            return work
        }
        return (place, work)
    }
}
