import Chains
import Codes
import EPCIS
import Profiles
import Synchronization
import Values

/// One rule of the trade: a small pure function from a chain to what breaks it.
protocol Rule: Sendable {
    /// As in the definition file and in findings: `MASS-1`.
    static var id: String { get }
    /// Whether it concludes from what is absent, so that a truncated chain cannot be judged by it.
    static var needsWholeChain: Bool { get }
    /// Whether it goes by the wording of the day of each line that it adds up; else a finding as a whole goes by that of the last of the
    /// events that it is about.
    static var goesByLine: Bool { get }
    /// Whether what it finds in one firm's own record will be found, whatever others have recorded; see `Foresight`.
    static var isForeseen: Bool { get }
    /// Whether it finds that things cannot be as they were written, and not how goods are or what was done with them: a failed test, a hold
    /// or a sale of expired goods is to be recorded however bad it is.
    static var isOfRecord: Bool { get }
    /// Whether it only tells what is not said: what was done is recorded when it was done, and the rest when it is known.
    static var isOmission: Bool { get }
    /// The figures it works with.
    static var parameters: [RuleDefinition.Parameter] { get }

    func findings(in context: RuleContext, by definition: RuleDefinition) -> [Finding]

    /// Why the rule, though it applies, could not be judged on a part of the chain: facts that are not there. Worded in
    /// `Judging/NotJudged+Rules.swift`.
    func gaps(in context: RuleContext) -> [Wording]

    /// When clocks run out that make it find something in the same events: moments after that of judging.
    func deadlines(in context: RuleContext, by definition: RuleDefinition) -> [Timestamp]
}

extension Rule {
    func gaps(in context: RuleContext) -> [Wording] { [] }
    func deadlines(in context: RuleContext, by definition: RuleDefinition) -> [Timestamp] { [] }
    static var needsWholeChain: Bool { false }
    static var goesByLine: Bool { false }
    static var isForeseen: Bool { !needsWholeChain }
    static var isOfRecord: Bool { false }
    static var isOmission: Bool { false }
    static var parameters: [RuleDefinition.Parameter] { [] }
}

/// What the rules look at: a record of the chain, and what was worked out from it once for all of them. Every rule and what it asks
/// with hold it, so it is shared and never copied.
final class RuleContext: Sendable {
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
    let lineage: Lineage
    let restrictions: [Restriction]
    let restrictionsByCode: [String: [Restriction]]
    /// Who has some of a code left, where that was asked.
    private let firmsByCode = Memo<String, Set<String>>()
    private let conflictsByTolerance = Memo<Int64, [AccountConflict]>()
    let transformations: [Transformation]
    /// By entry, of those events that lack something or write it wrongly.
    private let problems: [UInt64: [ElementProblem]]

    init(_ record: Chain.Record, of chain: Chain, by judge: Judge, naming: Naming) {
        self.chain = chain
        self.record = record
        profiles = judge.profiles
        lists = judge.lists
        registers = judge.registers
        now = judge.now
        self.naming = naming
        endDefinition = judge.definitions.definition(UseAfterEndRule.id)
        lineage = Lineage(record.book)
        restrictions = Restrictions(record.book.events, hearing: chain.hearing).all
        restrictionsByCode = Dictionary(grouping: restrictions, by: \.code.key)
        transformations = Transformation.all(in: record.book)
        var problems: [UInt64: [ElementProblem]] = [:]
        for event in record.book.events where !Task.isCancelled {
            let found = event.remembered(by: judge.profiles.identity) {
                judge.profiles.problems(in: event.event, notBefore: event.lawDay)
            }
            if !found.isEmpty { problems[event.entry] = found }
        }
        self.problems = problems
    }

    /// The day whose law a finding goes by: that of the last of the events that it is about; nil where it is about none.
    func lawDay(of finding: Finding) -> CalendarDate? {
        let concerned = Set(finding.entries)
        return book.events.lazy.filter { concerned.contains($0.entry) }.map(\.lawDay)
            .max { $0.daysSinceEpoch < $1.daysSinceEpoch }
    }

    /// A set of firms that follows from the record and a code, worked out once.
    func remembered(_ key: String, _ make: () -> Set<String>) -> Set<String> { firmsByCode.value(key, make) }

    /// The conflicts by how far clocks may differ, worked out once for the rules that tell them.
    func remembered(_ tolerance: Int64, _ make: () -> [AccountConflict]) -> [AccountConflict] {
        conflictsByTolerance.value(tolerance, make)
    }

    private final class Memo<Key: Hashable & Sendable, Value: Sendable>: Sendable {
        private let known = Mutex<[Key: Value]>([:])

        func value(_ key: Key, _ make: () -> Value) -> Value {
            if let found = known.withLock({ $0[key] }) { return found }
            let made = make()
            known.withLock { $0[key] = made }
            return made
        }
    }

    /// What a judged event lacks or writes wrongly, by its profile.
    func problems(in event: ResolvedEvent) -> [ElementProblem] {
        problems[event.entry] ?? []
    }
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
