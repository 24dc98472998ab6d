public import ArgumentParser
import CommandSupport
public import Complaints
import Files
import Ledger
import Rules
import StrictJSON
import TransparencyLog
import Values

extension ComplaintCount.Dimension: ExpressibleByArgument {}

extension ComplaintCount.Period: ExpressibleByArgument {}

/// How many complaints there are, and what became of them in which time.
struct CountComplaints: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "complaints",
        abstract: said("Complaints, and whether they are handled within their terms.", "投诉举报数量与按期办理情况。"),
        discussion: said(
            "Counted from the whole ledger while it is audited: a ledger that is false has no figures. Acts of whoever had not the right to them "
                + "are not counted.",
            "在审计全账本的同时统计：账本不实则没有数字。无权签署的行为不计入。"))

    @OptionGroup var options: LedgerOptions

    @Option(
        help: .said(
            "what is told apart: kind, district, firm, product, code, period, class, way",
            "分组：kind 问题类别、district 行政区划、firm 主体、product 产品、code 编码、period 时期、class 类型、way 来源",
            valueName: "what"))
    var by = ComplaintCount.Dimension.kind

    @Option(help: .said("month, quarter or year", "month 月、quarter 季、year 年", valueName: "length"))
    var period = ComplaintCount.Period.month

    @Option(help: .said("digits of a district that are told apart: 2, 4 or 6", "行政区划位数：2、4 或 6"))
    var digits = 6

    @Option(help: .said("only those received from this day on", "仅计该日起收到的", valueName: "day"))
    var since: String?

    @Option(help: .said("only those received before this day", "仅计该日之前收到的", valueName: "day"))
    var before: String?

    @Option(help: .said("only of offices in this district (its first digits)", "仅该行政区划前缀", valueName: "prefix"))
    var district = ""

    @Option(
        help: .said(
            "the directory of a ledger, or of a copy of one, instead of an address", "账本或其副本的目录，代替地址", valueName: "dir"),
        completion: .directory)
    var data: String?

    @Option(
        help: .said(
            "rules and lists that replace the built-in ones: working days", "替换内置规则与名录（工作日历）的目录", valueName: "dir"),
        completion: .directory)
    var definitions: String?

    @Option(help: .said("table, csv, xlsx, json, svg", "table、csv、xlsx、json、svg", valueName: "format"))
    var format = PassRates.Format.table

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
        var question = ComplaintCount.Question(today: Timestamp.now.localDay)
        (question.dimension, question.period, question.districtDigits) = (by, period, digits)
        (question.since, question.before, question.district) =
            (
                try day(since, "--since"), try day(before, "--before"),
                district.isEmpty ? "" : try DistrictPrefix.checked(district)
            )
        let calendar = try Definitions.load(Settings().definitions(definitions)).trade.lists.workingDays
        let (gathering, report) = try await CountedLedger(options: options, data: data).counted { auditor in
            var gathering = ComplaintGathering(origin: auditor.key.name)
            let report = await gathering.audit(auditor, previous: nil)
            return (gathering, report)
        }
        try report.requireSound()
        let sheet = ComplaintSheet(
            count: ComplaintCount(gathering.records, question, .builtIn, calendar), question: question,
            language: Language.current.drawing)
        switch format {
        case .table: try put(Array(sheet.text.utf8))
        case .csv: try put(sheet.csv)
        case .xlsx: try sheet.write(to: output ?? "", isReplacing: overwriting.force)
        case .json: try put(sheet.json(upTo: report.entries).formatted() + [0x0A])
        case .svg: try put(Array(sheet.svg.utf8))
        }
    }

    private func day(_ text: String?, _ option: String) throws(CommandError) -> CalendarDate? {
        guard let text else { return nil }
        guard let day = WrittenTime.date(text) else {
            throw CommandError(
                .usage, at: Wording("\(option) \(text.shown)"), en: "not a day as 2026-12-03", zh: "日期应写作 2026-12-03")
        }
        return day
    }

    private func put(_ bytes: [UInt8]) throws(CommandError) { try overwriting.put(bytes, to: output) }
}
