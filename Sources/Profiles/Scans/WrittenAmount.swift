import EPCIS
import Values

/// An amount as people write it in a table: `1,000.5`, `１００`, `100千克`, `55.7918652`.
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
        let plain = written.halfWidth.trimmed
        let number = plain.prefix { ("0"..."9").contains($0) || $0 == "." || $0 == "," }
        unit = String(plain.dropFirst(number.count)).trimmed
        guard let digits = Self.ungrouped(number) else { return nil }
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

    /// The amount in the unit of the code, whose decimals may be more than are judged; nil where it does not fit.
    func converted(to unit: UnitWord) -> WrittenAmount? {
        guard let factor = unit.factor else { return self }
        var converted = self
        converted.text = nil
        if text == nil, let exact = unit.converted(amount) {
            converted.amount = exact
            return converted
        }
        // In millionths of millionths.
        let product = Int128(amount.millionths) * Int128(factor.millionths)
        guard let rounded = Int64(exactly: (product + 500_000) / 1_000_000) else { return nil }
        converted.amount = Amount(millionths: rounded)
        guard text == nil else { return converted }
        var fraction = String(product % 1_000_000_000_000)
        fraction = String(repeating: "0", count: 12 - fraction.count) + fraction
        while fraction.last == "0" { fraction.removeLast() }
        converted.text = "\(product / 1_000_000_000_000).\(fraction)"
        return converted
    }
}
