import Values

/// What the CSV reader says to people.
enum CSVWording {
    static let bareCarriageReturn = Wording(
        en: "a carriage return without a line feed", zh: "回车符后面没有换行符")
    static let strayQuote = Wording(
        en: "a quote inside a field that does not begin with one", zh: "未以引号开头的字段中出现引号")
    static let textAfterQuote = Wording(
        en: "text after the closing quote of a field", zh: "字段的结束引号之后还有文字")
    static let unclosedQuote = Wording(
        en: "the quote that opens this field is never closed", zh: "此字段的引号没有结束")
    static let nul = Wording(
        en: "a NUL byte (is the file UTF-16, or not text?)", zh: "出现空字节（文件是UTF-16编码，或不是文本？）")
    static let tryGB18030 = Wording(
        en: "is the file GB18030? then give --encoding gb18030", zh: "文件是GB18030编码吗？请加 --encoding gb18030")

    static let quoteWhole = Wording(
        en: "a cell with a quote stands in quotes, and the quote in it twice; a spreadsheet's “save as CSV” does so",
        zh: "含引号的单元格须整体加引号，其中的引号写两次；用表格软件“另存为 CSV”即可")
    static let saveAgain = Wording(
        en: "open it in a spreadsheet and save it as CSV again", zh: "请用表格软件打开，重新另存为 CSV")
    static let raggedRow = Wording(
        en: "a cell with a comma stands in quotes; what is not filled in is left empty, and not left out",
        zh: "含逗号的单元格须加引号；不填的列请留空，不要省略")

    static func badUTF8(_ byte: UInt8) -> Wording {
        let hex = "0x" + String(byte, radix: 16, uppercase: true)
        return Wording(en: "not UTF-8 (byte \(hex))", zh: "不是UTF-8编码（字节\(hex)）")
    }

    static func bad(_ encoding: TextEncoding, _ byte: UInt8) -> Wording {
        let hex = "0x" + String(byte, radix: 16, uppercase: true)
        let name = encoding == .gb18030 ? "GB18030" : "UTF-16"
        return Wording(en: "not \(name) (byte \(hex))", zh: "不是\(name)编码（字节\(hex)）")
    }

    static func fieldTooLong(_ limit: Int) -> Wording {
        Wording(en: "a field of more than \(limit) bytes", zh: "字段超过\(limit)字节")
    }

    static func recordTooLong(_ limit: Int) -> Wording {
        Wording(en: "a row of more than \(limit) bytes", zh: "一行超过\(limit)字节")
    }

    static func tooManyColumns(_ limit: Int) -> Wording {
        Wording(en: "more than \(limit) columns", zh: "超过\(limit)列")
    }

    static func ragged(_ count: Int, expected: Int) -> Wording {
        Wording(
            en: "\(count) fields in this row, \(expected) in the header",
            zh: "此行有\(count)个字段，表头有\(expected)个")
    }
}
