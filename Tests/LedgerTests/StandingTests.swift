import LedgerTesting
import Testing
import TransparencyLog
import Values

@testable import Ledger

/// A registry that grows by acts, as a ledger's grows.
struct RegistryRoom {
    let fixture = LedgerFixture()
    var registry: Registry
    private(set) var size: UInt64 = 0
    /// The notes that were taken, by entry.
    private(set) var notes: [(entry: UInt64, note: [UInt8])] = []

    init() {
        registry = Registry(origin: fixture.origin)
        apply(fixture.firstAct)
    }

    /// A room in which operator 1 and its devices are enrolled.
    static func enrolled(_ devices: Int = 1) -> RegistryRoom {
        var room = RegistryRoom()
        room.apply(.operatorEnrolled(uscc: room.fixture.uscc(1), name: "甲", from: room.now))
        for number in 1...devices { room.apply(.deviceEnrolled(verifierKey: room.key(number), from: room.now)) }
        return room
    }

    var now: Timestamp { fixture.clock.now() }
    var uscc: String { fixture.uscc(1) }
    var journal: JournalName { fixture.device().journal }

    func key(_ number: Int = 1, operator owner: Int = 1) -> String {
        "\(fixture.device(number, operator: owner).signer.verifierKey)"
    }

    func moment(_ seconds: Int64) -> Timestamp { Timestamp(milliseconds: now.milliseconds + seconds * 1000) }

    /// Takes an act that must be taken; gives its entry.
    @discardableResult
    mutating func apply(_ act: AdminAct, sourceLocation: SourceLocation = #_sourceLocation) -> UInt64 {
        #expect(throws: Never.self, sourceLocation: sourceLocation) {
            try registry.admit(note: fixture.note(act), entry: size, now: now)
        }
        notes.append((size, fixture.note(act)))
        size += 1
        return size - 1
    }

    /// Why an act is not taken now; nil where it is. A moment passes first, so that no text is the same as one before.
    func refusal(of act: AdminAct) -> Registry.Refusal? {
        var registry = registry
        do throws(Registry.Refusal) {
            try registry.admit(note: fixture.note(act), entry: size, now: now)
            return nil
        } catch {
            return error
        }
    }

    /// Entries that are none of the registry's pass.
    mutating func pass(_ count: UInt64) { size += count }
}

@Suite("An act that stands already, cannot stand or should not be said is refused with its cause and the way on")
struct AdmissionTests {
    private func expect(
        _ refusal: Registry.Refusal?, _ expected: Registry.Refusal, hint: String?,
        sourceLocation: SourceLocation = #_sourceLocation
    ) {
        #expect(refusal == expected, sourceLocation: sourceLocation)
        let found = refusal?.hint?.wording(data: "/srv/ledger")
        guard let hint else { return #expect(found == nil, sourceLocation: sourceLocation) }
        for text in [found?.en, found?.zh] {
            #expect(text?.contains("yimad \(hint)") == true, "\(text ?? "no hint")", sourceLocation: sourceLocation)
        }
    }

    @Test("an operator is enrolled once, under one name; a suspended one is reinstated, not enrolled")
    func operators() {
        var room = RegistryRoom()
        let (uscc, later) = (room.uscc, room.moment(1))
        let unknown = Registry.Refusal.unknownOperator(uscc: uscc)
        let add = "operator add --data /srv/ledger --uscc \(uscc)"
        expect(room.refusal(of: .operatorRenamed(uscc: uscc, name: "乙", from: later)), unknown, hint: add)
        expect(room.refusal(of: .operatorReinstated(uscc: uscc, from: later)), unknown, hint: add)
        expect(room.refusal(of: .operatorSuspended(uscc: uscc, from: room.now, reason: "x")), unknown, hint: add)
        expect(room.refusal(of: .deviceEnrolled(verifierKey: room.key(), from: later)), unknown, hint: add)

        let enrolled = room.apply(.operatorEnrolled(uscc: uscc, name: "甲", from: room.now))
        let again = AdminAct.operatorEnrolled(uscc: uscc, name: "甲", from: later)
        expect(room.refusal(of: again), .alreadyHeld(entry: enrolled), hint: nil)
        expect(
            room.refusal(of: .operatorEnrolled(uscc: uscc, name: "乙", from: later)),
            .operatorHasAnotherName(uscc: uscc, name: "甲"),
            hint: "operator rename --data /srv/ledger --uscc \(uscc)")
        expect(
            room.refusal(of: .operatorReinstated(uscc: uscc, from: later)), .alreadyHeld(entry: enrolled), hint: nil)
        expect(
            room.refusal(of: .operatorRenamed(uscc: uscc, name: "甲", from: later)), .alreadyHeld(entry: enrolled),
            hint: nil)

        let suspended = room.apply(.operatorSuspended(uscc: uscc, from: room.now, reason: "x"))
        let isSuspended = Registry.Refusal.operatorIsSuspended(uscc: uscc, entry: suspended)
        let reinstate = "operator reinstate --data /srv/ledger --uscc \(uscc)"
        for name in ["甲", "乙"] {
            expect(
                room.refusal(of: .operatorEnrolled(uscc: uscc, name: name, from: later)), isSuspended, hint: reinstate)
        }
        expect(
            room.refusal(of: .deviceEnrolled(verifierKey: room.key(), from: later)), isSuspended, hint: reinstate)
        expect(
            room.refusal(of: .operatorSuspended(uscc: uscc, from: room.now, reason: "other")),
            .alreadyHeld(entry: suspended), hint: nil)
        // A name may change meanwhile; that lifts nothing.
        room.apply(.operatorRenamed(uscc: uscc, name: "乙", from: later))
        #expect(room.registry.operators[uscc]?.name == "乙")
        #expect(room.registry.operators[uscc]?.suspension?.entry == suspended)

        let reinstated = room.apply(.operatorReinstated(uscc: uscc, from: later))
        expect(
            room.refusal(of: .operatorReinstated(uscc: uscc, from: room.moment(2))), .alreadyHeld(entry: reinstated),
            hint: nil)
        #expect(room.registry.operators[uscc]?.suspension == nil)
        #expect(room.refusal(of: .operatorSuspended(uscc: uscc, from: room.now, reason: "again")) == nil)
    }

    @Test("a role and a prefix are given once and taken back once; what is not had is not taken back")
    func grants() {
        var room = RegistryRoom.enrolled()
        let (uscc, later) = (room.uscc, room.moment(1))
        let (laboratory, port) = (GrantedRole("laboratory")!, GrantedRole("port", scope: "3501")!)
        func grant(_ role: GrantedRole, _ at: Timestamp) -> AdminAct { .roleGranted(uscc: uscc, role: role, from: at) }
        func revoke(_ role: GrantedRole) -> AdminAct { .roleRevoked(uscc: uscc, role: role, from: later) }
        let stranger = room.fixture.uscc(7)
        expect(
            room.refusal(of: .roleGranted(uscc: stranger, role: port, from: later)), .unknownOperator(uscc: stranger),
            hint: "operator add --data /srv/ledger --uscc \(stranger)")
        expect(
            room.refusal(of: revoke(port)), .roleNotHeld(uscc: uscc, role: port), hint: "role list --data /srv/ledger")
        let granted = room.apply(grant(port, room.now))
        room.apply(grant(laboratory, room.now))
        expect(room.refusal(of: grant(port, later)), .alreadyHeld(entry: granted), hint: nil)
        // In another district it is another.
        let everywhere = GrantedRole("port")!
        expect(
            room.refusal(of: revoke(everywhere)), .roleNotHeld(uscc: uscc, role: everywhere),
            hint: "role list --data /srv/ledger")
        let revoked = room.apply(revoke(port))
        expect(
            room.refusal(of: .roleRevoked(uscc: uscc, role: port, from: room.moment(2))), .alreadyHeld(entry: revoked),
            hint: nil)
        let held = room.registry.operators[uscc]!.roles
        #expect(held.map(\.role) == [port, laboratory])
        #expect(held.map(\.tenure.isOpen) == [false, true])
        let asked: [UInt64] = [granted, granted + 1, revoked, revoked + 1]
        #expect(asked.map { held[0].tenure.holds(at: $0) } == [false, true, true, false])
        #expect(room.refusal(of: grant(port, room.moment(3))) == nil)

        let assign = AdminAct.prefixAssigned(uscc: uscc, prefix: "690123", from: later)
        let release = AdminAct.prefixReleased(uscc: uscc, prefix: "690123", from: later)
        expect(
            room.refusal(of: release), .prefixNotHeld(uscc: uscc, prefix: "690123"),
            hint: "prefix list --data /srv/ledger")
        let assigned = room.apply(assign)
        expect(
            room.refusal(of: .prefixAssigned(uscc: uscc, prefix: "690123", from: room.moment(2))),
            .alreadyHeld(entry: assigned), hint: nil)
        let released = room.apply(release)
        expect(
            room.refusal(of: .prefixReleased(uscc: uscc, prefix: "690123", from: room.moment(2))),
            .alreadyHeld(entry: released), hint: nil)
        let again = room.apply(.prefixAssigned(uscc: uscc, prefix: "690123", from: room.moment(2)))
        room.apply(.prefixAssigned(uscc: uscc, prefix: "6901", from: room.moment(2)))
        let found = room.registry.prefixes.matching("6901234567892")
        #expect(found.map(\.prefix) == ["6901", "690123", "690123"])
        #expect(found.map(\.tenure.endedBy) == [nil, released, nil])
        #expect(room.registry.prefixes.matching("6902").isEmpty && room.registry.prefixes.matching("69").isEmpty)
        #expect(room.registry.entries(decidingIssuersOf: "6902").isEmpty)
        let deciding = room.registry.entries(decidingIssuersOf: "6901237")
        #expect(Set(deciding).isSuperset(of: [0, 1, assigned, released, again, again + 1]))
    }

    @Test("a device is enrolled once; a revoked one is reinstated, not enrolled; a stolen one has a successor")
    func devices() {
        var room = RegistryRoom.enrolled()
        let (key, name, later) = (room.key(), "\(room.journal)", room.moment(1))
        let enrol = AdminAct.deviceEnrolled(verifierKey: key, from: later)
        let reinstate = AdminAct.deviceReinstated(verifierKey: key, from: later)
        expect(
            room.refusal(of: .deviceRevoked(verifierKey: room.key(2), from: room.now, reason: "x")),
            .unknownDevice(journal: "\(room.fixture.device(2).journal)"), hint: "device list --data /srv/ledger")
        expect(
            room.refusal(of: .deviceReinstated(verifierKey: room.key(2), from: later)),
            .unknownDevice(journal: "\(room.fixture.device(2).journal)"), hint: "device list --data /srv/ledger")
        expect(room.refusal(of: enrol), .alreadyHeld(entry: 2), hint: nil)
        expect(room.refusal(of: reinstate), .alreadyHeld(entry: 2), hint: nil)

        let revoked = room.apply(.deviceRevoked(verifierKey: key, from: room.now, reason: "lost"))
        expect(
            room.refusal(of: enrol), .deviceIsRevoked(journal: name, entry: revoked),
            hint: "device reinstate --data /srv/ledger --vkey")
        expect(
            room.refusal(of: .deviceRevoked(verifierKey: key, from: room.now, reason: "other")),
            .alreadyHeld(entry: revoked), hint: nil)
        let found = room.apply(reinstate)
        #expect(room.registry.standing(of: room.journal) == .good)
        expect(
            room.refusal(of: .deviceReinstated(verifierKey: key, from: room.moment(2))), .alreadyHeld(entry: found),
            hint: nil)

        // It was lost first and then known to be stolen: that is more than stands.
        room.apply(.deviceRevoked(verifierKey: key, from: room.now, reason: "lost again"))
        let theft = AdminAct.deviceRevoked(
            verifierKey: key, from: room.now, reason: "stolen", stolenSince: room.moment(-60))
        let stolen = room.apply(theft)
        let wasStolen = Registry.Refusal.deviceWasStolen(journal: name, entry: stolen)
        let successor = "device add --data /srv/ledger --vkey"
        for act in [enrol, .deviceReinstated(verifierKey: key, from: room.moment(3))] {
            expect(room.refusal(of: act), wasStolen, hint: successor)
            #expect(wasStolen.hint?.wording().en.contains("--predecessor \(name)") == true)
        }
        // Nor does a ledger stand in which it was reinstated.
        let again = AdminAct.deviceReinstated(verifierKey: key, from: room.moment(4))
        #expect(throws: wasStolen) { try room.registry.apply(note: room.fixture.note(again), entry: 99) }
        #expect(throws: wasStolen) { try room.registry.apply(note: room.fixture.note(enrol), entry: 99) }
        expect(
            room.refusal(
                of: .deviceRevoked(
                    verifierKey: key, from: room.now, reason: "twice", stolenSince: room.moment(-60))),
            .alreadyHeld(entry: stolen), hint: nil)
    }

    @Test("a successor names an enrolled device of the same operator, and no other afterwards")
    func predecessors() {
        var room = RegistryRoom.enrolled(2)
        room.apply(.operatorEnrolled(uscc: room.fixture.uscc(2), name: "乙", from: room.now))
        room.apply(.deviceEnrolled(verifierKey: room.key(1, operator: 2), from: room.now))
        let names = [room.fixture.device(3), room.fixture.device(4), room.fixture.device(1, operator: 2)].map(\.journal)
        for name in names {
            let act = AdminAct.deviceEnrolled(verifierKey: room.key(3), from: room.now, predecessor: name)
            expect(room.refusal(of: act), .foreignPredecessor(journal: "\(name)"), hint: nil)
        }
        let first = room.fixture.device(1).journal
        let entry = room.apply(.deviceEnrolled(verifierKey: room.key(3), from: room.now, predecessor: first))
        #expect(room.registry.devices[names[0]]?.predecessor == first)
        let later = room.moment(1)
        expect(
            room.refusal(of: .deviceEnrolled(verifierKey: room.key(3), from: later, predecessor: first)),
            .alreadyHeld(entry: entry), hint: nil)
        expect(
            room.refusal(of: .deviceEnrolled(verifierKey: room.key(3), from: later)), .alreadyHeld(entry: entry),
            hint: nil)
        let other = room.fixture.device(2).journal
        expect(
            room.refusal(of: .deviceEnrolled(verifierKey: room.key(3), from: later, predecessor: other)),
            .hasAnotherPredecessor(journal: "\(names[0])", entry: entry), hint: nil)
    }

    @Test("a journal keeps its one key, and the way on is a new journal")
    func otherKey() throws {
        let room = RegistryRoom.enrolled()
        let other = try SignerKey(name: "\(room.journal)", seed: [UInt8](repeating: 7, count: 32))
        let refusal = room.refusal(of: .deviceEnrolled(verifierKey: "\(other.verifierKey)", from: room.now))
        expect(
            refusal, .journalHasAnotherKey(journal: "\(room.journal)"), hint: "device add --data /srv/ledger --vkey")
    }

    @Test("what is claimed to hold from a later moment is refused: an act holds from its entry on")
    func future() {
        let room = RegistryRoom.enrolled()
        for seconds in [Int64(-60), 0, 1] {
            let moment = room.moment(seconds)
            let refusal: Registry.Refusal? = seconds > 0 ? .fromInFuture(moment, now: room.now) : nil
            #expect(
                room.refusal(of: .operatorSuspended(uscc: room.uscc, from: moment, reason: "x")) == refusal)
            #expect(
                room.refusal(of: .deviceRevoked(verifierKey: room.key(), from: moment, reason: "x")) == refusal)
            #expect(
                room.refusal(
                    of: .deviceRevoked(verifierKey: room.key(), from: room.now, reason: "x", stolenSince: moment))
                    == refusal)
        }
        // An enrolment does not fall to a clock that jumped.
        #expect(room.refusal(of: .deviceEnrolled(verifierKey: room.key(2), from: room.moment(86_400))) == nil)
    }

    @Test("an earlier moment or a further signed point is more than stands, and is taken")
    func more() {
        var room = RegistryRoom.enrolled(2)
        let extents = (1...2).map {
            SignedExtent(journal: room.fixture.device($0).journal, size: 3, root: .leaf([UInt8($0)]))
        }
        for extent in extents.suffix(1) {
            expect(
                room.refusal(
                    of: .deviceRevoked(verifierKey: room.key(), from: room.now, reason: "x", signed: [extent])),
                .foreignExtent(journal: "\(extent.journal)"), hint: nil)
        }
        let stranger = SignedExtent(journal: room.fixture.device(9).journal, size: 3, root: .emptyRoot)
        expect(
            room.refusal(of: .operatorSuspended(uscc: room.uscc, from: room.now, reason: "x", signed: [stranger])),
            .foreignExtent(journal: "\(stranger.journal)"), hint: nil)

        room.apply(.deviceRevoked(verifierKey: room.key(), from: room.now, reason: "x"))
        room.apply(.deviceRevoked(verifierKey: room.key(), from: room.moment(-1), reason: "x"))
        let last = room.apply(
            .deviceRevoked(verifierKey: room.key(), from: room.now, reason: "x", signed: [extents[0]]))
        expect(
            room.refusal(
                of: .deviceRevoked(verifierKey: room.key(), from: room.now, reason: "y", signed: [extents[0]])),
            .alreadyHeld(entry: last), hint: nil)
        let suspended = room.apply(
            .operatorSuspended(uscc: room.uscc, from: room.now, reason: "x", signed: extents))
        expect(
            room.refusal(of: .operatorSuspended(uscc: room.uscc, from: room.now, reason: "y", signed: [extents[1]])),
            .alreadyHeld(entry: suspended), hint: nil)
    }
}

@Suite("What a device signed up to a named point is still taken, and nothing else")
struct SignedExtentTests {
    @Test("after a revocation and a suspension only the checkpoint that both name stands")
    func named() {
        var room = RegistryRoom.enrolled()
        var device = room.fixture.device()
        device.record(5)
        let points = (3...5).map { Checkpoint(origin: "\(device.journal)", edge: device.edge(at: $0)) }
        let extents = points.compactMap { SignedExtent($0) }
        #expect(room.registry.mayTake(device.journal))
        let revoked = room.apply(
            .deviceRevoked(verifierKey: room.key(), from: room.now, reason: "x", signed: [extents[0], extents[1]]))
        let refused = Registry.Standing.revoked(entry: revoked, from: room.now)
        #expect(room.registry.standing(of: device.journal) == refused)
        #expect(points.map { room.registry.standing(of: device.journal, under: $0) } == [.good, .good, refused])
        #expect(room.registry.mayTake(device.journal))
        // The same size and another root is not what was named.
        let other = Checkpoint(origin: "\(device.journal)", treeSize: 3, root: .leaf([0]))
        #expect(room.registry.standing(of: device.journal, under: other) == refused)

        let suspended = room.apply(
            .operatorSuspended(uscc: room.uscc, from: room.now, reason: "x", signed: [extents[1]]))
        #expect(
            points.map { room.registry.standing(of: device.journal, under: $0) } == [
                .operatorSuspended(entry: suspended, from: room.now), .good, refused,
            ])
        room.apply(.operatorReinstated(uscc: room.uscc, from: room.now))
        room.apply(.operatorSuspended(uscc: room.uscc, from: room.moment(-1), reason: "x"))
        #expect(!room.registry.mayTake(device.journal))
    }
}

@Suite("What the host says afterwards against an event warns, and falsifies nothing")
struct ClaimTests {
    private func claims(
        _ room: RegistryRoom, at entry: UInt64, arrival: Int64, claimed: Int64? = nil
    ) -> [Registry.Claim] {
        room.registry.claims(
            against: room.journal, at: entry, arrival: room.moment(arrival), claimed: claimed.map(room.moment))
    }

    @Test("a revocation that reaches back is claimed against what came since, not against what came before or after it")
    func revocation() {
        var room = RegistryRoom.enrolled()
        room.pass(10)
        let entry = room.apply(.deviceRevoked(verifierKey: room.key(), from: room.moment(-100), reason: "x"))
        let claim = [Registry.Claim.revoked(entry: entry, from: room.moment(-100))]
        let delay = Registry.actDelaySecondsMax
        #expect(claims(room, at: entry - 1, arrival: -100 + delay).isEmpty)
        #expect(claims(room, at: entry - 1, arrival: -99 + delay) == claim)
        #expect(claims(room, at: entry + 1, arrival: 0).isEmpty)
        // It stands all the same, and after a reinstatement nothing is claimed any more.
        #expect(room.registry.standing(of: room.journal, at: entry - 1) == .good)
        room.apply(.deviceReinstated(verifierKey: room.key(), from: room.now))
        #expect(claims(room, at: entry - 1, arrival: 0).isEmpty)
    }

    @Test("a suspension that reaches back is claimed likewise")
    func suspension() {
        var room = RegistryRoom.enrolled()
        room.pass(10)
        let entry = room.apply(.operatorSuspended(uscc: room.uscc, from: room.moment(-100), reason: "x"))
        #expect(
            claims(room, at: entry - 1, arrival: 0) == [.operatorSuspended(entry: entry, from: room.moment(-100))])
        #expect(claims(room, at: entry - 1, arrival: -101).isEmpty)
    }

    @Test("of a stolen device all is suspect that claims to be of the time since, whenever it came")
    func theft() {
        var room = RegistryRoom.enrolled()
        room.pass(10)
        let entry = room.apply(
            .deviceRevoked(verifierKey: room.key(), from: room.now, reason: "x", stolenSince: room.moment(-100)))
        let claim = [Registry.Claim.stolen(entry: entry, since: room.moment(-100))]
        #expect(claims(room, at: entry - 1, arrival: 0, claimed: -100) == claim)
        #expect(claims(room, at: entry + 1, arrival: 0, claimed: -100) == claim)
        #expect(claims(room, at: entry - 1, arrival: 0, claimed: -101).isEmpty)
        // What cannot be read claims no time: then its arrival counts.
        #expect(claims(room, at: entry - 1, arrival: -100) == claim)
        #expect(claims(room, at: entry - 1, arrival: -101).isEmpty)
    }
}

@Suite("What 0.3 wrote is read as it was meant")
struct OldActTests {
    @Test("a second enrolment was a new name, or the reinstatement of a revoked device; today neither is admitted")
    func secondEnrolments() throws {
        var room = RegistryRoom.enrolled()
        let renamed = room.fixture.note(.operatorEnrolled(uscc: room.uscc, name: "乙", from: room.moment(1)))
        try room.registry.apply(note: renamed, entry: 10)
        #expect(room.registry.operators[room.uscc]?.name == "乙")
        let revoked = AdminAct.deviceRevoked(verifierKey: room.key(), from: room.now, reason: "x")
        try room.registry.apply(note: room.fixture.note(revoked), entry: 11)
        let enrolled = AdminAct.deviceEnrolled(verifierKey: room.key(), from: room.moment(1))
        #expect(room.refusal(of: enrolled) == .deviceIsRevoked(journal: "\(room.journal)", entry: 11))
        try room.registry.apply(note: room.fixture.note(enrolled), entry: 12)
        #expect(room.registry.standing(of: room.journal) == .good)
        #expect(room.registry.standing(of: room.journal, at: 12) == .revoked(entry: 11, from: room.now))
    }
}

@Suite("A registry that is replayed is the one that lived")
struct RegistryReplayTests {
    @Test(
        "random acts: what was taken is taken again, and every standing is the same at every entry", arguments: 0..<40)
    func random(seed: UInt64) throws {
        var room = RegistryRoom()
        var random = SplitMix64(seed: seed &+ 1)
        var standings: [(UInt64, [Registry.Standing])] = []
        let journals = (1...3).flatMap { owner in (1...2).map { room.fixture.device($0, operator: owner).journal } }
        for step in 0..<60 {
            let act = act(&random, room, step: Int64(step))
            standings.append((room.size, journals.map { room.registry.standing(of: $0, at: room.size) }))
            if room.refusal(of: act) == nil { room.apply(act) } else { room.pass(1) }
        }
        var replayed = Registry(origin: room.fixture.origin)
        for (entry, note) in room.notes { try replayed.apply(note: note, entry: entry) }
        #expect(replayed.operators == room.registry.operators)
        #expect(replayed.devices == room.registry.devices)
        // Asked afterwards, each entry's standing is what it was when that entry was the next.
        for (entry, expected) in standings {
            #expect(journals.map { replayed.standing(of: $0, at: entry) } == expected, "at \(entry)")
        }
        #expect(room.notes.count > 3)
    }

    private func act(_ random: inout SplitMix64, _ room: RegistryRoom, step: Int64) -> AdminAct {
        let owner = Int(random.next() % 3) + 1
        let (uscc, key) = (room.fixture.uscc(owner), room.key(Int(random.next() % 2) + 1, operator: owner))
        let from = room.moment(step - 100)
        let name = random.next() % 2 == 0 ? "甲" : "乙"
        switch random.next() % 12 {
        case 0...1: return .operatorEnrolled(uscc: uscc, name: name, from: from)
        case 2: return .operatorRenamed(uscc: uscc, name: name, from: from)
        case 3: return .operatorSuspended(uscc: uscc, from: from, reason: "\(step)")
        case 4: return .operatorReinstated(uscc: uscc, from: from)
        case 5...8: return .deviceEnrolled(verifierKey: key, from: from)
        case 9: return .deviceRevoked(verifierKey: key, from: from, reason: "\(step)")
        case 10:
            let since = random.next() % 4 == 0 ? from : nil
            return .deviceRevoked(verifierKey: key, from: from, reason: "\(step)", stolenSince: since)
        default: return .deviceReinstated(verifierKey: key, from: from)
        }
    }
}
