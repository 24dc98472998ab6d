import ArgumentParser
import CommandSupport
import Files
import LedgerClient
import StrictJSON
import Values

/// How risky firms and products are.
struct RiskCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "risk",
        abstract: said("How risky firms and products are, and why.", "主体与产品的风险分级及其依据。"),
        discussion: said(
            "Points by a definition file (schema/risk/risk.json) from findings, late records, failed samples and complaints found to be true, which "
                + "weigh less with time. They are the host's word; every point names the entry that shows it, which yima verify checks.",
            "按定义文件（schema/risk/risk.json）由监测问题、迟报、抽检不合格与查实的投诉举报计分，随时间衰减。结果依主机所述；每一分都注明账本条目，可用 yima verify 核实。"),
        subcommands: [ShowRisk.self, ListRisk.self])
}

/// The day of which risk is asked.
struct RiskDayOption: ParsableArguments {
    @Option(help: .said("as of this day (default: today)", "截至该日（默认今天）", valueName: "day"))
    var asOf: String?

    func query() throws(CommandError) -> [(String, String)] {
        guard let asOf else { return [] }
        return [("asOf", "\(try SamplingTables.day(asOf, at: Wording("--as-of")))")]
    }
}

/// How risky a firm or a product is.
struct ShowRisk: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "show", abstract: said("Grade and points, and why, entry by entry.", "查看等级、分值与逐条依据。"),
        discussion: said(
            "Of a past day: by what is known today of what had happened until then.",
            "指定过去日期时，以当日之前已发生、目前仍成立的事实计算。"))

    @OptionGroup var options: LedgerOptions
    @OptionGroup var day: RiskDayOption

    @Argument(help: .said("a firm's USCC, or a code of a product", "统一社会信用代码，或产品编码", valueName: "USCC|code"))
    var subject: String

    @Flag(help: .said("the answer of the host, JSON", "输出主机的 JSON 应答"))
    var json = false

    func run() async throws {
        let settings = try Settings()
        let firm = try? SamplingTables.uscc(subject, at: Wording(subject.shown))
        let asked = [firm.map { ("firm", $0) } ?? ("code", subject)] + (try day.query())
        let bytes = try await LedgerConnection.asking(try settings.ledger(options.ledger)) {
            ledger throws(CommandError) in try await ledger.risk(asked)
        }
        guard let root = try? JSONDocument(bytes).root, let text = RiskText(root) else {
            throw CommandError(.undecided, en: "not an answer about risk", zh: "不是风险分级应答")
        }
        if json { return try Console.write(bytes + [0x0A]) }
        try Console.write(Array(text.text.utf8))
    }
}

/// The riskiest firms.
struct ListRisk: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "list", abstract: said("Firms by their risk, the riskiest first.", "按风险列出主体，风险高者在前。"),
        discussion: said(
            "With --format csv or xlsx the columns are those of yima draw prepare --firms: uscc, name, class, district, and the points; the "
                + "class is the grade, to which prepare gives a weight (--class A:1 --class D:4).",
            "--format csv 或 xlsx 的列即 yima draw prepare --firms 所需：统一社会信用代码、名称、风险类别、行政区划，另有分值；风险类别即等级，prepare 以 --class A:1 --class D:4 "
                + "赋权。"))

    enum Format: String, ExpressibleByArgument, CaseIterable {
        case table, csv, xlsx, json
    }

    enum Grade: String, ExpressibleByArgument, CaseIterable {
        case a = "A"
        case b = "B"
        case c = "C"
        case d = "D"
    }

    @OptionGroup var options: LedgerOptions
    @OptionGroup var day: RiskDayOption

    @Option(
        name: .customLong("grade"), help: .said("only of this grade: A, B, C, D (may be repeated)", "仅该等级：A、B、C、D（可重复）")
    )
    var grades: [Grade] = []

    @Option(
        help: .said("only firms registered in this district (its first digits)", "仅登记地在该行政区划前缀的主体", valueName: "prefix")
    )
    var district: String?

    @Option(help: .said("how many at most", "最多列出多少户"))
    var limit: Int?

    @Option(help: .said("table, csv, xlsx, json", "table、csv、xlsx、json", valueName: "format"))
    var format = Format.table

    @Option(
        name: .shortAndLong,
        help: .said("the file to write; without it standard output", "输出文件；不指定则输出到标准输出", valueName: "file"),
        completion: .file())
    var output: String?

    @OptionGroup var overwriting: OverwriteOptions

    func validate() throws {
        guard limit ?? 1 > 0 else { throw ValidationError(en: "--limit is at least 1", zh: "--limit 至少为 1") }
        if format == .xlsx, output == nil {
            throw ValidationError(en: "an XLSX file needs a name: -o FILE", zh: "XLSX 须指定文件名：-o FILE")
        }
    }

    /// Of a table on a screen so many are told where nobody says how many.
    private static let shownMax = 100
    private static let pageMax = 10_000

    func run() async throws {
        try overwriting.check(output)
        let settings = try Settings()
        var asked = try day.query()
        if !grades.isEmpty { asked.append(("grade", Set(grades.map(\.rawValue)).sorted().joined(separator: ","))) }
        if let district { asked.append(("district", try DistrictPrefix.checked(district))) }
        let wanted = limit ?? (format == .table ? Self.shownMax : .max)
        let query = asked
        let sheet = try await LedgerConnection.asking(try settings.ledger(options.ledger)) {
            ledger throws(CommandError) in
            var sheet = RiskSheet()
            repeat {
                let size = min(wanted - sheet.rows.count, Self.pageMax)
                let page = try await ledger.riskyFirms(
                    query + [("limit", "\(size)"), ("offset", "\(sheet.rows.count)")])
                guard let root = try? JSONDocument(page).root, sheet.take(root) else {
                    throw CommandError(.undecided, en: "not a list of firms", zh: "不是主体清单")
                }
            } while sheet.hasMore && sheet.rows.count < wanted
            return sheet
        }
        switch format {
        case .table: try overwriting.put(Array(sheet.text.utf8), to: output)
        case .csv: try overwriting.put(sheet.csv, to: output)
        case .xlsx: try sheet.write(to: output ?? "", isReplacing: overwriting.force)
        case .json: try overwriting.put(sheet.json.formatted() + [0x0A], to: output)
        }
        if sheet.hasMore {
            Console.note(
                "risk",
                Wording(
                    en: "\(sheet.total - sheet.rows.count) more are left out (--limit)",
                    zh: "另有 \(sheet.total - sheet.rows.count) 户未列出（--limit）"))
        }
    }
}

extension LedgerConnection {
    fileprivate func risk(_ query: [(String, String)]) async throws(CommandError) -> [UInt8] {
        do { return try await client.risk(query) } catch { throw failure(error) }
    }

    fileprivate func riskyFirms(_ query: [(String, String)]) async throws(CommandError) -> [UInt8] {
        do { return try await client.riskyFirms(query) } catch { throw failure(error) }
    }
}
