public import ArgumentParser
import Chains
import CommandSupport
import Evidence
import Files
import Ledger
import Pictures
import Rules
public import Statistics
import StrictJSON
import Supervision
import TransparencyLog
import Values

/// Figures over a whole ledger.
struct StatsCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "stats", abstract: said("Figures over a whole ledger.", "全账本统计。"),
        subcommands: [PassRates.self, PlanStats.self, CountComplaints.self])
}

/// Which share of the samples passed, and whether that reaches the target.
struct PassRates: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "pass-rate",
        abstract: said("Which share of the samples passed, beside its target.", "抽检合格率及其目标。"),
        discussion: said(
            "Counted from the whole ledger while it is audited: a ledger that is false has no figures. A sample passed where every result of "
                + "it did, one of a plan where the plan's acts say so, a re-test included; only results of enrolled laboratories count. “met” and “below” are said where the 95 % interval of Wilson lies on "
                + "one side of the target, else there are too few samples to say.",
            "在审计全账本的同时统计：账本不实则没有数字。样本的全部结果合格方为合格，计划内样品以其抽检记录（含复检）为准；仅计已登记检验机构的结果。"
                + "威尔逊 95% 区间全部位于目标一侧时方判“达标”或“未达标”，否则为样本不足。"))

    enum Format: String, ExpressibleByArgument, CaseIterable {
        case table, csv, xlsx, json, svg
    }

    @OptionGroup var options: LedgerOptions

    @Option(
        help: .said(
            "what is told apart: category, district, period, firm, stage",
            "分组：category 类别、district 行政区划、period 时期、firm 主体、stage 环节",
            valueName: "what"))
    var by = SampleTable.Dimension.category

    @Option(help: .said("month, quarter or year", "month 月、quarter 季、year 年", valueName: "length"))
    var period = SampleTable.Period.month

    @Option(help: .said("digits of a district that are told apart: 2, 4 or 6", "行政区划位数：2、4 或 6"))
    var digits = 6

    @Option(help: .said("only samples from this day on", "仅计该日起的样本", valueName: "day"))
    var since: String?

    @Option(help: .said("only samples before this day", "仅计该日之前的样本", valueName: "day"))
    var before: String?

    @Option(help: .said("only this category, as often as wanted", "仅计该类别，可多次给出", valueName: "category"))
    var category: [String] = []

    @Option(help: .said("only firms of districts that begin so", "仅计该行政区划前缀的主体", valueName: "prefix"))
    var district = ""

    @Option(help: .said("a file of targets of one's own", "自备的目标文件", valueName: "file"), completion: .file())
    var targets: String?

    @Option(
        help: .said(
            "the directory of a ledger, or of a copy of one, instead of an address", "账本或其副本的目录，代替地址", valueName: "dir"),
        completion: .directory)
    var data: String?

    @Option(help: .said("table, csv, xlsx, json, svg", "table、csv、xlsx、json、svg", valueName: "format"))
    var format = Format.table

    @Option(
        name: .shortAndLong,
        help: .said("the file to write; without it standard output", "输出文件；不指定则输出到标准输出", valueName: "file"),
        completion: .file())
    var output: String?

    @OptionGroup var overwriting: OverwriteOptions

    func validate() throws {
        guard [2, 4, 6].contains(digits) else {
            throw ValidationError(en: "--digits is 2, 4 or 6", zh: "--digits 应为 2、4 或 6")
        }
        if format == .xlsx, output == nil {
            throw ValidationError(en: "an XLSX file needs a name: -o FILE", zh: "XLSX 须指定文件名：-o FILE")
        }
    }

    func run() async throws {
        try overwriting.check(output)
        let targets = try QualityTargets.settled(targets)
        let question = try question(targets)
        let definitions = try await CountedLedger(options: options, data: data).definitions()
        let (gathering, report) = try await gathered()
        try report.requireSound()
        let counted = gathering.counted(lists: definitions.lists, codes: definitions.codes)
        let count = counted.samples.count(question, targets: targets) {
            gathering.isLaboratory($0, of: $1, at: $2)
        }
        let sheet = PassRateSheet(
            count: count, openCount: counted.openCount, question: question, targets: targets,
            language: Language.current.drawing)
        try write(sheet, report)
        if count.foreignCount > 0 {
            Console.note(
                "stats",
                Wording(
                    en:
                        "\(count.foreignCount) samples are not counted: who tested them was no enrolled laboratory of the firm's district",
                    zh: "\(count.foreignCount) 个样本未计入：检验方当时不是主体所在区划的已登记检验机构"))
        }
        if counted.openCount > 0 {
            Console.note(
                "stats",
                Wording(
                    en:
                        "\(counted.openCount) samples of plans are not counted: not all is tested, results contradict each other, or none counts (yima sample status)",
                    zh: "\(counted.openCount) 个计划样品未计入：尚未检完、结果互相矛盾或没有有效结果（见 yima sample status）"))
        }
        if count.uncategorisedCount > 0 {
            Console.note(
                "stats",
                Wording(
                    en: "\(count.uncategorisedCount) samples are of no category of the targets",
                    zh: "\(count.uncategorisedCount) 个样本不属于任何目标类别"))
        }
    }

    private func question(_ targets: QualityTargets) throws(CommandError) -> SampleTable.Question {
        var question = SampleTable.Question()
        question.dimension = by
        question.period = period
        question.districtDigits = digits
        question.since = try day(since, "--since")
        question.before = try day(before, "--before")
        question.district = district.isEmpty ? "" : try DistrictPrefix.checked(district)
        for name in category where !targets.categories.contains(where: { $0.id == name }) {
            let known = targets.categories.map(\.id).joined(separator: ", ")
            throw CommandError(
                .usage, at: Wording("--category \(name.shown)"), en: "is none of \(known)", zh: "应为 \(known) 之一")
        }
        question.categories = Set(category)
        return question
    }

    private func day(_ text: String?, _ option: String) throws(CommandError) -> CalendarDate? {
        guard let text else { return nil }
        guard let moment = Timestamp(rfc3339: "\(text)T00:00:00Z") else {
            throw CommandError(
                .usage, at: Wording("\(option) \(text.shown)"), en: "not a day as 2026-12-03", zh: "日期应写作 2026-12-03")
        }
        return CalendarDate(daysSinceEpoch: Int(moment.milliseconds / 86_400_000))
    }

    private typealias Gathered = (gathering: CountedSamples, report: AuditReport)

    private func gathered() async throws(CommandError) -> Gathered {
        try await CountedLedger(options: options, data: data).counted { auditor in
            var gathering = CountedSamples(origin: auditor.key.name)
            let report = await gathering.audit(auditor, previous: nil)
            return (gathering, report)
        }
    }

    private func write(_ sheet: PassRateSheet, _ report: AuditReport) throws(CommandError) {
        switch format {
        case .table: try put(Array(sheet.text.utf8))
        case .csv: try put(sheet.csv)
        case .xlsx: try sheet.write(to: output ?? "", isReplacing: overwriting.force)
        case .json: try put(sheet.json(upTo: report.entries, isProven: true).formatted() + [0x0A])
        case .svg:
            let title = said("Pass rates of samples", "抽检合格率")
            try put(Array(PassRatePicture(sheet.count.rows, title: title, sheet.language).svg.utf8))
        }
    }

    private func put(_ bytes: [UInt8]) throws(CommandError) { try overwriting.put(bytes, to: output) }
}

extension SampleTable.Dimension: ExpressibleByArgument {}

extension SampleTable.Period: ExpressibleByArgument {}

extension QualityTargets {
    /// Those of a file, else those that come with the product.
    static func settled(_ path: String?) throws(CommandError) -> QualityTargets {
        guard let path else { return .builtIn }
        guard let bytes = try ByteSource(path: path).rest(bytesMax: 1 << 20) else {
            throw CommandError(.badInput, at: Wording(path), en: "too large", zh: "文件过大")
        }
        do throws(LocatedError) { return try QualityTargets(file: path, bytes: bytes) } catch {
            throw CommandError(.badInput, at: Wording(path).at(error), error.wording)
        }
    }
}
