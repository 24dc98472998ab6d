import StrictJSON
public import Values

/// Which days are working days: Monday to Friday, but for the public holidays of the years that are on the list, and with the days of
/// rest that are worked in their place.
public struct WorkingDays: Hashable, Sendable {
    private var off: Set<Int> = []
    private var on: Set<Int> = []
    private var years: Set<Int> = []

    public init() {}

    /// Whether the holidays of a year are known; where they are not, a term may end later than it is said.
    public func knows(year: Int) -> Bool { years.contains(year) }

    public func isWorkingDay(_ day: CalendarDate) -> Bool {
        let number = day.daysSinceEpoch
        if off.contains(number) { return false }
        // 1970-01-01 was a Thursday.
        return on.contains(number) || ((number + 3) % 7 + 7) % 7 < 5
    }

    /// The working days after a day, up to and including another.
    public func count(after day: CalendarDate, through last: CalendarDate) -> Int {
        guard last.daysSinceEpoch > day.daysSinceEpoch else { return 0 }
        // Who asks about a hundred years asks about no term.
        let end = min(last.daysSinceEpoch, day.daysSinceEpoch + Self.spanMax)
        return (day.daysSinceEpoch + 1...end).count { isWorkingDay(CalendarDate(daysSinceEpoch: $0)) }
    }

    /// The last day of a term of so many working days that begins after a day.
    public func day(_ count: Int, after day: CalendarDate) -> CalendarDate {
        var (number, left) = (day.daysSinceEpoch, min(count, Self.spanMax / 2))
        while left > 0 {
            number += 1
            if isWorkingDay(CalendarDate(daysSinceEpoch: number)) { left -= 1 }
        }
        return CalendarDate(daysSinceEpoch: number)
    }

    private static let spanMax = 36_525

    /// Days off in one run: a holiday is no quarter of a year.
    fileprivate static let runMax = 31

    fileprivate mutating func add(year: Int, off: some Sequence<CalendarDate>, on: some Sequence<CalendarDate>) {
        years.insert(year)
        self.off.formUnion(off.map(\.daysSinceEpoch))
        self.on.formUnion(on.map(\.daysSinceEpoch))
    }
}

/// `lists.json`.
extension DefinitionReader {
    /// `{"source","years":[{"year","source","holidays":[{"en","zh","off":["2026-10-01/2026-10-07"],"on":["2026-10-10"]}]}]}`.
    func workingDays(_ value: JSONValue) throws(LocatedError) -> WorkingDays {
        try known(value, ["source", "years"])
        var calendar = WorkingDays()
        for element in try elements("years", of: value) {
            try known(element, ["year", "source", "holidays"])
            guard let year = element["year"]?.numberText.flatMap({ Int($0) }), (1900...9999).contains(year) else {
                throw missing("year", in: element)
            }
            guard let source = element["source"] else { throw missing("source", in: element) }
            _ = try text(source)
            for holiday in try elements("holidays", of: element) {
                try known(holiday, ["en", "zh", "off", "on"])
                var off: [CalendarDate] = []
                for written in try elements("off", of: holiday) { off += try days(written, in: year) }
                var on: [CalendarDate] = []
                if holiday["on"] != nil {
                    for written in try elements("on", of: holiday) { on += try days(written, in: year) }
                }
                calendar.add(year: year, off: off, on: on)
            }
        }
        return calendar
    }

    private func elements(_ name: String, of value: JSONValue) throws(LocatedError) -> [JSONValue] {
        guard let list = value[name], list.kind == .array else { throw missing(name, in: value) }
        return Array(list.elements)
    }

    private func known(_ value: JSONValue, _ names: [String]) throws(LocatedError) {
        for (name, member) in try object(value).members where !names.contains(name) { throw unknown(name, at: member) }
    }

    /// A day, or the days from one to another: `2026-10-01/2026-10-07`. All of one year.
    private func days(_ value: JSONValue, in year: Int) throws(LocatedError) -> [CalendarDate] {
        let ends = (value.string ?? "").split(separator: "/", omittingEmptySubsequences: false).map {
            WrittenTime.date(String($0))
        }
        guard let first = ends.first ?? nil, let last = ends.last ?? nil, ends.count <= 2, first.year == year,
            last.year == year, (0..<WorkingDays.runMax).contains(last.daysSinceEpoch - first.daysSinceEpoch)
        else {
            throw error(
                value,
                Wording(
                    en: "expected a day of \(year), or two with a slash between them (2026-10-01/2026-10-07)",
                    zh: "应为 \(year) 年的日期，或以斜线相连的起止日期（2026-10-01/2026-10-07）"))
        }
        return (first.daysSinceEpoch...last.daysSinceEpoch).map { CalendarDate(daysSinceEpoch: $0) }
    }
}
