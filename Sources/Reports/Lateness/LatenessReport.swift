import Chains
import Ledger
import Pictures
package import Rules
import Statistics
import Supervision
import Values

/// How timely firms record: who confirms deliveries within the term, who enters what nobody pushed, who records what happened. Made of a ledger's
/// records of a period, by the terms of the rules.
package struct LatenessReport: Sendable {
    /// Of one firm, or of all.
    package struct Row: Sendable {
        package let firm: String
        package fileprivate(set) var entries: [RecordTable.Term: [UInt64]] = [:]
        package fileprivate(set) var late: [RecordTable.Term: [UInt64]] = [:]
        fileprivate var waited: [Int64] = []

        init(firm: String) { self.firm = firm }

        package var count: Int { waited.count }
        package var lateCount: Int { late.values.reduce(0) { $0 + $1.count } }
        package var lateShare: Double? { count == 0 ? nil : Double(lateCount) / Double(count) }

        /// Half of the records waited no longer, in milliseconds; nil without any.
        package var median: Int64? {
            guard !waited.isEmpty else { return nil }
            let sorted = waited.sorted()
            let middle = sorted.count / 2
            return sorted.count % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2
        }

        fileprivate mutating func add(_ record: RecordTable.Timed) {
            entries[record.term, default: []].append(record.entry)
            if record.isLate { late[record.term, default: []].append(record.entry) }
            waited.append(record.waited)
        }
    }

    /// The latest share first.
    package let rows: [Row]
    package let total: Row
    /// Those that waited longest beyond their term.
    package let worst: [RecordTable.Timed]
    private let ground: ReportGround
    private let ledger: LedgerFacts
    private let rules: RuleDefinitions

    /// Firms that a report lists, and records.
    private static let (firmsMax, worstMax, plottedMax) = (2_000, 30, 30)

    package init(_ ledger: LedgerFacts, _ ground: ReportGround, rules: RuleDefinitions) {
        var rows: [String: Row] = [:]
        var total = Row(firm: "")
        var late: [RecordTable.Timed] = []
        for record in ledger.records?.timed(rules) ?? []
        where ground.district.isEmpty || ground.holds(district: record.firm.districtOfFirm) {
            // Offices and laboratories trade nothing: what they record has terms of its own.
            guard !ledger.registry.isOffice(record.firm, at: record.entry) else { continue }
            rows[record.firm, default: Row(firm: record.firm)].add(record)
            total.add(record)
            if record.isLate { late.append(record) }
        }
        self.rows = rows.values.sorted {
            (-($0.lateShare ?? 0), -$0.count, $0.firm) < (-($1.lateShare ?? 0), -$1.count, $1.firm)
        }
        self.total = total
        worst = Array(
            late.sorted { ($1.waited - $1.allowed, $0.entry) < ($0.waited - $0.allowed, $1.entry) }.prefix(
                Self.worstMax))
        (self.ground, self.ledger, self.rules) = (ground, ledger, rules)
    }

    package var report: Report {
        Report(
            kind: .lateness, title: ReportKind.lateness.title, facts: ground.facts(ledger),
            sections: [summary, firms, latest, basis])
    }

    private var terms: RecordingTerms { RecordingTerms(rules, on: ground.period.last) }

    private var summary: Report.Section {
        guard total.count > 0 else {
            return Report.Section(Wording(en: "Summary", zh: "总体情况"), [.paragraph(Sentence(ReportWords.nothing))])
        }
        let all = Figure(total.count, entries: EntrySet(total.entries.values.joined()))
        let late = Figure(total.lateCount, entries: EntrySet(total.late.values.joined()))
        let share = Figure.percent(total.lateShare, entries: EntrySet(total.late.values.joined()))
        let punctual = rows.filter { $0.lateCount == 0 }
        let (firms, inTime) = (
            Figure(rows.count, entries: EntrySet(total.entries.values.joined())),
            Figure(punctual.count, entries: EntrySet(punctual.flatMap { $0.entries.values.joined() }))
        )
        let median = Figure(
            total.median.map(Self.hours) ?? Wording("—"), entries: EntrySet(total.entries.values.joined()))
        let sentence = Sentence(
            en:
                "Firms that recorded: \(firms), of them never late: \(inTime). Records: \(all), of them late: \(late) (\(share)). Half of all "
                + "records came within \(median).",
            zh:
                "报告期内 \(firms) 家主体共录入 \(all) 条记录，其中 \(late) 条（\(share)）超过规定时限。\(inTime) 家主体无迟录。全部记录录入时长的中位数为 \(median)。"
        )
        return Report.Section(Wording(en: "Summary", zh: "总体情况"), [.paragraph(sentence), .table(byTerm)])
    }

    /// What the terms are, and how many records kept them.
    private var byTerm: ReportTable {
        let rows = RecordTable.Term.allCases.map { term in
            let (all, late) = (total.entries[term] ?? [], total.late[term] ?? [])
            return [
                Figure(wording(of: term)), Figure(Self.hours(allowed(term))), Figure(all.count, entries: EntrySet(all)),
                Figure(late.count, entries: EntrySet(late)),
                Figure.percent(
                    all.isEmpty ? nil : Double(late.count) / Double(all.count), entries: EntrySet(late)),
            ]
        }
        return ReportTable(
            Wording(en: "By term", zh: "按时限分类"),
            [
                .words("what", "事项", weight: 3.4), .words("term", "时限", weight: 1.2), .number("records", "记录数"),
                .number("late", "迟录"), .number("late %", "迟录率"),
            ], rows)
    }

    private func wording(of term: RecordTable.Term) -> Wording {
        switch term {
        case .confirmation:
            Wording(en: "receipt confirmed after the supplier's push", zh: "供货方已推送，进货方确认收货")
        case .entering: Wording(en: "receipt entered, nobody pushed it", zh: "供货方未推送，进货方自行录入")
        case .recording: Wording(en: "any other record, after it happened", zh: "其他事项发生后录入")
        }
    }

    private func allowed(_ term: RecordTable.Term) -> Int64 {
        switch term {
        case .confirmation: terms.confirmation
        case .entering: terms.entering
        case .recording: terms.recording
        }
    }

    private var firms: Report.Section {
        let columns: [ReportTable.Column] =
            [.words("firm", "主体", weight: 3.2), .number("records", "记录数")]
            + RecordTable.Term.allCases.flatMap { term in
                let (hours, name) = (Self.hours(allowed(term)), shortName(of: term))
                return [
                    ReportTable.Column.number("\(name.en), \(hours.en)", "\(name.zh) \(hours.zh)", weight: 1.15),
                    .number("late", "其中迟录", weight: 0.9),
                ]
            }
            + [.number("late %", "迟录率", weight: 1.1), .number("median", "中位时长", weight: 1.2)]
        let shown = rows.prefix(Self.firmsMax)
        let table = ReportTable(
            Wording(en: "By firm, the latest first", zh: "各主体情况（按迟录率由高到低）"), columns,
            shown.map { cells($0, name: ledger.registry.named($0.firm)) },
            total: rows.count > 1 ? cells(total, name: nil) : nil)
        var blocks: [Report.Block] = [.table(table)]
        if rows.count > shown.count {
            let more = rows.count - shown.count
            blocks.append(
                .paragraph(
                    Sentence(
                        en: "\(more) more firms are in the sum and not listed.", zh: "另有 \(more) 家主体已计入合计，未逐一列出。")))
        }
        if !rows.isEmpty { blocks.insert(.plot(plot), at: 0) }
        return Report.Section(Wording(en: "By firm", zh: "分主体情况"), blocks)
    }

    private func shortName(of term: RecordTable.Term) -> Wording {
        switch term {
        case .confirmation: Wording(en: "confirmed", zh: "确认")
        case .entering: Wording(en: "entered", zh: "自行录入")
        case .recording: Wording(en: "others", zh: "其他")
        }
    }

    private func cells(_ row: Row, name: String?) -> [Figure] {
        let first = name.map { Figure(foreign: $0) } ?? Figure(Wording(en: "all", zh: "合计"))
        let all = EntrySet(row.entries.values.joined())
        let late = EntrySet(row.late.values.joined())
        return [first, Figure(row.count, entries: all)]
            + RecordTable.Term.allCases.flatMap { term in
                let (its, late) = (row.entries[term] ?? [], row.late[term] ?? [])
                return [
                    Figure(its.count, entries: EntrySet(its)), Figure(late.count, entries: EntrySet(late)),
                ]
            }
            + [
                Figure.percent(row.lateShare, entries: late),
                Figure(row.median.map(Self.hours) ?? Wording("—"), entries: all),
            ]
    }

    private var plot: ReportPlot {
        let bars = rows.prefix(Self.plottedMax).map { row in
            (label: ledger.registry.named(row.firm), counts: [row.count - row.lateCount, row.lateCount])
        }
        return ReportPlot(Wording(en: "Records in time and late", zh: "按时与迟录记录数")) { title, language in
            StackedBarPicture(
                bars,
                series: [
                    .init(name: Wording(en: "in time", zh: "按时"), colour: .good),
                    .init(name: Wording(en: "late", zh: "迟录"), colour: .bad),
                ], title: title, language
            ).drawing
        }
    }

    private var latest: Report.Section {
        let rows = worst.map { record in
            [
                Figure(Wording("\(record.entry)")),
                Figure(foreign: ledger.registry.named(record.firm)),
                Figure(wording(of: record.term)),
                Figure(Wording(OffsetTime(moment: record.start, offsetMinutes: 480).plainMinute)),
                Figure(Self.hours(record.waited)), Figure(Self.hours(record.allowed)),
            ]
        }
        let table = ReportTable(
            Wording(en: "Longest beyond their term", zh: "超时最久的记录"),
            [
                .number("entry", "条目", weight: 0.8), .words("firm", "主体", weight: 2.4),
                .words("what", "事项", weight: 2.4),
                .whole("happened (+08:00)", "发生时间"), .number("waited", "用时"), .number("term", "时限"),
            ], rows)
        return Report.Section(Wording(en: "Late records", zh: "迟录记录"), [.table(table)])
    }

    private var basis: Report.Section {
        let terms = terms
        let (confirm, enter, record) = (
            Self.hours(terms.confirmation), Self.hours(terms.entering), Self.hours(terms.recording)
        )
        return Report.Section(
            Wording(en: "How it was counted", zh: "统计口径"),
            [
                .list([
                    Sentence(
                        en:
                            "Counted are all records of trade that happened in the period, by the host's time of arrival, which no firm can "
                            + "choose. Corrections are not counted.",
                        zh: "统计报告期内发生的全部经营记录，以账本主机的到达时间为准，任何主体无法自定。更正声明不计。"),
                    Sentence(
                        en:
                            "A receipt whose goods a supplier had pushed to the firm before has \(confirm.en) from the later of push and receipt; "
                            + "another has \(enter.en) from the receipt; whatever else happened, \(record.en). Goods are compared by lot, as "
                            + "they are written; a push that names only a container is none of its contents.",
                        zh:
                            "供货方此前已推送的进货，自推送与收货中较晚者起 \(confirm.zh) 内确认；未推送的，自收货起 \(enter.zh) 内录入；其他事项发生后 \(record.zh) 内录入。货物按批次编码比对；只写明容器的推送不视为其内容物的推送。"
                    ),
                    Sentence(
                        en: "Terms: rules.json, TIME-2 and TIME-3 (\(terms.source)), as of the day of each record.",
                        zh: "时限依据：rules.json 之 TIME-2、TIME-3（\(terms.source)），按记录发生日适用。"),
                ])
            ])
    }

    /// `24 h`, `5 d`, `3 h 20 min`, `12 min`.
    static func hours(_ milliseconds: Int64) -> Wording {
        let minutes = milliseconds / 60_000
        let (days, hours, rest) = (minutes / 1440, minutes % 1440 / 60, minutes % 60)
        if days >= 3 {
            return hours == 0
                ? Wording(en: "\(days) d", zh: "\(days) 天")
                : Wording(en: "\(days) d \(hours) h", zh: "\(days) 天 \(hours) 小时")
        }
        let whole = minutes / 60
        if whole == 0 { return Wording(en: "\(rest) min", zh: "\(rest) 分钟") }
        return rest == 0
            ? Wording(en: "\(whole) h", zh: "\(whole) 小时")
            : Wording(en: "\(whole) h \(rest) min", zh: "\(whole) 小时 \(rest) 分")
    }
}
