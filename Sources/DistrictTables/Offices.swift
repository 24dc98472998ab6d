import LedgerTesting
import Values

/// The offices of the district and what they bring: who samples, who tests, who is drawn. The lot of the month's failure is chosen from what
/// the generator told.
struct Offices {
    struct NoSuchLot: Error {}

    let city: District.Enrolled
    let office: District.Enrolled
    let neighbour: District.Enrolled
    let laboratory: District.Enrolled
    let again: District.Enrolled
    /// The lot that fails, and at whose shop it is sampled.
    let lot: District.Lot
    let shop: Firm
    private let district: District

    var all: [District.Enrolled] { [city, office, neighbour, laboratory, again] }

    var grants: [District.Grant] {
        [
            .init(uscc: city.uscc, role: "authority", scope: "3505"),
            .init(uscc: office.uscc, role: "authority", scope: lot.maker.region),
            .init(uscc: neighbour.uscc, role: "authority", scope: shop.region),
            .init(uscc: laboratory.uscc, role: "laboratory", scope: "3505"),
            .init(uscc: again.uscc, role: "laboratory", scope: "35"),
        ]
    }

    /// A packaged lot of the month that a shop of another district received last.
    init(_ district: District) throws {
        let found = district.lots.reversed().lazy.compactMap { lot -> (District.Lot, Firm)? in
            guard lot.profile == "food", [.processor, .bakery, .kitchen].contains(lot.maker.trade),
                let shop = lot.holders.last(where: { $0.firm.trade == .shop && $0.firm.region != lot.maker.region })
            else { return nil }
            return (lot, shop.firm)
        }.first
        guard let (lot, shop) = found else { throw NoSuchLot() }
        (self.district, self.lot, self.shop) = (district, lot, shop)
        func office(_ registration: String, _ region: String, _ serial: Int, _ name: String) -> District.Enrolled {
            .init(uscc: City.uscc(registration, region: region, serial: serial), name: name)
        }
        city = office("11", "350500", 3505_0001, "泉州市市场监督管理局")
        self.office = office("11", lot.maker.region, 3505_0002, "\(lot.maker.name.prefix(2))市场监督管理局")
        neighbour = office("11", shop.region, 3505_0003, "\(shop.name.prefix(2))市场监督管理局")
        laboratory = office("12", "350500", 3505_0004, "泉州市食品检验检测中心")
        again = office("12", "350200", 3502_0005, "厦门市食品检验研究院")
    }

    // MARK: What the laboratory found

    private struct Item {
        let name: String
        let good: String
        let bad: String
    }

    private static func items(_ profile: String) -> [Item] {
        switch profile {
        case "aquatic": [Item(name: "恩诺沙星", good: "12 µg/kg", bad: "138 µg/kg")]
        case "crops", "grain": [Item(name: "毒死蜱", good: "<0.01 mg/kg", bad: "0.31 mg/kg")]
        case "livestock", "imported-meat": [Item(name: "恩诺沙星", good: "未检出", bad: "162 µg/kg")]
        default:
            [
                Item(name: "菌落总数", good: "1200 CFU/g", bad: "98000 CFU/g"),
                Item(name: "大肠菌群", good: "<10 CFU/g", bad: "240 CFU/g"),
            ]
        }
    }

    /// Samples of lots of the month where they were made or where they were sold; one in forty fails.
    func writeResults(_ files: TableFolder, samplesMax: Int) throws {
        var random = SplitMix64(seed: district.city.seed ^ 0x5A3B)
        let header = [
            "time", "step", "code", "from", "testItem", "testValue", "testVerdict", "reportNo", "sampleNo",
            "samplingStage",
            "productName",
        ]
        var rows: [String: [[String]]] = [:]
        for number in 0..<samplesMax {
            let lot = district.lots[Int.random(in: district.lots.indices, using: &random)]
            let holder =
                lot.holders.isEmpty || Bool.random(using: &random) ? nil : lot.holders.randomElement(using: &random)
            let day = min(
                district.last.daysSinceEpoch,
                (holder?.day ?? lot.day).daysSinceEpoch + Int.random(in: 0...2, using: &random))
            let items = Self.items(lot.profile)
            let item = items[Int.random(in: items.indices, using: &random)]
            let isFailed = lot.code != self.lot.code && Int.random(in: 1...40, using: &random) == 1
            rows[lot.profile, default: []].append([
                "\(CalendarDate(daysSinceEpoch: day))T16:00:00+08:00", "inspect", lot.code,
                (holder?.firm ?? lot.maker).uscc,
                item.name, isFailed ? item.bad : item.good, isFailed ? "不合格" : "合格", "J\(number)", "C\(number)",
                holder == nil ? "生产" : "流通", lot.name,
            ])
        }
        for (profile, its) in rows { try files.write("results-\(profile)", header, its.sorted { $0[0] < $1[0] }) }
    }

    // MARK: The plan, the draw

    func writePlan(_ files: TableFolder) throws {
        try files.write("plan-quotas", ["profile", "stage", "district", "count"], [["food", "流通", shop.region, "1"]])
        try files.write(
            "plan-items", ["item", "unit", "method", "least", "most", "limit", "basis"],
            [["苯甲酸", "g/kg", "GB 5009.28-2016", "0.005", "5", "1.0", "GB 2760-2024"]])
        try files.write(
            "plan-labs", ["uscc", "items", "retest"], [[laboratory.uscc, "", ""], [again.uscc, "", "是"]])
        try files.write(
            "plan-orders", ["order", "firm", "code", "profile", "stage", "district", "laboratory"],
            [["R-1", shop.uscc, lot.code, "food", "流通", shop.region, laboratory.uscc]])
        try files.write(
            "plan-taken", ["sample", "order", "code", "firm", "producer", "quantity", "seal", "reserve"],
            [["S-1", "R-1", lot.code, shop.uscc, lot.maker.uscc, "1 kg", "F-1", "B-1"]])
        try files.write("plan-received", ["sample", "seal", "state", "part"], [["S-1", "F-1", "完好", ""]])
        try files.write(
            "plan-results", ["sample", "item", "value", "verdict", "report"], [["S-1", "苯甲酸", "1.62", "", "J-9001"]])
    }

    /// The inspected firms of the maker's district, from as many cities of the generator as have four hundred.
    func writeDraw(_ files: TableFolder, seed: UInt64) throws {
        let region = lot.maker.region
        var firms: [String: String] = [:]
        var number: UInt64 = 0
        while firms.count < 400 {
            for firm in City(seed: seed &+ 1000 &+ number).firms where firm.region == region && firms.count < 400 {
                firms[firm.uscc] = firm.name
            }
            number += 1
        }
        let rows = firms.sorted { $0.key < $1.key }.enumerated().map { place, firm in
            [firm.key, firm.value, ["A", "B", "C", "D"][place % 4], region]
        }
        try files.write("firms", ["uscc", "name", "class", "district"], rows)
        try files.write("inspectors", ["number", "name"], (1...20).map { ["ZF\(100 + $0)", "检查员\($0)"] })
    }

    /// For the script that records them.
    var names: String {
        let names = [
            ("office", office.uscc), ("neighbour", neighbour.uscc), ("city", city.uscc),
            ("laboratory", laboratory.uscc),
            ("maker", lot.maker.uscc), ("shop", shop.uscc), ("lot", lot.code), ("region", lot.maker.region),
        ]
        return names.map { "\($0.0)='\($0.1)'\n" }.joined()
    }
}
