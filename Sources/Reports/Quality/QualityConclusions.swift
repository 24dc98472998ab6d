import Complaints
import Statistics
import Values

extension QualityReport {
    /// What the numbers say, and nothing that they do not.
    var conclusions: Report.Section {
        var sentences = [overall].compactMap(\.self)
        sentences += categories.rows.map(judged)
        if let worst { sentences.append(worst) }
        if let items { sentences.append(items) }
        if let pursued { sentences.append(pursued) }
        if let cleared { sentences.append(cleared) }
        if let found { sentences.append(found) }
        if let complained { sentences.append(complained) }
        let heading = Wording(en: "Conclusions", zh: "总体情况与结论")
        guard !sentences.isEmpty else {
            return Report.Section(heading, [.paragraph(Sentence(ReportWords.nothing))])
        }
        return Report.Section(heading, [.list(sentences)])
    }

    private var overall: Sentence? {
        guard !categories.rows.isEmpty else { return nil }
        let rate = categories.rows.map(\.rate).reduce(PassRate(), +)
        let passed = EntrySet(categories.rows.flatMap(\.passedEntries))
        let failed = EntrySet(categories.rows.flatMap(\.failedEntries))
        let all = EntrySet.union([passed, failed])
        let (count, bad, share) = (
            Figure(rate.total, entries: all), Figure(rate.total - rate.passed, entries: failed),
            Figure.percent(rate.rate, entries: all)
        )
        let kinds = Figure(categories.rows.count, entries: all)
        return Sentence(
            en: "Samples tested: \(count), in categories: \(kinds); failed: \(bad). \(share) passed.",
            zh: "报告期内共抽检 \(kinds) 类 \(count) 个样本，不合格 \(bad) 个，总体合格率 \(share)。")
    }

    private func judged(_ row: SampleTable.Row) -> Sentence {
        let entries = EntrySet(row.passedEntries + row.failedEntries)
        let (rate, target) = (Figure.percent(row.rate.rate, entries: entries), Figure.percent(row.category.target))
        let judgement = row.judgement.wording
        let interval: Prose =
            row.rate.interval.map { "\(Figure.percent($0.lower)) – \(Figure.percent($0.upper))" } ?? "—"
        let (english, chinese) = changed(row)
        return Sentence(
            en:
                "\(row.category.name.en): \(rate) passed (interval \(interval), target \(target)): \(judgement.en).\(english)",
            zh: "\(row.category.name.zh)：合格率 \(rate)（区间 \(interval)，目标 \(target)），\(judgement.zh)。\(chinese)")
    }

    private func changed(_ row: SampleTable.Row) -> (Prose, Prose) {
        guard let change = change(row), let then = rate(before: row.category) else { return ("", "") }
        let before = ground.period.wordingOfBefore
        let was = Figure.percent(then.rate.rate, entries: EntrySet(then.passedEntries + then.failedEntries))
        let points = Figure.percent(abs(change.points)).text.en.dropLast()
        switch change.kind {
        case .rose:
            return (
                " It rose by \(String(points)) points from \(was) \(before.en).",
                "较\(before.zh)（\(was)）上升 \(String(points)) 个百分点。"
            )
        case .fell:
            return (
                " It fell by \(String(points)) points from \(was) \(before.en).",
                "较\(before.zh)（\(was)）下降 \(String(points)) 个百分点。"
            )
        case .undecided:
            return (
                " It was \(was) \(before.en); so many samples show no change.", "\(before.zh)为 \(was)，以现有样本量尚不能判断变化。"
            )
        }
    }

    /// Districts of which a rate lies below its target, whatever more samples might say.
    private var worst: Sentence? {
        let below = districts.rows.filter { $0.judgement == .below && $0.group?.isEmpty == false }
        guard !below.isEmpty else { return nil }
        func told(_ name: (SampleTable.Row) -> String) -> [Prose] {
            below.prefix(5).map { row in
                "\(name(row)) \(Figure.percent(row.rate.rate, entries: EntrySet(row.passedEntries + row.failedEntries)))"
            }
        }
        let english = Prose.joined(told { "\(($0.group ?? "").shown) \($0.category.name.en)" }, separator: ", ")
        let chinese = Prose.joined(told { "\(($0.group ?? "").shown) \($0.category.name.zh)" }, separator: "、")
        let more = below.count > 5 ? below.count - 5 : 0
        return Sentence(
            en: "Below target by district: \(english)\(more > 0 ? " and \(more) more" : "").",
            zh: "未达标的区域：\(chinese)\(more > 0 ? " 等 \(below.count) 项" : "")。")
    }

    private var items: Sentence? {
        guard !failures.isEmpty else { return nil }
        let most = failures.byItem.prefix(3)
        let told: [Prose] = most.map { "\($0.item.shown) (\(Figure($0.count, entries: $0.entries)))" }
        let chinese: [Prose] = most.map { "\($0.item.shown)（\(Figure($0.count, entries: $0.entries))）" }
        return Sentence(
            en: "What failed most often: \(Prose.joined(told, separator: ", ")).",
            zh: "不合格最多的项目：\(Prose.joined(chinese, separator: "、"))。")
    }

    private var pursued: Sentence? {
        guard !failures.isEmpty else { return nil }
        func told(_ some: [FailedSample]) -> Figure {
            Figure(Set(some.map(\.sample)).count, entries: EntrySet.union(some.map(\.entries)))
        }
        let all = told(failures)
        let open = failures.filter { !$0.isPursued }
        guard !open.isEmpty else {
            return Sentence(
                en: "Samples that failed: \(all); of each the ledger has what was done about it.",
                zh: "\(all) 个不合格样本均有后续处置记录。")
        }
        return Sentence(
            en: "Samples that failed: \(all); of \(told(open)) nothing is on record that was done about them.",
            zh: "\(all) 个不合格样本中，\(told(open)) 个尚无处置记录。")
    }

    /// What failed and does not count in the end is told beside, and never among what failed.
    private var cleared: Sentence? {
        guard !overturned.isEmpty else { return nil }
        let all = Figure(Set(overturned.map(\.sample)).count, entries: EntrySet.union(overturned.map(\.entries)))
        return Sentence(
            en:
                "Samples that failed first and are not counted, by a re-test, an objection or because nothing is settled yet: \(all).",
            zh: "另有 \(all) 个样本初检不合格，经复检、异议处理或因尚无定论未计入不合格。")
    }

    private var found: Sentence? {
        guard let findings, let first = findings.rows.first else { return nil }
        let count = findings.rows.reduce(0) { $0 + $1.count }
        let all = Figure(count, entries: EntrySet(findings.rows.flatMap(\.entries)))
        let most = Figure(first.count, entries: EntrySet(first.entries))
        return Sentence(
            en: "Findings of the monitor: \(all), most of them of \(first.rule.shown) (\(most)).",
            zh: "监测发现问题 \(all) 项，最多的是 \(first.rule.shown)（\(most) 项）。")
    }

    private var complained: Sentence? {
        guard !complaints.isEmpty else { return nil }
        func entries(_ records: [ComplaintRecord]) -> EntrySet { EntrySet(records.compactMap { $0.opening?.entry }) }
        let late = complaints.filter(isOverdue)
        let (all, overdue) = (
            Figure(complaints.count, entries: entries(complaints)), Figure(late.count, entries: entries(late))
        )
        return Sentence(
            en: "Complaints and reports received: \(all); overdue: \(overdue).",
            zh: "收到投诉举报 \(all) 件，其中超期未办 \(overdue) 件。")
    }
}

extension [FailedSample] {
    /// In the order of their days.
    var byDay: [FailedSample] {
        sorted { ($0.day.daysSinceEpoch, $0.entry) < ($1.day.daysSinceEpoch, $1.entry) }
    }

    /// How many samples failed for what, the most often first.
    var byItem: [(item: String, count: Int, entries: EntrySet)] {
        Dictionary(grouping: self, by: \.item).map { item, failures in
            (item, Set(failures.map(\.sample)).count, EntrySet.union(failures.map(\.entries)))
        }.sorted { (-$0.count, $0.item) < (-$1.count, $1.item) }
    }
}
