import Chains
package import Codes
import EPCIS
import Evidence
import Ledger
import Pictures
package import Rules
import Statistics
package import Values

/// Quarantine permits of imports: what may come in under each, what has, what is left, which were overdrawn, which end soon.
package struct PermitsReport: Sendable {
    /// One permit.
    package struct Row: Sendable {
        /// As it was written first, else as the register has it.
        package let written: String
        /// What may come in; nil where no register says it.
        package let allowed: Amount?
        package let end: CalendarDate?
        package let before: Amount
        package let used: Amount
        package let importers: [String]
        package let entries: EntrySet
        package let entriesBefore: EntrySet

        package var all: Amount { before.adding(used) ?? used }
        package var left: Amount? { allowed.flatMap { $0.subtracting(all) } }
        package var isOver: Bool { left.map { $0 < .zero } ?? false }
    }

    let ledger: LedgerFacts
    let ground: ReportGround
    package let rows: [Row]

    /// The text that is in every event that names a permit.
    package static let marks = ["quarantinePermitNo"]
    /// Days before the end of a permit, from the end of the period, in which it is said to end soon.
    private static let soonDays = 30

    package init(_ ledger: LedgerFacts, _ ground: ReportGround, registers: Registers, codes: CodeReader) {
        self.ledger = ledger
        self.ground = ground
        var cache = CodeCache(reader: codes)
        var events: [String: [ResolvedEvent]] = [:]
        var written: [String: String] = [:]
        for event in ledger.events where event.isReadable {
            guard let read = event.event, read.errorDeclaration == nil,
                let number = read.dataElements["quarantinePermitNo"]
            else { continue }
            let key = EPCISEvent.permitNumber(number)
            events[key, default: []].append(event.resolved(&cache))
            if written[key] == nil { written[key] = number }
        }
        // The day ends in China.
        func moment(after day: CalendarDate) -> Timestamp {
            Timestamp(milliseconds: Int64(day.daysSinceEpoch + 1) * 86_400_000 - 8 * 3_600_000 - 1)
        }
        let (start, end) = (
            moment(after: CalendarDate(daysSinceEpoch: ground.period.first.daysSinceEpoch - 1)),
            moment(after: ground.period.last)
        )
        rows = Set(events.keys).union(registers.permits.keys).sorted().compactMap { key in
            let its = events[key] ?? []
            let importers = Set(its.filter { $0.isRelease && $0.moment <= end }.map(\.operatorUSCC)).sorted()
            guard
                ground.district.isEmpty
                    || importers.contains(where: { ground.holds(district: $0.districtOfFirm) })
            else { return nil }
            let before = PermitUse(its, upTo: start)
            let all = PermitUse(its, upTo: end)
            return Row(
                written: written[key] ?? key, allowed: registers.permits[key], end: registers.permitEnds[key],
                before: before.kilograms, used: all.kilograms.subtracting(before.kilograms) ?? .zero,
                importers: importers, entries: EntrySet(Set(all.entries).subtracting(before.entries)),
                entriesBefore: EntrySet(before.entries))
        }
    }

    package var report: Report {
        Report(
            kind: .permits, title: ReportKind.permits.title, facts: ground.facts(ledger),
            sections: [summary, listed, basis])
    }

    private func isEnding(_ row: Row) -> Bool {
        guard let end = row.end else { return false }
        let last = ground.period.last.daysSinceEpoch
        return (last...last + Self.soonDays).contains(end.daysSinceEpoch)
    }

    private func isEnded(_ row: Row) -> Bool {
        row.end.map { $0.daysSinceEpoch < ground.period.last.daysSinceEpoch } ?? false
    }

    private var summary: Report.Section {
        let heading = Wording(en: "Summary", zh: "总体情况")
        guard !rows.isEmpty else {
            return Report.Section(heading, [.paragraph(Sentence(ReportWords.nothing))])
        }
        let sum = rows.reduce(Amount.zero) { $0.adding($1.used) ?? $0 }
        let total = Figure(sum, entries: EntrySet.union(rows.map(\.entries)))
        let over = rows.filter(\.isOver)
        let overdrawn = Figure(
            over.count, entries: EntrySet.union(over.flatMap { [$0.entries, $0.entriesBefore] }))
        func count(_ rows: [Row]) -> Figure {
            Figure(rows.count, entries: EntrySet.union(rows.flatMap { [$0.entries, $0.entriesBefore] }))
        }
        let (all, ending, unknown) = (
            count(rows), count(rows.filter(isEnding)), count(rows.filter { $0.allowed == nil })
        )
        let sentence = Sentence(
            en:
                "Permits: \(all); under them came in: \(total) kg. Overdrawn: \(overdrawn); ending within \(Self.soonDays) days of the "
                + "period: \(ending). In no register: \(unknown).",
            zh:
                "共涉及许可证 \(all) 份，报告期内进口 \(total) 千克。超量使用 \(overdrawn) 份；\(ending) 份将在报告期末后 \(Self.soonDays) 天内到期；\(unknown) 份没有可查的许可数量。"
        )
        let known = rows.filter { $0.allowed != nil }
        let bars = known.map { row in
            (
                label: row.written,
                counts: [Self.whole(row.before), Self.whole(row.used), Self.whole(row.left ?? .zero)]
            )
        }
        let plot = ReportPlot(Wording(en: "Kilograms under each permit", zh: "各许可证使用情况（千克）")) { title, language in
            StackedBarPicture(
                bars,
                series: [
                    .init(name: Wording(en: "used before", zh: "此前已用"), colour: PlotColour(0x9AA5B1)),
                    .init(name: Wording(en: "used in the period", zh: "本期使用"), colour: .cool),
                    .init(name: Wording(en: "left", zh: "剩余"), colour: .good),
                ], title: title, language
            ).drawing
        }
        return Report.Section(heading, [.paragraph(sentence)] + (known.isEmpty ? [] : [.plot(plot)]))
    }

    private static func whole(_ amount: Amount) -> Int { Int(max(0, amount.millionths) / 1_000_000) }

    private var listed: Report.Section {
        let table = ReportTable(
            Wording(en: "Permits", zh: "许可证一览（千克）"),
            [
                .words("permit", "许可证", weight: 2.2), .words("importers", "进口主体", weight: 2.6),
                .number("allowed", "许可数量"),
                .number("used before", "此前已用"), .number("used in the period", "本期使用"), .number("left", "剩余"),
                .number("used", "使用率"), .whole("last day", "截止日"), .words("state", "状态", weight: 1.5),
            ],
            rows.map { row in
                let share = row.allowed.flatMap { allowed in
                    allowed > .zero ? Double(row.all.millionths) / Double(allowed.millionths) : nil
                }
                let all = EntrySet.union([row.entriesBefore, row.entries])
                return [
                    Figure(foreign: row.written, entries: all),
                    Figure(foreign: row.importers.map(ledger.registry.named).joined(separator: ", ")),
                    row.allowed.map { Figure($0) } ?? .dash, Figure(row.before, entries: row.entriesBefore),
                    Figure(row.used, entries: row.entries), row.left.map { Figure($0, entries: all) } ?? .dash,
                    .percent(share, entries: all), row.end.map { Figure(Wording("\($0)")) } ?? .dash,
                    Figure(state(row)),
                ]
            })
        return Report.Section(Wording(en: "Permits", zh: "许可证使用情况"), [.table(table)])
    }

    private func state(_ row: Row) -> Wording {
        if row.isOver { return Wording(en: "overdrawn", zh: "超量") }
        if isEnded(row) { return Wording(en: "ended", zh: "已到期") }
        if isEnding(row) { return Wording(en: "ends soon", zh: "即将到期") }
        return row.allowed == nil ? Wording(en: "in no register", zh: "无许可数量") : Wording(en: "within", zh: "正常")
    }

    private var basis: Report.Section {
        Report.Section(
            Wording(en: "How it was counted", zh: "统计口径"),
            [
                .list([
                    Sentence(
                        en:
                            "Counted is what was released under a permit up to the end of the period: of each lot and declaration the net weight "
                            + "that is told of it, as rule MEAT-2 counts; by whoever recorded it, where MEAT-2 hears those only who are heard "
                            + "about the goods.",
                        zh: "统计截至报告期末在许可证项下放行的数量：按批次与报关单取所载净重，与规则 MEAT-2 口径一致；但计入任何记录方的记录，MEAT-2 只听取对货物有发言权者。"),
                    Sentence(
                        en: "How much may come in, and until when, is what registers.json says.",
                        zh: "许可数量与截止日以 registers.json 为准。"),
                ])
            ])
    }
}
