extension String {
    /// For messages and drawings: text from outside is never repeated at its full length, nor with characters that would
    /// move a terminal's cursor or turn the direction of the text.
    package var bounded: String {
        let shown = unicodeScalars.prefix(80).map { Self.isHarmless($0) ? $0 : "␦" }
        return String(String.UnicodeScalarView(shown)) + (unicodeScalars.count > 80 ? "…" : "")
    }

    private static func isHarmless(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.value {
        case 0..<0x20, 0x7F..<0xA0, 0x200B...0x200F, 0x2028...0x202E, 0x2066...0x2069, 0xFEFF: false
        default: true
        }
    }
}
