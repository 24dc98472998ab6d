package import StrictJSON
package import Values

/// So much of something in one unit: exactly, or between two bounds where lines say nothing or count in units that do not convert.
/// Never below nothing.
package struct HeldAmount: Hashable, Sendable {
    package let unit: Measure.Unit
    private var low: Int128
    /// Nil where there is no upper bound.
    private var high: Int128?

    package static func none(in unit: Measure.Unit) -> HeldAmount { HeldAmount(unit: unit, low: 0, high: 0) }

    private init(unit: Measure.Unit, low: Int128, high: Int128?) {
        (self.unit, self.low, self.high) = (unit, low, high)
    }

    /// An amount as a line says it, in another unit as far as it converts; nil says nothing of how much.
    package init(_ measure: Measure?, in unit: Measure.Unit, by contents: [PackContent] = []) {
        if let measure, measure.unit == unit {
            self.init(unit: unit, low: max(0, measure.quanta), high: max(0, measure.quanta))
            return
        }
        var range = AmountRange(in: unit)
        range.add(measure, by: contents)
        self.init(unit: unit, low: max(0, range.low.quanta), high: range.high.map { max(0, $0.quanta) })
    }

    package var isNone: Bool { high == 0 }
    package var isExact: Bool { low == high }
    /// Whether there is some in any case.
    package var isCertain: Bool { low > 0 }

    package var least: Measure { Self.measure(low, unit) }
    package var most: Measure? { high.map { Self.measure($0, unit) } }

    /// What does not fit is the most that can be counted.
    private static func measure(_ quanta: Int128, _ unit: Measure.Unit) -> Measure {
        Measure(unit: unit, quanta: min(quanta, Measure.quantaMax))
            ?? Measure(unit: unit, millionths: Int64.max)
    }

    /// - Precondition: of the same unit, as every amount of one code is.
    package static func += (left: inout HeldAmount, right: HeldAmount) {
        precondition(left.unit == right.unit, "amounts of one code are in one unit")
        left.low = Self.sum(left.low, right.low) ?? left.low
        left.high = left.high.flatMap { high in right.high.flatMap { Self.sum(high, $0) } }
    }

    private static func sum(_ left: Int128, _ right: Int128) -> Int128? {
        let (sum, overflow) = left.addingReportingOverflow(right)
        return overflow ? nil : sum
    }

    /// What is left when so much is taken away.
    package func less(_ other: HeldAmount) -> HeldAmount {
        precondition(unit == other.unit, "amounts of one code are in one unit")
        return HeldAmount(
            unit: unit, low: other.high.map { max(0, low - $0) } ?? 0, high: high.map { max(0, $0 - other.low) })
    }

    /// The lesser of the two, bound by bound.
    package func atMost(_ other: HeldAmount) -> HeldAmount {
        precondition(unit == other.unit, "amounts of one code are in one unit")
        let upper = high.map { high in other.high.map { min(high, $0) } ?? high } ?? other.high
        return HeldAmount(unit: unit, low: min(low, other.low), high: upper)
    }

    package static func sum(_ amounts: some Sequence<HeldAmount>, in unit: Measure.Unit) -> HeldAmount {
        amounts.reduce(into: .none(in: unit)) { $0 += $1 }
    }
}

extension HeldAmount {
    /// `120 kg`, `100–120 kg`, `100 kg or more`, `unknown`.
    package var wording: Wording {
        guard let most else {
            guard isCertain else { return Wording(en: "unknown", zh: "数量不详") }
            return Wording(en: "\(least.wording.en) or more", zh: "\(least.wording.zh)以上")
        }
        if isExact { return least.isZero ? Wording(en: "0", zh: "0") : least.wording }
        return Wording(en: "\(least.wording.en)–\(most.wording.en)", zh: "\(least.wording.zh)–\(most.wording.zh)")
    }

    /// The number alone, in the unit of `Measure.trade`: `120`, `100–120`, `100+`, `?`.
    package var figures: String {
        guard let most else { return isCertain ? "\(least.trade.amount)+" : "?" }
        return isExact ? "\(least.trade.amount)" : "\(least.trade.amount)–\(most.trade.amount)"
    }

    /// `{"quantity","uom"}`, or `{"least","most","uom"}` with null where there is no bound; pieces have no unit.
    package var json: JSONNode {
        let uom: JSONNode = least.trade.uom.map { .string($0) } ?? .null
        if isExact { return .object([("quantity", .number("\(least.trade.amount)")), ("uom", uom)]) }
        return .object([
            ("least", .number("\(least.trade.amount)")),
            ("most", most.map { .number("\($0.trade.amount)") } ?? .null), ("uom", uom),
        ])
    }
}

extension Measure {
    /// In kilograms, litres, metres or pieces, as the trade counts, with the code of UN/ECE Rec 20 or 21; pieces have none. Rounded to
    /// millionths.
    package var trade: (amount: Amount, uom: String?) {
        let thousandth = Amount(millionths: millionths / 1000)
        switch unit {
        case .gram: return (thousandth, "KGM")
        case .millilitre: return (thousandth, "LTR")
        case .piece: return (Amount(millionths: millionths), nil)
        case .other(let uom): return (Amount(millionths: millionths), uom)
        }
    }
}
