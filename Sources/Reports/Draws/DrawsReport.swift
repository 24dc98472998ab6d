package import Draws
import Evidence
import Ledger
import Pictures
import Values

/// 双随机一公开: which draws an office committed itself to in a period, what was drawn, whom substitutes replaced and why, and what of it was made
/// public.
package struct DrawsReport: Sendable {
    let ledger: LedgerFacts
    let ground: ReportGround
    /// In the order in which they were committed to.
    let draws: [DrawRecord]
    /// What was published of each draw that was published more than once, with what was changed.
    private let published: [DrawName: [PublishedFindings]]

    /// The text of which one is in every act of a draw.
    package static let marks = ["yima:Draw"]

    /// - Parameter files: files of findings by draw and by the numbers of their publications, of those that were published more than once.
    package init(_ ledger: LedgerFacts, _ ground: ReportGround, files: [DrawName: [Int: [UInt8]]] = [:]) {
        self.ledger = ledger
        self.ground = ground
        draws = Self.draws(ledger, ground)
        published = Dictionary(
            uniqueKeysWithValues: draws.filter { $0.publications.count > 1 }.map {
                ($0.name, PublishedFindings.all(of: $0, files: files[$0.name] ?? [:]))
            })
    }

    /// The draws whose publications are to be put side by side, with how many there are of each.
    package static func publishedAgain(
        _ ledger: LedgerFacts, _ ground: ReportGround
    ) -> [(name: DrawName, publications: Int)] {
        draws(ledger, ground).filter { $0.publications.count > 1 }.map { ($0.name, $0.publications.count) }
    }

    private static func draws(_ ledger: LedgerFacts, _ ground: ReportGround) -> [DrawRecord] {
        var events: [DrawName: [Int]] = [:]
        for (place, event) in ledger.events.enumerated() {
            guard let act = event.event.flatMap({ DrawAct($0) }) else { continue }
            events[act.name, default: []].append(place)
        }
        return events.map { name, places in
            DrawRecord(name, events: places.map { ledger.events[$0] }, registry: ledger.registry)
        }.filter { draw in
            guard let commitment = draw.commitment else { return false }
            return ground.period.contains(commitment.arrival.dayInChina)
                && ground.holds(district: commitment.act.district)
        }.sorted { ($0.commitment?.entry ?? 0) < ($1.commitment?.entry ?? 0) }
    }

    package var report: Report {
        Report(
            kind: .draws, title: ReportKind.draws.title, facts: ground.facts(ledger),
            sections: [summary, listed, replaced] + (published.isEmpty ? [] : [changed]) + [basis])
    }

    /// What the lines of a file tell: the first names its form.
    private static func told(_ file: LineTree) -> Int { max(0, file.count - 1) }
    private func published(_ draw: DrawRecord) -> Int {
        draw.publications.last.map { Self.told($0.act.findings) } ?? 0
    }
    private func drawn(_ draw: DrawRecord) -> Int { draw.result.map { Self.told($0.act.result) } ?? 0 }

    private func entries(_ draw: DrawRecord) -> EntrySet {
        EntrySet(
            [draw.commitment?.entry, draw.result?.entry].compactMap(\.self) + draw.substitutions.map(\.entry)
                + draw.publications.map(\.entry))
    }

    private var summary: Report.Section {
        let heading = Wording(en: "Summary", zh: "总体情况")
        guard !draws.isEmpty else {
            return Report.Section(heading, [.paragraph(Sentence(ReportWords.nothing))])
        }
        let all = Figure(draws.count, entries: EntrySet(draws.compactMap(\.commitment?.entry)))
        let done = draws.filter { $0.result != nil }
        let drawnDraws = Figure(done.count, entries: EntrySet(done.compactMap(\.result?.entry)))
        let firms = Figure(
            draws.reduce(0) { $0 + drawn($1) }, entries: EntrySet(done.compactMap(\.result?.entry)))
        let results = draws.flatMap { $0.publications.suffix(1) }.map(\.entry)
        let shown = Figure(draws.reduce(0) { $0 + published($1) }, entries: EntrySet(results))
        let replacements = draws.flatMap(\.substitutions)
        let replaced = Figure(replacements.count, entries: EntrySet(replacements.map(\.entry)))
        let waiting = done.filter { published($0) < drawn($0) }
        let pending = Figure(
            waiting.count,
            entries: EntrySet(waiting.flatMap { [$0.result?.entry, $0.publications.last?.entry].compactMap(\.self) }))
        let again = draws.filter { $0.publications.count > 1 }
        let republished = Figure(again.count, entries: EntrySet(again.flatMap(\.publications).map(\.entry)))
        let sentence = Sentence(
            en:
                "Draws committed to: \(all); drawn: \(drawnDraws), with firms: \(firms). Findings made public: \(shown); draws of which some are not "
                + "yet: \(pending); draws whose findings were published more than once: \(republished). Substitutions: \(replaced).",
            zh:
                "报告期内发起抽查 \(all) 次，已抽取 \(drawnDraws) 次，抽中主体 \(firms) 家次；已公示检查结果 \(shown) 家次，尚有 \(pending) 次抽查的结果未全部公示；\(republished) 次抽查的结果先后多次公示。更换 \(replaced) 次。"
        )
        let bars = draws.map { (label: $0.commitment?.act.title ?? $0.name.word, counts: counts($0)) }
        let plot = ReportPlot(Wording(en: "Firms drawn, by what became of them", zh: "抽中主体的检查公示情况")) {
            title, language in
            StackedBarPicture(
                bars,
                series: [
                    .init(name: Wording(en: "finding published", zh: "结果已公示"), colour: .good),
                    .init(name: Wording(en: "not published", zh: "未公示"), colour: .fair),
                ], title: title, language
            ).drawing
        }
        return Report.Section(heading, [.paragraph(sentence), .plot(plot)])
    }

    private func counts(_ draw: DrawRecord) -> [Int] {
        let shown = min(published(draw), drawn(draw))
        return [shown, drawn(draw) - shown]
    }

    private var listed: Report.Section {
        let table = ReportTable(
            Wording(en: "Draws", zh: "抽查一览"),
            [
                .words("draw", "抽查", weight: 2.4), .words("office", "机关", weight: 2.2),
                .words("matter", "事项", weight: 2),
                .number("firms on the list", "名单主体"), .number("to be drawn", "应抽"), .number("drawn", "抽中"),
                .number("substitutions", "更换"), .number("findings public", "已公示"),
                .number("publications", "公示次数"), .number("days to publication", "公示用时（天）"),
                .words("state", "状态", weight: 1.6),
            ],
            draws.compactMap { draw in
                guard let commitment = draw.commitment else { return nil }
                let plan = commitment.act
                let replaced = EntrySet(draw.substitutions.map(\.entry))
                return [
                    Figure(foreign: plan.title, entries: entries(draw)),
                    Figure(foreign: ledger.registry.named(draw.name.uscc)), Figure(foreign: plan.matter),
                    Figure(Self.told(plan.firms), entries: EntrySet([commitment.entry])),
                    Figure(plan.count, entries: EntrySet([commitment.entry])),
                    draw.result.map { Figure(Self.told($0.act.result), entries: EntrySet([$0.entry])) } ?? .dash,
                    Figure(draw.substitutions.count, entries: replaced),
                    draw.publications.last.map { Figure(Self.told($0.act.findings), entries: EntrySet([$0.entry])) }
                        ?? Figure(0),
                    Figure(draw.publications.count, entries: EntrySet(draw.publications.map(\.entry))),
                    days(draw), Figure(state(draw), entries: entries(draw)),
                ]
            })
        return Report.Section(Wording(en: "Draws", zh: "抽查情况"), [.table(table)])
    }

    /// From the draw to the first publication.
    private func days(_ draw: DrawRecord) -> Figure {
        guard let result = draw.result, let first = draw.publications.first else { return .dash }
        let days = first.arrival.dayInChina.daysSinceEpoch - result.arrival.dayInChina.daysSinceEpoch
        return Figure(days, entries: EntrySet([result.entry, first.entry]))
    }

    private func state(_ draw: DrawRecord) -> Wording {
        guard draw.result != nil else { return Wording(en: "committed, not drawn", zh: "已承诺，未抽取") }
        if published(draw) == 0 { return Wording(en: "drawn, nothing published", zh: "已抽取，未公示") }
        return published(draw) < drawn(draw)
            ? Wording(en: "published in part", zh: "部分公示") : Wording(en: "published", zh: "已全部公示")
    }

    private var replaced: Report.Section {
        var grounds: [DrawSubstitution.Ground: [DrawRecord.Placed<DrawSubstitution>]] = [:]
        for one in draws.flatMap(\.substitutions) { grounds[one.act.ground, default: []].append(one) }
        let table = ReportTable(
            Wording(en: "Substitutions by ground", zh: "更换事由"),
            [
                .words("ground", "事由", weight: 3), .number("of firms", "更换主体"), .number("of inspectors", "更换检查人员"),
            ],
            DrawSubstitution.Ground.allCases.compactMap { ground in
                guard let all = grounds[ground] else { return nil }
                let firms = all.filter { $0.act.inspector == nil }.map(\.entry)
                let inspectors = all.filter { $0.act.inspector != nil }.map(\.entry)
                return [
                    Figure(ground.wording), Figure(firms.count, entries: EntrySet(firms)),
                    Figure(inspectors.count, entries: EntrySet(inspectors)),
                ]
            })
        let refused = draws.flatMap { draw in draw.refused.map { (draw, $0) } }
        let ignored = ReportTable(
            Wording(en: "Acts that count for nothing", zh: "无效行为"),
            [.words("draw", "抽查", weight: 2), .number("entry", "条目"), .words("why", "原因", weight: 4)],
            refused.map { draw, one in
                [
                    Figure(foreign: draw.commitment?.act.title ?? draw.name.word),
                    Figure(Wording("\(one.entry)"), entries: EntrySet([one.entry])), Figure(one.why.wording),
                ]
            })
        return Report.Section(
            Wording(en: "Substitutions and what does not count", zh: "更换与无效行为"),
            [.table(table)] + (refused.isEmpty ? [] : [.table(ignored)]))
    }

    /// What was published again, and what it says otherwise of each firm.
    private var changed: Report.Section {
        var rows: [[Figure]] = []
        for draw in draws {
            for one in (published[draw.name] ?? []).dropFirst() {
                let title = Figure(foreign: draw.commitment?.act.title ?? draw.name.word)
                let place = Figure(one.number, entries: EntrySet([one.entry]))
                guard let changes = one.changes else {
                    rows.append([
                        title, place, .dash, Figure(Wording(en: "a file is not at hand", zh: "文件不在手边")), .dash,
                    ])
                    continue
                }
                let both = EntrySet(draw.publications[(one.number - 2)...(one.number - 1)].map(\.entry))
                if changes.isEmpty {
                    rows.append([title, place, .dash, Figure(Wording(en: "nothing", zh: "无改动"), entries: both), .dash])
                }
                for change in changes.prefix(Self.changesMax) {
                    rows.append([
                        title, place, Figure(foreign: ledger.registry.named(change.firm)),
                        change.before.map { Figure($0.wording.fit, entries: both) } ?? .dash,
                        change.after.map { Figure($0.wording.fit, entries: both) } ?? .dash,
                    ])
                }
                if changes.count > Self.changesMax {
                    rows.append([
                        title, place,
                        Figure(Wording(en: "… \(changes.count) firms", zh: "…… 共 \(changes.count) 户"), entries: both),
                        .dash, .dash,
                    ])
                }
            }
        }
        let table = ReportTable(
            Wording(en: "Findings that were published again", zh: "再次公示的检查结果"),
            [
                .words("draw", "抽查", weight: 2), .number("publication", "第几次公示"), .words("firm", "主体", weight: 2.4),
                .words("before", "原结果", weight: 3), .words("now", "现结果", weight: 3),
            ], rows)
        return Report.Section(Wording(en: "Publications that replaced an earlier one", zh: "公示后的改动"), [.table(table)])
    }

    /// Changed firms of one publication that are listed.
    private static let changesMax = 200

    private var basis: Report.Section {
        Report.Section(
            Wording(en: "How it was counted", zh: "统计口径"),
            [
                .list([
                    Sentence(
                        en:
                            "A draw is of the period in which the ledger took its commitment. Whether it follows from its seed is checked by "
                            + "yima draw check, and was not checked here.",
                        zh: "抽查按承诺到达账本的日期归入报告期。抽取结果是否由种子得出，由 yima draw check 核验，本报告未予核验。"),
                    Sentence(
                        en:
                            "Findings are counted as the newest publication of a draw says: its file has one line for each inspection.",
                        zh: "检查结果数以该次抽查最近一次公示文件的行数为准。"),
                    Sentence(
                        en:
                            "What a later publication changed is told from the files of both, where the host has them; a copy of a ledger has none.",
                        zh: "再次公示的改动由两次文件比对得出（以主机保存的文件为限；账本副本不含文件）。"),
                ])
            ])
    }
}

extension Wording {
    /// What others wrote, made fit to be shown.
    fileprivate var fit: Wording { Wording(en: en.shown, zh: zh.shown) }
}
