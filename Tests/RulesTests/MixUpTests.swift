import Codes
import EPCIS
import Testing
import Values

@testable import Chains
@testable import Rules

/// Goods that arrived for others, or at others, than those that were sent; and portions that came another way than they should.
@Suite struct MixUpTests {
    /// Three items of a lot; one goes from the farm by the plant to the store.
    private func story(receiving arrived: String, document: String = "D-2") -> Story {
        var story = Story()
        story.issue(one(item("1", of: "A1")), one(item("2", of: "A1")), one(item("3", of: "A1")), at: 0)
        story.move(one(item("1", of: "A1")), from: farm, to: plant, at: 1)
        story.ship(one(item("1", of: "A1")), from: plant, to: store, at: 5, document: "D-2")
        story.receive(one(item(arrived, of: "A1")), by: store, from: plant, at: 7, document: document)
        return story
    }

    private func severity(_ rule: String, _ story: Story, _ code: String) -> Finding.Severity? {
        story.findings(code).first { $0.rule == rule }?.severity
    }

    @Test func anItemThatCameForAnotherIsADifference() {
        #expect(severity("LINK-3", story(receiving: "3"), item("3", of: "A1")) == .violation)
        #expect(story(receiving: "1").rules(item("1", of: "A1")).isEmpty)
        #expect(story(receiving: "1").rules(item("3", of: "A1")).isEmpty, "it stayed at the farm")
    }

    @Test func whoGivesAnotherDocumentSpeaksForHimself() {
        #expect(story(receiving: "3", document: "D-9").verdict(item("3", of: "A1")) == .valid)
    }

    @Test func whatAnotherHasAfterwardsIsNotMadeInvalidByAReceipt() {
        var story = story(receiving: "3")
        story.move(one(item("3", of: "A1")), from: farm, to: shop, at: 20)
        #expect(story.verdict(item("3", of: "A1")) == .valid)
    }

    @Test func theOtherItemIsNoPartOfTheChain() {
        let members = story(receiving: "3").chain(item("3", of: "A1")).members.map(\.code.key)
        #expect(Set(members) == [lot("A1"), identity(item("3", of: "A1")).key])
    }

    @Test(arguments: [("D-1", true, Verdict.invalid), ("D-2", true, .valid), ("D-1", false, .valid)])
    func whatWasSentToOneAndCameToAnother(document: String, isLost: Bool, verdict: Verdict) {
        var story = Story()
        story.issue(kg("100", lot("A1")), at: 0)
        story.ship(kg("100", lot("A1")), from: farm, to: plant, at: 1, document: "D-1")
        story.receive(kg("100", lot("A1")), by: store, from: farm, at: 3, document: document)
        if !isLost { story.receive(kg("100", lot("A1")), by: plant, from: farm, at: 4, document: "D-1") }
        #expect((severity("LINK-3", story, lot("A1")) == .violation) == (verdict == .invalid))
        if !isLost { #expect(story.verdict(lot("A1")) == .valid) }
    }

    @Test func aPortionIsJudgedByTheWayItCame() {
        var story = Story()
        story.issue(kg("100", lot("A1")), at: 0)
        story.move(kg("20", lot("A1")), from: store, to: shop, at: 5)
        let judge = Judge(now: Story.end)
        #expect(judge.findings(in: story.walk(lot("A1")).chain()).allSatisfy { $0.severity == .info })
        let asked = judge.findings(in: story.walk(lot("A1")).chain(at: shop))
        #expect(asked.contains { $0.rule == "LINK-1" && $0.severity == .violation })
    }

    @Test(arguments: [(5.0, true), (9.0, false)])
    func oneThingIsNotSentToTwo(second: Double, isTwice: Bool) {
        var story = Story()
        story.issue(one(item("1", of: "A1")), at: 0)
        story.ship(one(item("1", of: "A1")), from: farm, to: plant, at: 4, document: "D-1")
        if !isTwice { story.move(one(item("1", of: "A1")), from: plant, to: farm, at: 6.5) }
        story.ship(one(item("1", of: "A1")), from: farm, to: shop, at: second, document: "D-2")
        story.receive(one(item("1", of: "A1")), by: plant, from: farm, at: 6, document: "D-1")
        story.receive(one(item("1", of: "A1")), by: shop, from: farm, at: isTwice ? 6.1 : 9.5, document: "D-2")
        #expect(story.rules(item("1", of: "A1")) == (isTwice ? ["CODE-5"] : []))
    }

    @Test(arguments: [("3", true), ("40", false)]) func whatIsLostOnTheWayIsSaid(lost: String, isSound: Bool) {
        var story = Story()
        story.issue(kg("100", lot("A1")), at: 0)
        story.ship(kg("100", lot("A1")), from: farm, to: plant, at: 1, document: "D-1")
        story.receive(kg("97", lot("A1")), by: plant, from: farm, at: 3, document: "D-1")
        story.destroy(kg(lost, lot("A1")), by: plant, at: 3.1)
        story.amendLast { event in
            event.bizStep = "urn:yima:bizstep:losing"
            event.bizTransactionList = [.init(type: "desadv", id: "D-1")]
        }
        story.sell(kg("97", lot("A1")), by: plant, at: 9)
        #expect(story.rules(lot("A1")).contains("LINK-3") == !isSound)
        #expect(isSound == story.rules(lot("A1")).isEmpty)
    }

    // MARK: units

    /// A pallet goes from the farm to the plant, which unpacks it.
    private var onPallet: Story {
        var story = Story()
        story.issue(kg("100", lot("A1")), at: 0)
        story.pack([kg("100", lot("A1"))], in: pallet, by: farm, at: 1)
        story.ship(one(pallet), from: farm, to: plant, at: 2)
        story.receive(one(pallet), by: plant, from: farm, at: 4)
        story.unpack([kg("100", lot("A1"))], from: pallet, by: plant, at: 6)
        return story
    }

    @Test(arguments: [3.0, 9.0]) func whatAStrangerSaysOfAPalletIsNoted(hour: Double) {
        let acts: [(String, (inout Story) -> Void)] = [
            ("LINK-1", { $0.sell(one(pallet), by: shop, at: hour) }),
            ("LINK-1", { $0.ship(one(pallet), from: shop, to: store, at: hour) }),
            ("LINK-1", { $0.receive(one(pallet), by: shop, from: farm, at: hour) }),
            ("CODE-2", { $0.issue(one(pallet), by: shop, at: hour) }),
        ]
        for (rule, act) in acts {
            var story = onPallet
            act(&story)
            #expect(story.findings(pallet).map { "\($0.rule) \($0.severity)" }.contains("\(rule) info"))
            // Of a prefix that nobody was assigned, nobody knows which of two issuers is right.
            #expect(story.verdict(pallet) == (rule == "CODE-2" ? .undecided : .valid))
            #expect(!story.chain(pallet).custody.holds(shop))
        }
        #expect(onPallet.rules(pallet).isEmpty)
    }

    // MARK: what comes out by the piece

    @Test(arguments: [
        ("15000", "200克/盒", true), ("4000", "200克/盒", false), ("15000", "散装", false), ("15000", "5升/桶", false),
    ])
    func piecesWeighWhatTheirSpecificationSays(count: String, spec: String, isTooMuch: Bool) {
        var story = Story()
        story.issue(kg("1000", lot("F1")), at: 0)
        story.make(
            [of(count, nil, lot("B1"))], from: [kg("1000", lot("F1"))], by: farm, at: 1, elements: ["spec": spec])
        #expect(story.rules(lot("B1")).contains("MASS-1") == isTooMuch)
    }
}
