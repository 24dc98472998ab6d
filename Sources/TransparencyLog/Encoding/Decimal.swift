/// Unsigned decimal numbers as the formats write them: ASCII digits, no sign, no leading zero except `0` itself.
enum Decimal {
    /// The number, or nil where the digits are not canonical or exceed `max`.
    static func parse(_ digits: some Collection<UInt8>, max: UInt64) -> UInt64? {
        guard let first = digits.first, digits.count <= 20 else { return nil }
        guard first != UInt8(ascii: "0") || digits.count == 1 else { return nil }
        var value: UInt64 = 0
        for digit in digits {
            guard (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(digit) else { return nil }
            let (scaled, overflow) = value.multipliedReportingOverflow(by: 10)
            let (sum, carry) = scaled.addingReportingOverflow(UInt64(digit - UInt8(ascii: "0")))
            guard !overflow, !carry else { return nil }
            value = sum
        }
        return value <= max ? value : nil
    }
}
