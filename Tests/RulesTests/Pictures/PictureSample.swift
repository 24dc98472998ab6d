import Codes
import Foundation
import LedgerTesting
import Rules
import Values

@testable import Chains
@testable import Pictures

/// Chains to draw, judged: of the example scenarios, of the city, and large ones.
struct PictureSample {
    let graph: TraceGraph
    let verdict: VerdictDocument?

    init(_ chain: Chain, names: [String: String], now: Timestamp? = nil) {
        graph = TraceGraph(chain, operatorNames: names)
        let now = now ?? chain.events.map(\.record.recordTime).max() ?? Timestamp(milliseconds: 0)
        let findings = Judge(now: now, operatorNames: names).findings(in: chain)
        verdict = VerdictDocument(
            code: chain.subject.uri, chain: chain, findings: findings, basis: VerdictBasis(asOf: now), checkpoint: nil)
    }

    /// - Parameter code: nil for the code with the longest chain, of those of which most is found.
    init(scenario name: String, code: String? = nil) throws {
        let scenario = try Scenario(name)
        let index = EventIndex(scenario.records)
        let codes = code.map { [identity($0)] } ?? scenario.codes
        let samples = codes.map { PictureSample(index.chain(of: $0), names: scenario.operatorNames) }
        self = samples.max { $0.weight < $1.weight }!
    }

    /// The code with the shortest chain of at least so many events.
    init(scenario name: String, eventCountMin: Int) throws {
        let scenario = try Scenario(name)
        let index = EventIndex(scenario.records)
        let chains = scenario.codes.map { index.chain(of: $0) }.filter { $0.events.count >= eventCountMin }
        self.init(chains.min { $0.events.count < $1.events.count }!, names: scenario.operatorNames)
    }

    private var weight: (Int, Int) {
        (verdict?.findings.filter { $0.severity != .info }.count ?? 0, graph.events.count)
    }

    /// The first question that is asked of a chain of the city.
    init(city kind: String) throws {
        let told = ChainKind.all.first { $0.name == kind }!.chain(in: City(seed: 1), number: 1)
        let (reader, question) = (CodeReader(), told.questions[0])
        let replay = try CityReplay(told, reader: reader)
        let chain = replay.walk(
            try reader.read(question.code), at: question.moment, holder: question.holder, reader: reader)
        self.init(chain, names: replay.names, now: question.moment)
    }

    /// Firms and goods whose names are written from right to left, without blanks, under towers of accents, or not at all.
    static func oddlyNamed() -> PictureSample {
        var story = Story()
        let tower = "fi\u{300}\u{301}\u{302}\u{303}\u{304}\u{305}\u{306}\u{307}sh"
        story.issue(kg("9000.125", lot("ABCDEFGHIJKLMNOPQRST")), at: 0, elements: ["productName": tower])
        story.move(kg("9000.125", lot("ABCDEFGHIJKLMNOPQRST")), from: farm, to: plant, at: 2)
        story.move(kg("4000", lot("ABCDEFGHIJKLMNOPQRST")), from: plant, to: shop, at: 30)
        story.ship(kg("5000", lot("ABCDEFGHIJKLMNOPQRST")), from: plant, to: store, at: 31)
        story.ship(kg("1000", lot("ABCDEFGHIJKLMNOPQRST")), from: shop, to: nil, at: 60)
        story.destroy(kg("2000", lot("ABCDEFGHIJKLMNOPQRST")), by: shop, at: 61)
        let names = [
            farm: "شركة المأكولات البحرية المحدودة للتجارة والصناعة ﷽", plant: String(repeating: "WM", count: 45),
            store: "ООО «Щука и Ёрш Жигулёвск» " + tower, shop: " ",
        ]
        return PictureSample(story.chain(lot("ABCDEFGHIJKLMNOPQRST")), names: names)
    }

    /// A lot that a plant makes of another, ships to so many shops, each of which sells it at the till for some days.
    static func large(shops: Int, days: Int, salesADay: Int, isLongNamed: Bool = false) -> PictureSample {
        var story = Story()
        let firms = (0..<shops).map {
            uscc("91350521M0\(String($0 + 1000))00Y".padding(toLength: 17, withPad: "4", startingAt: 0))
        }
        story.issue(kg("9000", lot("A1")), at: 0, elements: ["productName": "大黄鱼（养殖）"])
        story.move(kg("9000", lot("A1")), from: farm, to: plant, at: 2)
        story.make(
            [kg("8000", lot("B1"))], from: [kg("9000", lot("A1"))], by: plant, at: 10,
            elements: ["productName": "冷冻大黄鱼片 500 克/袋"])
        story.inspect(kg("8000", lot("B1")), by: lab, at: 12)
        for (number, firm) in firms.enumerated() {
            let hour = 24 + Double(number) / 4
            story.move(kg("100", lot("B1")), from: plant, to: firm, at: hour)
            for day in 0..<days {
                for sale in 0..<salesADay {
                    story.sell(
                        kg("0.5", lot("B1")), by: firm,
                        at: 48 + Double(day * 24) + Double(sale) / 4 + Double(number) / 100)
                }
            }
        }
        var names = [farm: "惠安县大港湾海丰水产养殖专业合作社", plant: "福建省闽海鲜水产食品加工有限公司惠安分公司", lab: "泉州市食品药品检验所"]
        for (number, firm) in firms.enumerated() {
            names[firm] =
                isLongNamed
                ? "Quanzhou Licheng District Fresh Aquatic Products Supermarket Chain Store Number \(number + 1)"
                : "泉州市鲤城区百姓生鲜超市连锁有限公司第\(number + 1)门店"
        }
        return PictureSample(story.chain(lot("B1")), names: names)
    }

    func svg(_ language: DrawingLanguage) -> String { graph.svg(language, verdict: verdict) }
}
