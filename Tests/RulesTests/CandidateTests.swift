import Chains
import Codes
import EPCIS
import StrictJSON
import Testing
import Values

@testable import Pictures
@testable import Rules

@Suite("Goods that were named without a lot may be any of a set of lots, and all of it is said")
struct CandidateTests {
    private static let product = "https://id.gs1.org/01/06901234567892"
    private static let dish = "https://id.gs1.org/01/06901234567908/10/D1"
    private static let names = [farm: "渔场", store: "配送中心", shop: "饭店", plant: "加工厂"]

    /// A distribution centre takes in lots A and B, gives out 50 kg without a lot, and takes in C. Z never came there, and G had gone
    /// from there by its lot.
    private static func delivered() -> Story {
        var story = Story()
        for (name, hour) in [("A", 0.0), ("B", 1), ("C", 2), ("Z", 3), ("G", 4)] {
            story.issue(kg("100", lot(name)), at: hour)
        }
        story.move(kg("100", lot("A")), from: farm, to: store, at: 10)
        story.move(kg("60", lot("B")), from: farm, to: store, at: 11)
        story.move(kg("100", lot("Z")), from: farm, to: plant, at: 12)
        story.move(kg("100", lot("G")), from: farm, to: store, at: 13)
        story.move(kg("100", lot("G")), from: store, to: plant, at: 16)
        story.move(kg("50", product), from: store, to: shop, at: 30)
        story.move(kg("100", lot("C")), from: farm, to: store, at: 40)
        return story
    }

    private static func cooked() -> Story {
        var story = delivered()
        story.make([kg("40", dish)], from: [kg("50", product)], by: shop, at: 50)
        return story
    }

    private static func lots(_ set: CandidateSet?) -> [String] { (set?.lots ?? []).compactMap { $0.part("lot") } }

    @Test("upward: what a dish was made of without a lot may be every lot that was there, and no other")
    func upward() throws {
        let story = Self.cooked()
        let chain = story.chain(Self.dish)
        #expect(chain.candidates.count == 1)
        let set = try #require(chain.candidates.first)
        #expect(set.direction == .up && Self.lots(set) == ["A", "B"] && set.isWhole)
        #expect(set.product.key == Self.product && set.holders == [shop])
        // It moves nothing: the candidates are no members and their events none of the chain's.
        #expect(chain.members.map(\.code.key) == [Self.dish])
        #expect(!chain.isTruncated)
        let notes = story.findings(Self.dish).filter { $0.rule == "NOTE-4" }
        #expect(
            notes.map(\.message.en) == [
                "\(shop) had product 06901234567892 without a lot: the records allow any of these lots: lot A, lot B"
            ])
        #expect(notes.first?.severity == .info)
        #expect(story.verdict(Self.dish) == .valid)
    }

    @Test("it is drawn as what it may be, in every form")
    func drawn() throws {
        let graph = TraceGraph(Self.cooked().chain(Self.dish, .up), operatorNames: Self.names)
        #expect(
            graph.tree(.zh) == """
                批次 D1 · 40 千克 · 饭店
                └─ 来源
                   └─ 原料 商品 06901234567892（未写批号） · 饭店 · 2026-03-03 10:00+08:00
                      ├─ 配送中心 → 饭店 · 2026-03-02 14:00+08:00 · 50 千克
                      ├─ 可能为 批次 A · 100 千克 · 渔场
                      └─ 可能为 批次 B · 100 千克 · 渔场

                """)
        let json = graph.json
        let edges = try #require(try JSONDocument(json.formatted()).root["edges"]).elements
        #expect(
            edges.map { "\($0["kind"]?.string ?? "") \($0["from"]?.string?.suffix(1) ?? "")" } == [
                "transformed 2", "candidate A", "candidate B",
            ])
        let set = try #require(try JSONDocument(json.formatted()).root["candidates"]?.elements.first { _ in true })
        #expect(set["lots"]?.elements.compactMap(\.string) == [lot("A"), lot("B")])
        #expect(set["complete"]?.bool == true)
        #expect(graph.dot(.en).contains("style=dotted"))
    }

    @Test("a lot that came on a pallet is among them")
    func carried() {
        var story = Story()
        story.issue(kg("100", lot("A")), at: 0)
        story.pack([kg("100", lot("A"))], in: pallet, by: farm, at: 1)
        story.move(one(pallet), from: farm, to: store, at: 2)
        story.move(kg("50", Self.product), from: store, to: shop, at: 10)
        story.make([kg("40", Self.dish)], from: [kg("50", Self.product)], by: shop, at: 20)
        #expect(Self.lots(story.chain(Self.dish).candidates.first) == ["A"])
        // And the other way: from the lot to where it may have gone.
        #expect(story.chain(lot("A")).candidates.map(\.holders) == [[shop, store].sorted()])
    }

    @Test("where nothing that was issued here can be it, that is said")
    func nothing() throws {
        var story = Story()
        story.issue(kg("100", lot("A")), at: 30)
        story.make([kg("40", Self.dish)], from: [kg("50", Self.product)], by: shop, at: 20)
        let note = try #require(story.findings(Self.dish).first { $0.rule == "NOTE-4" })
        #expect(note.message.en.contains("the records allow no lot"))
    }

    @Test("downward: a lot may be among what its holders gave out without a lot, and in what was made of it")
    func downward() throws {
        let story = Self.cooked()
        let set = try #require(story.chain(lot("A"), .down).candidates.first)
        #expect(set.direction == .down && set.holders == [shop, store].sorted())
        #expect(set.products.map(\.key) == [Self.dish])
        let graph = TraceGraph(story.chain(lot("A")), operatorNames: Self.names)
        #expect(graph.tree(.en).contains("may be among product 06901234567892 without a lot"))
        #expect(graph.tree(.en).contains("配送中心 → 饭店 · 2026-03-02 14:00+08:00 · 50 kg"))
        #expect(graph.tree(.en).contains("made into lot D1"))
        // What never came there, came later, or had gone by its lot, is not among it.
        for name in ["Z", "C", "G"] { #expect(story.chain(lot(name)).candidates.isEmpty, "\(name)") }
        // It changes no verdict on the lot.
        #expect(!story.findings(lot("A")).contains { $0.rule == "NOTE-4" })
    }

    @Test(
        "where one of the lots is recalled the verdict is undecided, by the word of those who may say so",
        arguments: [(farm, Verdict.undecided), (lab, .valid)])
    func restricted(by firm: String, expected: Verdict) {
        var story = Self.cooked()
        story.add(.object, .observe, "inspecting", by: firm, at: 60) {
            $0.list([kg("100", lot("B"))])
            $0.disposition = "recalled"
        }
        #expect(story.verdict(Self.dish) == expected)
        #expect(story.chain(Self.dish).restrictedCandidates.map(\.key) == (expected == .valid ? [] : [lot("B")]))
    }

    @Test("of a bare product code each who had it without a lot is told with his set, and nobody is accused")
    func bareProduct() {
        let story = Self.delivered()
        let chain = story.chain(Self.product)
        #expect(chain.candidates.map(\.holders) == [[shop], [store]].sorted { $0[0] < $1[0] })
        for set in chain.candidates { #expect(Self.lots(set) == ["A", "B"]) }
        #expect(story.findings(Self.product).allSatisfy { $0.severity == .info }, "\(story.findings(Self.product))")
        #expect(story.verdict(Self.product) == .undecided)
    }

    @Test("what a stranger says to have had without a lot leads to nothing")
    func stranger() {
        var story = Self.delivered()
        story.receive(kg("10", lot("A")), by: lab, from: nil, at: 20)
        story.ship(kg("10", Self.product), from: lab, to: plant, at: 35)
        #expect(story.chain(lot("A")).candidates.map(\.holders) == [[shop, store].sorted()])
    }

    @Test("a withdrawn receipt makes no candidate")
    func withdrawn() {
        var story = Self.cooked()
        let mistake = story.records.firstIndex {
            $0.operatorUSCC == store && $0.event.quantityList.first?.epcClass == lot("B")
        }!
        story.amend(mistake) { $0.eventID = "urn:uuid:1" }
        let received = story.records[mistake].event
        story.add(.object, .observe, "receiving", by: store, at: 11) {
            $0 = received
            $0.errorDeclaration = .init(
                declarationTime: Timestamp(milliseconds: Story.start + 90 * Story.hour), reason: "incorrect_data",
                correctiveEventIDs: [])
        }
        #expect(Self.lots(story.chain(Self.dish).candidates.first) == ["A"])
    }

    @Test("of many lots the newest are looked at, and it is said that there may be more")
    func bounded() throws {
        var story = Story()
        for number in 0..<40 {
            story.issue(kg("100", lot("A\(number)")), by: store, at: Double(number))
        }
        story.make([kg("40", Self.dish)], from: [kg("50", Self.product)], by: store, at: 50)
        let chain = story.chain(Self.dish)
        let set = try #require(chain.candidates.first)
        #expect(set.lots.count == 32 && !set.isWhole && !Self.lots(set).contains("A7"))
        #expect(!chain.isTruncated)
        let note = try #require(story.findings(Self.dish).first { $0.rule == "NOTE-4" })
        #expect(note.message.en.hasSuffix("and 20 more"))
        // By the events that are kept with the chain alone the same is found.
        let kept = Set(chain.contextEntries + chain.events.map(\.entry))
        var told = Story()
        told.keep(story.records.filter { kept.contains($0.entry) })
        #expect(told.chain(Self.dish).candidates == chain.candidates)
    }
}
