import EPCIS
import Foundation
import Interchange
import Profiles
import Testing
import Values

/// Workbooks that openpyxl writes. On a machine without it they are skipped and say so.
@Suite(.enabled(if: OpenPyXL.isAvailable || OpenPyXL.isRequired, OpenPyXL.howToInstall))
struct `Workbooks of openpyxl` {
    private func rows(_ rows: [[OpenPyXL.Cell]], date1904: Bool = false, isoDates: Bool = false) async throws
        -> [[String]]
    {
        try SheetText.rows(
            try await OpenPyXL.write([OpenPyXL.Sheet(rows: rows)], date1904: date1904, isoDates: isoDates))
    }

    @Test func `every kind of cell is the text that a person reads`() async throws {
        let cells: [(cell: OpenPyXL.Cell, text: String)] = [
            (.text("大黄鱼 & <1>"), "大黄鱼 & <1>"), (.text(" _x \n"), " _x \n"),
            (.rich(["大", "黄鱼"]), "大黄鱼"), (.bool(true), "TRUE"), (.bool(false), "FALSE"),
            (.integer(0), "0"), (.integer(6_901_234_567_892), "6901234567892"),
            (.integer(16_901_234_567_899), "16901234567899"), (.integer(999_999_999_999_999), "999999999999999"),
            (.number(6.90123e12), "6901230000000"), (.number(12.5), "12.5"), (.number(-0.001), "-0.001"),
            (.number(0.1 + 0.2), "0.3"), (.number(1.1), "1.1"), (.number(1e-7), "0.0000001"),
            (.styled(6_901_234_567_892, format: "00000000000000"), "06901234567892"),
            (.styled(12.5, format: "0.00"), "12.50"), (.styled(0.125, format: "0.0%"), "12.5%"),
            (.styled(7, format: "@"), "7"), (.styled(7, format: "#,##0.00 \"days\""), "7.00 days"),
            (.kind("date", "2026-03-01"), "2026-03-01"),
            (.kind("datetime", "2026-03-01T08:30:00"), "2026-03-01 08:30:00"),
            (.kind("datetime", "2026-03-01T00:00:00"), "2026-03-01 00:00:00"),
            (.kind("time", "08:30:05"), "08:30:05"),
            (.kind("date", "2026-03-01", format: "yyyy\"年\"m\"月\"d\"日\""), "2026-03-01"),
            (.kind("datetime", "2026-03-01T23:59:59", format: "m/d/yy h:mm"), "2026-03-01 23:59:59"),
            (.kind("date", "2026-03-01", format: "mmm"), "2026-03-01"),
            // =NOW() shown as a day: what nobody sees is not read.
            (.kind("datetime", "2026-03-01T09:30:00", format: "yyyy-mm-dd"), "2026-03-01"),
            (.kind("date", "1900-01-01"), "1900-01-01"), (.kind("date", "1900-03-01"), "1900-03-01"),
            (.kind("date", "9999-12-31"), "9999-12-31"),
        ]
        let header = cells.indices.map { OpenPyXL.Cell.text("c\($0)") }
        let read = try await rows([header, cells.map(\.cell)])
        #expect(read.count == 2)
        for (mine, theirs) in zip(read[1], cells.map(\.text)) { #expect(mine == theirs) }
    }

    @Test func `numbers, moments and codes at random are what Python shows of them`() async throws {
        let (workbook, output) = try await OpenPyXL.write(
            OpenPyXL.Question(random: OpenPyXL.Question.Random(seed: 20_260_301, count: 2_000)))
        let shown = try JSONDecoder().decode([[String]].self, from: output)
        let read = try SheetText.rows(workbook)
        #expect(shown.count == 2_000 && read.count == 2_001)
        for (mine, theirs) in zip(read.dropFirst(), shown) { #expect(mine == theirs) }
    }

    @Test func `days count from 1904 where the workbook says so, and ISO 8601 dates are dates`() async throws {
        let cells: [OpenPyXL.Cell] = [.kind("date", "2026-03-01"), .kind("datetime", "2026-03-01T08:30:00")]
        let header: [OpenPyXL.Cell] = [.text("a"), .text("b")]
        let expected = ["2026-03-01", "2026-03-01 08:30:00"]
        #expect(try await rows([header, cells], date1904: true) == [["a", "b"], expected])
        #expect(try await rows([header, cells], isoDates: true) == [["a", "b"], expected])
    }

    @Test func `what cannot be taken is refused at its cell, and the other rows go on`() async throws {
        let read = try await rows([
            [.text("a"), .text("b")],
            [.text("1"), .integer(106_901_234_567_890_123)], [.text("2"), .kind("formula", "1+1")],
            [.text("3"), .styled(-1, format: "yyyy-mm-dd")], [.text("4"), .styled(60, format: "yyyy-mm-dd")],
            [.text("5"), .text("x"), .text("y")], [.text("6"), .text("#N/A")], [.text("7"), .integer(7)],
        ])
        #expect(
            read == [
                ["a", "b"],
                [
                    // What the file has left of it: 1.069012345678901e+17.
                    "B2: badValue: 106901234567890000: the spreadsheet made a number of it, and its digits behind the fifteenth are lost"
                ],
                ["B3: badValue: a formula without its result"], ["B4: badValue: no such date: -1"],
                ["B5: badValue: no such date: 60"], ["C6: raggedRow: a value in a column without a header"],
                ["B7: badValue: the cell shows the error #N/A"], ["7", "7"],
            ])
    }

    @Test func `gaps, blank rows and a table that does not begin in A1`() async throws {
        let read = try await rows([
            [], [.empty, .text("a"), .empty, .text("c"), .text(" ")], [.empty, .text("  ")],
            [.empty, .empty, .empty, .text("3")], [], [.empty, .text("1")], [.text(" ")],
        ])
        #expect(read == [["a", "c"], ["", "3"], ["1", ""]])
    }

    @Test func `the first sheet that is shown is read, or the one that is named`() async throws {
        let workbook = try await OpenPyXL.write([
            OpenPyXL.Sheet(name: "lists", state: "hidden", rows: [[.text("hidden")]]),
            OpenPyXL.Sheet(name: "三月", rows: [[.text("march")]]), OpenPyXL.Sheet(name: "四月", rows: [[.text("april")]]),
        ])
        #expect(try SheetText.rows(workbook) == [["march"]])
        #expect(try SheetText.rows(workbook, sheet: "四月") == [["april"]])
        #expect(try SheetText.rows(workbook, sheet: "lists") == [["hidden"]])
        #expect(try XLSXReader(workbook).sheetName == "三月")
        let error = try #require(SheetText.error(workbook, sheet: "五月"))
        #expect(error.reason == .badWorkbook && error.wording.zh.contains("三月, 四月"))
    }

    @Test func `a table of an office is read: its day and its time of day apart, and merged cells above and below it`()
        async throws
    {
        let lot = "(01)06901234567892(10)A1"
        func text(_ words: String...) -> [OpenPyXL.Cell] { words.map { .text($0) } }
        let day = OpenPyXL.Cell.kind("date", "2026-11-29", format: "yyyy\"年\"m\"月\"d\"日\"")
        let workbook = try await OpenPyXL.write([
            OpenPyXL.Sheet(
                name: "11月",
                rows: [
                    text("出库单"), text("序号", "日期", "时间", "环节", "编码", "数量（斤）"),
                    [.integer(1), day, .kind("time", "16:40:00"), .text("发货"), .text(lot), .number(12.5)],
                    [
                        .integer(2), .kind("datetime", "2026-11-29T00:00:00"), .text("下午5点半"), .text("发货"), .text(lot),
                        .text("1,000.5"),
                    ],
                    [.text("合计"), .empty, .empty, .empty, .empty, .kind("formula", "SUM(F3:F4)")],
                    text("注：以上为毛重"), [.text("制表人：张三"), .empty, .empty, .text("审核：李四")],
                ], merge: ["A1:F1", "A6:F6", "A7:C7"])
        ])
        let reader = try XLSXReader(workbook)
        _ = try reader.next()
        reader.passOverTitle()
        let mapper = try ScanMapper(
            profile: try #require(Profile.named("food")), operatorUSCC: "91350505MA347T0R4N",
            header: try #require(try reader.next()))
        var events: [EPCISEvent] = []
        var passedOver = 0
        while true {
            do {
                guard let record = try reader.next() else { break }
                guard !mapper.isNoScan(record) else {
                    reader.passOver()
                    passedOver += 1
                    continue
                }
                events.append(try EPCISEvent(json: try mapper.scan(record).event))
            } catch {
                // The sum, which nobody has calculated yet.
                try #require(reader.refused.map(mapper.isNoScan) == true, "\(error)")
                reader.passOver()
                passedOver += 1
            }
        }
        #expect(events.map(\.eventTime) == ["16:40", "17:30"].map { OffsetTime(rfc3339: "2026-11-29T\($0):00+08:00") })
        #expect(events.flatMap(\.quantityList).map(\.amount) == [Amount("6.25"), Amount("500.25")])
        #expect(passedOver == 3)
    }

    @Test func `rows of explanation are passed over directly under the header only`() async throws {
        let read = try await rows([
            [.text("a"), .text("b")], [.text("# what a is"), .text("what b is")], [.text("# and"), .text("more")],
            [.text("1"), .text("2")], [.text("#3"), .text("4")],
        ])
        #expect(read == [["a", "b"], ["1", "2"], ["#3", "4"]])
    }

    @Test func `merged cells among the rows are refused, in the header or below the table they are not`() async throws {
        let data: [[OpenPyXL.Cell]] = [
            [.text("a"), .text("b")], [.text("# x")], [.text("1"), .text("2")], [.text("3"), .text("4")],
        ]
        let merged = { (cells: String) in
            try SheetText.rows(try await OpenPyXL.write([OpenPyXL.Sheet(rows: data, merge: [cells])]))
        }
        #expect(try await merged("A2:B2") == [["a", "b"], ["1", "2"], ["3", "4"]])
        #expect(try await merged("A9:B9") == [["a", "b"], ["1", "2"], ["3", "4"]])
        #expect(try await merged("D3:D4") == [["a", "b"], ["1", "2"], ["3", "4"]])
        let refused = try await merged("B3:B4")
        #expect(refused.last == ["B3: badWorkbook: merged cells: only the first of them holds the value"])
        // The header's name then stands for its first column only.
        #expect(try await merged("A1:B1").dropFirst().first == ["B3: raggedRow: a value in a column without a header"])
    }
}
