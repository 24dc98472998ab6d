import Chains
import Values

/// When the events of a mark were, beside the day at which the mark stands.
struct MarkTime {
    let text: String

    /// - Parameter times: in their order, at least one.
    init(_ times: [OffsetTime], on day: CalendarDate) {
        let (first, last) = (times[0], times[times.count - 1])
        if first.day == last.day {
            let clock = first.moment == last.moment ? Self.clock(first) : "\(Self.clock(first))–\(Self.clock(last))"
            text = first.day == day ? clock : "\(Self.day(first.day, beside: day)) \(clock)"
        } else {
            text = "\(Self.day(first.day, beside: day)) … \(Self.day(last.day, beside: day))"
        }
    }

    private static func clock(_ time: OffsetTime) -> String { String(time.plainMinute.suffix(5)) }

    /// Without the year where it is that of the day beside.
    private static func day(_ day: CalendarDate, beside other: CalendarDate) -> String {
        day.year == other.year ? String(day.description.suffix(5)) : day.description
    }
}
