import Values

/// Files that people bring in place of a table, told by how they begin.
enum ForeignFile {
    /// What the file is, with the way out; nil of one that may be a table.
    static func problem(_ start: [UInt8]) -> SourceProblem? {
        guard let kind = kinds.first(where: { start.starts(with: $0.mark) }) else { return nil }
        return SourceProblem(
            line: 1, column: 1,
            wording: Wording(en: "this is \(kind.what.en), and not a table", zh: "这是\(kind.what.zh)，不是表格"),
            hint: Wording(
                en: "save the table as CSV, or as an Excel workbook (.xlsx)", zh: "请把表格另存为 CSV 或 Excel 工作簿（.xlsx）"))
    }

    private static let picture = Wording(en: "a picture", zh: "图片")
    private static let kinds: [(mark: [UInt8], what: Wording)] = [
        (Array("%PDF".utf8), Wording(en: "a PDF file", zh: " PDF 文件")), ([0x89, 0x50, 0x4E, 0x47], picture),
        ([0xFF, 0xD8, 0xFF], picture), (Array("GIF8".utf8), picture),
        (Array("{\\rtf".utf8), Wording(en: "a text document", zh: "文字处理文档")),
    ]
}
