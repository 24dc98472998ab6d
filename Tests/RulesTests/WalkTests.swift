import Codes
import Pictures
import Rules
import Testing

@testable import Chains

@Suite struct WalkTests {
    /// A1 (farm) → B1, B2 (plant); B1 → C1 (shop); B1 also takes D1.
    private var story: Story {
        var story = Story()
        story.issue(kg("100", lot("A1")), at: 0)
        story.issue(kg("10", lot("D1")), by: plant, at: 0)
        story.move(kg("100", lot("A1")), from: farm, to: plant, at: 1)
        story.make([kg("50", lot("B1"))], from: [kg("50", lot("A1")), kg("10", lot("D1"))], by: plant, at: 5)
        story.make([kg("40", lot("B2"))], from: [kg("50", lot("A1"))], by: plant, at: 6)
        story.move(kg("50", lot("B1")), from: plant, to: shop, at: 7)
        story.make([kg("45", lot("C1"))], from: [kg("50", lot("B1"))], by: shop, at: 10)
        return story
    }

    private func members(_ chain: Chain) -> Set<String> {
        Set(chain.members.compactMap { $0.code.part("lot") ?? $0.code.part("sscc") ?? $0.code.part("container") })
    }

    @Test func goingBothWaysFindsOriginsAndProductsButNoSiblings() {
        #expect(members(story.chain(lot("B1"))) == ["A1", "B1", "C1", "D1"])
    }

    @Test func goingUpFollowsInputsOnly() {
        #expect(members(story.chain(lot("B1"), .up)) == ["A1", "B1", "D1"])
    }

    @Test func goingDownFollowsOutputsOnly() {
        #expect(members(story.chain(lot("B1"), .down)) == ["B1", "C1"])
        #expect(members(story.chain(lot("A1"), .down)) == ["A1", "B1", "B2", "C1"])
    }

    @Test func anItemBringsItsLotAndTheLotsOriginButNotItsSiblings() {
        var story = Story()
        story.issue(kg("100", lot("A1")), at: 0)
        story.make([one(item("1", of: "B1")), one(item("2", of: "B1"))], from: [kg("9", lot("A1"))], by: farm, at: 1)
        story.sell(one(item("1", of: "B1")), by: farm, at: 2)
        story.sell(one(item("2", of: "B1")), by: farm, at: 3)
        let chain = story.chain(item("1", of: "B1"))
        #expect(chain.members.map(\.code.uri).sorted() == [lot("A1"), lot("B1"), item("1", of: "B1")].sorted())
        #expect(chain.events.map(\.entry) == [0, 1, 2])
    }

    @Test func aLotBringsItsItems() {
        var story = Story()
        story.issue(one(item("1", of: "B1")), one(item("2", of: "B1")), at: 1)
        story.sell(one(item("2", of: "B1")), by: farm, at: 3)
        #expect(story.chain(lot("B1")).members.count == 3)
        #expect(story.chain(lot("B1"), .up).members.count == 1)
    }

    @Test func aPalletJoinsTheChainOfItsContentsWithoutTheOthersOnIt() {
        var story = Story()
        story.issue(kg("100", lot("A1")), at: 0)
        story.issue(kg("100", lot("Z9")), at: 0)
        story.pack([kg("100", lot("A1")), kg("100", lot("Z9"))], in: pallet, by: farm, at: 1)
        story.pack([one(pallet)], in: container, by: farm, at: 2)
        story.move(one(container), from: farm, to: plant, at: 3)
        let chain = story.chain(lot("A1"))
        #expect(members(chain) == ["A1", "106141412345678908", "CSQU3054383"])
        #expect(chain.events.map(\.entry) == [0, 2, 3, 4, 5])
        #expect(members(story.chain(container)) == ["A1", "Z9", "106141412345678908", "CSQU3054383"])
    }

    @Test func aReusedContainersOtherVoyagesAreNotJudged() {
        var story = Story()
        story.issue(kg("100", lot("A1")), at: 0)
        story.pack([kg("100", lot("A1"))], in: container, by: farm, at: 1)
        story.move(one(container), from: farm, to: plant, at: 2)
        story.unpack([kg("100", lot("A1"))], from: container, by: plant, at: 5)
        story.ship(one(container), from: plant, to: shop, at: 50, recorded: 900)
        #expect(story.rules(lot("A1")).isEmpty)
    }

    @Test func cyclesEnd() {
        var story = Story()
        story.make([kg("10", lot("B1"))], from: [kg("10", lot("A1"))], by: farm, at: 1)
        story.make([kg("10", lot("A1"))], from: [kg("10", lot("B1"))], by: farm, at: 2)
        story.pack([one(container)], in: pallet, by: farm, at: 3)
        story.pack([one(pallet), kg("1", lot("A1"))], in: container, by: farm, at: 4)
        story.ship(one(pallet), from: farm, to: plant, at: 5)
        let chain = story.chain(lot("A1"))
        #expect(members(chain) == ["A1", "B1", "106141412345678908", "CSQU3054383"])
        #expect(!chain.isTruncated)
        _ = story.findings(lot("A1"))
        _ = TraceGraph(chain).svg(.zh)
    }

    @Test func aLimitOnCodesOrEventsIsSaid() {
        var story = Story()
        story.issue(kg("1", lot("L0")), at: 0)
        for step in 1...20 {
            story.make([kg("1", lot("L\(step)"))], from: [kg("1", lot("L\(step - 1)"))], by: farm, at: Double(step))
        }
        #expect(!story.walk(lot("L0")).chain().isTruncated)
        #expect(story.walk(lot("L0"), limits: TraceLimits(codeCountMax: 21)).chain().isTruncated == false)
        let cut = story.walk(lot("L0"), limits: TraceLimits(codeCountMax: 20)).chain()
        #expect(cut.isTruncated && cut.members.count == 20)
        #expect(story.walk(lot("L0"), limits: TraceLimits(eventCountMax: 20)).chain().isTruncated)
        #expect(!story.walk(lot("L0"), limits: TraceLimits(eventCountMax: 21)).chain().isTruncated)
        #expect(story.walk(lot("L0"), limits: TraceLimits(thingCountMax: 40)).chain().isTruncated)
        #expect(!story.walk(lot("L0"), limits: TraceLimits(thingCountMax: 41)).chain().isTruncated)
    }

    @Test func anIncompleteSupplyTruncatesTheChain() {
        var walk = TraceWalk(subject: identity(lot("A1")))
        walk.supply(story.records, for: identity(lot("A1")), isComplete: false)
        #expect(walk.chain().isTruncated)
    }

    @Test func aBareProductCodeListsItsLotsAndFollowsNone() {
        let chain = story.chain("6901234567892")
        #expect(chain.members.count == 1)
        #expect(chain.lots.compactMap { $0.part("lot") } == ["A1", "B1", "B2", "C1", "D1"])
        #expect(chain.doubts == [.productOnly])
    }

    @Test func whatWasNotAskedForIsIgnored() {
        var walk = TraceWalk(subject: identity(lot("A1")))
        walk.supply(story.records, for: identity(lot("C1")))
        #expect(walk.next().filter { $0.scheme != TracePlace.document } == [identity(lot("A1"))])
        #expect(walk.chain().events.isEmpty)
    }
}
