import Values

/// Dates and times inside element strings (General Specifications 7.12).
extension ComponentCheck {
    /// Nil where the digits name a day or time that exists.
    func dateFault(_ value: ArraySlice<UInt8>) -> Fault? {
        guard !isDate(value) else { return nil }
        let text = String(decoding: value, as: UTF8.self)
        return Fault(
            reason: .wrongDate, offset: 0,
            wording: Wording(
                en: "\(text) is not a \(isTime ? "time" : "date") (\(pattern)\(allowsNoDay ? ", DD may be 00" : ""))",
                zh: "\(text) 不是有效的\(isTime ? "时间" : "日期")（\(pattern)\(allowsNoDay ? "，日可为 00" : "")）"))
    }

    private func isDate(_ value: ArraySlice<UInt8>) -> Bool {
        let pair = { Self.pair($0, of: value) }
        switch self {
        case .yymmd0 where pair(2) == 0, .lastday where pair(2) == 0: return (1...12).contains(pair(1))
        // 2000 is a leap year and so are all years of the window whose last two digits divide by four.
        case .yymmd0, .lastday, .yymmdd: return CalendarDate(year: 2000 + pair(0), month: pair(1), day: pair(2)) != nil
        case .yyyymmdd:
            return CalendarDate(year: pair(0) * 100 + pair(1), month: pair(2), day: pair(3)) != nil
        case .hh: return pair(0) < 24
        case .hhmi: return pair(0) < 24 && pair(1) < 60
        default: return pair(0) < 60
        }
    }

    /// The two digits at that place of the value, 100 where they are none.
    private static func pair(_ index: Int, of value: ArraySlice<UInt8>) -> Int {
        let start = value.startIndex + 2 * index
        guard start + 1 < value.endIndex, CodeByte.isDigit(value[start]), CodeByte.isDigit(value[start + 1]) else {
            return 100
        }
        return Int(value[start] &- CodeByte.zero) * 10 + Int(value[start + 1] &- CodeByte.zero)
    }

    /// How the component's digits are shown: ISO 8601, in pieces that join (`2026-03-01`, `T10:30`, `:15`).
    func isoText(_ value: ArraySlice<UInt8>, currentYear: Int) -> String? {
        let pair = { Self.pair($0, of: value) }
        switch self {
        case .yymmd0, .lastday, .yymmdd:
            let year = Self.year(pair(0), currentYear: currentYear)
            let day = pair(2) > 0 || self != .lastday ? pair(2) : CalendarDate.daysInMonth(pair(1), of: year)
            return Self.isoDate(year, pair(1), day)
        case .yyyymmdd:
            return "\(pair(0).padded(to: 2))\(pair(1).padded(to: 2))-\(pair(2).padded(to: 2))-\(pair(3).padded(to: 2))"
        case .hh: return "T\(pair(0).padded(to: 2))"
        case .hhmi: return "T\(pair(0).padded(to: 2)):\(pair(1).padded(to: 2))"
        case .mi, .ss: return ":\(pair(0).padded(to: 2))"
        default: return nil
        }
    }

    /// `2026-03-01`, or `2026-03` where the day is 0.
    private static func isoDate(_ year: Int, _ month: Int, _ day: Int) -> String {
        var text: [UInt8] = []
        text.reserveCapacity(10)
        func append(_ number: Int) {
            text.append(CodeByte.zero + UInt8(number / 10))
            text.append(CodeByte.zero + UInt8(number % 10))
        }
        append(max(0, year) / 100 % 100)
        append(max(0, year) % 100)
        for number in [month, day] where number > 0 {
            text.append(UInt8(ascii: "-"))
            append(number)
        }
        return String(decoding: text, as: UTF8.self)
    }

    /// The year nearest to now, at most 50 ahead and 49 back.
    static func year(_ twoDigits: Int, currentYear: Int) -> Int {
        let difference = twoDigits - currentYear % 100
        let century = currentYear - currentYear % 100
        return century + twoDigits + (difference >= 51 ? -100 : difference <= -50 ? 100 : 0)
    }

    private var allowsNoDay: Bool { self == .yymmd0 || self == .lastday }

    private var isTime: Bool { self == .hh || self == .hhmi || self == .mi || self == .ss }

    private var pattern: String {
        switch self {
        case .yymmd0, .lastday, .yymmdd: "YYMMDD"
        case .yyyymmdd: "YYYYMMDD"
        case .hh: "hh"
        case .hhmi: "hhmm"
        case .mi: "mm"
        default: "ss"
        }
    }
}
