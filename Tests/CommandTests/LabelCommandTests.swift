import Foundation
import Testing

@Suite("yima label")
struct LabelCommandTests {
    private static let lot = "(01)06901234567892(10)L2603(17)261231"

    @Test func `a label is written as SVG, and said in one line`() async throws {
        var tool = Tool()
        tool.locale = "zh_CN.UTF-8"
        let outcome = try await tool.yima("label", Self.lot, "-o", "a.svg", "--title", "大黄鱼", "--line", "产地=宁德")
        #expect(outcome.status == 0)
        #expect(outcome.output.hasPrefix("a.svg：QR 码，60 × 40 毫米"))
        let svg = try tool.home.text("a.svg")
        for text in ["width=\"60mm\"", ">大黄鱼<", ">产地<", ">宁德<", ">L2603<", ">2026-12-31<", ">扫码查询·一品一码<"] {
            #expect(svg.contains(text), "\(text)")
        }
        #expect(tool.home.names == ["a.svg"])
    }

    @Test func `the JSON document says what was drawn`() async throws {
        let tool = Tool()
        let outcome = try await tool.yima(
            "label", Self.lot, "-o", "a.svg", "--json", "--size", "50x30", "--module", "0.5", "--domain",
            "https://t.example.cn")
        #expect(
            outcome.output == """
                {"file":"a.svg","symbol":"qr","data":"https://t.example.cn/01/06901234567892/10/L2603?17=261231",\
                "widthMm":50,"heightMm":30,"module":0.5,"pages":1}

                """)
    }

    @Test func `sheets of many are numbered files, a PDF is one`() async throws {
        let tool = Tool()
        let csv = "编码,品名,份数\n\(Self.lot),大黄鱼,20\n6901234567892,大黄鱼,1\n"
        try tool.home.write(Data(csv.utf8), to: "lots.csv")
        let outcome = try await tool.yima("label", "--sheet", "lots.csv", "-o", "s.svg", "--json", "--cut-lines")
        #expect(outcome.status == 0, "\(outcome.errors)")
        #expect(outcome.output.contains("\"pages\":2,\"labels\":21,\"files\":[\"s-1.svg\",\"s-2.svg\"]"))
        #expect(tool.home.names == ["lots.csv", "s-1.svg", "s-2.svg"])
    }

    @Test(arguments: ["350505199001010578", "urn:x:350505199001010578", "FJ-350505-19900101-0578"])
    func `a person's number that is no code is not repeated`(written: String) async throws {
        let outcome = try await Tool().yima("label", written, "-o", "a.svg")
        #expect(outcome.status == 65, "\(outcome.errors)")
        #expect(!(outcome.errors + outcome.output).contains("0578"), "\(outcome.errors)")
        let json = try await Tool().yima("label", "--json", written, "-o", "a.svg")
        #expect(!(json.errors + json.output).contains("0578"), "\(json.output)")
    }

    @Test func `a file that stands is written over only where that was said`() async throws {
        let tool = Tool()
        try tool.home.write("mine", to: "a.svg")
        let refused = try await tool.yima("label", Self.lot, "-o", "a.svg")
        #expect(
            refused.status == 73 && refused.errors.contains("the file exists") && refused.errors.contains("--force"))
        #expect(try tool.home.text("a.svg") == "mine")
        #expect(try await tool.yima("label", Self.lot, "-o", "a.svg", "--force").status == 0)
        #expect(try tool.home.text("a.svg") != "mine")
        // Of many pages none is written where one stands.
        try tool.home.write("编码,份数\n\(Self.lot),40\n", to: "lots.csv")
        try tool.home.write("mine", to: "s-2.svg")
        #expect(try await tool.yima("label", "--sheet", "lots.csv", "-o", "s.svg").status == 73)
        #expect(!tool.home.has("s-1.svg"))
    }

    @Test func `a sheet is read like any other table`() async throws {
        let tool = Tool()
        let rows = [
            "某公司标签打印清单,,,,", ",,,,", "编码,品名,份数,#备注,", "\(Self.lot),大黄鱼,２,加急,", ",,,,",
            "6901234567892,大黄鱼,\"1,0\",,", "合计,,12,,",
        ]
        for (index, separator) in [",", "\t", ";"].enumerated() {
            let text = rows.map { $0.replacing("\"1,0\"", with: "10").replacing(",", with: separator) }
            try tool.home.write(text.joined(separator: "\r\n"), to: "lots.csv")
            let outcome = try await tool.yima("label", "--sheet", "lots.csv", "-o", "s\(index).pdf", "--json")
            #expect(outcome.status == 0, "\(outcome.errors)")
            #expect(outcome.output.contains("\"labels\":12"), "\(outcome.output)")
        }
        let unicode = try #require(rows.joined(separator: "\n").data(using: .utf16LittleEndian))
        try tool.home.write(Data([0xFF, 0xFE]) + unicode, to: "wide.csv")
        let wide = try await tool.yima("label", "--sheet", "wide.csv", "-o", "w.svg", "--json")
        #expect(wide.status == 0 && wide.output.contains("\"labels\":12"), "\(wide.errors)")
        let cells = rows.map { row in
            row.replacing("\"1,0\"", with: "10").split(separator: ",", omittingEmptySubsequences: false).map(
                String.init)
        }
        try tool.home.write(StoredWorkbook(sheets: [.init(name: "标签", rows: cells)]).data, to: "lots.xlsx")
        let workbook = try await tool.yima("label", "--sheet", "lots.xlsx", "-o", "x.svg", "--json")
        #expect(workbook.status == 0 && workbook.output.contains("\"labels\":12"), "\(workbook.errors)")
        try tool.home.write("编码,品名,\n\(Self.lot),大黄鱼,散装\n", to: "odd.csv")
        let odd = try await tool.yima("label", "--sheet", "odd.csv", "-o", "o.svg")
        #expect(odd.status == 65 && odd.errors.contains("odd.csv:2:") && odd.errors.contains("without a name"))
    }

    @Test func `a lot of which the spreadsheet made a day or a time is refused, and a day where one belongs is taken`()
        async throws
    {
        let tool = Tool()
        let (day, time) = ("2026-01-26", "08:30:00")
        for (heading, text, word) in [
            ("批号", day, "a day"), ("lotNo", time, "a time"), ("品名", day, "a day"), ("生产日期", day, nil),
            ("包装时间", time, nil),
        ] as [(String, String, String?)] {
            let rows = [["编码", heading], ["6901234567892", text]]
            try tool.home.write(
                StoredWorkbook(sheets: [.init(name: "标签", rows: rows, moments: [text])]).data, to: "lots.xlsx")
            let outcome = try await tool.yima("label", "--sheet", "lots.xlsx", "-o", "x.svg", "--force")
            guard let word else {
                #expect(outcome.status == 0, "\(heading): \(outcome.errors)")
                continue
            }
            #expect(outcome.status == 65, "\(heading)")
            #expect(
                outcome.errors.contains(
                    "lots.xlsx:标签!B2: \(heading): the spreadsheet has made \(word) of what was entered (\(text))"),
                "\(outcome.errors)")
        }
    }

    @Test func `a bad row is named, and nothing is written`() async throws {
        let tool = Tool()
        let csv = "code,lotNo\n\(Self.lot),L2604\n6901234567892,\n6901234567893,\n"
        try tool.home.write(Data(csv.utf8), to: "lots.csv")
        let outcome = try await tool.yima("label", "--sheet", "lots.csv", "-o", "s.svg")
        #expect(outcome.status == 65)
        #expect(
            outcome.errors == """
                yima: label: lots.csv:2:39: Lot "L2604" contradicts the code, which says "L2603"
                yima: label: lots.csv:4:1: wrong check digit (expected 2)
                hint: one character is misread or mistyped: scan again, or compare with the label
                yima: label: lots.csv: 2 bad rows: nothing was written

                """)
        #expect(tool.home.names == ["lots.csv"])
    }

    @Test func `a row whose symbol does not fit is named, and nothing is written`() async throws {
        let tool = Tool()
        let csv = "code\n(01)06901234567892\n(01)06901234567892(10)ABCDEFGHIJKLMNOPQRST(21)1234567\n"
        try tool.home.write(Data(csv.utf8), to: "lots.csv")
        let outcome = try await tool.yima("label", "--sheet", "lots.csv", "-o", "s.svg", "--symbol", "gs1-128")
        #expect(outcome.status == 65)
        #expect(outcome.errors.hasPrefix("yima: label: lots.csv:3:1: the GS1-128 with its quiet zones does not fit"))
        #expect(tool.home.names == ["lots.csv"])
    }

    @Test func `a sheet of Chinese office software is read`() async throws {
        let tool = Tool()
        let name = [0xB4, 0xF3, 0xBB, 0xC6, 0xD3, 0xE3] as [UInt8]  // 大黄鱼 in GB18030
        try tool.home.write(
            Data("code,productName\n6901234567892,".utf8) + Data(name) + Data("\n".utf8), to: "lots.csv")
        let wrong = try await tool.yima("label", "--sheet", "lots.csv", "-o", "s.svg")
        #expect(wrong.status == 65 && wrong.errors.contains("--encoding gb18030"))
        let right = try await tool.yima("label", "--sheet", "lots.csv", "-o", "s.svg", "--encoding", "gb18030")
        #expect(right.status == 0)
        #expect(try tool.home.text("s.svg").contains("大黄鱼"))
    }

    /// What follows `yima label`, and the status of sysexits.
    private static let undrawable: [(String, Int32)] = [
        ("6901234567893 -o a.svg", 65),
        ("6901234567892 -o a.gif", 64),
        ("6901234567892 -o .svg", 64),
        ("-o a.svg", 64),
        ("6901234567892", 64),
        ("6901234567892 --sheet x.csv -o a.svg", 64),
        ("6901234567892 -o a.svg --module 0.1", 64),
        ("6901234567892 -o a.svg --size 60", 64),
        ("6901234567892 -o a.svg --size 15x12", 65),
        ("6901234567892 -o a.png --dpi 9", 64),
        ("91350100M000100Y43 -o a.svg --symbol ean13", 65),
        ("6901234567892 -o absent/a.svg", 73),
        ("--sheet absent.csv -o a.svg", 74),
        ("--sheet /dev/null -o a.svg", 65),
    ]

    @Test(arguments: undrawable)
    func `what cannot be drawn ends with its status, and nothing is written`(
        arguments: String, status: Int32
    ) async throws {
        let tool = Tool()
        let outcome = try await tool.run("yima", ["label"] + arguments.split(separator: " ").map(String.init))
        #expect(outcome.status == status, "\(outcome.errors)")
        #expect(outcome.output.isEmpty && !outcome.errors.isEmpty)
        #expect(tool.home.names.isEmpty)
    }
}
