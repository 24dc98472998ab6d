import Codes
import DerivedState
import Evidence
import Hosting
import Ledger
import LedgerQuery
import LedgerTesting
import Testing
import TransparencyLog

@Suite("A ledger goes on only from what it signed last")
struct RecoveryTests {
    let fixture = LedgerFixture()

    private func room(events: Int = 3) async throws -> (LedgerRoom, DeviceFixture) {
        var device = fixture.device()
        device.record(events)
        let room = try await LedgerRoom.new(fixture: fixture, enrolled: [device])
        _ = try await room.sequencer.push(device.push())
        return (room, device)
    }

    private func failure(
        _ store: SimulatedLedgerStore, _ memory: SimulatedSignedHead, trustingStore: Bool = false,
        key: VerifierKey? = nil
    ) async -> RecoveredLedger.Failure? {
        do throws(RecoveredLedger.Failure) {
            _ = try await RecoveredLedger.recover(
                store: store, key: key ?? fixture.signer.verifierKey, memory: memory, trustingStore: trustingStore)
            return nil
        } catch {
            return error
        }
    }

    @Test("what is recovered is what was committed")
    func recovered() async throws {
        let (room, device) = try await room(events: 300)
        let recovered = try await RecoveredLedger.recover(
            store: room.store.crashed(), key: fixture.signer.verifierKey, memory: room.memory)
        #expect(recovered.checkpoint == (await room.sequencer.checkpoint))
        #expect(recovered.tip.treeSize == 304)
        #expect(recovered.registry.standing(of: device.journal) == .good)
    }

    @Test("a store that was never written to is no ledger")
    func notInitialised() async {
        guard case .notInitialised = await failure(SimulatedLedgerStore(), SimulatedSignedHead()) else {
            return #expect(Bool(false))
        }
    }

    @Test("an old copy of the store is refused, also when the store is trusted", arguments: [false, true])
    func olderStore(trustingStore: Bool) async throws {
        var (room, device) = try await room()
        let old = room.store.copy()
        device.record(2)
        _ = try await room.sequencer.push(device.push(from: 3))
        let found = await failure(old, room.memory, trustingStore: trustingStore)
        guard case .storeIsOlder(stored: 7, lastSigned: 10) = found else {
            return #expect(Bool(false), "\(found as Any)")
        }
    }

    @Test("a store that went another way is refused, at the same size and when it is larger", arguments: [2, 5])
    func divergingStore(events: Int) async throws {
        var (room, device) = try await room()
        let other = try await LedgerRoom.open(
            fixture, room.store.copy(), SimulatedSignedHead(note: room.memory.note), SimulatedCodeIndexStore())
        device.record(2)
        _ = try await room.sequencer.push(device.push(from: 3))
        var second = fixture.device(2)
        second.record(events)
        _ = try await other.sequencer.append(adminNote: fixture.enrolment(of: second)[1])
        _ = try await other.sequencer.push(second.push())
        let found = await failure(other.store, room.memory)
        guard case .storeDiverges(at: 10) = found else { return #expect(Bool(false), "\(found as Any)") }
    }

    @Test("a missing signed-head file is refused, unless the store is trusted")
    func missingGuard() async throws {
        let (room, _) = try await room()
        guard case .guardMissing = await failure(room.store, SimulatedSignedHead()) else {
            return #expect(Bool(false))
        }
        #expect(await failure(room.store, SimulatedSignedHead(), trustingStore: true) == nil)
    }

    @Test(
        "a signed-head file that cannot be read is refused, also when the store is trusted", arguments: [false, true])
    func unreadableGuard(trustingStore: Bool) async throws {
        let (room, _) = try await room()
        room.memory.makeUnreadable()
        guard case .guardUnreadable = await failure(room.store, room.memory, trustingStore: trustingStore) else {
            return #expect(Bool(false))
        }
    }

    @Test("the signed-head file may be behind the store, as after a crash between the two; opening brings it up")
    func guardBehind() async throws {
        var (room, device) = try await room()
        let behind = SimulatedSignedHead(note: room.memory.note)
        device.record(2)
        _ = try await room.sequencer.push(device.push(from: 3))
        let reopened = try await LedgerRoom.open(fixture, room.store.copy(), behind, SimulatedCodeIndexStore())
        #expect(behind.note == (await reopened.sequencer.checkpoint))
        #expect(behind.note == room.memory.note)
    }

    @Test("another key's store or signed-head file is refused")
    func foreignKey() async throws {
        let (room, _) = try await room()
        let other = LedgerFixture(seed: 2)
        guard case .foreignCheckpoint = await failure(room.store, room.memory, key: other.signer.verifierKey) else {
            return #expect(Bool(false), "a foreign store")
        }
        let foreign = SimulatedSignedHead(note: other.checkpoint(RightEdge()))
        guard case .foreignCheckpoint = await failure(room.store, foreign) else {
            return #expect(Bool(false), "a foreign signed-head file")
        }
    }

    @Test("one flipped bit in any hash at the tree's end is noticed before anything is signed")
    func damagedTiles() async throws {
        // Two levels of tiles: 300 entries are a full tile, a partial one, and one hash on level 1.
        let (room, _) = try await room(events: 296)
        #expect(await room.sequencer.treeSize == 300)
        let partials = [TileName(level: 0, index: 1): 44, TileName(level: 1, index: 0): 1]
        for (name, width) in partials {
            for byte in stride(from: 0, to: width * MerkleHash.byteCount, by: 7) {
                let damaged = room.store.copy()
                damaged.flipBit(ofTile: name, byte: byte)
                guard case .rootMismatch(300, _, _) = await failure(damaged, room.memory) else {
                    return #expect(Bool(false), "byte \(byte) of \(name)")
                }
            }
        }
    }

    @Test("a damaged admin entry is noticed, at its index", arguments: 0...2)
    func damagedAdminEntry(index: Int) async throws {
        let (room, _) = try await room()
        let damaged = room.store.copy()
        let length = try await room.store.entry(UInt64(index)).count
        damaged.flipBit(ofEntry: UInt64(index), byte: length - 20)
        let found = await failure(damaged, room.memory)
        guard case .badAdminEntry(UInt64(index), _) = found else { return #expect(Bool(false), "\(found as Any)") }
    }

    @Test("a ledger is begun once")
    func beganOnce() async throws {
        let (room, _) = try await room()
        for (store, memory) in [
            (room.store, room.memory), (room.store, SimulatedSignedHead()), (SimulatedLedgerStore(), room.memory),
        ] {
            await #expect(throws: NewLedger.Failure.self) {
                try await NewLedger.begin(
                    identity: fixture.identity, admin: fixture.admin, store: store, memory: memory)
            }
        }
        #expect(await room.sequencer.treeSize == 7)
    }
}

@Suite("The code index is derived, and comes back the same")
struct RecoveryOfIndexTests {
    let fixture = LedgerFixture()

    /// The digest of an index that was made from nothing but the entries.
    private func rebuilt(_ room: LedgerRoom) async throws -> IndexDigest {
        let fresh = try await LedgerRoom.open(
            fixture, room.store.copy(), SimulatedSignedHead(note: room.memory.note), SimulatedCodeIndexStore())
        await fresh.host.index.flush()
        return try await fresh.indexStore.digest(below: .max)
    }

    @Test("after a crash at any point it is that of the entries", arguments: [true, false], 0...4)
    func crashPoints(keepsRows: Bool, flushes: Int) async throws {
        var devices = [fixture.device(), fixture.device(1, operator: 2)]
        var room = try await LedgerRoom.new(fixture: fixture, enrolled: devices)
        for round in 0..<4 {
            for number in devices.indices {
                devices[number].record(5)
                _ = try await room.sequencer.push(devices[number].push(from: round * 5))
            }
            if round < flushes { await room.host.index.flush() }
        }
        // The last flush fails half-way: the rows may be there, the cursor is not.
        if flushes == 4 {
            devices[0].record(1)
            _ = try await room.sequencer.push(devices[0].push(from: 20))
            try await room.indexStore.write(ArraySlice(try await room.rowsSorted()))
        }
        room = try await room.crashedAndReopened(keepingIndexRows: keepsRows)
        for device in devices {
            for index in 0..<device.size {
                let code = try CodeReader().read(device.item(index))
                let page = try await room.host.reader.events(of: code, below: .max, limit: 10)
                #expect(page.events.map(\.journalIndex) == [index])
            }
        }
        await room.host.index.flush()
        let digest = try await room.indexStore.digest(below: .max)
        #expect(digest == (try await rebuilt(room)))
        // Two keys an event: the item's, and the product's, which an issued item brings into being.
        #expect(digest.count == devices.reduce(0) { $0 + $1.size } * 2)
    }

    @Test("an index of another history is dropped and rebuilt")
    func otherHistory() async throws {
        var devices = [fixture.device(), fixture.device(1, operator: 2)]
        devices[0].record(4)
        devices[1].record(4)
        let one = try await LedgerRoom.new(fixture: fixture, enrolled: devices)
        let two = try await LedgerRoom.new(fixture: fixture, enrolled: devices)
        _ = try await one.sequencer.push(devices[0].push())
        _ = try await two.sequencer.push(devices[1].push())
        await one.host.index.flush()
        #expect(try await one.indexStore.cursor().treeSize == (try await two.store.head()?.treeSize))

        let mixed = try await LedgerRoom.open(fixture, two.store, two.memory, one.indexStore)
        await mixed.host.index.flush()
        #expect(try await mixed.indexStore.digest(below: .max) == (try await rebuilt(two)))
        let foreign = try CodeReader().read(devices[0].item(0))
        #expect(try await mixed.host.reader.events(of: foreign, below: .max, limit: 10).events.isEmpty)
    }

    @Test("an index that is ahead of the ledger is dropped and rebuilt")
    func indexAhead() async throws {
        var device = fixture.device()
        device.record(2)
        let room = try await LedgerRoom.new(fixture: fixture, enrolled: [device])
        _ = try await room.sequencer.push(device.push())
        let (store, memory) = (room.store.copy(), SimulatedSignedHead(note: room.memory.note))
        device.record(2)
        _ = try await room.sequencer.push(device.push(from: 2))
        await room.host.index.flush()
        let behind = try await LedgerRoom.open(fixture, store, memory, room.indexStore)
        await behind.host.index.flush()
        #expect(try await behind.indexStore.cursor().treeSize == 6)
        #expect(try await behind.indexStore.digest(below: .max) == (try await rebuilt(behind)))
    }
}

extension LedgerRoom {
    /// All rows of the code index, from the entries.
    func rowsSorted() async throws -> [IndexRow] {
        EventIdentities().rows(of: try await store.everything().entries, from: 0).sorted()
    }
}
