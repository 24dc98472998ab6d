public import Values

/// A number of a sensor report, exact: never a binary fraction.
public enum SensorNumber: Hashable, Sendable {
    case exact(Amount)
    /// As it was written: it has more than six decimals, or is too large to be counted in millionths.
    case beyond(String)

    /// A JSON number (RFC 8259 §6), also with an exponent: `1.2e1` is 12.
    package init(jsonNumber text: String) {
        self = Amount(jsonNumber: text).map(SensorNumber.exact) ?? .beyond(text)
    }

    /// Nil where it cannot be counted in millionths.
    public var amount: Amount? {
        if case .exact(let amount) = self { amount } else { nil }
    }
}

extension SensorNumber: CustomStringConvertible {
    public var description: String {
        switch self {
        case .exact(let amount): amount.description
        case .beyond(let text): text
        }
    }
}
