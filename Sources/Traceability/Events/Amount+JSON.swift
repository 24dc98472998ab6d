extension Amount {
    /// Reads a JSON number, also with an exponent; nil where it is not exact in millionths or too large.
    init?(jsonNumber text: String) {
        if let small = Self.small(text.utf8) {
            self = small
            return
        }
        guard text.utf8.contains(where: { $0 | 0x20 == UInt8(ascii: "e") }) else {
            self.init(text)
            return
        }
        let parts = text.split { $0 == "e" || $0 == "E" }
        // An exponent past these bounds is no whole count of millionths or does not fit.
        guard parts.count == 2, let exponent = Int(parts[1]), (-30...30).contains(exponent) else { return nil }
        let isNegative = parts[0].hasPrefix("-")
        let halves = parts[0].drop { $0 == "-" }.split(separator: ".")
        var digits = halves.joined()
        var point = (halves.first?.count ?? 0) + exponent
        if point < 1 {
            digits = String(repeating: "0", count: 1 - point) + digits
            point = 1
        }
        digits += String(repeating: "0", count: max(0, point - digits.count))
        let fraction = digits.dropFirst(point)
        self.init((isNegative ? "-" : "") + digits.prefix(point) + (fraction.isEmpty ? "" : "." + fraction))
    }

    /// The short numbers without sign and exponent that nearly all quantities are, read without any allocation; nil for
    /// others. The parser has proved that it is a number.
    private static func small(_ text: String.UTF8View) -> Amount? {
        guard text.count <= 12 else { return nil }
        var value: Int64 = 0
        var decimals: Int?
        for byte in text {
            if byte == UInt8(ascii: "."), decimals == nil {
                decimals = 0
            } else {
                guard byte &- 0x30 < 10 else { return nil }
                value = value * 10 + Int64(byte &- 0x30)
                decimals = decimals.map { $0 + 1 }
            }
        }
        guard decimals ?? 0 <= 6 else { return nil }
        for _ in (decimals ?? 0)..<6 { value *= 10 }
        return Amount(millionths: value)
    }
}
