import Chains
import Codes
import EPCIS
import Hosting
import Ledger
import LedgerQuery
import LedgerTesting
import Rules
import StrictJSON
import Testing
import TransparencyLog
import Values

@testable import Evidence

@Suite("Evidence verifies with nothing but the ledger's key")
struct EvidenceTests {
    @Test("a chain's evidence is valid, and the judge sees just what the ledger sees")
    func valid() async throws {
        let room = try await EvidenceRoom.new()
        let evidence = try await room.evidence()
        // The admin key, two operators, two devices; two events; the checkpoints of their pushes.
        #expect(evidence.entries.map(\.index) == [0, 1, 2, 3, 4, 8, 11, 13, 15])
        #expect(evidence.isComplete)
        let judgement = room.judge(evidence)
        #expect(judgement.verdict.verdict == .valid, "\(judgement.verdict.json.text)")
        #expect(judgement.verdict.eventCount == 2)
        let ledger = try await room.room.host.reader.chain(of: room.item, treeSize: 16)
        #expect(judgement.chain == ledger.chain)
        #expect(judgement.report.operatorNames.count == 2)
        #expect(judgement.verdict.checkpoint?.size == 16)
    }

    @Test("a laboratory's failed test condemns a lot where its role stands on the ledger before it, and else is told")
    func roles() async throws {
        for isGranted in [true, false] {
            let room = try await EvidenceRoom.new()
            var laboratory = room.fixture.device(1, operator: 3)
            for note in room.fixture.enrolment(of: laboratory) {
                _ = try await room.room.sequencer.append(adminNote: note)
            }
            let role = AdminAct.roleGranted(
                uscc: room.fixture.uscc(3), role: GrantedRole("laboratory", scope: "35")!,
                from: room.fixture.clock.now())
            if isGranted { _ = try await room.room.sequencer.append(adminNote: room.fixture.note(role)) }
            laboratory.record(body: EvidenceRoom.failed(room.maker.item(2)))
            _ = try await room.room.sequencer.push(laboratory.push())
            // What is granted afterwards makes no earlier word count.
            if !isGranted { _ = try await room.room.sequencer.append(adminNote: room.fixture.note(role)) }
            let judgement = room.judge(try await room.evidence())
            let found = judgement.verdict.findings.filter { $0.rule == "STATE-1" }
            #expect(found.map(\.severity) == [isGranted ? .violation : .info], "\(judgement.verdict.json.text)")
            #expect(judgement.verdict.verdict == (isGranted ? .invalid : .valid))
        }
    }

    @Test(
        "evidence tells before when a late event cannot have been recorded: when the head was there that its device had seen"
    )
    func recordedAfter() async throws {
        let room = try await EvidenceRoom.new()
        let sequencer = room.room.sequencer
        func seen() async throws -> SeenHead {
            SeenHead(
                try Checkpoint.open(note: await sequencer.checkpoint, key: room.fixture.signer.verifierKey).checkpoint)
        }
        let began = room.fixture.clock.now()
        let days = { (count: Int64) in Timestamp(milliseconds: began.milliseconds + count * 86_400_000) }
        // On each day somebody else pushes: the newest head was there on the third day, and before an admin entry.
        var (other, late) = (room.fixture.device(2, operator: 2), room.fixture.device(3, operator: 1))
        for device in [other, late] {
            _ = try await sequencer.append(adminNote: room.fixture.enrolment(of: device)[1])
        }
        for day in 1...3 {
            room.fixture.clock.set(days(Int64(day)))
            other.record(1)
            _ = try await sequencer.push(other.push(from: day - 1))
        }
        _ = try await sequencer.append(
            adminNote: room.fixture.note(.prefixAssigned(uscc: room.fixture.uscc(1), prefix: "777777", from: began)))
        let head = try await seen()
        room.fixture.clock.set(days(9))
        // It claims 2026-02-28, and comes on 2026-03-10.
        late.record(body: EvidenceRoom.stored(room.maker.item(2)))
        _ = try await sequencer.push(late.push(seen: head))
        let evidence = try await room.evidence()
        let judgement = room.judge(evidence)
        #expect(judgement.report.events.map(\.recordedAfter) == [nil, nil, days(3)], "\(judgement.verdict.json.text)")
        #expect(judgement.chain.events.compactMap(\.record.recordedAfter) == [days(3)])
        #expect(judgement.chain.events.map { "\($0.lawDay)" }.max() == "2026-03-04")
        // A host that leaves the clock out lets less be known, and nothing false.
        let clock = try #require(evidence.indexes(of: "journal").dropLast().last)
        #expect(room.judge(evidence.without { $0.index == clock }).report.events.compactMap(\.recordedAfter) == [began])
    }

    @Test("who was assigned a prefix is in the evidence of its codes, also where he has recorded nothing of them")
    func prefixes() async throws {
        let room = try await EvidenceRoom.new()
        let (owner, stranger) = (room.fixture.uscc(1), room.fixture.uscc(9))
        let now = room.fixture.clock.now()
        func append(_ act: AdminAct) async throws -> UInt64 {
            try await room.room.sequencer.append(adminNote: room.fixture.note(act)).entry
        }
        _ = try await append(.prefixAssigned(uscc: owner, prefix: "777777", from: now))
        _ = try await append(.operatorEnrolled(uscc: stranger, name: "丙", from: now))
        let assigned = try await append(.prefixAssigned(uscc: stranger, prefix: "690123", from: now))
        var evidence = try await room.evidence()
        #expect(evidence.indexes(of: "admin").suffix(2) == [assigned - 1, assigned])
        // It was issued before that.
        #expect(room.judge(evidence).verdict.verdict == .valid)

        var maker = room.maker
        maker.record(1)
        _ = try await room.room.sequencer.push(maker.push(from: 5))
        let later = try CodeReader().read(maker.item(5))
        evidence = try await room.room.host.evidence(of: later)
        let judgement = room.judge(evidence, of: later)
        #expect(judgement.verdict.findings.map(\.rule) == ["CODE-2"], "\(judgement.verdict.json.text)")
        room.fixture.clock.advance(milliseconds: 1)
        let released = try await append(
            .prefixReleased(uscc: stranger, prefix: "690123", from: room.fixture.clock.now()))
        evidence = try await room.room.host.evidence(of: later)
        #expect(evidence.indexes(of: "admin").last == released)
        #expect(room.judge(evidence, of: later).verdict.verdict == .invalid, "what was wrong then stays so")
        // Assigned by mistake: taken back to its beginning it never counted, also where it had been released before.
        let voided = try await append(.prefixReleased(uscc: stranger, prefix: "690123", from: now))
        evidence = try await room.room.host.evidence(of: later)
        #expect(evidence.indexes(of: "admin").suffix(2) == [released, voided])
        #expect(room.judge(evidence, of: later).verdict.verdict == .valid)
        // What is void cannot be voided again, and a right assignment can be given after it.
        await #expect(throws: (any Error).self) {
            try await append(.prefixReleased(uscc: stranger, prefix: "690123", from: now))
        }
        _ = try await append(.prefixAssigned(uscc: owner, prefix: "690123", from: room.fixture.clock.now()))
        evidence = try await room.room.host.evidence(of: later)
        #expect(room.judge(evidence, of: later).verdict.verdict == .valid)
    }

    @Test(
        "what a firm says afterwards to have done while it was suspended is STATE-2; what had come before the act never is"
    )
    func suspended() async throws {
        let room = try await EvidenceRoom.new()
        var maker = room.maker
        func append(_ act: AdminAct) async throws {
            _ = try await room.room.sequencer.append(adminNote: room.fixture.note(act))
        }
        // The sixth event is of 2026-02-28T00:00:05Z; the first five have come already.
        let moments = ["2026-02-28T00:00:01Z", "2026-02-28T00:00:06Z"].map { Timestamp(rfc3339: $0)! }
        try await append(.operatorSuspended(uscc: room.fixture.uscc(1), from: moments[0], reason: "x"))
        try await append(.operatorReinstated(uscc: room.fixture.uscc(1), from: moments[1]))
        maker.record(2)
        _ = try await room.room.sequencer.push(maker.push(from: 5))
        var found: [[String]] = []
        for index in [2, 5, 6] as [UInt64] {
            let code = try CodeReader().read(maker.item(index))
            let judgement = room.judge(try await room.room.host.evidence(of: code), of: code)
            found.append(judgement.verdict.findings.map(\.rule).filter { $0 == "STATE-2" })
        }
        #expect(found == [[], ["STATE-2"], []])
    }

    @Test("judged as of a time, a suspension and its end count only where they had been written by then")
    func suspendedAsOf() async throws {
        var room = try await EvidenceRoom.new()
        let began = room.fixture.clock.now()
        let days = { (count: Int64) in Timestamp(milliseconds: began.milliseconds + count * 86_400_000) }
        let (fixture, sequencer) = (room.fixture, room.room.sequencer)
        var other = fixture.device(2, operator: 2)
        _ = try await sequencer.append(adminNote: fixture.enrolment(of: other)[1])
        // Somebody else pushes many events each day: that tells when the acts between were written.
        func day(_ count: Int64, _ act: AdminAct?) async throws {
            fixture.clock.set(days(count))
            let from = other.entries.count
            other.record(40)
            _ = try await sequencer.push(other.push(from: from))
            if let act { _ = try await sequencer.append(adminNote: fixture.note(act)) }
        }
        let uscc = fixture.uscc(1)
        try await day(1, .operatorSuspended(uscc: uscc, from: days(1), reason: "x"))
        try await day(2, nil)
        // Lifted on the third day as if it had never been.
        try await day(3, .operatorReinstated(uscc: uscc, from: days(1)))
        try await day(4, nil)
        room.maker.record(body: EvidenceRoom.stored(room.maker.item(2)))
        _ = try await sequencer.push(room.maker.push(from: 5))
        let report = EvidenceReport(try await room.evidence(), key: fixture.signer.verifierKey)
        func pauses(_ asOf: Timestamp?) -> [[Timestamp?]]? {
            report.suspensions(asOf: asOf)[uscc]?.map { [$0.from, $0.to] }
        }
        let later = { (moment: Timestamp) in Timestamp(milliseconds: moment.milliseconds + 1) }
        #expect(pauses(nil) == [[days(1), days(1)]])
        #expect(pauses(Timestamp(milliseconds: days(1).milliseconds - 1)) == [])
        #expect(pauses(days(2)) == [[days(1), nil]])
        #expect(pauses(Timestamp(milliseconds: days(3).milliseconds - 1)) == [[days(1), nil]])
        #expect(pauses(later(days(4))) == [[days(1), days(1)]])
    }

    @Test("evidence tells what goods without a lot may be, just as the host does, and where a lot may have gone so")
    func candidates() async throws {
        let fixture = LedgerFixture()
        var devices = [fixture.device(), fixture.device(1, operator: 2)]
        let room = try await LedgerRoom.new(fixture: fixture, enrolled: devices)
        let product = "https://id.gs1.org/01/06901234567892"
        let dish = "https://id.gs1.org/01/06901234567908/10/D1"
        func body(_ time: String, _ members: String) -> [UInt8] {
            Array(
                """
                {"@context":\(YimaContext.text),"eventTime":"2026-02-28T\(time):00.000Z","eventTimeZoneOffset":"+08:00",\(members)}
                """.utf8)
        }
        func things(_ name: String, _ code: String) -> String {
            #""\#(name)":[{"epcClass":"\#(code)","quantity":10,"uom":"KGM"}]"#
        }
        for (number, lot) in ["A", "B", "C"].enumerated() {
            let list = things("quantityList", "\(product)/10/\(lot)")
            devices[0].record(
                body: body("01:0\(number)", #""type":"ObjectEvent","action":"ADD","bizStep":"commissioning",\#(list)"#))
            // C is never delivered.
            guard lot != "C" else { continue }
            devices[0].record(
                body: body("01:1\(number)", #""type":"ObjectEvent","action":"OBSERVE","bizStep":"shipping",\#(list)"#))
            devices[1].record(
                body: body("02:0\(number)", #""type":"ObjectEvent","action":"OBSERVE","bizStep":"receiving",\#(list)"#))
        }
        devices[1].record(
            body: body(
                "03:00",
                #""type":"TransformationEvent","bizStep":"commissioning",\#(things("inputQuantityList", product)),"#
                    + things("outputQuantityList", dish)))
        for device in devices { _ = try await room.sequencer.push(device.push()) }
        let judge = EvidenceJudge(key: fixture.signer.verifierKey, now: fixture.clock.now())
        for (written, direction, lots) in [
            (dish, CandidateSet.Direction.up, ["A", "B"]), ("\(product)/10/A", .down, ["A"]),
        ] {
            let code = try CodeReader().read(written)
            let evidence = try await room.host.evidence(of: code)
            let judged = judge.judge(code, written: written, evidence: evidence)
            let set = try #require(judged.chain.candidates.first)
            #expect(set.direction == direction && set.lots.compactMap { $0.part("lot") } == lots)
            let told = try await room.host.reader.chain(of: code, treeSize: 15, registry: nil).chain
            #expect(told.candidates == judged.chain.candidates)
            #expect(judged.verdict.findings.contains { $0.rule == "NOTE-4" } == (direction == .up))
        }
        #expect(
            try await room.host.reader.chain(of: CodeReader().read("\(product)/10/C"), treeSize: 15).chain.candidates
                .isEmpty)
    }

    @Test("every event of a ledger can be proven, in pushes of every size")
    func everyEvent() async throws {
        let fixture = LedgerFixture()
        var device = fixture.device()
        let room = try await LedgerRoom.new(fixture: fixture, enrolled: [device])
        for count in 1...8 {
            let from = device.entries.count
            device.record(count)
            _ = try await room.sequencer.push(device.push(from: from))
        }
        for index in 0..<device.size {
            let code = try CodeReader().read(device.item(index))
            let evidence = try await room.host.evidence(of: code)
            let report = EvidenceReport(evidence, key: fixture.signer.verifierKey)
            #expect(report.findings.isEmpty)
            #expect(report.doubts.isEmpty)
            #expect(report.events.map(\.journalIndex) == [index])
        }
    }

    @Test("a document reads back as it was, also where an entry is not UTF-8 and where there is a fork")
    func roundTrip() async throws {
        let room = try await EvidenceRoom.new()
        _ = await room.room.outcome(of: room.maker.forked(after: 2).push())
        var evidence = try await room.evidence()
        #expect(evidence.indexes(of: "fork") == [16])
        #expect(evidence.forks.isEmpty)
        evidence.forks = [
            JournalFork(
                journal: room.maker.journal, arrival: room.fixture.clock.now(), offered: room.maker.checkpoint(at: 1),
                held: room.maker.checkpoint(at: 2))
        ]
        #expect(try Evidence.parse(evidence.formatted()) == evidence)
        evidence.entries[5] = Evidence.ProvenEntry(index: 8, bytes: [0xFF, 0x00], proof: [], journalProof: nil)
        evidence.isComplete = false
        evidence.subject = "\"\\\u{0}\u{2028}码"
        #expect(try Evidence.parse(evidence.formatted()) == evidence)
    }

    @Test("evidence of an unknown code says unknown, never valid")
    func unknown() async throws {
        let room = try await EvidenceRoom.new()
        let code = try CodeReader().read("https://id.gs1.org/01/06901234567892/21/never")
        let evidence = try await room.room.host.evidence(of: code)
        #expect(room.judge(evidence, of: code).verdict.verdict == .unknown)
    }

    @Test("evidence about another code decides nothing")
    func otherSubject() async throws {
        let room = try await EvidenceRoom.new()
        let other = try CodeReader().read(room.maker.item(3))
        let judgement = room.judge(try await room.evidence(), of: other)
        #expect(judgement.verdict.verdict == .undecided)
    }

    @Test("another ledger's key decides nothing, and calls nothing false")
    func otherKey() async throws {
        let room = try await EvidenceRoom.new()
        let key = LedgerFixture(seed: 2, origin: "trace.example.gov.cn/other").signer.verifierKey
        for key in [key, LedgerFixture(seed: 2).signer.verifierKey] {
            let judgement = room.judge(try await room.evidence(), key: key)
            #expect(judgement.verdict.verdict == .undecided)
            #expect(judgement.report.findings.isEmpty)
            #expect(judgement.report.events.isEmpty)
        }
    }

    @Test("a chain of whose holder something was left out is undecided", arguments: [0, 1])
    func truncated(eventCountMax: Int) async throws {
        var room = try await EvidenceRoom.new()
        room.maker.record(body: EvidenceRoom.stored(room.maker.item(2)))
        _ = try await room.room.sequencer.push(room.maker.push(from: 5))
        var limits = TraceLimits()
        limits.eventCountMax = eventCountMax
        let evidence = try await room.room.host.evidence(of: room.item, limits: limits)
        #expect(!evidence.isComplete)
        let judgement = room.judge(evidence)
        #expect(judgement.verdict.verdict == .undecided)
        #expect(judgement.verdict.doubts.contains(.truncated))
    }

    /// The maker's journal, 1 + 4 events, forks after `after` events into one of `size`; the item is its third event.
    private func forked(after: Int, size: Int) async throws -> (EvidenceRoom, EvidenceJudge.Judgement) {
        let room = try await EvidenceRoom.new()
        var fork = room.maker.forked(after: after)
        fork.record(size - fork.entries.count)
        guard case .fork = try await room.room.refusal(of: fork.push()) else {
            Issue.record("not told as a fork")
            return (room, room.judge(try await room.evidence()))
        }
        return (room, room.judge(try Evidence.parse(try await room.evidence().formatted())))
    }

    @Test(
        "a fork puts in doubt what its journal says after the common size: proven where both are of one size, else claimed"
    )
    func forks() async throws {
        let (room, proven) = try await forked(after: 2, size: 5)
        #expect(proven.report.findings.map(\.rule) == ["PROOF-5"])
        #expect(proven.report.findings.map(\.severity) == [.violation])
        // The event of the journal that forked, and the fork; not what another journal says.
        #expect(proven.report.findings.map(\.entries) == [[8, 16]])
        #expect(proven.verdict.verdict == .invalid)
        #expect(proven.verdict.eventCount == 2)
        // The first event stands under a checkpoint that both histories continue.
        let first = try CodeReader().read(room.maker.item(0))
        let untouched = room.judge(try await room.room.host.evidence(of: first), of: first)
        #expect(untouched.report.findings.isEmpty)
        #expect(untouched.verdict.verdict == .valid)
        // A fork of a journal that is not in the chain is not told.
        let other = try CodeReader().read(room.keeper.item(0))
        #expect(try await room.room.host.evidence(of: other).indexes(of: "fork").isEmpty)

        let (_, claimed) = try await forked(after: 2, size: 7)
        #expect(claimed.report.findings.map(\.rule) == ["PROOF-5"])
        #expect(claimed.report.findings.map(\.severity) == [.warning])
        #expect(claimed.verdict.verdict == .suspect)
    }

    @Test("where nothing common can be shown, all of the journal is in doubt")
    func nothingCommon() async throws {
        let (room, judgement) = try await forked(after: 0, size: 7)
        #expect(judgement.report.findings.map(\.severity) == [.warning])
        let first = try CodeReader().read(room.maker.item(0))
        let evidence = try await room.room.host.evidence(of: first)
        #expect(room.judge(evidence, of: first).report.findings.map(\.rule) == ["PROOF-5"])
    }

    @Test("a revocation that reaches back warns on what came since, and falsifies nothing; nor does a theft")
    func reachingBack() async throws {
        let room = try await EvidenceRoom.new()
        let key = "\(room.maker.signer.verifierKey)"
        let act = AdminAct.deviceRevoked(verifierKey: key, from: room.fixture.enrolledFrom, reason: "密钥泄露")
        let entry = try await room.room.sequencer.append(adminNote: room.fixture.note(act)).entry
        let warned = room.judge(try await room.evidence())
        #expect(warned.report.findings.map(\.rule) == ["PROOF-3"])
        #expect(warned.report.findings.map(\.severity) == [.warning])
        #expect(warned.report.findings.map(\.entries) == [[8]])
        #expect(warned.report.findings.allSatisfy { $0.message.en.contains("entry \(entry)") })
        #expect(warned.verdict.verdict == .suspect)
        _ = try await room.room.sequencer.append(
            adminNote: room.fixture.note(.deviceReinstated(verifierKey: key, from: room.fixture.clock.now())))
        #expect(room.judge(try await room.evidence()).verdict.verdict == .valid)

        // The item's event is of two seconds after the moment of enrolment.
        let claimed = room.fixture.enrolledFrom.milliseconds + 2000
        for (since, isSuspect) in [(claimed + 1, false), (claimed, true)] {
            let theft = AdminAct.deviceRevoked(
                verifierKey: key, from: room.fixture.clock.now(), reason: "被盗",
                stolenSince: Timestamp(milliseconds: since))
            _ = try await room.room.sequencer.append(adminNote: room.fixture.note(theft))
            let judgement = room.judge(try await room.evidence())
            #expect(judgement.report.findings.map(\.entries) == (isSuspect ? [[8]] : []))
            #expect(judgement.verdict.verdict == (isSuspect ? .suspect : .valid))
        }
    }

    @Test("a fork whose signatures do not hold is a doubt: it may have been one")
    func unprovenFork() async throws {
        let room = try await EvidenceRoom.new()
        var evidence = try await room.evidence()
        let stranger = LedgerFixture(seed: 4).device()
        evidence.forks = [
            JournalFork(
                journal: room.maker.journal, arrival: room.fixture.clock.now(), offered: stranger.checkpoint(at: 0),
                held: room.maker.checkpoint(at: 5))
        ]
        #expect(room.judge(evidence).verdict.verdict == .undecided)
    }
}

@Suite("Evidence that was tampered with never verifies")
struct EvidenceTamperingTests {
    private func rules(_ judgement: EvidenceJudge.Judgement) -> Set<String> {
        Set(judgement.report.findings.map(\.rule))
    }

    @Test("one flipped bit anywhere in the document is refused, noticed, or changes nothing that is said")
    func flippedBits() async throws {
        let room = try await EvidenceRoom.new()
        // A small one: an event in the middle of a push.
        let item = try CodeReader().read(room.maker.item(3))
        let document = try await room.room.host.evidence(of: item).formatted()
        let facts = VerdictFacts(room.judge(try Evidence.parse(document), of: item))
        #expect(facts.verdict == .valid)
        try await flip(document, document.indices, of: item, in: room, facts)
    }

    @Test("nor does one flipped bit make a fork go unsaid")
    func flippedBitsOfAFork() async throws {
        let room = try await EvidenceRoom.new()
        var fork = room.maker.forked(after: 2)
        fork.record(2)
        _ = await room.room.outcome(of: fork.push())
        let document = try await room.evidence().formatted()
        let facts = VerdictFacts(room.judge(try Evidence.parse(document)))
        #expect(facts.verdict == .invalid)
        let entry = try #require(document.firstRange(of: "yima/1 fork".utf8))
        let end = try #require(document.firstRange(of: #""hashes":["#.utf8))
        try await flip(document, (entry.lowerBound - 40)..<end.lowerBound, of: room.item, in: room, facts)
    }

    /// Flips one bit of every byte in a range of a document, and judges each.
    private func flip(
        _ document: [UInt8], _ range: Range<Int>, of code: CanonicalCode, in room: EvidenceRoom, _ facts: VerdictFacts
    ) async throws {
        var wrong: [String] = []
        for place in range {
            // Other tests wait for the same cores, some of them with a clock.
            await Task.yield()
            var flipped = document
            flipped[place] ^= 1 << UInt8(place % 8)
            guard let evidence = try? Evidence.parse(flipped) else { continue }
            let judgement = room.judge(evidence, of: code)
            let found = VerdictFacts(judgement)
            switch found.verdict {
            case .valid, .unknown: if found == facts { continue }
            case .invalid, .undecided, .suspect:
                if !judgement.report.findings.isEmpty || !judgement.verdict.doubts.isEmpty { continue }
            }
            let around = document[max(0, place - 20)..<min(document.count, place + 20)]
            wrong.append("\(found.verdict) at \(place): …\(String(decoding: around, as: UTF8.self))…")
        }
        #expect(wrong.isEmpty, "\(wrong.count): \(wrong.prefix(3))")
    }

    @Test("a document that was cut off is refused wherever the cut is")
    func cutOff() async throws {
        let document = try await EvidenceRoom.new().evidence().formatted()
        for length in stride(from: 0, to: document.count, by: 13) {
            await Task.yield()
            #expect(throws: LocatedError.self) { try Evidence.parse(Array(document.prefix(length))) }
        }
    }

    @Test("an entry with another's proof, or under another index, does not stand in the ledger")
    func swappedProofs() async throws {
        let room = try await EvidenceRoom.new()
        let evidence = try await room.evidence()
        for pair in zip(evidence.entries, evidence.entries.dropFirst()) {
            let swapped = evidence.changing(pair.0.index) {
                .init(index: $0.index, bytes: $0.bytes, proof: pair.1.proof, journalProof: $0.journalProof)
            }
            // Neighbours may have the same hashes above them, never beside them.
            #expect(rules(room.judge(swapped)).contains("PROOF-1"), "\(pair.0.index)")
            let moved = evidence.changing(pair.0.index) {
                .init(index: $0.index ^ 1, bytes: $0.bytes, proof: $0.proof, journalProof: $0.journalProof)
            }
            #expect(rules(room.judge(moved)).contains("PROOF-1"))
            let exchanged = evidence.changing(pair.0.index) {
                .init(index: $0.index, bytes: pair.1.bytes, proof: $0.proof, journalProof: $0.journalProof)
            }
            #expect(rules(room.judge(exchanged)).contains("PROOF-1"))
        }
    }

    @Test("an event with another's journal proof, or another checkpoint, or none, was not signed")
    func swappedJournalProofs() async throws {
        let room = try await EvidenceRoom.new()
        let evidence = try await room.evidence()
        let events = evidence.entries.filter { $0.journalProof != nil }
        #expect(events.map(\.index) == [8, 13])
        let proofs: [Evidence.JournalProof?] = [
            nil, events[1].journalProof,
            .init(checkpointEntry: 15, hashes: events[0].journalProof!.hashes),
            .init(checkpointEntry: 8, hashes: events[0].journalProof!.hashes),
            .init(checkpointEntry: 99, hashes: events[0].journalProof!.hashes),
            .init(checkpointEntry: 11, hashes: events[0].journalProof!.hashes.reversed()),
            .init(checkpointEntry: 11, hashes: Array(events[0].journalProof!.hashes.dropLast())),
            .init(checkpointEntry: 11, hashes: events[0].journalProof!.hashes + [.emptyRoot]),
        ]
        for proof in proofs {
            let tampered = evidence.changing(8) {
                .init(index: $0.index, bytes: $0.bytes, proof: $0.proof, journalProof: proof)
            }
            let judgement = room.judge(tampered)
            #expect(rules(judgement) == ["PROOF-2"])
            #expect(judgement.verdict.verdict == .invalid)
            #expect(judgement.report.events.map(\.entry) == [13])
        }
    }

    @Test("a later checkpoint of the journal lends an event no later arrival")
    func laterCheckpoint() async throws {
        var room = try await EvidenceRoom.new()
        room.fixture.clock.advance(milliseconds: 86_400_000)
        room.maker.record(1)
        _ = try await room.room.sequencer.push(room.maker.push(from: 5))
        let later = try CodeReader().read(room.maker.item(5))
        let borrowed = try await room.room.host.evidence(of: later).entries.first { $0.index == 17 }!
        var evidence = try await room.evidence()
        var tree = MemoryTree()
        for entry in room.maker.entries { tree.append(.leaf(entry)) }
        let plan = try InclusionProof.nodes(leafIndex: 2, treeSize: 6)
        let proof = InclusionProof(plan, hashes: try tree.hashes(at: plan.nodes))
        evidence = evidence.changing(8) {
            .init(
                index: 8, bytes: $0.bytes, proof: $0.proof,
                journalProof: .init(checkpointEntry: 17, hashes: proof.hashes))
        }
        evidence.entries.append(borrowed)
        let judgement = room.judge(evidence)
        #expect(rules(judgement) == ["PROOF-2"])
    }

    @Test("without any one of its enrolments a chain is not valid")
    func removedEnrolment() async throws {
        let room = try await EvidenceRoom.new()
        let evidence = try await room.evidence()
        for index in evidence.indexes(of: "admin") {
            let judgement = room.judge(evidence.without { $0.index == index })
            #expect(judgement.verdict.verdict == .invalid, "\(index)")
            #expect(!rules(judgement).isDisjoint(with: ["PROOF-2", "PROOF-3"]))
        }
        #expect(rules(room.judge(evidence.without { $0.index == 1 })).contains("PROOF-3"))
    }

    @Test("without the checkpoint of its push an event is not proven")
    func removedCheckpoint() async throws {
        let room = try await EvidenceRoom.new()
        let evidence = try await room.evidence()
        for index in evidence.indexes(of: "journal") {
            let judgement = room.judge(evidence.without { $0.index == index })
            #expect(rules(judgement) == ["PROOF-2"])
            #expect(judgement.verdict.verdict == .invalid)
        }
    }

    @Test("an event that is left out is gone from what is said, never replaced")
    func removedEvent() async throws {
        let room = try await EvidenceRoom.new()
        let evidence = try await room.evidence()
        for index in evidence.indexes(of: "event") {
            let judgement = room.judge(evidence.without { $0.index == index })
            #expect(judgement.verdict.eventCount == 1)
            #expect(!judgement.report.events.contains { $0.entry == index })
        }
    }

    @Test("a checkpoint of the same ledger at another size does not carry these proofs")
    func otherCheckpoint() async throws {
        var room = try await EvidenceRoom.new()
        let old = try await room.evidence()
        room.maker.record(1)
        let receipt = try await room.room.sequencer.push(room.maker.push(from: 5))
        var evidence = old
        evidence.checkpoint = receipt.checkpoint
        let judgement = room.judge(evidence)
        #expect(judgement.verdict.verdict == .invalid)
        #expect(rules(judgement) == ["PROOF-1"])
        #expect(room.judge(old).verdict.verdict == .valid)
    }

    @Test("a checkpoint whose signature is false is false evidence")
    func falseSignature() async throws {
        let room = try await EvidenceRoom.new()
        var evidence = try await room.evidence()
        let note = try SignedNote.parse(evidence.checkpoint)
        var signature = note.signatures[0].signature
        signature[3] ^= 1
        let forged = NoteSignature(
            name: note.signatures[0].name, keyID: note.signatures[0].keyID, signature: signature)
        evidence.checkpoint = Array(try SignedNote(text: note.text, signatures: [forged]).formatted.utf8)
        let judgement = room.judge(evidence)
        #expect(rules(judgement) == ["PROOF-1"])
        #expect(judgement.verdict.verdict == .invalid)
    }
}

@Suite("A witness policy that is demanded must be met")
struct EvidencePolicyTests {
    private let witnesses = (1...3).map { number in
        // The name is a well-formed key's, the seed 32 bytes.
        CosignerKey(try! SignerKey(name: "witness-\(number)", seed: [UInt8](repeating: UInt8(number), count: 32)))
    }

    private func policy(_ threshold: Int) throws -> WitnessPolicy {
        let lines = witnesses.enumerated().map { "witness w\($0.offset) \($0.element.verifierKey)\n" }.joined()
        return try WitnessPolicy.parse(lines + "group all \(threshold) w0 w1 w2\nquorum all\n")
    }

    @Test("cosigned by enough it is valid, by fewer it is undecided and nothing is said to be false", arguments: 0...3)
    func quorum(count: Int) async throws {
        let room = try await EvidenceRoom.new()
        var evidence = try await room.evidence()
        let note = try SignedNote.parse(evidence.checkpoint)
        let checkpoint = try Checkpoint.parse(note.text)
        let cosigned = try note.adding(witnesses.prefix(count).map { $0.sign(checkpoint, time: 1_772_323_200) })
        evidence.checkpoint = Array(cosigned.formatted.utf8)
        let judgement = room.judge(try Evidence.parse(evidence.formatted()), policy: try policy(2))
        #expect(judgement.verdict.verdict == (count >= 2 ? .valid : .undecided))
        #expect(judgement.report.findings.isEmpty)
        let said = judgement.report.doubts.map(\.wording.en).filter { $0.contains("witness policy is not met") }
        #expect(said.count == (count >= 2 ? 0 : 1))
        #expect(count >= 2 || said[0].contains(count == 0 ? "nobody" : "witness-1"))
        #expect(judgement.verdict.checkpoint?.cosigned == witnesses.prefix(count).map(\.name))
        // Nobody demands it: nobody is named.
        #expect(room.judge(evidence).verdict.checkpoint?.cosigned == [])
    }

    @Test("a cosignature of another checkpoint does not count, it is false")
    func otherCheckpoint() async throws {
        let room = try await EvidenceRoom.new()
        var evidence = try await room.evidence()
        let note = try SignedNote.parse(evidence.checkpoint)
        let other = Checkpoint(origin: room.fixture.origin, edge: RightEdge())
        evidence.checkpoint = Array(
            try note.adding(witnesses.map { $0.sign(other, time: 1_772_323_200) }).formatted.utf8)
        let judgement = room.judge(evidence, policy: try policy(1))
        #expect(judgement.verdict.verdict == .invalid)
        #expect(judgement.report.findings.map(\.rule) == ["PROOF-4"])
        #expect(room.judge(evidence).verdict.verdict == .valid, "who knows no witness passes over its signature")
    }

    @Test("a policy for other ledgers says nothing of this one")
    func otherLogs() async throws {
        let room = try await EvidenceRoom.new()
        let evidence = try await room.evidence()
        let other = try SignerKey.generate(name: "other.example/log").verifierKey
        let own = room.fixture.signer.verifierKey
        let judge = { (key: VerifierKey) in
            room.judge(evidence, policy: try WitnessPolicy.parse("log \(key)\nquorum none\n")).verdict.verdict
        }
        #expect(try judge(own) == .valid)
        #expect(try judge(other) == .undecided)
    }
}
