import Codes
import EPCIS
import Foundation
import Rules
import Testing
import Values

@testable import Chains
@testable import Pictures

#if canImport(FoundationXML)
    import FoundationXML
#endif

@Suite struct ChainPictureTests {
    private static let scenarios = [
        "yellow-croaker", "yellow-croaker-faults", "packaged-food", "packaged-food-faults", "imported-beef",
        "imported-beef-faults",
    ]

    /// Of every chain of the scenarios and of the large ones: each event is in exactly one mark, and the picture is bounded.
    @Test(arguments: scenarios) func everyEventIsInOneMark(name: String) throws {
        let scenario = try Scenario(name)
        let index = EventIndex(scenario.records)
        for code in scenario.codes {
            let graph = TraceGraph(index.chain(of: code), operatorNames: scenario.operatorNames)
            let picture = ChainPicture(graph, .zh)
            #expect(picture.folding.marks.flatMap(\.events).sorted() == Array(graph.events.indices))
            let drawn = picture.chart.marks.flatMap(\.entries).sorted()
            #expect(drawn == graph.events.map(\.entry).sorted(), "\(code.uri)")
        }
    }

    @Test(arguments: [(1, 1, 4), (4, 4, 12), (40, 3, 8), (60, 10, 2)])
    func aLongChainStaysBounded(shops: Int, days: Int, sales: Int) {
        let sample = PictureSample.large(shops: shops, days: days, salesADay: sales)
        let picture = ChainPicture(sample.graph, verdict: sample.verdict, .en)
        #expect(sample.graph.events.count == 5 + shops * (2 + days * sales))
        #expect(picture.folding.marks.flatMap(\.events).sorted() == Array(sample.graph.events.indices))
        #expect(picture.chart.lanes.count <= ChainLanes.countMax)
        #expect(picture.folding.marks.count <= MarkFolding.countMax(laneCount: picture.chart.lanes.count))
        #expect(LaneLayout(picture.chart).pageCount <= 4)
        if shops >= 40 {
            #expect(picture.chart.lanes.last?.name == "… and \(shops + 3 - 11) more firms")
            #expect(picture.chart.footers.contains { $0.hasPrefix("Folded: ") })
        }
    }

    @Test func theSalesOfADayAreOneMarkWithCountAndSum() throws {
        var story = Story()
        story.issue(kg("100", lot("A1")), by: shop, at: 0)
        for sale in 0..<48 { story.sell(kg("1.5", lot("A1")), by: shop, at: 2 + Double(sale) / 8) }
        let chart = ChainPicture(TraceGraph(story.chain(lot("A1"))), .en).chart
        let sold = try #require(chart.marks.last)
        #expect(chart.marks.count == 2 && sold.heading == "Sold ×48" && sold.lines == ["lot A1, 72 kg"])
        #expect(sold.time == "10:00–15:52" && sold.entries.count == 48 && sold.tone == .end)
    }

    @Test func siblingsFoldToHowManyMoreThereAre() throws {
        var story = Story()
        let items = (1...40).map { one(item("\($0)", of: "A1")) }
        for portion in items { story.issue(portion, at: 0) }
        story.pack(items, in: pallet, by: farm, at: 1)
        let chart = ChainPicture(TraceGraph(story.chain(pallet)), .en).chart
        let packed = try #require(chart.marks.first { $0.heading == "Packed" })
        #expect(packed.lines[2] == "… and 38 more items" && packed.lines[3].hasPrefix("→ "))
    }

    /// From one lane to another where both sides are on record; dashed to what is missing where one is.
    @Test func movementsAreArrows() {
        var story = Story()
        story.issue(kg("100", lot("A1")), at: 0)
        story.move(kg("60", lot("A1")), from: farm, to: plant, at: 2)
        story.ship(kg("40", lot("A1")), from: farm, to: shop, at: 30)
        let chart = ChainPicture(TraceGraph(story.chain(lot("A1"))), .en).chart
        #expect(chart.arrows.map(\.isConfirmed) == [true, false])
        #expect(chart.marks[chart.arrows[1].to].heading == "No receipt on record")
        #expect(chart.marks[chart.arrows[1].to].lane == 2 && chart.marks[chart.arrows[1].to].entries.isEmpty)
        #expect(chart.marks[chart.arrows[0].to].lines == ["lot A1, 60 kg"])
    }

    @Test func aReceiptThatIsWrittenDownBeforeItsShipmentIsDrawnAgainstTime() {
        func arrows(receivedAt hour: Double) -> [LaneChart.Arrow] {
            var story = Story()
            story.issue(kg("100", lot("A1")), at: 0)
            story.receive(kg("100", lot("A1")), by: plant, from: farm, at: hour)
            story.ship(kg("100", lot("A1")), from: farm, to: plant, at: 10)
            return ChainPicture(TraceGraph(story.chain(lot("A1"))), .en).chart.arrows
        }
        #expect(arrows(receivedAt: 4).map(\.isAgainstTime) == [true])
        // Clocks differ.
        #expect(arrows(receivedAt: 9.5).map(\.isAgainstTime) == [false])
    }

    /// What is refused goes back without a shipment: nothing is missing.
    @Test func aRefusalIsWhereGoodsComeBackFrom() throws {
        var story = Story()
        story.issue(kg("100", lot("A1")), at: 0)
        story.ship(kg("100", lot("A1")), from: farm, to: plant, at: 2)
        story.receive(kg("94", lot("A1")), by: plant, from: farm, at: 4)
        story.add(.object, .observe, "urn:yima:bizstep:refusing", by: plant, at: 5) {
            $0.list([kg("6", lot("A1"))])
            $0.disposition = "returned"
        }
        story.receive(kg("6", lot("A1")), by: farm, from: plant, at: 9)
        story.amendLast { $0.disposition = "returned" }
        let chart = ChainPicture(TraceGraph(story.chain(lot("A1"))), .en).chart
        let back = try #require(chart.arrows.last)
        #expect(chart.marks.allSatisfy { $0.tone != .absent })
        #expect([back.from, back.to].map { chart.marks[$0].heading } == ["Refused", "Taken back"] && back.isConfirmed)
    }

    @Test func findingsStandWhereTheyHappened() throws {
        var story = Story()
        story.issue(kg("100", lot("A1")), at: 0)
        story.move(kg("100", lot("A1")), from: farm, to: plant, at: 2)
        story.make([kg("240", lot("B1"))], from: [kg("100", lot("A1"))], by: plant, at: 10)
        let sample = PictureSample(story.chain(lot("B1")), names: [:])
        let finding = try #require(sample.verdict?.findings.first { $0.rule == "MASS-1" })
        let chart = ChainPicture(sample.graph, verdict: sample.verdict, .en).chart
        let marked = chart.marks.filter { $0.callouts.contains { $0.text.hasPrefix("MASS-1 ") } }
        #expect(marked.map(\.heading) == ["Processed"] && marked[0].entries == [finding.entries.last])
        #expect(marked[0].callouts.first?.grade == .violation)
        #expect(chart.badge?.grade == .violation && chart.notes.contains { $0.text.contains("MASS-1 violation") })
        // Without a verdict it is drawn as well.
        let bare = ChainPicture(sample.graph, .en).chart
        #expect(bare.badge == nil && bare.notes.isEmpty && bare.marks.count == chart.marks.count)
    }

    @Test func whatMovesInsideSomethingIsNamed() throws {
        var story = Story()
        story.issue(kg("60", lot("B1")), by: plant, at: 0)
        story.pack([kg("60", lot("B1"))], in: pallet, by: plant, at: 1)
        story.ship(one(pallet), from: plant, to: shop, at: 2)
        let chart = ChainPicture(TraceGraph(story.chain(lot("B1"))), .zh).chart
        let shipped = try #require(chart.marks.first { $0.heading == "发货" })
        #expect(shipped.lines.contains("内装 批次 B1，60 千克"), "\(shipped.lines)")
        // Of several units all that is in them.
        var more = Story()
        let second = "https://id.gs1.org/00/206141412345678905"
        more.issue(kg("60", lot("B1")), by: plant, at: 0)
        for unit in [pallet, second] { more.pack([kg("30", lot("B1"))], in: unit, by: plant, at: 1) }
        more.ship(one(pallet), one(second), from: plant, to: shop, at: 2)
        more.receive(one(pallet), one(second), by: shop, from: plant, at: 3)
        let marks = ChainPicture(TraceGraph(more.chain(lot("B1"))), .zh).chart.marks
        #expect(marks.filter { $0.lines.contains("内装 批次 B1，60 千克") }.map(\.heading) == ["发货", "收货"])
    }

    @Test func buyersAreNamed() throws {
        var story = Story()
        story.issue(kg("60", lot("B1")), by: plant, at: 0)
        story.sell(kg("60", lot("B1")), by: plant, at: 2)
        story.amendLast { $0.destinationList = [.init(type: "owning_party", id: "urn:yima:uscc:\(shop)")] }
        let graph = TraceGraph(story.chain(lot("B1")), operatorNames: [shop: "鲤城实验小学"])
        #expect(ChainPicture(graph, .zh).chart.marks.last?.lines == ["批次 B1，60 千克", "至 鲤城实验小学"])
    }

    @Test func logisticUnitsNeverReadAlike() {
        var story = Story()
        let units = [
            pallet, "https://id.gs1.org/00/106141410345678904", "https://id.gs1.org/00/206141412345678905",
        ]
        story.issue(kg("60", lot("B1")), by: plant, at: 0)
        for unit in units { story.pack([kg("20", lot("B1"))], in: unit, by: plant, at: 1) }
        let graph = TraceGraph(story.chain(lot("B1")))
        for language in DrawingLanguage.allCases {
            let names = CodeNames(graph.nodes.map(\.code), language)
            #expect(Set(graph.nodes.map { names.name(of: $0.code) }).count == graph.nodes.count)
        }
    }

    @Test func lotsOfOneNameAreToldApart() {
        let codes = ["https://id.gs1.org/01/06901234567892/10/A1", "https://id.gs1.org/01/06935377000251/10/A1"]
        let names = CodeNames(codes.map(identity), .en)
        #expect(codes.map { names.name(of: identity($0)) } == ["lot A1 (…567892)", "lot A1 (…000251)"])
    }

    /// No script, no font, nothing from outside; text escaped; told to those who cannot see it.
    @Test func theSVGIsSelfContainedAndSpeaks() throws {
        var story = Story()
        story.issue(kg("1", lot("A1")), at: 0, elements: ["productName": "<script>&\u{1}\u{202E}"])
        let graph = TraceGraph(story.chain(lot("A1")), operatorNames: [farm: "\"><image href=\"x\"/>"])
        let svg = graph.svg(.zh)
        for word in ["<script", "<image", "href=\"", "@import", "@font-face", "\u{1}", "\u{202E}"] {
            #expect(!svg.contains(word), "\(word)")
        }
        #expect(svg.contains("role=\"img\"") && svg.contains("<title>追溯链：批次 A1") && svg.contains("<desc>"))
        #expect(svg.contains("prefers-color-scheme:dark") && svg.contains("@page{size:A4 landscape"))
        #expect(try XMLDocument(data: Data(svg.utf8)).rootElement()?.name == "svg")
    }

    @Test(arguments: ["yellow-croaker", "packaged-food", "imported-beef"])
    func theScenariosAreDrawnAsBefore(name: String) throws {
        let sample = try PictureSample(scenario: name, eventCountMin: 12)
        try Self.expect(sample.svg(.zh), "\(name).svg")
    }

    /// `YIMA_UPDATE_GOLDEN=1` writes the files anew; they are looked at before they are kept.
    private static func expect(_ svg: String, _ name: String) throws {
        let file = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "golden/\(name)")
        if ProcessInfo.processInfo.environment["YIMA_UPDATE_GOLDEN"] == "1" { try Data(svg.utf8).write(to: file) }
        #expect(svg == (try String(contentsOf: file, encoding: .utf8)), "differs from golden/\(name)")
    }
}
