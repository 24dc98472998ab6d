public import Evidence
public import Rules

/// Which findings somebody wants to be told: those that meet all of it.
public struct FindingFilter: Hashable, Sendable {
    /// Any of these rules; empty: every rule.
    public var rules: Set<String>
    /// Any of these; empty: however grave.
    public var severities: Set<Finding.Severity>

    public init(rules: Set<String> = [], severities: Set<Finding.Severity> = []) {
        self.rules = rules
        self.severities = severities
    }

    public func passes(_ change: FindingChange) -> Bool {
        let finding = change.finding.finding
        return (rules.isEmpty || rules.contains(finding.rule))
            && (severities.isEmpty || severities.contains(finding.severity))
    }
}
