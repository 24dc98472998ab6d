import Ledger
import LedgerTesting
import Testing
import TransparencyLog
import Values

@Suite("The sequencer takes what continues a journal, and nothing else")
struct SequencerTests {
    let fixture = LedgerFixture()

    private func roomWithPush(of count: Int) async throws -> (LedgerRoom, DeviceFixture, PushReceipt) {
        var device = fixture.device()
        device.record(count)
        let room = try await LedgerRoom.new(fixture: fixture, enrolled: [device])
        return (room, device, try await room.sequencer.push(device.push()))
    }

    @Test("the receipt names the entries, which stand there byte for byte under the checkpoint that came with it")
    func receipt() async throws {
        let (room, device, receipt) = try await roomWithPush(of: 5)
        #expect(receipt.entries == 3...7)
        #expect(try await room.store.entries(3..<8) == device.entries)
        let closing = JournalCheckpointEntry(arrival: fixture.clock.now(), note: device.checkpoint(at: 5))
        #expect(try await room.store.entry(8) == closing.bytes)
        let checkpoint = try Checkpoint.open(note: receipt.checkpoint, key: fixture.signer.verifierKey).checkpoint
        #expect(checkpoint.treeSize == 9)
        try await room.expectConsistent(with: [receipt.checkpoint])
    }

    @Test("resending the whole or any part adds nothing and names the same entries")
    func resend() async throws {
        let (room, device, receipt) = try await roomWithPush(of: 5)
        let before = try await room.store.everything()
        #expect(try await room.sequencer.push(device.push()) == receipt)
        for from in 0..<5 {
            for end in (from + 1)...5 {
                let again = try await room.sequencer.push(device.push(from: from, to: end))
                #expect(again.entries == (3 + UInt64(from))...(2 + UInt64(end)))
            }
        }
        #expect(try await room.store.everything() == before)
    }

    @Test("a resend after a crash, when nothing is remembered, names the same entries")
    func resendAfterCrash() async throws {
        let (room, device, receipt) = try await roomWithPush(of: 5)
        let reopened = try await room.crashedAndReopened()
        #expect(try await reopened.sequencer.push(device.push()) == receipt)
        #expect(try await reopened.sequencer.push(device.push(from: 2, to: 4)).entries == 5...6)
        try await reopened.expectHeldOnce(device)
    }

    @Test("a push that overlaps what is held adds only the rest")
    func overlap() async throws {
        var (room, device, _) = try await roomWithPush(of: 5)
        device.record(3)
        let receipt = try await room.sequencer.push(device.push(from: 2))
        // Events 2 to 4 stand in the first push, 5 to 7 after its closing entry.
        #expect(receipt.entries == 5...11)
        try await room.expectHeldOnce(device)
        #expect(try await room.store.journal(device.journal)?.size == 8)
        try await room.expectConsistent(with: [receipt.checkpoint])
    }

    @Test("a push without events is taken where its checkpoint is the journal's")
    func emptyPush() async throws {
        let (room, device, _) = try await roomWithPush(of: 5)
        let before = try await room.store.everything()
        #expect(try await room.sequencer.push(device.push(from: 5)).entries == nil)
        #expect(try await room.store.everything() == before)
    }

    @Test("a push that leaves events out is refused with the size that is held")
    func gap() async throws {
        var (room, device, _) = try await roomWithPush(of: 5)
        device.record(5)
        let before = try await room.store.everything()
        let refusal = try await room.refusal(of: device.push(from: 6))
        guard case .gap(held: 5) = refusal else { return #expect(Bool(false), "\(refusal)") }
        #expect(try await room.store.everything() == before)
        #expect(try await room.sequencer.push(device.push(from: 5)).entries == 9...13)
    }

    @Test("entries that are not those that were signed are never taken, though the signature is right")
    func otherEntries() async throws {
        var device = fixture.device()
        device.record(3)
        let room = try await LedgerRoom.new(fixture: fixture, enrolled: [device])
        var entries = device.entries
        entries[1][entries[1].count - 2] ^= 1
        let push = try PushRequest(journal: device.journal, from: 0, note: device.checkpoint(at: 3), entries: entries)
        guard case .notWhatWasSigned(held: 0) = try await room.refusal(of: push) else {
            return #expect(Bool(false), "not refused as unlike what was signed")
        }
        #expect(await room.sequencer.treeSize == 3)
        #expect(try await room.sequencer.push(device.push()).entries == 3...5)
    }
}

@Suite("The sequencer takes pushes only of devices in good standing")
struct SequencerStandingTests {
    let fixture = LedgerFixture()

    @Test("an unknown device is refused")
    func unknown() async throws {
        let room = try await LedgerRoom.new(fixture: fixture, enrolled: [fixture.device()])
        var stranger = fixture.device(2)
        stranger.record(1)
        guard case .standing(.notEnrolled) = try await room.refusal(of: stranger.push()) else {
            return #expect(Bool(false), "not refused as unknown")
        }
        #expect(await room.sequencer.treeSize == 3)
    }

    @Test("an enrolment holds from its entry on, whatever moment it names")
    func early() async throws {
        var device = fixture.device()
        device.record(1)
        let room = try await LedgerRoom.new(fixture: fixture, enrolled: [device])
        fixture.clock.set(Timestamp(milliseconds: fixture.enrolledFrom.milliseconds - 1))
        #expect(try await room.sequencer.push(device.push()).entries == 3...3)
    }

    @Test("a revoked device is refused from the entry of its revocation on, whatever moment it names")
    func revoked() async throws {
        var device = fixture.device()
        device.record(2)
        let room = try await LedgerRoom.new(fixture: fixture, enrolled: [device])
        _ = try await room.sequencer.push(device.push(to: 1))
        let from = Timestamp(milliseconds: fixture.clock.now().milliseconds - 1000)
        let act = AdminAct.deviceRevoked(verifierKey: "\(device.signer.verifierKey)", from: from, reason: "遗失")
        let entry = try await room.sequencer.append(adminNote: fixture.note(act)).entry
        guard case .standing(.revoked(entry, from)) = try await room.refusal(of: device.push(from: 1)) else {
            return #expect(Bool(false), "not refused as revoked")
        }
        let reinstatement = AdminAct.deviceReinstated(verifierKey: "\(device.signer.verifierKey)", from: from)
        _ = try await room.sequencer.append(adminNote: fixture.note(reinstatement))
        _ = try await room.sequencer.push(device.push(from: 1))
        try await room.expectHeldOnce(device)
    }

    @Test("of a revoked device just what it had signed at a named point is still taken")
    func namedPoint() async throws {
        var device = fixture.device()
        device.record(8)
        let room = try await LedgerRoom.new(fixture: fixture, enrolled: [device])
        _ = try await room.sequencer.push(device.push(to: 2))
        let point = Checkpoint(origin: "\(device.journal)", edge: device.edge(at: 6))
        let act = AdminAct.deviceRevoked(
            verifierKey: "\(device.signer.verifierKey)", from: fixture.clock.now(), reason: "遗失",
            signed: try [#require(SignedExtent(point))])
        _ = try await room.sequencer.append(adminNote: fixture.note(act))
        for end in [3, 5, 7, 8] {
            guard case .standing(.revoked) = try await room.refusal(of: device.push(from: 2, to: end)) else {
                return #expect(Bool(false), "not refused as revoked at \(end)")
            }
        }
        var thief = device.forked(after: 5)
        guard case .standing(.revoked) = try await room.refusal(of: thief.push(from: 2)) else {
            return #expect(Bool(false), "another root was taken")
        }
        thief.record(1)
        #expect(try await room.sequencer.push(device.push(from: 2, to: 6)).entries?.count == 4)
        #expect(try await room.store.journal(device.journal)?.size == 6)
        // Once more is as good as once.
        #expect(try await room.sequencer.push(device.push(from: 2, to: 6)).entries?.count == 4)
        let report = await LedgerAuditor(source: StoreAuditSource(room.store), key: fixture.signer.verifierKey).audit()
        #expect(report.isSound, "\(report.problems)")
    }

    @Test("a device of a suspended operator is refused, that of another is not")
    func suspended() async throws {
        var devices = [fixture.device(), fixture.device(1, operator: 2)]
        devices[0].record(1)
        devices[1].record(1)
        let room = try await LedgerRoom.new(fixture: fixture, enrolled: devices)
        let from = fixture.clock.now()
        let act = AdminAct.operatorSuspended(uscc: fixture.uscc(1), from: from, reason: "抽检不合格")
        let entry = try await room.sequencer.append(adminNote: fixture.note(act)).entry
        guard case .standing(.operatorSuspended(entry, from)) = try await room.refusal(of: devices[0].push()) else {
            return #expect(Bool(false), "not refused as suspended")
        }
        _ = try await room.sequencer.push(devices[1].push())
    }

    @Test("a checkpoint that another key signed is refused, also under the device's name")
    func badSignature() async throws {
        var device = fixture.device()
        device.record(1)
        let room = try await LedgerRoom.new(fixture: fixture, enrolled: [device])
        var thief = LedgerFixture(seed: 9).device()
        thief.record(1)
        #expect(thief.journal == device.journal)
        guard case .badSignature = try await room.refusal(of: thief.push()) else {
            return #expect(Bool(false), "not refused as forged")
        }
        #expect(await room.sequencer.registry.forks.isEmpty)
        #expect(await room.sequencer.treeSize == 3)
    }

    @Test("another spelling of a device's name is another journal, of which nobody is enrolled")
    func otherSpelling() async throws {
        let composed = try #require(JournalName("\(fixture.uscc(1))/caf\u{E9}"))
        let decomposed = try #require(JournalName("\(fixture.uscc(1))/cafe\u{301}"))
        #expect(composed != decomposed)
        let signer = try SignerKey(name: composed.description, seed: [UInt8](repeating: 7, count: 32))
        var device = DeviceFixture(journal: composed, signer: signer)
        device.record(1)
        let room = try await LedgerRoom.new(fixture: fixture, enrolled: [device])
        var other = DeviceFixture(journal: decomposed, signer: signer)
        other.record(1)
        // The note names the enrolled journal, the push and its entries another.
        #expect(throws: PushRequest.Malformation.self) {
            try PushRequest(
                journal: decomposed, from: 0, note: other.checkpoint(at: 1), entries: other.entries)
        }
        _ = try await room.sequencer.push(device.push())
        #expect(try await room.store.journalNames() == [composed])
    }
}

@Suite("Admin notes are entries like others")
struct SequencerAdminTests {
    let fixture = LedgerFixture()

    @Test("a note is an entry, and holds from its receipt on")
    func receipt() async throws {
        let room = try await LedgerRoom.new(fixture: fixture, enrolled: [])
        let note = fixture.note(.operatorEnrolled(uscc: fixture.uscc(1), name: "甲", from: fixture.enrolledFrom))
        let receipt = try await room.sequencer.append(adminNote: note)
        #expect(receipt.entry == 1)
        #expect(try await room.store.entry(1) == LedgerEntry.adminBytes(note: note))
        #expect(try await room.store.adminEntries() == [0, 1])
        #expect(await room.sequencer.registry.operators[fixture.uscc(1)]?.name == "甲")
        try await room.expectConsistent(with: [receipt.checkpoint])
    }

    @Test("a note that stands in the ledger is not taken again, also after a crash")
    func replayed() async throws {
        let device = fixture.device()
        let room = try await LedgerRoom.new(fixture: fixture, enrolled: [device])
        for room in [room, try await room.crashedAndReopened()] {
            guard
                case .failure(.refused(.alreadyHeld(entry: 2))) = await room.outcome(
                    ofNote: fixture.enrolment(of: device)[1])
            else { return #expect(Bool(false), "the replay was not refused") }
            #expect(await room.sequencer.treeSize == 3)
        }
    }

    @Test("a note that another key signed changes nothing")
    func forged() async throws {
        let room = try await LedgerRoom.new(fixture: fixture, enrolled: [])
        let act = AdminAct.operatorEnrolled(uscc: fixture.uscc(1), name: "甲", from: fixture.enrolledFrom)
        guard
            case .failure(.refused(.badSignature)) = await room.outcome(
                ofNote: fixture.note(act, signedBy: LedgerFixture(seed: 9).admin))
        else { return #expect(Bool(false), "the forgery was not refused") }
        #expect(await room.sequencer.treeSize == 1)
        #expect(await room.sequencer.registry.operators.isEmpty)
    }
}
