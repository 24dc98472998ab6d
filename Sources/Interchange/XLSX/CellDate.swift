import Values

/// Days and times as spreadsheets count them (ISO/IEC 29500-1 §18.17.4).
enum CellDate {
    /// What a format shows of a moment.
    struct Parts: Hashable {
        let hasDay: Bool
        let hasTime: Bool
        /// What of a day is not shown.
        var hides: Hidden?

        enum Hidden: Hashable {
            case year, dayOfMonth
        }

        static let day = Parts(hasDay: true, hasTime: false)
    }

    /// Days from 1970-01-01 to the day 0 of each system. That of 1900 holds from its day 61 on.
    private static let zero1900 = -25_569
    private static let zero1904 = -24_107
    /// The last day of the year 9999 in the system of 1900.
    private static let daysMax = 2_958_465

    /// `2026-03-01`, `2026-03-01 08:30:00`, or `08:30:00` of a time of day without a day; nil where there is no such moment, or its day is not shown.
    static func text(_ serial: String, hasDay: Bool, hasTime: Bool, countsFrom1904: Bool) -> String? {
        guard let value = Double(serial), value >= 0, value <= Double(daysMax) else { return nil }
        // Seconds are what a cell shows; the fraction of a day is hardly ever exact.
        let seconds = Int((value * 86_400).rounded())
        let (day, rest) = seconds.quotientAndRemainder(dividingBy: 86_400)
        let clock = [rest / 3600, rest / 60 % 60, rest % 60].map { $0 < 10 ? "0\($0)" : "\($0)" }.joined(separator: ":")
        if !hasDay { return day == 0 ? clock : nil }
        guard let date = date(day, countsFrom1904: countsFrom1904) else { return nil }
        // Of `=NOW()` shown as a day a person sees the day.
        return hasTime ? "\(date) \(clock)" : "\(date)"
    }

    /// Whether a number has a day, which a format without one does not show.
    static func hasDay(_ serial: String) -> Bool {
        Double(serial).map { $0 >= 1 && $0 <= Double(daysMax) } ?? false
    }

    private static func date(_ day: Int, countsFrom1904: Bool) -> CalendarDate? {
        if countsFrom1904 {
            let days = zero1904 + day
            return day <= daysMax - 1_462 ? CalendarDate(daysSinceEpoch: days) : nil
        }
        // The system of 1900 has a February 29 that never was, its day 60.
        guard day > 0, day != 60 else { return nil }
        return CalendarDate(daysSinceEpoch: zero1900 + day + (day < 60 ? 1 : 0))
    }

    /// The ISO 8601 text of a cell of type `d` in the same form.
    static func text(iso8601 written: String) -> String {
        var text = written
        if let dot = text.firstIndex(of: "."), text[text.index(after: dot)...].allSatisfy({ $0 == "0" }) {
            text = String(text[..<dot])
        }
        return text.replacing("T", with: " ", maxReplacements: 1)
    }
}

extension CellDate.Parts {
    /// By the marks of a format's code: `yyyymd`. Three and more of d are a day of the week, e and b are years of eras.
    init(letters: String, hasDay: Bool, hasTime: Bool) {
        self.init(hasDay: hasDay, hasTime: hasTime)
        guard hasDay else { return }
        let runs = letters.runs
        if !runs.contains(where: { $0.first == "d" && $0.count <= 2 }) {
            hides = .dayOfMonth
        } else if !runs.contains(where: { "yeb".contains($0.first ?? " ") }) {
            hides = .year
        }
    }
}

extension String {
    /// The same letters that stand together.
    fileprivate var runs: [Substring] {
        var runs: [Substring] = []
        var rest = self[...]
        while let first = rest.first {
            let run = rest.prefix { $0 == first }
            runs.append(run)
            rest = rest.dropFirst(run.count)
        }
        return runs
    }
}
