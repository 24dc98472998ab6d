import LedgerTesting
import Synchronization
import Testing
import TransparencyLog
import Values

@testable import DerivedState
@testable import Hosting
@testable import Ledger

@Suite("An audit finds whatever is not as it was signed, and says where")
struct AuditTests {
    let fixture = LedgerFixture()

    /// Two journals of several pushes, an unreadable event, an enrolment in between.
    private func room() async throws -> LedgerRoom {
        var devices = [fixture.device(), fixture.device(1, operator: 2)]
        let room = try await LedgerRoom.new(fixture: fixture, enrolled: devices)
        for count in [2, 3] {
            for number in devices.indices {
                let from = devices[number].entries.count
                devices[number].record(count)
                if number == 1 { devices[number].record(body: Array("not JSON".utf8)) }
                _ = try await room.sequencer.push(devices[number].push(from: from))
            }
            for note in fixture.enrolment(of: fixture.device(1, operator: count + 1)).prefix(1) {
                _ = await room.outcome(ofNote: note)
            }
        }
        await room.host.index.flush()
        return room
    }

    private func fsck(
        _ room: LedgerRoom, store: (any LedgerStore)? = nil, index: (any CodeIndexStore)? = nil,
        memory: SimulatedSignedHead? = nil, key: VerifierKey? = nil
    ) async -> AuditReport {
        await Fsck(
            store: store ?? room.store, index: index ?? room.indexStore, memory: memory ?? room.memory,
            key: key ?? fixture.signer.verifierKey
        ).run()
    }

    @Test("a ledger as it was written is sound, over several tiles and chunks")
    func sound() async throws {
        let room = try await room()
        let report = await fsck(room)
        #expect(report.isSound, "\(report.problems)")
        #expect(report.exitStatus == 0)
        #expect(report.firstBad == nil)
        #expect(report.entries == (await room.sequencer.treeSize))
        #expect(report.checkpoint?.checkpoint.treeSize == report.entries)

        var device = fixture.device(7)
        for note in fixture.enrolment(of: device).suffix(1) { _ = try await room.sequencer.append(adminNote: note) }
        for _ in 0..<3 {
            let from = device.entries.count
            // Small, and no events: the audit shall be long and not the reading.
            for index in 0..<1700 { device.record(body: Array("{\(from + index)}".utf8)) }
            _ = try await room.sequencer.push(device.push(from: from))
        }
        let large = await fsck(room)
        #expect(large.isSound, "\(large.problems)")
        #expect(large.entries > 4096)
    }

    @Test("one flipped bit anywhere in any entry is named by the entry's index, and by no lower one")
    func flippedEntries() async throws {
        let room = try await room()
        let entries = try await room.store.everything().entries
        var wrong: [String] = []
        for (index, entry) in entries.enumerated() {
            // Above all the first lines, where a byte may turn the entry into another; the rest here and there.
            let body = entry.prefix(200).firstIndex(of: 0x0A)! + 1
            let places =
                Array(stride(from: index % 3, to: body, by: index % 4 == 0 ? 1 : 3))
                + Array(stride(from: body, to: entry.count, by: 41)) + [entry.count - 1]
            for byte in places {
                // Other tests wait for the same cores, some of them with a clock.
                await Task.yield()
                let damaged = room.store.copy()
                damaged.flipBit(ofEntry: UInt64(index), byte: byte)
                let report = await fsck(room, store: damaged)
                let isNamed = report.problems.contains { $0.entry == UInt64(index) }
                guard report.exitStatus == 1, isNamed, report.firstBad == UInt64(index) else {
                    wrong.append("byte \(byte) of entry \(index): \(report.firstBad as Any) \(report.problems)")
                    continue
                }
            }
        }
        #expect(wrong.isEmpty, "\(wrong.count): \(wrong.first ?? "")")
    }

    @Test("one flipped bit in any hash of any tile is named")
    func flippedTiles() async throws {
        let room = try await room()
        let size = try #require(try await room.store.head()?.treeSize)
        for index in 0..<size {
            for byte in [0, 31] {
                let damaged = room.store.copy()
                damaged.flipBit(ofTile: TileName(level: 0, index: 0), byte: Int(index) * MerkleHash.byteCount + byte)
                let report = await fsck(room, store: damaged)
                #expect(report.exitStatus == 1)
                #expect(report.firstBad == index)
                #expect(report.problemCount == 1)
            }
        }
    }

    @Test("a flipped bit in a higher tile is found, though every entry is right")
    func flippedHigherTile() async throws {
        var device = fixture.device()
        device.record(600)
        let room = try await LedgerRoom.new(fixture: fixture, enrolled: [device])
        _ = try await room.sequencer.push(device.push())
        await room.host.index.flush()
        room.store.flipBit(ofTile: TileName(level: 1, index: 0), byte: 40)
        let report = await fsck(room)
        #expect(report.exitStatus == 1)
        #expect(report.firstBad == nil)
        #expect(report.problems.map(\.wording.en) == ["tile/1/000.p/2 does not follow from the entries"])
    }

    @Test("an entry that was removed is missed at its place", arguments: [0, 1, 6, 9, 22])
    func removedEntry(index: Int) async throws {
        let room = try await room()
        #expect(try await room.store.head()!.treeSize == 23)
        // The rest moves up, or the last is simply gone.
        let tampered = TamperedStore(
            base: room.store, changesEntries: { $0.enumerated().filter { $0.offset != index }.map(\.element) })
        #expect(await fsck(room, store: tampered).exitStatus == 1)
        let filled = TamperedStore(
            base: room.store,
            changesEntries: { entries in
                var entries = entries
                entries.remove(at: index)
                return entries + [entries.last!]
            })
        let report = await fsck(room, store: filled)
        #expect(report.exitStatus == 1)
        if index < 22 { #expect(report.firstBad == UInt64(index)) }
    }

    @Test(
        "what came over a network and does not lead to what was signed shows nothing, and accuses nobody; a shrunk or other ledger is told all the same"
    )
    func distant() async throws {
        let room = try await room()
        let entries = try await room.store.everything().entries
        let key = fixture.signer.verifierKey
        func report(_ store: any LedgerStore, previous: Checkpoint? = nil) async -> AuditReport {
            await LedgerAuditor(source: DistantSource(StoreAuditSource(store)), key: key).audit(previous: previous)
        }
        #expect(await report(room.store).isSound)
        for index in entries.indices {
            let damaged = room.store.copy()
            damaged.flipBit(ofEntry: UInt64(index), byte: entries[index].count - 1)
            let found = await report(damaged)
            #expect(found.exitStatus == 2 && found.problems.isEmpty && found.warnings.isEmpty, "\(index)")
        }
        let tiles = room.store.copy()
        tiles.flipBit(ofTile: TileName(level: 0, index: 0), byte: 40)
        let found = await report(tiles)
        #expect(found.exitStatus == 2 && found.problems.isEmpty && found.warnings.isEmpty, "\(found)")
        let silent = TamperedStore(base: room.store, unanswered: [.entries])
        #expect(await report(silent).exitStatus == 2)
        let unsigned = TamperedStore(base: room.store, changesCheckpoint: { _ in Array("<html>".utf8) })
        #expect(await report(unsigned).exitStatus == 2)
        // What two checkpoints or true entries show stands.
        var edge = RightEdge()
        for entry in entries { edge.append(.leaf(entry)) }
        edge.append(.emptyRoot)
        #expect(await report(room.store, previous: Checkpoint(origin: fixture.origin, edge: edge)).exitStatus == 1)
        var other = RightEdge()
        for entry in entries.prefix(5) { other.append(.leaf(entry + [0])) }
        #expect(await report(room.store, previous: Checkpoint(origin: fixture.origin, edge: other)).exitStatus == 1)
    }

    @Test("by another ledger's key nothing can be checked, and nothing is called false")
    func otherKey() async throws {
        let report = await fsck(try await room(), key: LedgerFixture(seed: 5).signer.verifierKey)
        #expect(report.exitStatus == 2 && report.problems.isEmpty)
        #expect(report.checkpoint == nil)
    }

    @Test("a checkpoint that is not of these entries is found out", arguments: [0, 1])
    func otherCheckpoint(kind: Int) async throws {
        let room = try await room()
        var edge = RightEdge()
        for entry in try await room.store.everything().entries {
            edge.append(.leaf(kind == 0 ? entry + [0x20] : entry))
        }
        let forged = kind == 0 ? fixture.checkpoint(edge) : LedgerFixture(seed: 5).checkpoint(edge)
        let report = await fsck(room, store: TamperedStore(base: room.store, changesCheckpoint: { _ in forged }))
        // What another key signed is no word of this ledger: it is not false, and vouches for nothing.
        #expect(report.exitStatus == (kind == 0 ? 1 : 2))
    }

    @Test("rows that only repeat the entries must repeat them")
    func tables() async throws {
        let room = try await room()
        let changes: [(String, TamperedStore)] = [
            (
                "journal",
                TamperedStore(
                    base: room.store,
                    changesJournal: { state in
                        var state = state
                        state?.arrival = Timestamp(milliseconds: 0)
                        return state
                    })
            ),
            ("journal gone", TamperedStore(base: room.store, changesJournal: { _ in nil })),
            (
                "span",
                TamperedStore(
                    base: room.store,
                    changesSpan: { span in
                        span.map {
                            JournalSpan(
                                journal: $0.journal, edge: $0.edge, count: $0.count, firstEntry: $0.firstEntry,
                                arrival: Timestamp(milliseconds: $0.arrival.milliseconds + 1))
                        }
                    })
            ),
            ("span gone", TamperedStore(base: room.store, changesSpan: { _ in nil })),
            ("admin", TamperedStore(base: room.store, changesAdminEntries: { Array($0.dropLast()) })),
            ("admin too many", TamperedStore(base: room.store, changesAdminEntries: { $0 + [6] })),
        ]
        for (what, store) in changes {
            let report = await fsck(room, store: store)
            #expect(report.exitStatus == 1, "\(what)")
            #expect(report.couldNotCheck == nil)
        }
        let spans = await fsck(room, store: TamperedStore(base: room.store, changesSpan: { _ in nil }))
        #expect(spans.problems.compactMap(\.entry) == [5, 8, 13, 17])
    }

    @Test("a wrong, missing or further index row is found")
    func indexRows() async throws {
        let room = try await room()
        let rows = try await room.rowsSorted()
        let cursor = try await room.indexStore.cursor()
        let root = cursor.root
        for (what, changed) in [
            ("missing", Array(rows.dropFirst())), ("further", rows + [IndexRow(key: 1, entry: 5)]),
            ("wrong", [IndexRow(key: rows[0].key ^ 1, entry: rows[0].entry)] + rows.dropFirst()),
            ("moved", [IndexRow(key: rows[0].key, entry: rows[0].entry + 1)] + rows.dropFirst()),
        ] {
            let index = SimulatedCodeIndexStore()
            try await index.write(ArraySlice(changed.sorted()))
            try await index.advance(to: IndexCursor(treeSize: cursor.treeSize, root: root))
            #expect(await fsck(room, index: index).exitStatus == 1, "\(what)")
        }
        let same = SimulatedCodeIndexStore()
        try await same.write(ArraySlice(rows))
        try await same.advance(to: cursor)
        #expect(await fsck(room, index: same).exitStatus == 0)
    }

    @Test("a store that does not answer is not called unsound", arguments: TamperedStore.Question.allCases)
    func unanswered(question: TamperedStore.Question) async throws {
        let room = try await room()
        let report = await fsck(room, store: TamperedStore(base: room.store, unanswered: [question]))
        switch question {
        // What an audit does not ask.
        case .spans: #expect(report.exitStatus == 0)
        default:
            #expect(report.exitStatus == 2)
            #expect(report.couldNotCheck != nil)
            #expect(report.problems.isEmpty)
        }
    }

    @Test("an index that does not answer is not called wrong, nor passed over")
    func unansweredIndex() async throws {
        let room = try await room()
        let report = await fsck(room, index: SilentIndexStore())
        #expect(report.exitStatus == 2)
        #expect(report.problems.isEmpty)
    }

    @Test("what was found before the source fell silent stands")
    func foundBeforeSilence() async throws {
        let room = try await room()
        let damaged = room.store.copy()
        damaged.flipBit(ofEntry: 0)
        let report = await fsck(room, store: TamperedStore(base: damaged, unanswered: [.tiles]))
        #expect(report.exitStatus == 1)
        #expect(report.couldNotCheck != nil)
        #expect(report.firstBad == 0)
    }

    @Test("a ledger that does not continue what was audited last is not sound")
    func previous() async throws {
        let room = try await room()
        let source = StoreAuditSource(room.store)
        let auditor = LedgerAuditor(source: source, key: fixture.signer.verifierKey)
        let entries = try await room.store.everything().entries
        var edge = RightEdge()
        for (index, entry) in entries.enumerated() {
            edge.append(.leaf(entry))
            #expect(await auditor.audit(previous: Checkpoint(origin: fixture.origin, edge: edge)).exitStatus == 0)
            var other = RightEdge()
            for (place, entry) in entries.prefix(index + 1).enumerated() {
                other.append(.leaf(place == index ? entry + [0] : entry))
            }
            let report = await auditor.audit(previous: Checkpoint(origin: fixture.origin, edge: other))
            #expect(report.exitStatus == 1, "at \(index + 1)")
        }
        edge.append(.emptyRoot)
        #expect(await auditor.audit(previous: Checkpoint(origin: fixture.origin, edge: edge)).exitStatus == 1)
    }

    @Test("a signed-head file that is broken, foreign, ahead or of another history is a problem")
    func secondMemory() async throws {
        let room = try await room()
        let broken = SimulatedSignedHead(note: room.memory.note)
        broken.makeUnreadable()
        var ahead = RightEdge()
        var other = RightEdge()
        for entry in try await room.store.everything().entries {
            ahead.append(.leaf(entry))
            other.append(.leaf(entry + [0]))
        }
        ahead.append(.emptyRoot)
        for (what, memory) in [
            ("broken", broken), ("foreign", SimulatedSignedHead(note: LedgerFixture(seed: 5).checkpoint(other))),
            ("ahead", SimulatedSignedHead(note: fixture.checkpoint(ahead))),
            ("other", SimulatedSignedHead(note: fixture.checkpoint(other))),
            ("garbage", SimulatedSignedHead(note: [0x20])),
        ] {
            #expect(await fsck(room, memory: memory).exitStatus == 1, "\(what)")
        }
    }

    @Test("a push that lands while the tables are compared is not taken for damage")
    func growingLedger() async throws {
        var device = fixture.device()
        device.record(6)
        let room = try await LedgerRoom.new(fixture: fixture, enrolled: [device])
        _ = try await room.sequencer.push(device.push(to: 3))
        // The checkpoint that fsck read, while the tables are already those of a later commit.
        let note = await room.sequencer.checkpoint
        _ = try await room.sequencer.push(device.push(from: 3))
        var second = fixture.device(2)
        second.record(1)
        for note in fixture.enrolment(of: second).suffix(1) { _ = try await room.sequencer.append(adminNote: note) }
        _ = try await room.sequencer.push(second.push())
        await room.host.index.flush()
        let reads = Atomic(0)
        let early = TamperedStore(
            base: room.store,
            changesCheckpoint: { reads.add(1, ordering: .relaxed).oldValue == 0 ? note : $0 })
        let report = await fsck(
            room, store: early, index: SimulatedCodeIndexStore(), memory: SimulatedSignedHead(note: note))
        #expect(report.exitStatus == 0, "\(report.problems)")
        #expect(report.entries == 7)
    }

    @Test("a great many problems are counted, the lowest is named, and the first hundred are listed")
    func many() async throws {
        var report = AuditReport()
        #expect(report.exitStatus == 0)
        report.add(unchecked: Wording(en: "x", zh: "x"))
        #expect(report.exitStatus == 2)
        for index in (0..<500 as Range<UInt64>).reversed() {
            report.add(.init(entry: index, en: "x", zh: "x"))
        }
        #expect(report.exitStatus == 1)
        #expect(report.problems.count == AuditReport.problemsMax)
        #expect(report.problemCount == 500)
        #expect(report.firstBad == 0)
    }
}

/// An index whose file cannot be read.
private struct SilentIndexStore: CodeIndexStore {
    private func fail() -> StoreError { .unreadable(reason: "simulated: no answer") }

    func cursor() async throws(StoreError) -> IndexCursor { throw fail() }
    func write(_ rows: ArraySlice<IndexRow>) async throws(StoreError) { throw fail() }
    func advance(to cursor: IndexCursor) async throws(StoreError) { throw fail() }
    func entries(of keys: [UInt64], below bound: UInt64, limit: Int) async throws(StoreError) -> [[UInt64]] {
        throw fail()
    }
    func clear() async throws(StoreError) { throw fail() }
    func digest(below bound: UInt64) async throws(StoreError) -> IndexDigest { throw fail() }
}

/// A store as if it were far away.
private struct DistantSource: AuditSource {
    private let source: StoreAuditSource
    let isAuthentic = false

    init(_ source: StoreAuditSource) { self.source = source }

    var readsMax: Int { source.readsMax }

    func checkpoint() async throws(AuditSourceError) -> [UInt8] { try await source.checkpoint() }

    func fold<State: Sendable>(
        _ range: Range<UInt64>, into state: State,
        _ body: @escaping @Sendable (inout State, _ entry: UInt64, _ bytes: UnsafeRawBufferPointer) -> Void
    ) async throws(AuditSourceError) -> State {
        try await source.fold(range, into: state, body)
    }

    func tiles(_ tiles: [Tile]) async throws(AuditSourceError) -> [[UInt8]] { try await source.tiles(tiles) }
}
