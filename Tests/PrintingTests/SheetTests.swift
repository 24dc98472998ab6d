import Codes
import Interchange
import Pictures
import Printing
import Profiles
import Testing
import Values

@Suite("Sheets of labels from a CSV")
struct SheetTests {
    /// The requests of a CSV, or the first error.
    private static func read(_ text: String, kind: SymbolKind = .qr) throws -> [LabelRequest] {
        var reader = CSVReader()
        reader.feed(Array(text.utf8))
        reader.finish()
        let header = try #require(try reader.next())
        let rows = try SheetReader(header: header, codes: CodeReader(), kind: kind)
        var requests: [LabelRequest] = []
        while let record = try reader.next() { requests.append(try rows.request(record)) }
        return requests
    }

    private static func error(of text: String) -> ScanError? {
        #expect(throws: ScanError.self) { try read(text) }
    }

    @Test func `columns are known by their names in both languages, others become lines`() throws {
        let text = """
            编码,productName,批号,产地,copies
            (01)06901234567892(10)A1,大黄鱼,A1,宁德,3
            91350100M000100Y43,,,,

            """
        let requests = try Self.read(text)
        #expect(requests.count == 2)
        let first = try #require(requests.first)
        #expect(first.productName == "大黄鱼" && first.copies == 3)
        #expect(first.fields == [.lotNo: "A1"])
        #expect(first.others == [.init(title: "产地", value: "宁德")])
        #expect(requests[1].copies == 1 && requests[1].code.scheme == "uscc" && requests[1].line == 3)
    }

    @Test func `a lot beside a product code is carried by every symbol that has room for it`() throws {
        let rows = "code,lotNo,expiry\n6901234567892,A1,2026-12-31\n(01)06901234567892(21)7,A1,\n"
        for kind in [SymbolKind.qr, .datamatrix, .gs1128] {
            let requests = try Self.read(rows, kind: kind)
            #expect(
                requests.map(\.code.uri) == [
                    "https://id.gs1.org/01/06901234567892/10/A1", "https://id.gs1.org/01/06901234567892/10/A1/21/7",
                ])
            let data = try SymbolData(requests[0].code, written: requests[0].written, kind: kind)
            #expect(data.interpretation == "(01)06901234567892(10)A1")
        }
        let bare = try Self.read(rows, kind: .ean13)
        #expect(bare[0].code.uri == "https://id.gs1.org/01/06901234567892")
        #expect(bare[0].fields[.lotNo] == "A1")
    }

    @Test func `a product's code is the code where no other column is, and text marks are no part of it`() throws {
        let requests = try Self.read("商品条码,批号,品名\n=\"6901234567892\",A1,大黄鱼\n")
        #expect(requests.map(\.code.uri) == ["https://id.gs1.org/01/06901234567892/10/A1"])
        #expect(requests.map(\.others) == [[]])
        // Beside a code it is a line of its own.
        let beside = try Self.read("编码,商品条码\n(01)06901234567892(10)A1,6901234567892\n")
        #expect(beside.map(\.others) == [[.init(title: "商品条码", value: "6901234567892")]])
        #expect(Self.error(of: "品名,产地\n大黄鱼,宁德\n")?.wording.zh == "表头缺少列“编码”")
    }

    @Test func `what the code says itself is printed unless the row says it`() throws {
        let request = try #require(
            try Self.read("code,生产日期\n(01)06901234567892(10)A1(11)260301,2026年3月1日\n").first)
        let data = try SymbolData(request.code, written: request.written, kind: .qr)
        let content = LabelContent(request.code, data: data, fields: request.fields)
        #expect(
            content.lines == [.init(title: "批号", value: "A1"), .init(title: "生产日期", value: "2026年3月1日")])
        let english = LabelContent(request.code, data: data, language: .en)
        #expect(english.lines.map(\.title) == ["Lot", "Produced"])
    }

    @Test(arguments: [
        ("code,lotNo\n(01)06901234567892(10)A1,B1\n", 2, 26, ScanError.Reason.contradiction),
        ("code,expiry\n(01)06901234567892(17)261231,2026-12-30\n", 2, 30, .contradiction),
        ("code\n6901234567893\n", 2, 1, .badValue), ("lotNo,code\nx,\n", 2, 3, .missingValue),
        ("code,copies\n6901234567892,0\n", 2, 15, .badValue), ("code,copies\n6901234567892,三\n", 2, 15, .badValue),
        ("code,copies\n6901234567892,10001\n", 2, 15, .badValue), ("lotNo\nx\n", 1, 1, .badHeader),
        ("code,批号,lotNo\nx,y,z\n", 1, 9, .badHeader), ("code,\n6901234567892,y\n", 2, 15, .badHeader),
        ("code,lotNo\n6901234567892,批次一\n", 2, 15, .badValue),
        ("code,expiry\n6901234567892,2026-02-30\n", 2, 15, .badValue),
        ("code,生产日期\n6901234567892,2026年13月1日\n", 2, 15, .badValue),
        ("code,产地\n6901234567892,\(String(repeating: "长", count: 201))\n", 2, 15, .overLimit),
    ])
    func `a bad row is named by line and column`(
        text: String, line: Int, column: Int, reason: ScanError.Reason
    ) {
        let error = Self.error(of: text)
        #expect(error?.reason == reason)
        #expect(error?.line == line && error?.column == column)
    }

    @Test(arguments: [
        ("编码,批号\n06901234567892,1.23E+05\n", "批号：“1.23E+05”，表格软件已把内容变成数字"),
        ("编码,批号\n6.93538E+12,A1\n", "编码：“6.93538E+12”，表格软件已把内容变成数字"),
        ("编码,产地\n06901234567892,#N/A\n", "产地：“#N/A”是表格软件"),
        ("编码,批号\n06901234567892,350505.19900101.0578\n", "内含居民身份证号码"),
        ("编码,350505 19900101 0578\n06901234567892,A\n", "内含居民身份证号码"),
    ])
    func `what a spreadsheet spoiled is not printed, nor a person's number`(text: String, said: String) {
        let error = Self.error(of: text)
        #expect(error?.wording.zh.contains(said) == true, "\(String(describing: error))")
    }

    @Test func `dates agree however they are punctuated`() throws {
        for date in ["2026-12-31", "2026/12/31", "2026年12月31日", "20261231"] {
            #expect(throws: Never.self) { try Self.read("code,expiry\n(01)06901234567892(17)261231,\(date)\n") }
        }
    }

    @Test func `a row asks for no more lines than a label takes`() {
        let titles = (1...13).map { "t\($0)" }.joined(separator: ",")
        let values = (1...13).map { "v\($0)" }.joined(separator: ",")
        #expect(Self.error(of: "code,\(titles)\n6901234567892,\(values)\n")?.reason == .overLimit)
    }

    // MARK: Pages

    @Test func `as many labels as fit stand on a page, within its margins`() throws {
        let sheet = try SheetLayout(label: .label, margin: 10, gap: 2)
        #expect(sheet.columns == 3 && sheet.rows == 6)
        #expect(sheet.pageCount(labels: 18) == 1 && sheet.pageCount(labels: 19) == 2)
        let drawing = try Sample.drawing(try Sample.content())
        let page = sheet.page(Array(repeating: drawing, count: 20))
        #expect(page.placements.count == 18)
        for placement in page.placements {
            #expect(placement.x >= 10 - 1e-6 && placement.x + 60 <= 200 + 1e-6)
            #expect(placement.y >= 10 - 1e-6 && placement.y + 40 <= 287 + 1e-6)
        }
        for (index, placement) in page.placements.enumerated() {
            for other in page.placements[(index + 1)...] {
                #expect(abs(placement.x - other.x) >= 62 - 1e-6 || abs(placement.y - other.y) >= 42 - 1e-6)
            }
        }
    }

    @Test func `labels stand on whole pixels where there are pixels`() throws {
        let grid = 25.4 / 300
        let drawing = try Sample.drawing(try Sample.content(), grid: grid)
        for placement in try SheetLayout(label: .label).page([drawing, drawing], grid: grid).placements {
            for length in [placement.x, placement.y] {
                #expect(abs((length / grid).rounded() - length / grid) < 1e-6)
            }
        }
    }

    @Test(arguments: [(300.0, 8.0, 2.0), (60, 100, 2), (60, -1, 2), (60, 8, -1), (60, .nan, 2)])
    func `a page without room for a label is refused`(width: Double, margin: Double, gap: Double) throws {
        let label = try LabelSize(width: width, height: 40)
        let error = #expect(throws: LabelError.self) { try SheetLayout(label: label, margin: margin, gap: gap) }
        #expect(error?.reason == .unusableSize)
    }
}
