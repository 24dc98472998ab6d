import Interchange
import Profiles
import Testing
import Values

@Suite struct `A workbook made by hand` {
    private func rows(_ rows: String, after: String = "", strings: String = "", styles: String = "") throws
        -> [[String]]
    {
        try SheetText.rows(
            try WorkbookMaker(rows: rows, after: after, strings: strings, styles: styles).bytes())
    }

    private let header = #"<row r="1"><c r="A1" t="inlineStr"><is><t>a</t></is></c></row>"#

    private func cell(_ xml: String, strings: String = "", styles: String = "") throws -> String {
        let read = try rows("\(header)<row r=\"2\">\(xml)</row>", strings: strings, styles: styles)
        return read.last?.first ?? ""
    }

    @Test func `strings may be shared or inline, in runs, with readings left out`() throws {
        let strings = """
            <si><t>鱼</t></si><si><r><rPr><b/></rPr><t xml:space="preserve">大 </t></r><r><t>鱼</t></r>\
            <rPh sb="0" eb="1"><t>yú</t></rPh><phoneticPr fontId="1"/></si><si><t>a_x000A_b_x005F_x000A_</t></si>
            """
        #expect(try cell(#"<c r="A2" t="s"><v>0</v></c>"#, strings: strings) == "鱼")
        #expect(try cell(#"<c r="A2" t="s"><v> 1 </v></c>"#, strings: strings) == "大 鱼")
        #expect(try cell(#"<c r="A2" t="s"><v>2</v></c>"#, strings: strings) == "a\nb_x000A_")
        #expect(
            try cell(#"<c r="A2" t="inlineStr"><is><r><t>x</t></r><rPh sb="0" eb="1"><t>n</t></rPh></is></c>"#) == "x")
        #expect(try cell(#"<c r="A2" t="str"><f>A1&amp;"b"</f><v>ab</v></c>"#) == "ab")
        #expect(try cell(#"<c r="A2" t="s"><v>9</v></c>"#, strings: strings).contains("badWorkbook"))
    }

    @Test(arguments: [
        ("6.90123E+12", "6901230000000"), ("6901234567892", "6901234567892"),
        ("1.6901234567899001E13", "16901234567899"),
        ("1.1000000000000001", "1.1"), ("12.299999999999999", "12.3"), ("0.99999999999999989", "1"),
        ("99999999999999.98", "100000000000000"), ("-2.5E-3", "-0.0025"), ("1E0", "1"), ("00012", "12"), ("-0", "0"),
        (".5", "0.5"), ("999999999999999.4", "999999999999999"),
    ])
    func `numbers have all their digits and no exponent`(stored: String, shown: String) throws {
        #expect(try cell("<c><v>\(stored)</v></c>") == shown)
    }

    @Test(arguments: [
        ("1000000000000000", "made a number of it"), ("1.0690123456789E+17", "made a number of it"),
        ("1e400", "made a number of it"), ("1e401", "cannot be read"), ("0x10", "cannot be read"),
        ("1,5", "cannot be read"),
        ("NaN", "cannot be read"), ("1e", "cannot be read"), ("--1", "cannot be read"),
        ("1e-9223372036854775808", "cannot be read"),
    ])
    func `numbers that lost digits, or are none, are refused`(stored: String, words: String) throws {
        let shown = try cell("<c><v>\(stored)</v></c>")
        #expect(shown.hasPrefix("A2: badValue: ") && shown.contains(words))
    }

    @Test func `the number formats of Chinese editions and of one's own are dates where they show days or times`()
        throws
    {
        let codes = [
            "yyyy/m/d": "2026-03-01", "[$-804]yyyy\"年\"m\"月\"d\"日\";@": "2026-03-01",
            "yyyy-m-d h:mm:ss AM/PM": "2026-03-01 12:00:00",
            "0.0\"day\"": "46082.5day", "G/通用格式": "46082.5", "General": "46082.5",
            "[Red]0.0": "46082.5",
            "_d0.0": "46082.5",
        ]
        for (code, shown) in codes {
            let escaped = code.replacing("\"", with: "&quot;")
            let styles = """
                <numFmts><numFmt numFmtId="200" formatCode="\(escaped)"/></numFmts>
                <cellStyleXfs><xf numFmtId="9"/></cellStyleXfs><cellXfs><xf numFmtId="0"/><xf numFmtId="200"/></cellXfs>
                """
            let value = shown == "2026-03-01" ? "46082" : "46082.5"
            #expect(try cell("<c s=\"1\"><v>\(value)</v></c>", styles: styles) == shown, "\(code)")
        }
        for (id, shown) in [
            14: "2026-03-01", 22: "2026-03-01 00:00:00", 31: "2026-03-01", 57: "2026-03-01", 1: "46082",
        ] {
            let styles = "<cellXfs><xf numFmtId=\"0\"/><xf numFmtId=\"\(id)\"/></cellXfs>"
            #expect(try cell("<c s=\"1\"><v>46082</v></c>", styles: styles) == shown, "\(id)")
        }
    }

    @Test(arguments: [("46082.5", nil), ("1.25", nil), ("0.5", "12:00:00"), ("0.99998842592593", "23:59:59")])
    func `a day that a format of times does not show is never read in silence`(stored: String, shown: String?) throws {
        let styles = "<cellXfs><xf numFmtId=\"0\"/><xf numFmtId=\"20\"/></cellXfs>"
        let read = try cell("<c s=\"1\"><v>\(stored)</v></c>", styles: styles)
        if let shown {
            #expect(read == shown)
        } else {
            #expect(read.hasPrefix("A2: badValue: ") && read.contains("a day that is not shown"), "\(read)")
        }
    }

    @Test(
        arguments: [
            ("\"L\"0000", "12", "L0012"), ("\\L0000", "12", "L0012"), ("\"批\"0", "7", "批7"),
            ("\"A-\"000\"-B\"", "5", "A-005-B"),
            ("000\"B\"", "5", "005B"), ("\"L\"#", "12", "L12"), ("0\"千克\"", "12.5", "13千克"),
            ("\"L\"0000", "1.5", nil),
            ("\"L\"0000", "-3", nil), ("\"L\"0.00", "1", nil), ("\"L\"00\"-\"00", "1234", nil),
            ("\\y0.0", "46082.5", nil),
            ("_(0000_)", "12", "0012"), ("\"\"0000", "12", "0012"),
            ("0\"吨\"", "5", "5吨"), ("0.0 \"kg\"", "12.5", "12.5 kg"), ("#,##0.00\"元\"", "1234.5", "1234.50元"),
            ("0\"个月\"", "12", "12个月"), ("0\"克/袋\"", "500", "500克/袋"), ("0吨", "5", "5吨"),
            ("General\"箱\"", "2.5", "2.5箱"),
            ("0[$吨-804]", "5", "5吨"), ("[Red]0_ ", "5", "5"), ("+0;-0;0", "5", "5"), ("0;-0;0", "-5", "-5"),
            ("0\"℃\"", "-18", "-18℃"), ("0\"℃\";-0\"℃\"", "-18", "-18℃"), ("0.00;[Red]-0.00", "-1.5", "-1.50"),
            ("#,##0_);(#,##0)", "5", "5"), ("#,##0_);(#,##0)", "-5", nil), ("0;(0)", "-5", nil), ("0;0", "-5", nil),
            ("\"L\"@", "12", nil), ("@", "12", "12"), ("# ?/?", "0.5", nil), ("[DBNum1]0", "5", nil),
            ("[DBNum1][$-804]General", "5", nil), (";;;", "5", nil), ("0;;", "0", nil), ("#", "0", nil),
            ("0;-0;;@", "5", "5"),
            ("\"缺货\"", "5", nil), ("0,", "5000", nil), ("0.0,\"千\"", "5000", nil), ("[<100]0\"件\";0", "5", nil),
            ("[h]:mm", "1.5", nil), ("0000-0000", "12345678", nil), ("0%", "0.5", "50%"), ("0.00E+00", "1200", "1200"),
            ("aaaa", "46082", nil), ("0 kg", "5", nil),
        ] as [(String, String, String?)])
    func `what a format adds to a number is read as it is shown, or the cell is refused`(
        code: String, stored: String, shown: String?
    ) throws {
        let styles = """
            <numFmts><numFmt numFmtId="200" formatCode="\(code.replacing("<", with: "&lt;").replacing("\"", with: "&quot;"))"/></numFmts>
            <cellXfs><xf numFmtId="0"/><xf numFmtId="200"/></cellXfs>
            """
        let read = try cell("<c s=\"1\"><v>\(stored)</v></c>", styles: styles)
        if let shown {
            #expect(read == shown, "\(code)")
        } else {
            #expect(read.hasPrefix("A2: badValue: ") && read.contains("shows something else"), "\(code): \(read)")
        }
    }

    @Test(arguments: [
        ("\"L\"@", nil), (";;;", nil), ("0;0;0;\"L\"@", nil), ("@", "12"), ("0;-0;0;@", "12"), ("_(@_)", "12"),
        ("0", "12"),
        ("General;General;General;General", "12"),
    ])
    func `a text that its format shows otherwise, or hides, is refused`(code: String, shown: String?) throws {
        let styles = """
            <numFmts><numFmt numFmtId="200" formatCode="\(code.replacing("<", with: "&lt;").replacing("\"", with: "&quot;"))"/></numFmts>
            <cellXfs><xf numFmtId="0"/><xf numFmtId="200"/></cellXfs>
            """
        for stored in [
            "<c s=\"1\" t=\"inlineStr\"><is><t>12</t></is></c>", "<c s=\"1\" t=\"str\"><v>12</v></c>",
            "<c s=\"1\" t=\"s\"><v>0</v></c>",
        ] {
            let read = try cell(stored, strings: "<si><t>12</t></si>", styles: styles)
            #expect(shown == read || shown == nil && read.contains("shows something else"), "\(code): \(read)")
        }
    }

    @Test func `the numbers of the formats that have no code are refused where they are not what is seen`() throws {
        for (id, stored, shown) in [
            (12, "0.5", nil), (37, "-5", nil), (37, "5", "5"), (44, "5.5", "5.50"), (44, "0", nil), (46, "1.5", nil),
            (2, "5.5", "5.50"), (11, "1200", "1200"), (49, "12", "12"),
        ] as [(Int, String, String?)] {
            let styles = "<cellXfs><xf numFmtId=\"0\"/><xf numFmtId=\"\(id)\"/></cellXfs>"
            let read = try cell("<c s=\"1\"><v>\(stored)</v></c>", styles: styles)
            #expect(shown == read || shown == nil && read.contains("shows something else"), "\(id): \(read)")
        }
    }

    @Test(arguments: [
        ("数量", "0&quot;吨&quot;", "5", "\"quantity\":5,\"uom\":\"TNE\""), ("数量（千克）", "0&quot;吨&quot;", "5", nil),
        ("数量（千克）", "0.0 &quot;kg&quot;", "12.5", "\"quantity\":12.5,\"uom\":\"KGM\""),
        ("数量", "0&quot;克/袋&quot;", "500", nil),
    ])
    func `an amount with the unit that its format shows is read as one with its unit in a CSV`(
        column: String, code: String, stored: String, event: String?
    ) throws {
        let styles =
            "<numFmts><numFmt numFmtId=\"200\" formatCode=\"\(code)\"/></numFmts>"
            + "<cellXfs><xf numFmtId=\"0\"/><xf numFmtId=\"200\"/></cellXfs>"
        let text = { (text: String) in "<c t=\"inlineStr\"><is><t>\(text)</t></is></c>" }
        let head = ["time", "step", "code", column].map(text).joined()
        let cells = ["2026-03-01 08:30", "commission", "(01)06901234567892(10)A"].map(text).joined()
        let reader = try XLSXReader(
            try WorkbookMaker(
                rows: "<row>\(head)</row><row>\(cells)<c s=\"1\"><v>\(stored)</v></c></row>", styles: styles
            ).bytes())
        let profile = try #require(ProfileLibrary.builtIn.profile(named: "food"))
        let mapper = try ScanMapper(
            profile: profile, operatorUSCC: "91350100M000100Y43", header: try #require(try reader.next()))
        let record = try #require(try reader.next())
        if let event {
            let read = String(decoding: try mapper.event(record), as: UTF8.self)
            #expect(read.contains(event), "\(read)")
        } else {
            #expect(throws: ScanError.self) { try mapper.event(record) }
        }
    }

    @Test func `a formula without its result is refused also where it would give text, and an empty text is one`()
        throws
    {
        #expect(try cell(#"<c t="str"><f>A1&amp;"x"</f></c>"#).contains("a formula without its result"))
        #expect(try cell(#"<c t="str"><f>""</f><v></v></c><c r="B2"/>"#) == "a")
    }

    @Test func `cells that became days are told apart, and a title above the table is passed over`() throws {
        let styles = "<cellXfs><xf numFmtId=\"0\"/><xf numFmtId=\"17\"/><xf numFmtId=\"20\"/></cellXfs>"
        let head = ["a", "b", "c"].map { "<c t=\"inlineStr\"><is><t>\($0)</t></is></c>" }.joined()
        let rows =
            "<row><c t=\"inlineStr\"><is><t>台账</t></is></c></row><row>\(head)</row>"
            + "<row><c><v>1</v></c><c s=\"1\"><v>46082</v></c><c s=\"2\"><v>0.5</v></c></row>"
        let reader = try XLSXReader(try WorkbookMaker(rows: rows, styles: styles).bytes())
        #expect(try reader.next()?.count == 1)
        reader.passOverTitle()
        #expect(try reader.next()?.count == 3)
        let record = try #require(try reader.next())
        #expect(record[1] == "2026-03-01" && reader.days == [1, 2])
        let profile = try #require(ProfileLibrary.builtIn.profile(named: "food"))
        let mapper = try ScanMapper(
            profile: profile, operatorUSCC: "91350100M000100Y43",
            header: try CSVReader.everything(in: Array("time,lotNo,step\n".utf8))[0])
        let error = try #require(throws: ScanError.self) { try mapper.refuseDays([1], record) }
        #expect(error.wording.en.hasPrefix("lotNo: the spreadsheet has made a day") && error.line == 3)
        #expect(throws: Never.self) { try mapper.refuseDays([0], record) }
        // The time of day stands under `step`.
        let time = try #require(throws: ScanError.self) { try mapper.refuseDays([2], record) }
        #expect(time.wording.en.contains("has made a time of what was entered (12:00:00)"))
    }

    @Test func `rows and cells need not say where they are`() throws {
        let read = try rows(
            "<row><c t=\"inlineStr\"><is><t>a</t></is></c><c t=\"inlineStr\"><is><t>b</t></is></c></row>"
                + "<row><c r=\"B2\"><v>1</v></c></row><row r=\"9\"><c/><c><v>2</v></c><c t=\"e\"><v>#REF!</v></c></row>"
        )
        #expect(read == [["a", "b"], ["", "1"], ["C9: badValue: the cell shows the error #REF!"]])
    }

    @Test func `a refused row is kept as it stands in the file`() throws {
        let more = "<row r=\"2\"><c><v>1</v></c><c><v>1E+20</v></c></row>"
        let head = #"<row r="1"><c t="inlineStr"><is><t>a,</t></is></c><c t="inlineStr"><is><t>b</t></is></c></row>"#
        let reader = try XLSXReader(try WorkbookMaker(rows: head + more).bytes())
        let header = try #require(try reader.next())
        #expect(String(decoding: header.formatted(), as: UTF8.self) == "\"a,\",b\n")
        #expect(throws: ScanError.self) { try reader.next() }
        #expect(reader.refused.map { String(decoding: $0.formatted(), as: UTF8.self) } == "1,1E+20\n")
        let end = try reader.next()
        #expect(end == nil)
        #expect(reader.refused == nil)
    }

    @Test func `its rows become events by the mapper of CSV rows, with errors at their cells`() throws {
        let profile = try #require(ProfileLibrary.builtIn.profile(named: "food"))
        let head = ["time", "step", "code"].map { "<c t=\"inlineStr\"><is><t>\($0)</t></is></c>" }.joined()
        let styles = "<cellXfs><xf numFmtId=\"0\"/><xf numFmtId=\"22\"/></cellXfs>"
        let rows =
            "<row r=\"1\">\(head)</row><row r=\"2\"><c s=\"1\"><v>46082.354166666664</v></c>"
            + "<c t=\"inlineStr\"><is><t>nothing</t></is></c><c><v>6901234567892</v></c></row>"
        let reader = try XLSXReader(try WorkbookMaker(rows: rows, styles: styles).bytes())
        let header = try #require(try reader.next())
        let mapper = try ScanMapper(profile: profile, operatorUSCC: "91350211M000100Y43", header: header)
        let record = try #require(try reader.next())
        #expect(record[0] == "2026-03-01 08:30:00" && record[2] == "6901234567892")
        let error = try #require(throws: ScanError.self) { try mapper.scan(record) }
        #expect(CellPlace(row: error.line, column: error.column).description == "B2")
    }
}

@Suite struct `What is no workbook, or too large a one` {
    private let small = #"<row><c t="inlineStr"><is><t>a</t></is></c></row>"#

    @Test func `Excel's older forms, OpenDocument and other files are told apart`() throws {
        let compound: [UInt8] = [0xD0, 0xCF, 0x11, 0xE0, 0xA1, 0xB1, 0x1A, 0xE1]
        let stream = "EncryptedPackage".utf16.flatMap { [UInt8($0 & 255), 0] }
        var document = WorkbookMaker(rows: small)
        document.replace("_rels/.rels", nil)
        let zip = try document.bytes()
        document.add("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        var binary = WorkbookMaker(rows: small)
        binary.replace(
            "_rels/.rels",
            "<Relationships><Relationship Id='a' Type='x/officeDocument' Target='xl/workbook.bin'/></Relationships>")
        var word = WorkbookMaker(rows: small)
        word.replace("xl/workbook.xml", "<document/>")
        let files: [(bytes: [UInt8], words: String)] = [
            (compound + [UInt8](repeating: 0, count: 600), ".xls)"),
            (compound + [UInt8](repeating: 0, count: 600) + stream, "password"),
            (try WorkbookMaker(rows: small).bytes(password: "x"), "password"), ([], "not an XLSX"),
            (Array("a,b\n1,2\n".utf8), "not an XLSX"), (zip, "not an XLSX"), (try document.bytes(), "OpenDocument"),
            (try binary.bytes(), ".xlsb"), (try word.bytes(), "not an XLSX"),
            ([0x50, 0x4B, 0x03, 0x04] + [UInt8](repeating: 0, count: 100), "damaged"),
        ]
        for (bytes, words) in files {
            let error = try #require(SheetText.error(bytes))
            #expect(error.reason == .badWorkbook && error.wording.en.contains(words), "\(words): \(error.wording.en)")
            #expect(error.hint != nil)
        }
    }

    @Test func `each limit lets through what it allows, and no more`() throws {
        let wide = "<row>" + String(repeating: "<c t=\"s\"><v>0</v></c>", count: 3) + "</row>"
        let strings = String(repeating: "<si><t>abcd</t></si>", count: 3)
        let workbook = try WorkbookMaker(rows: wide, strings: strings).bytes()
        let changes: [(change: (inout XLSXLimits, Int) -> Void, enough: Int, words: String)] = [
            ({ $0.fileBytesMax = $1 }, workbook.count, "size"), ({ $0.entriesMax = $1 }, 6, "files"),
            ({ $0.columnsMax = $1 }, 3, "columns"), ({ $0.sharedStringsMax = $1 }, 3, "shared strings"),
            ({ $0.rowBytesMax = $1 }, 12, "row's text"), ({ $0.sharedStringBytesMax = $1 }, 12, "shared strings"),
            ({ $0.cellBytesMax = $1 }, 4, "longer"),
        ]
        for (change, enough, words) in changes {
            var limits = XLSXLimits()
            change(&limits, enough)
            #expect(SheetText.error(workbook, limits: limits) == nil, "\(words)")
            change(&limits, enough - 1)
            #expect(SheetText.error(workbook, limits: limits)?.wording.en.contains(words) == true, "\(words)")
        }
    }

    @Test func `what is unpacked is counted while it is unpacked`() throws {
        let bomb = small + String(repeating: " ", count: 4 << 20)
        let workbook = try WorkbookMaker(rows: bomb).bytes()
        #expect(SheetText.error(workbook)?.wording.en.contains("compression") == true)
        var limits = XLSXLimits()
        limits.ratioMax = 100_000
        #expect(SheetText.error(workbook, limits: limits)?.wording.en.contains("longer than allowed") == true)
        limits.unpackedBytesMax = 1 << 20
        let rows = String(repeating: "<row/>", count: 400_000)
        #expect(
            SheetText.error(try WorkbookMaker(rows: rows).bytes(), limits: limits)?.wording.en.contains("unpacked")
                == true)
    }

    @Test func `a DOCTYPE in a part is refused, and broken XML is said with part and place`() throws {
        var workbook = WorkbookMaker(rows: small)
        workbook.replace("xl/sharedStrings.xml", "<!DOCTYPE sst [<!ENTITY a 'b'>]><sst/>")
        #expect(SheetText.error(try workbook.bytes())?.wording.en.contains("DOCTYPE") == true)
        workbook.replace("xl/sharedStrings.xml", "<sst>\n <si></sst>")
        #expect(SheetText.error(try workbook.bytes())?.wording.en.hasPrefix("xl/sharedStrings.xml:2:") == true)
    }

    @Test(arguments: [
        "<row r='2'/><row r='2'/>", "<row r='0'/>", "<row r='1048577'/>", "<row r='x'/>",
        "<row r='1'><c r='A2'/></row>",
        "<row r='1'><c r='B1'/><c r='A1'/></row>", "<row r='1'><c r='XFE1'/></row>", "<row r='1'><c r='1'/></row>",
        "<row r='9223372036854775808'/>", "<row r='1'><c r='A99999999999999999999'/></row>",
    ])
    func `rows and cells that are not where they say are damage`(rows: String) throws {
        #expect(SheetText.error(try WorkbookMaker(rows: rows).bytes())?.wording.en.contains("damaged") == true)
    }

    @Test func `an empty sheet has no header`() throws {
        for rows in ["", "<row/>", "<row><c/><c t='inlineStr'><is><t> </t></is></c></row>"] {
            #expect(SheetText.error(try WorkbookMaker(rows: rows).bytes())?.wording.en.contains("no header") == true)
        }
    }

    /// Whatever happens to a file on its way, it is read or refused.
    @Test func `a broken file is never a crash`() throws {
        let workbook = try WorkbookMaker(
            rows: small + "<row><c><v>1E+5</v></c></row>", strings: "<si><t>x</t></si>"
        ).bytes()
        var seed: UInt64 = 7
        for _ in 0..<1_500 {
            var broken = workbook
            for _ in 0..<2 {
                seed = seed &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
                broken[Int(seed >> 33) % broken.count] = UInt8(truncatingIfNeeded: seed >> 20)
            }
            _ = SheetText.error(broken)
            _ = SheetText.error(Array(workbook.prefix(Int(seed >> 40) % workbook.count)))
        }
    }
}
