import Chains
import Codes
import EPCIS
import Testing
import Values

@testable import Rules

/// One container on two voyages: first with all its papers, then with none.
@Suite struct `A container on two voyages` {
    private static let papers = [
        "blNo": "COSU7000001", "customsDeclNo": "371320261000470297", "quarantinePermitNo": "AJ262611006634",
        "gaccRegNo": "CURY01032401010047", "inspectionCertNo": "IC-1",
    ]
    private static let topics = papers.keys.map { "paper:\($0)" }.sorted()

    /// What is recorded of a voyage beside what the goods say of themselves.
    struct Manner: Sendable {
        var isPacked = true
        var isUnpacked = true
    }

    static let manners: [Manner] = [
        Manner(), Manner(isUnpacked: false), Manner(isPacked: false, isUnpacked: false),
    ]

    private static func kilograms(_ name: String) -> Story.Portion { kg("1000", lot(name)) }

    /// Packed abroad, brought in, unpacked, inspected, released and received in a store.
    /// - Parameter papers: what the store gives with the first lot, and the exporter with the container.
    private static func voyage(
        _ story: inout Story, _ lots: [String], seal: String, papers: [String: String], at hour: Double,
        _ manner: Manner
    ) {
        let box = one(container)
        for name in lots {
            story.issue(kilograms(name), by: farm, at: hour, elements: ["profile": "imported-meat"])
        }
        if manner.isPacked {
            story.pack(lots.map(kilograms), in: container, by: farm, at: hour + 1)
            story.amendLast { $0.dataElements = ["sealNo": seal] }
            story.add(.object, .observe, "loading", by: farm, at: hour + 2) {
                $0.list([box])
                $0.dataElements = ["profile": "imported-meat"].merging(papers.filter { $0.key == "blNo" }) { $1 }
            }
            story.move(box, from: farm, to: plant, at: hour + 700)
        } else {
            for name in lots { story.move(kilograms(name), from: farm, to: plant, at: hour + 700) }
        }
        if manner.isUnpacked { story.unpack(lots.map(kilograms), from: container, by: plant, at: hour + 703) }
        for name in lots {
            story.inspect(kilograms(name), by: plant, at: hour + 704)
            story.amendLast {
                $0.dataElements = ["profile": "imported-meat", "containerNo": "CSQU3054383", "sealNo": seal]
            }
            story.inspect(kilograms(name), by: plant, at: hour + 710)
            story.amendLast { event in
                event.bizStep = "urn:yima:bizstep:releasing"
                event.disposition = "conformant"
                event.dataElements = ["profile": "imported-meat"].merging(
                    papers.filter { ["inspectionCertNo", "quarantinePermitNo"].contains($0.key) }
                ) { $1 }
            }
        }
        for name in lots {
            story.move(kilograms(name), from: plant, to: store, at: hour + 711)
            let its = name == lots.first ? papers.filter { $0.key != "blNo" || !manner.isPacked } : [:]
            story.amendLast {
                $0.dataElements = ["profile": "imported-meat", "containerNo": "CSQU3054383", "sealNo": seal].merging(
                    its
                ) {
                    $1
                }
            }
        }
    }

    private static func story(_ manner: Manner, second: [String: String] = [:]) -> (Story, firstOfSecond: UInt64) {
        var story = Story()
        voyage(&story, ["A1", "A2"], seal: "UY111111", papers: papers, at: 0, manner)
        let count = UInt64(story.records.count)
        voyage(&story, ["B1", "B2"], seal: "UY222222", papers: second, at: 2000, manner)
        return (story, count)
    }

    private static func sheet(_ story: Story, lot name: String? = nil, registers: Registers = Registers()) -> PortSheet
    {
        let codes = [container] + ["A1", "A2", "B1", "B2"].map { lot($0) }
        let asked = name.map { identity(lot($0)) }
        return PortSheet(
            name ?? "CSQU3054383", container: name == nil ? identity(container) : nil, lot: asked,
            chains: codes.map { story.chain($0) }, judge: Judge(registers: registers, now: Story.end))
    }

    private static func states(_ sheet: PortSheet) -> [String: PortSheet.State] {
        Dictionary(sheet.lines.map { ($0.topic, $0.state) }, uniquingKeysWith: { first, _ in first })
    }

    @Test(arguments: manners) func `shows the papers of the last voyage and nothing of the one before`(
        manner: Manner
    ) throws {
        let (story, first) = Self.story(manner)
        let sheet = Self.sheet(story)
        #expect(sheet.goods.map(\.code.uri) == ["B1", "B2"].map { lot($0) })
        for topic in Self.topics {
            #expect(Self.states(sheet)[topic] == .missing, "\(topic): \(sheet.lines.filter { $0.topic == topic })")
        }
        let entries = (sheet.lines + sheet.goods.flatMap(\.lines)).flatMap(\.entries)
        #expect(!entries.isEmpty && entries.allSatisfy { $0 >= first }, "\(entries) from \(first)")
        #expect(sheet.otherVoyages.map(\.goods) == [["A1", "A2"].map { lot($0) }])
    }

    @Test(arguments: manners) func `shows each voyage by its lots, as it is shown by the container`(
        manner: Manner
    ) throws {
        // The second lot's papers stand in the record of the first.
        let (story, first) = Self.story(manner, second: ["customsDeclNo": "371320261000490000"])
        let whole = Self.sheet(story)
        #expect(Self.states(whole)["paper:customsDeclNo"] == .met)
        for name in ["B1", "B2"] {
            let sheet = Self.sheet(story, lot: name)
            #expect(sheet.lines == whole.lines, "\(name)")
            #expect(sheet.goods.map(\.code.uri) == [lot(name)])
        }
        for name in ["A1", "A2"] {
            let sheet = Self.sheet(story, lot: name)
            for topic in Self.topics { #expect(Self.states(sheet)[topic] == .met, "\(name) \(topic)") }
            let entries = (sheet.lines + sheet.goods.flatMap(\.lines)).flatMap(\.entries)
            #expect(entries.allSatisfy { $0 < first }, "\(entries) below \(first)")
            #expect(sheet.otherVoyages.map(\.goods) == [["B1", "B2"].map { lot($0) }])
        }
    }

    /// The same papers in the last voyage: then all is met, and by its own entries.
    @Test func `meets what its own voyage gives`() {
        let (story, first) = Self.story(Manner(), second: Self.papers)
        let sheet = Self.sheet(story)
        for topic in Self.topics { #expect(Self.states(sheet)[topic] == .met, "\(topic)") }
        #expect(
            sheet.lines.flatMap(\.entries).allSatisfy {
                $0 >= first || story.records[Int($0)].event.bizStep != "loading"
            })
    }

    /// A forwarder receives the container and packs more into it before it goes.
    @Test func `is on one voyage while nothing was taken out of it`() {
        var story = Story()
        for name in ["A1", "B1"] {
            story.issue(Self.kilograms(name), by: farm, at: 0, elements: ["profile": "imported-meat"])
        }
        story.move(Self.kilograms("B1"), from: farm, to: shop, at: 1)
        story.pack([Self.kilograms("A1")], in: container, by: farm, at: 5)
        story.move(one(container), from: farm, to: shop, at: 6)
        story.pack([Self.kilograms("B1")], in: container, by: shop, at: 10)
        story.move(one(container), from: shop, to: plant, at: 20)
        let sheet = Self.sheet(story)
        #expect(sheet.goods.map(\.code.uri) == ["A1", "B1"].map { lot($0) } && sheet.otherVoyages.isEmpty)
    }

    /// Imported meat that names no container and no declaration: its papers are asked for all the same.
    @Test func `of meat in no container asks for its papers`() {
        var story = Story()
        story.issue(kg("10", lot("C")), at: 0, elements: ["profile": "imported-meat"])
        story.move(kg("10", lot("C")), from: farm, to: store, at: 1)
        let sheet = PortSheet(
            "C", container: nil, chains: [story.chain(lot("C"))], judge: Judge(now: Story.end))
        #expect(Self.states(sheet)["paper:blNo"] == .missing)
    }

    private static func registers(end: String) -> Registers {
        var registers = Registers()
        registers.permits["AJ262611006634"] = Amount("600000")!
        registers.permitEnds["AJ262611006634"] = WrittenTime.date(end)!
        return registers
    }

    /// Released 710 hours after 2026-03-01T08:00+08:00: on 2026-03-30.
    @Test(arguments: [("2026-03-29", PortSheet.State.wrong), ("2026-03-30", .met), ("2026-12-31", .met)])
    func `meets no permit that had ended when the goods were released`(end: String, state: PortSheet.State) {
        let (story, _) = Self.story(Manner())
        let sheet = Self.sheet(story, lot: "A1", registers: Self.registers(end: end))
        #expect(Self.states(sheet)["permit"] == state)
        let found = Judge(registers: Self.registers(end: end), now: Story.end).findings(in: story.chain(lot("A1")))
        #expect(found.contains { $0.rule == "MEAT-2" } == (state == .wrong))
    }

    /// Not released yet: by the day on which it is asked.
    @Test(arguments: [("2026-04-30", PortSheet.State.missing), ("2026-05-01", .met)])
    func `meets no permit that has ended before anything was released`(end: String, state: PortSheet.State) throws {
        var story = Story()
        Self.voyage(&story, ["A1"], seal: "S", papers: Self.papers, at: 0, Manner())
        story.keep(story.records.filter { $0.event.bizStep != "urn:yima:bizstep:releasing" })
        let now = try #require(Timestamp(rfc3339: "2026-05-01T12:00:00+08:00"))
        let sheet = PortSheet(
            "A1", container: nil, chains: [story.chain(lot("A1"))],
            judge: Judge(registers: Self.registers(end: end), now: now))
        #expect(Self.states(sheet)["permit"] == state)
    }
}
