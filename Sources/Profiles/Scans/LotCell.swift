package import Values

/// What people and programs leave in a cell for one lot that is none: several lots, the brackets of a code, a word that stands for nothing,
/// a number that a spreadsheet made.
///
/// A lot may have nearly any sign (GS1 General Specifications 7.11), `;` and `,` among them; where tables are read, these part what
/// a cell lists, and a lot that has one is given in its code.
package enum LotCell: Hashable, Sendable {
    case several, bracketed, placeholder, number

    /// Nil of what may be a lot.
    /// - Parameter written: with half-width signs, without blanks around it.
    package init?(_ written: String) {
        self.init(written, ProfileLibrary.builtIn.steps.placeholders)
    }

    init?(_ written: String, _ placeholders: Placeholders) {
        if written.utf8.contains(where: { $0 == UInt8(ascii: ";") || $0 == UInt8(ascii: ",") })
            || written.unicodeScalars.contains("、")
        {
            self = .several
        } else if Self.hasBrackets(written) {
            self = .bracketed
        } else if Self.isNumber(written) {
            self = .number
        } else if placeholders.mayContain(written), placeholders.contains(written), !Self.isMark(written) {
            self = .placeholder
        } else {
            return nil
        }
    }

    /// An application identifier in brackets: `(10)A1`.
    private static func hasBrackets(_ text: String) -> Bool {
        guard text.utf8.first == UInt8(ascii: "("), let end = text.firstIndex(of: ")") else { return false }
        let digits = text[..<end].dropFirst()
        return (2...4).contains(digits.utf8.count) && digits.allSatisfy { ("0"..."9").contains($0) }
    }

    /// `12.0`: the lot 12 as a program writes a number.
    private static func isNumber(_ text: String) -> Bool {
        let halves = text.split(separator: ".", omittingEmptySubsequences: false)
        return halves.count == 2 && !halves[0].isEmpty && halves[0].allSatisfy { ("0"..."9").contains($0) }
            && !halves[1].isEmpty && halves[1].allSatisfy { $0 == "0" }
    }

    /// One or two X are a lot that somebody may have; of more nobody would think so.
    private static func isMark(_ text: String) -> Bool {
        text.utf8.count <= 2 && text.utf8.allSatisfy { $0 | 0x20 == UInt8(ascii: "x") }
    }

    /// What is said of the cell.
    /// - Parameter column: as the file names it.
    package func wording(_ text: String, in column: String) -> Wording {
        let (text, column) = (ScanRow.shown(text), column.shown)
        return switch self {
        case .several:
            Wording(en: "\(column): “\(text)” are several lots in one cell", zh: "\(column)：“\(text)”在一格内写了多个批号")
        case .bracketed:
            Wording(
                en: "\(column): “\(text)”: the brackets are of a code, and no part of the lot",
                zh: "\(column)：“\(text)”，括号标识属于编码，不是批号的一部分")
        case .placeholder:
            Wording(en: "\(column): “\(text)” stands for nothing, and is no lot", zh: "\(column)：“\(text)”是占位词，不是批号")
        case .number:
            Wording(
                en: "\(column): “\(text)”: a spreadsheet or a program made a number of it",
                zh: "\(column)：“\(text)”，表格软件或程序已把批号变成数字")
        }
    }

    /// The way out.
    package var hint: Wording {
        switch self {
        case .several:
            Wording(
                en: "one lot in a row; or the code column names each with its lot: (01)…(10)…;(01)…(10)…",
                zh: "每个批号各写一行；或在编码列逐一填写含批号的编码：(01)…(10)…;(01)…(10)…")
        case .bracketed:
            Wording(en: "write only the lot: what stands behind (10)", zh: "只填批号本身，即 (10) 后面的内容")
        case .placeholder:
            Wording(
                en: "write the lot that stands on the package; where there is none, leave the cell empty",
                zh: "请填包装上的批号；没有则留空")
        case .number:
            Wording(
                en: "format the column as text and enter it again, as it stands on the package",
                zh: "请将该列设为文本格式，再按包装上的写法重新输入")
        }
    }
}
