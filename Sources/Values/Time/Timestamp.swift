/// A moment in UTC, in whole milliseconds since 1970-01-01T00:00:00Z (no leap seconds), from year 0001 to 9999.
public struct Timestamp: Hashable, Comparable, Sendable {
    /// Milliseconds since the Unix epoch.
    public let milliseconds: Int64

    public init(milliseconds: Int64) {
        self.milliseconds = milliseconds
    }

    public static func < (left: Self, right: Self) -> Bool {
        left.milliseconds < right.milliseconds
    }
}

extension Timestamp: CustomStringConvertible {
    /// RFC 3339, UTC, exactly three fraction digits: `2026-11-23T03:20:00.000Z`. `init(rfc3339:)` gives the same moment back.
    public var description: String {
        let (days, millisecondsOfDay) = milliseconds.flooredDivision(by: 86_400_000)
        let date = CalendarDate(daysSinceEpoch: Int(days))
        let seconds = Int(millisecondsOfDay / 1000)
        guard (0...9999).contains(date.year) else {
            let time = [seconds / 3600, seconds / 60 % 60, seconds % 60].map { $0.padded(to: 2) }
            return "\(date)T\(time.joined(separator: ":")).\(Int(millisecondsOfDay % 1000).padded(to: 3))Z"
        }
        // Written digit by digit: every event of every answer has one.
        var text: [UInt8] = []
        text.reserveCapacity(24)
        func write(_ value: Int, _ width: Int, then mark: Unicode.Scalar) {
            var power = width == 2 ? 10 : width == 3 ? 100 : 1000
            while power > 0 {
                text.append(UInt8(0x30 + value / power % 10))
                power /= 10
            }
            text.append(UInt8(ascii: mark))
        }
        write(date.year, 4, then: "-")
        write(date.month, 2, then: "-")
        write(date.day, 2, then: "T")
        write(seconds / 3600, 2, then: ":")
        write(seconds / 60 % 60, 2, then: ":")
        write(seconds % 60, 2, then: ".")
        write(Int(millisecondsOfDay % 1000), 3, then: "Z")
        return String(decoding: text, as: UTF8.self)
    }
}

/// A day of the proleptic Gregorian calendar, without a time zone.
public struct CalendarDate: Hashable, Sendable, CustomStringConvertible {
    public let year: Int
    public let month: Int
    public let day: Int

    /// Nil where no such day exists (month 13, February 30).
    public init?(year: Int, month: Int, day: Int) {
        guard (1...9999).contains(year), (1...12).contains(month) else { return nil }
        guard (1...Self.daysInMonth(month, of: year)).contains(day) else { return nil }
        self.year = year
        self.month = month
        self.day = day
    }

    /// The day that lies `daysSinceEpoch` days after 1970-01-01.
    public init(daysSinceEpoch: Int) {
        // Civil-from-days over 400-year eras that begin on March 1, so that the leap day is the last of its year.
        let shifted = daysSinceEpoch + 719_468
        let era = (shifted >= 0 ? shifted : shifted - 146_096) / 146_097
        let dayOfEra = shifted - era * 146_097
        let yearOfEra = (dayOfEra - dayOfEra / 1460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
        let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
        let monthFromMarch = (5 * dayOfYear + 2) / 153
        day = dayOfYear - (153 * monthFromMarch + 2) / 5 + 1
        month = monthFromMarch < 10 ? monthFromMarch + 3 : monthFromMarch - 9
        year = yearOfEra + era * 400 + (month <= 2 ? 1 : 0)
    }

    public var daysSinceEpoch: Int {
        let yearFromMarch = month <= 2 ? year - 1 : year
        let era = yearFromMarch / 400
        let yearOfEra = yearFromMarch - era * 400
        let dayOfYear = (153 * (month > 2 ? month - 3 : month + 9) + 2) / 5 + day - 1
        return era * 146_097 + yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear - 719_468
    }

    /// `2026-11-23`.
    public var description: String {
        "\(year.padded(to: 4))-\(month.padded(to: 2))-\(day.padded(to: 2))"
    }

    package static func daysInMonth(_ month: Int, of year: Int) -> Int {
        switch month {
        case 4, 6, 9, 11: 30
        case 2: year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) ? 29 : 28
        default: 31
        }
    }
}

extension BinaryInteger {
    package func flooredDivision(by divisor: Self) -> (quotient: Self, remainder: Self) {
        let (quotient, remainder) = quotientAndRemainder(dividingBy: divisor)
        return remainder < 0 ? (quotient - 1, remainder + divisor) : (quotient, remainder)
    }

    /// Decimal digits with leading zeros up to `width`; for values that are not negative.
    package func padded(to width: Int) -> String {
        let digits = String(self)
        let missing = width - digits.utf8.count
        return missing > 0 ? String(repeating: "0", count: missing) + digits : digits
    }
}

extension Timestamp {
    /// The day in China.
    public var localDay: CalendarDate {
        let (day, _) = (milliseconds + 8 * 3_600_000).flooredDivision(by: 86_400_000)
        return CalendarDate(daysSinceEpoch: Int(day))
    }
}
