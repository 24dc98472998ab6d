/// Dates and times in the forms that devices and spreadsheets write.
package enum WrittenTime {
    /// China has one time zone; a time without an offset was written there.
    static let localOffset = "+08:00"

    /// `2026-03-01`, `2026/3/1`, `2026.3.1`, `20260301` or `2026年3月1日`; digits may be full-width.
    package static func date(_ written: some StringProtocol) -> CalendarDate? { date(String(written)) }

    /// The same of a whole string: rules ask for days again and again, and nothing is copied for the form that machines write.
    package static func date(_ written: String) -> CalendarDate? {
        if let date = isoDate(written) { return date }
        guard let written = plain(written) else { return nil }
        var numbers = written.split(separator: "-", omittingEmptySubsequences: false)
        for separator in ["/", "."] as [Character] where numbers.count == 1 {
            numbers = written.split(separator: separator, omittingEmptySubsequences: false)
        }
        if numbers.count == 1, written.utf8.count == 8 {
            let digits = Array(written)
            guard digits.count == 8, let number = number(written, widths: 8...8) else { return nil }
            return CalendarDate(year: number / 10_000, month: number / 100 % 100, day: number % 100)
        }
        guard numbers.count == 3, let year = number(numbers[0], widths: 4...4),
            let month = number(numbers[1], widths: 1...2), let day = number(numbers[2], widths: 1...2)
        else { return nil }
        return CalendarDate(year: year, month: month, day: day)
    }

    /// The form that machines write, read without any allocation; nil for the others.
    private static func isoDate(_ written: String) -> CalendarDate? {
        guard written.utf8.count == 10 else { return nil }
        var (number, offset) = (0, 0)
        for byte in written.utf8 {
            if offset == 4 || offset == 7 {
                guard byte == UInt8(ascii: "-") else { return nil }
            } else {
                guard byte &- 0x30 < 10 else { return nil }
                number = number * 10 + Int(byte &- 0x30)
            }
            offset += 1
        }
        return CalendarDate(year: number / 10_000, month: number / 100 % 100, day: number % 100)
    }

    /// RFC 3339 as written, or a local `2026-03-01 08:30[:00]` or `2026年3月1日8时30分` to which the local offset is added.
    ///
    /// Gives the RFC 3339 text and what it means.
    package static func time(_ written: String) -> (text: String, time: OffsetTime)? {
        if let time = OffsetTime(rfc3339: written) { return (written, time) }
        guard let written = plain(written) else { return nil }
        if let time = OffsetTime(rfc3339: written) { return (written, time) }
        let halves = written.split(whereSeparator: { $0 == " " || $0 == "T" })
        guard halves.count == 2, let date = date(halves[0]) else { return nil }
        let numbers = halves[1].split(separator: ":", omittingEmptySubsequences: false)
        guard numbers.count == 2 || numbers.count == 3 else { return nil }
        var clock: [String] = []
        for text in numbers {
            guard let number = number(text, widths: 1...2) else { return nil }
            clock.append(number.padded(to: 2))
        }
        if clock.count == 2 { clock.append("00") }
        let text = "\(date)T\(clock.joined(separator: ":"))\(localOffset)"
        return OffsetTime(rfc3339: text).map { (text, $0) }
    }

    /// The same in ASCII: `2026年3月1日8时30分` as `2026-3-1 8:30`, full-width digits and marks as plain ones. Nil where the
    /// Chinese units stand in another order, or twice.
    private static func plain(_ written: String) -> String? {
        guard written.utf8.contains(where: { $0 >= 0x80 }) else { return written }
        var (text, rank) = ("", 0)
        for character in written.halfWidth {
            guard let unit = units[character] else {
                text.append(character)
                continue
            }
            guard unit.rank > rank else { return nil }
            rank = unit.rank
            text += unit.mark
        }
        if rank == 4, text.last == ":" { text += "00" }
        while let last = text.last, last == " " || last == ":" { text.removeLast() }
        return text
    }

    private static let units: [Character: (rank: Int, mark: String)] = [
        "年": (1, "-"), "月": (2, "-"), "日": (3, " "), "号": (3, " "), "时": (4, ":"), "点": (4, ":"), "分": (5, ":"),
        "秒": (6, ""),
    ]

    private static func number(_ digits: some StringProtocol, widths: ClosedRange<Int>) -> Int? {
        guard widths.contains(digits.utf8.count), digits.utf8.allSatisfy({ (0x30...0x39).contains($0) }) else {
            return nil
        }
        return Int(digits)
    }
}
