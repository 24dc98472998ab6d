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
    public let lists: ReferenceLists
    public let registers: Registers
    /// The moment of judging: what lies after it has not happened.
    public let now: Timestamp
    /// Names of operators by USCC, for the messages; without one the USCC itself is said.
    public let operatorNames: [String: String]
    /// The entries that enrolled them, where that is known: of who came later nothing is expected before.
    public let enrolments: [String: UInt64]

    /// The rules, in the order in which they are judged.
    static let rules: [any Rule] = [
        MalformedCodeRule(), DuplicateIssueRule(), UseBeforeIssueRule(), UseAfterEndRule(), CloneRule(),
        MissingStepRule(), NextStepRule(), ShipmentDifferenceRule(), CustodyGapRule(),
        MassBalanceRule(), YieldRule(), IncomparableUnitsRule(),
        FutureEventRule(), BackDatedRule(), LateRecordRule(), ExpiryRule(), StepOrderRule(),
        MissingElementRule(), MalformedElementRule(), ContradictionRule(),
        ConformityProofRule(), MixtureCertificateRule(), ProducerLicenceRule(),
        WithdrawalPeriodRule(), BannedDrugRule(), ResidueLimitRule(), CatchCertificateRule(), ChilledImportRule(),
        ContainerIdentityRule(), PermitBalanceRule(), EstablishmentRule(), ReleasePapersRule(), CoreTemperatureRule(),
        ContainerContentsRule(), SaleBeforeReleaseRule(),
        ExcursionRule(), RecorderGapRule(),
        RestrictionRule(), BarredPartyRule(), RecallRule(), RecallTrusteeRule(), WithdrawalRule(),
        DenialRule(), ForeignDenialRule(), CandidateRule(),
    ]

    /// The ids of all rules that this judge knows.
    public static let ruleIDs: [String] = rules.map { type(of: $0).id }

    /// Whether a rule finds that things cannot be as they were written.
    static func isOfRecord(_ id: String) -> Bool {
        rules.contains { type(of: $0).id == id && type(of: $0).isOfRecord }
    }

    /// Whether a rule only tells what is not said.
    static func isOmission(_ id: String) -> Bool {
        rules.contains { type(of: $0).id == id && type(of: $0).isOmission }
    }

    /// Whether what a rule finds in one firm's own record will be found, whatever others have recorded.
    static func isForeseen(_ id: String) -> Bool {
        rules.contains { type(of: $0).id == id && type(of: $0).isForeseen }
    }

    /// Whether a rule weighs what a firm says of goods against what it says elsewhere: another device of it may have said more.
    package static func weighsOwnRecord(_ id: String) -> Bool {
        rules.contains { type(of: $0).id == id && type(of: $0).isForeseen && type(of: $0).needsWholeChain }
    }

    static func parameters(of id: String) -> [RuleDefinition.Parameter] {
        rules.first { type(of: $0).id == id }.map { type(of: $0).parameters } ?? []
    }

    public init(
        definitions: RuleDefinitions = .builtIn, profiles: ProfileLibrary = .builtIn,
        lists: ReferenceLists = .builtIn, registers: Registers = Registers(), now: Timestamp,
        operatorNames: [String: String] = [:], enrolments: [String: UInt64] = [:]
    ) {
        self.definitions = definitions
        self.profiles = profiles
        self.lists = lists
        self.registers = registers
        self.now = now
        self.operatorNames = operatorNames
        self.enrolments = enrolments
    }

    /// What judging a chain gives.
    public struct Judgement: Sendable {
        /// What an inspector must see first, then violations; then by rule and entry.
        public let findings: [Finding]
        /// The rules that apply and could not be judged, wholly or on a part of the chain.
        public let notJudged: [NotJudged]
        /// When the first clock runs out that may make it another, though nothing is recorded; nil where none runs.
        public let deadline: Timestamp?
        /// False where judging was given up because its task was cancelled: then nothing may be concluded.
        public let isWhole: Bool
    }

    /// What the chain does not do right, about the code and about its strangers.
    ///
    /// The chain is judged by what those in its custody recorded. What is amiss only because of somebody who is not is a
    /// note on him (severity `info`), one for each rule that he breaks: nobody worsens the verdict on another's goods by
    /// what he writes himself.
    ///
    /// Where the chain is truncated, rules that conclude from what is absent are not judged: a finding may be missing, but
    /// none is false.
    public func judgement(of chain: Chain) -> Judgement {
        let naming = Naming(chain, operatorNames: operatorNames, enrolments: enrolments)
        let context = RuleContext(chain.judged, of: chain, by: self, naming: naming)
        var findings = findings(in: context, isTruncated: chain.isTruncated)
        if chain.hasOutsiders, !Task.isCancelled {
            let all = self.findings(
                in: RuleContext(chain.wholeRecord(), of: chain, by: self, naming: naming),
                isTruncated: !chain.omissions.isEmpty)
            findings.formUnion(StrangerNotes(chain, naming).notes(among: all.subtracting(findings)))
        }
        let isWhole = !Task.isCancelled && !chain.isCancelled
        return Judgement(
            findings: findings.sorted { $0.precedes($1) }, notJudged: NotJudged.all(in: context),
            deadline: deadline(in: context), isWhole: isWhole)
    }

    private func deadline(in context: RuleContext) -> Timestamp? {
        var first: Timestamp?
        for (rule, definition) in zip(Self.rules, definitions.inOrder)
        where !(context.chain.isTruncated && type(of: rule).needsWholeChain) {
            for deadline in rule.deadlines(in: context, by: definition) where deadline > now {
                first = min(first ?? deadline, deadline)
            }
        }
        return first
    }

    /// The findings of `judgement(of:)`.
    public func findings(in chain: Chain) -> [Finding] {
        judgement(of: chain).findings
    }

    /// What the rules that may be asked find in all that stands in a chain, whoever has recorded it.
    func findings(in chain: Chain, where mayAsk: (any Rule.Type) -> Bool) -> Set<Finding> {
        let naming = Naming(chain, operatorNames: operatorNames)
        return findings(in: RuleContext(chain.wholeRecord(), of: chain, by: self, naming: naming), where: mayAsk)
    }

    private func findings(in context: RuleContext, isTruncated: Bool) -> Set<Finding> {
        findings(in: context) { !(isTruncated && $0.needsWholeChain) }
    }

    private func findings(in context: RuleContext, where mayAsk: (any Rule.Type) -> Bool) -> Set<Finding> {
        var findings: Set<Finding> = []
        for (rule, definition) in zip(Self.rules, definitions.inOrder)
        where mayAsk(type(of: rule)) && !Task.isCancelled {
            if definition.earlier.isEmpty || type(of: rule).goesByLine {
                findings.formUnion(rule.findings(in: context, by: definition))
            } else {
                findings.formUnion(self.findings(of: rule, everWordedAs: definition, in: context))
            }
        }
        return findings
    }

    /// A rule that was changed judges each event by what it was on that event's day.
    private func findings(
        of rule: any Rule, everWordedAs definition: RuleDefinition, in context: RuleContext
    ) -> [Finding] {
        definition.wordings.flatMap { wording in
            rule.findings(in: context, by: wording).filter { finding in
                (context.lawDay(of: finding).map { definition.wording(on: $0) } ?? definition) == wording
            }
        }
    }
}

extension Finding {
    /// What a named origin denies, then by severity, rule, entries, message: a total order.
    public func precedes(_ other: Finding) -> Bool {
        let (isFirst, isOtherFirst) = (rule == DenialRule.id, other.rule == DenialRule.id)
        if isFirst != isOtherFirst { return isFirst }
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
