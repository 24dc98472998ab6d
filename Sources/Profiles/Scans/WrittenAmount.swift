import EPCIS
import Values

/// An amount as people write it in a table: `1,000.5`, `10 000`, `１００`, `100千克`, `55.7918652`.
struct WrittenAmount: Hashable {
    /// To the nearest millionth, which is what is judged.
    var amount: Amount
    /// The number with all its decimals, where they are more than that.
    var text: String?
    /// What stands behind the number; empty where nothing does.
    let unit: String

    /// Nil where the text does not begin with a number, or it is too large. Commas are taken only where they part thousands: `12,5`
    /// might be meant as a decimal.
    init?(_ written: String) {
        var plain = Self.joined(written.halfWidth.trimmed)
        if plain.first == "+" { plain.removeFirst() }
        let number = plain.prefix { ("0"..."9").contains($0) || $0 == "." || $0 == "," }
        unit = String(plain.dropFirst(number.count)).trimmed
        guard let grouped = Self.ungrouped(number) else { return nil }
        let digits = Self.completed(grouped)
        if let exact = Amount(digits) {
            amount = exact
            return
        }
        let halves = digits.split(separator: ".", omittingEmptySubsequences: false)
        guard halves.count == 2, !halves[0].isEmpty, halves[1].count > 6 else { return nil }
        let whole = halves[0].drop { $0 == "0" }
        let text = "\(whole.isEmpty ? "0" : whole).\(halves[1])"
        guard let rounded = Amount(roundingJSONNumber: text) else { return nil }
        amount = rounded
        self.text = text
    }

    /// `.5` as `0.5` and `100.` as `100`, which people and programs write for them.
    private static func completed(_ number: String) -> String {
        guard number.utf8.count > 1, number.contains(".") else { return number }
        if number.first == "." { return "0" + number }
        return number.last == "." ? String(number.dropLast()) : number
    }

    /// Blanks between thousands as commas, of whatever width: only where three digits stand behind each, and no other mark of thousands is there.
    private static func joined(_ text: String) -> String {
        guard !text.contains(","), text.utf8.contains(where: { $0 == UInt8(ascii: " ") || $0 >= 0x80 }),
            text.unicodeScalars.contains(where: blanks.contains)
        else { return text }
        let scalars = Array(text.unicodeScalars)
        var result = String.UnicodeScalarView()
        var index = 0
        var run = 0
        while index < scalars.count {
            let scalar = scalars[index]
            if isDigit(scalar) {
                run += 1
            } else if blanks.contains(scalar), (1...3).contains(run), isGroup(scalars[(index + 1)...]) {
                result.append(",")
                index += 1
                run = 0
                continue
            } else {
                // Behind the number everything stands as it is.
                result.append(contentsOf: scalars[index...])
                return String(result)
            }
            result.append(scalar)
            index += 1
        }
        return String(result)
    }

    private static let blanks: Set<Unicode.Scalar> = [" ", "\u{A0}", "\u{2007}", "\u{2009}", "\u{202F}"]

    private static func isDigit(_ scalar: Unicode.Scalar) -> Bool { ("0"..."9").contains(scalar) }

    /// Whether exactly three digits come next.
    private static func isGroup(_ scalars: ArraySlice<Unicode.Scalar>) -> Bool {
        scalars.prefix { isDigit($0) }.count == 3
    }

    /// A plain number of one that is written with marks between its thousands; nil where it is written otherwise.
    static func plain(_ written: String) -> String? {
        let text = joined(written.halfWidth.trimmed)
        guard text.contains(","), !text.contains("-") else { return nil }
        return ungrouped(text[...])
    }

    /// The number without the commas between its thousands; nil where they part anything else.
    private static func ungrouped(_ number: Substring) -> String? {
        guard number.contains(",") else { return String(number) }
        let halves = number.split(separator: ".", maxSplits: 1, omittingEmptySubsequences: false)
        let groups = halves[0].split(separator: ",", omittingEmptySubsequences: false)
        guard halves.count == 1 || !halves[1].contains(","), (1...3).contains(groups[0].count),
            groups.dropFirst().allSatisfy({ $0.count == 3 })
        else { return nil }
        return groups.joined() + (halves.count == 2 ? "." + halves[1] : "")
    }

    /// The amount in the unit of the code, exactly; its decimals may be more than are judged. Nil where it does not fit.
    func converted(to unit: UnitWord) -> WrittenAmount? {
        guard let factor = unit.factor else { return self }
        var converted = self
        converted.text = nil
        if text == nil, let exact = unit.converted(amount) {
            converted.amount = exact
            return converted
        }
        // Digit by digit: what was written is multiplied, and nothing of it is rounded away.
        guard let product = Self.product(text ?? amount.description, factor.millionths),
            let rounded = Amount(roundingJSONNumber: product), rounded > .zero
        else { return nil }
        converted.amount = rounded
        if Amount(product) == nil { converted.text = product }
        return converted
    }

    /// A number that is not negative times a count of millionths, with all decimals that are not zeros behind the last.
    private static func product(_ number: String, _ millionths: Int64) -> String? {
        let halves = number.split(separator: ".", omittingEmptySubsequences: false)
        guard let whole = halves.first, halves.count <= 2, millionths >= 0 else { return nil }
        let fraction = halves.count == 2 ? halves[1] : ""
        // From the last digit on, the carry of each into the next.
        var digits: [UInt8] = []
        var carry: UInt64 = 0
        for byte in (whole + fraction).utf8.reversed() {
            let (high, low) = UInt64(byte - 0x30).multipliedFullWidth(by: UInt64(millionths))
            let (sum, overflow) = low.addingReportingOverflow(carry)
            guard high == 0, !overflow else { return nil }
            digits.append(UInt8(sum % 10) + 0x30)
            carry = sum / 10
        }
        while carry > 0 {
            digits.append(UInt8(carry % 10) + 0x30)
            carry /= 10
        }
        let decimals = fraction.count + 6
        while digits.count <= decimals { digits.append(0x30) }
        let text = Array(digits.reversed())
        var shown = String(decoding: text.dropLast(decimals), as: UTF8.self)
        while shown.count > 1, shown.hasPrefix("0") { shown.removeFirst() }
        var rest = String(decoding: text.suffix(decimals), as: UTF8.self)
        while rest.hasSuffix("0") { rest.removeLast() }
        return rest.isEmpty ? shown : "\(shown).\(rest)"
    }
}
