/// Decimal numbers as text, exact at any size.
enum DecimalText {
    /// More digits than this are left as they were written.
    private static let digitsMax = 400

    /// The shortest plain decimal of the same value: no plus sign, no needless zeros, no exponent, `0` for every zero. Nil
    /// where the text is no decimal number (`-?digits[.digits][e±digits]`, the digits on one side of the point may be
    /// missing), or is one of more than 400 digits.
    static func canonical(_ text: String) -> String? {
        var rest = text.utf8[...]
        let isNegative = rest.first == UInt8(ascii: "-")
        if isNegative || rest.first == UInt8(ascii: "+") { rest = rest.dropFirst() }
        let whole = rest.prefix(while: isDigit)
        rest = rest.dropFirst(whole.count)
        var fraction = rest.prefix(0)
        if rest.first == UInt8(ascii: ".") {
            fraction = rest.dropFirst().prefix(while: isDigit)
            rest = rest.dropFirst(1 + fraction.count)
        }
        guard !whole.isEmpty || !fraction.isEmpty, let exponent = exponent(rest),
            whole.count + fraction.count + abs(exponent) <= digitsMax
        else { return nil }
        let plain = shifted(Array(whole) + Array(fraction), point: whole.count + exponent)
        return isNegative && plain != "0" ? "-" + plain : plain
    }

    /// Zero where there is none; nil where the text is something else.
    private static func exponent(_ text: Substring.UTF8View) -> Int? {
        guard let letter = text.first else { return 0 }
        guard letter | 0x20 == UInt8(ascii: "e") else { return nil }
        var digits = text.dropFirst()
        let isNegative = digits.first == UInt8(ascii: "-")
        if isNegative || digits.first == UInt8(ascii: "+") { digits = digits.dropFirst() }
        guard !digits.isEmpty, digits.allSatisfy(isDigit) else { return nil }
        let value = digits.reduce(0) { min($0 * 10 + Int($1 - 0x30), digitsMax + 1) }
        return isNegative ? -value : value
    }

    /// The digits with a point after the first `point` of them, which may lie outside.
    private static func shifted(_ digits: [UInt8], point: Int) -> String {
        let zero = UInt8(ascii: "0")
        var all = digits
        var point = point
        if point < 0 {
            all = Array(repeating: zero, count: -point) + all
            point = 0
        }
        all += Array(repeating: zero, count: max(0, point - all.count))
        let whole = all[..<point].drop { $0 == zero }
        var fraction = all[point...]
        while fraction.last == zero { fraction.removeLast() }
        let text = (whole.isEmpty ? [zero] : Array(whole)) + (fraction.isEmpty ? [] : [UInt8(ascii: ".")] + fraction)
        return String(decoding: text, as: UTF8.self)
    }

    private static func isDigit(_ byte: UInt8) -> Bool { byte &- 0x30 < 10 }
}
