public import Rules
import StrictJSON
public import Values

/// By when what an office has begun is to be done: the lengths of its terms, from a definition file of `supervision/`.
public struct DefinedTerms<Name>: Hashable, Sendable
where Name: RawRepresentable<String> & CaseIterable & Hashable & Sendable {
    public typealias Term = Name

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
    private let lengths: [Name: Length]

    /// Reads `{"version","validFrom","source","terms":[{"term","en","zh","days","days-are","source"}]}`; every term must be there once.
    public init(file: String, bytes: [UInt8]) throws(LocatedError) {
        let root = try DefinitionNode(file: file, bytes: bytes)
        try root.checkMembers(["version", "validFrom", "source", "terms"])
        _ = try root.required("version").integer()
        source = try root.required("source").string()
        validFrom = try root.required("validFrom").date()
        var lengths: [Name: Length] = [:]
        for node in try root.required("terms").elements() {
            try node.checkMembers(["term", "en", "zh", "days", "days-are", "source"])
            let days = try node.required("days").integer()
            guard (1...3660).contains(days) else {
                throw node.error(Wording(en: "1 to 3660 days", zh: "天数应为 1 至 3660"))
            }
            let term = try node.required("term").word(Name.self)
            let length = Length(
                days: days, kind: try node.required("days-are").word(Days.self),
                name: Wording(en: try node.required("en").string(), zh: try node.required("zh").string()),
                source: try node.required("source").string())
            guard lengths.updateValue(length, forKey: term) == nil else {
                throw node.error(Wording(en: "\(term.rawValue) is there twice", zh: "期限 \(term.rawValue) 重复"))
            }
        }
        for term in Name.allCases where lengths[term] == nil {
            throw root.error(Wording(en: "no term \(term.rawValue)", zh: "缺少期限 \(term.rawValue)"))
        }
        self.lengths = lengths
    }

    /// One that comes with the product, and is sound.
    init(builtIn file: String, _ bytes: [UInt8]) {
        do throws(LocatedError) { try self.init(file: file, bytes: bytes) } catch {
            preconditionFailure("\(file):\(error.line): \(error.wording.en)")
        }
    }

    /// The last day of a term that begins after a day.
    public func lastDay(of term: Name, after day: CalendarDate, _ calendar: WorkingDays) -> CalendarDate {
        guard let length = lengths[term] else { preconditionFailure("every term is there") }
        return switch length.kind {
        case .working: calendar.day(length.days, after: day)
        case .calendar: CalendarDate(daysSinceEpoch: day.daysSinceEpoch + length.days)
        }
    }

    /// What is to be done, and by which article or else it goes.
    public func wording(of term: Name) -> Wording {
        guard let length = lengths[term] else { preconditionFailure("every term is there") }
        return Wording(en: "\(length.name.en) (\(length.source))", zh: "\(length.name.zh)（\(length.source)）")
    }
}
