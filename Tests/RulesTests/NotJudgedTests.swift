import Chains
import EPCIS
import Testing
import Values

@testable import Rules

@Suite struct NotJudgedTests {
    private func rules(_ story: Story, _ code: String, limits: TraceLimits = TraceLimits(), registers: Registers = full)
        -> [NotJudged]
    {
        Judge(registers: registers, now: Story.end).judgement(of: story.walk(code, limits: limits).chain()).notJudged
    }

    /// Something of everything.
    private static let full = {
        var registers = Registers()
        registers.barred = [lab: []]
        registers.licences = ["SC10135052100012": plant]
        registers.establishments = ["CUSA01010101010001": []]
        return registers
    }()

    @Test func nothingIsNamedWhereEveryRuleThatAppliesWasJudged() {
        var story = Story()
        story.issue(kg("100", lot("A1")), at: 0)
        story.move(kg("100", lot("A1")), from: farm, to: store, at: 5)
        #expect(rules(story, lot("A1")).isEmpty)
        #expect(rules(Story(), lot("A1")).isEmpty, "of nothing nothing applies")
    }

    static let gaps: [(rule: String, @Sendable (inout Story) -> Void)] = [
        ("MASS-1", { $0.ship(one(lot("A1")), from: farm, to: store, at: 5) }),
        ("AQUA-2", { $0.amend(0) { $0.dataElements["drugCode"] = "202601011234512345678901" } }),
        (
            "AQUA-4",
            {
                $0.inspect(kg("1", lot("A1")), by: farm, at: 1)
                $0.amendLast { $0.dataElements = ["testItem": "恩诺沙星", "testValue": "120"] }
            }
        ),
        (
            "COLD-1",
            {
                $0.amend(0) { $0.dataElements["storageCondition"] = "frozen" }
                $0.inspect(kg("1", lot("A1")), by: farm, at: 1)
            }
        ),
        (
            "TIME-4",
            { $0.amend(0) { $0.dataElements = ["profile": "food", "productName": "鱼罐头", "packaged": "true"] } }
        ),
        ("MEAT-2", { $0.amend(0) { $0.dataElements["quarantinePermitNo"] = "AP0012026001" } }),
    ]

    @Test(arguments: gaps.indices) func aRuleWithoutItsFactsIsNamed(index: Int) throws {
        let (rule, change) = Self.gaps[index]
        var story = Story()
        story.issue(kg("100", lot("A1")), at: 0)
        change(&story)
        let found = rules(story, lot("A1"))
        #expect(found.map(\.rule) == [rule], "\(found)")
        let why = try #require(found.first?.why)
        #expect(why.en != why.zh && why.en.first?.isLowercase == true)
    }

    static let registers: [(rule: String, [String: String])] = [
        ("MEAT-3", ["gaccRegNo": "CUSA01010101010001"]), ("FOOD-3", ["scNo": "SC10135052100012"]), ("STATE-2", [:]),
    ]

    @Test(arguments: registers.indices) func aRegisterThatNobodyHasIsSaidWhereItApplies(index: Int) {
        let (rule, elements) = Self.registers[index]
        var story = Story()
        story.issue(kg("100", lot("A1")), at: 0, elements: elements)
        #expect(rules(story, lot("A1"), registers: Registers()).contains { $0.rule == rule })
        #expect(!rules(story, lot("A1")).contains { $0.rule == rule })
        story = Story()
        story.issue(kg("100", lot("A1")), at: 0)
        let bare = rules(story, lot("A1"), registers: Registers()).map(\.rule)
        #expect(bare == ["STATE-2"], "the others do not apply")
    }

    @Test func aTruncatedChainNamesEveryRuleThatConcludesFromWhatIsAbsent() {
        var story = Story()
        story.issue(kg("100", lot("A1")), at: 0)
        for hour in 1..<20 { story.inspect(kg("1", lot("A1")), by: farm, at: Double(hour)) }
        var limits = TraceLimits()
        limits.eventCountMax = 5
        let named = rules(story, lot("A1"), limits: limits)
        let wanted = Judge.rules.map { type(of: $0) }.filter { $0.needsWholeChain }.map { $0.id }
        #expect(wanted.count > 10 && wanted.allSatisfy { id in named.contains { $0.rule == id } })
        #expect(named.allSatisfy { $0.why == Verdict.Doubt.truncated.wording })
    }

    @Test func aThousandReasonsOfOneRuleAreAFew() {
        var story = Story()
        let lots = (0..<40).map { lot("M\($0)") }
        for name in lots { story.issue(one(name), at: 0) }
        story.make([kg("1", lot("P1"))], from: lots.map(one), by: farm, at: 5)
        let found = rules(story, lot("P1"))
        #expect(found.count == 4 && found.allSatisfy { $0.rule == "MASS-1" })
        #expect(found.last?.why.en == "and 37 more of the kind")
    }
}
