import Interchange
import Profiles
import Testing

@Suite("A table as CSV") struct CSVWriterTests {
    private func text(_ rows: [[String]]) -> String {
        var writer = CSVWriter()
        for row in rows { writer.add(row) }
        #expect(Array(writer.bytes.prefix(3)) == [0xEF, 0xBB, 0xBF])
        return String(decoding: writer.bytes.dropFirst(3), as: UTF8.self)
    }

    @Test func isWhatOfficeProgramsRead() {
        #expect(text([["持有方", "kg"], ["西湖超市", "12.5"]]) == "持有方,kg\r\n西湖超市,12.5\r\n")
        #expect(text([["a,b", "say \"no\"", "two\nlines", ""]]) == "\"a,b\",\"say \"\"no\"\"\",\"two\nlines\",\r\n")
    }

    @Test(arguments: [
        "=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", "＝1", "－1", "＠x", " =cmd|' /C calc'!A0", "\u{3000}=1",
    ])
    func givesNoFormulaToAnybody(cell: String) {
        let shown = text([[cell]])
        #expect(shown.hasPrefix("\"'"), "\(shown)")
        #expect(shown.contains(cell.replacing("\"", with: "\"\"")))
    }

    @Test func isReadAsItWasWritten() throws {
        let rows = [["a", "b\"c", "d,e"], ["f\ng", "", " h"]]
        var reader = CSVReader()
        var writer = CSVWriter()
        for row in rows { writer.add(row) }
        reader.feed(writer.bytes)
        reader.finish()
        var read: [[String]] = []
        while let record = try reader.next() {
            read.append((0..<record.count).map { String(decoding: record.utf8(of: $0), as: UTF8.self) })
        }
        #expect(read == rows)
    }
}
