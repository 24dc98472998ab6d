public import Chains
package import Codes
import EPCIS
public import Values

/// What is to be known to bring goods back: whether they are recalled and by when, who has how much of them and of what was made of
/// them, where they come from, and what else came from there. Pure: from a chain (`TraceDirection.both`) to a report.
public struct RecallReport: Sendable {
    /// How far a recall has come.
    public enum State: String, Hashable, Sendable, CaseIterable {
        /// Nobody who may has recalled the goods.
        case none
        case opened
        /// Somebody was told.
        case notified
        /// Goods have come back.
        case returning
        case closed
        case calledOff = "called-off"
    }

    /// One recall with its clocks.
    package struct Case: Sendable {
        package let recall: RecallCase
        package let state: State
        package let grade: Int
        /// The last failed test before it, where one is on record.
        package let failed: ResolvedEvent?
        /// By when it had to begin; nil where nothing says that the goods failed.
        package let startBy: Timestamp?
        package let isStartLate: Bool
        /// The last day on which it may be completed.
        package let completeBy: CalendarDate
        package let workingDaysMax: Int
        /// Up to its end, or to now.
        package let workingDaysUsed: Int
        package let isOverdue: Bool
        /// Whether the public holidays of the whole term are known.
        package let isCalendarKnown: Bool
    }

    /// Goods that fall under it: those that were asked about, and whatever was made of them.
    package struct Affected: Sendable {
        package let code: CanonicalCode
        package let name: Wording
        package let product: String?
        /// Whether they are what was asked about, and not made of it.
        package let isAskedFor: Bool
        /// All holdings together.
        package let total: Holding
        /// What it was made of, of the affected, in the order of their keys.
        package let madeOf: [CanonicalCode]
    }

    /// What one party has of one of the goods.
    package struct Holder: Sendable {
        package let holding: Holding
        package let name: String?
        package let goods: Wording
        package let product: String?
        /// Telephone and address, where they were written for all to read or disclosed.
        package let contact: String?
        /// The notice that told it, where one did.
        package let notified: ResolvedEvent?
        /// Whether anything it did since says that it knows: it stopped, sent back or destroyed.
        package let hasAnswered: Bool
    }

    public let written: String
    package let subjects: [CanonicalCode]
    public let state: State
    /// Those of the goods themselves, or of what they were made of; in the order of their openings.
    package let cases: [Case]
    /// Who says that the goods are recalled and may not.
    package let notes: [ResolvedEvent]
    package let affected: [Affected]
    /// Who has some first, the most first.
    package let holders: [Holder]
    package let suspects: [RecallOrigins.Suspect]
    package let siblings: [RecallOrigins.Sibling]
    package let siblingCount: Int
    /// What was left out.
    public let omissions: [Omission]
    public let isComplete: Bool
    public let isEmpty: Bool
    public let asOf: Timestamp
    package let namings: RecallNaming
    /// What it is told from.
    package let chains: [Chain]
}

/// What codes and parties are called in a report.
package struct RecallNaming: Sendable {
    private let namings: [Naming]
    package let operatorNames: [String: String]

    init(_ chains: [Chain], operatorNames: [String: String]) {
        namings = chains.map { Naming($0, operatorNames: operatorNames) }
        self.operatorNames = operatorNames
    }

    package func code(_ code: CanonicalCode) -> Wording {
        namings.first?.code(code) ?? Wording(en: code.key.shown, zh: code.key.shown)
    }

    package func product(_ code: CanonicalCode) -> String? {
        namings.lazy.compactMap { $0.product(code) }.first
    }

    package func name(_ uscc: String) -> String? { operatorNames[uscc] }
    package func party(_ uscc: String) -> String { (operatorNames[uscc] ?? uscc).shown }
}
