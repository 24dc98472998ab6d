package import Values

/// What a spreadsheet has left in a cell instead of what was entered, told by the text alone, as a CSV has it.
package enum SpoiledCell: Hashable, Sendable {
    /// A formula went wrong: `#REF!`, `#N/A`, `Err:502`.
    case failure
    /// The column was too narrow: `########`.
    case narrow
    /// A long number, of which only the first digits are left: `6.93538E+12`.
    case shortened

    /// Nil of what somebody may have entered.
    package init?(_ written: String) {
        guard Self.mayBe(written.utf8) else { return nil }
        let text = written.halfWidth.trimmed.uppercased()
        if text.hasPrefix("#") {
            if text.count > 1, text.allSatisfy({ $0 == "#" }) {
                self = .narrow
            } else if text.count > 2, text.hasSuffix("!") || text.hasSuffix("?") || Self.failures.contains(text) {
                self = .failure
            } else {
                return nil
            }
        } else if text.hasPrefix("ERR:"), text.count == 7, text.suffix(3).allSatisfy(\.isNumber) {
            self = .failure
        } else if Self.isShortened(text) {
            self = .shortened
        } else {
            return nil
        }
    }

    private static let failures: Set<String> = ["#N/A", "#GETTING_DATA"]

    /// Whether a cell is worth a look; read without any allocation.
    package static func mayBe(_ bytes: some Collection<UInt8>) -> Bool {
        guard let first = bytes.first(where: { $0 != 0x20 }) else { return false }
        switch first {
        case UInt8(ascii: "#"), UInt8(ascii: "E"), UInt8(ascii: "e"), 0xEF, 0xC2, 0xE3: return true
        case 0x30...0x39, UInt8(ascii: "-"): return bytes.contains { $0 == UInt8(ascii: "+") || $0 == 0xEF }
        default: return false
        }
    }

    /// A long number as a spreadsheet shortens it. `2E5` without a sign is a lot that somebody may have.
    private static func isShortened(_ text: String) -> Bool {
        let halves = text.split(separator: "E", omittingEmptySubsequences: false)
        guard halves.count == 2, halves[1].hasPrefix("+"), (2...4).contains(halves[1].count) else { return false }
        let number = halves[0].hasPrefix("-") ? halves[0].dropFirst() : halves[0]
        return halves[1].dropFirst().allSatisfy { ("0"..."9").contains($0) } && Amount(number) != nil
    }

    /// What is said of the cell.
    /// - Parameter column: as the file names it.
    package func wording(_ text: String, in column: String) -> Wording {
        let (text, column) = (text.shown, column.shown)
        return switch self {
        case .failure, .narrow:
            Wording(
                en: "\(column): \(text) is what the spreadsheet shows in place of a value",
                zh: "\(column)：“\(text)”是表格软件在无法显示内容时的占位符，不是填写的内容")
        case .shortened:
            Wording(
                en: "\(column): “\(text)”: the spreadsheet made a number of it, and only its first digits are left",
                zh: "\(column)：“\(text)”，表格软件已把内容变成数字，只剩前几位")
        }
    }

    /// The way out.
    package var hint: Wording {
        switch self {
        case .failure: Wording(en: "put the formula right, or enter the value itself", zh: "请改正公式，或直接填写内容")
        case .narrow: Wording(en: "make the column wider, and save the file again", zh: "请加宽该列后重新保存")
        case .shortened:
            Wording(en: "format the column as text and enter it again", zh: "请将该列设为文本格式，再重新输入")
        }
    }

    // MARK: Days

    /// Whether a text is what a spreadsheet makes of a number with a mark in it: `11-30` becomes `Nov-30`, `30-Nov` or `11月30日`.
    package static func isDay(_ written: String) -> Bool {
        let text = written.halfWidth.trimmed.lowercased()
        if text.hasSuffix("日") || text.hasSuffix("月") {
            let parts = text.split { "年月日".contains($0) }
            return (1...3).contains(parts.count) && text.contains("月")
                && parts.allSatisfy { part in part.count <= 4 && part.allSatisfy { ("0"..."9").contains($0) } }
        }
        let parts = text.split(separator: "-", omittingEmptySubsequences: false)
        guard (2...3).contains(parts.count) else { return false }
        let isMonth = parts.map { months.contains(String($0)) }
        let isNumber = parts.map { part in
            (1...2).contains(part.count) && part.allSatisfy { ("0"..."9").contains($0) }
        }
        return parts.count == 2
            ? isMonth[0] && isNumber[1] || isNumber[0] && isMonth[1]
            : isNumber[0] && isMonth[1] && (isNumber[2] || parts[2].count == 4 && parts[2].allSatisfy(\.isNumber))
    }

    private static let months: Set<String> = [
        "jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec",
    ]
}
