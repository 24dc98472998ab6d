/// An exact decimal number of something, in millionths, so that sums never round: −9.2 × 10¹² … 9.2 × 10¹².
public struct Amount: Hashable, Comparable, Sendable {
    /// The value times 1,000,000.
    public let millionths: Int64

    public init(millionths: Int64) {
        self.millionths = millionths
    }

    public static func < (left: Self, right: Self) -> Bool {
        left.millionths < right.millionths
    }
}

extension Amount: CustomStringConvertible {
    /// Reads `-?digits[.digits]`; nil where it is malformed, has more than six significant fraction digits, or is too large.
    public init?(_ text: some StringProtocol) {
        if let short = Self.short(text.utf8) {
            self = short
            return
        }
        var digits = text.utf8[...]
        let isNegative = digits.first == UInt8(ascii: "-")
        if isNegative { digits = digits.dropFirst() }
        let halves = digits.split(separator: UInt8(ascii: "."), maxSplits: 1, omittingEmptySubsequences: false)
        guard let whole = halves.first, !whole.isEmpty, halves.count == 1 || !halves[1].isEmpty else { return nil }
        var fraction = halves.count == 2 ? Array(halves[1]) : []
        while fraction.count > 6, fraction.last == UInt8(ascii: "0") { fraction.removeLast() }
        guard fraction.count <= 6 else { return nil }
        fraction += Array(repeating: UInt8(ascii: "0"), count: 6 - fraction.count)
        var value: Int64 = 0
        for byte in Array(whole) + fraction {
            guard (0x30...0x39).contains(byte) else { return nil }
            let (scaled, overflow) = value.multipliedReportingOverflow(by: 10)
            let (sum, carry) = scaled.addingReportingOverflow(Int64(byte - 0x30))
            guard !overflow, !carry else { return nil }
            value = sum
        }
        self.init(millionths: isNegative ? -value : value)
    }

    /// The shortest decimal: `12.5`, `-3`, `0`.
    public var description: String {
        let whole = millionths.magnitude / 1_000_000
        var fraction = millionths.magnitude % 1_000_000
        var width = 6
        while width > 0, fraction % 10 == 0 {
            fraction /= 10
            width -= 1
        }
        let sign = millionths < 0 ? "-" : ""
        return width == 0 ? "\(sign)\(whole)" : "\(sign)\(whole).\(fraction.padded(to: width))"
    }
}

extension Amount {
    /// The short numbers without sign that nearly all quantities are, read without any allocation; nil for others, and for
    /// what is no number.
    package static func short(_ text: some Collection<UInt8>) -> Amount? {
        guard text.count <= 12, let first = text.first, first &- 0x30 < 10 else { return nil }
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
        guard decimals != 0, decimals ?? 0 <= 6 else { return nil }
        for _ in (decimals ?? 0)..<6 { value *= 10 }
        return Amount(millionths: value)
    }
}

extension Amount {
    public static let zero = Amount(millionths: 0)

    /// The sum, or nil where it does not fit.
    public func adding(_ other: Amount) -> Amount? {
        let (sum, overflow) = millionths.addingReportingOverflow(other.millionths)
        return overflow ? nil : Amount(millionths: sum)
    }

    /// The difference, or nil where it does not fit.
    public func subtracting(_ other: Amount) -> Amount? {
        let (difference, overflow) = millionths.subtractingReportingOverflow(other.millionths)
        return overflow ? nil : Amount(millionths: difference)
    }
}
