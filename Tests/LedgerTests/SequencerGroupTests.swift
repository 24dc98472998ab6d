import Evidence
import Ledger
import LedgerTesting
import Synchronization
import Testing
import TransparencyLog

@Suite("What waits is committed together, in order")
struct SequencerGroupTests {
    let fixture = LedgerFixture()

    private func devices(_ count: Int, recording events: (Int) -> Int) -> [DeviceFixture] {
        (0..<count).map { number in
            var device = fixture.device(1, operator: number + 1)
            device.record(events(number))
            return device
        }
    }

    @Test("many pushes at once are few commits, and each receipt names its own entries")
    func group() async throws {
        let devices = devices(40) { $0 % 7 + 1 }
        let room = try await LedgerRoom.new(fixture: fixture, enrolled: devices)
        let commitsBefore = room.store.commitSizes.count
        let first = await room.holdCommit(of: devices[0].push())
        var tasks: [Task<Result<PushReceipt, PushRefusal>, Never>] = []
        for device in devices.dropFirst() { tasks.append(await room.enqueue(device.push())) }
        room.store.releaseAppends()
        let receipts = try await [first.value.get()] + tasks.asyncMap { try await $0.value.get() }
        #expect(room.store.commitSizes.count == commitsBefore + 2)
        for (device, receipt) in zip(devices, receipts) {
            let range = try #require(receipt.entries)
            #expect(try await room.store.entries(Range(range)) == device.entries)
            try await room.expectHeldOnce(device)
        }
        #expect(Set(receipts.dropFirst().map(\.checkpoint)).count == 1)
        try await room.expectConsistent(with: receipts.map(\.checkpoint))
    }

    @Test("pushes of one journal follow each other within one commit")
    func oneJournal() async throws {
        var devices = devices(2) { _ in 1 }
        let room = try await LedgerRoom.new(fixture: fixture, enrolled: devices)
        devices[1].record(11)
        let held = await room.holdCommit(of: devices[0].push())
        var tasks: [Task<Result<PushReceipt, PushRefusal>, Never>] = []
        // The second continues the first; the third repeats parts of both; the fourth overlaps them; the last forks.
        for push in [
            devices[1].push(to: 4), devices[1].push(from: 4, to: 8), devices[1].push(from: 2, to: 6),
            devices[1].push(from: 1), devices[1].forked(after: 6).push(),
        ] { tasks.append(await room.enqueue(push)) }
        room.store.releaseAppends()
        _ = try await held.value.get()
        let outcomes = await tasks.asyncMap { await $0.value }
        // Entries 0 to 4 are enrolments, 5 and 6 the held push; each push is closed by a checkpoint entry.
        #expect(try outcomes[0].get().entries == 7...10)
        #expect(try outcomes[1].get().entries == 12...15)
        #expect(try outcomes[2].get().entries == 9...13)
        #expect(try outcomes[3].get().entries == 8...20)
        guard case .failure(.fork(_, 12, _, _)) = outcomes[4] else { return #expect(Bool(false), "not a fork") }
        try await room.expectHeldOnce(devices[1])
        try await room.expectConsistent(with: [])
    }

    @Test("a revocation that waits between two pushes holds for the second")
    func noteBetweenPushes() async throws {
        var devices = devices(2) { _ in 1 }
        let room = try await LedgerRoom.new(fixture: fixture, enrolled: devices)
        devices[1].record(1)
        let held = await room.holdCommit(of: devices[0].push())
        let before = await room.enqueue(devices[1].push(to: 1))
        let from = fixture.clock.now()
        let key = "\(devices[1].signer.verifierKey)"
        let revocation = await room.enqueue(
            note: fixture.note(.deviceRevoked(verifierKey: key, from: from, reason: "被盗")))
        let replay = await room.enqueue(
            note: fixture.note(.deviceRevoked(verifierKey: key, from: from, reason: "被盗")))
        let after = await room.enqueue(devices[1].push(from: 1))
        room.store.releaseAppends()
        _ = try await held.value.get()
        #expect(try await before.value.get().entries == 7...7)
        #expect(try await revocation.value.get().entry == 9)
        guard case .failure(.refused(.alreadyHeld(entry: 9))) = await replay.value else {
            return #expect(Bool(false), "the note was taken twice")
        }
        guard case .failure(.standing(.revoked(entry: 9, from))) = await after.value else {
            return #expect(Bool(false), "the second push was taken")
        }
        #expect(await room.sequencer.treeSize == 10)
    }

    @Test("a commit takes no more than its bytes, and the rest follows")
    func commitBytes() async throws {
        let devices = devices(9) { _ in 4 }
        let room = try await LedgerRoom.new(fixture: fixture, enrolled: devices)
        var limits = SequencerLimits()
        limits.commitBytesMax = devices[0].entries.reduce(0) { $0 + $1.count } * 2
        let other = try await room.withOtherSequencer(limits: limits)
        let commitsBefore = other.store.commitSizes.count
        let first = await other.holdCommit(of: devices[0].push())
        var tasks: [Task<Result<PushReceipt, PushRefusal>, Never>] = []
        for device in devices.dropFirst() { tasks.append(await other.enqueue(device.push())) }
        other.store.releaseAppends()
        let receipts = try await [first.value.get()] + tasks.asyncMap { try await $0.value.get() }
        // A commit ends with the push that fills it: two pushes fill the bytes with their closing entries.
        #expect(other.store.commitSizes.dropFirst(commitsBefore) == [5, 10, 10, 10, 10])
        try await other.expectConsistent(with: receipts.map(\.checkpoint))
    }

    @Test("when too much waits, the next is told to come again, and what waits is taken")
    func busy() async throws {
        let devices = devices(5) { _ in 1 }
        var limits = SequencerLimits()
        limits.waitingMax = 3
        let room = try await LedgerRoom.new(fixture: fixture, enrolled: devices).withOtherSequencer(limits: limits)
        let held = await room.holdCommit(of: devices[0].push())
        var tasks: [Task<Result<PushReceipt, PushRefusal>, Never>] = []
        for device in devices[1...3] { tasks.append(await room.enqueue(device.push())) }
        guard case .busy = try await room.refusal(of: devices[4].push()) else {
            return #expect(Bool(false), "not refused as busy")
        }
        guard case .failure(.busy) = await room.outcome(ofNote: fixture.note(fixture.firstAct)) else {
            return #expect(Bool(false), "a note was taken")
        }
        room.store.releaseAppends()
        _ = try await held.value.get()
        for task in tasks { _ = try await task.value.get() }
        _ = try await room.sequencer.push(devices[4].push())
        for device in devices { try await room.expectHeldOnce(device) }
    }

    @Test("when too many bytes wait, the next is told to come again")
    func busyBytes() async throws {
        let devices = devices(3) { _ in 4 }
        var limits = SequencerLimits()
        limits.waitingBytesMax = devices[1].entries.reduce(0) { $0 + $1.count }
        let room = try await LedgerRoom.new(fixture: fixture, enrolled: devices).withOtherSequencer(limits: limits)
        let held = await room.holdCommit(of: devices[0].push())
        let waiting = await room.enqueue(devices[1].push())
        guard case .busy = try await room.refusal(of: devices[2].push()) else {
            return #expect(Bool(false), "not refused as busy")
        }
        room.store.releaseAppends()
        _ = try await held.value.get()
        _ = try await waiting.value.get()
        _ = try await room.sequencer.push(devices[2].push())
    }

    @Test("draining answers what waits and refuses what comes")
    func drain() async throws {
        let devices = devices(3) { _ in 2 }
        let room = try await LedgerRoom.new(fixture: fixture, enrolled: devices)
        let held = await room.holdCommit(of: devices[0].push())
        let waiting = await room.enqueue(devices[1].push())
        let drained = Task { await room.sequencer.drain() }
        while await room.sequencer.stopped == nil { await Task.yield() }
        guard case .stopped = try await room.refusal(of: devices[2].push()) else {
            return #expect(Bool(false), "taken while draining")
        }
        room.store.releaseAppends()
        await drained.value
        #expect(try await held.value.get().entries == 7...8)
        #expect(try await waiting.value.get().entries == 10...11)
        #expect(await room.sequencer.waitingCount == 0)
    }

    @Test("no checkpoint is published before the observer has what it covers")
    func observerFirst() async throws {
        var device = fixture.device()
        device.record(3)
        let room = try await LedgerRoom.new(fixture: fixture, enrolled: [device])
        let observer = PublicationWatch()
        let sequencer = try await room.sequencer(limits: SequencerLimits(), observer: observer)
        observer.watch(sequencer)
        _ = try await sequencer.push(device.push())
        #expect(observer.seen == [.init(group: 3..<7, published: 3)])
        #expect(await sequencer.treeSize == 7)
    }
}

/// Notes what was published when it was told of a commit.
private final class PublicationWatch: LedgerObserver {
    struct Sight: Hashable {
        let group: Range<UInt64>
        let published: UInt64
    }

    private let state = Mutex<(sequencer: Sequencer<EventReading>?, seen: [Sight])>((nil, []))

    var seen: [Sight] { state.withLock { $0.seen } }

    func watch(_ sequencer: Sequencer<EventReading>) { state.withLock { $0.sequencer = sequencer } }

    func committed(_ group: CommittedGroup<EventReading>) async {
        guard let sequencer = state.withLock({ $0.sequencer }) else { return }
        let published = await sequencer.treeSize
        state.withLock { $0.seen.append(Sight(group: group.entries, published: published)) }
    }

    func stopped(_ reason: String) {}
}

/// Hears nothing.
struct DeafObserver: LedgerObserver {
    func committed(_ group: CommittedGroup<EventReading>) async {}
    func stopped(_ reason: String) {}
}

extension LedgerRoom {
    /// The same ledger with another sequencer, which must be the only one that is used from then on.
    func withOtherSequencer(limits: SequencerLimits) async throws -> LedgerRoom {
        var room = self
        room.sequencer = try await sequencer(limits: limits)
        return room
    }

    /// A sequencer of its own over the same store, which must be the only one that is used from then on.
    func sequencer(
        limits: SequencerLimits, observer: any LedgerObserver<EventReading> = DeafObserver()
    ) async throws -> Sequencer<EventReading> {
        let recovered = try await RecoveredLedger.recover(
            store: store, key: fixture.signer.verifierKey, memory: memory)
        return Sequencer(
            recovered, identity: fixture.identity, store: store, memory: memory, observer: observer, limits: limits,
            logger: Self.logger
        ) { EventReading($0, identities: EventIdentities()) }
    }
}

extension Sequence {
    /// One after another.
    func asyncMap<Value>(_ transform: (Element) async throws -> Value) async rethrows -> [Value] {
        var values: [Value] = []
        for element in self { values.append(try await transform(element)) }
        return values
    }
}
