import EPCIS
import Journals
import Ledger
import LedgerTesting
import Testing
import TransparencyLog

@Suite("A device's journal keeps what it took, with no network")
struct DeviceJournalTests {
    let fixture = LedgerFixture()

    private func journal(_ store: SimulatedJournalStore = SimulatedJournalStore()) -> DeviceJournal {
        let device = fixture.device()
        return DeviceJournal(name: device.journal, signer: device.signer, store: store)
    }

    private func body(_ index: Int) -> [UInt8] { Array("{\"event\":\(index)}".utf8) }

    private func fill(_ journal: DeviceJournal, _ range: Range<Int>) async throws -> JournalHead {
        let appender = try await journal.beginImport()
        for index in range { _ = try await appender.append(body(index)) }
        return try await appender.commit()
    }

    /// The journal's root, from its entries alone.
    private func root(_ range: Range<Int>) -> MerkleHash {
        var tree = MemoryTree()
        for index in range {
            tree.append(
                .leaf(EventEntry(journal: fixture.device().journal, index: UInt64(index), body: body(index)).bytes))
        }
        return tree.root
    }

    @Test("what was committed is there after a crash, signed by the device over just these events")
    func durable() async throws {
        let store = SimulatedJournalStore()
        let head = try await fill(journal(store), 0..<1300)
        let copy = store.copy()
        #expect(try await copy.head() == head)
        #expect(head.size == 1300)
        #expect(head.waiting == 1300)
        let signed = try Checkpoint.open(note: head.checkpoint, key: fixture.device().signer.verifierKey).checkpoint
        #expect(signed.treeSize == 1300)
        #expect(signed.root == root(0..<1300))
        for index in [0, 511, 512, 1299] {
            let entry = try await copy.entries(UInt64(index)..<(UInt64(index) + 1))[0]
            #expect(
                entry == EventEntry(journal: fixture.device().journal, index: UInt64(index), body: body(index)).bytes)
        }
    }

    @Test("what is named by its place is known again, from what it was made of and as it was signed")
    func named() async throws {
        let store = SimulatedJournalStore()
        let journal = journal(store)
        let name = { @Sendable (index: UInt64) in "urn:yima:event:x/dock-1:\(index)" }
        let event = SealedEvent(body(0))
        let appender = try await journal.beginImport()
        guard case .appended(0) = try await appender.append(event, eventID: name) else {
            Issue.record("not appended")
            return
        }
        guard case .duplicate = try await appender.append(event, eventID: name) else {
            Issue.record("taken twice")
            return
        }
        _ = try await appender.commit()
        let entry = try await store.entries(0..<1)[0]
        let signed = Array(entry[(try #require(entry.firstIndex(of: 10)) + 1)...])
        #expect(signed == Array(#"{"event":0,"eventID":"urn:yima:event:x/dock-1:0"}"#.utf8))
        #expect(JournalEvent.nameless(signed[...]) == body(0))
        #expect(JournalEvent.nameless(body(0)[...]) == nil)
        #expect(JournalEvent.nameless(Array(#"{"a":1,"eventID":"urn:uuid:1"}"#.utf8)[...]) == nil)
        let again = try await journal.beginImport()
        for text in [body(0), signed] {
            guard case .duplicate = try await again.append(text) else {
                Issue.record("taken again: \(String(decoding: text, as: UTF8.self))")
                continue
            }
        }
        await again.rollback()
    }

    @Test("an import that was given up leaves nothing, and the next begins where it began")
    func rollback() async throws {
        let store = SimulatedJournalStore()
        let journal = journal(store)
        let before = try await fill(journal, 0..<3)
        let appender = try await journal.beginImport()
        for index in 3..<1100 { _ = try await appender.append(body(index)) }
        await appender.rollback()
        #expect(try await journal.head() == before)
        #expect(try await store.copy().head() == before)
        // What was rolled back is not known either: it can be taken now.
        let again = try await journal.beginImport()
        guard case .appended(index: 3) = try await again.append(body(3)) else { return #expect(Bool(false), "refused") }
        #expect(try await again.commit().size == 4)
    }

    @Test("an import that is not committed leaves nothing, whatever the store's fault", arguments: [false, true])
    func failedCommit(isUnknown: Bool) async throws {
        let store = SimulatedJournalStore()
        let journal = journal(store)
        let before = try await fill(journal, 0..<3)
        store.failNext(isUnknown ? .outcomeUnknown(persisted: true) : .notCommitted)
        await #expect(throws: StoreError.self) { _ = try await fill(journal, 3..<6) }
        // An unknown outcome may be either; here it is there as a whole.
        #expect(try await journal.head().size == (isUnknown ? 6 : 3))
        if !isUnknown { #expect(try await journal.head() == before) }
        // Bringing the same events once more settles it.
        let head = try await fill(journal, 0..<7)
        #expect(head.size == 7)
        #expect(head.edge.root == root(0..<7))
    }

    @Test("the same event is taken once: in one import, over its batches, and in later ones")
    func duplicates() async throws {
        let journal = journal()
        let appender = try await journal.beginImport()
        for _ in 0..<2 {
            for index in 0..<600 { _ = try await appender.append(body(index)) }
        }
        guard case .duplicate = try await appender.append(body(599)) else { return #expect(Bool(false), "taken twice") }
        #expect(await appender.appended == 600)
        #expect(try await appender.commit().edge.root == root(0..<600))

        let later = try await journal.beginImport()
        guard case .duplicate = try await later.append(body(0)) else { return #expect(Bool(false), "taken twice") }
        guard case .appended(index: 600) = try await later.append(body(600)) else {
            return #expect(Bool(false), "a new event was not taken")
        }
        #expect(try await later.commit().edge.root == root(0..<601))
    }

    @Test("an import of nothing new signs nothing and changes nothing")
    func nothingNew() async throws {
        let store = SimulatedJournalStore()
        let journal = journal(store)
        let head = try await fill(journal, 0..<3)
        #expect(try await fill(journal, 0..<3) == head)
        #expect(try await fill(journal, 0..<0) == head)
        #expect(try await fill(journal, 3..<4).size == 4)
    }

    @Test("an event that an entry cannot hold is refused, and the one that just fits is taken")
    func tooLarge() async throws {
        let journal = journal()
        let header = EventEntry(journal: journal.name, index: 0, body: []).bytes.count
        let fits = [UInt8](repeating: 0x20, count: LedgerEntry.bytesMax - header)
        let appender = try await journal.beginImport()
        guard case .tooLarge(bytes: LedgerEntry.bytesMax + 1) = try await appender.append(fits + [0x20]) else {
            return #expect(Bool(false), "taken")
        }
        guard case .appended(index: 0) = try await appender.append(fits) else { return #expect(Bool(false), "refused") }
        #expect(try await appender.commit().size == 1)
    }

    @Test("a push is of a bounded number of events and bytes, and pushes follow each other to the end")
    func pushes() async throws {
        let journal = journal()
        #expect(try await journal.nextPush() == nil)
        let count = DeviceJournal.pushEventsMax + 7
        let head = try await fill(journal, 0..<count)
        var ranges: [Range<UInt64>] = []
        while let push = try await journal.nextPush() {
            ranges.append(push.range)
            let key = fixture.device().signer.verifierKey
            let checkpoint = try Checkpoint.open(note: push.note, key: key).checkpoint
            #expect(checkpoint.root == root(0..<Int(push.range.upperBound)))
            try await journal.acknowledge(push)
        }
        #expect(ranges == [0..<4096, 4096..<UInt64(count)])
        let after = try await journal.head()
        #expect(after.waiting == 0)
        #expect(after.pushed == PushedMark(edge: head.edge))
    }

    @Test("large events make a push of fewer, of one where need be")
    func pushBytes() async throws {
        let journal = journal()
        let appender = try await journal.beginImport()
        for index in 0..<200 {
            _ = try await appender.append([UInt8](repeating: 0x20, count: 60_000) + Array("\(index)".utf8))
        }
        _ = try await appender.commit()
        var events = 0
        while let push = try await journal.nextPush() {
            #expect(push.entries.reduce(0) { $0 + $1.count } <= DeviceJournal.pushBytesMax)
            events += push.entries.count
            try await journal.acknowledge(push)
        }
        #expect(events == 200)
    }

    @Test("an acknowledgement that is late, or comes twice, moves nothing back or astray")
    func acknowledgements() async throws {
        let journal = journal()
        _ = try await fill(journal, 0..<3)
        let first = try #require(try await journal.nextPush())
        _ = try await fill(journal, 3..<5)
        try await journal.acknowledge(first)
        let second = try #require(try await journal.nextPush())
        #expect(second.range == 3..<5)
        try await journal.acknowledge(first)
        #expect(try await journal.head().pushed.size == 3)
        try await journal.acknowledge(second)
        #expect(try await journal.head().waiting == 0)
        #expect(try await journal.head().pushed.edge.root == root(0..<5))
    }
}

@Suite("A journal and its ledger")
struct DeviceJournalLedgerTests {
    let fixture = LedgerFixture()

    private func record(_ bodies: Range<Int>, in journal: DeviceJournal) async throws {
        let appender = try await journal.beginImport()
        for index in bodies { _ = try await appender.append(Array("{\"event\":\(index)}".utf8)) }
        _ = try await appender.commit()
    }

    private func journal(_ store: SimulatedJournalStore) -> DeviceJournal {
        let device = fixture.device()
        return DeviceJournal(name: device.journal, signer: device.signer, store: store)
    }

    @Test("an acknowledgement that was lost is made up by sending again")
    func lostAcknowledgement() async throws {
        let room = try await LedgerRoom.new(fixture: fixture, enrolled: [fixture.device()])
        let journal = journal(SimulatedJournalStore())
        try await record(0..<4, in: journal)
        let push = try #require(try await journal.nextPush())
        let lost = try await room.sequencer.push(push)
        try await record(4..<6, in: journal)
        // The device does not know that the first four arrived.
        let again = try #require(try await journal.nextPush())
        #expect(again.range == 0..<6)
        let receipt = try await room.sequencer.push(again)
        #expect(receipt.entries?.lowerBound == lost.entries?.lowerBound)
        try await journal.acknowledge(again)
        #expect(try await journal.nextPush() == nil)
        #expect(try await room.store.journal(journal.name)?.edge == (try await journal.head().edge))
    }

    @Test("a journal that was restored from an old copy and went another way is refused as a fork")
    func oldCopy() async throws {
        let room = try await LedgerRoom.new(fixture: fixture, enrolled: [fixture.device()])
        let store = SimulatedJournalStore()
        let journal = journal(store)
        try await record(0..<4, in: journal)
        let copy = store.copy()
        try await record(4..<8, in: journal)
        while let push = try await journal.nextPush() {
            _ = try await room.sequencer.push(push)
            try await journal.acknowledge(push)
        }
        let restored = self.journal(copy)
        // As long as it only repeats, it does no harm.
        let repeated = try #require(try await restored.nextPush())
        let receipt = try await room.sequencer.push(repeated)
        try await restored.acknowledge(repeated)

        let size = await room.sequencer.treeSize
        for count in [2, 4, 6] {
            try await record((100 + count)..<(102 + count), in: restored)
            let push = try #require(try await restored.nextPush())
            switch try await room.refusal(of: push) {
            case .fork(size, 8, _, _) where count == 2: continue
            case .standing(.forked(entry: size)) where count > 2: continue
            case let other: return #expect(Bool(false), "\(other) at \(push.range)")
            }
        }
        #expect(await room.sequencer.treeSize == size + 1)
        // Which of both the key now serves cannot be known: the device that was not restored goes on in a new journal.
        try await record(8..<9, in: journal)
        let push = try #require(try await journal.nextPush())
        guard case .standing(.forked(entry: size)) = try await room.refusal(of: push) else {
            return #expect(Bool(false), "taken after a fork")
        }
        try await room.expectConsistent(with: [receipt.checkpoint])
    }
}

@Suite("A journal says which head of its ledger it has seen")
struct DeviceJournalSeenTests {
    let fixture = LedgerFixture()

    private func fill(_ journal: DeviceJournal, _ bodies: Range<Int>) async throws -> JournalHead {
        let appender = try await journal.beginImport()
        for index in bodies { _ = try await appender.append(Array("{\"event\":\(index)}".utf8)) }
        return try await appender.commit()
    }

    private func seen(_ note: [UInt8]) throws -> SeenHead? {
        try Checkpoint.open(note: note, key: fixture.device().signer.verifierKey).checkpoint.seen
    }

    @Test("in every checkpoint from when it holds one, the newest; the ledger takes such a checkpoint")
    func seenHead() async throws {
        let room = try await LedgerRoom.new(fixture: fixture, enrolled: [fixture.device()])
        let device = fixture.device()
        let journal = DeviceJournal(name: device.journal, signer: device.signer, store: SimulatedJournalStore())
        #expect(try seen(await fill(journal, 0..<2).checkpoint) == nil, "none is held before the first push")
        let first = try #require(try await journal.nextPush())
        let receipt = try await room.sequencer.push(first)
        let key = fixture.signer.verifierKey
        #expect(try await journal.replace(nil, with: receipt.checkpoint, of: key))
        #expect(try await journal.head(of: key) == receipt.checkpoint)
        try await journal.acknowledge(first)

        let held = SeenHead(try Checkpoint.open(note: receipt.checkpoint, key: key).checkpoint)
        #expect(try seen(await fill(journal, 2..<4).checkpoint) == held)
        let second = try #require(try await journal.nextPush())
        #expect(try seen(second.note) == held)
        let later = try await room.sequencer.push(second)
        #expect(try await room.store.journal(journal.name)?.checkpoint == second.note)
        #expect(try await room.sequencer.push(second) == later, "resent, it is known again")
        #expect(try await !journal.replace(nil, with: later.checkpoint, of: key))
        #expect(try await journal.replace(receipt.checkpoint, with: later.checkpoint, of: key))
        try await journal.acknowledge(second)
        #expect(try seen(await fill(journal, 4..<5).checkpoint)?.treeSize == held.treeSize + 3)
    }

    @Test("a part of what was recorded at once is pushed under what was seen when it was recorded")
    func part() async throws {
        let device = fixture.device()
        let journal = DeviceJournal(name: device.journal, signer: device.signer, store: SimulatedJournalStore())
        let key = fixture.signer.verifierKey
        let (old, new) = (fixture.checkpoint(fixture.device().edge(at: 0)), fixture.checkpoint(edge(3)))
        #expect(try await journal.replace(nil, with: old, of: key))
        let head = try await fill(journal, 0..<(DeviceJournal.pushEventsMax + 1))
        #expect(try await journal.replace(old, with: new, of: key))
        let push = try #require(try await journal.nextPush())
        #expect(push.range.count == DeviceJournal.pushEventsMax)
        #expect(try seen(push.note)?.treeSize == 0)
        #expect(try seen(push.note) == seen(head.checkpoint))
    }

    @Test("what waits to be pushed does not seem to have been recorded later than it was")
    func waiting() async throws {
        let device = fixture.device()
        let journal = DeviceJournal(name: device.journal, signer: device.signer, store: SimulatedJournalStore())
        let key = fixture.signer.verifierKey
        let (old, new) = (fixture.checkpoint(edge(2)), fixture.checkpoint(edge(3)))
        #expect(try await journal.replace(nil, with: old, of: key))
        _ = try await fill(journal, 0..<1)
        #expect(try await journal.replace(old, with: new, of: key))
        #expect(try seen(await fill(journal, 1..<2).checkpoint)?.treeSize == 2)
        let push = try #require(try await journal.nextPush())
        try await journal.acknowledge(push)
        #expect(try seen(await fill(journal, 2..<3).checkpoint)?.treeSize == 3)
    }

    private func edge(_ size: Int) -> RightEdge {
        (0..<size).reduce(into: RightEdge()) { $0.append(.leaf([UInt8($1)])) }
    }
}
