import DerivedState
import Hosting
import Ledger
import LedgerTesting
import Synchronization
import Testing
import TransparencyLog

@Suite("A commit that fails loses nothing that was acknowledged and forks nothing")
struct SequencerFaultTests {
    let fixture = LedgerFixture()

    private func room() async throws -> (LedgerRoom, DeviceFixture, DeviceFixture) {
        var devices = [fixture.device(), fixture.device(1, operator: 2)]
        devices[0].record(3)
        devices[1].record(4)
        let room = try await LedgerRoom.new(fixture: fixture, enrolled: devices)
        _ = try await room.sequencer.push(devices[0].push(to: 1))
        return (room, devices[0], devices[1])
    }

    @Test("what was not committed is not there, its clients are told, and the next push is")
    func notCommitted() async throws {
        let (room, first, second) = try await room()
        let before = try await room.store.everything()
        let published = await room.sequencer.checkpoint
        room.store.failNext(.notCommitted)
        guard case .notCommitted = try await room.refusal(of: first.push(from: 1)) else {
            return #expect(Bool(false), "not told")
        }
        #expect(try await room.store.everything() == before)
        #expect(await room.sequencer.checkpoint == published)
        #expect(await room.sequencer.stopped == nil)

        let receipt = try await room.sequencer.push(second.push())
        #expect(receipt.entries == 7...10)
        #expect(try await room.sequencer.push(first.push(from: 1)).entries == 12...13)
        try await room.expectHeldOnce(first)
        try await room.expectHeldOnce(second)
        try await room.expectConsistent(with: [published, receipt.checkpoint])
    }

    @Test("when a group is not committed, every one of it is told and can come again")
    func groupNotCommitted() async throws {
        let (room, first, second) = try await room()
        let held = await room.holdCommit(of: first.push(from: 1, to: 2))
        let pushes = [await room.enqueue(first.push(from: 2)), await room.enqueue(second.push())]
        let note = fixture.note(.operatorEnrolled(uscc: fixture.uscc(3), name: "丙", from: fixture.enrolledFrom))
        let admin = await room.enqueue(note: note)
        // The held append fails, and so does that of the group behind it.
        room.store.failNext(.notCommitted)
        room.store.failNext(.notCommitted)
        room.store.releaseAppends()
        for push in [held] + pushes {
            guard case .failure(let refusal) = await push.value else { return #expect(Bool(false), "taken") }
            switch refusal {
            // A push after one that was lost may also be told that events before it are missing.
            case .notCommitted, .gap(held: 1): break
            default: #expect(Bool(false), "\(refusal)")
            }
        }
        guard case .failure(.notCommitted) = await admin.value else { return #expect(Bool(false), "note taken") }
        #expect(await room.sequencer.registry.operators[fixture.uscc(3)] == nil)
        #expect(await room.sequencer.treeSize == 7)

        #expect(try await room.sequencer.append(adminNote: note).entry == 7)
        _ = try await room.sequencer.push(first.push(from: 1))
        _ = try await room.sequencer.push(second.push())
        try await room.expectHeldOnce(first)
        try await room.expectHeldOnce(second)
        try await room.expectConsistent(with: [])
    }

    @Test("an unknown outcome stops the ledger, and recovery goes on from what is stored", arguments: [true, false])
    func outcomeUnknown(persisted: Bool) async throws {
        let (room, first, second) = try await room()
        let published = await room.sequencer.checkpoint
        let held = await room.holdCommit(of: first.push(from: 1))
        let waiting = await room.enqueue(second.push())
        room.store.failNext(.outcomeUnknown(persisted: persisted))
        room.store.releaseAppends()
        for task in [held, waiting] {
            guard case .failure(.stopped) = await task.value else { return #expect(Bool(false), "not told") }
        }
        #expect(await room.sequencer.stopped != nil)
        #expect(await room.sequencer.checkpoint == published)
        guard case .stopped = try await room.refusal(of: second.push()) else {
            return #expect(Bool(false), "taken after the stop")
        }
        guard case .failure(.stopped) = await room.outcome(ofNote: fixture.note(fixture.firstAct)) else {
            return #expect(Bool(false), "a note was taken after the stop")
        }

        let reopened = try await room.crashedAndReopened()
        #expect(await reopened.sequencer.treeSize == (persisted ? 10 : 7))
        let receipt = try await reopened.sequencer.push(first.push(from: 1))
        #expect(receipt.entries == 7...8)
        #expect(try await reopened.sequencer.push(second.push()).entries == 10...13)
        try await reopened.expectHeldOnce(first)
        try await reopened.expectHeldOnce(second)
        try await reopened.expectConsistent(with: [published, receipt.checkpoint])
    }

    @Test("a checkpoint that could not be kept a second time is not handed out", arguments: [true, false])
    func guardFails(persisted: Bool) async throws {
        let (room, first, second) = try await room()
        let published = await room.sequencer.checkpoint
        room.memory.failNext(persisted: persisted)
        guard case .stopped = try await room.refusal(of: first.push(from: 1)) else {
            return #expect(Bool(false), "acknowledged")
        }
        #expect(await room.sequencer.checkpoint == published)
        guard case .stopped = try await room.refusal(of: second.push()) else {
            return #expect(Bool(false), "taken after the stop")
        }
        let reopened = try await room.crashedAndReopened()
        // The store had committed: the push is there, and its resend is answered.
        #expect(try await reopened.sequencer.push(first.push(from: 1)).entries == 7...8)
        #expect(reopened.memory.note == (await reopened.sequencer.checkpoint))
        try await reopened.expectHeldOnce(first)
        try await reopened.expectConsistent(with: [published])
    }

    @Test("a second writer on the same store stops this one before it harms anything")
    func secondWriter() async throws {
        let (room, first, second) = try await room()
        var other = room
        other.sequencer = try await room.sequencer(limits: SequencerLimits())
        let receipt = try await other.sequencer.push(second.push())
        guard case .stopped = try await room.refusal(of: first.push(from: 1)) else {
            return #expect(Bool(false), "two writers")
        }
        #expect(await room.sequencer.stopped != nil)
        _ = try await other.sequencer.push(first.push(from: 1))
        try await other.expectHeldOnce(first)
        try await other.expectConsistent(with: [receipt.checkpoint])
    }

    @Test(
        "a fork that cannot be recorded is refused all the same, and not told as one on record",
        arguments: [Fault.notCommitted, .outcomeUnknown(persisted: false)])
    func forkNotRecorded(fault: Fault) async throws {
        let (room, first, _) = try await room()
        room.store.failNext(fault)
        switch try await room.refusal(of: first.forked(after: 0).push()) {
        case .notCommitted where fault == .notCommitted: break
        case .stopped where fault != .notCommitted: break
        case let other: return #expect(Bool(false), "\(other)")
        }
        #expect((await room.sequencer.stopped != nil) == (fault != .notCommitted))
        try await room.crashedAndReopened().expectConsistent(with: [])
    }
}
