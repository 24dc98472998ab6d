public import Values

/// An amount in the base unit of its kind, exact, so that grams, tonnes and pounds can be added and compared without rounding.
public struct Measure: Hashable, Sendable {
    /// What can be added to what. Everything that is neither mass, volume, length nor pieces is comparable only with itself.
    public enum Unit: Hashable, Sendable {
        case gram, millilitre, piece
        /// A UN/ECE Recommendation 20 or 21 code that is not converted by itself (cartons, bags), and `MTR`: every length is in
        /// metres.
        case other(String)

        public static let metre = Unit.other("MTR")
    }

    public let unit: Unit
    /// 10⁻²⁴ of the base unit, in which a millionth of every unit of the built-in table is whole. At most `quantaMax` in size.
    package let quanta: Int128

    /// - Parameter millionths: of the base unit.
    public init(unit: Unit, millionths: Int64) {
        self.unit = unit
        quanta = Int128(millionths) * Self.quantaPerMillionth
    }

    /// Nil where the size is over `quantaMax`.
    package init?(unit: Unit, quanta: Int128) {
        guard quanta.magnitude <= Self.quantaMax.magnitude else { return nil }
        self.unit = unit
        self.quanta = quanta
    }

    /// Nil where the value is too large: over nine million tonnes or cubic metres, nine billion kilometres.
    public init?(_ amount: Amount, uom: String?) {
        guard let uom, let known = UnitTable.builtIn.conversion(of: uom) else {
            self.init(unit: uom.map(Unit.other) ?? .piece, millionths: amount.millionths)
            return
        }
        let (value, overflow) = Int128(amount.millionths).multipliedReportingOverflow(by: known.factor)
        guard !overflow else { return nil }
        self.init(unit: known.base, quanta: value)
    }

    package static let quantaPerMillionth: Int128 = 1_000_000_000_000_000_000
    package static let quantaMax = Int128(Int64.max) * quantaPerMillionth

    /// Millionths of the base unit, rounded to the nearest (half away from zero): for people and documents. Only customary units
    /// in small fractions are ever rounded by it; sums and comparisons never are.
    public var millionths: Int64 {
        let (whole, rest) = quanta.quotientAndRemainder(dividingBy: Self.quantaPerMillionth)
        let half = Self.quantaPerMillionth / 2
        return Int64(clamping: whole + (rest >= half ? 1 : rest <= -half ? -1 : 0))
    }

    /// One thing that carries its own code.
    public static let onePiece = Measure(unit: .piece, millionths: 1_000_000)

    public var isZero: Bool { quanta == 0 }
}

extension Measure {
    /// The sum, or nil where the units differ or it does not fit.
    public func adding(_ other: Measure) -> Measure? {
        guard unit == other.unit else { return nil }
        return Measure(unit: unit, quanta: quanta + other.quanta)
    }

    /// The difference, or nil where the units differ or it does not fit.
    public func subtracting(_ other: Measure) -> Measure? {
        guard unit == other.unit else { return nil }
        return Measure(unit: unit, quanta: quanta - other.quanta)
    }

    /// The sum of all, nil where one is not known, units differ, or there is none. `Balance` sums what differs.
    package static func sum(_ measures: some Sequence<Measure?>) -> Measure? {
        var total: Measure?
        for measure in measures {
            guard let measure, let next = total.map({ $0.adding(measure) }) ?? measure else { return nil }
            total = next
        }
        return total
    }

    /// Whether this is more than `other` by over `tolerancePercent` of `base` (of `other` where none is given). False where
    /// the units differ.
    package func exceeds(_ other: Measure, byPercent tolerancePercent: Amount, of base: Measure? = nil) -> Bool {
        guard unit == other.unit else { return false }
        // Percent in millionths. A whole number is over a fraction where it is over the whole part of it.
        let size = Int128((base ?? other).quanta.magnitude)
        let (hundreds, rest) = size.quotientAndRemainder(dividingBy: 100_000_000)
        let tolerance = Int128(tolerancePercent.millionths)
        let (allowed, overflow) = hundreds.multipliedReportingOverflow(by: tolerance)
        // What does not fit is more than any measure.
        guard !overflow else { return tolerance < 0 }
        let excess = quanta - other.quanta
        let (sum, sumOverflow) = allowed.addingReportingOverflow(
            (rest * tolerance).flooredDivision(by: 100_000_000).quotient)
        return sumOverflow ? tolerance < 0 : excess > sum
    }

    /// So many times an amount, of which this is the count: 3 cartons of 20 kg are 60 kg. Nil where the product does not fit, or is
    /// finer than can be said exactly.
    package func multiplied(with one: Measure) -> Measure? {
        Self.product(of: quanta, one.quanta).flatMap { Measure(unit: one.unit, quanta: $0) }
    }

    private static func product(of left: Int128, _ right: Int128) -> Int128? {
        let one = quantaPerMillionth * 1_000_000
        // One of the two is a count in millionths, whatever the other is.
        let isCount = left % quantaPerMillionth == 0
        guard isCount || right % quantaPerMillionth == 0 else { return nil }
        let count = (isCount ? left : right) / quantaPerMillionth
        let (whole, rest) = (isCount ? right : left).quotientAndRemainder(dividingBy: one)
        let (large, overflow) = whole.multipliedReportingOverflow(by: count)
        let (scaled, scaleOverflow) = large.multipliedReportingOverflow(by: quantaPerMillionth)
        let (small, smallOverflow) = rest.multipliedReportingOverflow(by: count)
        guard !overflow, !scaleOverflow, !smallOverflow, small % 1_000_000 == 0 else { return nil }
        let (sum, sumOverflow) = scaled.addingReportingOverflow(small / 1_000_000)
        return sumOverflow ? nil : sum
    }
}

extension Measure {
    /// `120 kg` / `120 千克`.
    public var wording: Wording {
        switch unit {
        case .gram: scaled(large: ("kg", "千克"), small: ("g", "克"))
        case .millilitre: scaled(large: ("L", "升"), small: ("mL", "毫升"))
        case .piece: worded(millionths == 1_000_000 ? "piece" : "pieces", "件")
        case .metre: worded("m", "米")
        case .other(let uom):
            worded(UnitTable.builtIn.name(of: uom)?.en ?? uom.shown, UnitTable.builtIn.name(of: uom)?.zh ?? uom.shown)
        }
    }

    private func scaled(large: (en: String, zh: String), small: (en: String, zh: String)) -> Wording {
        if millionths.magnitude >= 1_000_000_000, millionths % 1000 == 0 {
            let amount = Amount(millionths: millionths / 1000)
            return Wording(en: "\(amount) \(large.en)", zh: "\(amount) \(large.zh)")
        }
        return worded(small.en, small.zh)
    }

    private func worded(_ en: String, _ zh: String) -> Wording {
        let amount = Amount(millionths: millionths)
        return Wording(en: "\(amount) \(en)", zh: "\(amount) \(zh)")
    }
}
