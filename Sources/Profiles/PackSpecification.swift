public import Values

/// What a trade item holds by its specification: `200克/盒`, `5升/桶`, `6–7千克/尾`, `200g×24/箱`.
public struct PackSpecification: Hashable, Sendable {
    /// In its unit; of a range the lower end, and of a pack of packs what one of them holds: it holds so much or more.
    public let least: Amount
    /// UN/ECE Rec 20.
    public let uom: String
    /// Of what it is the content, nil being a piece: that is what trade items are counted in, and the package that the text names
    /// behind its last stroke.
    public let packUnits: [String?]
    /// Of a pack of packs how many of them the package holds that is named last: 24 of `200g×24/箱`; nil of a plain one.
    public let count: Int?
    /// Whether it says one amount, and no range.
    public let isExact: Bool

    /// Nil where the text does not begin with an amount of a unit of the table.
    public init?(_ text: String, steps: StepTable) {
        let text = text.filter { !$0.isWhitespace }
        let digits = text.prefix { $0.isASCII && ($0.isNumber || $0 == ".") }
        guard let amount = Amount(digits), amount > .zero else { return nil }
        var rest = text.dropFirst(digits.count)
        let isRange = rest.first.map { "–—-~～至".contains($0) } ?? false
        isExact = !isRange
        if isRange {
            rest = rest.dropFirst().drop { $0.isASCII && ($0.isNumber || $0 == ".") }
        }
        let word = rest.prefix { $0.isLetter && $0 != "装" && $0 != "x" && $0 != "X" }
        guard let unit = steps.unit(named: String(word)), let uom = unit.uom else { return nil }
        let pack = text.split(separator: "/").dropFirst().last.flatMap { steps.unit(named: String($0)) }
        packUnits = [nil] + (pack?.factor == nil ? [pack?.uom].compactMap { $0 } : [])
        let times = rest.dropFirst(word.count)
        count =
            times.first.map { "×xX*✕＊".contains($0) } ?? false
            ? Int(times.dropFirst().prefix { $0.isASCII && $0.isNumber }) : nil
        guard let factor = unit.factor else {
            (least, self.uom) = (amount, uom)
            return
        }
        let (scaled, overflow) = amount.millionths.multipliedReportingOverflow(by: factor.millionths)
        guard !overflow else { return nil }
        (least, self.uom) = (Amount(millionths: scaled / 1_000_000), uom)
    }
}
