import EPCIS
import StrictJSON
import Testing
import Values

@testable import Chains
@testable import Pictures

@Suite struct GraphTests {
    private var story: Story {
        var story = Story()
        story.issue(kg("100", lot("A1")), at: 0, elements: ["productName": "大黄鱼"])
        story.move(kg("100", lot("A1")), from: farm, to: plant, at: 2)
        story.make(
            [kg("60", lot("B1"))], from: [kg("100", lot("A1"))], by: plant, at: 10, elements: ["productName": "鱼片"])
        story.pack([kg("60", lot("B1"))], in: pallet, by: plant, at: 12)
        story.ship(one(pallet), from: plant, to: shop, at: 20)
        return story
    }

    private var names: [String: String] { [farm: "惠安渔场", plant: "福州加工厂", shop: "超市"] }

    private func graph(_ code: String) -> TraceGraph {
        TraceGraph(story.chain(code), operatorNames: names)
    }

    @Test func theTreeIsDrawnInChinese() {
        #expect(
            graph(lot("B1")).tree(.zh) == """
                批次 B1 · 鱼片 · 60 千克 · 福州加工厂
                ├─ 来源
                │  └─ 原料 批次 A1 · 大黄鱼 · 100 千克 · 惠安渔场 · 2026-03-01 18:00+08:00
                │     └─ 惠安渔场 → 福州加工厂 · 2026-03-01 10:00+08:00 · 100 千克
                └─ 去向
                   ├─ 福州加工厂 → 超市 · 2026-03-02 04:00+08:00 · 60 千克 · （仅单方记录）
                   └─ 装入 物流单元 106141412345678908 · 福州加工厂 · 2026-03-01 20:00+08:00

                """)
    }

    @Test func theTreeIsDrawnInEnglish() {
        #expect(
            graph(lot("A1")).tree(.en) == """
                lot A1 · 大黄鱼 · 100 kg · 惠安渔场
                └─ went to
                   ├─ 惠安渔场 → 福州加工厂 · 2026-03-01 10:00+08:00 · 100 kg
                   └─ made into lot B1 · 鱼片 · 60 kg · 福州加工厂 · 2026-03-01 18:00+08:00
                      ├─ 福州加工厂 → 超市 · 2026-03-02 04:00+08:00 · 60 kg · (one side only)
                      └─ packed in logistic unit 106141412345678908 · 福州加工厂 · 2026-03-01 20:00+08:00

                """)
    }

    @Test func salesAreSummedAndLongListsAreCut() {
        var story = Story()
        story.issue(kg("100", lot("A1")), by: shop, at: 0)
        for hour in 1...3 { story.sell(kg("1.5", lot("A1")), by: shop, at: Double(hour * 24)) }
        for hour in 1...26 { story.ship(kg("1", lot("A1")), from: shop, to: store, at: Double(hour)) }
        let lines = TraceGraph(story.chain(lot("A1")), operatorNames: names).tree(.zh).split(separator: "\n")
        #expect(lines.count == 1 + 1 + 24 + 1 + 1)
        #expect(lines[26].hasSuffix("……另有 2 项"))
        #expect(lines[27].hasSuffix("售出 超市 · 2026-03-02 … 2026-03-04 · 4.5 千克 · 3 次"))
    }

    @Test func theJSONNamesNodesEdgesAndMovements() throws {
        let json = try JSONDocument(graph(lot("B1")).json.formatted()).root
        let nodes = try #require(json["nodes"]).elements.map { $0["key"]?.string }
        #expect(nodes == [pallet, lot("A1"), lot("B1")])
        let edges = try #require(json["edges"]).elements.map {
            [$0["kind"]?.string, $0["from"]?.string, $0["to"]?.string]
        }
        #expect(edges == [["transformed", lot("A1"), lot("B1")], ["packed", lot("B1"), pallet]])
        #expect(json["movements"]?.elements.map { $0["confirmed"]?.bool } == [true, false])
        #expect(json["truncated"]?.bool == false)
    }

    @Test func drawingsAndMessagesCarryNoTerminalControls() {
        var story = Story()
        story.issue(kg("1", lot("A1")), at: 0, elements: ["productName": "a\u{1B}[2J\u{202E}b"])
        #expect(TraceGraph(story.chain(lot("A1"))).tree(.en).contains(#"a\u{1B}[2J\u{202E}b"#))
        #expect(String(repeating: "长", count: 81).shown == String(repeating: "长", count: 80) + "…")
    }

    @Test func dotQuotesWhatComesFromOutside() {
        var story = Story()
        story.issue(kg("1", lot("A1")), at: 0, elements: ["productName": "a\"]; evil [\\"])
        let dot = TraceGraph(story.chain(lot("A1"))).dot(.en)
        #expect(dot.contains(#"a\"]; evil [\\"#))
        #expect(dot.hasPrefix("digraph yima {\n") && dot.hasSuffix("}\n"))
    }

    @Test func dotShowsWhatMovedWhenAndToWhomItWasSold() {
        var story = story
        story.sell(kg("5", lot("B1")), by: plant, at: 30)
        story.amendLast { $0.destinationList = [.init(type: "owning_party", id: "urn:yima:uscc:\(store)")] }
        let graph = TraceGraph(story.chain(lot("B1")), operatorNames: names.merging([store: "学校"]) { $1 })
        let dot = graph.dot(.zh)
        #expect(dot.contains(#""惠安渔场" -> "福州加工厂" [label="批次 A1\n100 千克\n2026-03-01 10:00+08:00"];"#), "\(dot)")
        #expect(
            dot.contains(#""福州加工厂" -> "超市" [label="批次 B1\n60 千克\n2026-03-02 04:00+08:00", style=dashed];"#), "\(dot)")
        #expect(
            dot.contains(#""福州加工厂" -> "学校" [label="批次 B1\n5 千克\n2026-03-02 14:00+08:00", arrowhead=dot];"#), "\(dot)")
        #expect(dot.contains(#"[label="加工\n2026-03-01 18:00+08:00"]"#))
        #expect(graph.tree(.zh).contains("售出 福州加工厂 · 2026-03-02 14:00+08:00 · 5 千克 · 售与 学校"))
        #expect(String(decoding: graph.json.formatted(), as: UTF8.self).contains(#""buyers":["学校"]"#))
    }

    @Test func svgEscapesWhatComesFromOutsideAndNeedsNothingFromThere() {
        var story = Story()
        story.issue(kg("1", lot("A1")), at: 0, elements: ["productName": "<script>&\u{1}"])
        let svg = TraceGraph(story.chain(lot("A1"))).svg(.zh)
        #expect(!svg.contains("<script>") && svg.contains("&lt;script&gt;&amp;"))
        #expect(!svg.contains("href"))
    }
}
