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
        guard let plain = PlainDecimal(jsonNumber: text) else { return nil }
        self.init(plain.sign + plain.whole + (plain.fraction.isEmpty ? "" : "." + plain.fraction))
    }

    /// The nearest whole count of millionths, half of one away from zero: for what is judged, while the text that was written stays.
    /// Nil where it is too large.
    package init?(roundingJSONNumber text: String) {
        guard let plain = PlainDecimal(jsonNumber: text) else { return nil }
        let kept = plain.fraction.prefix(6)
        guard let cut = Amount(plain.whole + (kept.isEmpty ? "" : "." + kept)) else { return nil }
        let isUp = plain.fraction.dropFirst(6).first.map { $0 >= "5" } ?? false
        guard let rounded = isUp ? cut.adding(Amount(millionths: 1)) : cut else { return nil }
        self.init(millionths: plain.sign.isEmpty ? rounded.millionths : -rounded.millionths)
    }
}

/// A JSON number (RFC 8259 §6) without its exponent.
private struct PlainDecimal {
    let sign: String
    /// At least one digit.
    let whole: Substring
    let fraction: Substring

    /// Nil where it is no number, or its exponent is past all bounds.
    init?(jsonNumber text: String) {
        let parts = text.split(omittingEmptySubsequences: false) { $0 == "e" || $0 == "E" }
        // An exponent past these bounds says more or less than anybody weighs.
        guard let exponent = parts.count == 2 ? Int(parts[1]) : 0, (-30...30).contains(exponent),
            let mantissa = parts.first
        else { return nil }
        let halves = mantissa.drop { $0 == "-" }.split(separator: ".")
        var digits = halves.joined()
        var point = (halves.first?.count ?? 0) + exponent
        guard !digits.isEmpty, digits.utf8.allSatisfy({ $0 &- 0x30 < 10 }) else { return nil }
        if point < 1 {
            digits = String(repeating: "0", count: 1 - point) + digits
            point = 1
        }
        digits += String(repeating: "0", count: max(0, point - digits.count))
        sign = mantissa.hasPrefix("-") ? "-" : ""
        whole = digits.prefix(point)
        fraction = digits.dropFirst(point)
    }
}
