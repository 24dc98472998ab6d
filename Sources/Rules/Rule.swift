import Chains
import Profiles
import Values

/// One rule of the trade: a small pure function from a chain to what breaks it.
protocol Rule: Sendable {
    /// As in the definition file and in findings: `MASS-1`.
    static var id: String { get }
    /// Whether it concludes from what is absent, so that a truncated chain cannot be judged by it.
    static var needsWholeChain: Bool { get }
    /// The figures it works with.
    static var parameters: [RuleDefinition.Parameter] { get }

    func findings(in context: RuleContext, by definition: RuleDefinition) -> [Finding]
}

extension Rule {
    static var needsWholeChain: Bool { false }
    static var parameters: [RuleDefinition.Parameter] { [] }
}

/// What the rules look at: a record of the chain, and what was worked out from it once for all of them.
struct RuleContext: Sendable {
    let chain: Chain
    /// What those in custody recorded, or everybody.
    let record: Chain.Record
    var book: AccountBook { record.book }
    let profiles: ProfileLibrary
    let lists: ReferenceLists
    let registers: Registers
    let now: Timestamp
    let naming: Naming
    /// MASS-1 leaves out what CODE-4 already tells, by CODE-4's own figures.
    let endDefinition: RuleDefinition
}

extension RuleDefinition {
    /// A finding of this rule, its entries sorted and each named once.
    func finding(
        _ message: Wording, entries: some Sequence<UInt64>, severity: Finding.Severity? = nil
    ) -> Finding {
        Finding(
            rule: id, severity: severity ?? self.severity, message: message, entries: Set(entries).sorted(),
            source: source)
    }
}
