public import Values

/// A temperature, exact for every reading of a sensor in °C, °F, K or °R with at most six decimals.
///
/// It is held in ninths of a millionth of a degree Celsius, in which those four scales are whole numbers: −0.4 °F is −18 °C, and
/// −0.399999 °F is above it. **Comparisons never round**, so a limit is passed or met exactly as it was measured. Only `celsius`
/// rounds, to the nearest millionth; a temperature that is above or below a limit of whole thousandths stays so even there,
/// since the nearest that a scale's millionths come to one without meeting it is five ninths of a millionth.
public struct Temperature: Hashable, Comparable, Sendable {
    /// Ninths of a millionth of a degree Celsius.
    private let ninths: Int64

    private init?(ninths: Int128) {
        guard let ninths = Int64(exactly: ninths) else { return nil }
        self.ninths = ninths
    }

    /// Nil past 10¹² degrees.
    public init?(celsius: Amount) {
        self.init(ninths: Int128(celsius.millionths) * 9)
    }

    /// - Parameter uom: UN/ECE Recommendation 20: `CEL`, `FAH`, `KEL` or `A48` (degree Rankine). Nil for any other unit: what is
    ///   not said in degrees is not known.
    public init?(_ value: Amount, uom: String) {
        let millionths = Int128(value.millionths)
        switch uom {
        case "CEL": self.init(ninths: millionths * 9)
        case "FAH": self.init(ninths: (millionths - 32_000_000) * 5)
        case "KEL": self.init(ninths: (millionths - Self.freezingPoint) * 9)
        case "A48": self.init(ninths: millionths * 5 - Self.freezingPoint * 9)
        default: return nil
        }
    }

    /// 0 °C in millionths of a kelvin.
    private static let freezingPoint: Int128 = 273_150_000

    /// Degrees Celsius, rounded to the nearest millionth (there are no ties). For people; compare the temperatures themselves.
    public var celsius: Amount {
        let (quotient, remainder) = ninths.quotientAndRemainder(dividingBy: 9)
        return Amount(millionths: quotient + (remainder > 4 ? 1 : remainder < -4 ? -1 : 0))
    }

    public static func < (left: Self, right: Self) -> Bool { left.ninths < right.ninths }
}

extension Temperature: CustomStringConvertible {
    /// `-18 °C`.
    public var description: String { "\(celsius) °C" }
}
