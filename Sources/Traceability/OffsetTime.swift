/// A moment together with the local offset in which it was written down, as EPCIS eventTime + eventTimeZoneOffset.
public struct OffsetTime: Hashable, Sendable {
    public let moment: Timestamp
    /// Minutes east of UTC, −840…840.
    public let offsetMinutes: Int

    public init(moment: Timestamp, offsetMinutes: Int) {
        self.moment = moment
        self.offsetMinutes = offsetMinutes
    }

    /// `+08:00`, as EPCIS eventTimeZoneOffset.
    public var offset: String {
        let magnitude = abs(offsetMinutes)
        return (offsetMinutes < 0 ? "-" : "+") + (magnitude / 60).padded(to: 2) + ":" + (magnitude % 60).padded(to: 2)
    }
}

extension OffsetTime {
    /// Reads an RFC 3339 date-time (`2026-03-01T08:30:00+08:00`, seconds required, any number of fraction digits of which
    /// three are kept). Nil where it is malformed, names no day that exists, or has no offset; a leap second is refused.
    public init?(rfc3339 text: some StringProtocol) {
        var scanner = DigitScanner(text)
        guard let year = scanner.number(width: 4), scanner.take("-"),
            let month = scanner.number(width: 2), scanner.take("-"),
            let day = scanner.number(width: 2), scanner.take("T") || scanner.take("t"),
            let date = CalendarDate(year: year, month: month, day: day),
            let hour = scanner.number(width: 2), hour < 24, scanner.take(":"),
            let minute = scanner.number(width: 2), minute < 60, scanner.take(":"),
            let second = scanner.number(width: 2), second < 60,
            let fraction = scanner.fractionMilliseconds(),
            let offset = scanner.offsetMinutes(), scanner.isAtEnd
        else { return nil }
        let secondsOfDay = hour * 3600 + minute * 60 + second - offset * 60
        let milliseconds = Int64(date.daysSinceEpoch) * 86_400_000 + Int64(secondsOfDay) * 1000 + Int64(fraction)
        self.init(moment: Timestamp(milliseconds: milliseconds), offsetMinutes: offset)
    }
}

extension Timestamp {
    /// Reads an RFC 3339 date-time with any offset; nil where `OffsetTime.init(rfc3339:)` is.
    public init?(rfc3339 text: some StringProtocol) {
        guard let time = OffsetTime(rfc3339: text) else { return nil }
        self = time.moment
    }
}

/// A cursor over ASCII text for the fixed-width numbers of RFC 3339.
private struct DigitScanner {
    private let bytes: [UInt8]
    private var position = 0

    init(_ text: some StringProtocol) {
        bytes = Array(text.utf8.prefix(64))
    }

    var isAtEnd: Bool { position == bytes.count }

    mutating func take(_ character: Unicode.Scalar) -> Bool {
        guard position < bytes.count, UInt32(bytes[position]) == character.value else { return false }
        position += 1
        return true
    }

    mutating func number(width: Int) -> Int? {
        guard position + width <= bytes.count else { return nil }
        var value = 0
        for byte in bytes[position..<position + width] {
            guard (0x30...0x39).contains(byte) else { return nil }
            value = value * 10 + Int(byte - 0x30)
        }
        position += width
        return value
    }

    /// Zero where there is no fraction; digits past the third are dropped, not rounded.
    mutating func fractionMilliseconds() -> Int? {
        guard take(".") else { return 0 }
        var value = 0
        var digits = 0
        while let digit = number(width: 1) {
            if digits < 3 { value = value * 10 + digit }
            digits += 1
        }
        guard digits > 0 else { return nil }
        for _ in min(digits, 3)..<3 { value *= 10 }
        return value
    }

    mutating func offsetMinutes() -> Int? {
        if take("Z") || take("z") { return 0 }
        let sign = take("+") ? 1 : take("-") ? -1 : 0
        guard sign != 0, let hours = number(width: 2), take(":"), let minutes = number(width: 2),
            minutes < 60, hours * 60 + minutes <= 840
        else { return nil }
        return sign * (hours * 60 + minutes)
    }
}
