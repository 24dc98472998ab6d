import Interchange
import Profiles
import Testing
import Values

/// Small files that would cost a reader without limits its memory or its time.
@Suite(.timeLimit(.minutes(5))) struct `A hostile workbook` {
    private let header = #"<row><c t="inlineStr"><is><t>a</t></is></c></row>"#

    /// Rows of one reference each to the first shared string. Their numbers keep the file from being packed too well.
    private func rows(_ count: Int) -> String {
        header + (2..<count + 2).map { #"<row r="\#($0)"><c r="A\#($0)" t="s"><v>0</v></c></row>"# }.joined()
    }

    private func error(_ maker: WorkbookMaker, limits: XLSXLimits = XLSXLimits()) throws -> ScanError? {
        SheetText.error(try maker.bytes(), limits: limits)
    }

    @Test func `whose parts grow a thousandfold is refused while it is unpacked`() throws {
        var bomb = WorkbookMaker(rows: header)
        bomb.replace("xl/sharedStrings.xml", "<sst>" + String(repeating: "<a/>", count: 6 << 20) + "</sst>")
        let bytes = try bomb.bytes()
        #expect(bytes.count < 1 << 16)
        #expect(SheetText.error(bytes)?.wording.en.contains("compression") == true)
    }

    @Test func `with a million references to one string is read row by row, up to a limit`() throws {
        let names = (0..<100).map { #"<c t="inlineStr"><is><t>\#($0)</t></is></c>"# }.joined()
        let cells = String(repeating: #"<c t="s"><v>0</v></c>"#, count: 100)
        // Their numbers keep the file from being packed too well.
        let rows = (2...10_001).map { #"<row r="\#($0)" spans="\#($0 &* 7_919)">\#(cells)</row>"# }.joined()
        let strings = "<si><t>\(String(repeating: "x", count: 1_000))</t></si>"
        let bytes = try WorkbookMaker(rows: "<row>\(names)</row>" + rows, strings: strings).bytes()
        let reader = try XLSXReader(bytes)
        var count = 0
        while let record = try reader.next() { count += record.count }
        #expect(count == 1_000_100)
        var limits = XLSXLimits()
        limits.textBytesMax = 1_000_000
        let error = try #require(SheetText.error(bytes, limits: limits))
        #expect((error.reason, error.wording.en) == (.badWorkbook, "the text of the sheet: more than is read"))
    }

    @Test func `with a long string in every cell refuses the cells without copying it`() throws {
        let rows = rows(20_000)
        let strings = "<si><t>\(String(repeating: "x", count: 1_000_000))</t></si>"
        let reader = try XLSXReader(try WorkbookMaker(rows: rows, strings: strings).bytes())
        _ = try reader.next()
        var refused = 0
        while true {
            do {
                guard try reader.next() != nil else { break }
            } catch {
                #expect(error.reason == .overLimit)
                refused += 1
            }
        }
        #expect(refused == 20_000)
    }

    @Test func `with one string in a great many runs is refused`() throws {
        var limits = XLSXLimits()
        limits.stringBytesMax = 1_000
        for (runs, isRead) in [(100, true), (101, false)] {
            let run = "<r><t>\(String(repeating: "x", count: 10))</t></r>"
            let string = "<si>\(String(repeating: run, count: runs))</si>"
            #expect(try (error(WorkbookMaker(rows: header, strings: string), limits: limits) == nil) == isRead)
            let pieces = String(repeating: "xxxxxxxxxx<b/>", count: runs)
            let inline = header + #"<row><c t="inlineStr"><is><t>\#(pieces)</t></is></c></row>"#
            #expect(try (error(WorkbookMaker(rows: inline), limits: limits) == nil) == isRead)
            let value = header + #"<row><c t="str"><v>\#(pieces)</v></c></row>"#
            #expect(try (error(WorkbookMaker(rows: value), limits: limits) == nil) == isRead)
        }
    }

    @Test func `with a number format of a million zeros shows the number as it is`() throws {
        let zeros = String(repeating: "0", count: 1_000_000)
        let styles =
            #"<numFmts><numFmt numFmtId="200" formatCode="\#(zeros)"/></numFmts><cellXfs><xf numFmtId="200"/></cellXfs>"#
        let rows = header + String(repeating: "<row><c><v>1</v></c></row>", count: 5_000)
        let read = try SheetText.rows(try WorkbookMaker(rows: rows, styles: styles).bytes())
        #expect(read.last == ["1"])
        #expect(read.count == 5_001)
    }

    @Test func `with more sheets or relationships than a file has parts is refused`() throws {
        let sheets = (0..<5_000).map { #"<sheet name="\#($0)" r:id="rId1"/>"# }.joined()
        #expect(try error(WorkbookMaker(rows: header, sheets: sheets))?.wording.en.contains("sheets") == true)
        var related = WorkbookMaker(rows: header)
        let list = (0..<5_000).map { #"<Relationship Id="\#($0)" Type="t" Target="t"/>"# }.joined()
        related.replace("_rels/.rels", "<Relationships>\(list)</Relationships>")
        #expect(try error(related)?.wording.en.contains("relationships") == true)
    }

    @Test func `with a row of more cells than a sheet has columns is refused`() throws {
        func row(_ count: Int) -> String { header + "<row>\(String(repeating: "<c/>", count: count))</row>" }
        #expect(try error(WorkbookMaker(rows: row(16_384))) == nil)
        #expect(try error(WorkbookMaker(rows: row(16_385)))?.wording.en == "the workbook is damaged")
    }

    @Test func `with entities or deep nesting in any part is refused`() throws {
        for part in ["xl/workbook.xml", "xl/sharedStrings.xml", "xl/styles.xml", "xl/worksheets/sheet1.xml"] {
            var bomb = WorkbookMaker(rows: header)
            bomb.replace(part, #"<!DOCTYPE a [<!ENTITY a "aa"><!ENTITY b "&a;&a;">]><a>&b;</a>"#)
            #expect(try error(bomb)?.reason == .badWorkbook)
            bomb.replace(part, String(repeating: "<a>", count: 1_000_000))
            #expect(try error(bomb)?.reason == .badWorkbook)
        }
    }
}
