import EPCIS
import Interchange
import OracleTesting
import Profiles
import Testing
import Values

/// Cells as people in the trade write them: their units, their dates, their shelf lives, their acts.
@Suite struct `A row that a person filled in` {
    static let operatorUSCC = "91350100M000100Y43"
    static let other = "91350505MA347T0R4N"
    static let lot = "(01)06901234567892(10)A1"

    private func scan(_ cells: [(String, String)], profile: String = "food") throws -> MappedScan {
        let csv = cells.map(\.0).joined(separator: ",") + "\n" + cells.map(\.1).joined(separator: ",") + "\n"
        let records = try CSVReader.everything(in: Array(csv.utf8))
        let mapper = try ScanMapper(
            profile: try #require(Profile.named(profile)), operatorUSCC: Self.operatorUSCC, header: records[0])
        return try mapper.scan(records[1])
    }

    private func event(_ step: String, _ more: [(String, String)] = [], profile: String = "food") throws -> EPCISEvent {
        let cells = [("time", "2026-06-01 08:30"), ("step", step), ("code", Self.lot), ("site", "350583-A")] + more
        return try EPCISEvent(json: try scan(cells, profile: profile).event)
    }

    @Test(
        arguments: [
            ("10", "斤", "5", "KGM"), ("1", "斤", "0.5", "KGM"), ("0.2", "市斤", "0.1", "KGM"), ("3", "两", "150", "GRM"),
            ("0.000002", "斤", "0.000001", "KGM"), ("1.5", "担", "75", "KGM"), ("2", "公担", "2", "DTN"),
            ("１２．５", "ｋｇ", "12.5", "KGM"), ("5", "头", "5", "HEA"), ("5", "筐", "5", "XBK"), ("5", "桶", "5", "XBJ"),
            ("5", "板", "5", "XPU"), ("5", "罐", "5", "XCX"), ("5", "托", "5", "XPX"), ("5", "箱", "5", "XCT"),
            ("5", "尾", "5", nil), ("5", "枚", "5", nil), ("999999999", "斤", "499999999.5", "KGM"),
        ] as [(String, String, String, String?)])
    func `has amounts in the units of the trade, converted exactly`(
        quantity: String, unit: String, amount: String, uom: String?
    ) throws {
        for step in ["commission", "ship"] {
            let made = try event(step, [("quantity", quantity), ("uom", unit)])
            #expect(made.quantityList.map(\.amount) == [Amount(amount)] && made.quantityList.map(\.uom) == [uom])
        }
        let cells = [
            ("time", "2026-06-01 08:30"), ("step", "merge"), ("inputs", "\(Self.lot)*\(quantity)\(unit)"),
            ("outputs", "\(Self.lot)B*\(quantity) \(unit)"),
        ]
        let made = try EPCISEvent(json: try scan(cells).event)
        for lots in [made.inputQuantityList, made.outputQuantityList] {
            #expect(lots.map(\.amount) == [Amount(amount)] && lots.map(\.uom) == [uom])
        }
    }

    @Test(
        arguments: [
            ("1,000", "kg", "1000", "KGM", "1000"), ("1,234,567.5", "", "1234567.5", nil, "1234567.5"),
            ("１，０００", "千克", "1000", "KGM", "1000"), ("10 000", "kg", "10000", "KGM", "10000"),
            ("10\u{A0}000 千克", "", "10000", "KGM", "10000"),
            ("1\u{2009}234\u{202F}567.5", "", "1234567.5", nil, "1234567.5"),
            ("1 000", "斤", "500", "KGM", "500"), ("500 kg", "", "500", "KGM", "500"),
            ("100千克", "", "100", "KGM", "100"),
            ("100 kg", "KGM", "100", "KGM", "100"), ("1,000斤", "", "500", "KGM", "500"), ("３箱", "", "3", "XCT", "3"),
            ("55.7918652", "kg", "55.791865", "KGM", "55.7918652"),
            ("0055.7918652", "", "55.791865", nil, "55.7918652"),
            ("0.000001", "斤", "0.000001", "KGM", "0.0000005"), ("12.34567891", "斤", "6.172839", "KGM", "6.172839455"),
        ] as [(String, String, String, String?, String)])
    func `has amounts as offices write them, and every decimal that was written`(
        quantity: String, unit: String, amount: String, uom: String?, written: String
    ) throws {
        let cells = [
            ("time", "2026-06-01 08:30"), ("step", "ship"), ("code", Self.lot), ("site", "350583-A"),
            ("quantity", "\"\(quantity)\""), ("uom", unit),
        ]
        let made = try scan(cells).event
        let event = try EPCISEvent(json: made)
        #expect(event.quantityList.map(\.amount) == [Amount(amount)] && event.quantityList.map(\.uom) == [uom])
        #expect(String(decoding: made, as: UTF8.self).contains("\"quantity\":\(written)" + (uom == nil ? "}" : ",")))
    }

    @Test(arguments: [
        "1,00", "12,5", "1,0000", ",5", "10 00", "1 0000", "1000 000", "1 000,000", "1,000,00", "千克", "100千克", "1..2",
        "1e3", "0", "0.00000001",
    ])
    func `is refused where an amount could be meant otherwise, or is none`(quantity: String) throws {
        let cells = [
            ("time", "2026-06-01 08:30"), ("step", "ship"), ("code", Self.lot), ("quantity", "\"\(quantity)\""),
            ("uom", "箱"),
        ]
        #expect(throws: ScanError.self, "\(quantity)") { try scan(cells) }
    }

    @Test func `has its unit in the header of the amounts, and no other in the row`() throws {
        for header in ["数量（千克）", "数量(千克)", "quantity (kg)", "数量（公斤）"] {
            let cells = [("时间", "2026-06-01 08:30"), ("环节", "发货"), ("编码", Self.lot), (header, "12")]
            #expect(try EPCISEvent(json: try scan(cells).event).quantityList.map(\.uom) == ["KGM"])
            _ = try scan(cells + [("单位", "公斤")])
            let other = try #require(throws: ScanError.self) { try scan(cells + [("单位", "吨")]) }
            #expect(other.reason == .contradiction)
        }
        #expect(throws: ScanError.self) { try scan([("时间", "x"), ("环节", "发货"), ("编码", "x"), ("数量（某）", "1")]) }
    }

    @Test func `has columns by the names that offices give them`() throws {
        let cells = [
            ("操作时间", "2026-06-01 16：40"), ("业务类型", "收货"), ("溯源码", Self.lot), ("供应商名称", "泉州某食品公司"), ("品名", "大黄鱼"),
            ("保质期(天)", "30"), ("生产单位", "某厂"),
        ]
        let event = try EPCISEvent(json: try scan(cells).event)
        #expect(event.dataElements["supplierName"] == "泉州某食品公司" && event.dataElements["productName"] == "大黄鱼")
        #expect(event.dataElements["shelfLifeDays"] == "30" && event.dataElements["producerName"] == "某厂")
    }

    @Test func `is told all the columns that are unknown at once, and a column without a name must be empty`() throws {
        let unknown = try #require(throws: ScanError.self) {
            try scan([("时间", "x"), ("坏列", "x"), ("环节", "x"), ("dokument", "x"), ("编码", "x")])
        }
        #expect(unknown.wording.en.contains("unknown columns \"坏列\", \"dokument\""))
        #expect(unknown.hint?.en.contains("dokument: ") == true && unknown.column == 4)
        let personal = try #require(throws: ScanError.self) { try scan([("时间", "x"), ("350505199001010578", "x")]) }
        #expect(personal.wording.en.contains("unknown column \"…\"") && personal.hint?.en.contains("19900101") == false)
        let cells = [("时间", "2026-06-01 08:30"), ("环节", "发货"), ("编码", Self.lot)]
        #expect(throws: Never.self) { try scan(cells + [("", "")]) }
        let full = try #require(throws: ScanError.self) { try scan(cells + [("", "12")]) }
        #expect(full.wording.en.contains("“12” stands in a column without a name"))
        let empty = try #require(throws: ScanError.self) { try scan([("时间", ""), ("环节", "发货"), ("编码", Self.lot)]) }
        #expect(empty.wording.zh == "“时间”为空")
    }

    @Test func `is told the way out where a spreadsheet has shortened a code, or a firm's name stands for its number`()
        throws
    {
        let cells = [("时间", "2026-06-01 08:30"), ("环节", "发货")]
        for code in ["6.93538E+12", "6.93538e+12", "1E+17"] {
            let short = try #require(throws: ScanError.self) { try scan(cells + [("编码", code)]) }
            #expect(short.hint?.en.contains("format the column as text and enter it again") == true, "\(code)")
            #expect(short.wording.en.contains(code))
        }
        let name = try #require(throws: ScanError.self) {
            try scan(cells + [("编码", Self.lot), ("收货方", "泉州某食品有限公司")])
        }
        #expect(name.wording.zh.contains("收货方：“泉州某食品有限公司”是名称") && name.hint?.zh.contains("18 位") == true)
    }

    @Test func `is no scan where it is blank or adds up the others`() throws {
        func isNone(_ row: String) throws -> Bool {
            let records = try CSVReader.everything(in: Array("时间,环节,编码,数量\n\(row)\n".utf8))
            let mapper = try ScanMapper(
                profile: try #require(Profile.named("food")), operatorUSCC: Self.operatorUSCC, header: records[0])
            return mapper.isNoScan(records[1])
        }
        for row in [",,,", " ,　,,", "合计,,,120", ",,合计：,120", ",,Total,5", "总计,,,", ",小 计,,7"] {
            #expect(try isNone(row), "\(row)")
        }
        for row in [",,合计鱼,1", "2026-06-01 08:30,发货,合计,1", ",发货,合计,1", ",,\(Self.lot),120"] {
            #expect(try !isNone(row), "\(row)")
        }
    }

    @Test(arguments: [("9000000000000", "担"), ("1", "石"), ("1", "斤两")])
    func `is refused where its unit is not known or the amount is too large in it`(quantity: String, unit: String)
        throws
    {
        #expect(throws: ScanError.self) { try event("ship", [("quantity", quantity), ("uom", unit)]) }
    }

    @Test(arguments: [
        "2026年5月13日 8:30", "2026年5月13日8时30分", "2026/5/13 8：30", "２０２６-０５-１３ ０８:３０", "2026.5.13 08:30:00",
    ])
    func `has its time in Chinese or in full-width digits`(time: String) throws {
        let scan = try scan([("时间", time), ("环节", "发货"), ("编码", Self.lot), ("生产日期", "2026年5月1日")])
        let made = try EPCISEvent(json: scan.event)
        #expect(made.eventTime == OffsetTime(rfc3339: "2026-05-13T08:30:00+08:00"))
        #expect(made.dataElements["productionDate"] == "2026-05-01")
    }

    static let lives: [(cells: [(String, String)], elements: [String: String])] = [
        ([("shelfLifeDays", "5天")], ["shelfLifeDays": "5"]), ([("保质期", "30 日")], ["shelfLifeDays": "30"]),
        ([("保质期（天）", "2周")], ["shelfLifeDays": "14"]), ([("shelf life", "7 days")], ["shelfLifeDays": "7"]),
        ([("保质期", "１８　个月")], ["shelfLifeMonths": "18"]), ([("保质期", "1年")], ["shelfLifeMonths": "12"]),
        ([("保质期", "12 Months")], ["shelfLifeMonths": "12"]), ([("保质期", "540")], ["shelfLifeDays": "540"]),
        (
            [("生产日期", "2026年1月31日"), ("保质期", "1个月")],
            ["shelfLifeMonths": "1", "expiryDate": "2026-02-28", "productionDate": "2026-01-31"]
        ),
        (
            [("productionDate", "2024-02-29"), ("shelfLifeMonths", "12")],
            ["shelfLifeMonths": "12", "expiryDate": "2025-02-28", "productionDate": "2024-02-29"]
        ),
        (
            [("productionDate", "2026-03-01"), ("保质期", "12个月"), ("保质期至", "2027-02-28")],
            ["shelfLifeMonths": "12", "expiryDate": "2027-02-28", "productionDate": "2026-03-01"]
        ),
        (
            [("保质期（月）", "10天"), ("productionDate", "2026-03-01")],
            ["shelfLifeDays": "10", "productionDate": "2026-03-01"]
        ),
        ([("保质期", "12个月"), ("shelfLifeMonths", "12")], ["shelfLifeMonths": "12"]),
        ([("保质期", "半年")], ["shelfLifeMonths": "6"]), ([("保质期", "一年")], ["shelfLifeMonths": "12"]),
        ([("保质期", "一年半")], ["shelfLifeMonths": "18"]), ([("保质期", "1年半")], ["shelfLifeMonths": "18"]),
        ([("保质期", "1.5年")], ["shelfLifeMonths": "18"]), ([("保质期", "两年")], ["shelfLifeMonths": "24"]),
        ([("保质期", "1年6个月")], ["shelfLifeMonths": "18"]), ([("保质期", "十八个月")], ["shelfLifeMonths": "18"]),
        ([("保质期", "一百八十天")], ["shelfLifeDays": "180"]), ([("保质期限", "三个月")], ["shelfLifeMonths": "3"]),
        ([("保质期（天）", "两周")], ["shelfLifeDays": "14"]), ([("保质期", "一百零五天")], ["shelfLifeDays": "105"]),
    ]

    @Test(arguments: lives.indices, ["food", "aquatic", "imported-meat", "crops", "grain"])
    func `keeps a shelf life in days or in calendar months, and reckons the last day from months`(
        index: Int, profile: String
    ) throws {
        let (cells, elements) = Self.lives[index]
        let made = try event("store", cells, profile: profile).dataElements
        #expect(made.filter { !["profile", "actorUscc"].contains($0.key) } == elements)
        if elements["productionDate"] != nil { #expect(ShelfLife.lastGoodDay(of: made) != nil) }
    }

    @Test(arguments: [
        "12-18个月", "月", "-5天", "0天", "12个月左右", "9999999天", "2000个月", "半个月", "1.3年", "1年5天", "一二年", "百天", "半",
    ])
    func `is refused where its shelf life is no number of a known unit`(written: String) throws {
        #expect(throws: ScanError.self) { try event("store", [("保质期", written)]) }
    }

    @Test func `may not say two shelf lives in one unit`() throws {
        let error = try #require(throws: ScanError.self) {
            try event("store", [("保质期", "12个月"), ("shelfLifeMonths", "18")])
        }
        #expect(error.reason == .contradiction)
    }

    @Test(arguments: [
        ("2026-01-31", "1", "2026-02-28"), ("2024-01-31", "1", "2024-02-29"), ("2026-12-15", "1", "2027-01-15"),
        ("2026-08-31", "18", "2028-02-29"), ("2026-05-13", "12", "2027-05-13"), ("2026-05-13", "1200", "2126-05-13"),
    ])
    func `has months of the calendar`(day: String, months: String, last: String) {
        let elements = ["productionDate": day, "shelfLifeMonths": months]
        #expect(ShelfLife.lastGoodDay(of: elements)?.description == last)
        #expect(
            ShelfLife.lastGoodDay(of: ["productionDate": day, "shelfLifeDays": "1"])?.daysSinceEpoch
                == WrittenTime.date(day).map { $0.daysSinceEpoch + 1 })
        #expect(ShelfLife.lastGoodDay(of: ["shelfLifeMonths": months]) == nil)
    }

    /// What each act of the trade becomes, from the party that records it to the party that it names.
    @Test(
        arguments: [
            ("退货", "to", "shipping", "returned", true, true), ("退回收货", "from", "receiving", "returned", true, true),
            ("拒收", "from", "urn:yima:bizstep:refusing", "returned", true, true),
            ("撤销发货", "to", "void_shipping", "in_progress", true, true),
            ("期初库存", "from", "urn:yima:bizstep:opening_stock", "available", true, true),
        ] as [(String, String, String, String, Bool, Bool)])
    func `names both parties of an act between two`(
        word: String, column: String, bizStep: String, disposition: String, hasSource: Bool, hasDestination: Bool
    ) throws {
        let made = try event(word, [("quantity", "3"), (column, Self.other)])
        #expect(made.bizStep == bizStep && made.disposition == disposition && made.action == .observe)
        let own = "urn:yima:uscc:" + Self.operatorUSCC
        let theirs = "urn:yima:uscc:" + Self.other
        #expect(made.sourceList.map(\.id) == [column == "to" ? own : theirs])
        #expect(made.destinationList.map(\.id) == [column == "to" ? theirs : own])
    }

    @Test func `corrects an event by its id`() throws {
        let made = try event(
            "更正",
            [("被更正事件编号", "urn:uuid:50000000-0000-4000-8000-000000000001"), ("更正原因", "填错"), ("quantity", "3")])
        #expect(made.bizStep == "urn:yima:bizstep:correcting" && made.disposition == nil)
        #expect(made.dataElements["correctionReason"] == "incorrect_data")
        #expect(made.dataElements["correctedEventID"] == "urn:uuid:50000000-0000-4000-8000-000000000001")
        #expect(made.eventID == "urn:uuid:50000000-0000-4000-8000-000000000001")
        #expect(made.errorDeclaration?.reason == "incorrect_data")
        #expect(made.errorDeclaration?.correctiveEventIDs == [])
        let replaced = try event(
            "更正",
            [
                ("被更正事件编号", "urn:yima:event:91350100M000100Y43/dock-1:7"), ("更正原因", "未发生"),
                ("更正后事件编号", "urn:uuid:50000000-0000-4000-8000-000000000002"), ("quantity", "3"),
            ])
        #expect(replaced.eventID == "urn:yima:event:91350100M000100Y43/dock-1:7")
        #expect(replaced.errorDeclaration?.reason == "did_not_occur")
        #expect(
            replaced.errorDeclaration?.correctiveEventIDs == ["urn:uuid:50000000-0000-4000-8000-000000000002"])
    }

    @Test func `what a correction takes back is one event`() throws {
        #expect(throws: ScanError.self) {
            try event(
                "更正", [("被更正事件编号", "urn:uuid:1"), ("更正原因", "填错"), ("eventID", "urn:uuid:2"), ("quantity", "3")])
        }
        #expect(throws: ScanError.self) {
            try event("更正", [("被更正事件编号", "第七条"), ("更正原因", "填错"), ("quantity", "3")])
        }
    }

    @Test func `takes losses off the stock, and says of a loss that it is one`() throws {
        let made = try event("损耗", [("quantity", "3"), ("uom", "斤")])
        #expect(made.action == .delete && made.bizStep == "urn:yima:bizstep:losing")
        #expect(made.quantityList.map(\.amount) == [Amount("1.5")])
    }

    @Test(
        .enabled(if: SharedData.isPresent, "the test documents are absent"))
    func `of the small cases lacks nothing that does not exist`() throws {
        let file = try #require(SharedData.files(in: "chains").first { $0.name == "data-1-false.csv" })
        let records = try CSVReader.everything(in: file.bytes)
        let profile = try #require(Profile.named("food"))
        let mapper = try ScanMapper(profile: profile, operatorUSCC: Self.operatorUSCC, header: records[0])
        #expect(records.count == 6)
        for record in records.dropFirst() {
            let scan = try mapper.scan(record)
            #expect(scan.notices == [], "line \(record.line)")
            #expect(profile.problems(in: try EPCISEvent(json: scan.event)) == [])
        }
    }
}
