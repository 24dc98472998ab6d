import Chains
import Codes
import Testing
import Values

@testable import Rules

@Suite struct `A lot that was never taken in` {
    @Test(
        arguments: [
            ("LD260513-A1", "LD260513-AI", true), ("LD260513-A1", "LD260513A1", true), ("20260513", "2026O513", true),
            ("20260513", "2026053", true), ("XM260210", "XM262010", true), ("LD260513-A", "LD260513-A", false),
            // Numbered on.
            ("LD260513-A1", "LD260513-A2", false), ("LOT1", "LOT11", false), ("LD260513-A", "LD260513-B", false),
            ("LD260513", "LD260527", false), ("A1", "AI", false),
        ] as [(String, String, Bool)])
    func `is a slip of the hand where another is written nearly so`(known: String, written: String, isNear: Bool) throws
    {
        let reader = CodeReader()
        let meant = NearLots.meant(by: try reader.read(lot(written)), among: [try reader.read(lot(known))])
        #expect((meant != nil) == isNear)
    }

    @Test func `is near no lot of another product`() throws {
        let reader = CodeReader()
        let other = try reader.read("https://id.gs1.org/01/06901234567908/10/LD260513-A1")
        #expect(NearLots.meant(by: try reader.read(lot("LD260513-AI")), among: [other]) == nil)
    }

    @Test func `is told of what is given out, not of what was taken in here`() throws {
        let judge = Judge(now: Timestamp(milliseconds: Story.start + 100 * Story.hour))
        let foresight = Foresight(judge: judge, reader: CodeReader())
        var story = Story()
        story.issue(kg("100", lot("LD260513-A1")), at: 0)
        story.ship(kg("50", lot("LD260513-AI")), from: farm, to: store, at: 1)
        story.ship(kg("50", lot("LD260513-A1")), from: farm, to: store, at: 2)
        story.inspect(kg("50", lot("OTHER-7")), by: farm, at: 2)
        let untaken = foresight.untaken(story.records, beside: [])
        #expect(untaken.map(\.code.key) == [lot("LD260513-AI")])
        // What the journal has of it already counts.
        var before = Story()
        before.receive(kg("60", lot("LD260513-AI")), by: farm, from: plant, at: 0)
        #expect(foresight.untaken(story.records, beside: before.records).isEmpty)
        let known = foresight.lots(of: [try #require(untaken.first?.code.productKey)], takenInBy: story.records)
        #expect(known.map(\.key) == [lot("LD260513-A1")])
        let told = foresight.slip(try #require(untaken.first), meant: known[0])
        #expect(!told.condemns && told.finding.rule == "LINK-1" && told.finding.message.en.contains("is that the one?"))
    }

    /// Amounts that cannot be compared are known before they are recorded.
    @Test func `or in a unit that no amount here can be compared with is foreseen`() async {
        let judge = Judge(now: Timestamp(milliseconds: Story.start + 100 * Story.hour))
        var story = Story()
        story.issue(kg("100", lotA), at: 0)
        story.ship(of("50", "KGS", lotA), from: farm, to: store, at: 1)
        let foreseen = await Foresight(judge: judge, reader: CodeReader()).foreseen(story.records, beside: [])
        #expect(foreseen.contains { $0.finding.rule == "MASS-3" && !$0.condemns }, "\(foreseen)")
    }
}
