public import Chains
public import Profiles
public import Values

/// Judges a chain by the rules: from its events to findings, nothing else. The same chain, definitions and time always give
/// the same findings in the same order.
///
/// Whether the events are truly what was signed and sequenced (rules PROOF-1…5) is the ledger's to judge.
public struct Judge: Sendable {
    public let definitions: RuleDefinitions
    public let profiles: ProfileLibrary
    /// The moment of judging: what lies after it has not happened.
    public let now: Timestamp
    /// Names of operators by USCC, for the messages; without one the USCC itself is said.
    public let operatorNames: [String: String]

    /// The rules, in the order in which they are judged.
    static let rules: [any Rule] = [
        MalformedCodeRule(), DuplicateIssueRule(), UseBeforeIssueRule(), UseAfterEndRule(),
        MissingStepRule(), ShipmentDifferenceRule(), MassBalanceRule(),
        FutureEventRule(), BackDatedRule(), LateRecordRule(), ExpiryRule(), StepOrderRule(),
        MissingElementRule(), MalformedElementRule(), WithdrawalRule(),
    ]

    /// The ids of all rules that this judge knows.
    public static let ruleIDs: [String] = rules.map { type(of: $0).id }

    static func parameters(of id: String) -> [RuleDefinition.Parameter] {
        rules.first { type(of: $0).id == id }.map { type(of: $0).parameters } ?? []
    }

    public init(
        definitions: RuleDefinitions = .builtIn, profiles: ProfileLibrary = .builtIn, now: Timestamp,
        operatorNames: [String: String] = [:]
    ) {
        self.definitions = definitions
        self.profiles = profiles
        self.now = now
        self.operatorNames = operatorNames
    }

    /// What the chain does not do right: violations first, then by rule and entry.
    ///
    /// Where the chain is truncated, rules that conclude from what is absent are not judged: a finding may be missing, but
    /// none is false.
    public func findings(in chain: Chain) -> [Finding] {
        let matter = Matter(
            chain: chain, book: AccountBook(chain), profiles: profiles, now: now,
            naming: Naming(chain, operatorNames: operatorNames),
            endDefinition: definitions.definition(UseAfterEndRule.id))
        var findings: [Finding] = []
        for rule in Self.rules where !(chain.isTruncated && type(of: rule).needsWholeChain) {
            findings += rule.findings(in: matter, by: definitions.definition(type(of: rule).id))
        }
        return Set(findings).sorted { $0.precedes($1) }
    }
}

extension Finding {
    /// By severity, rule, entries, message: a total order.
    public func precedes(_ other: Finding) -> Bool {
        if severity != other.severity { return severity.rank < other.severity.rank }
        if rule != other.rule { return rule < other.rule }
        if entries != other.entries { return entries.lexicographicallyPrecedes(other.entries) }
        return message.en < other.message.en
    }
}

extension Finding.Severity {
    var rank: Int {
        switch self {
        case .violation: 0
        case .warning: 1
        case .info: 2
        }
    }
}
