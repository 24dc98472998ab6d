import Codes
import EPCIS
import Testing
import Values

@testable import Chains
@testable import Pictures
@testable import Rules

@Suite struct RecallPictureTests {
    private var story: Story {
        var story = Story()
        story.issue(kg("500", lot("A1")), at: 0)
        story.move(kg("500", lot("A1")), from: farm, to: plant, at: 2)
        story.make([kg("400", lot("B1"))], from: [kg("450", lot("A1"))], by: plant, at: 10)
        story.move(kg("150", lot("B1")), from: plant, to: shop, at: 20)
        story.ship(kg("100", lot("B1")), from: plant, to: store, at: 30)
        story.sell(kg("120", lot("B1")), by: shop, at: 40)
        return story
    }

    private func chart(_ code: String, _ story: Story) -> LaneChart {
        let report = RecallReport(
            code, chains: [story.chain(code)], now: Story.end,
            operatorNames: [farm: "F", plant: "P", shop: "S", store: "T"])
        return RecallPicture(report, .en).chart
    }

    /// At the foot of each lane stands what its firm has; upstream is not drawn.
    @Test func whatEachFirmHasStandsAtTheFootOfItsLane() throws {
        let chart = chart(lot("B1"), story)
        #expect(chart.lanes.map(\.name) == ["P", "S", "T"])
        let stocks = chart.marks.filter { $0.entries.isEmpty && $0.moment == Story.end }
        #expect(stocks.map(\.lane) == [0, 1, 2])
        #expect(stocks[0].lines == ["lot B1:", "on hand 150 kg", "sent on 250 kg"])
        #expect(stocks[1].lines == ["lot B1:", "on hand 30 kg", "sold 120 kg"])
        #expect(stocks[2].lines == ["lot B1:", "on its way here 100 kg"])
        #expect(stocks.allSatisfy { $0.tone == .stop })
        #expect(chart.title == "Recall of lot B1")
        #expect(chart.subtitles == ["lot B1: made 400 kg, on hand 180 kg, on its way 100 kg, sold 120 kg"])
        #expect(!chart.marks.contains { $0.heading == "Created" })
        let layout = LaneLayout(chart)
        #expect(
            stocks.allSatisfy { stock in
                layout.marks.allSatisfy { $0.box.y <= layout.marks[chart.marks.firstIndex(of: stock)!].box.y }
            })
    }

    @Test func whatWasMadeOfItIsFollowed() throws {
        let chart = chart(lot("A1"), story)
        #expect(chart.lanes.map(\.name) == ["F", "P", "S", "T"])
        let plantHas = try #require(chart.marks.last { $0.lane == 1 })
        #expect(plantHas.lines.prefix(3) == ["lot A1:", "on hand 50 kg", "used 450 kg"])
        #expect(plantHas.lines.contains("on hand 150 kg"))
        #expect(chart.marks.last { $0.lane == 0 }?.heading == "None left")
    }

    /// Ten thousand holders fold: the picture stays one that can be printed, and tells how many it does not name.
    @Test func tenThousandHoldersAreFolded() throws {
        var story = Story()
        story.issue(kg("50000", lot("A1")), at: 0)
        var names = [farm: "F"]
        for number in 0..<10_000 {
            let shop = uscc("91350521MB\(String(1_000_000 + number))")
            names[shop] = "Shop \(number)"
            story.move(kg("5", lot("A1")), from: farm, to: shop, at: 5)
        }
        let limits = TraceLimits(eventCountMax: 60_000, thingCountMax: 300_000, lineCountMax: 750_000)
        let chain = story.indexedWalk(lot("A1"), limits: limits).chain()
        #expect(!chain.isTruncated)
        let report = RecallReport(lot("A1"), chains: [chain], now: Story.end, operatorNames: names)
        #expect(report.holders.count == 10_001)
        let clock = ContinuousClock()
        let began = clock.now
        let svg = report.svg(.en)
        print("a recall picture of 10,000 holders: \(svg.utf8.count) bytes in \(clock.now - began)")
        #expect(svg.utf8.count < 1_000_000)
        let chart = RecallPicture(report, .en).chart
        #expect(chart.lanes.count < 40)
        #expect(chart.subtitles.contains { $0.contains("on hand 50000 kg") }, "\(chart.subtitles)")
    }

    /// Who has some of what is recalled and was not told of it is marked.
    @Test func whoWasNotToldIsMarked() throws {
        var story = story
        story.add(.object, .observe, "holding", by: plant, at: 60) {
            $0.list([kg("400", lot("B1"))])
            $0.disposition = "recalled"
        }
        let chart = chart(lot("B1"), story)
        #expect(chart.badge?.grade == .violation && chart.badge?.text.hasPrefix("recalled") == true)
        let untold = chart.marks.filter { $0.callouts.contains { $0.text.contains("no notice") } }
        #expect(untold.map(\.lane) == [1, 2])
    }
}
