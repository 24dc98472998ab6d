import Codes
import EPCIS
import Testing
import Values

@testable import Chains

/// What a look-up says stands against a code.
struct StandingTests {
    private func standing(_ story: Story, _ code: String, heardOnly: Bool = false) -> [String] {
        story.chain(code, .down).standing(heardOnly: heardOnly).map { "\($0.kind) \($0.event.entry)" }
    }

    private func hold(
        _ story: inout Story, _ code: String, by firm: String, at hour: Double, as disposition: String? = nil
    ) {
        story.add(.object, .observe, "holding", by: firm, at: hour) {
            $0.list([code.contains("/00/") ? one(code) : kg("1", code)])
            $0.disposition = disposition
        }
    }

    @Test func aHoldStandsAgainstTheLotItsItemsAndNothingElseUntilItIsLifted() {
        var story = Story()
        story.issue(one(item("1", of: "A1")), one(item("2", of: "A1")), at: 0)
        story.issue(kg("5", lot("B1")), at: 0)
        hold(&story, lotA, by: farm, at: 2)
        #expect(standing(story, lotA) == ["hold 2"])
        #expect(standing(story, item("1", of: "A1")) == ["hold 2"])
        #expect(standing(story, lot("B1")) == [])
        story.add(.object, .observe, "urn:yima:bizstep:releasing", by: farm, at: 5) { $0.list([kg("1", lotA)]) }
        #expect(standing(story, lotA) == [])
    }

    /// A table of results has a row for each item: that the next one is passed takes nothing back.
    @Test(
        arguments: [
            ("孔雀石绿", true), ("镉", false), ("复检：镉、铅", false), (nil, false),
        ] as [(String?, Bool)])
    func aFailureEndsWithATestOfTheSameItem(passed: String?, stands: Bool) {
        var story = Story()
        story.issue(kg("100", lotA), at: 0)
        story.inspect(kg("100", lotA), by: farm, at: 1)
        story.amendLast {
            $0.disposition = "non_conformant"
            $0.dataElements = ["testItem": "镉", "testValue": "0.5", "testVerdict": "fail"]
        }
        story.inspect(kg("100", lotA), by: farm, at: 2)
        story.amendLast {
            $0.disposition = "conformant"
            $0.dataElements = ["testVerdict": "pass"]
            if let passed { $0.dataElements["testItem"] = passed }
        }
        #expect(standing(story, lotA).isEmpty == !stands)
        story.add(.object, .observe, "urn:yima:bizstep:releasing", by: farm, at: 5) { $0.list([kg("1", lotA)]) }
        #expect(standing(story, lotA) == [])
    }

    @Test func whatIsSaidOfAPalletStandsAgainstWhatLayOnItThen() {
        var story = Story()
        story.issue(kg("100", lotA), at: 0)
        story.issue(kg("100", lot("B1")), at: 0)
        story.pack([kg("50", lotA)], in: pallet, by: farm, at: 1)
        hold(&story, pallet, by: farm, at: 2)
        story.unpack([kg("50", lotA)], from: pallet, by: farm, at: 3)
        story.pack([kg("50", lot("B1"))], in: pallet, by: farm, at: 4)
        #expect(standing(story, lotA) == ["hold 3"])
        #expect(standing(story, lot("B1")) == [])
    }

    @Test func whoeverSaysItIsToldAndHeardIsAnotherMatter() {
        var story = Story()
        story.issue(kg("100", lotA), at: 0)
        hold(&story, lotA, by: lab, at: 2, as: "recalled")
        #expect(standing(story, lotA) == ["recall 1"])
        #expect(standing(story, lotA, heardOnly: true) == [])
    }

    @Test func whatIsSaidOfTheProductStandsAgainstItsLots() {
        var story = Story()
        story.issue(kg("100", lotA), at: 0)
        story.add(.object, .observe, "holding", by: farm, at: 2) {
            $0.quantityList = [.init(epcClass: "https://id.gs1.org/01/06901234567892", amount: nil, uom: nil)]
            $0.disposition = "recalled"
        }
        #expect(standing(story, lotA) == ["recall 1"])
    }
}
