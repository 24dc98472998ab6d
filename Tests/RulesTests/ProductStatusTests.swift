import Codes
import EPCIS
import Testing
import Values

@testable import Chains
@testable import Rules

private let bareProduct = "https://id.gs1.org/01/06901234567892"

/// What is said of a product without naming a lot is said of every lot of it that was there by then.
struct ProductStatusTests {
    /// Two lots before somebody speaks of the product, at hour 30, and one after.
    private static func story(by firm: String, _ change: @escaping @Sendable (inout EPCISEvent) -> Void) -> Story {
        var story = Story()
        for (name, hour) in [("A1", 0.0), ("A2", 5), ("A3", 40)] {
            story.issue(kg("100", lot(name)), at: hour)
            story.move(kg("50", lot(name)), from: farm, to: shop, at: hour + 1)
        }
        story.add(.object, .observe, "holding", by: firm, at: 30) {
            $0.quantityList = [.init(epcClass: bareProduct, amount: nil, uom: nil)]
            change(&$0)
        }
        return story
    }

    private static func rules(_ story: Story, _ code: String) -> [String] {
        story.findings(code).filter { $0.severity != .info }.map(\.rule)
    }

    @Test func aRecallByWhoMadeItReachesEveryLotOfIt() {
        let story = Self.story(by: farm) { $0.disposition = "recalled" }
        #expect(Self.rules(story, lot("A1")).contains("STATE-1"))
        #expect(Self.rules(story, lot("A2")).contains("STATE-1"))
        // What was made afterwards is not what was recalled.
        #expect(Self.rules(story, lot("A3")) == [])
        let finding = story.findings(lot("A1")).first { $0.rule == "STATE-1" }
        #expect(finding?.entries.contains(9) == true)
        #expect(finding?.message.zh.contains("批次 A1") == true)
        // And the case is told where the lot is recalled.
        #expect(RecallCases(story.chain(lot("A2"))).all.map(\.standing) == [.maker])
    }

    @Test func itRunsDownToWhatWasMadeOfIt() {
        var story = Self.story(by: farm) { $0.disposition = "recalled" }
        story.move(kg("20", lotA), from: farm, to: plant, at: 31)
        story.make([kg("18", otherProduct)], from: [kg("20", lotA)], by: plant, at: 35)
        #expect(Self.rules(story, otherProduct).contains("STATE-1"))
    }

    @Test func anItemOfALotIsReachedToo() {
        var story = Story()
        story.issue(one(item("7", of: "A1")), at: 0)
        story.add(.object, .observe, "holding", by: farm, at: 3) {
            $0.quantityList = [.init(epcClass: bareProduct, amount: nil, uom: nil)]
            $0.disposition = "recalled"
        }
        #expect(Self.rules(story, item("7", of: "A1")).contains("STATE-1"))
    }

    @Test func aHoldEndsWithTheReleaseOfTheProductOrOfTheLot() {
        var story = Self.story(by: farm) { _ in }
        #expect(Self.rules(story, lot("A1")).contains("STATE-1"))
        story.add(.object, .observe, "urn:yima:bizstep:releasing", by: farm, at: 50) { $0.list([kg("50", lot("A2"))]) }
        #expect(Self.rules(story, lot("A2")) == [])
        #expect(Self.rules(story, lot("A1")).contains("STATE-1"))
        story.add(.object, .observe, "urn:yima:bizstep:releasing", by: farm, at: 60) {
            $0.quantityList = [.init(epcClass: bareProduct, amount: nil, uom: nil)]
        }
        #expect(Self.rules(story, lot("A1")) == [])
    }

    @Test func aStrangersWordIsANoteOnHim() {
        let story = Self.story(by: lab) { $0.disposition = "recalled" }
        #expect(Self.rules(story, lot("A1")) == [])
        #expect(story.findings(lot("A1")).contains { $0.severity == .info && $0.entries.contains(9) })
    }

    @Test func anAuthoritysWordReachesEveryLot() {
        let story = Self.story(by: lab) { $0.disposition = "recalled" }
        let offices = Offices(everywhere: [lab: [.authority]])
        for (name, isReached) in [("A1", true), ("A2", true), ("A3", false)] {
            let found = Judge(now: Story.end).findings(in: story.walk(lot(name)).chain(offices: offices))
            #expect(found.contains { $0.rule == "STATE-1" && $0.severity == .violation } == isReached, "\(name)")
        }
    }

    @Test func aHoldersWordReachesWhatHeHad() {
        var story = Self.story(by: shop) { $0.disposition = "recalled" }
        story.issue(kg("10", lot("A4")), at: 10)
        story.move(kg("10", lot("A4")), from: farm, to: store, at: 12)
        #expect(Self.rules(story, lot("A1")).contains("STATE-1"))
        #expect(Self.rules(story, lot("A4")) == [])
    }

    @Test func whatIsTakenBackWasNeverSaid() {
        var story = Self.story(by: farm) {
            $0.disposition = "recalled"
            $0.eventID = "urn:uuid:r"
        }
        story.add(.object, .observe, "holding", by: farm, at: 30, recorded: 32) {
            $0.quantityList = [.init(epcClass: bareProduct, amount: nil, uom: nil)]
            $0.disposition = "recalled"
            $0.eventID = "urn:uuid:r"
            $0.errorDeclaration = .init(declarationTime: Story.end, reason: nil, correctiveEventIDs: [])
        }
        #expect(Self.rules(story, lot("A1")) == [])
    }

    @Test func theSameChainComesOfTheEventsInAnyOrder() {
        let story = Self.story(by: farm) { $0.disposition = "recalled" }
        let straight = story.walk(lot("A1")).chain()
        let turned = story.walk(lot("A1"), order: { $0.reversed() }).chain()
        #expect(straight == turned)
    }
}
