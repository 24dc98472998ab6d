import Chains
public import Rules
public import Values

/// What an office that was told is to do within a term.
public enum SharedRecallTerm: String, Hashable, Sendable, CaseIterable {
    case confirm, report
}

/// By when an office that was told is to confirm and to say what it found: a definition file, `supervision/recall-terms.json`.
public typealias SharedRecallTerms = DefinedTerms<SharedRecallTerm>

private let builtInTerms = SharedRecallTerms(builtIn: "recall-terms.json", PackageResources.recall_terms_json)

extension DefinedTerms<SharedRecallTerm> {
    /// Those that come with the product.
    public static var builtIn: SharedRecallTerms { builtInTerms }
}

/// A term of an office that was told.
public struct SharedRecallClock: Hashable, Sendable {
    public let term: SharedRecallTerms.Term
    public let lastDay: CalendarDate
    /// When it was done; nil where it was not.
    public let doneOn: CalendarDate?
    public let isOverdue: Bool
}

extension SharedRecall {
    /// The terms of an office that was told; both begin on the day on which the telling came to the ledger, and are kept by the days on which
    /// its acts came there: no day that somebody claims makes another late, or gives himself time. One that gave the matter away has nothing to report.
    public func clocks(
        of told: Told, _ terms: SharedRecallTerms = .builtIn, _ calendar: WorkingDays, on today: CalendarDate
    ) -> [SharedRecallClock] {
        let begin = told.telling.termDay
        func clock(_ term: SharedRecallTerms.Term, _ done: Placed<some Sendable>?) -> SharedRecallClock {
            let last = terms.lastDay(of: term, after: begin, calendar)
            let doneOn = done?.termDay
            // What was never done is late until the shared recall ends.
            let end = doneOn ?? closure?.termDay ?? today
            return SharedRecallClock(
                term: term, lastDay: last, doneOn: doneOn, isOverdue: end.daysSinceEpoch > last.daysSinceEpoch)
        }
        let first = (told.findings + told.replaced).min { $0.entry < $1.entry }
        let confirm = clock(.confirm, told.confirmation)
        if let handed = told.handedOn, first == nil { return [confirm, clock(.report, handed)] }
        return [confirm, clock(.report, first)]
    }
}
