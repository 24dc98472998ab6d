public import Values

/// One thing that a chain of events does not do right: which rule, how grave, which entries show it.
public struct Finding: Hashable, Sendable {
    public enum Severity: String, Hashable, Sendable, CaseIterable {
        case violation, warning, info
    }

    /// The rule's id as the trade knows it: `MASS-1`.
    public let rule: String
    public let severity: Severity
    public let message: Wording
    /// Ledger indexes of the entries that show it, ascending.
    public let entries: [UInt64]
    /// Where the rule comes from: a law, a standard, or the ledger's own contract.
    public let source: String

    public init(rule: String, severity: Severity, message: Wording, entries: [UInt64], source: String) {
        self.rule = rule
        self.severity = severity
        self.message = message
        self.entries = entries
        self.source = source
    }
}

extension Finding {
    /// What tells nearly all findings apart: the sentences are long.
    public func hash(into hasher: inout Hasher) {
        hasher.combine(rule)
        hasher.combine(entries)
    }
}
