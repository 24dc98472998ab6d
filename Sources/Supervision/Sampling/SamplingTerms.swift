public import Rules
import StrictJSON
public import Values

/// By when what is to be done about a sample: a definition file, `supervision/sampling-terms.json`.
public struct SamplingTerms: Hashable, Sendable {
    public enum Term: String, Hashable, Sendable, CaseIterable {
        case deliver
        case report
        case retestApplication = "retest-application"
        case retestAcceptance = "retest-acceptance"
        case retestHandover = "retest-handover"
        case retestReport = "retest-report"
        case samplingObjection = "sampling-objection"
        case resultObjection = "result-objection"
        case objectionAcceptance = "objection-acceptance"
        case disposal
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
    public let validFrom: CalendarDate
    private let lengths: [Term: Length]

    /// Those that come with the product.
    public static let builtIn: SamplingTerms = {
        do throws(LocatedError) {
            return try SamplingTerms(file: "sampling-terms.json", bytes: PackageResources.sampling_terms_json)
        } catch {
            preconditionFailure("sampling-terms.json:\(error.line): \(error.wording.en)")
        }
    }()

    /// Reads `{"version","validFrom","source","terms":[{"term","en","zh","days","days-are","source"}]}`; every term must be there once.
    public init(file: String, bytes: [UInt8]) throws(LocatedError) {
        let root = try DefinitionNode(file: file, bytes: bytes)
        try root.checkMembers(["version", "validFrom", "source", "terms"])
        _ = try root.required("version").integer()
        source = try root.required("source").string()
        validFrom = try root.required("validFrom").date()
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

    /// What is to be done, and by which article.
    public func wording(of term: Term) -> Wording {
        guard let length = lengths[term] else { preconditionFailure("every term is there") }
        return Wording(en: "\(length.name.en) (\(length.source))", zh: "\(length.name.zh)（\(length.source)）")
    }
}
