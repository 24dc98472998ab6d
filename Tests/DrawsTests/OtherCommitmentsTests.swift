import EPCIS
import Evidence
import Ledger
import LedgerTesting
import Testing
import TransparencyLog
import Values

@testable import Draws

/// An office's draws in the order of a ledger.
private struct Desk {
    let fixture = LedgerFixture()
    private var registry: Registry
    private var entry: UInt64 = 100
    private var events: [DrawName: [RecordedEvent]] = [:]
    private var commitments: [DrawName: UInt64] = [:]

    init() throws {
        registry = Registry(origin: fixture.origin)
        try registry.apply(note: fixture.note(fixture.firstAct), entry: 0)
        try registry.apply(note: fixture.enrolment(of: fixture.device(1, operator: 1))[0], entry: 1)
        let role = try #require(GrantedRole("authority", scope: "35"))
        let act = AdminAct.roleGranted(uscc: fixture.uscc(1), role: role, from: fixture.enrolledFrom)
        try registry.apply(note: fixture.note(act), entry: 2)
    }

    func name(_ word: String) -> DrawName { DrawName(uscc: fixture.uscc(1), word: word)! }

    private mutating func say(_ act: DrawAct, on day: String) {
        let arrival = Timestamp(rfc3339: "\(day)T10:00:00+08:00")!
        let body = act.event(at: OffsetTime(moment: arrival, offsetMinutes: 480)).event
        let signed = EventEntry(journal: fixture.device(1, operator: 1).journal, index: entry, body: body)
        events[act.name, default: []].append(RecordedEvent(entry: entry, event: signed, recordTime: arrival))
        if case .commitment = act { commitments[act.name] = entry }
        entry += 1
    }

    private static func tree(_ text: String) -> LineTree { LineTree(of: Array("\(text)\n".utf8))! }

    mutating func prepare(
        _ word: String, firms: String = "F", inspectors: String = "I", district: String = "350304", on day: String
    ) {
        say(
            .commitment(
                DrawPlan(
                    name: name(word), title: "抽查", matter: "食品", district: district,
                    classes: [.init(name: "A", weight: 1, quota: 0)], count: 1, inspectorsPerFirm: 1,
                    firmsPerInspectorMax: 1, firms: Self.tree(firms), inspectors: Self.tree(inspectors), witnesses: [])),
            on: day)
    }

    mutating func run(_ word: String, on day: String) {
        say(
            .result(
                DrawResult(
                    name: name(word), commitment: commitments[name(word)] ?? 0, treeSize: 9,
                    root: Self.tree("x").root, seed: Sample.seed(1), result: Self.tree("R"))), on: day)
    }

    mutating func publish(_ word: String, on day: String) {
        say(.publication(DrawPublication(name: name(word), findings: Self.tree("P"))), on: day)
    }

    func others(of word: String) -> OtherCommitments {
        let records = events.map { DrawRecord($0, events: $1, registry: registry) }
        return OtherCommitments(of: records.first { $0.name == name(word) }!, among: records)
    }
}

@Suite("Of a draw that was picked out of several commitments") struct OtherCommitmentsTests {
    @Test("the one that was left undone makes it doubtful, and is named; drawn and published it does not")
    func abandoned() throws {
        var desk = try Desk()
        desk.prepare("g1", on: "2026-12-01")
        desk.prepare("g2", on: "2026-12-01")
        desk.run("g2", on: "2026-12-01")
        let others = desk.others(of: "g2")
        #expect(others.isDoubtful && others.others.map(\.name.word) == ["g1"])
        #expect(others.others[0].state == .notDrawn && others.others[0].hasSameList)
        // In either order of the two commitments.
        var turned = try Desk()
        turned.prepare("g2", on: "2026-12-01")
        turned.prepare("g1", on: "2026-12-01")
        turned.run("g2", on: "2026-12-01")
        #expect(turned.others(of: "g2").isDoubtful)
        // Drawn too, it is no longer undone, until one of both alone is followed.
        desk.run("g1", on: "2026-12-01")
        #expect(!desk.others(of: "g2").isDoubtful)
        desk.publish("g2", on: "2026-12-05")
        #expect(desk.others(of: "g2").isDoubtful && desk.others(of: "g2").others[0].state == .notInspected)
        desk.publish("g1", on: "2026-12-06")
        #expect(desk.others(of: "g2").others.isEmpty)
    }

    @Test("one that was drawn, seen and never inspected before it was committed to counts as well")
    func drawnBefore() throws {
        var desk = try Desk()
        desk.prepare("g1", on: "2026-12-01")
        desk.run("g1", on: "2026-12-01")
        desk.prepare("g2", on: "2026-12-02")
        desk.run("g2", on: "2026-12-02")
        #expect(desk.others(of: "g2").isDoubtful)
        #expect(!desk.others(of: "g1").isDoubtful, "what was committed to after it was drawn is no matter of it")
    }

    @Test(
        "of other lists it counts where its district overlaps and it is not long ago",
        arguments: [
            ("350304", "2026-12-01", true), ("3503", "2026-10-01", true), ("35", "2026-09-02", true),
            ("350304", "2026-09-01", false), ("350305", "2026-12-01", false),
        ])
    func near(district: String, day: String, isDoubtful: Bool) throws {
        var desk = try Desk()
        desk.prepare("g1", firms: "other", inspectors: "other", district: district, on: day)
        desk.prepare("g2", on: "2026-12-01")
        desk.run("g2", on: "2026-12-01")
        let others = desk.others(of: "g2")
        #expect(others.isDoubtful == isDoubtful)
        #expect(others.others.map(\.name.word) == ["g1"], "it is named all the same")
    }

    @Test("those of the same list stand first, whenever they were, and of one list alone too")
    func order() throws {
        var desk = try Desk()
        desk.prepare("a", firms: "other", inspectors: "other", on: "2026-11-30")
        desk.prepare("b", inspectors: "other", on: "2020-11-30")
        desk.prepare("c", firms: "other", on: "2020-12-01")
        desk.prepare("g", on: "2026-12-01")
        desk.run("g", on: "2026-12-01")
        desk.prepare("later", on: "2026-12-01")
        #expect(desk.others(of: "g").others.map(\.name.word) == ["b", "c", "a"])
        #expect(desk.others(of: "g").others.map(\.isDoubtful) == [true, true, true])
    }
}
