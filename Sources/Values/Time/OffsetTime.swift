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
        let bytes = Array(text.utf8)
        self.init(rfc3339: bytes.span, in: 0..<bytes.count)
    }

    /// The same for a part of a text, without making a string of it. The range lies within the text.
    package init?(rfc3339 text: Span<UInt8>, in range: Range<Int>) {
        var scanner = DigitScanner(range)
        guard let year = scanner.number(width: 4, text), scanner.take("-", text),
            let month = scanner.number(width: 2, text), scanner.take("-", text),
            let day = scanner.number(width: 2, text), scanner.take("T", text) || scanner.take("t", text),
            let date = CalendarDate(year: year, month: month, day: day),
            let hour = scanner.number(width: 2, text), hour < 24, scanner.take(":", text),
            let minute = scanner.number(width: 2, text), minute < 60, scanner.take(":", text),
            let second = scanner.number(width: 2, text), second < 60,
            let fraction = scanner.fractionMilliseconds(text),
            let offset = scanner.offsetMinutes(text), scanner.isAtEnd
        else { return nil }
        let secondsOfDay = hour * 3600 + minute * 60 + second - offset * 60
        let milliseconds = Int64(date.daysSinceEpoch) * 86_400_000 + Int64(secondsOfDay) * 1000 + Int64(fraction)
        self.init(moment: Timestamp(milliseconds: milliseconds), offsetMinutes: offset)
    }

    /// Reads EPCIS eventTimeZoneOffset: `^([+]|[-])((0[0-9]|1[0-3]):([0-5][0-9])|14:00)$`. Nil for anything else.
    package static func minutes(ofOffset text: Span<UInt8>, in range: Range<Int>) -> Int? {
        var scanner = DigitScanner(range)
        guard let minutes = scanner.signedMinutes(text), scanner.isAtEnd else { return nil }
        return minutes
    }
}

extension Timestamp {
    /// Reads an RFC 3339 date-time with any offset; nil where `OffsetTime.init(rfc3339:)` is.
    public init?(rfc3339 text: some StringProtocol) {
        guard let time = OffsetTime(rfc3339: text) else { return nil }
        self = time.moment
    }
}

/// A cursor over a part of a text for the fixed-width numbers of RFC 3339. Every call is given the text again.
private struct DigitScanner {
    private var position: Int
    private let end: Int

    init(_ range: Range<Int>) {
        position = range.lowerBound
        end = range.upperBound
    }

    var isAtEnd: Bool { position == end }

    @inline(__always)
    mutating func take(_ character: Unicode.Scalar, _ text: Span<UInt8>) -> Bool {
        guard position < end, UInt32(text[position]) == character.value else { return false }
        position += 1
        return true
    }

    @inline(__always)
    mutating func number(width: Int, _ text: Span<UInt8>) -> Int? {
        guard position + width <= end else { return nil }
        var value = 0
        let stop = position &+ width
        while position < stop {
            let digit = text[position] &- 0x30
            guard digit < 10 else { return nil }
            value = value &* 10 &+ Int(digit)
            position &+= 1
        }
        return value
    }

    /// Zero where there is no fraction; digits past the third are dropped, not rounded.
    mutating func fractionMilliseconds(_ text: Span<UInt8>) -> Int? {
        guard take(".", text) else { return 0 }
        var value = 0
        var digits = 0
        while let digit = number(width: 1, text) {
            if digits < 3 { value = value * 10 + digit }
            digits += 1
        }
        guard digits > 0 else { return nil }
        for _ in min(digits, 3)..<3 { value *= 10 }
        return value
    }

    mutating func offsetMinutes(_ text: Span<UInt8>) -> Int? {
        if take("Z", text) || take("z", text) { return 0 }
        return signedMinutes(text)
    }

    mutating func signedMinutes(_ text: Span<UInt8>) -> Int? {
        let sign = take("+", text) ? 1 : take("-", text) ? -1 : 0
        guard sign != 0, let hours = number(width: 2, text), take(":", text), let minutes = number(width: 2, text),
            minutes < 60, hours * 60 + minutes <= 840
        else { return nil }
        return sign * (hours * 60 + minutes)
    }
}
