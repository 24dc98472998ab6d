public import Values

/// How grave the breaking of one rule is, where it stands in law, and the figures it works with.
public struct RuleDefinition: Hashable, Sendable {
    /// A figure of a rule: an exact decimal whose unit is in the name.
    public enum Parameter: String, Hashable, Sendable, CaseIterable {
        case tolerancePercent, transformationTolerancePercent
        case toleranceMinutes, toleranceHours, lotWindowHours, confirmHours, enterHours
    }

    public let id: String
    public internal(set) var severity: Finding.Severity
    /// LINK-1 only: the severity where goods came from a supplier that has nothing on record.
    public internal(set) var receiptSeverity: Finding.Severity?
    /// The law or standard.
    public internal(set) var source: String
    public internal(set) var parameters: [Parameter: Amount]

    /// A figure that the built-in file gives for this rule; asking for another is a programmer's error.
    func figure(_ parameter: Parameter) -> Amount {
        guard let value = parameters[parameter] else { preconditionFailure("\(id) has no \(parameter.rawValue)") }
        return value
    }

    /// A duration, in milliseconds.
    func duration(_ parameter: Parameter) -> Int64 {
        let unit: Int64 = parameter == .toleranceMinutes ? 60_000 : 3_600_000
        // Millionths of an hour times 3,600,000 could overflow; a thousand years is long enough.
        return min(figure(parameter).millionths, 9_000_000_000_000) * (unit / 1000) / 1000
    }
}
