import Chains
import Codes
import EPCIS
import Evidence
import HostState
import Hosting
import Journals
import Ledger
import LedgerTesting
import Profiles
import Rules
import Testing
import TransparencyLog
import Values

/// Three operators: one records a shipment with private values, one receives it, one is a stranger.
private struct DisclosureRoom {
    let room: LedgerRoom
    let keeper: DisclosureService
    let shipper: DeviceFixture
    let receiver: DeviceFixture
    let stranger: DeviceFixture
    let sealed: SealedEvent
    /// Ledger index of the shipment.
    let entry: UInt64

    static func new(isBrought: Bool = true) async throws -> DisclosureRoom {
        let fixture = LedgerFixture()
        var shipper = fixture.device()
        let (receiver, stranger) = (fixture.device(1, operator: 2), fixture.device(1, operator: 3))
        let room = try await LedgerRoom.new(fixture: fixture, enrolled: [shipper, receiver, stranger])
        shipper.record(2)
        let food = try #require(Profile.named("food"))
        let sealed = try EventSealer(profiles: .builtIn, fallback: food).seal(
            Array(
                """
                {"@context":\(YimaContext.text),"type":"ObjectEvent","eventTime":"2026-02-28T08:00:00.000Z",\
                "eventTimeZoneOffset":"+08:00","action":"OBSERVE","bizStep":"shipping","epcList":["\(shipper.item(0))"],\
                "destinationList":[{"type":"owning_party","destination":"urn:yima:uscc:\(fixture.uscc(2))"},\
                {"type":"location","destination":"urn:yima:uscc:\(fixture.uscc(3))"}],\
                "yima:profile":"food","yima:price":"12.50","yima:supplierPhone":"0595-1"}
                """.utf8))
        shipper.record(body: sealed.event)
        let receipt = try await room.sequencer.push(shipper.push())
        let entry = try #require(receipt.entries).upperBound
        let keeper = try #require(room.host.disclosures)
        let made = DisclosureRoom(
            room: room, keeper: keeper, shipper: shipper, receiver: receiver, stranger: stranger, sealed: sealed,
            entry: entry)
        if isBrought {
            #expect(try await keeper.keep(made.bundle, of: shipper.journal) == KeptDisclosures(kept: 2))
        }
        return made
    }

    var bundle: DisclosureBundle {
        DisclosureBundle(events: [.init(index: 2, disclosures: sealed.disclosures)])
    }

    func note(
        _ act: DisclosureRequest.Act, by signer: SignerKey, names: [String] = [], entries: [UInt64]? = nil,
        secondsAgo: Int64 = 0
    ) -> [UInt8] {
        let now = room.fixture.clock.now()
        let request = DisclosureRequest(
            act: act, time: Timestamp(milliseconds: now.milliseconds - secondsAgo * 1000), entries: entries ?? [entry],
            names: names)!
        return request.signed(by: signer, ledger: room.fixture.signer.verifierKey)!
    }

    func told(by signer: SignerKey, names: [String] = []) async throws -> DisclosureAnswer.Entry {
        try #require(try await keeper.answer(note(.disclose, by: signer, names: names)).entries.first)
    }

    func refusal(_ note: [UInt8]) async -> String {
        do throws(DisclosureService.Refusal) {
            _ = try await keeper.answer(note)
            return "taken"
        } catch {
            return "\(error)"
        }
    }
}

@Suite struct `Private values` {
    @Test func `are told to the host and to whoever recorded them, whole`() async throws {
        let room = try await DisclosureRoom.new()
        for signer in [room.shipper.signer, room.room.fixture.admin] {
            let told = try await room.told(by: signer)
            #expect(told.disclosures.map(\.name).sorted() == ["price", "supplierPhone"])
            #expect(told.withheld == 0)
        }
        // Another device of the same operator.
        let second = room.room.fixture.device(2)
        _ = try await room.room.sequencer.append(adminNote: room.room.fixture.enrolment(of: second)[1])
        #expect(try await room.told(by: second.signer).disclosures.count == 2)
    }

    @Test func `are told to the other party as far as the profile grants, and to a stranger not at all`() async throws {
        let room = try await DisclosureRoom.new()
        let received = try await room.told(by: room.receiver.signer)
        #expect(received.disclosures.map(\.name) == ["price"])
        #expect(received.withheld == 1)
        let strange = try await room.told(by: room.stranger.signer)
        #expect(strange.disclosures.isEmpty)
        #expect(strange.withheld == 2)
        #expect(try await room.told(by: room.receiver.signer, names: ["supplierPhone"]).disclosures.isEmpty)
    }

    @Test func `are not told to whoever names itself a party, or copies the digests, in an event of its own`()
        async throws
    {
        let room = try await DisclosureRoom.new()
        var stranger = room.stranger
        let digests = room.sealed.disclosures.map { "\"\($0.digest)\"" }.joined(separator: ",")
        let own = """
            {"@context":\(YimaContext.text),"type":"ObjectEvent","eventTime":"2026-02-28T09:00:00.000Z",\
            "eventTimeZoneOffset":"+08:00","action":"OBSERVE","bizStep":"receiving","epcList":["\(room.shipper.item(0))"],\
            "destinationList":[{"type":"owning_party","destination":"urn:yima:uscc:\(room.room.fixture.uscc(3))"}],\
            "yima:profile":"food","yima:sealed":[\(digests)]}
            """
        stranger.record(body: Array(own.utf8))
        let entry = try #require(try await room.room.sequencer.push(stranger.push()).entries).upperBound
        let note = room.note(.disclose, by: stranger.signer, entries: [room.entry, entry])
        let told = try await room.keeper.answer(note)
        #expect(told.entries.map(\.disclosures) == [[], []])
        #expect(told.entries.map(\.withheld) == [2, 0])
        // Erasing what its own event lists takes nothing from the other.
        _ = try await room.keeper.answer(room.note(.erase, by: stranger.signer, entries: [entry]))
        #expect(try await room.told(by: room.shipper.signer).disclosures.count == 2)
    }

    @Test func `are taken only where the event seals them, and only of events that were pushed`() async throws {
        let room = try await DisclosureRoom.new(isBrought: false)
        let forged = Disclosure(name: "price", value: "1", salt: Array(repeating: 1, count: 16))
        for (index, disclosure) in [(UInt64(2), forged), (0, room.sealed.disclosures[0])] {
            let bundle = DisclosureBundle(events: [.init(index: index, disclosures: [disclosure])])
            await #expect {
                try await room.keeper.keep(bundle, of: room.shipper.journal)
            } throws: { error in
                if case DisclosureService.Refusal.notSealed(index, _) = error { true } else { false }
            }
        }
        for index in [UInt64(3), .max] {
            let bundle = DisclosureBundle(events: [.init(index: index, disclosures: [forged])])
            await #expect {
                try await room.keeper.keep(bundle, of: room.shipper.journal)
            } throws: { error in
                if case DisclosureService.Refusal.unknownEvent(index) = error { true } else { false }
            }
        }
        #expect(try await room.told(by: room.shipper.signer).disclosures.isEmpty)
        #expect(try await room.keeper.keep(room.bundle, of: room.shipper.journal) == KeptDisclosures(kept: 2))
        #expect(try await room.keeper.keep(room.bundle, of: room.shipper.journal) == KeptDisclosures(held: 2))
    }

    @Test func `are erased for good by their operator or the host, by nobody else, and every proof still stands`()
        async throws
    {
        let room = try await DisclosureRoom.new()
        #expect(await room.refusal(room.note(.erase, by: room.receiver.signer)).contains("notYours"))
        let code = try CodeReader().read(room.shipper.item(0))
        let before = try await room.room.host.evidence(of: code)
        let erased = try await room.keeper.answer(room.note(.erase, by: room.shipper.signer, names: ["price"]))
        #expect(erased.entries.map(\.erasures.count) == [1])
        let told = try await room.told(by: room.room.fixture.admin)
        #expect(told.disclosures.map(\.name) == ["supplierPhone"])
        #expect(told.erasures.map(\.digest) == room.sealed.disclosures.filter { $0.name == "price" }.map(\.digest))
        #expect(
            try await room.keeper.keep(room.bundle, of: room.shipper.journal) == KeptDisclosures(held: 1, erased: 1))
        _ = try await room.keeper.answer(room.note(.erase, by: room.room.fixture.admin))
        #expect(try await room.told(by: room.shipper.signer).erasures.count == 2)

        let after = try await room.room.host.evidence(of: code)
        #expect(after == before)
        let report = EvidenceReport(after, key: room.room.fixture.signer.verifierKey)
        #expect(report.findings.isEmpty)
        #expect(report.events.contains { $0.entry == room.entry })
    }

    @Test func `are asked for only by a fresh note that an enrolled key signed for this ledger`() async throws {
        let room = try await DisclosureRoom.new()
        let unknown = room.room.fixture.device(9, operator: 9).signer
        #expect(await room.refusal(room.note(.disclose, by: unknown)).contains("notEnrolled"))
        let impostor = try SignerKey.generate(name: room.shipper.signer.name)
        #expect(await room.refusal(room.note(.disclose, by: impostor)).contains("badSignature"))
        // What was made before the host was opened could have been answered by the one before it.
        #expect(await room.refusal(room.note(.disclose, by: room.shipper.signer, secondsAgo: 1)).contains("stale"))
        room.room.fixture.clock.advance(milliseconds: 300_000)
        for seconds in [Int64(301), -301] {
            let note = room.note(.disclose, by: room.shipper.signer, secondsAgo: seconds)
            #expect(await room.refusal(note).contains("stale"))
        }
        #expect(await room.refusal(room.note(.disclose, by: room.shipper.signer, secondsAgo: 299)) == "taken")
        #expect(
            await room.refusal(room.note(.disclose, by: room.shipper.signer, entries: [99])).contains("noSuchEntry(99)")
        )
        #expect(
            await room.refusal(room.note(.disclose, by: room.shipper.signer, entries: [0])).contains("noSuchEntry(0)"))
        for note in [Array("x".utf8), room.shipper.checkpoint(at: 1), []] {
            #expect(await room.refusal(note).contains("malformedRequest"))
        }
        let revoked = AdminAct.deviceRevoked(
            verifierKey: "\(room.shipper.signer.verifierKey)", from: room.room.fixture.clock.now(), reason: "lost")
        _ = try await room.room.sequencer.append(adminNote: room.room.fixture.note(revoked))
        #expect(await room.refusal(room.note(.disclose, by: room.shipper.signer)).contains("revoked"))
    }

    @Test func `are told in answers of bounded size, and it is said where one ended`() async throws {
        let room = try await DisclosureRoom.new(isBrought: false)
        let long = String(repeating: "1", count: 6000)
        let values = (0..<64).map { Disclosure(name: "price", value: long, salt: Array(repeating: $0, count: 16)) }
        // The events themselves seal nothing of the kind: what is asked here is only how much is told of what is held.
        var shipper = room.shipper
        shipper.record(60)
        let last = try #require(try await room.room.sequencer.push(shipper.push()).entries).upperBound
        let first = last - 59
        let entries = Array(first..<(first + 60))
        for entry in entries {
            _ = try await room.room.disclosureStore.keep(values.map { HeldDisclosure(entry: entry, disclosure: $0) })
        }
        let each = values.reduce(0) { $0 + $1.text.utf8.count }
        let end = first + UInt64(DisclosureAnswer.bytesMax / each)
        let all = room.note(.disclose, by: room.shipper.signer, entries: entries)
        #expect(await room.refusal(all) == "tooMuch(entry: \(end))")
        let part = room.note(.disclose, by: room.shipper.signer, entries: Array(first..<end))
        #expect(try await room.keeper.answer(part).entries.map(\.disclosures.count).allSatisfy { $0 == 64 })
        // Who is told nothing is not told what is held either: these events seal nothing.
        let strange = try await room.keeper.answer(room.note(.disclose, by: room.stranger.signer, entries: entries))
        #expect(strange.entries.map(\.withheld) == Array(repeating: 0, count: 60))
    }

    @Test func `in evidence are held against the entry that seals them`() async throws {
        let room = try await DisclosureRoom.new()
        let code = try CodeReader().read(room.shipper.item(0))
        var evidence = try await room.room.host.evidence(of: code)
        evidence.disclosures = room.sealed.disclosures.map { HeldDisclosure(entry: room.entry, disclosure: $0) }
        let read = try Evidence.parse(evidence.formatted())
        #expect(read == evidence)
        let key = room.room.fixture.signer.verifierKey
        let report = EvidenceReport(read, key: key)
        #expect(report.findings.isEmpty)
        #expect(report.disclosures == evidence.disclosures)

        let forged = Disclosure(name: "price", value: "1.00", salt: Array(repeating: 1, count: 16))
        for false_ in [
            HeldDisclosure(entry: room.entry, disclosure: forged),
            HeldDisclosure(entry: room.entry - 1, disclosure: room.sealed.disclosures[0]),
            HeldDisclosure(entry: 9999, disclosure: room.sealed.disclosures[0]),
        ] {
            var tampered = evidence
            tampered.disclosures = [false_]
            let report = EvidenceReport(tampered, key: key)
            #expect(report.findings.map(\.rule) == ["PROOF-1"])
            #expect(report.disclosures.isEmpty)
        }
    }

    @Test func `are not taken while it is uncertain which were erased, and an erasure is signed before it is told`()
        async throws
    {
        let room = try await DisclosureRoom.new()
        let statements = SimulatedErasureStatements()
        func reopened() async throws -> LedgerHost {
            try await LedgerHost.open(
                identity: room.room.fixture.identity, store: room.room.store, indexStore: room.room.indexStore,
                memory: room.room.memory, disclosureStore: room.room.disclosureStore, erasureStatements: statements,
                logger: LedgerRoom.logger)
        }
        let keeper = try #require(try await reopened().disclosures)
        func erase() -> [UInt8] { room.note(.erase, by: room.room.fixture.admin, names: ["price"]) }
        statements.failNext()
        await #expect {
            try await keeper.answer(erase())
        } throws: { error in
            if case DisclosureService.Refusal.store = error { true } else { false }
        }
        #expect(try await keeper.answer(erase()).entries[0].erasures.count == 1)
        let statement = try #require(statements.note)
        let signed = try #require(
            ErasureStatement.open(statement, key: room.room.fixture.signer.verifierKey))
        #expect(signed.count == 1)
        #expect(try await keeper.keep(room.bundle, of: room.shipper.journal) == KeptDisclosures(held: 1, erased: 1))

        room.room.disclosureStore.lose()
        let host = try await reopened()
        #expect(host.health.troubles == [.erasures(.lost(signed: 1, held: 0))])
        await #expect {
            try await host.disclosures?.keep(room.bundle, of: room.shipper.journal)
        } throws: { error in
            if case DisclosureService.Refusal.erasuresUncertain = error { true } else { false }
        }
        // The law may demand that what is held goes, whatever was lost.
        #expect(try await host.disclosures?.answer(erase()).entries.count == 1)
    }

    @Test func `that no entry seals are found by fsck`() async throws {
        let room = try await DisclosureRoom.new()
        let store = SimulatedDisclosureStore()
        func report() async -> AuditReport {
            await Fsck(
                store: room.room.store, index: nil, memory: room.room.memory, disclosures: store,
                key: room.room.fixture.signer.verifierKey
            ).run()
        }
        let forged = Disclosure(name: "price", value: "1", salt: Array(repeating: 1, count: 16))
        _ = try await store.keep(room.sealed.disclosures.map { HeldDisclosure(entry: room.entry, disclosure: $0) })
        // Of an entry that came after the audit, which says nothing.
        _ = try await store.keep([HeldDisclosure(entry: 5000, disclosure: forged)])
        #expect(await report().isSound)
        _ = try await store.keep([
            HeldDisclosure(entry: room.entry, disclosure: forged), HeldDisclosure(entry: 0, disclosure: forged),
        ])
        let found = await report()
        #expect(found.problems.map(\.wording.en).count { $0.contains("private value") } == 2)
        #expect(found.exitStatus == 1)
    }

    private static let ledger = try! SignerKey.generate(name: "o")

    @Test func `are told to one request once`() async throws {
        let room = try await DisclosureRoom.new()
        let note = room.note(.disclose, by: room.shipper.signer)
        #expect(await room.refusal(note) == "taken")
        #expect(await room.refusal(note) == "spent")
        room.room.fixture.clock.advance(milliseconds: 299_000)
        #expect(await room.refusal(note) == "spent")
        room.room.fixture.clock.advance(milliseconds: 2_000)
        #expect(await room.refusal(note).contains("stale"))
        // A signature that does not hold spends nothing.
        let next = room.note(.disclose, by: room.shipper.signer)
        let forged = Array(String(decoding: next, as: UTF8.self).replacing("names: *", with: "names: a").utf8)
        #expect(await room.refusal(forged) == "badSignature")
        #expect(await room.refusal(next) == "taken")
    }

    @Test func `are told to no request that was made for another ledger of the same name, or for any`() async throws {
        let room = try await DisclosureRoom.new()
        let fixture = room.room.fixture
        let request = try #require(
            DisclosureRequest(act: .disclose, time: fixture.clock.now(), entries: [room.entry]))
        let namesake = try SignerKey.generate(name: fixture.origin).verifierKey
        let passedOn = try #require(request.signed(by: room.shipper.signer, ledger: namesake))
        #expect(await room.refusal(passedOn) == "otherLedger")
        let old = "\(fixture.origin)\ndisclose\ntime: \(fixture.clock.now())\nentries: \(room.entry)\nnames: *\n"
        let unbound = try SignedNote.sign(old, with: room.shipper.signer).formatted
        #expect(await room.refusal(Array(unbound.utf8)) == "unboundRequest")
    }

    @Test func `are counted for others by what their event says alone`() async throws {
        let room = try await DisclosureRoom.new(isBrought: false)
        func withheld(_ names: [String] = []) async throws -> Int {
            try await room.told(by: room.stranger.signer, names: names).withheld
        }
        #expect(try await withheld() == 2, "though none is held")
        _ = try await room.keeper.keep(room.bundle, of: room.shipper.journal)
        #expect(try await withheld() == 2)
        #expect(try await withheld(["price"]) == 2, "names are not to be found out")
        #expect(try await withheld(["noSuchName"]) == 2)
        _ = try await room.keeper.answer(room.note(.erase, by: room.shipper.signer))
        let strange = try await room.told(by: room.stranger.signer)
        #expect(strange.withheld == 2 && strange.erasures.isEmpty)
        #expect(try await room.told(by: room.receiver.signer).erasures.count == 2)
    }

    @Test func `a request has one form`() throws {
        let time = Timestamp(milliseconds: 1_772_323_200_000)
        let request = try #require(
            DisclosureRequest(
                act: .erase, time: time, nonce: "000102030405060708090a0b0c0d0e0f", entries: [9, 2, 9],
                names: ["price", "a"]))
        let key = Self.ledger.verifierKey
        let text =
            "o\nerase\nledger: \(key)\ntime: 2026-03-01T00:00:00.000Z\nnonce: 000102030405060708090a0b0c0d0e0f\n"
            + "entries: 2,9\nnames: a,price\n"
        #expect(request.text(ledger: key) == text)
        #expect(DisclosureRequest(text: text, ledger: key) == request)
        #expect(DisclosureRequest.addressee(of: text) == key)
        let other = try SignerKey.generate(name: "o").verifierKey
        #expect(DisclosureRequest(text: text, ledger: other) == nil)
        for wrong in [
            text.replacing("2,9", with: "9,2"), text.replacing("2,9", with: "02,9"), text + "\n",
            text.replacing("erase", with: "steal"), text.replacing(".000Z", with: "Z"), String(text.dropLast()),
            text.replacing("a,price", with: "price,a"), text.replacing("a,price", with: ""),
            text.replacing("0e0f", with: "0e0F"), text.replacing("0e0f", with: "0e"),
            text.replacing("o\n", with: "p\n"),
        ] {
            #expect(DisclosureRequest(text: wrong, ledger: key) == nil, "\(wrong)")
        }
        let nonces = Set((0..<100).map { _ in DisclosureRequest.newNonce() })
        #expect(nonces.count == 100 && nonces.allSatisfy { $0.utf8.count == 32 })
        #expect(DisclosureRequest(act: .disclose, time: time, entries: [UInt64]()) == nil)
        #expect(DisclosureRequest(act: .disclose, time: time, entries: 0...1000) == nil)
        #expect(DisclosureRequest(act: .disclose, time: time, entries: [1], names: ["a b"]) == nil)
    }
}

@Suite struct `A journal with private values` {
    fileprivate static let fixture = LedgerFixture()

    fileprivate static func sealed(_ price: String) throws -> SealedEvent {
        let food = try #require(Profile.named("food"))
        return try EventSealer(profiles: .builtIn, fallback: food).seal(
            Array(
                """
                {"@context":\(YimaContext.text),"type":"ObjectEvent","eventTime":"2026-02-28T08:00:00.000Z",\
                "eventTimeZoneOffset":"+08:00","action":"ADD","epcList":["urn:x:1"],"yima:price":"\(price)"}
                """.utf8))
    }

    @Test(arguments: StoreKind.allCases)
    func `knows an event again by what it said, though its salts differ, until its values are erased`(
        kind: StoreKind
    ) async throws {
        let device = Self.fixture.device()
        let place = try JournalPlace(kind)
        let first = try Self.sealed("1")
        try await place.use { store async throws in
            let journal = DeviceJournal(name: device.journal, signer: device.signer, store: store)
            var appender = try await journal.beginImport()
            #expect(try await appender.append(first).isNew)
            #expect(try await !appender.append(try Self.sealed("1")).isNew, "known within the import")
            #expect(try await appender.append(try Self.sealed("2")).isNew, "another price is another event")
            _ = try await appender.commit()
            appender = try await journal.beginImport()
            #expect(try await !appender.append(try Self.sealed("2")).isNew, "known after the import")
            await appender.rollback()
        }
        try await place.use { store async throws in
            let journal = DeviceJournal(name: device.journal, signer: device.signer, store: store)
            #expect(try await journal.disclosures(of: 0) == first.disclosures)
            #expect(try await journal.nextDisclosures() == nil, "nothing was pushed")
            let push = try #require(try await journal.nextPush())
            try await journal.acknowledge(push)
            let bundle = try #require(try await journal.nextDisclosures())
            #expect(bundle.events.map(\.index) == [0, 1])
            #expect(try DisclosureBundle(body: bundle.body) == bundle)
            try await journal.acknowledge(bundle)
            #expect(try await journal.nextDisclosures() == nil)

            try await journal.erase(first.disclosures.map(\.digest), of: 0)
            #expect(try await journal.disclosures(of: 0).isEmpty)
            let appender = try await journal.beginImport()
            #expect(
                try await appender.append(try Self.sealed("1")).isNew, "whether it is the same is not known any more")
            #expect(try await !appender.append(try Self.sealed("2")).isNew, "the other is still known")
            await appender.rollback()
        }
    }
}

extension `A journal with private values` {
    @Test(arguments: StoreKind.allCases)
    func `keeps note of what was brought, whatever another process read before it acknowledges a push`(
        kind: StoreKind
    ) async throws {
        let device = Self.fixture.device()
        try await JournalPlace(kind).use { store async throws in
            let journal = DeviceJournal(name: device.journal, signer: device.signer, store: store)
            let appender = try await journal.beginImport()
            _ = try await appender.append(try Self.sealed("1"))
            _ = try await appender.commit()
            let push = try #require(try await journal.nextPush())
            try await journal.acknowledge(push)
            let stale = try await store.head().pushed
            #expect(stale.broughtSize == 0)
            try await journal.acknowledge(try #require(try await journal.nextDisclosures()))
            try await store.acknowledge(stale.edge)
            #expect(try await store.head().pushed.broughtSize == 1)
            try await journal.bringAgain()
            #expect(try await store.head().pushed.broughtSize == 0)
        }
    }
}

extension JournalAppender.Outcome {
    fileprivate var isNew: Bool {
        if case .appended = self { true } else { false }
    }
}
