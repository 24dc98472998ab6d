import Testing
import TransparencyLog
import Values

@testable import Ledger

@Suite("The registry is what the admin entries say, replayed")
struct RegistryTests {
    static let origin = "trace.example.gov.cn/licheng"
    static let uscc = "91350100M000100Y43"
    let admin: SignerKey
    let device: SignerKey
    let journal = JournalName("91350100M000100Y43/dock-2")!

    init() throws {
        admin = try SignerKey(name: Registry.adminKeyName(origin: Self.origin), seed: [UInt8](repeating: 1, count: 32))
        device = try SignerKey(name: "91350100M000100Y43/dock-2", seed: [UInt8](repeating: 2, count: 32))
    }

    func moment(_ seconds: Int64) -> Timestamp { Timestamp(milliseconds: seconds * 1000) }

    func note(_ act: AdminAct, by key: SignerKey? = nil, origin: String = RegistryTests.origin) throws -> [UInt8] {
        Array(try SignedNote.sign(act.text(origin: origin), with: key ?? admin).formatted.utf8)
    }

    func begun() throws -> Registry {
        var registry = Registry(origin: Self.origin)
        try registry.apply(note: note(.keyEnrolled(verifierKey: "\(admin.verifierKey)", from: moment(0))), entry: 0)
        return registry
    }

    func enrolled() throws -> Registry {
        var registry = try begun()
        try registry.apply(note: note(.operatorEnrolled(uscc: Self.uscc, name: "海丰水产", from: moment(10))), entry: 1)
        try registry.apply(
            note: note(.deviceEnrolled(verifierKey: "\(device.verifierKey)", from: moment(20))), entry: 2)
        return registry
    }

    @Test(
        "another admin key holds from the entry on that both have signed; what the old one signed before stands, and nothing after"
    )
    func rotation() throws {
        let next = try SignerKey(name: admin.name, seed: [UInt8](repeating: 3, count: 32))
        let third = try SignerKey(name: admin.name, seed: [UInt8](repeating: 4, count: 32))
        let foreign = try SignerKey(name: "other.example/admin", seed: [UInt8](repeating: 5, count: 32))
        func rotation(from old: SignerKey, to new: SignerKey, by keys: [SignerKey]) throws -> [UInt8] {
            let text = AdminAct.keyRotated(
                old: "\(old.verifierKey)", new: "\(new.verifierKey)", from: moment(30)
            ).text(origin: Self.origin)
            let note = try SignedNote.sign(text, with: keys[0]).adding(keys.dropFirst().map { $0.sign(text) })
            return Array(note.formatted.utf8)
        }
        var registry = try enrolled()
        // By one of the two, by another besides, from a key that does not hold, to one of another name, or in another place.
        for (odd, refusal) in [
            (try rotation(from: admin, to: next, by: [admin]), .notANote),
            (try rotation(from: admin, to: next, by: [next]), .notANote),
            (try rotation(from: admin, to: next, by: [admin, admin]), .badSignature),
            (try rotation(from: admin, to: next, by: [next, third]), .badSignature),
            (try rotation(from: admin, to: next, by: [admin, next, third]), .notANote),
            (try rotation(from: third, to: next, by: [admin, next]), .badSignature),
            (try rotation(from: admin, to: foreign, by: [admin, foreign]), .malformedKey("\(foreign.verifierKey)")),
            (try rotation(from: admin, to: admin, by: [admin, admin]), .malformedKey("\(admin.verifierKey)")),
        ] as [([UInt8], Registry.Refusal)] {
            #expect(throws: refusal) { try registry.apply(note: odd, entry: 3) }
        }
        #expect(registry.adminKey == admin.verifierKey && registry.keyEntries == [0])

        try registry.apply(note: rotation(from: admin, to: next, by: [admin, next]), entry: 3)
        #expect(registry.adminKey == next.verifierKey && registry.keyEntries == [0, 3])
        #expect(registry.entries(deciding: journal) == [0, 1, 2, 3])
        let renamed = AdminAct.operatorRenamed(uscc: Self.uscc, name: "新", from: moment(40))
        #expect(throws: Registry.Refusal.badSignature) { try registry.apply(note: note(renamed), entry: 4) }
        try registry.apply(note: note(renamed, by: next), entry: 4)
        // What held once never holds again.
        let back = try rotation(from: next, to: admin, by: [next, admin])
        #expect(throws: Registry.Refusal.malformedKey("\(admin.verifierKey)")) {
            try registry.apply(note: back, entry: 5)
        }
        try registry.apply(note: rotation(from: next, to: third, by: [next, third]), entry: 5)
        #expect(registry.keyEntries == [0, 3, 5])
    }

    @Test(
        "every act reads back as it was written",
        arguments: [
            AdminAct.keyEnrolled(verifierKey: "k+1+2", from: Timestamp(milliseconds: 1)),
            .keyRotated(old: "k+1+2", new: "k+3+4", from: Timestamp(milliseconds: 1)),
            .keyRotated(old: "k+1+2", new: "k+3+4", from: Timestamp(milliseconds: 1), reason: "离职"),
            .operatorEnrolled(uscc: "U", name: "甲: 乙", from: Timestamp(milliseconds: 2)),
            .operatorSuspended(uscc: "U", from: Timestamp(milliseconds: 3), reason: "抽检不合格"),
            .operatorSuspended(
                uscc: "U", from: Timestamp(milliseconds: 3), reason: "x", signed: [extent(1, "a"), extent(2, "a")]),
            .operatorReinstated(uscc: "U", from: Timestamp(milliseconds: 3)),
            .operatorReinstated(uscc: "U", from: Timestamp(milliseconds: 3), reason: "复检合格"),
            .operatorRenamed(uscc: "U", name: "乙", from: Timestamp(milliseconds: 3)),
            .deviceEnrolled(verifierKey: "k", from: Timestamp(milliseconds: 4)),
            .deviceEnrolled(
                verifierKey: "k", from: Timestamp(milliseconds: 4), predecessor: JournalName("\(uscc)/dock-1")),
            .deviceRevoked(verifierKey: "k", from: Timestamp(milliseconds: 5), reason: "lost"),
            .deviceRevoked(
                verifierKey: "k", from: Timestamp(milliseconds: 5), reason: "lost", signed: [extent(7, "a")],
                stolenSince: Timestamp(milliseconds: 1)),
            .deviceReinstated(verifierKey: "k", from: Timestamp(milliseconds: 6), reason: "found"),
            .roleGranted(uscc: "U", role: GrantedRole("laboratory")!, from: Timestamp(milliseconds: 7)),
            .roleGranted(uscc: "U", role: GrantedRole("authority", scope: "3501")!, from: Timestamp(milliseconds: 7)),
            .roleRevoked(uscc: "U", role: GrantedRole("authority", scope: "35")!, from: Timestamp(milliseconds: 7)),
            .roleRevoked(
                uscc: "U", role: GrantedRole("port")!, from: Timestamp(milliseconds: 7), reason: "资质到期"),
            .definitionAdopted(
                name: DefinitionName("schemes/own.json")!, sha256: DefinitionDigest(of: []),
                from: Timestamp(milliseconds: 9)),
            .prefixAssigned(uscc: "U", prefix: "690123456", from: Timestamp(milliseconds: 8)),
            .prefixReleased(
                uscc: "U", prefix: "fujian-trace:FJ350102", from: Timestamp(milliseconds: 8), reason: "x"),
        ])
    func roundTrip(act: AdminAct) {
        let text = act.text(origin: Self.origin)
        #expect(AdminAct(text: text, origin: Self.origin) == act)
        #expect(AdminAct(text: text, origin: "another") == nil)
        #expect(AdminAct(text: text + "extra: 1\n", origin: Self.origin) == nil)
        #expect(AdminAct(text: text.replacing(": ", with: ":"), origin: Self.origin) == nil)
        // Another order of lines is another text of the same act: there is none.
        let lines = text.split(separator: "\n")
        let turned = (lines.prefix(2) + lines.dropFirst(2).reversed()).joined(separator: "\n") + "\n"
        #expect(turned == text || AdminAct(text: turned, origin: Self.origin) == nil)
    }

    @Test(
        "a role or a prefix that is none is no act",
        arguments: [
            "role-granted\nuscc: U\nrole: Laboratory", "role-granted\nuscc: U\nrole: lab\nscope: 350",
            "role-granted\nuscc: U\nrole: lab\nscope: ３５", "role-granted\nuscc: U\nscope: 35",
            "prefix-assigned\nuscc: U\nprefix: 69 01", "prefix-assigned\nuscc: U\nprefix: 前缀",
            "prefix-assigned\nuscc: U\nprefix: \(String(repeating: "1", count: 65))",
        ])
    func malformedGrants(lines: String) {
        #expect(AdminAct(text: "o\n\(lines)\nfrom: 1970-01-01T00:00:00.000Z\n", origin: "o") == nil)
    }

    private static func extent(_ size: UInt64, _ device: String) -> SignedExtent {
        SignedExtent(journal: JournalName("\(uscc)/\(device)")!, size: size, root: .leaf(device.utf8))
    }

    @Test("0.3's acts are written as ever")
    func formsOfOld() throws {
        let acts: [(AdminAct, String)] = [
            (
                .operatorSuspended(uscc: "U", from: moment(0), reason: "x"),
                "o\noperator-suspended\nuscc: U\nfrom: 1970-01-01T00:00:00.000Z\nreason: x\n"
            ),
            (
                .deviceEnrolled(verifierKey: "k", from: moment(0)),
                "o\ndevice-enrolled\nkey: k\nfrom: 1970-01-01T00:00:00.000Z\n"
            ),
            (
                .deviceRevoked(verifierKey: "k", from: moment(0), reason: "x"),
                "o\ndevice-revoked\nkey: k\nfrom: 1970-01-01T00:00:00.000Z\nreason: x\n"
            ),
        ]
        for (act, text) in acts {
            #expect(act.text(origin: "o") == text)
            #expect(AdminAct(text: text, origin: "o") == act)
        }
    }

    @Test("what is named as signed stands in one order, once")
    func orderOfExtents() {
        let (first, second) = (Self.extent(1, "a"), Self.extent(2, "a"))
        for signed in [[second, first], [first, first], [Self.extent(1, "b"), first]] {
            let act = AdminAct.operatorSuspended(uscc: "U", from: moment(0), reason: "x", signed: signed)
            #expect(!act.isWritable)
            #expect(AdminAct(text: act.text(origin: "o"), origin: "o") == nil)
        }
        #expect(SignedExtent.ordered([second, first, Self.extent(1, "b")]).map(\.size) == [1, 2, 1])
    }

    @Test("a value in another spelling of the same characters is another text")
    func spellings() {
        let act = AdminAct.operatorEnrolled(uscc: "U", name: "caf\u{E9}", from: moment(0))
        let other = act.text(origin: "o").replacing("\u{E9}", with: "e\u{301}")
        // Swift takes the two for equal; the one encoding of an act does not.
        #expect(other == act.text(origin: "o"))
        #expect(AdminAct(text: other, origin: "o")?.text(origin: "o").utf8.elementsEqual(other.utf8) == true)
    }

    @Test("a value with a line break cannot be written")
    func lineBreaks() {
        let forged = AdminAct.operatorEnrolled(uscc: "U", name: "a\nfrom: 1970-01-01T00:00:00.000Z", from: moment(1))
        #expect(!forged.isWritable)
    }

    @Test("nothing comes before the enrolment of the admin key")
    func firstEntry() throws {
        var registry = Registry(origin: Self.origin)
        #expect(throws: Registry.Refusal.firstEntryMustEnrolTheAdminKey) {
            try registry.apply(note: note(.operatorEnrolled(uscc: Self.uscc, name: "x", from: moment(1))), entry: 0)
        }
    }

    @Test("an act that the admin key did not sign is refused")
    func forgery() throws {
        var registry = try begun()
        let other = try SignerKey(name: admin.name, seed: [UInt8](repeating: 9, count: 32))
        #expect(throws: Registry.Refusal.badSignature) {
            try registry.apply(
                note: note(.operatorEnrolled(uscc: Self.uscc, name: "x", from: moment(1)), by: other), entry: 1)
        }
        #expect(registry.operators.isEmpty)
    }

    @Test("an act of another ledger is refused although the key is right")
    func otherLedger() throws {
        var registry = try begun()
        #expect(throws: Registry.Refusal.notAnAct) {
            try registry.apply(
                note: note(.operatorEnrolled(uscc: Self.uscc, name: "x", from: moment(1)), origin: "other"), entry: 1)
        }
    }

    @Test("an old enrolment cannot be replayed after a revocation")
    func replay() throws {
        var registry = try enrolled()
        let enrolment = try note(.deviceEnrolled(verifierKey: "\(device.verifierKey)", from: moment(20)))
        try registry.apply(
            note: note(.deviceRevoked(verifierKey: "\(device.verifierKey)", from: moment(30), reason: "lost")), entry: 3
        )
        #expect(throws: Registry.Refusal.alreadyHeld(entry: 2)) { try registry.apply(note: enrolment, entry: 4) }
        #expect(registry.standing(of: journal) == .revoked(entry: 3, from: moment(30)))
    }

    @Test("a device needs an enrolled operator, and a journal keeps its one key")
    func deviceRules() throws {
        var registry = try begun()
        let enrolment = AdminAct.deviceEnrolled(verifierKey: "\(device.verifierKey)", from: moment(20))
        #expect(throws: Registry.Refusal.unknownOperator(uscc: Self.uscc)) {
            try registry.apply(note: note(enrolment), entry: 1)
        }
        registry = try enrolled()
        let second = try SignerKey(name: device.name, seed: [UInt8](repeating: 3, count: 32))
        #expect(throws: Registry.Refusal.journalHasAnotherKey(journal: device.name)) {
            try registry.apply(
                note: note(.deviceEnrolled(verifierKey: "\(second.verifierKey)", from: moment(25))), entry: 3)
        }
    }

    @Test("standing follows enrolment, suspension and reinstatement by the order of the entries, whatever the times")
    func standing() throws {
        var registry = try enrolled()
        #expect(registry.standing(of: JournalName("91350100M000100Y43/other")!) == .notEnrolled)
        try registry.apply(note: note(.operatorSuspended(uscc: Self.uscc, from: moment(-5), reason: "x")), entry: 5)
        try registry.apply(note: note(.operatorReinstated(uscc: Self.uscc, from: moment(-9))), entry: 8)
        let suspended = Registry.Standing.operatorSuspended(entry: 5, from: moment(-5))
        let expected: [(UInt64, Registry.Standing)] = [
            (1, .notEnrolled), (2, .notEnrolled), (3, .good), (5, .good), (6, suspended), (8, suspended), (9, .good),
        ]
        for (entry, standing) in expected {
            #expect(registry.standing(of: journal, at: entry) == standing, "entry \(entry)")
        }
        #expect(registry.standing(of: journal) == .good)
        #expect(registry.entries(deciding: journal) == [0, 1, 2, 5, 8])
    }
}
