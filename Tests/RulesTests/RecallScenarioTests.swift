import Codes
import Foundation
import StrictJSON
import Testing
import Values
import WebPages

@testable import Chains
@testable import Rules

/// The recalls of the example scenarios, checked by hand against their events.
@Suite("The recall of an example") struct RecallScenarioTests {
    private static let now = Timestamp(rfc3339: "2026-11-30T00:00:00Z")!

    private func report(_ name: String, _ code: String) throws -> RecallReport {
        let scenario = try Scenario(name)
        let code = try CodeReader().read(code)
        return RecallReport(
            code.uri, chains: [EventIndex(scenario.records).chain(of: code)], now: Self.now,
            operatorNames: scenario.operatorNames)
    }

    /// `holder lot: on hand / coming / sold / used / destroyed`, in the unit of the goods.
    private func told(_ report: RecallReport) -> Set<String> {
        Set(
            report.holders.map { holder in
                let one = holder.holding
                let goods = [one.goods.part("lot"), one.goods.part("serial")].compactMap(\.self).joined(separator: "/")
                let amounts = [one.onHand, one.inTransit, one.sold, one.used, one.destroyed].map(\.figures)
                #expect(one.unaccounted.isNone && one.excess.isNone, "\(goods) \(holder.name ?? "")")
                return "\(holder.name ?? one.holder) \(goods): \(amounts.joined(separator: " / "))"
            })
    }

    @Test func ofFlour() throws {
        // 36,000 kg were milled, 10,000 kg of them sent to the biscuit factory, which used 4,000 kg on each of two days.
        let report = try report("packaged-food", "https://id.gs1.org/01/06935701000285/10/MF260215")
        #expect(report.isComplete && report.state == .none && report.notes.isEmpty)
        #expect(
            told(report) == [
                "泉州市丰泽闽麦面粉有限公司 MF260215: 26000 / 0 / 0 / 0 / 0",
                "晋江市佳味食品有限公司 MF260215: 2000 / 0 / 0 / 8000 / 0",
                // Biscuits: of 20,000 bags each day three and two pallets of 5,000 bags went to the distributor.
                "晋江市佳味食品有限公司 BG260310: 5000 / 0 / 0 / 0 / 0",
                "晋江市佳味食品有限公司 BG260311: 10000 / 0 / 0 / 0 / 0",
                "泉州市万通食品配送有限公司 BG260310: 9500 / 0 / 0 / 0 / 0",
                "泉州市万通食品配送有限公司 BG260311: 5000 / 0 / 0 / 0 / 0",
                "泉州市鲤城区实验小学（食堂） BG260310: 0 / 0 / 2995 / 0 / 5",
                "泉州市鲤城区实验小学（食堂） BG260311: 2 / 0 / 2598 / 0 / 0",
                "泉州市丰泽区第三中学（食堂） BG260310: 8 / 0 / 2492 / 0 / 0",
                "泉州市丰泽区第三中学（食堂） BG260311: 6 / 0 / 2394 / 0 / 0",
            ])
        #expect(report.suspects.map { $0.code.part("lot") } == ["XM260210"])
        #expect(report.suspects.first?.used.figures == "49000")
        #expect(report.siblings.isEmpty)
    }

    @Test func ofBiscuits() throws {
        let report = try report("packaged-food", "https://id.gs1.org/01/06935767000182/10/BG260310")
        // Palm oil and sugar went into three lots of biscuits, this flour into two of them.
        #expect(
            report.suspects.map { "\($0.code.part("lot") ?? "") \($0.depth) \($0.used.figures)" }
                == ["MF260215 1 4000", "DY260220 1 600", "BT260222 1 900", "XM260210 2 49000"])
        #expect(
            report.suspects.map { $0.makers.count } == [1, 1, 1, 1]
                && report.suspects[0].makers == ["91350502MA2YC6D492"])
        #expect(report.siblings.map { $0.code.part("lot") } == ["BG260311", "BG260320"])
        #expect(
            report.siblings.map { $0.inputs.compactMap { $0.part("lot") } } == [
                ["MF260215", "DY260220", "BT260222"], ["DY260220", "BT260222"],
            ])
        #expect(report.holders.count == 4)
    }

    @Test func ofFish() throws {
        let report = try report("yellow-croaker", "https://id.gs1.org/01/06935248000106/10/DHY260609")
        #expect(report.isComplete)
        let lines = told(report)
        // 14,400 kg were caught: 10,000 kg went to the plant, which used all, and 4,400 kg to the wholesaler, who sold 1,500 kg and
        // passed 2,400 kg on to the supermarket, which sold 2,362.5 kg and destroyed the last 37.5 kg.
        for line in [
            "惠安县大港湾海丰水产养殖专业合作社 DHY260609: 0 / 0 / 0 / 0 / 0",
            "泉州市闽味水产加工有限公司 DHY260609: 0 / 0 / 0 / 10000 / 0",
            "福州市海峡水产批发有限公司 DHY260609: 500 / 0 / 1500 / 0 / 0",
            "厦门惠民生鲜超市有限公司 DHY260609: 0 / 0 / 2362.5 / 0 / 37.5",
            // 7,600 kg were frozen: 6,600 kg went to the cold store, 1,000 kg into a mixed lot of 2,000 kg.
            "泉州市闽味水产加工有限公司 LD260610: 0 / 0 / 0 / 1000 / 0",
            "泉州港丰冷链物流有限公司 LD260610: 2600 / 0 / 0 / 0 / 0",
            "厦门惠民生鲜超市有限公司 LD260610: 3780.9 / 0 / 219.1 / 0 / 0",
            "泉州市闽味水产加工有限公司 LD260612-M: 0 / 0 / 0 / 0 / 0",
            "福州市海峡水产批发有限公司 LD260612-M: 1200 / 0 / 0 / 0 / 0",
            "厦门惠民生鲜超市有限公司 LD260612-M: 771.3 / 0 / 28.7 / 0 / 0",
        ] {
            #expect(lines.contains(line), "\(line)")
        }
        #expect(lines.count == 10, "\(lines.sorted())")
        // The laboratory tested and holds nothing; the fish of another catch are only what the mixed lot was made of.
        #expect(!report.holders.contains { $0.holding.holder == "91350500MA2Y0T5B2W" })
        #expect(report.suspects.map { $0.code.part("lot") } == ["YM250311B"])
    }

    @Test func ofBeef() throws {
        let report = try report("imported-beef", "https://id.gs1.org/01/07738012000178/10/UY4260601")
        #expect(report.isComplete)
        let lines = told(report)
        for line in [
            // 13,500 kg of boned shoulder came by container, went through the inspection site to the cold store, and were split.
            "泉州市海丝进出口贸易有限公司 UY4260601: 0 / 0 / 0 / 0 / 0",
            "泉州石湖港进口肉类指定监管场地有限公司 UY4260601: 0 / 0 / 0 / 0 / 0",
            "泉州港丰冷链物流有限公司 UY4260601: 0 / 0 / 0 / 13500 / 0",
            "泉州港丰冷链物流有限公司 UY4260601-1: 0 / 0 / 0 / 0 / 0",
            "泉州港丰冷链物流有限公司 UY4260601-2: 1500 / 0 / 0 / 0 / 0",
            "泉州市鲤中肉类批发行 UY4260601-1: 1475 / 0 / 4025 / 0 / 0",
            "厦门市同安联盛冻品有限公司 UY4260601-2: 1750 / 0 / 4250 / 0 / 0",
            "泉州市鲤城牛肉羹老店餐饮有限公司 UY4260601-1: 100 / 0 / 0 / 400 / 0",
            "泉州市鲤城牛肉羹老店餐饮有限公司 NR260905: 101 / 0 / 291 / 0 / 0",
        ] {
            #expect(lines.contains(line), "\(line)")
        }
        #expect(lines.count == 9, "\(lines.sorted())")
        // The other lot of the same container is another's, and so is what came with the next one.
        #expect(!report.holders.contains { $0.holding.goods.part("lot")?.hasPrefix("UY4260603") ?? false })
        #expect(report.suspects.isEmpty)
        let meat = try self.report("imported-beef", "https://id.gs1.org/01/06935812000150/10/NR260905")
        #expect(meat.suspects.map { $0.code.part("lot") } == ["UY4260601-1", "UY4260601"])
        #expect(meat.suspects[0].users == ["91350502MA35QD194Q"])
    }

    /// What is told of every code of every scenario adds up: what was made is somewhere.
    @Test(arguments: ["yellow-croaker", "packaged-food", "imported-beef"]) func addsUp(name: String) throws {
        let scenario = try Scenario(name)
        var count = 0
        for chain in scenario.chains() where chain.subject.grain == .lot {
            let own = Holdings(chain, .subject).holdings(of: chain.subject.key)
            guard !own.isEmpty else { continue }
            count += 1
            let total = Holding.total(own)
            let parts = [
                total.onHand, total.inTransit, total.sold, total.used, total.destroyed, total.lost, total.unaccounted,
            ]
            #expect(
                parts.reduce(0) { $0 + $1.least.quanta } == total.made.least.quanta + total.excess.least.quanta,
                "\(chain.subject.uri)")
        }
        #expect(count >= 8)
    }
}

@Suite("The page of a recall") struct RecallPageTests {
    private static let now = Timestamp(rfc3339: "2026-11-30T00:00:00Z")!

    private func page(_ language: DrawingLanguage, name: String? = nil) throws -> String {
        let scenario = try Scenario("packaged-food")
        let code = try CodeReader().read("https://id.gs1.org/01/06935767000182/10/BG260310")
        var names = scenario.operatorNames
        if let name { names["91350582MA33RT2P9Q"] = name }
        let report = RecallReport(
            code.uri, chains: [EventIndex(scenario.records).chain(of: code)], now: Self.now, operatorNames: names)
        return RecallPage(report, language, ground: Wording(en: "proven", zh: "已证实")).html
    }

    @Test func needsNothingElseAndRunsNothing() throws {
        for language in DrawingLanguage.allCases {
            let html = try page(language)
            #expect(html.hasPrefix("<!DOCTYPE html>"))
            for forbidden in ["<script", "<img", "<link", "<iframe", "href=", "src=\"", "url(", "@import", "onload"] {
                #expect(!html.contains(forbidden), "\(forbidden)")
            }
            #expect(html.contains("default-src 'none'"))
            #expect(html.contains("@page{size:A4"))
        }
        #expect(try page(.zh).contains("<h2>持有方与去向 (4)</h2>") && page(.zh).contains("泉州市万通食品配送有限公司"))
        #expect(try page(.en).contains("<h2>Who has it, and what became of it (4)</h2>"))
    }

    @Test func escapesWhatOthersWrote() throws {
        let html = try page(.en, name: "<script>alert(1)</script> & \"x\" 'y'\u{202E}")
        #expect(!html.contains("<script>") && !html.contains("\u{202E}"))
        #expect(html.contains("&lt;script&gt;alert(1)&lt;/script&gt; &amp; &quot;x&quot; &#39;y&#39;"))
    }

    /// Every element that is opened is closed, in order.
    @Test func isWellFormed() throws {
        let html = try page(.zh)
        var open: [Substring] = []
        for part in html.split(separator: "<").dropFirst() {
            guard let end = part.firstIndex(of: ">") else { continue }
            let tag = part[..<end]
            let name = tag.drop { $0 == "/" }.prefix { $0.isLetter || $0.isNumber }
            if tag.hasPrefix("!") || name == "meta" { continue }
            if tag.hasPrefix("/") { #expect(open.popLast() == name) } else { open.append(name) }
        }
        #expect(open.isEmpty)
    }
}
