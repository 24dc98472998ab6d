import Complaints
import EPCIS
import Evidence
import HostState
import Hosting
import Journals
import Ledger
import LedgerTesting
import Testing
import TransparencyLog
import Values

/// A ledger with a journal that its host keeps for shoppers.
private struct CustodyRoom {
    let room: LedgerRoom
    let device: DeviceFixture
    let store: SimulatedJournalStore

    static func new() async throws -> CustodyRoom {
        let fixture = LedgerFixture()
        let owner = fixture.device()
        let name = try #require(JournalName("\(owner.journal.operatorUSCC)/custodial.reports"))
        let device = DeviceFixture(
            journal: name, signer: try SignerKey(name: name.description, seed: [UInt8](repeating: 9, count: 32)))
        let room = try await LedgerRoom.new(fixture: fixture, enrolled: [owner])
        let act = AdminAct.deviceEnrolled(verifierKey: "\(device.signer.verifierKey)", from: fixture.enrolledFrom)
        _ = try await room.sequencer.append(adminNote: fixture.note(act))
        return CustodyRoom(room: room, device: device, store: SimulatedJournalStore())
    }

    func journal(_ store: SimulatedJournalStore? = nil) -> DeviceJournal {
        DeviceJournal(name: device.journal, signer: device.signer, store: store ?? self.store)
    }

    /// What a report is recorded as.
    static func event(_ receipt: ReceiptNumber) -> SealedEvent {
        let opening = ComplaintOpening(
            name: receipt.complaint, class: .report, kind: "spoiled", way: .page,
            received: WrittenTime.date("2026-03-01")!, district: "350102", code: nil, firm: nil)
        let salt = [UInt8](repeating: 3, count: 16)
        return ComplaintAct.opening(opening).event(
            at: OffsetTime(moment: Timestamp(milliseconds: 1_772_323_200_000), offsetMinutes: 480),
            sealing: [Disclosure(name: "text", value: "有虫 \(receipt)", salt: salt)])
    }

    /// How often each complaint stands in the ledger.
    func openings() async throws -> [ComplaintName: Int] {
        var counts: [ComplaintName: Int] = [:]
        let size = try #require(try await room.host.store.head()).treeSize
        for bytes in try await room.host.store.entries(0..<size) {
            guard case .event(let event)? = try? LedgerEntry(parsing: bytes),
                let act = EPCISEvent.reading(event.body).event.flatMap({ ComplaintAct($0) })
            else { continue }
            counts[act.name, default: 0] += 1
        }
        return counts
    }
}

@Suite("A journal that the host keeps for others") struct CustodialJournalTests {
    @Test("What is recorded stands in the ledger once, its private values with the host and no longer in the journal")
    func recorded() async throws {
        let custody = try await CustodyRoom.new()
        let journal = try await custody.room.host.custodialJournal(custody.journal())
        let receipts = (0..<20).map { _ in ReceiptNumber() }
        await withTaskGroup(of: Bool.self) { group in
            for receipt in receipts {
                group.addTask { (try? await journal.record(CustodyRoom.event(receipt))) == true }
            }
            for await isOnLedger in group { #expect(isOnLedger) }
        }
        let openings = try await custody.openings()
        #expect(openings.count == 20 && openings.values.allSatisfy { $0 == 1 })
        #expect(try await custody.store.disclosures(0..<20, limit: 20).isEmpty)
        let record = try #require(try await custody.room.host.complaintRecord(receipts[3].complaint))
        let entry = try #require(record.opening?.entry)
        let values = try await custody.room.host.disclosures?.values(of: entry)
        #expect(values?.map(\.value) == ["有虫 \(receipts[3])"])
        // The enrolment says that it is the host's.
        let names = custody.room.sequencer.published.registry.devices.keys
        #expect(names.filter { $0.isCustodial } == [custody.device.journal] && names.count == 2)
    }

    @Test(
        "Killed between append and push, or between push and its acknowledgement, it is brought once when it starts again"
    )
    func killed() async throws {
        let custody = try await CustodyRoom.new()
        let host = custody.room.host
        let sequencer = custody.room.sequencer
        // The push does not come through; and the next one does, but nobody hears of it.
        for isPushed in [false, true] {
            let receipt = ReceiptNumber()
            let broken = CustodialJournal(
                custody.journal(),
                door: CustodialJournal.Door(
                    push: { push throws(PushRefusal) in
                        if isPushed { _ = try await sequencer.push(push) }
                        throw .stopped(reason: "killed")
                    }, keep: { _, _ throws(DisclosureService.Refusal) in }))
            #expect(try await broken.record(CustodyRoom.event(receipt)) == false)
            #expect(try await custody.openings()[receipt.complaint] == (isPushed ? 1 : nil))
            // What is durable is what a new process finds.
            let again = try await host.custodialJournal(custody.journal())
            #expect(try await again.waitingCount() == 0)
            #expect(try await custody.openings()[receipt.complaint] == 1)
            let entry = try #require(try await host.complaintRecord(receipt.complaint)?.opening?.entry)
            #expect(try await host.disclosures?.values(of: entry).count == 1)
        }
    }

    @Test("A lost or older file is filled again from the ledger; one with another history signs nothing")
    func restored() async throws {
        let custody = try await CustodyRoom.new()
        let host = custody.room.host
        var journal = try await host.custodialJournal(custody.journal())
        _ = try await journal.record(CustodyRoom.event(ReceiptNumber()))
        let older = custody.store.copy()
        for _ in 0..<3 { _ = try await journal.record(CustodyRoom.event(ReceiptNumber())) }
        for store in [SimulatedJournalStore(), older] {
            let receipt = ReceiptNumber()
            journal = try await host.custodialJournal(custody.journal(store))
            #expect(try await journal.record(CustodyRoom.event(receipt)))
            #expect(try await custody.openings()[receipt.complaint] == 1)
            let held = try #require(try await host.store.journal(custody.device.journal))
            let head = try await store.head()
            #expect(head.edge == held.edge && head.pushed.edge == held.edge)
            let check = try await CustodyCheck(
                custody.device.journal, key: custody.device.signer.verifierKey, store: store, held: held)
            #expect(check.problems.isEmpty && check.notes.isEmpty)
        }
        // Another journal of the same name, longer and shorter than what the ledger holds.
        for count in [2, 12] {
            let other = SimulatedJournalStore()
            let foreign = custody.journal(other)
            let appender = try await foreign.beginImport()
            for _ in 0..<count { _ = try await appender.append(CustodyRoom.event(ReceiptNumber())) }
            _ = try await appender.commit()
            await #expect {
                _ = try await host.custodialJournal(foreign)
            } throws: { error in
                if case LedgerHost.CustodyFailure.diverges = error { true } else { false }
            }
            let held = try await host.store.journal(custody.device.journal)
            let check = try await CustodyCheck(
                custody.device.journal, key: custody.device.signer.verifierKey, store: other, held: held)
            #expect(check.problems.isEmpty == (count == 2) && !(check.notes + check.problems).isEmpty)
        }
    }

    @Test("Revoked, its reports wait; and no other key opens it")
    func standing() async throws {
        let custody = try await CustodyRoom.new()
        let host = custody.room.host
        let journal = try await host.custodialJournal(custody.journal())
        let fixture = custody.room.fixture
        let act = AdminAct.deviceRevoked(
            verifierKey: "\(custody.device.signer.verifierKey)", from: fixture.clock.now(), reason: "x", signed: [])
        _ = try await custody.room.sequencer.append(adminNote: fixture.note(act))
        #expect(try await journal.record(CustodyRoom.event(ReceiptNumber())) == false)
        #expect(try await journal.waitingCount() == 1)
        #expect(try await custody.openings().isEmpty)
        await #expect(throws: LedgerHost.CustodyFailure.self) { _ = try await host.custodialJournal(custody.journal()) }
        let other = DeviceJournal(
            name: custody.device.journal,
            signer: try SignerKey(name: "\(custody.device.journal)", seed: [UInt8](repeating: 8, count: 32)),
            store: SimulatedJournalStore())
        await #expect(throws: LedgerHost.CustodyFailure.self) { _ = try await host.custodialJournal(other) }
    }
}
