import Chains
package import Codes
import EPCIS
import Evidence
import Ledger
import Pictures
package import Rules
import Statistics
import Supervision
import Values

/// Each recall of a period: opened, told, coming back, closed, and whether its terms were kept; and what offices shared of them.
package struct RecallsReport: Sendable {
    /// One recall of goods.
    struct Row {
        let told: RecallReport
        let recall: RecallReport.Case
        let goods: RecallReport.Affected?
    }

    let ledger: LedgerFacts
    let ground: ReportGround
    let rows: [Row]
    let shared: [SharedRecall]
    let calendar: WorkingDays
    private let leftOut: Int
    private let unfollowed: EntrySet
    /// Whether the walks ended before all was read.
    private let isCut: Bool

    /// - Parameters:
    ///   - ledger: of the first pass.
    ///   - told: what was told of each of the recalled goods.
    ///   - isCut: whether the ledger was not read as often as the chains wanted.
    package init(
        _ ledger: LedgerFacts, _ ground: ReportGround, told: [(subject: CanonicalCode, report: RecallReport)],
        leftOut: Int, unfollowed: EntrySet, isCut: Bool, calendar: WorkingDays
    ) {
        self.ledger = ledger
        self.ground = ground
        self.leftOut = leftOut
        self.unfollowed = unfollowed
        self.isCut = isCut
        self.calendar = calendar
        rows = told.flatMap { subject, report in
            report.cases.filter { one in
                guard one.recall.code.key == subject.key else { return false }
                let (opened, ended) = (
                    one.recall.opened.event.eventTime.dayOnSpot,
                    (one.recall.closing ?? one.recall.calledOff)?.event.eventTime.dayOnSpot
                )
                // What was open on a day of the period.
                guard opened.daysSinceEpoch <= ground.period.last.daysSinceEpoch,
                    ended.map({ $0.daysSinceEpoch >= ground.period.first.daysSinceEpoch }) ?? true
                else { return false }
                return ground.district.isEmpty
                    || ground.holds(district: one.recall.operatorUSCC.districtOfFirm)
                    || report.holders.contains { ground.holds(district: $0.holding.holder.districtOfFirm) }
            }.map { Row(told: report, recall: $0, goods: report.affected.first { $0.code.key == subject.key }) }
        }.sorted { $0.recall.recall.opened.entry < $1.recall.recall.opened.entry }
        var acts: [SharedRecallName: [Int]] = [:]
        for (place, event) in ledger.events.enumerated() {
            guard let act = event.event.flatMap({ RecallAct($0) }) else { continue }
            acts[act.name, default: []].append(place)
        }
        shared = acts.map { name, places in
            SharedRecall(name, events: places.map { ledger.events[$0] }, registries: [ledger.registry])
        }.filter { shared in
            guard let opening = shared.opening else { return false }
            let ended = shared.closure?.time.dayOnSpot
            return opening.time.dayOnSpot.daysSinceEpoch <= ground.period.last.daysSinceEpoch
                && ended.map { $0.daysSinceEpoch >= ground.period.first.daysSinceEpoch } ?? true
                && ground.holds(district: opening.act.district)
        }.sorted { ($0.opening?.entry ?? 0) < ($1.opening?.entry ?? 0) }
    }

    package var report: Report {
        Report(
            kind: .recall, title: ReportKind.recall.title, facts: ground.facts(ledger),
            sections: [summary, listed, offices, basis])
    }

    private func entries(_ row: Row) -> EntrySet {
        let recall = row.recall.recall
        return EntrySet(
            recall.openings.map(\.entry) + recall.notices.map(\.entry)
                + [recall.closing?.entry, recall.calledOff?.entry].compactMap(\.self))
    }

    private var summary: Report.Section {
        let heading = Wording(en: "Summary", zh: "总体情况")
        guard !rows.isEmpty || !shared.isEmpty else {
            return Report.Section(heading, [.paragraph(Sentence(ReportWords.nothing))])
        }
        func figure(_ rows: [Row]) -> Figure {
            Figure(rows.count, entries: EntrySet(rows.map { $0.recall.recall.opened.entry }))
        }
        let all = figure(rows)
        let opened = figure(
            rows.filter { ground.period.contains($0.recall.recall.opened.event.eventTime.dayOnSpot) })
        let closed = figure(rows.filter { $0.recall.state == .closed })
        let late = figure(rows.filter(\.recall.isOverdue))
        let lateStart = figure(rows.filter(\.recall.isStartLate))
        let sentence = Sentence(
            en:
                "Recalls open in the period: \(all), of them opened in it: \(opened), closed: \(closed). Begun too late: \(lateStart); not completed "
                + "within the term: \(late).",
            zh: "报告期内处于召回中的货物 \(all) 批，其中新启动 \(opened) 批，已完成 \(closed) 批。启动逾期 \(lateStart) 批，完成逾期 \(late) 批。")
        return Report.Section(heading, [.paragraph(sentence)])
    }

    private var listed: Report.Section {
        let terms = ReportTable(
            Wording(en: "Recalls and their terms", zh: "召回及期限"),
            [
                .words("goods", "货物", weight: 2.6), .words("recalled by", "召回方", weight: 2.4),
                .number("grade", "级别", weight: 0.6),
                .whole("opened", "启动"), .words("begun in time", "启动期限", weight: 1.3),
                .number("told", "已通知"),
                .words("state", "状态", weight: 1.6), .whole("to be done by", "应完成日"),
                .number("working days used", "已用工作日"), .words("term", "完成期限", weight: 1.1),
            ], rows.map(terms))
        let amounts = ReportTable(
            Wording(en: "What became of the goods", zh: "货物去向"),
            [
                .words("goods", "货物", weight: 2.4), .words("on hand", "现存"), .words("on its way", "在途"),
                .words("sold", "已售"), .words("used", "已加工"), .words("sent back", "已退回"), .words("destroyed", "已销毁"),
                .words("unaccounted", "去向不明"),
            ],
            rows.compactMap { row -> [Figure]? in
                guard let goods = row.goods else { return nil }
                let total = goods.total
                let entries = EntrySet(
                    row.told.holders.filter { $0.holding.goods.key == goods.code.key }.flatMap(\.holding.entries))
                return [Figure(name(row))]
                    + [
                        total.onHand, total.inTransit, total.sold, total.used, total.returned, total.destroyed,
                        total.unaccounted,
                    ].map { $0.isNone ? Figure(Wording("0")) : Figure($0.wording, entries: entries) }
            })
        return Report.Section(Wording(en: "Recalls", zh: "召回情况"), [.table(terms), .table(amounts)])
    }

    private func name(_ row: Row) -> Wording {
        guard let goods = row.goods else { return Wording(row.recall.recall.code.uri) }
        let product = goods.product.map { "\($0.shown) " } ?? ""
        return Wording(en: product + goods.name.en, zh: product + goods.name.zh)
    }

    private func terms(_ row: Row) -> [Figure] {
        let (one, recall) = (row.recall, row.recall.recall)
        let start: Figure =
            one.startBy.map { due in
                let moment = OffsetTime(moment: due, offsetMinutes: 480).plainMinute
                return Figure(
                    one.isStartLate
                        ? Wording(en: "late (by \(moment))", zh: "逾期（应 \(moment)）") : Wording(en: "in time", zh: "按时"),
                    entries: EntrySet([one.failed?.entry].compactMap(\.self)))
            } ?? .dash
        let end = (recall.closing ?? recall.calledOff)?.entry
        return [
            Figure(name(row), entries: entries(row)), Figure(foreign: ledger.registry.named(recall.operatorUSCC)),
            Figure(
                Wording("\(one.grade)"), value: Amount("\(one.grade)"), entries: EntrySet(recall.openings.map(\.entry))),
            Figure(
                Wording(recall.opened.event.eventTime.plainMinute), entries: EntrySet(recall.openings.map(\.entry))),
            start, Figure(recall.notified.count, entries: EntrySet(recall.notices.map(\.entry))),
            Figure(one.state.wording, entries: EntrySet([end].compactMap(\.self))),
            Figure(Wording("\(one.completeBy)\(one.isCalendarKnown ? "" : " ?")")),
            Figure(Wording("\(one.workingDaysUsed)/\(one.workingDaysMax)"), entries: entries(row)),
            Figure(
                one.isOverdue ? Wording(en: "overdue", zh: "逾期") : Wording(en: "kept", zh: "按期"), entries: entries(row)),
        ]
    }

    private var offices: Report.Section {
        let table = ReportTable(
            Wording(en: "Recalls that offices share", zh: "部门间召回协同"),
            [
                .words("recall", "召回", weight: 2.4), .words("leads", "牵头机关", weight: 2.4), .number("told", "已通知"),
                .number("confirmed", "已确认"), .number("reported", "已反馈"), .number("late", "逾期"),
                .number("stock open", "未结货物"), .words("state", "状态", weight: 1.8),
            ],
            shared.compactMap { one -> [Figure]? in
                guard let opening = one.opening else { return nil }
                let confirmed = one.told.compactMap(\.confirmation?.entry)
                let reported = one.told.filter(\.hasReported)
                let late = one.told.filter { told in
                    one.clocks(of: told, .builtIn, calendar, on: ledger.today).contains(where: \.isOverdue)
                }
                return [
                    Figure(foreign: opening.act.title, entries: EntrySet([opening.entry])),
                    Figure(foreign: ledger.registry.named(one.name.uscc)),
                    Figure(one.told.count, entries: EntrySet(one.told.map(\.telling.entry))),
                    Figure(confirmed.count, entries: EntrySet(confirmed)),
                    Figure(reported.count, entries: EntrySet(reported.flatMap(\.entries))),
                    Figure(late.count, entries: EntrySet(late.map(\.telling.entry))),
                    Figure(one.openStock.count, entries: EntrySet(one.openStock.map(\.entry))),
                    Figure(one.state.wording, entries: EntrySet([one.closure?.entry].compactMap(\.self))),
                ]
            })
        return Report.Section(Wording(en: "Between departments", zh: "部门协同"), [.table(table)])
    }

    private var basis: Report.Section {
        var lines = [
            Sentence(
                en:
                    "Told are recalls of lots, items and logistic units that were open on a day of the period, by whoever may recall them. How they "
                    + "stand is as of the moment of this report, by the same rules as yima recall; working days are those of lists.json.",
                zh: "统计报告期内任何一天处于召回中的批次、单品与物流单元，以有权召回者的记录为准。状态为本报告生成时的状态，口径与 yima recall 一致；工作日历见 lists.json。"),
            Sentence(
                en: "Amounts are those of the goods themselves; what was made of them is told by yima recall CODE.",
                zh: "数量为货物本身的数量；其制成品见 yima recall 编码。"),
        ]
        if leftOut > 0 {
            lines.append(
                Sentence(
                    en: "\(leftOut) more goods were recalled and are not told here.", zh: "另有 \(leftOut) 种被召回货物未列入本报告。")
            )
        }
        if !unfollowed.isEmpty {
            let count = Figure(unfollowed.count, entries: unfollowed)
            lines.append(
                Sentence(
                    en:
                        "Recalls up to the end of the period that name a product without a lot, or a code that cannot be read: \(count). They are told "
                        + "by yima recall CODE.",
                    zh: "截至报告期末，以产品编码（无批次）或无法识读的编码发布的召回 \(count) 条，未列入本报告，见 yima recall 编码。"))
        }
        if isCut || rows.contains(where: { !$0.told.isComplete }) {
            lines.append(
                Sentence(
                    en: "Not every chain was read whole: amounts may be more than is told.", zh: "部分链条未能全部读取：数量可能多于所列。")
            )
        }
        return Report.Section(Wording(en: "How it was counted", zh: "统计口径"), [.list(lines)])
    }
}
