public import Rules
public import Values

/// A finding that stands on the ledger now, under whatever codes it was met.
public struct MonitoredFinding: Hashable, Sendable {
    /// What tells findings apart: the rule, how grave it is, and the entries that show it; where no entry does, the code.
    public struct Identity: Hashable, Sendable {
        public let rule: String
        public let severity: Finding.Severity
        /// Ascending.
        public let entries: [UInt64]
        /// Canonical URI; nil where entries show it.
        public let code: String?
    }

    public let finding: Finding
    /// The code under which it was met, as a canonical URI; of several the first in their order.
    public let code: String
    /// USCCs of those who signed the entries, ascending.
    public let operators: [String]
    /// When the newest of the entries arrived: what brought it about.
    public let since: Timestamp

    public init(finding: Finding, code: String, operators: [String], since: Timestamp) {
        self.finding = finding
        self.code = code
        self.operators = operators
        self.since = since
    }

    public var identity: Identity {
        Identity(
            rule: finding.rule, severity: finding.severity, entries: finding.entries,
            code: finding.entries.isEmpty ? code : nil)
    }
}

/// That a finding came up, or is no more.
public struct FindingChange: Hashable, Sendable {
    /// Ascending in the order in which the monitor noticed; never used twice.
    public let number: UInt64
    public let isOpened: Bool
    /// When the monitor noticed.
    public let noticed: Timestamp
    public let finding: MonitoredFinding

    public init(number: UInt64, isOpened: Bool, noticed: Timestamp, finding: MonitoredFinding) {
        self.number = number
        self.isOpened = isOpened
        self.noticed = noticed
        self.finding = finding
    }
}

/// Which findings are asked for: those that meet all of it.
public struct FindingQuestion: Hashable, Sendable {
    /// Any of these rules; empty: every rule.
    public var rules: [String] = []
    public var severities: [Finding.Severity] = []
    /// USCC of one who signed an entry of it.
    public var operatorUSCC: String?
    /// Canonical URI of a code under which it was met.
    public var code: String?
    /// Brought about then or later, and before that.
    public var since: Timestamp?
    public var before: Timestamp?
    public var limit = 100
    /// How many are passed over.
    public var offset = 0

    public init() {}
}
