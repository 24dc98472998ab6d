import Profiles
import Values

/// What the reader of spreadsheets says to people.
enum XLSXWording {
    static let notXLSX = Wording(en: "not an XLSX workbook", zh: "不是 XLSX 工作簿")
    static let saveAsXLSX = Wording(en: "save it as an Excel workbook (.xlsx)", zh: "请另存为 Excel 工作簿（.xlsx）")
    static let oldFormat = Wording(en: "an Excel file of the old form (.xls)", zh: "旧版 Excel 文件（.xls）")
    static let password = Wording(en: "the workbook is protected with a password", zh: "工作簿已用密码加密")
    static let removePassword = Wording(
        en: "take the password off and save it again", zh: "请取消密码后重新保存")
    static let binaryForm = Wording(en: "an Excel workbook of the binary form (.xlsb)", zh: "Excel 二进制工作簿（.xlsb）")
    static let openDocument = Wording(en: "an OpenDocument file, not XLSX", zh: "OpenDocument 文件，不是 XLSX")
    static let damaged = Wording(en: "the workbook is damaged", zh: "工作簿已损坏")
    static let saveAgain = Wording(
        en: "open it in a spreadsheet program and save it again", zh: "请用表格软件打开后重新保存")
    static let noSheet = Wording(en: "the workbook has no sheet that is shown", zh: "工作簿中没有可见的工作表")
    static let empty = Wording(en: "the sheet is empty: no header row", zh: "工作表为空：没有表头")
    static let tooManyColumns = Wording(en: "more columns than are read", zh: "列数过多")
    static let rowTooLong = Wording(en: "the row's text is longer than allowed", zh: "整行内容过长")
    static let cellTooLong = Wording(en: "the cell's text is longer than allowed", zh: "单元格内容过长")

    /// - Parameter held: the number as the program shows it.
    static func lostDigits(_ held: String) -> Wording {
        Wording(
            en: "\(held): the spreadsheet made a number of it, and its digits behind the fifteenth are lost",
            zh: "\(held)：表格软件已把内容变成数字，第15位以后的数字已丢失")
    }
    static let formatAsText = Wording(
        en: "format the column as text, then enter it again", zh: "请将该列设为文本格式，再重新输入")
    static func shownOtherwise(_ held: String) -> Wording {
        Wording(
            en: "the cell's format shows something else than it holds, \(held.shown)",
            zh: "单元格格式显示的内容与其实际内容（\(held.shown)）不同")
    }
    static func shownAsNothing(_ held: String) -> Wording {
        Wording(en: "the cell shows 0, and holds \(held.shown)", zh: "单元格显示 0，实际为 \(held.shown)")
    }
    static let showDigits = Wording(
        en: "show more decimals, or enter what is meant", zh: "请显示更多小数位，或按实际填写")
    static let struck = Wording(
        en: "this row is struck through: whether it counts, nobody can tell", zh: "此行带删除线，无法判断是否有效")
    static let unstrike = Wording(
        en: "delete the row where it does not count, else take the line off it", zh: "无效请删除此行，有效请取消删除线")
    static func noNumber(_ held: String) -> Wording {
        Wording(en: "the cell's number cannot be read: \(held.shown)", zh: "单元格中的数字无法读取：\(held.shown)")
    }
    static func noDate(_ held: String) -> Wording {
        Wording(en: "no such date: \(held.shown)", zh: "没有这个日期：\(held.shown)")
    }
    static let hiddenDay = Wording(
        en: "the cell shows a time of day only, and has a day that is not shown", zh: "单元格只显示时刻，其中的日期未显示")
    static let showDay = Wording(
        en: "show the day as well: format the cell as 2026-03-01 08:30", zh: "请把单元格格式设为同时显示日期，如 2026-03-01 08:30")
    static let noResult = Wording(en: "a formula without its result", zh: "公式没有保存计算结果")
    static let noHeader = Wording(en: "a value in a column without a header", zh: "此列没有表头却有内容")
    static let nameColumn = Wording(
        en: "name the column in the header row, or empty it; a merged header counts for its first column only",
        zh: "请在表头写明列名，或清空该列；合并的表头只对应第一列")
    static let merged = Wording(
        en: "merged cells: only the first of them holds the value", zh: "合并单元格：只有第一个单元格有值")
    static let unmerge = Wording(
        en: "unmerge them and fill in each cell", zh: "请取消合并，并逐格填写")

    static func formulaError(_ text: String) -> Wording {
        Wording(en: "the cell shows the error \(text)", zh: "单元格显示错误 \(text)")
    }

    static func unknownSheet(_ name: String, _ known: [String]) -> Wording {
        let list = known.prefix(20).map(\.shown).joined(separator: ", ")
        return Wording(en: "no sheet \"\(name)\" (there are: \(list))", zh: "没有工作表“\(name)”（现有：\(list)）")
    }

    static func tooLarge(_ what: String, _ zh: String) -> Wording {
        Wording(en: "\(what): more than is read", zh: "\(zh)超过上限")
    }
}

extension ScanError {
    /// A failure after which nothing more is read of the workbook.
    static func workbook(_ wording: Wording, hint: Wording? = nil, row: Int = 1, column: Int = 1) -> ScanError {
        ScanError(reason: .badWorkbook, line: row, column: column, wording: wording, hint: hint)
    }

    static let damagedWorkbook = workbook(XLSXWording.damaged, hint: XLSXWording.saveAgain)
}
