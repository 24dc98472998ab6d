import Files
import Foundation
import Interchange
import Testing

@Suite struct `A workbook that is written row after row` {
    private let folder: TemporaryFolder
    private var directory: URL { folder.url }

    init() throws { folder = try TemporaryFolder() }

    private func path(_ name: String) -> String { directory.appending(path: name).path() }

    private func names() throws -> [String] {
        try FileManager.default.contentsOfDirectory(atPath: directory.path()).sorted()
    }

    @Test func `has all its rows and sheets, texts as texts, and leaves nothing else behind`() throws {
        let columns = [WorkbookSheet.Column(heading: "编码"), .init(heading: "数", form: .number)]
        do {
            let book = try WorkbookRows(path: path("a.xlsx"))
            for sheet in ["一", "二"] {
                try book.begin(sheet, columns)
                for row in 0..<3000 { book.add(["=\(sheet)+\(row)", "\(row)"]) }
            }
            try book.finish(existing: .refused)
        }
        #expect(try names() == ["a.xlsx"])
        let bytes = [UInt8](try Data(contentsOf: directory.appending(path: "a.xlsx")))
        for sheet in ["一", "二"] {
            let rows = try SheetText.rows(bytes, sheet: sheet)
            #expect(rows.first == ["编码", "数"] && rows.count == 3001)
            #expect(rows.last == ["=\(sheet)+2999", "2999"])
        }
    }

    @Test func `that is given up leaves nothing, and what is there stays`() throws {
        try Data("mine".utf8).write(to: directory.appending(path: "a.xlsx"))
        do {
            let book = try WorkbookRows(path: path("a.xlsx"))
            try book.begin("x", [.init(heading: "x")])
            book.add(["1"])
        }
        do {
            let book = try WorkbookRows(path: path("a.xlsx"))
            try book.begin("x", [.init(heading: "x")])
            book.add([String(repeating: "x", count: 40_000)])
            #expect(throws: WorkbookError.self) { try book.finish(existing: .replaced) }
        }
        #expect(try names() == ["a.xlsx"])
        #expect(try Data(contentsOf: directory.appending(path: "a.xlsx")) == Data("mine".utf8))
    }
}
