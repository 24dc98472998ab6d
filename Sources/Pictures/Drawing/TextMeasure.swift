/// Tells how wide text is, so that a layout can be made before anything is drawn.
public protocol TextMeasure {
    /// The width of one line in ems (multiples of the type's size).
    func width(of text: String, isBold: Bool) -> Double
}

/// Widths by kind of character, for pictures whose font is chosen by whoever opens them: near to the common sans-serif fonts, and
/// rather too wide than too narrow.
public struct EstimatedTextMeasure: TextMeasure {
    public init() {}

    public func width(of text: String, isBold: Bool) -> Double {
        text.unicodeScalars.reduce(0) { $0 + Self.width($1) } * (isBold ? 1.04 : 1)
    }

    private static func width(_ scalar: Unicode.Scalar) -> Double {
        switch scalar {
        case "0"..."9": 0.57
        case "m", "w", "M", "W", "@", "%", "Q", "O", "G", "&": 0.92
        case "i", "j", "l", "I", "'", "|", ".", ",", ":", ";", "!", " ", "f", "t", "r", "(", ")", "/", "-", "*", "\"":
            0.4
        case "A"..."Z", "<", ">", "=", "+", "?", "_": 0.68
        case let other where other.value < 0x80: 0.58
        case let other where other.properties.generalCategory == .nonspacingMark: 0
        case let other where other.value < 0x1100 && other.value != 0xB7: 0.7
        default: 1
        }
    }
}
