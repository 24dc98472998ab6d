public import ArgumentParser
import Chains
import CommandSupport
import Files
import Pictures
import Printing
public import Reports
import Values

extension ReportKind: ExpressibleByArgument {}

/// Reports over a period, each number of which names the entries of the ledger that it was made from.
struct ReportCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "report",
        abstract: said("Reports over a period, every number with its entries.", "时段报告，每个数字均可查到账本条目。"),
        discussion: said(
            "Made from the whole ledger while it is audited: a ledger that is false has no figures (exit status 1), one that could not be read "
                + "whole has none either (2). Every number of a report names the entries that it was made from.",
            "在审计全账本的同时生成：账本不实则没有数字（退出状态 1），未能全部读取亦然（2）。报告的每个数字均注明其所依据的账本条目。"))

    enum Format: String, ExpressibleByArgument, CaseIterable {
        case md, html, pdf, xlsx
    }

    enum Tongue: String, ExpressibleByArgument, CaseIterable {
        case en, zh

        var language: ReportLanguage {
            switch self {
            case .en: .en
            case .zh: .zh
            }
        }
    }

    @OptionGroup var options: LedgerOptions

    @Argument(
        help: .said(
            "what it is of: lateness, quality, recall, draws, permits",
            "种类：lateness 录入及时性、quality 质量状况分析、recall 召回、draws 双随机抽查、permits 进口许可",
            valueName: "kind"))
    var kind: ReportKind

    @Option(
        help: .said(
            "2026-11, 2026-Q4, 2026 or 2026-11-03..2026-11-09; without it this month",
            "2026-11、2026-Q4、2026 或 2026-11-03..2026-11-09；不指定则为本月",
            valueName: "period"))
    var period: String?

    @Option(
        help: .said("only firms and offices of districts that begin so", "仅该行政区划前缀的主体与机关", valueName: "prefix"))
    var district = ""

    @Option(help: .said("en or zh; without it that of the terminal", "en 或 zh；不指定则随终端语言", valueName: "language"))
    var lang: Tongue?

    @Option(
        help: .said(
            "md, html, pdf, xlsx; without it by the file's name, else md", "md、html、pdf、xlsx；不指定则按文件名，否则为 md",
            valueName: "format"))
    var format: Format?

    @Option(
        name: .shortAndLong,
        help: .said("the file to write; without it standard output", "输出文件；不指定则输出到标准输出", valueName: "file"),
        completion: .file())
    var output: String?

    @Option(
        help: .said(
            "the directory of a ledger, or of a copy of one, instead of an address", "账本或其副本的目录，代替地址", valueName: "dir"),
        completion: .directory)
    var data: String?

    @Option(
        help: .said(
            "rules, lists and targets that replace the built-in ones", "替换内置规则、名录与目标的目录", valueName: "dir"),
        completion: .directory)
    var definitions: String?

    @Option(
        help: .said("quality: a file of targets of one's own", "quality：自备的目标文件", valueName: "file"),
        completion: .file())
    var targets: String?

    @OptionGroup var overwriting: OverwriteOptions

    private var settledFormat: Format {
        if let format { return format }
        let ending = output.flatMap { $0.split(separator: ".").last }.map { $0.lowercased() } ?? ""
        return Format(rawValue: ending) ?? (ending == "htm" ? .html : .md)
    }

    func validate() throws {
        if output == nil, settledFormat == .xlsx || settledFormat == .pdf {
            throw ValidationError(en: "PDF and XLSX need a name: -o FILE", zh: "PDF 与 XLSX 须指定文件名：-o FILE")
        }
        if let period, ReportPeriod(period) == nil {
            throw ValidationError(
                en: "--period \(period.shown) is none of 2026-11, 2026-Q4, 2026, 2026-11-03..2026-11-09",
                zh: "--period \(period.shown) 应写作 2026-11、2026-Q4、2026 或 2026-11-03..2026-11-09")
        }
        guard district.utf8.count <= 6, district.utf8.allSatisfy({ (0x30...0x39).contains($0) }) else {
            throw ValidationError(en: "--district is up to six digits", zh: "--district 应为至多六位数字")
        }
    }

    func run() async throws {
        try overwriting.check(output)
        let now = Timestamp.now
        let today = OffsetTime(moment: now, offsetMinutes: 480).day
        guard let period = period.flatMap({ ReportPeriod($0) }) ?? ReportPeriod.month(of: today) else {
            throw CommandError(.usage, at: Wording("--period"), en: "no such period", zh: "没有该时段")
        }
        let own = try Settings().definitions(definitions)
        let making = ReportMaking(
            kind: kind, ground: ReportGround(period: period, district: district), options: options, data: data,
            definitions: try Definitions.load(own), ownDefinitions: own, targets: try .settled(targets), now: now)
        let report = try await making.report()
        try write(report, lang?.language ?? Language.current.drawing)
    }

    private func write(_ report: Report, _ language: ReportLanguage) throws {
        switch settledFormat {
        case .md: try put(Array(MarkdownReport(report, language).text.utf8))
        case .html: try put(Array(HTMLReport(report, language).html.utf8))
        case .pdf: try put(try pdf(report, language))
        case .xlsx: try ReportSheets(report, language).write(to: output ?? "", isReplacing: overwriting.force)
        }
    }

    private func pdf(_ report: Report, _ language: ReportLanguage) throws(CommandError) -> [UInt8] {
        do throws(LabelError) { return try ReportPDF.bytes(report, language) } catch {
            throw CommandError(error, at: nil)
        }
    }

    private func put(_ bytes: [UInt8]) throws(CommandError) { try overwriting.put(bytes, to: output) }
}
