public import Values

/// The days of which a report is.
public struct ReportPeriod: Hashable, Sendable, CustomStringConvertible {
    private enum Kind: Hashable {
        case month, quarter, year, span
    }

    public let first: CalendarDate
    public let last: CalendarDate
    private let kind: Kind

    private init?(_ kind: Kind, _ first: CalendarDate?, _ last: CalendarDate?) {
        guard let first, let last, first.daysSinceEpoch <= last.daysSinceEpoch else { return nil }
        (self.kind, self.first, self.last) = (kind, first, last)
    }

    /// Reads `2026-11`, `2026-Q4`, `2026` or `2026-11-03..2026-11-09`, both days included; nil for whatever is none of them.
    public init?(_ text: some StringProtocol) {
        let days = String(text).split(separator: "..", omittingEmptySubsequences: false)
        if days.count == 2 {
            self.init(.span, WrittenTime.date(String(days[0])), WrittenTime.date(String(days[1])))
            return
        }
        let parts = String(text).split(separator: "-", omittingEmptySubsequences: false)
        guard let year = parts.first.flatMap({ Self.number($0, digits: 4) }) else { return nil }
        switch parts.count {
        case 1: self.init(year: year, month: 1, months: 12, .year)
        case 2 where parts[1].utf8.count == 2 && parts[1].utf8.first == UInt8(ascii: "Q"):
            guard let quarter = Self.number(parts[1].dropFirst(), digits: 1), (1...4).contains(quarter) else {
                return nil
            }
            self.init(year: year, month: quarter * 3 - 2, months: 3, .quarter)
        case 2:
            guard let month = Self.number(parts[1], digits: 2), (1...12).contains(month) else { return nil }
            self.init(year: year, month: month, months: 1, .month)
        default: return nil
        }
    }

    private init?(year: Int, month: Int, months: Int, _ kind: Kind) {
        let end = month + months
        guard
            let next = CalendarDate(year: year + (end > 12 ? 1 : 0), month: end > 12 ? end - 12 : end, day: 1)
        else { return nil }
        self.init(
            kind, CalendarDate(year: year, month: month, day: 1),
            CalendarDate(daysSinceEpoch: next.daysSinceEpoch - 1))
    }

    private static func number(_ text: some StringProtocol, digits: Int) -> Int? {
        text.utf8.count == digits && text.utf8.allSatisfy { (0x30...0x39).contains($0) } ? Int(text) : nil
    }

    /// The month of a day.
    public static func month(of day: CalendarDate) -> ReportPeriod? {
        ReportPeriod(String("\(day)".prefix(7)))
    }

    public func contains(_ day: CalendarDate) -> Bool {
        (first.daysSinceEpoch...last.daysSinceEpoch).contains(day.daysSinceEpoch)
    }

    /// The one before: month, quarter or year; of a span as many days.
    public var before: ReportPeriod? {
        let (year, month) = (first.year, first.month)
        switch kind {
        case .month:
            return Self(year: month == 1 ? year - 1 : year, month: month == 1 ? 12 : month - 1, months: 1, kind)
        case .quarter:
            return Self(year: month == 1 ? year - 1 : year, month: month == 1 ? 10 : month - 3, months: 3, kind)
        case .year: return Self(year: year - 1, month: 1, months: 12, kind)
        case .span:
            let (start, end) = (first.daysSinceEpoch, last.daysSinceEpoch)
            return Self(
                .span, CalendarDate(daysSinceEpoch: start - (end - start + 1)), CalendarDate(daysSinceEpoch: start - 1))
        }
    }

    /// As it is read.
    public var description: String {
        switch kind {
        case .month: String("\(first)".prefix(7))
        case .quarter: "\("\(first)".prefix(4))-Q\((first.month + 2) / 3)"
        case .year: String("\(first)".prefix(4))
        case .span: "\(first)..\(last)"
        }
    }

    /// As people say it.
    public var wording: Wording {
        switch kind {
        case .month: Wording(en: description, zh: "\(first.year)年\(first.month)月")
        case .quarter:
            Wording(en: description, zh: "\(first.year)年第\((first.month + 2) / 3)季度")
        case .year: Wording(en: description, zh: "\(first.year)年")
        case .span: Wording(en: "\(first) to \(last)", zh: "\(first) 至 \(last)")
        }
    }

    /// What the one before is called beside it.
    var wordingOfBefore: Wording {
        switch kind {
        case .month: Wording(en: "the month before", zh: "上月")
        case .quarter: Wording(en: "the quarter before", zh: "上季度")
        case .year: Wording(en: "the year before", zh: "上年")
        case .span: Wording(en: "the days before", zh: "前一时段")
        }
    }
}
