package import Values

/// What a cell of a spreadsheet shows less or other of than the file holds, where it was read all the same.
public enum ShownPart: Hashable, Sendable {
    /// A number that is shown rounded, and read so; what the file holds.
    case rounded(held: String)
    /// A number that is read plain, and shown with marks between its digits.
    case marked(seen: String)
    /// A number that is read with all its digits, of which an exponent shows only the first.
    case shortened(seen: String)
    /// A truth value, which the spreadsheet has made of what was entered.
    case truth
    /// A day of which only the month is shown.
    case withoutDay
    /// A day that is shown without its year.
    case withoutYear

    /// What is said of the cell.
    /// - Parameters:
    ///   - text: what was read.
    ///   - column: as the file names it.
    package func wording(_ text: String, in column: String) -> Wording {
        let (text, column) = (text.shown, column.shown)
        return switch self {
        case .rounded(let held):
            Wording(
                en: "\(column): the cell shows \(text), and holds \(held.shown)",
                zh: "\(column)：单元格显示 \(text)，实际为 \(held.shown)")
        case .marked(let seen), .shortened(let seen):
            Wording(
                en: "\(column): the cell shows \(seen.shown), and holds \(text)",
                zh: "\(column)：单元格显示 \(seen.shown)，实际为 \(text)")
        case .truth:
            Wording(
                en: "\(column): the spreadsheet has made a truth value of what was entered (\(text))",
                zh: "\(column)：表格软件已把所填内容变成逻辑值（\(text)）")
        case .withoutDay:
            Wording(
                en: "\(column): the cell does not show the day of \(text)", zh: "\(column)：单元格未显示 \(text) 的日")
        case .withoutYear:
            Wording(
                en: "\(column): the cell does not show the year of \(text)", zh: "\(column)：单元格未显示 \(text) 的年份")
        }
    }

    /// The way out.
    package var hint: Wording {
        switch self {
        case .rounded, .marked, .shortened, .truth:
            Wording(en: "format the column as text and enter it again", zh: "请将该列设为文本格式，再重新输入")
        case .withoutDay, .withoutYear:
            Wording(
                en: "show the whole day: format the cells as 2026-03-01", zh: "请让单元格显示完整日期，如 2026-03-01")
        }
    }
}

extension ScanMapper {
    /// Refuses cells that show something else than was read where that may be meant, and tells of the rest: an amount is what is seen, of a
    /// lot or name nobody knows which of the two is.
    ///
    /// - Parameter parts: the cells that the file shows in part, by their places in the record.
    public func seenParts(_ parts: [(index: Int, part: ShownPart)], _ record: CSVRecord) throws(ScanError)
        -> [ScanNotice]
    {
        var notices: [ScanNotice] = []
        for (index, part) in parts where header.contents.indices.contains(index) {
            let content = header.contents[index]
            if content == .unnamed || content == .remark { continue }
            let row = ScanRow(record: record, header: header)
            let wording = part.wording(record[index], in: header.words[index])
            switch part {
            case .marked where content.isNumber || content.isOfCodes, .shortened where content.isOfCodes: break
            case .rounded where content.isNumber, .shortened where content.isNumber, .withoutYear:
                notices.append(row.notice(at: index, wording))
            case .marked, .shortened, .rounded, .withoutDay, .truth:
                throw row.error(.badValue, at: index, wording, hint: part.hint)
            }
        }
        return notices
    }
}

extension ScanHeader.Content {
    fileprivate var isNumber: Bool {
        switch self {
        case .scan(.quantity): true
        case .element(let element): element.type == .decimal || element.type == .integer
        case .scan, .unnamed, .remark: false
        }
    }

    /// Codes have check digits, and no marks between their digits.
    fileprivate var isOfCodes: Bool {
        switch self {
        case .scan(.code), .scan(.parent), .scan(.inputs), .scan(.outputs): true
        default: false
        }
    }
}
