public import Values

/// Until when goods are good, told by the data elements of an event.
public enum ShelfLife {
    /// The data elements that tell it.
    public static let elements: Set<String> = [
        "expiryDate", "expiry", "productionDate", "shelfLifeDays", "shelfLifeMonths",
    ]

    /// The last good day: `expiryDate` (or `expiry`, as others write it), else the day of production with the shelf life in days or in calendar months.
    ///
    /// Goods of 2026-01-31 with a month are good until 2026-02-28: where a month is shorter, its last day counts. Nil where the
    /// elements do not tell it, or not in the form of the profiles.
    public static func lastGoodDay(of elements: [String: String]) -> CalendarDate? {
        for name in ["expiryDate", "expiry"] {
            if let day = elements[name].flatMap({ WrittenTime.date($0) }) { return day }
        }
        guard let made = elements["productionDate"].flatMap({ WrittenTime.date($0) }) else { return nil }
        if let days = elements["shelfLifeDays"].flatMap({ Int($0) }), (0...daysMax).contains(days) {
            return CalendarDate(daysSinceEpoch: made.daysSinceEpoch + days)
        }
        return elements["shelfLifeMonths"].flatMap { Int($0) }.flatMap { made.adding(months: $0) }
    }

    private static let daysMax = 36_500
}

extension CalendarDate {
    /// The same day so many calendar months later, or the last of that month where it is shorter; nil outside 0…1200 months or
    /// after the year 9999.
    public func adding(months: Int) -> CalendarDate? {
        guard (0...1200).contains(months) else { return nil }
        let count = year * 12 + month - 1 + months
        let (year, month) = (count / 12, count % 12 + 1)
        return CalendarDate(year: year, month: month, day: min(day, CalendarDate.daysInMonth(month, of: year)))
    }
}
