import Chains
import Codes
import EPCIS
import Testing
import Values

@testable import Pictures
@testable import Rules

@Suite("A sale that a seller's books give to a lot is never told as certain")
struct AllocatedSaleTests {
    private static let names = [farm: "渔场", shop: "超市"]

    /// A shop has lots A and B, and sells three times without scanning: its books say A, A with B, and B. A third lot comes later, and a lot Z
    /// never came there.
    private static func story(isAllocated: Bool = true) -> Story {
        var story = Story()
        for (name, hour) in [("A", 1.0), ("B", 2), ("Z", 3)] { story.issue(kg("100", lot(name)), at: hour) }
        story.move(kg("10", lot("A")), from: farm, to: shop, at: 10)
        story.move(kg("10", lot("B")), from: farm, to: shop, at: 11)
        func sell(_ portions: [Story.Portion], at hour: Double) {
            story.add(.object, .delete, "retail_selling", by: shop, at: hour) {
                $0.list(portions)
                guard isAllocated else { return }
                $0.dataElements["allocatedBy"] = "first-expired-first-out"
                $0.setElementValues("allocatedAmong", [lot("A"), lot("B")])
            }
        }
        sell([kg("8", lot("A"))], at: 20)
        sell([kg("2", lot("A")), kg("1", lot("B"))], at: 21)
        sell([kg("4", lot("B"))], at: 22)
        story.issue(kg("100", lot("C")), at: 23)
        story.move(kg("10", lot("C")), from: farm, to: shop, at: 30)
        return story
    }

    private static func sets(_ story: Story, _ name: String) -> [CandidateSet.Direction: CandidateSet] {
        Dictionary(uniqueKeysWithValues: story.chain(lot(name)).candidates.map { ($0.direction, $0) })
    }

    private static func lots(_ codes: [CanonicalCode]?) -> [String] { codes?.compactMap { $0.part("lot") } ?? [] }

    @Test("the balance counts it: valid, and out when it is sold out")
    func balance() {
        let story = Self.story()
        for name in ["A", "B"] { #expect(story.verdict(lot(name)) == .valid, "\(story.findings(lot(name)))") }
        let holdings = Holdings(story.chain(lot("A"))).holdings(of: lot("A")).filter { $0.holder == shop }
        #expect(holdings.map(\.sold.figures) == ["10"] && holdings.map(\.onHand.figures) == ["0"])
        // More than came is what it always is.
        var more = story
        more.sell(kg("1", lot("A")), by: shop, at: 40)
        #expect(more.rules(lot("A")).contains("MASS-1"))
    }

    @Test("of the lot that the books name it is said which others it may be")
    func soldAs() throws {
        let set = try #require(Self.sets(Self.story(), "A")[.soldAs])
        #expect(Self.lots(set.lots) == ["A", "B"] && set.holders == [shop] && set.isWhole)
        let note = try #require(Self.story().findings(lot("A")).first { $0.rule == "NOTE-4" })
        #expect(note.severity == .info && note.entries == set.entries && set.entries.count == 2)
        #expect(
            note.message.en
                == "\(shop) sold lot A by its books, without scanning lots: what was sold may be of any that it had: lot A, lot B"
        )
        #expect(Self.sets(Self.story(), "Z").isEmpty)
    }

    @Test("of every other lot that was there it is said that it may be among it, whatever the seller's books leave out")
    func soldAmong() throws {
        var story = Self.story()
        let set = try #require(Self.sets(story, "B")[.soldAmong])
        #expect(Self.lots(set.products) == ["A"] && Self.lots(set.lots) == ["B"] && set.entries.count == 2)
        // A was there still when B was sold, though the books say that it was sold out.
        #expect(Self.lots(Self.sets(story, "A")[.soldAmong]?.products) == ["B"])
        #expect(Self.sets(story, "A")[.soldAmong]?.entries.count == 2)
        // C came after all of them.
        #expect(Self.sets(story, "C").isEmpty)
        for index in story.records.indices { story.amend(index) { $0.setElementValues("allocatedAmong", []) } }
        #expect(Self.sets(story, "B")[.soldAmong] == set)
        #expect(Self.sets(story, "A")[.soldAs]?.isWhole == false)
    }

    @Test("a recall of another lot that was there says it, and does not taint the verdict on the lot in hand")
    func recalled() throws {
        var story = Self.story()
        story.add(.object, .observe, "holding", by: farm, at: 60) {
            $0.list([kg("100", lot("B"))])
            $0.disposition = "recalled"
        }
        #expect(story.verdict(lot("B")) == .invalid)
        #expect(story.verdict(lot("A")) == .valid)
        let report = RecallReport(
            lot("B"), chains: [story.chain(lot("B"))], now: Story.end, operatorNames: Self.names)
        #expect(report.candidates.map(\.direction) == [.soldAmong, .soldAs])
        let lines = report.noteLines.map(\.zh)
        #expect(lines.contains { $0.contains("超市 未扫批号、按账记为 批次 A 售出的货物中可能混有 批次 B") }, "\(lines)")
        #expect(lines.contains { $0.contains("可能为 批次 A、批次 B 中任一批") }, "\(lines)")
        let holder = try #require(report.holders.first { $0.holding.holder == shop })
        #expect(holder.holding.sold.figures == "5" && holder.holding.onHand.figures == "5")
    }

    @Test("a sale that was scanned is certain, and what a stranger says of his books leads nowhere")
    func certain() {
        let scanned = Self.story(isAllocated: false)
        for name in ["A", "B"] { #expect(Self.sets(scanned, name).isEmpty) }
        var story = scanned
        story.add(.object, .delete, "retail_selling", by: lab, at: 25) {
            $0.list([kg("1", lot("A"))])
            $0.dataElements["allocatedBy"] = "first-in-first-out"
            $0.setElementValues("allocatedAmong", [lot("A"), lot("B")])
        }
        for name in ["A", "B"] { #expect(Self.sets(story, name).isEmpty, "\(name)") }
    }

    @Test("it is drawn as what it may be")
    func drawn() {
        let english = TraceGraph(Self.story().chain(lot("B")), operatorNames: Self.names).tree(.en)
        #expect(english.contains("what was sold as it may be lot A"), "\(english)")
        #expect(english.contains("may be among what was sold as lot A"), "\(english)")
        #expect(english.contains("sold, by its books 超市"), "\(english)")
        let graph = TraceGraph(Self.story().chain(lot("A")), operatorNames: Self.names)
        #expect(graph.endings.map(\.isAllocated).contains(true))
        #expect(graph.edges.contains { $0.kind == .candidate && $0.from == lot("B") && $0.to == lot("A") })
        #expect(graph.tree(.zh).contains("按账售出的可能为 批次 B"))
    }
}
