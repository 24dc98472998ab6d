import Codes
import DerivedState
import Evidence
import Hosting
import LedgerTesting
import Rules
import Testing
import TransparencyLog
import Values

@testable import Ledger

/// Devices, a host and its clock, doing whatever comes to their minds, honest and not.
private struct LedgerLife {
    let fixture = LedgerFixture()
    var room: LedgerRoom
    var devices: [DeviceFixture]
    var random: SplitMix64
    /// How much of each device's journal was acknowledged.
    var acknowledged: [Int]
    /// What became of the steps, to see that the test does not only meet refusals.
    var counts: [String: Int] = [:]

    init(seed: UInt64) async throws {
        random = SplitMix64(seed: seed)
        devices = (1...2).flatMap { [fixture] owner in (1...2).map { fixture.device($0, operator: owner) } }
        acknowledged = devices.map { _ in 0 }
        room = try await LedgerRoom.new(fixture: fixture, enrolled: [])
    }

    mutating func step(_ number: Int) async throws {
        fixture.clock.advance(milliseconds: Int64(random.next() % 20_000) - 4_000)
        switch random.next() % 10 {
        case 0...3: await act(number)
        case 4...8: try await push()
        default: room = try await room.crashedAndReopened()
        }
    }

    private mutating func act(_ number: Int) async {
        let device = devices[Int(random.next() % 4)]
        let (key, uscc) = ("\(device.signer.verifierKey)", device.journal.operatorUSCC)
        let from = Timestamp(milliseconds: fixture.clock.now().milliseconds - Int64(random.next() % 60_000))
        let point = SignedExtent(Checkpoint(origin: "\(device.journal)", edge: device.edge(at: device.entries.count)))
        let signed = random.next() % 2 == 0 && device.size > 0 ? [point].compactMap(\.self) : []
        let act: AdminAct =
            switch random.next() % 12 {
            case 0...2: .operatorEnrolled(uscc: uscc, name: "甲\(random.next() % 2)", from: from)
            case 3: .operatorRenamed(uscc: uscc, name: "甲\(random.next() % 2)", from: from)
            case 4: .operatorSuspended(uscc: uscc, from: from, reason: "\(number)", signed: signed)
            case 5: .operatorReinstated(uscc: uscc, from: from)
            case 6...8: .deviceEnrolled(verifierKey: key, from: from)
            case 9: .deviceRevoked(verifierKey: key, from: from, reason: "\(number)", signed: signed)
            case 10:
                .deviceRevoked(
                    verifierKey: key, from: from, reason: "\(number)",
                    stolenSince: random.next() % 5 == 0 ? from : nil)
            default: .deviceReinstated(verifierKey: key, from: from)
            }
        let before = await room.sequencer.treeSize
        switch await room.outcome(ofNote: fixture.note(act)) {
        case .success(let receipt):
            count("acts")
            #expect(receipt.entry == before)
        case .failure(.refused):
            count("refused acts")
            // What is refused leaves no trace.
            #expect(await room.sequencer.treeSize == before)
        case .failure(let other): Issue.record("\(other)")
        }
    }

    private mutating func push() async throws {
        let number = Int(random.next() % 4)
        devices[number].record(Int(random.next() % 4))
        let device = devices[number]
        let from = max(0, acknowledged[number] - Int(random.next() % 3))
        switch random.next() % 8 {
        // Within what the ledger holds, so that it is the other history that is refused.
        case 0 where acknowledged[number] > 0:
            var fork = device.forked(after: Int(random.next() % UInt64(acknowledged[number])))
            fork.record(Int(random.next() % 5))
            let start = min(from, fork.entries.count)
            await outcome(of: fork.push(from: start), number: nil)
        case 1 where from < device.entries.count:
            var entries = Array(device.entries[from...])
            entries[0][entries[0].count - 2] ^= 1
            let note = device.checkpoint(at: device.entries.count)
            let push = try PushRequest(journal: device.journal, from: UInt64(from), note: note, entries: entries)
            await outcome(of: push, number: nil)
        default:
            await outcome(of: device.push(from: from), number: number)
        }
    }

    private mutating func outcome(of push: PushRequest, number: Int?) async {
        switch await room.outcome(of: push) {
        case .success:
            count("pushes")
            if let number { acknowledged[number] = max(acknowledged[number], devices[number].entries.count) }
        case .failure(.fork): count("forks")
        case .failure(.standing), .failure(.notWhatWasSigned), .failure(.gap): count("refused pushes")
        case .failure(let other): Issue.record("\(other)")
        }
    }

    private mutating func count(_ what: String) { counts[what, default: 0] += 1 }
}

@Suite("Whatever devices and the host do, a replay gives what was lived")
struct LedgerLifeTests {
    @Test("random acts, pushes, forks, clocks and crashes", arguments: 0..<30)
    func random(seed: UInt64) async throws {
        var life = try await LedgerLife(seed: seed &* 7919 &+ 3)
        for number in 0..<120 { try await life.step(number) }
        let lived = await life.room.sequencer.registry
        // What a process finds that starts now.
        let room = try await life.room.crashedAndReopened()
        await room.host.index.flush()
        let report = await Fsck(
            store: room.store, index: room.indexStore, memory: room.memory, key: life.fixture.signer.verifierKey
        ).run()
        #expect(report.isSound, "\(report.problems)")
        #expect((life.counts["acts"] ?? 0) > 5 && (life.counts["refused acts"] ?? 0) > 5, "\(life.counts)")

        let registry = await room.sequencer.registry
        #expect(registry.operators == lived.operators)
        #expect(registry.devices == lived.devices)
        #expect(registry.forks == lived.forks)
        for (number, device) in life.devices.enumerated() {
            // What was acknowledged stands, once, and nothing else of its journal; the next push is answered by both alike.
            let held = try await room.store.journal(device.journal)?.size ?? 0
            #expect(held >= life.acknowledged[number])
            #expect(registry.standing(of: device.journal) == lived.standing(of: device.journal))
            try await expectProven(device, upTo: held, in: room)
        }
    }

    /// Holds that evidence of each event that stands finds nothing false in it, but a proven fork.
    private func expectProven(_ device: DeviceFixture, upTo held: UInt64, in room: LedgerRoom) async throws {
        for index in 0..<held {
            let code = try CodeReader().read(device.item(index))
            let report = EvidenceReport(
                try await room.host.evidence(of: code), key: room.fixture.signer.verifierKey)
            let bad = report.findings.filter { $0.severity == .violation && $0.rule != "PROOF-5" }
            #expect(bad.isEmpty, "\(bad)")
            #expect(report.events.contains { $0.journal == device.journal && $0.journalIndex == index })
        }
    }
}
