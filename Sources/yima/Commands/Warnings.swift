public import ArgumentParser
import Chains
import Codes
import CommandSupport
import LedgerClient
import LedgerProtocol
public import Risk
import StrictJSON
import Values

extension RiskWarning.Kind: ExpressibleByArgument {}

/// What an office should look at now: rates that have risen, tasks that are overdue.
struct Warnings: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: said(
            "What to look at now: rates that rise, tasks that are overdue, goods that failed.", "预警：比率上升、任务超期、货物不合格。"),
        discussion: said(
            "Rates are tested one event after another (CUSUM) against what is usual: fail rates of samples by category and district, "
                + "complaints, late records and findings by firm. How often it alarms falsely stands in docs/risk.md.",
            "对各比率逐条作累积和（CUSUM）检验，与平常水平比较：按类别和区划的抽检不合格率，按主体的投诉举报、迟报与监测问题。误报率见 docs/risk.md。"))

    @OptionGroup var options: LedgerOptions

    @Option(
        name: .customLong("kind"),
        help: .said(
            "only of this kind: rate, overdue, held (may be repeated)",
            "仅该类：rate 比率上升、overdue 任务超期、held 所持货物抽检不合格（可重复）"))
    var kinds: [RiskWarning.Kind] = []

    @Option(help: .said("only in this district (its first digits)", "仅该行政区划前缀", valueName: "prefix"))
    var district: String?

    @Option(help: .said("only about this firm (USCC)", "仅该主体（统一社会信用代码）", valueName: "uscc"))
    var firm: String?

    @Option(help: .said("only about this product", "仅该产品编码"))
    var code: String?

    @Option(
        help: .said(
            "of this day or later (default: what is shown by the definition file)", "该日及以后（默认按定义文件的展示期）",
            valueName: "day"))
    var since: String?

    @Option(help: .said("how many at most", "最多显示多少条"))
    var limit = 100

    @Flag(help: .said("go on with what comes up and what is settled, until stopped", "持续显示新增与消除的预警，直到中止"))
    var follow = false

    @Flag(help: .said("JSON lines: a warning each, or a change", "每行一个 JSON：预警或变化"))
    var json = false

    func validate() throws {
        guard limit > 0 else { throw ValidationError(en: "--limit is at least 1", zh: "--limit 至少为 1") }
        guard firm == nil || code == nil else {
            throw ValidationError(en: "name a firm or a code", zh: "--firm 与 --code 只能选其一")
        }
    }

    /// How long one waits before asking again what is new.
    private static let pause = Duration.seconds(1)

    func run() async throws {
        let settings = try Settings()
        let filter = try WarningFilter(self)
        try await LedgerConnection.asking(try settings.ledger(options.ledger)) { ledger throws(CommandError) in
            let (last, series) = try await printAll(ledger, filter)
            if follow { try await follow(ledger, filter, after: last, in: series) }
        }
    }

    private func printAll(
        _ ledger: LedgerConnection, _ filter: WarningFilter
    ) async throws(CommandError) -> (last: UInt64, series: String) {
        var (shown, offset): (Int, Int?) = (0, 0)
        var first: WarningsDocument?
        while let start = offset, shown < limit {
            let size = min(limit - shown, WarningsDocument.limitMax)
            let page = try await ledger.warnings(filter.query + [("limit", "\(size)"), ("offset", "\(start)")])
            for warning in page.warnings {
                if json { try Console.print(warning.json) } else { try Console.print(warning.text) }
            }
            shown += page.warnings.count
            offset = page.next
            first = first ?? page
        }
        if !json {
            let more = offset == nil ? "" : said(" (there are more: --limit)", "（还有更多：--limit）")
            let upTo = (first?.upTo ?? 0).grouped
            Console.message(
                said(
                    "\(shown.grouped) warnings\(more), by the host's word at \(upTo) entries",
                    "共 \(shown.grouped) 条预警\(more)，依主机所述（账本 \(upTo) 条）"))
        }
        return (first?.lastChange ?? 0, first?.series ?? "")
    }

    private func follow(
        _ ledger: LedgerConnection, _ filter: WarningFilter, after number: UInt64, in series: String
    ) async throws(CommandError) {
        var (last, series) = (number, series)
        while !Task.isCancelled {
            let document = try await ledger.warningChanges(after: last)
            // Numbers of another series say nothing of what was told by those of this one.
            if document.series != series {
                Console.message(
                    said(
                        "the host has begun its warnings anew: what stands is told once more", "主机已重新建立预警记录：现存预警重新列出"))
                (last, series) = try await printAll(ledger, filter)
                continue
            }
            for change in document.changes where filter.meets(change.warning) {
                if json { try Console.print(change.json) } else { try Console.print(change.text) }
            }
            if let newest = document.changes.last {
                last = newest.number
            } else {
                try? await Task.sleep(for: Self.pause)
            }
        }
    }
}

/// What is asked for, for the host and for what is followed.
private struct WarningFilter {
    private let kinds: Set<RiskWarning.Kind>
    private let district: String
    private let firm: String?
    private let code: (written: String, subject: RiskSubject)?
    private let since: CalendarDate?

    init(_ command: Warnings) throws(CommandError) {
        kinds = Set(command.kinds)
        district =
            try command.district.map { written throws(CommandError) in try DistrictPrefix.checked(written) } ?? ""
        firm = try command.firm.map { text throws(CommandError) in try SamplingTables.uscc(text, at: Wording("--firm"))
        }
        code = try command.code.map { written throws(CommandError) in
            let code = try CodeReader.settled().code(written)
            return (written, .product(code.productKey ?? code.lotKey ?? code.key))
        }
        since = try command.since.map { text throws(CommandError) in
            try SamplingTables.day(text, at: Wording("--since"))
        }
    }

    var query: [(String, String)] {
        var query: [(String, String)] = []
        if !kinds.isEmpty { query.append(("kind", kinds.map(\.rawValue).sorted().joined(separator: ","))) }
        if !district.isEmpty { query.append(("district", district)) }
        if let firm { query.append(("firm", firm)) }
        if let code { query.append(("code", code.written)) }
        if let since { query.append(("since", "\(since)")) }
        return query
    }

    func meets(_ warning: RiskWarning) -> Bool {
        (kinds.isEmpty || kinds.contains(warning.kind))
            && (district.isEmpty || warning.district?.hasPrefix(district) == true)
            && firm.map { warning.subject == .firm($0) } ?? true && code.map { warning.subject == $0.subject } ?? true
            && since.map { warning.day.daysSinceEpoch >= $0.daysSinceEpoch } ?? true
    }
}

extension RiskWarning {
    /// Two lines: since when and what, and under it by what it is known.
    fileprivate var text: String {
        let place = [
            said(kind.wording), scope.shown, entry.map { said("entry \($0)", "条目 \($0)") } ?? "",
        ].filter { !$0.isEmpty }
        return "\(day)  " + said(message).printable + "\n    "
            + Terminal.paint(place.joined(separator: " · "), .grey)
    }
}

extension WarningChange {
    /// As the warning, with whether it came up or is no more.
    fileprivate var text: String {
        let time = OffsetTime(moment: noticed, offsetMinutes: 480).minute
        return said(isOpened ? "\(time) new" : "\(time) settled", isOpened ? "\(time) 新增" : "\(time) 消除") + "  "
            + warning.text
    }
}

extension LedgerConnection {
    fileprivate func warnings(_ query: [(String, String)]) async throws(CommandError) -> WarningsDocument {
        do { return try await client.warnings(query) } catch { throw failure(error) }
    }

    fileprivate func warningChanges(after number: UInt64) async throws(CommandError) -> WarningChangesDocument {
        do { return try await client.warningChanges(after: number) } catch { throw failure(error) }
    }
}
