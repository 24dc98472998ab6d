import Journals
import Ledger
import LedgerTesting
import Testing
import TransparencyLog

/// The contract of `JournalStore`, for every store alike.
@Suite struct StoreConformanceJournalTests {
    private static let fixture = LedgerFixture()
    private static let name = fixture.device().journal
    private static let signer = fixture.device().signer

    private static func events(_ range: Range<UInt64>) -> [JournalEvent] {
        range.map { index in
            let body = Array("body \(index)".utf8)
            return JournalEvent(
                entry: EventEntry(journal: name, index: index, body: body).bytes, digest: MerkleHash.leaf(body))
        }
    }

    private static func head(_ size: UInt64) -> JournalHead {
        let edge = events(0..<size).reduce(into: RightEdge()) { $0.append(.leaf($1.entry)) }
        return JournalHead(edge: edge, checkpoint: Array("signed \(size)".utf8))
    }

    /// A store with events 0..<5.
    private static func filled(_ kind: StoreKind) async throws -> JournalPlace {
        let place = try JournalPlace(kind)
        try await place.use { store async throws in
            let work = try await store.beginImport()
            try await work.append(events(0..<2))
            try await work.append(events(2..<5))
            try await work.commit(head(5))
        }
        return place
    }

    @Test(arguments: StoreKind.allCases)
    func aNewJournalIsEmpty(kind: StoreKind) async throws {
        try await JournalPlace(kind).use { store async throws in
            #expect(try await store.head() == JournalHead())
            #expect(try await store.entries(0..<0).isEmpty)
        }
    }

    @Test(arguments: StoreKind.allCases)
    func aCommittedImportIsThereAfterReopening(kind: StoreKind) async throws {
        try await Self.filled(kind).use { store async throws in
            #expect(try await store.head() == Self.head(5))
            #expect(try await store.entries(0..<5) == Self.events(0..<5).map(\.entry))
            #expect(try await store.entries(2..<3) == Self.events(2..<3).map(\.entry))
            await #expect { try await store.entries(3..<7) } throws: { error in
                if case StoreError.missing("entry 5") = error { true } else { false }
            }
        }
    }

    @Test(arguments: StoreKind.allCases)
    func nothingOfAnImportIsThereBeforeItsCommit(kind: StoreKind) async throws {
        try await Self.filled(kind).use { store async throws in
            let work = try await store.beginImport()
            try await work.append(Self.events(5..<9))
            #expect(try await store.head() == Self.head(5))
            await #expect(throws: StoreError.self) { try await store.entries(5..<6) }
            try await work.commit(Self.head(9))
            #expect(try await store.head() == Self.head(9))
            #expect(try await store.entries(5..<9) == Self.events(5..<9).map(\.entry))
        }
    }

    @Test(arguments: StoreKind.allCases)
    func aRolledBackOrDroppedImportLeavesNothing(kind: StoreKind) async throws {
        let place = try await Self.filled(kind)
        try await place.use { store async throws in
            let work = try await store.beginImport()
            try await work.append(Self.events(5..<9))
            await work.rollback()
            await work.rollback()
            await #expect(throws: StoreError.self) { try await work.append(Self.events(9..<10)) }
            await #expect(throws: StoreError.self) { try await work.commit(Self.head(9)) }
            let again = try await store.beginImport()
            #expect(try await again.holds(Self.events(6..<7)[0].digest) == false)
            try await again.append(Self.events(5..<6))
        }
        try await place.use { store async throws in
            #expect(try await store.head() == Self.head(5))
            let work = try await store.beginImport()
            try await work.append(Self.events(5..<6))
            try await work.commit(Self.head(6))
            #expect(try await store.head() == Self.head(6))
        }
    }

    @Test(arguments: StoreKind.allCases)
    func anImportKnowsTheEventsBeforeItAndItsOwn(kind: StoreKind) async throws {
        try await Self.filled(kind).use { store async throws in
            let work = try await store.beginImport()
            try await work.append(Self.events(5..<7))
            for event in Self.events(0..<7) {
                #expect(try await work.holds(event.digest))
                // Another hash that begins alike is not the event.
                var bytes = event.digest.bytes
                bytes[31] ^= 1
                #expect(try await !work.holds(#require(MerkleHash(bytes: bytes))))
            }
            #expect(try await !work.holds(Self.events(7..<8)[0].digest))
            await work.rollback()
        }
    }

    @Test(arguments: StoreKind.allCases)
    func aSecondImportIsRefusedWhileOneIsOpen(kind: StoreKind) async throws {
        try await Self.filled(kind).use { store async throws in
            let work = try await store.beginImport()
            await #expect { try await store.beginImport() } throws: { error in
                if case StoreError.locked = error { true } else { false }
            }
            await #expect { try await store.acknowledge(RightEdge()) } throws: { error in
                if case StoreError.locked = error { true } else { false }
            }
            await work.rollback()
            let next = try await store.beginImport()
            await next.rollback()
        }
    }

    @Test(arguments: StoreKind.allCases)
    func aHeadThatDoesNotFitTheEventsIsRefused(kind: StoreKind) async throws {
        try await Self.filled(kind).use { store async throws in
            for wrong in [UInt64(5), 6, 8] {
                let work = try await store.beginImport()
                try await work.append(Self.events(5..<7))
                await #expect { try await work.commit(Self.head(wrong)) } throws: { error in
                    if case StoreError.conflict(treeSize: 7) = error { true } else { false }
                }
            }
            #expect(try await store.head() == Self.head(5))
        }
    }

    @Test(arguments: StoreKind.allCases)
    func whatTheLedgerAcknowledgedIsRememberedBesideTheHead(kind: StoreKind) async throws {
        let place = try await Self.filled(kind)
        let mark = PushedMark(edge: Self.head(3).edge, ledgerCheckpoint: Array("of the ledger".utf8))
        try await place.use { store async throws in
            try await store.acknowledge(mark.edge)
            #expect(try await store.replaceLedgerHead([], with: mark.ledgerCheckpoint))
        }
        try await place.use { store async throws in
            let work = try await store.beginImport()
            try await work.append(Self.events(5..<6))
            try await work.commit(Self.head(6))
            let head = try await store.head()
            #expect(head.pushed == mark)
            #expect(head.edge == Self.head(6).edge)
            #expect(head.waiting == 3)
        }
    }

    @Test(arguments: StoreKind.allCases)
    func theLedgersHeadIsReplacedOnlyByWhoKnowsTheOneThatIsKept(kind: StoreKind) async throws {
        let place = try await Self.filled(kind)
        let (first, second) = (Array("first".utf8), Array("second".utf8))
        try await place.use { store async throws in
            #expect(try await !store.replaceLedgerHead(second, with: first), "none is kept yet")
            #expect(try await store.replaceLedgerHead([], with: first))
            #expect(try await !store.replaceLedgerHead([], with: second))
            try await store.acknowledge(Self.head(2).edge)
        }
        try await place.use { store async throws in
            #expect(try await store.head().pushed == PushedMark(edge: Self.head(2).edge, ledgerCheckpoint: first))
            #expect(try await !store.replaceLedgerHead(second, with: second))
            #expect(try await store.replaceLedgerHead(first, with: second))
            #expect(try await store.head().pushed == PushedMark(edge: Self.head(2).edge, ledgerCheckpoint: second))
            let work = try await store.beginImport()
            await #expect { try await store.replaceLedgerHead(second, with: first) } throws: { error in
                if case StoreError.locked = error { true } else { false }
            }
            await work.rollback()
        }
    }

    @Test(arguments: StoreKind.allCases)
    func aDeviceJournalImportsPushesAndSkipsDuplicates(kind: StoreKind) async throws {
        let place = try JournalPlace(kind)
        for round in 0..<2 {
            try await place.use { store async throws in
                let journal = DeviceJournal(name: Self.name, signer: Self.signer, store: store)
                let appender = try await journal.beginImport()
                for number in 0..<1500 {
                    // Every third event comes twice in a row.
                    _ = try await appender.append(Array("body \(number - number % 3 / 2)".utf8))
                }
                let head = try await appender.commit()
                #expect(head.size == 1000)
                #expect(await appender.appended == (round == 0 ? 1000 : 0))
            }
        }
        try await place.use { store async throws in
            let journal = DeviceJournal(name: Self.name, signer: Self.signer, store: store)
            let push = try #require(try await journal.nextPush())
            #expect(push.entries.count == 1000)
            try await journal.acknowledge(push)
            #expect(try await journal.nextPush() == nil)
        }
    }
}
