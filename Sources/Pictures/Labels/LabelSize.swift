import Values

/// Width and height in millimetres, of a label or a page.
public struct LabelSize: Hashable, Sendable {
    public let width: Double
    public let height: Double

    /// What sides a label or page may have, in millimetres.
    public static let sides = 8.0...1500.0

    /// - Throws: `LabelError.Reason.unusableSize`.
    public init(width: Double, height: Double) throws(LabelError) {
        guard Self.sides.contains(width), Self.sides.contains(height) else {
            throw LabelError(
                .unusableSize, en: "\(width.millimetres) × \(height.millimetres) mm: a side is 8–1500 mm",
                zh: "\(width.millimetres) × \(height.millimetres) 毫米：边长应为 8–1500 毫米")
        }
        self.width = width
        self.height = height
    }

    /// A size that is known to be within bounds.
    init(known width: Double, _ height: Double) {
        self.width = width
        self.height = height
    }

    /// Whole millimetres that have room for this much.
    init(roomFor width: Double, _ height: Double) {
        let whole = { (side: Double) in min(Self.sides.upperBound, max(Self.sides.lowerBound, side.rounded(.up))) }
        self.init(known: whole(width), whole(height))
    }

    /// The label where no size is named.
    public static let label = LabelSize(known: 60, 40)
    public static let a4 = LabelSize(known: 210, 297)
    public static let a5 = LabelSize(known: 148, 210)

    var wording: Wording {
        Wording(
            en: "\(width.millimetres) × \(height.millimetres) mm", zh: "\(width.millimetres) × \(height.millimetres) 毫米"
        )
    }
}

extension Double {
    /// At most so many decimals, without zeros at the end: for SVG and for people. Never an exponent.
    func decimal(_ places: Int) -> String {
        var scale = 1
        for _ in 0..<places { scale *= 10 }
        guard isFinite, magnitude < 1e12 else { return "0" }
        let scaled = Int((self * Double(scale)).rounded())
        let digits = String(scaled.magnitude % scale.magnitude + scale.magnitude).dropFirst()
        let fraction = String(digits.reversed().drop { $0 == "0" }.reversed())
        return (scaled < 0 ? "-" : "") + String(scaled.magnitude / scale.magnitude)
            + (fraction.isEmpty ? "" : "." + fraction)
    }

    /// For messages and programs: three decimals at most.
    package var millimetres: String { decimal(3) }
}
