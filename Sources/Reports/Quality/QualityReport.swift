package import Codes
import Complaints
import Ledger
import Pictures
package import Rules
package import Statistics
import Supervision
import Values

/// 质量状况分析报告: how good goods were in a period, from samples, findings and complaints.
package struct QualityReport: Sendable {
    let ledger: LedgerFacts
    let ground: ReportGround
    let targets: QualityTargets
    let findings: RuleFindings?
    let failures: [FailedSample]
    /// What failed and does not count in the end: in samples that a re-test or an objection cleared, or of which nothing is settled.
    let overturned: [FailedSample]
    let complaints: [ComplaintRecord]
    let calendar: WorkingDays
    let categories: SampleTable.Count
    let categoriesBefore: SampleTable.Count?
    let districts: SampleTable.Count
    let stages: SampleTable.Count
    /// Samples of plans of which nothing is settled.
    private let openCount: Int

    /// Texts of which one is in every event that says what became of goods that failed, of samples' plans, and of complaints.
    package static let marks = [
        "non_conformant", "yima-complaint/1 ", "recall", "\"holding\"", "unshelving", "releasing",
        "\"destroying\"", "returned", "returning",
    ]

    /// Failed results that are listed, and what they are counted by.
    static let failuresMax = 200
    private static let districtsMax = 60

    /// - Parameter findings: what the host's monitor found; nil where nobody was asked.
    package init(
        _ ledger: LedgerFacts, _ ground: ReportGround, targets: QualityTargets, lists: ReferenceLists,
        codes: CodeReader, findings: RuleFindings?
    ) {
        self.ledger = ledger
        self.ground = ground
        self.targets = targets
        self.findings = findings
        calendar = lists.workingDays
        let counted = ledger.samples.counted(lists: lists, codes: codes)
        openCount = counted.openCount
        let failed = FailedSample.all(ledger, ground, plans: counted.plans, targets: targets, codes: codes)
        (failures, overturned) = (failed.failures.byDay, failed.overturned.byDay)
        complaints = Self.complaints(ledger, ground)
        func count(
            _ period: ReportPeriod, _ dimension: SampleTable.Dimension, digits: Int = 6
        ) -> SampleTable.Count {
            var question = SampleTable.Question()
            question.dimension = dimension
            question.since = period.first
            question.before = CalendarDate(daysSinceEpoch: period.last.daysSinceEpoch + 1)
            question.district = ground.district
            question.districtDigits = digits
            question.isNamingEntries = true
            return counted.samples.count(question, targets: targets) {
                ledger.registry.isLaboratory($0, of: $1, at: $2)
            }
        }
        categories = count(ground.period, .category)
        categoriesBefore = ground.period.before.map { count($0, .category) }
        // As fine as people can read it.
        districts =
            [6, 4].lazy.map { count(ground.period, .district, digits: $0) }.first { $0.rows.count <= Self.districtsMax }
            ?? count(ground.period, .district, digits: 2)
        stages = count(ground.period, .stage)
    }

    private static func complaints(_ ledger: LedgerFacts, _ ground: ReportGround) -> [ComplaintRecord] {
        var records: [ComplaintName: ComplaintRecord] = [:]
        var order: [ComplaintName] = []
        for event in ledger.events {
            let signed = ComplaintRecord.Signed(event)
            guard let name = signed.act?.name else { continue }
            if records[name] == nil {
                records[name] = ComplaintRecord(name)
                order.append(name)
            }
            records[name]?.take(signed, ledger.registry)
        }
        return order.compactMap { records[$0] }.filter { record in
            guard let opening = record.opening?.act, ground.period.contains(opening.received) else { return false }
            return ground.district.isEmpty || ground.holds(district: record.district ?? "")
        }
    }

    package var report: Report {
        Report(
            kind: .quality, title: ReportKind.quality.title, facts: ground.facts(ledger),
            sections: [
                conclusions, byCategory, byPlace, failed, byRule, complained, basis,
            ])
    }

    // MARK: Rates

    func rate(before category: QualityTargets.Category) -> SampleTable.Row? {
        categoriesBefore?.rows.first { $0.category.id == category.id }
    }

    /// Whether so many samples show that a rate is another than before: the intervals do not touch.
    func change(_ row: SampleTable.Row) -> Change? {
        guard let before = rate(before: row.category), let then = before.rate.interval, let now = row.rate.interval,
            let was = before.rate.rate, let rate = row.rate.rate
        else { return nil }
        let points = rate - was
        if now.lower > then.upper { return Change(points: points, kind: .rose) }
        return Change(points: points, kind: now.upper < then.lower ? .fell : .undecided)
    }

    struct Change {
        enum Kind {
            case rose, fell, undecided
        }

        /// Of 1.
        let points: Double
        let kind: Kind

        var wording: Wording {
            switch kind {
            case .rose: Wording(en: "rose", zh: "上升")
            case .fell: Wording(en: "fell", zh: "下降")
            case .undecided: Wording(en: "not shown by so many samples", zh: "样本不足以判断变化")
            }
        }
    }

    private static let rateColumns: [ReportTable.Column] = [
        .number("samples", "样本数"), .number("passed", "合格数"), .number("failed", "不合格数"),
        .number("pass rate", "合格率"), .number("95 % interval from", "95%区间下限"), .number("to", "上限"),
        .number("target", "目标"), .words("judgement", "判断", weight: 1.5),
    ]

    private func cells(_ row: SampleTable.Row) -> [Figure] {
        let (passed, failed) = (EntrySet(row.passedEntries), EntrySet(row.failedEntries))
        let all = EntrySet.union([passed, failed])
        return [
            Figure(row.rate.total, entries: all), Figure(row.rate.passed, entries: passed),
            Figure(row.rate.total - row.rate.passed, entries: failed), .percent(row.rate.rate, entries: all),
            .percent(row.rate.interval?.lower), .percent(row.rate.interval?.upper), .percent(row.category.target),
            Figure(row.judgement.wording),
        ]
    }

    private var byCategory: Report.Section {
        let before = ground.period.wordingOfBefore
        let table = ReportTable(
            Wording(en: "Pass rates by category", zh: "各类别抽检合格率"),
            [.words("category", "类别", weight: 1.8)] + Self.rateColumns
                + [
                    ReportTable.Column(before, isNumber: true),
                    .words("change", "变化", weight: 1.5),
                ],
            categories.rows.map { row in
                let then = rate(before: row.category)
                let entries = EntrySet((then?.passedEntries ?? []) + (then?.failedEntries ?? []))
                return [Figure(row.category.name)] + cells(row)
                    + [.percent(then?.rate.rate, entries: entries), Figure(change(row)?.wording ?? Wording("—"))]
            })
        var blocks: [Report.Block] = [.table(table)]
        if !categories.rows.isEmpty {
            blocks.append(
                .plot(
                    plot(
                        categories,
                        Wording(en: "Pass rates by category, their intervals and targets", zh: "各类别合格率、区间与目标"))))
        }
        return Report.Section(Wording(en: "Pass rates", zh: "抽检合格率"), blocks)
    }

    private func plot(_ count: SampleTable.Count, _ title: Wording) -> ReportPlot {
        let rows = count.rows
        return ReportPlot(title) { title, language in PassRatePicture(rows, title: title, language).drawing }
    }

    private var byPlace: Report.Section {
        func table(
            _ title: Wording, _ first: ReportTable.Column, _ count: SampleTable.Count, _ name: (String) -> Wording
        )
            -> ReportTable
        {
            ReportTable(
                title, [first, .words("category", "类别", weight: 1.6)] + Self.rateColumns,
                count.rows.map { row in
                    let group = row.group.map { $0.isEmpty ? Wording(en: "not said", zh: "未注明") : name($0) }
                    return [Figure(group ?? Wording(en: "not said", zh: "未注明")), Figure(row.category.name)] + cells(row)
                })
        }
        let byDistrict = table(
            Wording(en: "By district", zh: "分行政区划"), .words("district", "行政区划", weight: 1.2), districts
        ) { Wording($0.shown) }
        let byStage = table(Wording(en: "By stage", zh: "分环节"), .words("stage", "环节", weight: 1.2), stages) {
            Self.stage($0)
        }
        var blocks: [Report.Block] = [.table(byDistrict)]
        if districts.rows.count > 1 {
            blocks.append(.plot(plot(districts, Wording(en: "Pass rates by district", zh: "各行政区划合格率"))))
        }
        return Report.Section(Wording(en: "By district and stage", zh: "分区域、分环节情况"), blocks + [.table(byStage)])
    }

    static func stage(_ word: String) -> Wording {
        switch word {
        case "production": Wording(en: "production", zh: "生产")
        case "circulation": Wording(en: "circulation", zh: "流通")
        case "catering": Wording(en: "catering", zh: "餐饮")
        case "farming": Wording(en: "farming", zh: "种植养殖")
        case "import": Wording(en: "import", zh: "进口")
        default: Wording(word.shown)
        }
    }

    // MARK: Failures

    private var failed: Report.Section {
        let items = failures.byItem
        let byItem = ReportTable(
            Wording(en: "What failed", zh: "不合格项目"),
            [.words("item", "项目", weight: 3), .number("samples", "不合格样本数")],
            items.map { [Figure(foreign: $0.item), Figure($0.count, entries: $0.entries)] })
        let listed = ReportTable(
            Wording(en: "What failed in samples, and what followed", zh: "不合格样本项目及后续处置"),
            [
                .whole("day", "日期"), .words("goods", "货物", weight: 2.6),
                .words("item and value", "项目与检测值", weight: 1.7),
                .words("taken of", "被抽样单位", weight: 2.2), .words("laboratory", "检验机构", weight: 1.7),
                .words("outcome", "结论", weight: 1.1), .words("what followed", "后续处置", weight: 2.2),
            ],
            (failures + overturned).byDay.prefix(Self.failuresMax).map { failure in
                [
                    Figure(Wording("\(failure.day)"), entries: failure.entries),
                    Figure(foreign: failure.goods),
                    Figure(foreign: "\(failure.item) \(failure.value)"),
                    failure.firm.map { Figure(foreign: ledger.registry.named($0)) } ?? .dash,
                    Figure(foreign: ledger.registry.operators[failure.laboratory]?.name ?? failure.laboratory),
                    Figure(failure.outcome?.wording ?? Wording("—")), Self.followed(failure),
                ]
            })
        var blocks: [Report.Block] = [.table(byItem), .table(listed)]
        if failures.count + overturned.count > Self.failuresMax {
            let more = failures.count + overturned.count - Self.failuresMax
            blocks.append(
                .paragraph(
                    Sentence(en: "\(more) more are counted above and not listed.", zh: "另有 \(more) 条已计入上表，未逐一列出。")))
        }
        return Report.Section(Wording(en: "What failed", zh: "不合格情况"), blocks)
    }

    private static func followed(_ failure: FailedSample) -> Figure {
        guard failure.isPursued else { return Figure(Wording(en: "nothing on record", zh: "无处置记录")) }
        return Figure(
            Wording(
                en: failure.steps.map(\.what.en).joined(separator: ", "),
                zh: failure.steps.map(\.what.zh).joined(separator: "、")),
            entries: EntrySet.union(failure.steps.map(\.entries)))
    }

    // MARK: Findings and complaints

    private var byRule: Report.Section {
        let heading = Wording(en: "What the monitor found", zh: "监测发现的问题")
        guard let findings else {
            return Report.Section(
                heading,
                [
                    .paragraph(
                        Sentence(
                            en:
                                "Nobody was asked: findings are kept by the host, and this report was made from a copy of the ledger.",
                            zh: "未查询：监测结果由主机保存，本报告由账本副本生成。"))
                ])
        }
        let table = ReportTable(
            Wording(en: "Findings by rule, as the host tells them", zh: "各规则发现的问题（主机所述）"),
            [
                .words("rule", "规则", weight: 1.4), .words("how grave", "级别", weight: 1.2), .number("findings", "问题数"),
                .number("firms", "涉及主体"),
            ],
            findings.rows.map { row in
                let entries = EntrySet(row.entries)
                return [
                    Figure(Wording(row.rule.shown)), Figure(Self.wording(row.severity)),
                    Figure(row.count, entries: entries), Figure(row.firms.count, entries: entries),
                ]
            })
        var blocks: [Report.Block] = [.table(table)]
        if !findings.isComplete {
            blocks.append(
                .paragraph(
                    Sentence(
                        en: "The monitor had not judged everything, or not all of it was read: there may be more.",
                        zh: "监测尚未完成全部核查或未能全部读取，可能还有其他问题。")))
        }
        return Report.Section(heading, blocks)
    }

    private static func wording(_ severity: Finding.Severity) -> Wording {
        switch severity {
        case .violation: Wording(en: "violation", zh: "违反")
        case .warning: Wording(en: "warning", zh: "警示")
        case .info: Wording(en: "information", zh: "提示")
        }
    }

    private var complained: Report.Section {
        let groups = Dictionary(grouping: complaints) { $0.opening?.act.kind ?? "" }
        func cells(_ records: [ComplaintRecord]) -> [Figure] {
            let row = ComplaintCount(records, ComplaintCount.Question(today: ledger.today), .builtIn, calendar).total
            func entries(_ matches: (ComplaintRecord) -> Bool) -> EntrySet {
                EntrySet(
                    records.filter(matches).flatMap { record in
                        [record.opening?.entry].compactMap(\.self) + record.steps.map(\.entry)
                    })
            }
            let all = entries { _ in true }
            return [
                Figure(row.total, entries: all), Figure(row.open, entries: entries { $0.state == .open }),
                Figure(row.accepted, entries: entries { $0.state == .accepted }),
                Figure(row.refused, entries: entries { $0.state == .refused }),
                Figure(row.closed, entries: entries { $0.state == .closed }),
                Figure(row.overdue, entries: entries(isOverdue)),
                .percent(
                    row.endedTerms == 0 ? nil : Double(row.metTerms) / Double(row.endedTerms), entries: all),
            ]
        }
        let table = ReportTable(
            Wording(en: "Complaints received", zh: "收到的投诉举报"),
            [
                .words("what is wrong", "问题类别", weight: 2.4), .number("all", "总数"), .number("undecided", "待决定"),
                .number("accepted", "受理"), .number("not accepted", "不予受理"), .number("closed", "办结"),
                .number("overdue", "超期未办"), .number("terms kept", "按期率"),
            ],
            groups.sorted { (-$0.value.count, $0.key) < (-$1.value.count, $1.key) }.map { kind, records in
                [Figure(ComplaintDefinitions.builtIn.wording(kind: kind))] + cells(records)
            },
            total: groups.count > 1 ? [Figure(Wording(en: "all", zh: "合计"))] + cells(complaints) : nil)
        return Report.Section(Wording(en: "Complaints", zh: "投诉举报"), [.table(table)])
    }

    func isOverdue(_ record: ComplaintRecord) -> Bool {
        record.clocks(.builtIn, calendar).contains { $0.isOverdue(on: ledger.today) }
    }

    private var basis: Report.Section {
        var lines = [
            Sentence(
                en:
                    "A sample of a plan is what the plan's acts make of it, with its final result; another passed where every result of it did; only results of enrolled laboratories count. The interval is that of Wilson "
                    + "at 95 %. “Met” is said where all of it lies at the target or above, “below” where all of it lies below, and else "
                    + "there are too few samples to say.",
                zh:
                    "计划样品以其计划的记录与最终结论为准；其他样本的全部结果合格方为合格；仅计已登记检验机构的结果。区间为威尔逊 95% 区间：全部位于目标及以上为达标，全部位于目标以下为未达标，否则样本不足，不作判断。"
            ),
            Sentence(
                en:
                    "A rate is said to have risen or fallen where its interval does not touch that of \(ground.period.wordingOfBefore.en).",
                zh: "合格率区间与\(ground.period.wordingOfBefore.zh)区间互不重叠时，方称上升或下降。"),
            Sentence(
                en: "Targets: \(targets.source). District: that of the firm that was sampled, by its credit code.",
                zh: "目标依据：\(targets.source)。行政区划按被抽样单位统一社会信用代码。"),
            Sentence(
                en: "“What followed” is what the ledger has about the same lot, or the same sample, after the result.",
                zh: "“后续处置”指结果之后账本中关于同一批次或同一样品的记录。"),
        ]
        if openCount > 0 {
            lines.append(
                Sentence(
                    en:
                        "\(openCount) samples of plans are not counted: not all is tested, results contradict each other, or none counts.",
                    zh: "\(openCount) 个计划样品未计入：尚未检完、结果互相矛盾或没有有效结果。"))
        }
        if categories.foreignCount > 0 {
            lines.append(
                Sentence(
                    en:
                        "\(categories.foreignCount) samples are not counted: who tested them was no enrolled laboratory.",
                    zh: "\(categories.foreignCount) 个样本未计入：检验方当时不是已登记的检验机构。"))
        }
        if categories.uncategorisedCount > 0 {
            lines.append(
                Sentence(
                    en: "\(categories.uncategorisedCount) samples are of no category of the targets.",
                    zh: "\(categories.uncategorisedCount) 个样本不属于任何目标类别。"))
        }
        return Report.Section(Wording(en: "How it was counted", zh: "统计口径"), [.list(lines)])
    }
}
