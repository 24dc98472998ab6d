import Chains
public import Rules
import StrictJSON
public import Values

/// By when an office that was told is to confirm and to say what it found: a definition file, `supervision/recall-terms.json`.
public struct SharedRecallTerms: Hashable, Sendable {
    public enum Term: String, Hashable, Sendable, CaseIterable {
        case confirm, report
    }

    private enum Days: String, CaseIterable {
        case working, calendar
    }

    private struct Length: Hashable {
        let days: Int
        let kind: Days
        let name: Wording
        let source: String
    }

    public let source: String
    private let lengths: [Term: Length]

    /// Those that come with the product.
    public static let builtIn: SharedRecallTerms = {
        do throws(LocatedError) {
            return try SharedRecallTerms(file: "recall-terms.json", bytes: PackageResources.recall_terms_json)
        } catch {
            preconditionFailure("recall-terms.json:\(error.line): \(error.wording.en)")
        }
    }()

    /// Reads `{"version","validFrom","source","terms":[{"term","en","zh","days","days-are","source"}]}`; every term must be there once.
    public init(file: String, bytes: [UInt8]) throws(LocatedError) {
        let root = try DefinitionNode(file: file, bytes: bytes)
        try root.checkMembers(["version", "validFrom", "source", "terms"])
        _ = try root.required("version").integer()
        _ = try root.required("validFrom").date()
        source = try root.required("source").string()
        var lengths: [Term: Length] = [:]
        for node in try root.required("terms").elements() {
            try node.checkMembers(["term", "en", "zh", "days", "days-are", "source"])
            let days = try node.required("days").integer()
            guard (1...3660).contains(days) else {
                throw node.error(Wording(en: "1 to 3660 days", zh: "天数应为 1 至 3660"))
            }
            let term = try node.required("term").word(Term.self)
            let length = Length(
                days: days, kind: try node.required("days-are").word(Days.self),
                name: Wording(en: try node.required("en").string(), zh: try node.required("zh").string()),
                source: try node.required("source").string())
            guard lengths.updateValue(length, forKey: term) == nil else {
                throw node.error(Wording(en: "\(term.rawValue) is there twice", zh: "期限 \(term.rawValue) 重复"))
            }
        }
        for term in Term.allCases where lengths[term] == nil {
            throw root.error(Wording(en: "no term \(term.rawValue)", zh: "缺少期限 \(term.rawValue)"))
        }
        self.lengths = lengths
    }

    /// The last day of a term that begins after a day.
    public func lastDay(of term: Term, after day: CalendarDate, _ calendar: WorkingDays) -> CalendarDate {
        guard let length = lengths[term] else { preconditionFailure("every term is there") }
        return switch length.kind {
        case .working: calendar.day(length.days, after: day)
        case .calendar: CalendarDate(daysSinceEpoch: day.daysSinceEpoch + length.days)
        }
    }

    /// What is to be done, and by what it goes.
    public func wording(of term: Term) -> Wording {
        guard let length = lengths[term] else { preconditionFailure("every term is there") }
        return Wording(en: "\(length.name.en) (\(length.source))", zh: "\(length.name.zh)（\(length.source)）")
    }
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
    /// The terms of an office that was told; both begin with the telling. One that gave the matter away has nothing to report.
    public func clocks(
        of told: Told, _ terms: SharedRecallTerms = .builtIn, _ calendar: WorkingDays, on today: CalendarDate
    ) -> [SharedRecallClock] {
        let begin = told.telling.time.day
        func clock(_ term: SharedRecallTerms.Term, _ done: Placed<some Sendable>?) -> SharedRecallClock {
            let last = terms.lastDay(of: term, after: begin, calendar)
            let doneOn = done?.time.day
            // What was never done is late until the shared recall ends.
            let end = doneOn ?? closure?.time.day ?? today
            return SharedRecallClock(
                term: term, lastDay: last, doneOn: doneOn, isOverdue: end.daysSinceEpoch > last.daysSinceEpoch)
        }
        let first = (told.findings + told.replaced).min { $0.entry < $1.entry }
        let confirm = clock(.confirm, told.confirmation)
        if let handed = told.handedOn, first == nil { return [confirm, clock(.report, handed)] }
        return [confirm, clock(.report, first)]
    }
}
