import EPCIS
import Interchange
import Profiles
import Testing
import Values

/// What a clerk sees of a cell is what is read, or the cell is refused.
@Suite struct `A cell that shows less or other than it holds` {
    /// What became of a cell: what was read of it, what was told, or why it was refused.
    private enum Outcome: Equatable {
        case silent(String)
        case told(String)
        case refused
    }

    private func outcome(
        _ column: String, _ code: String, _ stored: String, profile: String = "imported-meat"
    ) throws -> (outcome: Outcome, said: String) {
        let escaped = code.replacing("<", with: "&lt;").replacing("\"", with: "&quot;")
        let styles =
            "<numFmts><numFmt numFmtId=\"200\" formatCode=\"\(escaped)\"/></numFmts>"
            + "<cellXfs><xf numFmtId=\"0\"/><xf numFmtId=\"200\"/></cellXfs>"
        let text = { (text: String) in "<c t=\"inlineStr\"><is><t>\(text)</t></is></c>" }
        let isCode = column == "编码"
        let head = (["时间", "环节"] + (isCode ? [] : ["编码"]) + [column]).map(text).joined()
        let cells = (["2026-12-01 08:30", "收货"] + (isCode ? [] : ["06901234567892"])).map(text).joined()
        let reader = try XLSXReader(
            try WorkbookMaker(
                rows: "<row>\(head)</row><row>\(cells)<c s=\"1\"><v>\(stored)</v></c></row>", styles: styles
            ).bytes())
        let mapper = try ScanMapper(
            profile: try #require(Profile.named(profile)), operatorUSCC: "91350100M000100Y43",
            header: try #require(try reader.next()))
        do throws(ScanError) {
            let record = try reader.next()!
            try mapper.refuseDays(reader.days, record)
            let notices = try mapper.seenParts(reader.parts, record)
            _ = try mapper.scan(record)
            let read = record[isCode ? 2 : 3]
            return (notices.isEmpty ? .silent(read) : .told(read), notices.map(\.wording.zh).joined())
        } catch {
            return (.refused, error.wording.zh)
        }
    }

    @Test(arguments: [
        // Amounts are what is seen, and what they hold is told.
        ("数量", "0", "12.4", "12"), ("数量", "0.00", "12.345", "12.35"), ("数量", "#,##0", "1234.5", "1235"),
        ("数量", "0.0\"千克\"", "12.25", "12.3千克"), ("净重（千克）", "#,##0.0", "24000.04", "24000.0"),
        ("箱数", "0", "11.6", "12"), ("数量", "0.0##", "1.23456", "1.235"), ("数量", "0.0", "9.96", "10.0"),
    ])
    func `is what is seen where it is an amount, and that is told`(
        column: String, code: String, stored: String, read: String
    ) throws {
        let (outcome, said) = try outcome(column, code, stored)
        #expect(outcome == .told(read), "\(said)")
        #expect(said.contains("单元格显示 \(read)，实际为 \(stored)"), "\(said)")
    }

    @Test(arguments: [
        ("数量", "0.00", "12.5", "12.50"), ("数量", "#,##0.00", "1234.5", "1234.50"), ("数量", "General", "12.345", "12.345"),
        ("数量", "0", "12", "12"), ("箱数", "#,##0", "1200", "1200"), ("编码", "0", "6901234567892", "6901234567892"),
        ("编码", "#,##0", "6901234567892", "6901234567892"),
        ("编码", "0.00E+00", "6901234567892", "6901234567892"), ("批号", "0", "20260301", "20260301"),
        ("批号", "000000", "12", "000012"), ("数量", "0.00E+00", "1200", "1200"), ("批号", "0.00", "12.5", "12.50"),
        ("生产日期", "yyyy-mm-dd", "46082", "2026-03-01"), ("生产日期", "yyyy\"年\"m\"月\"d\"日\"", "46082", "2026-03-01"),
        ("生产日期", "dddd, mmmm dd, yyyy", "46082", "2026-03-01"), ("生产日期", "d-mmm-yy", "46082", "2026-03-01"),
    ])
    func `is read in silence where all is seen`(column: String, code: String, stored: String, read: String) throws {
        #expect(try outcome(column, code, stored).outcome == .silent(read))
    }

    @Test(arguments: [
        ("批号", "0", "12.5"), ("批号", "#,##0", "20260301"), ("批号", "0.00E+00", "20260301"), ("备注", "#,##0", "1234"),
        ("提单号", "0", "7.5"), ("数量", "0", "0.4"), ("数量", "0,", "5000"), ("数量", "# ?/?", "0.5"),
        ("生产日期", "yyyy-mm", "46082"), ("生产日期", "yyyy\"年\"m\"月\"", "46082"), ("生产日期", "mmm", "46082"),
        ("生产日期", "dddd", "46082"), ("生产日期", "yyyy", "46082"), ("批号", "yyyy-mm", "46082"), ("批号", "m/d", "46082"),
    ])
    func `is refused where nobody knows which of the two is meant`(column: String, code: String, stored: String) throws
    {
        let (outcome, said) = try outcome(column, code, stored)
        #expect(outcome == .refused, "\(outcome)")
        #expect(!said.isEmpty)
    }

    @Test func `is told of where an exponent shows only the first digits of an amount`() throws {
        let (outcome, said) = try outcome("数量", "0.00E+00", "12345.678")
        #expect(outcome == .told("12345.678") && said.contains("单元格显示 1.23E+04，实际为 12345.678"), "\(said)")
    }

    @Test(arguments: ["m/d", "m\"月\"d\"日\"", "d-mmm"])
    func `is told of where a day has no year`(code: String) throws {
        let (outcome, said) = try outcome("生产日期", code, "46082")
        #expect(outcome == .told("2026-03-01") && said.contains("未显示 2026-03-01 的年份"), "\(said)")
    }

    // MARK: Lines through rows, hidden columns

    private static let struck =
        "<fonts><font><sz val=\"11\"/></font><font><strike/></font><font><strike val=\"0\"/></font></fonts>"
        + "<cellXfs><xf numFmtId=\"0\" fontId=\"0\"/><xf numFmtId=\"0\" fontId=\"1\"/><xf numFmtId=\"0\" fontId=\"2\"/></cellXfs>"

    private func rows(_ rows: String, strings: String = "") throws -> [Result<CSVRecord, ScanError>] {
        let head = "<row><c t=\"inlineStr\"><is><t>a</t></is></c><c t=\"inlineStr\"><is><t>b</t></is></c></row>"
        let reader = try XLSXReader(
            try WorkbookMaker(rows: head + rows, strings: strings, styles: Self.struck).bytes())
        _ = try reader.next()
        var read: [Result<CSVRecord, ScanError>] = []
        while true {
            do throws(ScanError) {
                guard let record = try reader.next() else { return read }
                read.append(.success(record))
            } catch {
                read.append(.failure(error))
            }
        }
    }

    @Test func `has its row refused where it is struck through, wholly or in part`() throws {
        let strings = "<si><t>x</t></si><si><r><t>10</t></r><r><rPr><strike/></rPr><t>20</t></r></si>"
        let read = try rows(
            "<row><c s=\"1\"><v>1</v></c><c s=\"1\"><v>2</v></c></row>"
                + "<row><c><v>1</v></c><c s=\"1\"><v>2</v></c></row>"
                + "<row><c s=\"2\"><v>1</v></c><c><v>2</v></c></row>"
                + "<row><c t=\"s\"><v>0</v></c><c t=\"s\"><v>1</v></c></row>"
                + "<row><c><v>1</v></c><c s=\"1\"/></row>"
                + "<row><c><v>1</v></c><c t=\"inlineStr\"><is><r><rPr><strike/></rPr><t>5</t></r></is></c></row>",
            strings: strings)
        let places = read.map { result -> Int? in
            guard case .failure(let error) = result else { return nil }
            #expect(error.reason == .contradiction && error.wording.zh.contains("删除线"))
            return error.column
        }
        #expect(places == [1, 2, nil, 2, nil, 2])
    }

    @Test func `may stand in a column that the sheet hides, which is said`() throws {
        var maker = WorkbookMaker(rows: "")
        let cell = { (text: String) in "<c t=\"inlineStr\"><is><t>\(text)</t></is></c>" }
        let rows = ["a", "b", "c"].map(cell).joined()
        maker.replace(
            "xl/worksheets/sheet1.xml",
            "<worksheet xmlns=\"http://schemas.openxmlformats.org/spreadsheetml/2006/main\">"
                + "<cols><col min=\"1\" max=\"1\" width=\"9\"/><col min=\"2\" max=\"2\" hidden=\"1\"/>"
                + "<col min=\"3\" max=\"9\" width=\"0\"/></cols><sheetData><row>\(rows)</row></sheetData></worksheet>")
        let reader = try XLSXReader(try maker.bytes())
        #expect(try reader.next()?.count == 3)
        #expect(reader.hiddenColumns == [1, 2])
    }
}
