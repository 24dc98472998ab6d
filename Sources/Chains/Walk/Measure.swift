public import Values

/// An amount in the base unit of its kind, so that grams and tonnes can be added and compared exactly.
public struct Measure: Hashable, Sendable {
    /// What can be added to what. Everything that is neither mass, volume nor pieces is comparable only with itself.
    public enum Unit: Hashable, Sendable {
        case gram, millilitre, piece
        /// A UN/ECE Recommendation 20 or 21 code that is not converted: boxes, bags, metres.
        case other(String)
    }

    public let unit: Unit
    /// Millionths of the base unit.
    public let millionths: Int64

    public init(unit: Unit, millionths: Int64) {
        self.unit = unit
        self.millionths = millionths
    }

    /// Nil where the value is too large to be exact (more than nine million tonnes).
    public init?(_ amount: Amount, uom: String?) {
        guard let uom, let known = Self.units[uom] else {
            self.init(unit: uom.map(Unit.other) ?? .piece, millionths: amount.millionths)
            return
        }
        let (value, overflow) = amount.millionths.multipliedReportingOverflow(by: known.factor)
        guard !overflow else { return nil }
        self.init(unit: known.unit, millionths: value)
    }

    /// One thing that carries its own code.
    public static let onePiece = Measure(unit: .piece, millionths: 1_000_000)

    private static let units: [String: (unit: Unit, factor: Int64)] = [
        "GRM": (.gram, 1), "KGM": (.gram, 1000), "TNE": (.gram, 1_000_000),
        "MLT": (.millilitre, 1), "LTR": (.millilitre, 1000), "MTQ": (.millilitre, 1_000_000),
        "H87": (.piece, 1), "C62": (.piece, 1), "EA": (.piece, 1), "PCE": (.piece, 1), "NAR": (.piece, 1),
    ]
}

extension Measure {
    /// The sum, or nil where the units differ or it does not fit.
    public func adding(_ other: Measure) -> Measure? {
        guard unit == other.unit else { return nil }
        let (sum, overflow) = millionths.addingReportingOverflow(other.millionths)
        return overflow ? nil : Measure(unit: unit, millionths: sum)
    }

    /// The difference, or nil where the units differ or it does not fit.
    public func subtracting(_ other: Measure) -> Measure? {
        guard unit == other.unit else { return nil }
        let (difference, overflow) = millionths.subtractingReportingOverflow(other.millionths)
        return overflow ? nil : Measure(unit: unit, millionths: difference)
    }

    /// The sum of all, nil where one is not known, units differ, or there is none.
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
        // 128 bits: two 63-bit factors never overflow, so the comparison is exact.
        let excess = (Int128(millionths) - Int128(other.millionths)) * 100_000_000
        return excess > Int128((base ?? other).millionths.magnitude) * Int128(tolerancePercent.millionths)
    }

    /// `120 kg` / `120 千克`.
    public var wording: Wording {
        switch unit {
        case .gram: scaled(large: ("kg", "千克"), small: ("g", "克"))
        case .millilitre: scaled(large: ("L", "升"), small: ("mL", "毫升"))
        case .piece: worded(Amount(millionths: millionths), millionths == 1_000_000 ? "piece" : "pieces", "件")
        case .other(let uom):
            worded(
                Amount(millionths: millionths), Self.packages[uom]?.en ?? uom.shown,
                Self.packages[uom]?.zh ?? uom.shown)
        }
    }

    private func scaled(large: (en: String, zh: String), small: (en: String, zh: String)) -> Wording {
        if millionths.magnitude >= 1_000_000_000, millionths % 1000 == 0 {
            return worded(Amount(millionths: millionths / 1000), large.en, large.zh)
        }
        return worded(Amount(millionths: millionths), small.en, small.zh)
    }

    private func worded(_ amount: Amount, _ en: String, _ zh: String) -> Wording {
        Wording(en: "\(amount) \(en)", zh: "\(amount) \(zh)")
    }

    private static let packages: [String: Wording] = [
        "XCT": Wording(en: "cartons", zh: "箱"), "XBG": Wording(en: "bags", zh: "袋"),
        "XBX": Wording(en: "boxes", zh: "盒"),
    ]
}
