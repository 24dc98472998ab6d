import Values

/// When the row's act was done.
extension ScanMapper {
    /// When it was done: one cell, or the time of day beside a column of its day.
    func time(_ row: ScanRow) throws(ScanError) -> (text: String, time: OffsetTime) {
        let day = row.cell(.day)
        let column = row.cell(.time) == nil && day != nil ? ScanColumn.day : .time
        let written = try row.required(column)
        if let time = OfficeTime.time(written) {
            if column == .time, let day, OfficeTime.date(day).map({ $0.daysSinceEpoch != time.time.localDay }) ?? true {
                throw row.error(
                    .contradiction, .day,
                    Wording(
                        en:
                            "\(row.name(of: .day).en): “\(day.shown)” is another day than that of \(row.name(of: .time).en), “\(written.shown)”",
                        zh: "\(row.name(of: .day).zh)“\(day.shown)”与\(row.name(of: .time).zh)“\(written.shown)”不是同一天"))
            }
            return time
        }
        if column == .time, let day, let date = OfficeTime.date(day), let time = OfficeTime.time("\(date) \(written)") {
            return time
        }
        let name = row.name(of: column)
        if column == .time, let day, OfficeTime.isClock(written) {
            throw row.error(
                .badValue, .day,
                Wording(
                    en: "\(row.name(of: .day).en): “\(day.shown)” is not a day",
                    zh: "\(row.name(of: .day).zh)：“\(day.shown)”不是日期"),
                hint: OfficeTime.dayCounted(by: day).map(OfficeTime.countedHint) ?? Self.dayForm)
        }
        throw row.error(
            .badValue, column, Self.notTime(written, in: name),
            hint: OfficeTime.dayCounted(by: written).map(OfficeTime.countedHint) ?? Self.timeForm)
    }

    private static func notTime(_ written: String, in column: Wording) -> Wording {
        let (en, zh) = ("\(column.en): “\(written.shown)” ", "\(column.zh)：“\(written.shown)”")
        if OfficeTime.date(written) != nil {
            return Wording(en: en + "is only a day: the time of day is missing", zh: zh + "只有日期，缺少几点几分")
        }
        if OfficeTime.isClock(written) {
            return Wording(en: en + "is only a time of day: the day is missing", zh: zh + "只有钟点，缺少日期")
        }
        return Wording(en: en + "is not a time", zh: zh + "不是时间")
    }

    private static let timeForm = Wording(
        en:
            "write day and time: 2026-03-01 16:40 (China's time), 2026年3月1日16点40分; or the day in a column 日期 and 16:40 in 时间",
        zh: "请写明日期和时间，如 2026-03-01 16:40、2026年3月1日16点40分；或分两列：“日期”写日期，“时间”写 16:40")
    private static let dayForm = Wording(en: "a day such as 2026-03-01 or 2026年3月1日", zh: "日期写作 2026-03-01 或 2026年3月1日")
}
