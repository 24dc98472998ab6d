import Hosting
import LedgerTesting
import Testing
import TransparencyLog
import Values

@testable import Ledger

@Suite("A journal that forked becomes an entry, and takes nothing more")
struct SequencerForkTests {
    let fixture = LedgerFixture()

    /// A ledger that holds `counts` events of a device, a push for each.
    private func room(_ counts: Int...) async throws -> (LedgerRoom, DeviceFixture) {
        var device = fixture.device()
        let room = try await LedgerRoom.new(fixture: fixture, enrolled: [device])
        for count in counts {
            let from = device.entries.count
            device.record(count)
            _ = try await room.sequencer.push(device.push(from: from))
        }
        return (room, device)
    }

    /// What is offered by a device that holds 3 + 2 events, pushed so, and went another way after `after` of them.
    enum Offer: String, CaseIterable, CustomTestStringConvertible {
        case sameSize, longer, shorter, atFirstPush, sameSizeEmpty, fromTheMiddle, partedAtOnce
        var testDescription: String { rawValue }

        func push(_ device: DeviceFixture) -> PushRequest {
            switch self {
            case .sameSize: fork(device, after: 3, size: 5).push()
            case .longer: fork(device, after: 3, size: 9).push(from: 3)
            case .shorter: fork(device, after: 3, size: 4).push()
            case .atFirstPush: fork(device, after: 1, size: 3).push()
            case .sameSizeEmpty: fork(device, after: 3, size: 5).push(from: 5)
            case .fromTheMiddle: fork(device, after: 4, size: 6).push(from: 4)
            case .partedAtOnce: fork(device, after: 0, size: 7).push()
            }
        }

        private func fork(_ device: DeviceFixture, after: Int, size: Int) -> DeviceFixture {
            var fork = device.forked(after: after)
            fork.record(size - fork.entries.count)
            return fork
        }

        /// What the entry shows: the held checkpoint's size, the common size, and whether it proves itself.
        var shown: (held: UInt64, common: UInt64, isProven: Bool) {
            switch self {
            case .sameSize: (5, 3, true)
            case .longer: (5, 3, false)
            case .shorter: (5, 3, false)
            case .atFirstPush: (3, 0, true)
            case .sameSizeEmpty: (5, 0, true)
            case .fromTheMiddle: (5, 3, false)
            case .partedAtOnce: (3, 0, false)
            }
        }
    }

    @Test(
        "the entry has both signed checkpoints and what can be shown of their common beginning",
        arguments: Offer.allCases)
    func entry(offer: Offer) async throws {
        let (room, device) = try await room(3, 2)
        let push = offer.push(device)
        let size = await room.sequencer.treeSize
        guard case .fork(size, 5, device.checkpoint(at: 5), push.checkpoint) = try await room.refusal(of: push)
        else { return #expect(Bool(false), "not refused as a fork") }
        #expect(await room.sequencer.treeSize == size + 1)
        let bytes = try await room.store.entry(size)
        guard case .fork(let entry) = try LedgerEntry(parsing: bytes) else {
            return #expect(Bool(false), "no fork stands there")
        }
        #expect(entry.offered == push.note)
        let fork = try #require(await room.sequencer.registry.forks[device.journal])
        let shown = offer.shown
        #expect(fork.entry == size)
        #expect(fork.held.treeSize == shown.held)
        #expect(entry.held == device.checkpoint(at: Int(shown.held)))
        #expect(fork.commonSize == shown.common)
        #expect(fork.isProven == shown.isProven)
        #expect(try await room.store.adminEntries().last == size)
        let report = await Fsck(
            store: room.store, index: room.indexStore, memory: room.memory, key: fixture.signer.verifierKey
        ).run()
        #expect(report.isSound, "\(report.problems)")
        try await room.expectConsistent(with: [])
    }

    @Test("after it nothing of the journal is taken, also after a crash; another's is")
    func nothingMore() async throws {
        let (first, original) = try await room(3, 2)
        var (room, device) = (first, original)
        _ = try await room.refusal(of: device.forked(after: 3).push(from: 3))
        let fork = await room.sequencer.treeSize - 1
        device.record(2)
        for isAfterCrash in [false, true] {
            if isAfterCrash { room = try await room.crashedAndReopened() }
            // Not the other history, not the next part of this one, not what is held already.
            for push in [device.forked(after: 1).push(), device.push(from: 5), device.push(to: 5)] {
                guard case .standing(.forked(entry: fork)) = try await room.refusal(of: push) else {
                    return #expect(Bool(false), "not refused as forked")
                }
            }
            #expect(await room.sequencer.treeSize == fork + 1)
        }
        var other = fixture.device(2)
        other.record(1)
        for note in fixture.enrolment(of: other).suffix(1) { _ = try await room.sequencer.append(adminNote: note) }
        _ = try await room.sequencer.push(other.push())
    }

    @Test("entries that were changed on their way under a right signature accuse nobody and block nothing")
    func changedOnTheWay() async throws {
        let (room, original) = try await room(3)
        var device = original
        device.record(3)
        for from in [0, 2, 3] {
            var entries = Array(device.entries[from...])
            entries[entries.count - 1][entries.last!.count - 2] ^= 1
            let push = try PushRequest(
                journal: device.journal, from: UInt64(from), note: device.checkpoint(at: 6), entries: entries)
            guard case .notWhatWasSigned(held: 3) = try await room.refusal(of: push) else {
                return #expect(Bool(false), "a device was accused of what another changed, from \(from)")
            }
        }
        #expect(await room.sequencer.registry.forks.isEmpty)
        _ = try await room.sequencer.push(device.push(from: 3))
        try await room.expectHeldOnce(device)
    }

    @Test("changed entries under a checkpoint that is held are not held against the device either")
    func changedResend() async throws {
        let (room, device) = try await room(3, 2)
        var entries = device.entries
        entries[1][entries[1].count - 2] ^= 1
        let push = try PushRequest(journal: device.journal, from: 0, note: device.checkpoint(at: 5), entries: entries)
        _ = await room.outcome(of: push)
        #expect(await room.sequencer.registry.forks.isEmpty)
        try await room.expectHeldOnce(device)
    }

    @Test("where a fork cannot be told from changed entries it is refused, until the device sends more")
    func untold() async throws {
        let (room, device) = try await room(3, 2)
        var fork = device.forked(after: 3)
        fork.record(5)
        guard case .notWhatWasSigned(held: 5) = try await room.refusal(of: fork.push(from: 5)) else {
            return #expect(Bool(false), "told as a fork without anything that shows it")
        }
        guard case .fork = try await room.refusal(of: fork.push(from: 3)) else {
            return #expect(Bool(false), "not told as a fork")
        }
    }

    @Test("of one group of pushes only the first fork of a journal is an entry, found among what is not stored yet")
    func inOneGroup() async throws {
        var devices = [fixture.device(), fixture.device(1, operator: 2)]
        for number in devices.indices { devices[number].record(5) }
        let room = try await LedgerRoom.new(fixture: fixture, enrolled: devices)
        let held = await room.holdCommit(of: devices[1].push())
        let first = await room.enqueue(devices[0].push(to: 3))
        let second = await room.enqueue(devices[0].push(from: 3))
        let offered = [3, 4].map { devices[0].forked(after: $0).push() }
        let forks = [await room.enqueue(offered[0]), await room.enqueue(offered[1])]
        room.store.releaseAppends()
        for push in [held, first, second] { _ = try await push.value.get() }
        guard case .failure(.fork(let entry, 5, _, _)) = await forks[0].value,
            case .failure(.standing(.forked(entry))) = await forks[1].value
        else { return #expect(Bool(false), "not told as one fork") }
        let fork = try #require(await room.sequencer.registry.forks[devices[0].journal])
        #expect(fork.commonSize == 3)
        #expect(try await room.crashedAndReopened().sequencer.registry.forks == [devices[0].journal: fork])
    }

    @Test("a fork whose commit failed is not told as one on record")
    func failedCommit() async throws {
        let (room, device) = try await room(3, 2)
        room.store.failNext(.notCommitted)
        guard case .notCommitted = try await room.refusal(of: device.forked(after: 3).push(from: 3)) else {
            return #expect(Bool(false), "told as on record")
        }
        #expect(await room.sequencer.registry.forks.isEmpty)
        guard case .fork = try await room.refusal(of: device.forked(after: 3).push(from: 3)) else {
            return #expect(Bool(false), "not told as a fork")
        }
    }
}

@Suite("Arrivals never go back")
struct ArrivalTests {
    let fixture = LedgerFixture()

    private func arrivals(_ room: LedgerRoom) async throws -> [Timestamp] {
        try await room.store.everything().entries.compactMap { bytes in
            guard case .journal(let entry) = try LedgerEntry(parsing: bytes) else { return nil }
            return entry.arrival
        }
    }

    @Test("a clock that went back stands still at the newest arrival, says so, and goes on when it has caught up")
    func clockWentBack() async throws {
        var device = fixture.device()
        device.record(5)
        var room = try await LedgerRoom.new(fixture: fixture, enrolled: [device])
        let start = fixture.clock.now()
        var expected: [Timestamp] = []
        for (index, seconds) in [Int64(0), -3600, 5, -1, 3700].enumerated() {
            fixture.clock.advance(milliseconds: seconds * 1000)
            // What was newest is known after a crash too.
            if index == 2 { room = try await room.crashedAndReopened() }
            _ = try await room.sequencer.push(device.push(from: index, to: index + 1))
            expected.append(max(fixture.clock.now(), expected.last ?? start))
            let behind = expected[index].milliseconds - fixture.clock.now().milliseconds
            #expect(await room.sequencer.clockBehindMilliseconds == behind)
        }
        #expect(try await arrivals(room) == expected)
        #expect(expected.last! > start)
        let report = await LedgerAuditor(source: StoreAuditSource(room.store), key: fixture.signer.verifierKey).audit()
        #expect(report.isSound, "\(report.problems)")
    }

    @Test("an enrolment and a revocation do not fall to a clock that jumped")
    func acts() async throws {
        var device = fixture.device()
        device.record(1)
        let room = try await LedgerRoom.new(fixture: fixture, enrolled: [device])
        _ = try await room.sequencer.push(device.push())
        fixture.clock.advance(milliseconds: -86_400_000)
        let now = fixture.clock.now()
        let other = fixture.device(2)
        let acts: [AdminAct] = [
            .deviceEnrolled(verifierKey: "\(other.signer.verifierKey)", from: now),
            .deviceRevoked(verifierKey: "\(device.signer.verifierKey)", from: now, reason: "x"),
        ]
        for act in acts { _ = try await room.sequencer.append(adminNote: fixture.note(act)) }
        // A moment that the clock has not reached is no future as long as something came then.
        let later = Timestamp(milliseconds: now.milliseconds + 3_600_000)
        let revocation = AdminAct.deviceRevoked(
            verifierKey: "\(other.signer.verifierKey)", from: later, reason: "x")
        _ = try await room.sequencer.append(adminNote: fixture.note(revocation))
    }
}
