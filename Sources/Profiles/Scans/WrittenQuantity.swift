import EPCIS
public import Values

/// An amount as people write or scan it, with or without a unit: `2`, `1.5kg`, `3斤`, `2 箱`, `0.25 KGM`.
public struct WrittenQuantity: Hashable, Sendable {
    public let amount: Amount
    /// The UN/ECE Rec 20 (packages: Rec 21) code; nil for pieces.
    public let uom: String?
    /// Whether a unit was written.
    public let namesUnit: Bool

    public init(_ amount: Amount, uom: String?, namesUnit: Bool = true) {
        self.amount = amount
        self.uom = uom
        self.namesUnit = namesUnit
    }

    /// Nil where it is no amount above 0, or not exactly in at most six decimal places of a unit that is known.
    public init?(_ written: String, steps: StepTable) {
        let text = written.halfWidth.trimmed
        let number = text.prefix { ("0"..."9").contains($0) || $0 == "." }
        guard let amount = Amount(number), amount > .zero else { return nil }
        let word = String(text.dropFirst(number.count)).trimmed
        guard !word.isEmpty else {
            self.init(amount, uom: nil, namesUnit: false)
            return
        }
        guard let unit = steps.unit(named: word), let converted = unit.converted(amount), converted > .zero else {
            return nil
        }
        self.init(converted, uom: unit.uom)
    }
}
