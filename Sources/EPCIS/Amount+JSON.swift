import Values

extension Amount {
    /// Reads a JSON number, also with an exponent; nil where it is not exact in millionths or too large.
    init?(jsonNumber text: String) {
        if let short = Self.short(text.utf8) {
            self = short
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
}
