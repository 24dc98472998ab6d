package import Evidence
package import Rules
import Statistics
import Values

/// What a host's monitor found in a period, by rule: its word, and not proven here.
package struct RuleFindings: Sendable {
    package struct Row: Hashable, Sendable {
        package let rule: String
        package let severity: Finding.Severity
        package fileprivate(set) var count = 0
        package fileprivate(set) var firms: Set<String> = []
        package fileprivate(set) var entries: [UInt64] = []

        fileprivate init(rule: String, severity: Finding.Severity) { (self.rule, self.severity) = (rule, severity) }
    }

    package let rows: [Row]
    /// Whether the monitor had judged everything, and all of it was read.
    package let isComplete: Bool

    /// - Parameter district: only findings of which a firm is in a district that begins so; empty is all.
    package init(_ findings: [MonitoredFinding], district: String, isComplete: Bool) {
        var rows: [String: Row] = [:]
        for one in findings {
            guard
                district.isEmpty || one.operators.contains(where: { $0.districtOfFirm.hasPrefix(district) })
            else { continue }
            let key = "\(one.finding.rule) \(one.finding.severity)"
            var row = rows[key] ?? Row(rule: one.finding.rule, severity: one.finding.severity)
            row.count += 1
            row.firms.formUnion(one.operators)
            row.entries += one.finding.entries
            rows[key] = row
        }
        self.rows = rows.values.sorted { (-$0.count, $0.rule) < (-$1.count, $1.rule) }
        self.isComplete = isComplete
    }
}
