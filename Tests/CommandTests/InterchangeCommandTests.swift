import Foundation
import Testing

@Suite("yima ingest of XML and workbooks")
struct InterchangeCommandTests {
    let tool: Tool

    init() async throws {
        var tool = Tool()
        tool.environment["YIMA_JOURNAL"] = "j"
        tool.environment["YIMA_LEDGER"] = "http://127.0.0.1:9"
        self.tool = tool
        let begun = try await tool.yima("init", "--operator", Scans.uscc, "--name", "dock-2")
        try #require(begun.status == 0)
    }

    private func ingest(_ arguments: String...) async throws -> Tool.Outcome {
        try await tool.run("yima", ["ingest", "--no-push"] + arguments)
    }

    private func held() async throws -> Int {
        let status = try await tool.yima("status", "--json")
        return try #require(status.output.firstMatch(of: /"held":(\d+)/).flatMap { Int($0.1) })
    }

    // MARK: XML

    @Test("EPCIS XML of either version is recorded, and known when it comes again")
    func documents() async throws {
        try tool.home.write(XMLDocument.text([XMLDocument.event("1"), XMLDocument.event("2")]), to: "a.xml")
        let first = try await ingest("--json", "a.xml")
        #expect(first.status == 0, "\(first.errors)")
        #expect(try Ingested(first) == Ingested(read: 2, journalled: 2, duplicates: 0, pushed: 0, waiting: 2))
        // Without its name, by what it begins with.
        let again = try await tool.run(
            "yima", ["ingest", "--no-push", "--json", "-"],
            input: Data(XMLDocument.text([XMLDocument.event("2")], version: "1.2").utf8))
        #expect(again.status == 0, "\(again.errors)")
        #expect(try Ingested(again).duplicates == 1)
    }

    @Test(
        "an amount of a single thing is refused at its place in XML as in JSON; one of it is told, and refused by --strict"
    )
    func amountsOfSingleThings() async throws {
        func event(_ amount: String) -> String {
            XMLDocument.event("1").replacing(
                "</bizStep>",
                with: """
                    </bizStep>
                    <quantityList><quantityElement><epcClass>urn:epc:id:sgtin:6901234.056789.5</epcClass>
                    \(amount)</quantityElement></quantityList>
                    """)
        }
        for amount in ["<quantity>5</quantity>", "<quantity>5</quantity><uom>KGM</uom>"] {
            try tool.home.write(XMLDocument.text([event(amount)]), to: "a.xml")
            let refused = try await ingest("a.xml")
            #expect(refused.status == 65, "\(refused.errors)")
            #expect(refused.errors.contains("is a single thing and cannot be 5"), "\(refused.errors)")
            #expect(refused.errors.contains(/a\.xml:\d+:\d+: .*quantity/), "\(refused.errors)")
        }
        try tool.home.write(XMLDocument.text([event("<quantity>1</quantity>")]), to: "one.xml")
        let strict = try await ingest("--strict", "one.xml")
        #expect(strict.status == 65 && strict.errors.contains("in a list of amounts"), "\(strict.errors)")
        #expect(try await held() == 0)
        let told = try await ingest("one.xml")
        #expect(told.status == 0 && told.errors.contains("in a list of amounts"), "\(told.errors)")
        #expect(try await held() == 1)
    }

    @Test("what is wrong in XML is said with file, line, column and path, in both languages")
    func placesInXML() async throws {
        let wrong = XMLDocument.event("1").replacing("<action>ADD", with: "<action>PUT")
        try tool.home.write(XMLDocument.text([XMLDocument.event("2"), wrong]), to: "a.xml")
        try tool.home.write(XMLDocument.text([XMLDocument.event("3")]), to: "good.xml")
        let path = "/epcis:EPCISDocument/EPCISBody/EventList/ObjectEvent[2]/action"
        let outcome = try await ingest("good.xml", "a.xml")
        #expect(outcome.status == 65)
        #expect(
            outcome.errors.contains("a.xml:14:1: \(path): action must be ADD, OBSERVE or DELETE\n"), "\(outcome.errors)"
        )
        var chinese = tool
        chinese.locale = "zh_CN.UTF-8"
        let said = try await chinese.yima("ingest", "--no-push", "a.xml")
        #expect(said.errors.contains("a.xml:14:1: \(path): action 应为 ADD、OBSERVE 或 DELETE\n"), "\(said.errors)")
        let json = try await ingest("--json", "a.xml")
        #expect(json.output.contains(#""line":14,"column":1,"pointer":"\#(path)""#), "\(json.output)")
        #expect(try await held() == 0)
    }

    @Test("XML that is refused whole says why, and the way out", arguments: XMLDocument.unusable.indices)
    func unusableXML(index: Int) async throws {
        let (content, place, says) = XMLDocument.unusable[index]
        try tool.home.write(content, to: "a.xml")
        let outcome = try await ingest("a.xml")
        #expect(outcome.status == 65)
        #expect(outcome.errors.contains("yima: ingest: a.xml:\(place): "), "\(outcome.errors)")
        #expect(outcome.errors.contains(says), "\(outcome.errors)")
        #expect(try await held() == 0)
    }

    @Test("what came in as JSON comes out byte for byte, and what came in as XML with all that it said")
    func lossless() async throws {
        let daemon = try await Daemon.begin()
        let tool = try await daemon.device("dock-1")
        let event = """
            {"@context":["https://ref.gs1.org/standards/epcis/2.0.0/epcis-context.jsonld",{"e":"https://e.org/"}],\
            "e:z":{"b":1.50,"a":[1E+2,-0.0,null,"\\u00e9\\/"],"e:m":{}},"type":"ObjectEvent","e:a":123456789012345678901234567890,\
            "eventTimeZoneOffset":"+08:00","eventTime":"2026-11-01T08:30:00.1234567+08:00","action":"ADD",\
            "quantityList":[{"uom":"KGM","quantity":12.500,"epcClass":"https://id.gs1.org/01/06901234567892/10/J1"}]}
            """
        let extensions = """
            <e:a xmlns:e="https://e.org/" e:unit=" g " plain="1"> text </e:a><e:a xmlns:e="https://e.org/"/>
            <f:a xmlns:f="https://f.org/"><f:b>0010</f:b><f:b><![CDATA[<&>]]></f:b><c>1.50</c></f:a>
            """
        let document = XMLDocument.text([
            XMLDocument.event("7").replacing("</ObjectEvent>", with: extensions + "</ObjectEvent>")
        ])
        try tool.home.write(event + "\n", to: "e.ndjson")
        try tool.home.write(document, to: "e.xml")
        let outcome = try await tool.yima("ingest", "--json", "e.ndjson", "e.xml")
        #expect(try Ingested(outcome).pushed == 2, "\(outcome.errors)")
        let json = try await tool.yima("lookup", "--json", "(01)06901234567892(10)J1")
        #expect(json.output.contains(event), "\(json.output)")
        let xml = try await tool.yima("lookup", "--json", "(01)06901234567892(21)7")
        #expect(
            xml.output.contains(
                ##""e:a":[{"e:unit":" g ","plain":"1","#text":"text"},""],"f:a":{"f:b":["0010","<&>"],"c":"1.50"}"##),
            "\(xml.output)")
        try await daemon.stop()
    }

    // MARK: Workbooks

    private static let header = Scans.header.components(separatedBy: ",")

    private static func row(_ number: Int) -> [String] { Scans.row(number).components(separatedBy: ",") }

    @Test("a workbook's rows are what those of a CSV are")
    func workbook() async throws {
        let rows = [Self.header] + (0..<3).map(Self.row)
        try tool.home.write(StoredWorkbook(sheets: [.init(name: "扫码", rows: rows)]).data, to: "scans.xlsx")
        try tool.home.write(Scans.file(0..<3), to: "scans.csv")
        let workbook = try await ingest("--json", "scans.xlsx")
        #expect(try Ingested(workbook) == Ingested(read: 3, journalled: 3, duplicates: 0, pushed: 0, waiting: 3))
        #expect(try Ingested(try await ingest("--json", "scans.csv")).duplicates == 3)
    }

    @Test("a bad cell is said by sheet and cell; with --skip-bad its row is written out as CSV")
    func placesInSheets() async throws {
        var bad = Self.row(1)
        bad[2] = "(01)06901234567893"
        let sheet = StoredWorkbook.Sheet(name: "Sheet1", rows: [Self.header, Self.row(0), bad])
        try tool.home.write(StoredWorkbook(sheets: [sheet]).data, to: "scans.xlsx")
        let outcome = try await ingest("scans.xlsx")
        #expect(outcome.status == 65)
        #expect(outcome.errors.contains("yima: ingest: scans.xlsx:Sheet1!C3: "), "\(outcome.errors)")
        #expect(try await held() == 0)
        let skipped = try await ingest("--json", "--skip-bad", "scans.xlsx")
        #expect(skipped.status == 66, "\(skipped.errors)")
        #expect(skipped.output.contains(#""line":3,"column":3,"sheet":"Sheet1""#), "\(skipped.output)")
        #expect(try Ingested(skipped).journalled == 1)
        let bytes = try Data(contentsOf: tool.home.url("scans.xlsx.bad.csv"))
        #expect(bytes.starts(with: [0xEF, 0xBB, 0xBF]))
        let left = String(decoding: bytes.dropFirst(3), as: UTF8.self).split(separator: "\n")
        #expect(left.count == 2 && left[0] == "#reason," + Scans.header)
        #expect(left[1].hasPrefix("\"") && left[1].hasSuffix("\"," + bad.joined(separator: ",")), "\(left)")
    }

    @Test("the table of another sheet is read where the first has only a title")
    func titleSheet() async throws {
        let title = StoredWorkbook.Sheet(name: "说明", rows: [["请在“扫码”页填写"]])
        let table = StoredWorkbook.Sheet(name: "扫码", rows: [["出库台账"], Self.header, Self.row(0)])
        try tool.home.write(StoredWorkbook(sheets: [title, table]).data, to: "scans.xlsx")
        let read = try await ingest("--json", "scans.xlsx")
        #expect(try Ingested(read).journalled == 1, "\(read.errors)")
        #expect(read.errors.contains("scans.xlsx:扫码!A1: this sheet is read, since 说明 has no table of scans"))
    }

    @Test("a sheet that is meant as a table is one, however much is amiss with it: nothing is read in its place")
    func unusableSheet() async throws {
        let odd = Self.header + ["司机"]
        let meant = StoredWorkbook.Sheet(name: "上旬", rows: [odd, Self.row(0) + ["张三"]])
        let good = StoredWorkbook.Sheet(name: "中旬", rows: [Self.header, Self.row(1)])
        let cover = StoredWorkbook.Sheet(name: "封面", rows: [["出库台账"]])
        for sheets in [[meant, good], [cover, meant, good]] {
            try tool.home.write(StoredWorkbook(sheets: sheets).data, to: "odd.xlsx")
            let refused = try await ingest("--accept", "DATA-1", "odd.xlsx")
            #expect(refused.status == 65, "\(refused.output)\(refused.errors)")
            #expect(refused.errors.contains("上旬!") && refused.errors.contains("司机"), "\(refused.errors)")
        }
        #expect(try await held() == 0)
        // Behind a good one it is named as not read; a template that nobody filled in is not.
        let template = StoredWorkbook.Sheet(name: "模板", rows: [Self.header])
        try tool.home.write(StoredWorkbook(sheets: [good, template, meant]).data, to: "behind.xlsx")
        let read = try await ingest("--json", "behind.xlsx")
        #expect(read.errors.contains("only this sheet is read, not 上旬;"), "\(read.errors)")
    }

    @Test("below a cover each month has its sheet: those that are not read are named, and --strict refuses")
    func monthSheets() async throws {
        let cover = StoredWorkbook.Sheet(name: "封面", rows: [["出库台账"]])
        let months = (1...3).map {
            StoredWorkbook.Sheet(name: "\($0)月", rows: [["\($0)月出库台账"], Self.header, Self.row($0)])
        }
        try tool.home.write(StoredWorkbook(sheets: [cover] + months).data, to: "scans.xlsx")
        let strict = try await ingest("--strict", "--accept", "DATA-1", "scans.xlsx")
        #expect(strict.status == 65 && strict.errors.contains("not 2月, 3月"), "\(strict.errors)")
        let read = try await ingest("--json", "scans.xlsx")
        #expect(try Ingested(read).journalled == 1, "\(read.errors)")
        #expect(
            read.errors.contains("1月!A1: this sheet is read, since 封面 has no table of scans; not 2月, 3月: --sheet"),
            "\(read.errors)")
        // With the table on the first sheet, titles above the others hide nothing.
        try tool.home.write(StoredWorkbook(sheets: months).data, to: "months.xlsx")
        let first = try await ingest("--json", "months.xlsx")
        #expect(first.errors.contains("only this sheet is read, not 2月, 3月"), "\(first.errors)")
        // Only so many are looked at; that there are more is said.
        let many = (0..<15).map { StoredWorkbook.Sheet(name: "n\($0)", rows: [["anything"]]) }
        try tool.home.write(StoredWorkbook(sheets: [months[0]] + many).data, to: "many.xlsx")
        let rest = try await ingest("--json", "many.xlsx")
        #expect(rest.errors.contains("only this sheet is read, not 3 more sheets"), "\(rest.errors)")
    }

    @Test(
        "a row whose first cell is a number such as #1, or a remark, is a scan, in a table and in a workbook",
        arguments: ["#", "#急件", "#PS-", "# "])
    func numberedRows(mark: String) async throws {
        let header = ["序号"] + Self.header
        let rows = [["# 说明"] + Self.header.map { _ in "" }] + (0..<2).map { ["\(mark)\($0 + 1)"] + Self.row($0) }
        try tool.home.write(
            ([header] + rows).map { $0.joined(separator: ",") }.joined(separator: "\n") + "\n", to: "n.csv")
        let table = try await ingest("--json", "n.csv")
        #expect(try Ingested(table).journalled == 2, "\(table.errors)")
        let sheet = StoredWorkbook.Sheet(name: "S", rows: [header] + rows)
        try tool.home.write(StoredWorkbook(sheets: [sheet]).data, to: "n.xlsx")
        #expect(try Ingested(try await ingest("--json", "n.xlsx")).duplicates == 2)
    }

    @Test("--sheet names the sheet that is read, else it is the first one shown and others are mentioned")
    func sheets() async throws {
        func sheet(_ name: String, _ number: Int, isHidden: Bool = false) -> StoredWorkbook.Sheet {
            .init(name: name, rows: [Self.header, Self.row(number)], isHidden: isHidden)
        }
        let notes = StoredWorkbook.Sheet(name: "说明", rows: [["anything"]])
        let workbook = StoredWorkbook(sheets: [sheet("old", 0, isHidden: true), sheet("一月", 1), notes, sheet("Feb", 2)])
        try tool.home.write(workbook.data, to: "scans.xlsx")
        try tool.home.write(Scans.file(1..<2), to: "january.csv")
        let first = try await ingest("--json", "scans.xlsx")
        #expect(try Ingested(first).journalled == 1)
        #expect(first.errors.contains("scans.xlsx:一月!A1: only this sheet is read, not Feb; --sheet names another"))
        #expect(try Ingested(try await ingest("--json", "january.csv")).duplicates == 1)
        for name in ["Feb", "old"] {
            let named = try await ingest("--json", "--sheet", name, "scans.xlsx")
            #expect(try Ingested(named).journalled == 1, "\(named.errors)")
            #expect(!named.errors.contains("only this sheet"))
        }
        #expect(try Ingested(try await ingest("--json", "--sheet", "FEB", "scans.xlsx")).duplicates == 1)
        let unknown = try await ingest("--sheet", "March", "scans.xlsx")
        #expect(unknown.status == 65)
        #expect(unknown.errors.contains(#"no sheet "March" (there are: old, 一月, 说明, Feb)"#), "\(unknown.errors)")
    }

    @Test("rows that the sheet does not show are recorded, and that is said")
    func hiddenRows() async throws {
        let sheet = StoredWorkbook.Sheet(
            name: "S", rows: [Self.header] + (0..<4).map(Self.row), hiddenRows: [3, 5])
        try tool.home.write(StoredWorkbook(sheets: [sheet]).data, to: "scans.xlsx")
        let outcome = try await ingest("--json", "scans.xlsx")
        #expect(try Ingested(outcome).journalled == 4)
        #expect(outcome.errors.contains("note: scans.xlsx:S!A3: hidden rows were read as well: 2"), "\(outcome.errors)")
    }

    @Test("what people take for a workbook is refused in its words", arguments: ["ods", "xls", "csv"])
    func mistaken(kind: String) async throws {
        let (data, says) =
            switch kind {
            case "ods":
                (
                    StoredArchive.data([("mimetype", "application/vnd.oasis.opendocument.spreadsheet")]),
                    "an OpenDocument file, not XLSX"
                )
            case "xls":
                (
                    Data([0xD0, 0xCF, 0x11, 0xE0, 0xA1, 0xB1, 0x1A, 0xE1] + [UInt8](repeating: 0, count: 512)),
                    "an Excel file of the old form"
                )
            default: (Data(Scans.file(0..<1).utf8), "not an XLSX workbook")
            }
        try tool.home.write(data, to: "scans.xlsx")
        let outcome = try await ingest("scans.xlsx")
        #expect(outcome.status == 65)
        #expect(outcome.errors.contains("yima: ingest: scans.xlsx:1:1: \(says)"), "\(outcome.errors)")
        #expect(outcome.errors.contains("hint: save it as an Excel workbook"))
    }
}

/// EPCIS XML from parts; each event takes six lines, the first begins on line 5.
enum XMLDocument {
    static func event(_ serial: String) -> String {
        """
        <ObjectEvent>
        <eventTime>2026-11-01T08:30:00+08:00</eventTime><eventTimeZoneOffset>+08:00</eventTimeZoneOffset>
        <epcList><epc>urn:epc:id:sgtin:6901234.056789.\(serial)</epc></epcList>
        <action>ADD</action>
        <bizStep>urn:epcglobal:cbv:bizstep:commissioning</bizStep>
        </ObjectEvent>

        """
    }

    static func text(_ events: [String], version: String = "2.0") -> String {
        """
        <?xml version="1.0" encoding="UTF-8"?>
        <epcis:EPCISDocument xmlns:epcis="urn:epcglobal:epcis:xsd:\(version.prefix(1))"
        schemaVersion="\(version)" creationDate="2026-11-01T08:30:00+08:00">
        <EPCISBody><EventList>
        \(events.joined())</EventList></EPCISBody></epcis:EPCISDocument>
        """
    }

    /// Text, the place that must be named, and what must be said.
    static let unusable: [(content: String, place: String, says: String)] = [
        (
            text([event("1")]).replacing("?>\n", with: "?>\n<!DOCTYPE a SYSTEM 'a.dtd'>\n"), "2:27",
            "take the DOCTYPE out"
        ),
        (text([event("1")]).replacing("xsd:2", with: "xsd:9"), "2:1", "urn:epcglobal:epcis:xsd:2"),
        (text([event("1")]).replacing("<action>", with: "<foo:action>"), "8:1", "not declared"),
        (String(text([event("1")]).prefix(400)), "9:19", "ends too early"),
        ("<html></html>", "1:1", "the root must be EPCISDocument"),
        ("", "1:1", "no XML element"),
    ]
}
