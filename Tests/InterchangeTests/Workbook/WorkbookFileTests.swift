import Files
import Foundation
import Interchange
import Testing

@Suite struct `A workbook` {
    private let folder: TemporaryFolder
    private var directory: URL { folder.url }

    init() throws { folder = try TemporaryFolder() }

    private func path(_ name: String) -> String { directory.appending(path: name).path() }

    private func names() throws -> [String] {
        try FileManager.default.contentsOfDirectory(atPath: directory.path()).sorted()
    }

    private let sheet = WorkbookSheet(
        name: "扫码", columns: [.init(heading: "编码"), .init(heading: "环节", words: ["发货", "收货"])], notes: [["# 说明", ""]],
        rows: [["06901234567892", "发货"]])

    @Test func `is written whole, and leaves nothing else behind`() throws {
        try WorkbookFile(sheets: [sheet]).write(to: path("a.xlsx"), existing: .refused)
        #expect(try names() == ["a.xlsx"])
        // A ZIP archive: its first entry begins with PK.
        let bytes = try Data(contentsOf: directory.appending(path: "a.xlsx"))
        #expect(bytes.starts(with: [0x50, 0x4B, 0x03, 0x04]) && bytes.count > 2000)
    }

    @Test func `does not replace a file unless it may`() throws {
        try Data("mine".utf8).write(to: directory.appending(path: "a.xlsx"))
        #expect(throws: WorkbookError.system(17)) {
            try WorkbookFile(sheets: [sheet]).write(to: path("a.xlsx"), existing: .refused)
        }
        #expect(try Data(contentsOf: directory.appending(path: "a.xlsx")) == Data("mine".utf8))
        try WorkbookFile(sheets: [sheet]).write(to: path("a.xlsx"), existing: .replaced)
        #expect(try Data(contentsOf: directory.appending(path: "a.xlsx")).count > 2000)
        #expect(try names() == ["a.xlsx"])
    }

    @Test(arguments: ["a/b", "", "twelve characters and then twenty more"])
    func `refuses a sheet's name that office programs refuse, and writes nothing`(name: String) throws {
        let sheet = WorkbookSheet(name: name, columns: [.init(heading: "x")])
        #expect(throws: WorkbookError.self) {
            try WorkbookFile(sheets: [sheet]).write(to: path("a.xlsx"), existing: .replaced)
        }
        #expect(try names() == [])
    }

    @Test func `refuses two sheets of one name, and a cell longer than a cell can be`() throws {
        let long = WorkbookSheet(
            name: "x", columns: [.init(heading: "x")], rows: [[String(repeating: "x", count: 40_000)]])
        for sheets in [[sheet, sheet], [long]] {
            #expect(throws: WorkbookError.self) {
                try WorkbookFile(sheets: sheets).write(to: path("a.xlsx"), existing: .replaced)
            }
        }
        #expect(try names() == [])
    }

    @Test func `says that its directory does not exist`() throws {
        #expect(throws: WorkbookError.system(2)) {
            try WorkbookFile(sheets: [sheet]).write(to: path("none/a.xlsx"), existing: .replaced)
        }
    }
}
