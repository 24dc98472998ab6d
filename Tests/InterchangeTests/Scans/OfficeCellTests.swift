import EPCIS
import Interchange
import Profiles
import Testing
import Values

/// What a clerk at a dock writes beyond the forms that a program would: read where it means one thing, refused at its cell where it does not.
@Suite struct `A row that a clerk wrote` {
    private static let lot = "(01)06901234567892(10)A1"

    private func scan(_ header: [String], _ cells: [String], profile: String = "food") throws -> MappedScan {
        let lines = [header, cells].map { cells in
            cells.map { "\"\($0.replacing("\"", with: "\"\""))\"" }.joined(separator: ",")
        }
        let records = try CSVReader.everything(in: Array((lines.joined(separator: "\n") + "\n").utf8))
        let mapper = try ScanMapper(
            profile: try #require(Profile.named(profile)), operatorUSCC: "91350505MA347T0R4N", header: records[0])
        return try mapper.scan(records[1])
    }

    private func scan(_ more: [(String, String)], step: String = "发货", time: String? = "2026-11-30 09:00") throws
        -> MappedScan
    {
        let cells = (time.map { [("时间", $0)] } ?? []) + [("环节", step), ("编码", Self.lot)] + more
        return try scan(cells.map(\.0), cells.map(\.1))
    }

    private func problem(_ more: [(String, String)], step: String = "发货", time: String? = "2026-11-30 09:00") throws
        -> ScanError
    {
        try #require(throws: ScanError.self) { try self.scan(more, step: step, time: time) }
    }

    private func time(of scan: MappedScan) throws -> String {
        let text = String(decoding: scan.event, as: UTF8.self)
        let start = try #require(text.firstRange(of: #""eventTime":""#)).upperBound
        return String(text[start...].prefix { $0 != "\"" })
    }

    // MARK: Cells that hold nothing, or more than one thing

    private static let product = "06901234567892"

    @Test(arguments: [
        ("LA1;LA2", "several lots"), ("LB1，LB2", "several lots"), ("LE1；LE2", "several lots"),
        ("A1、A2", "several lots"),
        ("(10)LF1", "brackets"), ("（10）LF1", "brackets"), ("12.0", "made a number of it"), ("/", "stands for nothing"),
        ("-", "stands for nothing"), ("N/A", "stands for nothing"), ("?", "stands for nothing"),
        ("*", "stands for nothing"),
        ("0", "stands for nothing"), ("NULL", "stands for nothing"), ("nan", "stands for nothing"),
        ("无", "stands for nothing"),
        ("同上", "the row above"),
    ])
    func `names one lot in the cell for the lot`(written: String, said: String) throws {
        let header = ["时间", "环节", "编码", "批号"]
        for code in [Self.product, Self.lot] {
            let error = try #require(throws: ScanError.self) {
                try self.scan(header, ["2026-11-30 09:00", "发货", code, written])
            }
            #expect(error.located.wording.en.contains(said), "\(error.located.wording.en)")
            #expect(error.located.hint != nil)
        }
    }

    @Test(arguments: ["A1", "12", "12.5", "2026/11/30", "11-30", "X", "XX", "A0", "00012", "L.0", "NO7", "Ａ１"])
    func `may have any lot that a package bears`(written: String) throws {
        let event = try scan(["时间", "环节", "编码", "批号"], ["2026-11-30 09:00", "发货", Self.product, written]).event
        #expect(String(decoding: event, as: UTF8.self).contains("/10/"))
    }

    @Test(arguments: ["/", "-", "无", "N/A", "——"])
    func `says nothing by a word that stands for nothing`(written: String) throws {
        let made = try scan([("品名", written), ("规格", written), ("检验值", "无")], step: "赋码")
        let text = String(decoding: made.event, as: UTF8.self)
        #expect(!text.contains("productName") && !text.contains("yima:spec") && text.contains(#""yima:testValue":"无""#))
        let told = made.notices.filter { $0.wording.en.contains("“\(written)” stands for nothing") }
        #expect(told.count == 2, "\(made.notices.map(\.wording.en))")
        // Where nothing is asked for, it is what somebody said.
        let shipped = try scan([("规格", written), ("备注", written)])
        #expect(String(decoding: shipped.event, as: UTF8.self).contains(#""yima:spec":"\#(written)""#))
    }

    @Test(arguments: ["同上", "〃", "如上", "“", " 同上 ", "ditto", "（同上）"])
    func `says it in each row`(written: String) throws {
        for column in ["品名", "供货者名称", "备注", "数量", "收货方", "供货者电话", "生产日期"] {
            let error = try problem([(column, written)])
            #expect(error.located.wording.en.contains("the row above"), "\(column): \(error.located.wording.en)")
            #expect(error.located.hint?.en == "write it in each row")
        }
        #expect(throws: ScanError.self) { try self.scan([], step: written) }
        #expect(throws: ScanError.self) { try self.scan([], time: written) }
        #expect(try scan([("品名", "同上牌月饼"), ("# 说明", written)]).event.isEmpty == false)
    }

    @Test func `has one amount for several lots as the amount of each, and is told so`() throws {
        let codes = "\(Self.lot);(01)06901234567892(10)A2"
        func notes(_ header: [String], _ cells: [String]) throws -> [String] {
            try scan(["时间", "环节", "编码"] + header, ["2026-11-30 09:00", "发货", codes] + cells).notices.map(\.wording.en)
        }
        let wanted = "数量: 100 千克 of each of the 2 lots, 200 千克 in all"
        for (header, cells) in [
            (["数量", "单位"], ["100", "千克"]), (["数量"], ["100千克"]), (["数量（千克）"], ["100"]),
        ] {
            let told = try notes(header, cells)
            #expect(told.contains { $0.contains("100 千克 of each of the 2 lots, 200 千克 in all") }, "\(told)")
        }
        #expect(try notes(["数量", "单位"], ["100", "千克"]).contains { $0.hasPrefix(wanted) })
        #expect(try notes(["数量", "单位"], ["100;50", "千克"]).allSatisfy { !$0.contains("of each") })
        #expect(try scan([("数量", "100"), ("单位", "千克")]).notices.allSatisfy { !$0.wording.en.contains("of each") })
    }

    @Test func `names no firm by its number`() throws {
        for (column, told) in [("供货方", "发货方"), ("收货者名称", "收货方"), ("生产者名称", ""), ("检验机构", "")] {
            for number in ["91350203MA32CD814J", "91350505MA347T0R4N", "９１３５０５０５ＭＡ３４７Ｔ０Ｒ４Ｎ", "91350203MA32CD814X"] {
                let error = try problem([(column, number)], step: "收货")
                #expect(
                    error.located.wording.en.contains("the number of a firm")
                        && error.located.hint?.en.contains(told.isEmpty ? "business licence" : told) == true,
                    "\(column) \(number): \(error.located.wording.en)")
            }
        }
        #expect(try scan([("供货方", "惠安蛋鸡场")], step: "收货").event.isEmpty == false)
    }

    @Test(arguments: ["6.935377E12", "6935377000251.0", "6935377000250000"])
    func `is told of a code that a program made a number of`(written: String) throws {
        let error = try #require(throws: ScanError.self) {
            try self.scan(["时间", "环节", "编码"], ["2026-11-30 09:00", "发货", written])
        }
        #expect(error.located.hint?.en.contains("made a number of it") == true, "\(error.located)")
    }

    @Test func `is asked for the unit of a shelf life that may be months`() throws {
        func notes(_ column: String, _ written: String) throws -> [String] {
            try scan([(column, written)]).notices.map(\.wording.en)
        }
        #expect(try notes("保质期", "12").contains { $0.contains("is read as 12 days") })
        for (column, written) in [("保质期", "12个月"), ("保质期", "12天"), ("保质期（天）", "12"), ("保质期", "180"), ("保质期", "7")] {
            #expect(try notes(column, written).allSatisfy { !$0.contains("is read as") })
        }
    }

    // MARK: Times

    @Test(arguments: [
        ("2026年11月29日下午4点40分", "2026-11-29T16:40:00+08:00"), ("2026-11-29 下午4:40", "2026-11-29T16:40:00+08:00"),
        ("2026-11-29 4:40 PM", "2026-11-29T16:40:00+08:00"), ("2026-11-29 12:30 AM", "2026-11-29T00:30:00+08:00"),
        ("2026-11-29 12:30 PM", "2026-11-29T12:30:00+08:00"), ("2026-11-29 上午9点", "2026-11-29T09:00:00+08:00"),
        ("2026-11-29 凌晨1点", "2026-11-29T01:00:00+08:00"), ("2026-11-29 中午12点", "2026-11-29T12:00:00+08:00"),
        ("2026-11-29 中午1点", "2026-11-29T13:00:00+08:00"), ("2026-11-29 晚上8点", "2026-11-29T20:00:00+08:00"),
        ("2026-11-29 傍晚6:00", "2026-11-29T18:00:00+08:00"), ("2026-11-29 下午16:40", "2026-11-29T16:40:00+08:00"),
        ("2026-11-29 16点半", "2026-11-29T16:30:00+08:00"), ("2026-11-29 下午4点一刻", "2026-11-29T16:15:00+08:00"),
        ("2026-11-29 16点整", "2026-11-29T16:00:00+08:00"), ("202611291640", "2026-11-29T16:40:00+08:00"),
        ("20261129164005", "2026-11-29T16:40:05+08:00"), ("20261129 16:40", "2026-11-29T16:40:00+08:00"),
        ("2026-11-29 16:40 +0900", "2026-11-29T16:40:00+09:00"),
        ("2026-11-29 16:40（北京时间）", "2026-11-29T16:40:00+08:00"),
        ("2026年11月29日星期日 16:40", "2026-11-29T16:40:00+08:00"),
        ("2026-11-29（周日） １６：４０", "2026-11-29T16:40:00+08:00"),
        ("2026-11-29 16:40", "2026-11-29T16:40:00+08:00"),
        // As databases and services export them.
        ("2026-11-29 16:40:05.000", "2026-11-29T16:40:05+08:00"),
        ("2026-11-29 16:40:05.25", "2026-11-29T16:40:05.25+08:00"),
        ("2026-11-29T08:40Z", "2026-11-29T08:40:00Z"),
        ("2026-11-29 16:40:05.000 +0900", "2026-11-29T16:40:05+09:00"),
    ])
    func `says its time as people say it`(written: String, meant: String) throws {
        #expect(try time(of: scan([], time: written)) == meant)
    }

    @Test(arguments: [
        // Midnight of which day, and one o'clock of which?
        "2026-11-29 晚上12点", "2026-11-29 晚上1点", "2026-11-29 上午12点", "2026-11-29 上午16点", "2026-11-29 凌晨12点",
        "2026-11-29 16:40 AM", "2026-11-29 13:00 下午 PM", "2026年11月29日星期一 16:40", "26-11-29 16:40", "29/11/2026 16:40",
        "11月29日 16:40", "昨天 16:40", "202613291640", "2026-11-29 25:00", "2026-11-29 16:40.5", "2026-11-29 16:40:05.x",

    ])
    func `is refused where its time could be meant in two ways, or is none`(written: String) throws {
        let error = try problem([], time: written)
        #expect((error.line, error.column) == (2, 1))
        #expect(error.wording.zh.contains("时间：“\(written)”不是时间"), "\(error.wording.zh)")
        #expect(error.hint?.zh.contains("2026-03-01 16:40") == true)
    }

    @Test func `has its day in one column and its time of day in another`() throws {
        for (day, clock) in [("2026-11-29", "16:40"), ("2026年11月29日", "下午4点40分"), ("20261129", "4:40 PM")] {
            #expect(try time(of: scan([("日期", day)], time: clock)) == "2026-11-29T16:40:00+08:00", "\(day) \(clock)")
        }
        #expect(try time(of: scan([("日期", "2026-11-29 16:40")], time: nil)) == "2026-11-29T16:40:00+08:00")
        #expect(try time(of: scan([("日期", "2026-11-29")], time: "2026-11-29 16:40")) == "2026-11-29T16:40:00+08:00")
        #expect(try problem([("日期", "2026-11-28")], time: "2026-11-29 16:40").wording.zh.contains("不是同一天"))
        #expect(try problem([("日期", "2026-11-29")], time: nil).wording.zh == "日期：“2026-11-29”只有日期，缺少几点几分")
        #expect(try problem([], time: "20261130").wording.zh == "时间：“20261130”只有日期，缺少几点几分")
        #expect(try problem([], time: "下午4点40分").wording.zh == "时间：“下午4点40分”只有钟点，缺少日期")
        #expect(try problem([("日期", "去年")], time: "16:40").wording.zh == "日期：“去年”不是日期")
    }

    @Test(arguments: [
        "2026-11-20 00:00:00", "2026/11/20 0:00", "2026 11 20", "2026.11.20.", "2026年11月20日 星期五", "20261120",
    ])
    func `has days as spreadsheets and people write them`(written: String) throws {
        let made = try EPCISEvent(json: try scan([("生产日期", written)]).event)
        #expect(made.dataElements["productionDate"] == "2026-11-20")
    }

    @Test func `was not produced after it was handled, nor after its last good day`() throws {
        let late = try problem([("生产日期", "2026-12-30")])
        #expect(late.wording.zh == "生产日期 2026-12-30 晚于本行的时间 2026-11-30T09:00:00+08:00" && late.reason == .contradiction)
        #expect(
            try problem([("生产日期", "2026-11-20"), ("保质期至", "2026-11-19")]).wording.zh
                == "保质期至 2026-11-19 早于生产日期 2026-11-20")
        // What is being made may take days, or have its code beforehand.
        for step in ["赋码", "收获"] {
            let notices = try scan([("生产日期", "2026-12-01")], step: step).notices
            #expect(notices.contains { $0.wording.zh.hasPrefix("生产日期 2026-12-01 晚于本行的时间") }, "\(notices)")
        }
        // The same day is the same day wherever it is.
        _ = try scan([("生产日期", "2026-11-30")], time: "2026-11-30T00:30:00+08:00")
        _ = try scan([("生产日期", "2026-11-20"), ("到期日", "2027-11-19")])
        for name in ["生产日期起", "屠宰日期"] {
            let cells = [("时间", "2026-11-30 09:00"), ("环节", "收货"), ("编码", Self.lot), (name, "2026-12-01")]
            #expect(throws: ScanError.self) { try self.scan(cells.map(\.0), cells.map(\.1), profile: "imported-meat") }
        }
    }

    // MARK: Amounts

    /// Oracle: Python's decimal module.
    @Test(arguments: [
        ("0.1234567", "斤", "0.06172835", "0.061728"), ("1234.56789012", "两", "61728.394506", "61728.394506"),
        ("0.0000011", "斤", "0.00000055", "0.000001"), ("3.3333333333333333", "担", "166.666666666666665", "166.666667"),
        ("1,234.5678901", "斤", "617.28394505", "617.283945"), ("99999.9999999", "斤", "49999.99999995", "50000"),
        ("0.5", "两", "25", "25"), ("0.10000000", "斤", "0.05", "0.05"),
    ])
    func `keeps every decimal of an amount that is converted`(
        written: String, unit: String, text: String, judged: String
    ) throws {
        let made = try scan([("数量", written), ("单位", unit)]).event
        #expect(
            String(decoding: made, as: UTF8.self).contains("\"quantity\":\(text),"),
            "\(String(decoding: made, as: UTF8.self))")
        #expect(try EPCISEvent(json: made).quantityList.map(\.amount) == [Amount(judged)])
    }

    @Test func `is refused where an amount is nothing once it is converted`() throws {
        #expect(try problem([("数量", "0.0000001"), ("单位", "斤")]).wording.zh.contains("不是数量"))
    }

    // MARK: Persons

    /// The second is the example of GB 11643 itself, which python-stdnum (stdnum.cn.ric) takes too.
    @Test(arguments: [
        "张三 350505199001010578", "身份证350505 19900101 0578", "３５０５０５１９９００１０１０５７８", "(350505-19900101-0578)",
        "司机：11010519491231002X", "11010519491231002x", "350505.19900101.0578", "350505 1990-01-01 0578",
        "3505 0519 9001 0105 78", "11010519491231002Х",
    ])
    func `never holds a person's identity number in a column that everybody reads`(text: String) throws {
        for column in ["备注", "车牌号", "单据", "地点", "收货者名称"] {
            let value = column == "单据" ? "发货单:\(text)" : column == "地点" ? "350505-\(text)" : text
            let error = try problem([(column, value)])
            #expect(!error.wording.zh.contains("19900101") && !error.wording.en.contains("1949"), "\(error.wording)")
            if column == "备注" { #expect(error.wording.zh.hasPrefix("备注：内含居民身份证号码，不予记录")) }
        }
        // What is private is sealed.
        _ = try scan([("收货者电话", text)])
    }

    @Test(arguments: ["13812345678", "138-1234-5678", "电话138 1234 5678", "+8613812345678", "１３８１２３４５６７８"])
    func `is told of where a column that everybody reads seems to hold a mobile number`(text: String) throws {
        let notices = try scan([("备注", text)]).notices
        #expect(notices.contains { $0.wording.zh.hasPrefix("备注：疑似手机号码") }, "\(notices)")
        #expect(!notices.contains { $0.wording.zh.contains("1234") })
        #expect(try scan([("收货者电话", text)]).notices.allSatisfy { !$0.wording.zh.contains("手机") })
    }

    @Test(arguments: [
        "SF13812345678", "350505199001010579", "350505199013010578", "12812345678", "138123456789", "2026-11-30 16:40",
        "0591-87654321",
        "1381234567", "370120261000000001", "06935377000251",
    ])
    func `is left alone where a number is none of a person's`(text: String) throws {
        #expect(try scan([("备注", text)]).notices.allSatisfy { !$0.wording.zh.contains("手机") }, "\(text)")
    }

    // MARK: Headers

    @Test func `stands under names that offices give, beside columns that only number the rows`() throws {
        let made = try scan([("序号", "1"), ("客户名称", "西湖超市"), ("车牌", "闽C12345"), ("温度", "-18"), ("#经手人", "张三")])
        let event = try EPCISEvent(json: made.event)
        #expect(event.dataElements["receiverName"] == "西湖超市" && event.dataElements["vehicleNo"] == "闽C12345")
        #expect(event.dataElements["tempC"] == "-18")
        #expect(!String(decoding: made.event, as: UTF8.self).contains("张三"))
    }

    @Test(arguments: [
        ("净重", "数量（千克）"), ("净重（kg）", "数量（kg）"), ("件数", "数量（箱）"), ("电话", "供货者电话"), ("司机", "个人姓名"), ("送货单号", "发货单:PS-7"),
        ("仓库", "350521-COLD-1"), ("随便", "列名前加 #"),
    ])
    func `has under an unknown name a way out`(column: String, way: String) throws {
        let error = try problem([(column, "1")])
        #expect(error.reason == .badHeader && error.wording.zh.contains("未知的列“\(column)”"))
        #expect(
            error.hint?.zh.contains(way) == true && error.hint?.zh.contains("列名前加 #") == true,
            "\(String(describing: error.hint))")
    }

    /// As 入库单, 出库单, 进货台账 and 销售台账 head their columns.
    @Test(arguments: [
        (["入库时间", "操作", "追溯编码", "入库数量", "单位"], ["2026-11-30 09:00", "入库", lot, "5", "千克"]),
        (
            ["出库日期", "出库时间", "操作类型", "商品条码", "批号", "实发数量"],
            ["2026-11-30", "09:00", "出库", "06901234567892", "A1", "5千克"]
        ),
        (
            ["扫码时间", "业务类别", "商品编码", "产品批号", "销售数量", "单位"],
            ["2026-11-30 09:00", "发货", "6901234567892", "A1", "5", "公斤"]
        ),
        (
            ["进货日期", "时间", "出入库类型", "产品条码", "生产批号", "数量（千克）"],
            ["2026年11月30日", "9:00", "收货", "6901234567892", "A1", "5"]
        ),
    ])
    func `has columns as the forms of offices head them`(header: [String], cells: [String]) throws {
        let event = try EPCISEvent(json: scan(header, cells).event)
        #expect(event.eventTime == OffsetTime(rfc3339: "2026-11-30T09:00:00+08:00"))
        #expect(event.quantityList.map(\.epcClass) == ["https://id.gs1.org/01/06901234567892/10/A1"])
        #expect(event.quantityList.map(\.amount) == [Amount("5")] && event.quantityList.map(\.uom) == ["KGM"])
    }

    @Test(arguments: [
        ("车号", "vehicleNo"), ("车牌号码", "vehicleNo"), ("供货方", "supplierName"), ("购货者", "receiverName"),
        ("货物名称", "productName"),
        ("规格型号", "spec"), ("检测结论", "testVerdict"), ("报告编号", "reportNo"), ("检测机构", "laboratory"),
        ("合格证号", "conformityProofNo"),
    ])
    func `has its data under the names that offices give`(column: String, element: String) throws {
        let made = try scan([(column, element == "testVerdict" ? "合格" : "某某")], step: "检验")
        #expect(try EPCISEvent(json: made.event).dataElements[element] == (element == "testVerdict" ? "pass" : "某某"))
    }

    @Test func `is told that 检疫证号 is a paper's number where the profile has no element for it`() throws {
        #expect(try problem([("检疫证号", "3500001")]).hint?.zh.contains("单据") == true)
        let header = ["时间", "环节", "编码", "动物检疫证号"]
        let made = try scan(header, ["2026-11-30 09:00", "发货", Self.lot, "3500001"], profile: "livestock")
        #expect(try EPCISEvent(json: made.event).dataElements["quarantineCertNo"] == "3500001")
    }

    @Test func `has the code of its goods under 商品条码 only where nothing else is`() throws {
        let both = try scan([("商品条码", "06901234567892")])
        #expect(try EPCISEvent(json: both.event).dataElements["gtin"] == "06901234567892")
        // Two that may be meant: nobody guesses.
        let error = try #require(throws: ScanError.self) {
            try scan(
                ["时间", "环节", "商品编码", "产品代码"], ["2026-11-30 09:00", "发货", "06901234567892", "06901234567892"])
        }
        #expect(error.wording.zh.contains("商品编码") && error.wording.zh.contains("产品代码"))
        // What goes in and comes out has columns of its own.
        _ = try scan(
            ["时间", "环节", "投入", "产出", "商品条码"],
            ["2026-11-30 09:00", "加工", "\(Self.lot)*5kg", "(01)06901234567892(10)B1*4kg", "06901234567892"])
    }

    /// English messages too: a clerk looks for what stands in his file.
    @Test func `is told of its columns by the words of its file`() throws {
        let missing = try scan([("生产日期", "")], step: "赋码").notices
        let said = missing.map(\.wording.en)
        #expect(said.contains { $0.hasPrefix("生产日期 is empty") }, "\(said)")
        #expect(said.contains { $0.hasPrefix("生产者名称 is missing") }, "\(said)")
        #expect(!said.contains { $0.contains("productionDate") || $0.contains("producerName") }, "\(said)")
        let lacking = try #require(throws: ScanError.self) {
            try scan(["时间", "编码"], ["2026-11-30 09:00", Self.lot])
        }
        #expect(lacking.wording.en == "the header has no column \"环节\"")
        let english = try scan(["time", "step", "code"], ["2026-11-30 09:00", "commission", Self.lot]).notices
        #expect(
            english.contains { $0.wording.en.hasPrefix("productionDate (production date) is missing") }, "\(english)")
    }

    @Test func `may have marks between the thousands of any number`() throws {
        let header = ["时间", "环节", "编码", "箱数", "净重（千克）"]
        let made = try scan(
            header, ["2026-11-30 09:00", "收货", Self.lot, "1,200", "24 000.5"], profile: "imported-meat")
        let elements = try EPCISEvent(json: made.event).dataElements
        #expect(elements["cartons"] == "1200" && elements["netKg"] == "24000.5")
    }

    // MARK: What a spreadsheet spoiled

    @Test(arguments: [
        ("批号", "2.02611E+11", "变成数字，只剩前几位"), ("批号", "1.23E+05", "变成数字"), ("数量", "1.5E+03", "变成数字"),
        ("品名", "#REF!", "占位符"), ("数量", "#N/A", "占位符"), ("备注", "#VALUE!", "占位符"), ("批号", "#NAME?", "占位符"),
        ("生产日期", "########", "占位符"), ("地点", "＃REF！", "占位符"), ("单位", "Err:502", "占位符"),
    ])
    func `is refused where the spreadsheet shows something in place of a value`(
        column: String, cell: String, said: String
    ) throws {
        let error = try problem([(column, cell)])
        #expect(error.wording.zh.hasPrefix("\(column)：“") && error.wording.zh.contains(said), "\(error.wording)")
        #expect(error.column > 1 && error.hint != nil)
    }

    @Test(arguments: ["Nov-30", "30-Nov", "3-Nov", "3-Nov-26", "3-Nov-2026"])
    func `is told of a lot that a spreadsheet may have made a day of`(lot: String) throws {
        let notices = try scan(["时间", "环节", "商品条码", "批号"], ["2026-11-30 09:00", "发货", "06901234567892", lot]).notices
        #expect(notices.contains { $0.wording.zh.contains("表格软件由编号") }, "\(notices)")
    }

    @Test(arguments: ["2E5", "12E3", "20261130", "2026-11-30", "NOV30", "Nov", "X-Nov-30", "1+1"])
    func `may have a lot that only looks like that`(lot: String) throws {
        let notices = try scan(["时间", "环节", "商品条码", "批号"], ["2026-11-30 09:00", "发货", "06901234567892", lot]).notices
        #expect(!notices.contains { $0.wording.zh.contains("表格软件") }, "\(notices)")
    }

    // MARK: Units

    @Test(
        arguments: [
            ("kgs", "KGM"), ("KGS", "KGM"), ("kgm", "KGM"), ("Kgm", "KGM"), ("kG", "KGM"), ("㎏", "KGM"), ("KG.", "KGM"),
            ("G", "GRM"), ("GM", "GRM"), ("T", "TNE"), ("MT", "TNE"), ("TON", "TNE"), ("公吨", "TNE"), ("lb", "LBR"),
            ("lbs", "LBR"), ("LBS", "LBR"), ("LB", "LBR"), ("磅", "LBR"), ("oz", "ONZ"), ("PCS", nil), ("EA", "EA"),
            ("CTN", "XCT"), ("ctn", "XCT"), ("BOX", "XBX"), ("BAG", "XBG"), ("tne", "TNE"), ("XCT", "XCT"),
            ("H87", "H87"),
            ("ML", "MLT"), ("KGM", "KGM"),
        ] as [(String, String?)])
    func `counts in the units that people write`(word: String, uom: String?) throws {
        for cells in [[("数量", "5"), ("单位", word)], [("数量", "5\(word)")], [("数量（\(word)）", "5")]] {
            let event = try EPCISEvent(json: try scan(cells).event)
            #expect(event.quantityList.map(\.uom) == [uom], "\(cells)")
        }
    }

    @Test(arguments: [("QQQ", "没有“QQQ”这个计量单位"), ("ST", "包装单位应写作 XST"), ("KGN", "KGM"), ("XQ9", "没有")])
    func `is refused where no list has its unit`(word: String, said: String) throws {
        let error = try problem([("数量", "5"), ("单位", word)])
        let told = error.wording.zh + (error.hint?.zh ?? "")
        #expect(told.contains(said), "\(error)")
    }

    @Test func `says one unit in the header and in its own column, or is refused`() throws {
        let error = try problem([("数量（千克）", "5"), ("单位", "斤")])
        #expect(error.reason == .contradiction && error.wording.zh.contains("此处单位为斤"), "\(error.wording)")
        _ = try scan([("数量（千克）", "5"), ("单位", "kg")])
    }

    @Test(arguments: [
        ("50+50", "请写出算好的结果"), ("20*5", "请写出算好的结果"), ("20x5箱", "请写出算好的结果"), ("100-120", "请写出算好的结果"),
        ("=10+5", "请写出算好的结果"), ("100公升升", "请写千克"), ("100,5", "小数请用小数点"), ("1,00,000", "逗号只作千分位"), ("一百", "阿拉伯数字"),
        ("约100", "只写数字"), ("100左右", "只写数字"), ("5斤半", "只写一个数和一个单位"), ("1斤2两", "只写一个数和一个单位"),
        ("5箱（50千克）", "只写一个数和一个单位"), ("1.5万", "写出完整数字"), ("3百斤", "写出完整数字"), ("-5", "请写正数"), ("（5）", "请写正数"),
        ("0", "请留空"),
        ("-", "请留空"), ("无", "请留空"), ("12%", "请写千克"),
    ])
    func `is told what to write for an amount that cannot be read`(amount: String, hint: String) throws {
        let error = try problem([("数量", amount)])
        #expect(error.hint?.zh.contains(hint) == true && error.hint?.en.isEmpty == false, "\(error)")
        #expect(error.hint?.zh.contains("是否想写“L”") == false)
    }

    @Test(arguments: [
        ("数量/千克", "5", "KGM"), ("数量：kg", "5", "KGM"), ("数量千克", "5", "KGM"), ("数量（单位：斤）", "10", "KGM"),
        ("数量(公斤)", "5", "KGM"),
        ("数量 箱", "5", "XCT"),
    ])
    func `has the unit of its amount in whatever way the header says it`(header: String, amount: String, uom: String)
        throws
    {
        let event = try EPCISEvent(json: try scan([(header, amount)]).event)
        #expect(event.quantityList.map(\.uom) == [uom] && event.quantityList.map(\.amount) == [Amount("5")])
    }

    @Test(arguments: [
        ("型号", "spec", "10kg/箱"), ("检验合格证明", "conformityProofNo", "HG-1"), ("库温", "tempC", "-18"),
        ("产品条码", "gtin", "06901234567892"),
        ("SC编号", "scNo", "SC10635010000013"),
    ])
    func `has elements under the names of ledgers of goods`(header: String, name: String, value: String) throws {
        #expect(try EPCISEvent(json: try scan([(header, value)]).event).dataElements[name] == value)
    }

    @Test(arguments: [
        ("地址", "供货者地址"), ("经营许可证", "食品生产许可证编号"), ("快递单号", "发货单:PS-7"), ("存放位置", "350521-COLD-1"), ("扫码人", "个人姓名"),
        ("方向", "环节"),
    ])
    func `has the way out of what stands in other columns`(header: String, way: String) throws {
        #expect(try problem([(header, "1")]).hint?.zh.contains(way) == true)
    }

    @Test func `is said to be a table of other goods where their columns are its unknown ones`() throws {
        let error = try #require(throws: ScanError.self) {
            try self.scan(
                ["时间", "环节", "编码", "集装箱号", "封识号"], ["2026-11-30 09:00", "发货", Self.lot, "CSQU3054383", "A1"],
                profile: "aquatic")
        }
        #expect(error.hint?.zh.contains("--profile imported-meat") == true, "\(error)")
        #expect(try problem([("随便", "1")]).hint?.zh.contains("--profile") == false)
    }

    // MARK: What a spreadsheet has done to a cell

    @Test func `has a day that became a number told as the day that it was`() throws {
        for (column, value) in [("生产日期", "46355"), ("生产日期", "46355.5"), ("日期", "46355")] {
            let error =
                column == "日期"
                ? try problem([(column, value)], time: "16:40") : try problem([(column, value)])
            #expect(
                error.hint?.zh.contains("2026-11-29") == true && error.hint?.en.contains("made a number") == true,
                "\(error)")
        }
        #expect(try problem([], time: "46355.6").hint?.zh.contains("2026-11-29") == true)
        #expect(try problem([], time: "4635").hint?.zh.contains("设为日期格式") == false)
    }

    @Test(arguments: [#"="06901234567892""#, "'06901234567892", #"=" 06901234567892 ""#])
    func `has a code that is marked as text read without the mark`(code: String) throws {
        let made = try scan(
            ["时间", "环节", "编码", "批号", "备注"], ["2026-11-30 09:00", "发货", code, "'0012", "'s 产品"])
        let event = try EPCISEvent(json: made.event)
        #expect(event.quantityList.map(\.epcClass) == ["https://id.gs1.org/01/06901234567892/10/0012"])
        #expect(event.dataElements["lotNo"] == "0012" && event.dataElements["remark"] == "'s 产品")
    }

    @Test func `has full-width letters of a lot read as the lot`() throws {
        let made = try scan(
            ["时间", "环节", "编码", "批号"], ["2026-11-30 09:00", "发货", "6901234567892", "Ａ２７－１"])
        let event = try EPCISEvent(json: made.event)
        #expect(event.quantityList.map(\.epcClass) == ["https://id.gs1.org/01/06901234567892/10/A27-1"])
        #expect(event.dataElements["lotNo"] == "A27-1")
    }

    @Test(arguments: ["批A1", "A 1", "A1、A2", "A1\nA2"])
    func `has a lot that none can be refused with what a lot is made of`(lot: String) throws {
        let error = try #require(throws: ScanError.self) {
            try self.scan(["时间", "环节", "编码", "批号"], ["2026-11-30 09:00", "发货", "6901234567892", lot])
        }
        let wayOut = error.hint?.zh ?? ""
        #expect(wayOut.contains("一行只写一个批号") || wayOut.contains("每个批号各写一行"), "\(error)")
        #expect(!error.wording.zh.contains("\n"), "\(error)")
    }

    @Test func `has lines of one cell read as one line`() throws {
        let event = try EPCISEvent(json: try scan([("备注", "第一行\r\n第二行\t尾")]).event)
        #expect(event.dataElements["remark"] == "第一行 第二行 尾")
    }

    @Test func `is no scan where it is the header once more`() throws {
        let text = "时间,环节,编码\n2026-11-30 09:00,发货,\(Self.lot)\n时间, 环节,编码\n"
        let records = try CSVReader.everything(in: Array(text.utf8))
        let mapper = try ScanMapper(
            profile: try #require(Profile.named("food")), operatorUSCC: "91350505MA347T0R4N", header: records[0])
        #expect(records.dropFirst().map { mapper.isNoScan($0) } == [false, true])
    }

    @Test func `has a firm's number that lacks a character told how many it has`() throws {
        let short = try problem([("收货方", "91350203MA32CD814")])
        #expect(short.wording.zh == "收货方：“91350203MA32CD814”，统一社会信用代码应为 18 位，实际 17 位", "\(short.wording.zh)")
        #expect(short.hint?.zh.contains("营业执照") == true)
        let strange = try problem([("收货方", "12345")])
        #expect(strange.wording.en == "收货方: “12345”: not a code of any known scheme", "\(strange.wording.en)")
    }

    @Test func `takes nothing back without the step for it, or by what is no name of an event`() throws {
        let idle = try problem([("被更正事件编号", "urn:x:e:1"), ("更正原因", "填错")])
        #expect(idle.wording.zh == "步骤“发货”不用填写“被更正事件编号”：照此不会作废任何记录", "\(idle.wording.zh)")
        #expect(idle.hint?.zh.contains("更正") == true)
        for name in ["15", "第七条"] {
            let error = try problem([("被更正事件编号", name), ("更正原因", "填错")], step: "更正")
            #expect(error.wording.zh == "被更正事件编号：“\(name)”不是事件编号", "\(error.wording.zh)")
            #expect(error.hint?.zh.contains("yima withdraw 条目号") == true)
        }
        // 作废 with the name of an event takes a record back.
        #expect(try scan([("被更正事件编号", "urn:x:e:1"), ("更正原因", "填错")], step: "作废").corrected?.name == "urn:x:e:1")
    }

    @Test func `has words in place of a code told what belongs there`() throws {
        let error = try #require(throws: ScanError.self) {
            try self.scan(["时间", "环节", "编码"], ["2026-11-30 09:00", "发货", "闽味黄鱼"])
        }
        #expect(error.hint?.zh.contains("(01)商品条码(10)批号") == true, "\(error)")
    }

    @Test(arguments: ["12M", "长期", "3-5天", "18个月（-18℃）"])
    func `has a shelf life that cannot be read refused with how it is written`(written: String) throws {
        #expect(try problem([("保质期", written)]).hint?.zh.contains("12个月") == true)
    }

    @Test func `names a weight with its unit as the way out of a column that is none`() throws {
        let error = try problem([("重量（斤）", "5")])
        #expect(error.hint?.zh.contains("“数量（斤）”") == true, "\(error)")
    }

    @Test(arguments: [
        ("销售出库", "shipping"), ("采购入库", "receiving"), ("验收入库", "receiving"), ("签收", "receiving"),
        ("调拨出库", "shipping"), ("报废", "urn:yima:bizstep:losing"),
    ])
    func `says what was done in the words of stock systems`(word: String, bizStep: String) throws {
        #expect(try EPCISEvent(json: try scan([], step: word).event).bizStep == bizStep)
        #expect(try problem([], step: "调拨").hint?.zh.contains("调拨出库") == true)
    }

    // MARK: Persons in codes

    @Test(arguments: [
        "(01)06901234567892(10)350505199001010578", "(01)06901234567892(21)11010519491231002X",
        "https://id.gs1.org/01/06901234567892/10/350505-19900101-0578", "(01)06901234567892(10)L350505199001010578",
        "(8004)6901234350505199001010578 350505199001010578",
    ])
    func `never holds a person's identity number as a lot or serial`(code: String) throws {
        for step in ["发货", "装箱"] {
            let header = step == "装箱" ? ["时间", "环节", "外箱", "编码"] : ["时间", "环节", "编码"]
            let pallet = step == "装箱" ? ["(00)069353770000000015"] : []
            let error = try #require(throws: ScanError.self) {
                try scan(header, ["2026-11-30 09:00", step] + pallet + [code])
            }
            #expect(!error.wording.en.contains("1990") && !error.wording.zh.contains("1949"), "\(error.wording)")
        }
        let beside = try #require(throws: ScanError.self) {
            try scan(
                ["时间", "环节", "商品条码", "批号"], ["2026-11-30 09:00", "发货", "06901234567892", "350505199001010578"])
        }
        #expect(beside.wording.zh.hasPrefix("批号：内含居民身份证号码"))
    }

    @Test func `has no two columns of one meaning, whatever they are called`() throws {
        #expect(try problem([("品名", "a"), ("商品名称", "a")]).wording.zh == "“品名”与“商品名称”是同一列，请只留一列")
        #expect(try problem([("品名", "a"), ("品名", "a")]).wording.zh == "列“品名”重复")
    }

    // MARK: What is said of a cell

    @Test(arguments: [
        ("生产日期", "去年夏天"), ("温度（℃）", "冷"), ("保质期（天）", "很久"), ("检验结论", "还行"), ("商品条码", "690123456789X"), ("数量", "一箱"),
        ("单位", "麻袋片"), ("收货方", "12345"), ("地点", "冷库一"), ("单据", "PS-7"), ("收货方", "(01)06901234567892"), ("发货方", "张三"),
        ("批号", "A 中"),
    ])
    func `names its column as the file does, and quotes what stands there`(column: String, value: String) throws {
        let error = try problem([(column, value)] + (column == "单位" ? [("数量", "1")] : []))
        #expect(error.wording.zh.contains(column) && error.wording.zh.contains("“\(value)”"), "\(error.wording.zh)")
        #expect(error.wording.en.contains("“\(value)”"), "\(error.wording.en)")
        // The third column is the code: the cell in question is behind it.
        #expect(error.column > 6)
    }

    @Test(arguments: [
        ("91350100M000100Y43", "单位的代码", "收货方"), ("(414)6901234567892", "地点的编码", "地点"), ("IMO9074729", "船舶的编号", "IMO"),
        ("(253)69012345678921", "单据的编号", "单据"),
    ])
    func `says of a code that is none of goods what it is and where it belongs`(
        code: String, what: String, place: String
    ) throws {
        let error = try #require(throws: ScanError.self) {
            try self.scan(["时间", "环节", "编码"], ["2026-11-30 09:00", "发货", code])
        }
        #expect(
            error.wording.zh == "编码：“\(code)”是\(what)，不是货物的编码" && error.hint?.zh.contains(place) == true, "\(error)")
    }

    @Test func `says of a column that the table lacks that it lacks it`() throws {
        let error = try #require(throws: ScanError.self) {
            try self.scan(["时间", "环节"], ["2026-11-30 09:00", "发货"])
        }
        #expect(error.wording.zh == "表中没有“编码”列（步骤发货）")
        #expect(error.wording.en == "the table has no column 编码 (step ship)")
    }

    // MARK: Corrections

    @Test func `that corrects names what it corrects, or is refused`() throws {
        for more in [[], [("被更正事件编号", "")]] as [[(String, String)]] {
            let error = try problem(more, step: "更正")
            #expect(error.reason == .missingValue && error.wording.zh.contains("照此不会更正任何内容"))
            #expect(error.hint?.zh.contains("yima withdraw") == true)
        }
        #expect(try scan([("被更正事件编号", "urn:x:e:1")], step: "更正").corrected?.name == "urn:x:e:1")
    }

    @Test func `with 作废 alone is told how that is taken`() throws {
        let other = "91350100M000100Y43"
        #expect(try scan([("收货方", other)], step: "作废").notices.contains { $0.wording.zh.contains("按“撤销发货”记录") })
        #expect(try scan([("收货方", other)], step: "撤销发货").notices.allSatisfy { !$0.wording.zh.contains("撤销发货") })
    }

    @Test func `that makes a lot of itself alone is told so`() throws {
        func told(_ output: String) throws -> [String] {
            try scan(["时间", "环节", "投入", "产出"], ["2026-11-30 09:00", "加工", "\(Self.lot)*5kg", output]).notices
                .map(\.wording.zh)
        }
        #expect(try told("\(Self.lot)*4kg").contains { $0.hasPrefix("产出：投入与产出为同一批次") })
        #expect(try told("(01)06901234567892(10)B1*4kg").allSatisfy { !$0.contains("同一批次") })
        #expect(try told("\(Self.lot)*4kg;(01)06901234567892(10)B1*1kg").allSatisfy { !$0.contains("同一批次") })
    }

    @Test func `that names a lot twice is told so`() throws {
        let row = ["2026-11-30 09:00", "发货", "\(Self.lot)*5kg;\(Self.lot)*7kg"]
        #expect(try scan(["时间", "环节", "编码"], row).notices.contains { $0.wording.zh.contains("两处数量都会计入") })
    }

    @Test(arguments: [
        ["时 间", "环　节", "编码：", "批号*", "数 量", "单位（选填）"], ["*时间", "环节（必填）", "编码[必填]", "批号（必填）", "数量:", "＊单位"],
        ["TIME", "Step", "CODE", "LOTNO", "Quantity", "UOM"],
    ])
    func `is found under headings as forms print them`(header: [String]) throws {
        let found = try scan(header, ["2026-11-30 09:00", "发货", Self.product, "A1", "5", "千克"])
        let event = try EPCISEvent(json: found.event)
        #expect(
            event.quantityList.first?.uom == "KGM" && event.quantityList.first?.epcClass.hasSuffix("/10/A1") == true)
    }

    @Test func `has headings that mean nothing in capitals either, and one column once`() throws {
        let row = ["2026-11-30 09:00", "发货", Self.product, "A1"]
        for header in [["时间", "环节", "编码", "LOTS*"], ["时间", "环节", "编码", "（必填）"]] {
            let error = try #require(throws: ScanError.self) { try self.scan(header, row) }
            #expect(error.wording.en.contains("unknown column"), "\(error.wording.en)")
        }
        let twice = try #require(throws: ScanError.self) { try self.scan(["时间", "环节", "批号", "批 号*"], row) }
        #expect(twice.wording.en.contains("are the same thing"), "\(twice.wording.en)")
    }

    @Test(arguments: [("SHIP", "shipping"), ("Shipping", "shipping"), ("送货", "shipping"), ("卖出", "retail_selling")])
    func `names its step as people do, whatever the capitals`(word: String, bizStep: String) throws {
        #expect(try EPCISEvent(json: scan([], step: word).event).bizStep == bizStep)
    }

    @Test(arguments: [(".5", "0.5"), ("100.", "100"), ("+100", "100"), ("＋１００", "100"), (".5千克", "0.5")])
    func `has amounts as programs and people shorten them`(written: String, meant: String) throws {
        let event = try EPCISEvent(json: scan([("数量", written)]).event)
        #expect(event.quantityList.first?.amount == Amount(meant))
    }

    @Test(arguments: [".", "+", "..5", "+-5", "--5"])
    func `has no amount that is none`(written: String) throws {
        #expect(throws: ScanError.self) { try self.scan([("数量", written)]) }
    }

    @Test(arguments: [("-18℃", "-18"), ("－18 °C", "-18"), ("零下18.5度", "-18.5"), ("4摄氏度", "4"), ("-18", "-18")])
    func `has degrees with their sign`(written: String, meant: String) throws {
        #expect(try EPCISEvent(json: scan([("温度", written)]).event).dataElements["tempC"] == meant)
    }

    @Test func `is told of half a piece, and of an empty unit`() throws {
        func notices(_ amount: String, _ unit: String?) throws -> [String] {
            try scan([("数量", amount)] + (unit.map { [("单位", $0)] } ?? [])).notices.map(\.wording.zh)
        }
        #expect(try notices("250.5", "件").contains { $0.contains("250.5 件不是整数") })
        #expect(try !notices("250", "件").contains { $0.contains("件") })
        #expect(try !notices("250.5", "千克").contains { $0.contains("不是整数") })
        #expect(try notices("250", "").contains { $0.contains("“单位”为空") })
        #expect(try !notices("250千克", "").contains { $0.contains("“单位”为空") })
        #expect(try !notices("250", nil).contains { $0.contains("为空") })
        #expect(try scan([("数量", "250")]).unitless.count == 1 && scan([("数量", "250件")]).unitless.isEmpty)
    }

    // MARK: Rows below a table

    @Test(arguments: [
        "制表人：张三", "注：以上数量为净重", "备注：无", "说明：请核对", "共 3 条", "共3条", "第1页 共1页", "审核人签字：", "以上合计 5 千克",
        "打印时间：2026-11-30 10:00",
        "合计", "Prepared by: A", "Page 1 of 2", "共计150千克", "以下空白", "（盖章）", "合计（大写）：壹佰伍拾千克", "TTL",
    ])
    func `is told from what stands below a table for people`(footer: String) throws {
        let header = "时间,环节,编码,数量\n"
        let row = "2026-11-30 09:00,发货,\(Self.lot),5\n"
        // Alone in its row, with empty cells behind it, and with the cells of others.
        for text in ["\(footer)\n", "\(footer),,,\n", ",,\(footer),\n", "\(footer),,审核：李四,\n"] {
            let records = try CSVReader.everything(in: Array((header + row + text).utf8))
            let mapper = try ScanMapper(
                profile: try #require(Profile.named("food")), operatorUSCC: "91350505MA347T0R4N", header: records[0])
            #expect(records.count == 3 && !mapper.isNoScan(records[1]) && mapper.isNoScan(records[2]), "\(text)")
        }
    }

    /// As spreadsheets put them between the groups of a table.
    @Test(arguments: ["西湖超市 汇总,,,15", "西湖超市小计：,,,15", ",,,15,A Total", "甲店 合计,,,15"])
    func `is told from the sum of a group`(sum: String) throws {
        let row = "2026-11-30 09:00,发货,\(Self.lot),5,西湖超市\n"
        let records = try CSVReader.everything(
            in: Array(
                ("时间,环节,编码,数量,收货者名称\n" + row + sum + String(repeating: ",", count: max(4 - sum.count { $0 == "," }, 0))
                    + "\n" + row).utf8))
        let mapper = try ScanMapper(
            profile: try #require(Profile.named("food")), operatorUSCC: "91350505MA347T0R4N", header: records[0])
        #expect(records.map { mapper.isNoScan($0) }.dropFirst() == [false, true, false])
    }

    @Test(arguments: [
        "2026-11-30 09:00,,(01)06901234567892(10)A1,5", ",发货,(01)06901234567892(10)A1,5", "注：,发货,,5", "张三,,,",
    ])
    func `is no footer because something lacks in it`(row: String) throws {
        let records = try CSVReader.everything(in: Array("时间,环节,编码,数量\n\(row)\n".utf8))
        let mapper = try ScanMapper(
            profile: try #require(Profile.named("food")), operatorUSCC: "91350505MA347T0R4N", header: records[0])
        #expect(!mapper.isNoScan(records[1]))
        #expect(throws: ScanError.self) { try mapper.scan(records[1]) }
    }

    @Test func `with too few fields is refused as ever`() throws {
        #expect(throws: ScanError.self) { try CSVReader.everything(in: Array("a,b,c\n1,2\n".utf8)) }
    }
}
