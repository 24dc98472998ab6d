import ArgumentParser
import Codes
import CommandSupport
import Evidence
import LedgerClient
import LedgerProtocol
import Rules
import Values

/// What the ledger's monitor found: its host's word, each of which `yima verify` checks.
struct Findings: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: said(
            "What the monitor found, by rule, operator, severity, code, time.", "监测发现的问题，可按规则、主体、级别、编码、时间筛选。"))

    enum Severity: String, ExpressibleByArgument, CaseIterable {
        case violation, warning, info
    }

    @OptionGroup var options: LedgerOptions

    @Option(name: .customLong("rule"), help: .said("only of this rule: MASS-1 (may be repeated)", "仅此规则，如 MASS-1（可重复）"))
    var rules: [String] = []

    @Option(
        name: .customLong("severity"),
        help: .said(
            "violation, warning, info (may be repeated; default: the first two)", "violation、warning、info（可重复；默认前两级）"))
    var severities: [Severity] = []

    @Option(name: .customLong("operator"), help: .said("only of this firm (USCC)", "仅此主体（统一社会信用代码）", valueName: "uscc"))
    var operatorUSCC: String?

    @Option(help: .said("only on this code", "仅此编码"), completion: .recentCodes)
    var code: String?

    @Option(help: .said("brought about at this time or later", "此时间及以后发生的", valueName: "time"))
    var since: String?

    @Option(help: .said("brought about before this time", "此时间以前发生的", valueName: "time"))
    var before: String?

    @Option(help: .said("how many at most", "最多显示多少条"))
    var limit = 100

    @Flag(help: .said("go on with what comes up and what is settled, until stopped", "持续显示新增与消除的问题，直到中止"))
    var follow = false

    @Flag(help: .said("JSON lines: a finding each, or a change", "每行一个 JSON：问题或变化"))
    var json = false

    func validate() throws {
        guard limit > 0 else { throw ValidationError(en: "--limit is at least 1", zh: "--limit 至少为 1") }
    }

    /// How long one waits before asking again what is new.
    private static let pause = Duration.seconds(1)

    func run() async throws {
        let settings = try Settings()
        let filter = try FindingFilter(self)
        try await LedgerConnection.asking(try settings.ledger(options.ledger)) { ledger throws(CommandError) in
            let (last, series, isComplete) = try await printAll(ledger, filter)
            guard !follow else { return try await follow(ledger, filter, after: last, in: series) }
            if !isComplete {
                throw CommandError(
                    .undecided, at: Wording(ledger.url), en: "the monitor has not judged everything yet",
                    zh: "监测尚未完成全部核查", hint: Wording(en: "ask again in a while", zh: "请稍后再查"))
            }
        }
    }

    private func printAll(
        _ ledger: LedgerConnection, _ filter: FindingFilter
    ) async throws(CommandError) -> (last: UInt64, series: String?, isComplete: Bool) {
        var (shown, offset): (Int, Int?) = (0, 0)
        var newest: FindingsDocument?
        var (last, isComplete, upTo): (UInt64?, Bool, UInt64) = (nil, true, 0)
        while let start = offset, shown < limit {
            let size = min(limit - shown, FindingsDocument.limitMax)
            let page = try await ledger.findings(filter.query + [("limit", "\(size)"), ("offset", "\(start)")])
            for finding in page.findings {
                if json { try Console.print(finding.json) } else { try Console.print(finding.text) }
            }
            shown += page.findings.count
            (offset, last) = (page.next, last ?? page.lastChange)
            (isComplete, upTo) = (isComplete && page.isComplete, page.upTo)
            newest = page
        }
        if !json {
            let more = offset == nil ? "" : said(" (there are more: --limit)", "（还有更多：--limit）")
            Console.message(
                said(
                    "\(shown.grouped) found\(more), by the host's word at \(upTo.grouped) entries; check each with yima verify",
                    "共 \(shown.grouped) 条\(more)，依主机所述（账本 \(upTo.grouped) 条）；可用 yima verify 逐一核实"))
        }
        if let newest, !json { tellOfWhatIsNotWhole(newest) }
        return (last ?? 0, newest?.series, isComplete)
    }

    /// What the monitor cannot say: of codes too large to be judged whole, and of events that cannot be read.
    private func tellOfWhatIsNotWhole(_ page: FindingsDocument) {
        if page.partialCount > 0 {
            let names = page.partialCodes.prefix(3).map(\.shown).joined(separator: ", ")
            Console.message(
                said(
                    "\(page.partialCount.grouped) codes are too large and were judged in part only: \(names)…",
                    "\(page.partialCount.grouped) 个编码的记录过多，仅核查了一部分：\(names)……"))
        }
        if page.unreadable > 0 {
            Console.message(
                said(
                    "\(page.unreadable.grouped) events on the ledger cannot be read, and are not judged",
                    "账本上有 \(page.unreadable.grouped) 条事件无法读取，未参与核查"))
        }
    }

    private func follow(
        _ ledger: LedgerConnection, _ filter: FindingFilter, after number: UInt64, in series: String?
    ) async throws(CommandError) {
        var (last, series) = (number, series)
        while !Task.isCancelled {
            let document = try await ledger.findingChanges(after: last)
            let changes = document.changes
            // Numbers of another series say nothing of what was told by those of this one.
            if let now = document.series, now != series {
                let isKnown = series != nil
                series = now
                if isKnown {
                    Console.message(
                        said(
                            "the host has begun its findings anew: what stands is told once more",
                            "主机已重新建立监测记录：现存问题重新列出"))
                    (last, series, _) = try await printAll(ledger, filter)
                    continue
                }
            }
            for change in changes where filter.meets(change.finding) {
                if json { try Console.print(change.json) } else { try Console.print(change.text) }
            }
            if let newest = changes.last { last = newest.number } else { try? await Task.sleep(for: Self.pause) }
        }
    }
}

/// What is asked for, for the host and for what is followed.
struct FindingFilter {
    private let rules: Set<String>
    private let severities: Set<String>
    private let operatorUSCC: String?
    private let code: String?
    private let since: Timestamp?
    private let before: Timestamp?

    init(_ command: Findings) throws(CommandError) {
        rules = try Self.rules(command.rules)
        severities = Set(command.severities.isEmpty ? ["violation", "warning"] : command.severities.map(\.rawValue))
        operatorUSCC = try command.operatorUSCC.map { written throws(CommandError) in
            try OperatorCode.checked(written, option: "--operator")
        }
        code = try command.code.map { written throws(CommandError) in
            let code = try CodeReader.settled().code(written)
            return code.watched ?? code.key
        }
        since = try Self.moment(command.since, "--since")
        before = try Self.moment(command.before, "--before")
    }

    /// The parameters of `GET /findings`.
    var query: [(String, String)] {
        var query = [("severity", severities.sorted().joined(separator: ","))]
        if !rules.isEmpty { query.append(("rule", rules.sorted().joined(separator: ","))) }
        if let operatorUSCC { query.append(("operator", operatorUSCC)) }
        if let code { query.append(("code", code)) }
        if let since { query.append(("since", since.description)) }
        if let before { query.append(("before", before.description)) }
        return query
    }

    func meets(_ monitored: MonitoredFinding) -> Bool {
        severities.contains(monitored.finding.severity.rawValue)
            && (rules.isEmpty || rules.contains(monitored.finding.rule))
            && operatorUSCC.map(monitored.operators.contains) ?? true && code.map { $0 == monitored.code } ?? true
            && since.map { monitored.since >= $0 } ?? true && before.map { monitored.since < $0 } ?? true
    }

    /// A rule that does not exist finds nothing, and that would pass for goods in order.
    private static func rules(_ words: [String]) throws(CommandError) -> Set<String> {
        let ids = words.flatMap { $0.split(separator: ",") }.map { $0.uppercased() }
        for id in ids where !Judge.ruleIDs.contains(id) && !proofs.contains(id) {
            let near = Suggestion.didYouMean(id, among: Judge.ruleIDs + proofs)
            throw CommandError(
                .usage, at: Wording("--rule \(id.shown)"), en: "no such rule", zh: "没有这条规则",
                hint: near
                    ?? Wording(en: "name rules as they are told: MASS-1, LINK-1", zh: "请按结果中的规则编号填写，如 MASS-1、LINK-1"))
        }
        return Set(ids)
    }

    /// What the ledger itself is judged by, and not the goods.
    private static let proofs = (1...5).map { "PROOF-\($0)" }

    /// RFC 3339, a time without an offset, which is China's, or a plain day, which stands for its begin in China.
    private static func moment(_ text: String?, _ option: String) throws(CommandError) -> Timestamp? {
        guard let text else { return nil }
        let day = WrittenTime.date(text).map { "\($0)T00:00:00+08:00" }
        guard let moment = WrittenTime.time(day ?? text)?.time.moment else {
            throw CommandError(
                .usage, at: Wording("\(option) \(text.shown)"), en: "not a time", zh: "不是时间",
                hint: Wording(
                    en: "2026-11-29T08:00:00+08:00, or 2026-11-29", zh: "例如 2026-11-29T08:00:00+08:00，或 2026-11-29"))
        }
        return moment
    }
}

extension LedgerConnection {
    func findings(_ query: [(String, String)]) async throws(CommandError) -> FindingsDocument {
        do { return try await client.findings(query) } catch { throw failure(error) }
    }

    fileprivate func findingChanges(after number: UInt64) async throws(CommandError) -> FindingChangesDocument {
        do { return try await client.findingChanges(after: number) } catch { throw failure(error) }
    }
}
