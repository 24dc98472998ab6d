import Evidence
import HostState
import LedgerTesting
import Synchronization
import Testing
import TransparencyLog
import Values

@testable import DerivedState
@testable import Hosting
@testable import Ledger

@Suite("How a host is can be known without waiting for what hangs")
struct HostHealthTests {
    let fixture = LedgerFixture()

    private func room(_ events: Int = 3) async throws -> (LedgerRoom, DeviceFixture) {
        var device = fixture.device()
        device.record(events)
        return (try await LedgerRoom.new(fixture: fixture, enrolled: [device]), device)
    }

    @Test("a sound host has no troubles")
    func sound() async throws {
        let (room, device) = try await room()
        _ = try await room.sequencer.push(device.push())
        let health = room.host.health
        #expect(health.troubles.isEmpty)
        #expect(health.isTakingEntries)
        #expect(health.treeSize == 7)
        #expect(health.commit == nil)
        #expect(health.index.indexedUpTo == 7)
    }

    @Test("while what the ledger has named of its index is made again that is said, and pushes are taken all the same")
    func remaking() throws {
        var committed = IndexKeeperStatus()
        committed.indexedUpTo = 20
        committed.treeSize = 90
        committed.remakingUpTo = 80
        func health(_ committed: IndexKeeperStatus) -> HostHealth {
            HostHealth(
                commit: nil, stopReason: nil, treeSize: 90, index: CodeIndexStatus(), committed: committed,
                clock: ClockWatch.Status(), erasures: nil, uptime: .zero)
        }
        let troubles = health(committed).troubles
        #expect(troubles == [.committedIndexBeingMade(upTo: 20, end: 80)])
        #expect(health(committed).isTakingEntries && troubles.allSatisfy { !$0.isAlarm })
        #expect(troubles[0].wording.en.contains("entry 20 of 80"))
        committed.remakingUpTo = nil
        #expect(health(committed).troubles.isEmpty)
    }

    @Test("a commit that hangs in the store is told after ten seconds; when it ends all is well")
    func hangingCommit() async throws {
        let (room, device) = try await room()
        let push = await room.holdCommit(of: device.push())
        #expect(room.host.health.commit == CommitProgress.Commit(stage: .store, age: .zero))
        fixture.uptime.advance(by: .seconds(10))
        #expect(room.host.health.isTakingEntries)
        fixture.uptime.advance(by: .milliseconds(1))
        let slow = room.host.health
        #expect(!slow.isTakingEntries)
        #expect(slow.reason?.en == "a commit has been waiting for 10 s for the store to be durable")
        #expect(slow.treeSize == 3)

        room.store.releaseAppends()
        _ = try await push.value.get()
        while room.host.health.commit != nil { await Task.yield() }
        #expect(room.host.health.troubles.isEmpty && room.host.health.isTakingEntries)
        // The next one begins anew.
        var further = device
        further.record(1)
        let next = await room.holdCommit(of: further.push())
        #expect(room.host.health.commit?.age == .zero)
        room.store.releaseAppends()
        _ = try await next.value.get()
    }

    @Test("while the signed head is being kept nobody need ask the sequencer, which is what waits")
    func hangingSignedHead() async throws {
        let (room, device) = try await room()
        let seen = Mutex<CommitProgress.Commit?>(nil)
        let uptime = fixture.uptime
        // On the sequencer's own thread, in the middle of its commit.
        let memory = WatchedGuard(
            room.memory, before: { uptime.advance(by: .seconds(31)) },
            look: { commit in seen.withLock { $0 = commit } })
        let recovered = try await RecoveredLedger.recover(
            store: room.store, key: fixture.signer.verifierKey, memory: room.memory)
        let sequencer = Sequencer(
            recovered, identity: fixture.identity, store: room.store, memory: memory, observer: NoObserver(),
            logger: LedgerRoom.logger
        ) { _ in 0 }
        memory.progress.withLock { $0 = sequencer.progress }
        _ = try await sequencer.push(device.push())
        #expect(seen.withLock { $0 } == CommitProgress.Commit(stage: .signedHead, age: .seconds(31)))
    }

    @Test("a ledger that stopped itself says why and is not worth keeping")
    func stopped() async throws {
        let (room, device) = try await room()
        room.store.failNext(.outcomeUnknown(persisted: false))
        _ = try await room.refusal(of: device.push())
        let health = room.host.health
        #expect(!health.isTakingEntries)
        #expect(
            health.troubles == [.stopped(reason: "whether it was written is not known: simulated: outcome unknown")])
    }

    @Test("a clock that went back is told until it has caught up, and enrolments fall to it neither way")
    func clockBehind() async throws {
        let days: Int64 = 2 * 86_400_000
        let (room, device) = try await room()
        func enrol(_ device: DeviceFixture) async throws {
            let act = AdminAct.deviceEnrolled(
                verifierKey: "\(device.signer.verifierKey)", from: fixture.clock.now())
            _ = try await room.sequencer.append(adminNote: fixture.note(act))
        }
        // Ahead, and enrolled from then on; back again, it stands all the same.
        var (early, late) = (fixture.device(2), fixture.device(3))
        early.record(2)
        late.record(2)
        fixture.clock.advance(milliseconds: days)
        try await enrol(early)
        fixture.clock.advance(milliseconds: -days)
        #expect(room.host.health.troubles.isEmpty)
        _ = try await room.sequencer.push(early.push())
        // Behind what has come, and before anybody was enrolled.
        fixture.clock.advance(milliseconds: -days)
        #expect(room.host.health.troubles == [.clockBehind(milliseconds: days)])
        #expect(
            room.host.health.troubles.first?.wording.en
                == "the clock is 172800.0 s behind the newest arrival: arrivals stand still until it has caught up")
        try await enrol(late)
        for device in [device, late] { _ = try await room.sequencer.push(device.push()) }
        #expect(room.host.health.isTakingEntries)
        fixture.clock.advance(milliseconds: days - 1000)
        #expect(room.host.health.troubles.isEmpty)
        let report = await Fsck(
            store: room.store, index: nil, memory: room.memory, key: fixture.signer.verifierKey
        ).run()
        #expect(report.isSound, "\(report.problems)")
    }

    @Test("what does not stop pushes is told and is not fatal: the index, the clock, the erasures")
    func notFatal() throws {
        var index = CodeIndexStatus()
        index.indexedUpTo = 5
        index.treeSize = 9
        index.reason = "full"
        var clock = ClockWatch.Status()
        clock.last = ClockWatch.Jump(milliseconds: -90_000, noticed: .seconds(100))
        let health = HostHealth(
            commit: nil, stopReason: nil, treeSize: 9, index: index, clock: clock,
            erasures: .lost(signed: 2, held: 0), uptime: .seconds(160))
        #expect(
            health.troubles == [
                .erasures(.lost(signed: 2, held: 0)), .indexBehind(upTo: 5, count: 4), .indexNotWritten(reason: "full"),
                .clockJumped(milliseconds: -90_000, ago: .seconds(60)),
            ])
        #expect(health.isTakingEntries)
        #expect(health.reason == nil)
        #expect(Set(health.troubles.map(\.kind)).isSubset(of: HostHealth.Trouble.kinds))
        #expect(health.troubles.last?.wording.en == "the clock jumped back by 90.0 s, 1 min ago")
        // After an hour it is no news.
        let later = HostHealth(
            commit: nil, stopReason: nil, treeSize: 9, index: CodeIndexStatus(), clock: clock, erasures: nil,
            uptime: .seconds(3700))
        #expect(later.troubles.isEmpty)
    }
}

@Suite("A clock that was set is noticed")
struct ClockWatchTests {
    @Test(
        "a difference of more than a second between the clocks is a jump, either way",
        arguments: [
            (5000, 5.0, nil), (6000, 5, nil), (6001, 5, 1001), (4000, 5, nil), (3999, 5, -1001),
            (-3_600_000, 5, -3_605_000),
            (86_405_000, 5, 86_400_000), (0, 0, nil),
        ] as [(Int64, Double, Int64?)])
    func jump(wall: Int64, uptime: Double, expected: Int64?) {
        #expect(ClockWatch.jump(wall: wall, uptime: .milliseconds(Int64(uptime * 1000))) == expected)
    }

    @Test("each jump is told once, and the last is remembered; a clock that is slewed tells nothing")
    func watch() {
        let fixture = LedgerFixture()
        let watch = ClockWatch(now: { fixture.clock.now() }, uptime: { fixture.uptime.now() })
        for _ in 0..<10_000 {
            fixture.clock.advance(milliseconds: 5400)
            fixture.uptime.advance(by: .seconds(5))
            #expect(watch.observe() == nil)
        }
        fixture.clock.advance(milliseconds: -3_600_000)
        let back = ClockWatch.Jump(milliseconds: -3_600_000, noticed: .seconds(50_000))
        #expect(watch.observe() == back)
        #expect(watch.observe() == nil)
        #expect(watch.status.last == back)
        fixture.clock.advance(milliseconds: 7000)
        #expect(watch.observe()?.milliseconds == 7000)
        #expect(watch.status.jumpCount == 2)
    }
}

/// A signed-head file that lets a test look around while it is written.
private final class WatchedGuard: SignedHeadStore {
    let progress = Mutex<CommitProgress?>(nil)
    private let inner: SimulatedSignedHead
    private let before: @Sendable () -> Void
    private let look: @Sendable (CommitProgress.Commit?) -> Void

    init(
        _ inner: SimulatedSignedHead, before: @escaping @Sendable () -> Void,
        look: @escaping @Sendable (CommitProgress.Commit?) -> Void
    ) {
        self.inner = inner
        self.before = before
        self.look = look
    }

    func load() throws(SignedHeadError) -> [UInt8]? { try inner.load() }

    func keep(_ note: [UInt8]) throws(SignedHeadError) {
        before()
        look(progress.withLock { $0?.commit })
        try inner.keep(note)
    }
}

private struct NoObserver: LedgerObserver {
    func committed(_ group: CommittedGroup<Int>) async {}
    func stopped(_ reason: String) {}
}
