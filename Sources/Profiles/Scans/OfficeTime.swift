import Values

/// Times and days as people write them in tables, beyond the forms of `WrittenTime`: `下午4点40分`, `4:40 PM`, `202611291640`, a weekday
/// beside the day. What can be meant in two ways (`晚上12点`) is not read.
enum OfficeTime {
    /// The RFC 3339 text of a moment, and what it means; nil where no day or no time of day can be told.
    static func time(_ written: String) -> (text: String, time: OffsetTime)? {
        if let time = WrittenTime.time(written) { return time }
        guard var text = withoutWeekday(written.halfWidth.trimmed) else { return nil }
        for word in ["(北京时间)", "北京时间"] { text = text.replacing(word, with: " ").trimmed }
        if let spread = spread(text) { return WrittenTime.time(spread) }
        let offset = takeOffset(from: &text)
        let fraction = takeFraction(from: &text)
        let part = takePart(from: &text)
        for (word, minutes) in minuteWords { text = text.replacing(word, with: minutes) }
        guard let plain = WrittenTime.time(text), plain.text.hasSuffix(localOffset) else { return nil }
        var characters = Array(plain.text.utf8)
        if let part {
            let hour = Int(characters[11] - 0x30) * 10 + Int(characters[12] - 0x30)
            guard let moved = part.hour(hour) else { return nil }
            characters.replaceSubrange(11..<13, with: Array(moved.padded(to: 2).utf8))
        }
        var shown = String(decoding: characters, as: UTF8.self)
        if !fraction.isEmpty { shown = shown.dropLast(localOffset.count) + fraction + localOffset }
        if let offset { shown = shown.dropLast(localOffset.count) + offset }
        return OffsetTime(rfc3339: shown).map { (shown, $0) }
    }

    /// A day; nil where it is none, or the weekday beside it is another's.
    static func date(_ written: String) -> CalendarDate? {
        if let date = WrittenTime.date(written) { return date }
        guard var text = withoutWeekday(written.halfWidth.trimmed) else { return nil }
        // Spreadsheets show a day as the moment with which it begins.
        for midnight in ["T00:00:00", " 00:00:00", " 0:00:00", " 00:00", " 0:00"] where text.hasSuffix(midnight) {
            text = String(text.dropLast(midnight.count)).trimmed
            break
        }
        if text.hasSuffix(".") { text.removeLast() }
        if text.split(separator: " ").count == 3, !text.contains("-") { text = text.replacing(" ", with: "-") }
        return WrittenTime.date(text)
    }

    /// Whether a text is a time of day alone: `16:40`, `下午4点40分`.
    static func isClock(_ written: String) -> Bool {
        WrittenTime.date(written) == nil && time("2026-01-01 " + written) != nil
    }

    /// The day that a number of a spreadsheet counts: `46355` is 2026-11-29, where a column of days was saved as numbers; with
    /// a fraction for the time of day. Nil of a text that is no such number of this century.
    static func dayCounted(by written: String) -> CalendarDate? {
        let halves = written.halfWidth.trimmed.split(separator: ".", omittingEmptySubsequences: false)
        guard halves.count <= 2, halves[0].count == 5,
            halves.allSatisfy({ !$0.isEmpty && $0.allSatisfy { ("0"..."9").contains($0) } }),
            let count = Int(halves[0]), (36_526...73_050).contains(count)
        else { return nil }
        // Day 25,569 of a spreadsheet is 1970-01-01.
        return CalendarDate(daysSinceEpoch: count - 25_569)
    }

    /// The way out of a day that became a number.
    static func countedHint(_ day: CalendarDate) -> Wording {
        Wording(
            en: "the spreadsheet made a number of the day \(day): format the column as a date, and save the file again",
            zh: "表格软件已把日期 \(day) 变成数字：请将该列设为日期格式后重新保存")
    }

    private static let localOffset = "+08:00"

    // MARK: Parts of the day

    /// What a word before an hour says about it.
    private enum DayPart {
        case night, morning, noon, afternoon, evening
        case ante, post

        /// The hour of 24; nil where the word and the hour do not go together, or go together in two ways.
        func hour(_ hour: Int) -> Int? {
            switch (self, hour) {
            case (.night, 0...6), (.morning, 0...11), (.noon, 11...14), (.afternoon, 12...19), (.evening, 17...23): hour
            case (.noon, 1...2), (.afternoon, 1...11), (.evening, 5...11): hour + 12
            case (.ante, 12): 0
            case (.ante, 0...11), (.post, 12): hour
            case (.post, 1...11): hour + 12
            default: nil
            }
        }
    }

    /// Longer words before those that begin alike.
    private static let parts: [(String, DayPart)] = [
        ("凌晨", .night), ("清晨", .morning), ("早上", .morning), ("早晨", .morning), ("上午", .morning), ("中午", .noon),
        ("正午", .noon), ("下午", .afternoon), ("午后", .afternoon), ("傍晚", .afternoon), ("晚上", .evening),
        ("晚间", .evening), ("夜间", .evening), ("夜里", .evening),
    ]
    private static let minuteWords = [
        ("点半", ":30"), ("时半", ":30"), ("点一刻", ":15"), ("点三刻", ":45"), ("点整", ":00"), ("点钟", ":00"), ("时整", ":00"),
    ]

    private static func takePart(from text: inout String) -> DayPart? {
        for (word, part) in parts {
            guard let range = text.firstRange(of: word) else { continue }
            text.replaceSubrange(range, with: " ")
            text = text.split(separator: " ").joined(separator: " ")
            return part
        }
        let upper = text.uppercased()
        for (word, part) in [("AM", DayPart.ante), ("PM", .post), ("A.M.", .ante), ("P.M.", .post)]
        where upper.hasSuffix(word) && upper.utf8.count == text.utf8.count {
            text = String(text.dropLast(word.count)).trimmed
            return part
        }
        return nil
    }

    /// `.000` behind the seconds, as databases export times; nothing where it is none of a second.
    private static func takeFraction(from text: inout String) -> String {
        guard let point = text.lastIndex(of: "."), text[..<point].filter({ $0 == ":" }).count == 2 else { return "" }
        let digits = text[text.index(after: point)...]
        guard (1...9).contains(digits.utf8.count), digits.utf8.allSatisfy({ (0x30...0x39).contains($0) }) else {
            return ""
        }
        let fraction = digits.allSatisfy { $0 == "0" } ? "" : "." + digits
        text = String(text[..<point])
        return fraction
    }

    /// `+0800` or `+08:00` behind a local time, as RFC 3339 has it.
    private static func takeOffset(from text: inout String) -> String? {
        if text.last == "Z", text.dropLast().last?.isNumber == true {
            text.removeLast()
            return "Z"
        }
        guard let sign = text.lastIndex(where: { $0 == "+" }), sign > text.startIndex else { return nil }
        let digits = text[sign...].dropFirst().filter { $0 != ":" }
        guard digits.utf8.count == 4, digits.utf8.allSatisfy({ (0x30...0x39).contains($0) }) else { return nil }
        text = String(text[..<sign]).trimmed
        return "+\(digits.prefix(2)):\(digits.suffix(2))"
    }

    /// `202611291640` and `20261129164005` with marks between the parts; nil for another text.
    private static func spread(_ text: String) -> String? {
        let digits = Array(text.utf8)
        guard digits.count == 12 || digits.count == 14, digits.allSatisfy({ (0x30...0x39).contains($0) }) else {
            return nil
        }
        func part(_ range: Range<Int>) -> String { String(decoding: digits[range], as: UTF8.self) }
        let seconds = digits.count == 14 ? ":" + part(12..<14) : ""
        return "\(part(0..<4))-\(part(4..<6))-\(part(6..<8)) \(part(8..<10)):\(part(10..<12))\(seconds)"
    }

    // MARK: Weekdays

    private static let weekdays: [Character] = ["日", "一", "二", "三", "四", "五", "六"]

    /// The text without the weekday that stands beside its day; nil where that is another day's.
    private static func withoutWeekday(_ text: String) -> String? {
        for word in ["星期", "礼拜", "周"] {
            guard let range = text.firstRange(of: word), range.upperBound < text.endIndex else { continue }
            let name = text[range.upperBound] == "天" ? "日" : text[range.upperBound]
            guard let weekday = weekdays.firstIndex(of: name) else { return nil }
            var before = text[..<range.lowerBound]
            var after = text[text.index(after: range.upperBound)...]
            if before.hasSuffix("("), after.hasPrefix(")") { (before, after) = (before.dropLast(), after.dropFirst()) }
            let day = String(before).trimmed
            // 1970-01-01 was a Thursday.
            if let date = WrittenTime.date(day), (date.daysSinceEpoch + 4).flooredDivision(by: 7).remainder != weekday {
                return nil
            }
            return (day + " " + after).trimmed
        }
        return text
    }
}
