import ArgumentParser
import CommandSupport
import Evidence
import Files
import Rules
import StrictJSON
import Supervision
import TransparencyLog
import Values

/// How credit is told.
struct CreditForm: ParsableArguments {
    enum Format: String, ExpressibleByArgument, CaseIterable {
        case table, csv, xlsx, json
        /// `registers.json`, for `yimad definitions adopt`.
        case registers
        /// What everybody checks with `yima verify --evidence`.
        case evidence
    }

    @Option(
        help: .said(
            "table, csv, xlsx, json; registers: who may not trade, for yimad definitions adopt; evidence: for yima verify --evidence",
            "table、csv、xlsx、json；registers：不得交易的主体，供 yimad definitions adopt；evidence：供 yima verify --evidence",
            valueName: "format"))
    var format = Format.table

    @Flag(help: .said("one JSON document, as --format json", "输出一个 JSON 文档，同 --format json"))
    var json = false

    @Option(
        name: .shortAndLong,
        help: .said("the file to write; without it standard output", "输出文件；不指定则输出到标准输出", valueName: "file"),
        completion: .file())
    var output: String?

    @Flag(
        help: .said(
            "also what is over, revoked, or on lists that are not public", "包括已届满、已移出、已撤销以及不公示的记录"))
    var all = false

    @Option(
        help: .said("an evidence file instead of a ledger", "使用证据文件而不访问账本", valueName: "file"),
        completion: .file())
    var evidence: String?

    @OptionGroup var overwriting: OverwriteOptions

    private var chosen: Format { json ? .json : format }

    func validate() throws {
        if json, format != .table, format != .json {
            throw ValidationError(en: "either --json or another --format", zh: "--json 与其他 --format 只能选一")
        }
        if format == .xlsx || format == .evidence, output == nil {
            throw ValidationError(en: "this form needs a name: -o FILE", zh: "该格式须指定文件名：-o FILE")
        }
    }

    /// All that stands under a name: a firm's file, an office's list.
    func tell(_ name: String, _ options: LedgerOptions, _ verdictOptions: VerdictOptions) async throws {
        let desk =
            if let evidence {
                try CreditDesk.read(evidence, options, verdictOptions)
            } else {
                try await CreditDesk.open(name, options, verdictOptions)
            }
        guard desk.acts.name == name else {
            throw CommandError(
                .badInput, at: Wording(evidence ?? ""), en: "is about \(desk.acts.name)",
                zh: "是 \(desk.acts.name) 的证据")
        }
        try tell(desk, ledger: desk.origin)
    }

    private func tell(_ desk: CreditDesk, ledger: String) throws {
        try overwriting.check(output)
        let today = SamplingTables.today
        let entries = all ? desk.record.entries : desk.record.shown(on: today)
        let sheet = CreditSheet(entries, desk.record.terms, today: today)
        if desk.acts.report == nil {
            throw CommandError(.unknown, at: Wording(desk.acts.name), en: "nothing is on record", zh: "没有记录")
        }
        switch chosen {
        case .table: try put(Array(sheet.text.utf8))
        case .csv: try put(sheet.csv)
        case .xlsx: try sheet.write(to: output ?? "", isReplacing: overwriting.force)
        case .registers: try put(CreditSheet.registers(desk.record, ledger: ledger))
        case .evidence: try put(desk.acts.bytes)
        case .json:
            try put(
                JSONNode.object([
                    ("name", .string(desk.acts.name)), ("entries", sheet.json),
                    ("proven", .bool(desk.acts.status == .done)),
                    ("complete", .bool(desk.acts.completeness?.isShown ?? false)),
                ]).formatted() + [0x0A])
        }
        for (entry, why) in desk.record.refused.prefix(20) {
            Console.note(
                "credit",
                Wording(
                    en: "without effect: entry \(entry): \(why.wording.en)", zh: "无效：第 \(entry) 条：\(why.wording.zh)"))
        }
        for why in desk.acts.faults + desk.acts.doubts { Console.note("credit", why) }
        if desk.acts.status != .done { throw desk.acts.status.exitCode }
    }

    private func put(_ bytes: [UInt8]) throws(CommandError) { try overwriting.put(bytes, to: output) }
}

/// A firm's credit file.
struct ShowCredit: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "show", abstract: said("A firm's credit file.", "查看企业信用档案。"),
        discussion: said(
            "What stands today on public lists; --all tells everything that is on the ledger. Exits 3 where nothing ever was.",
            "默认只列公开名单中当日有效的记录；--all 列出账本上的全部记录。从无记录时退出状态为 3。"))

    @OptionGroup var options: LedgerOptions
    @OptionGroup var verdictOptions: VerdictOptions
    @OptionGroup var form: CreditForm

    @Argument(help: .said("the firm's USCC", "统一社会信用代码", valueName: "USCC"))
    var firm: String

    func run() async throws {
        let uscc = try SamplingTables.uscc(firm, at: Wording(firm.shown))
        try await form.tell(CreditAct.file(of: uscc), options, verdictOptions)
    }
}

/// An office's list.
struct ListCredit: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "list", abstract: said("An office's list.", "查看机关的名单。"),
        discussion: said(
            "With --format evidence the list is written with what proves it: another host's office, or anybody, checks it with yima verify "
                + "--evidence, and reads it with --evidence. --format registers makes of it what STATE-2 reads.",
            "--format evidence 连同证明写出名单：其他主机的机关或任何人可用 yima verify --evidence 核验，并用 --evidence 读取。"
                + "--format registers 生成 STATE-2 所读的文件。"))

    @OptionGroup var options: LedgerOptions
    @OptionGroup var verdictOptions: VerdictOptions
    @OptionGroup var form: CreditForm

    @Argument(help: .said("the office's USCC", "机关统一社会信用代码", valueName: "USCC"))
    var office: String

    func run() async throws {
        let uscc = try SamplingTables.uscc(office, at: Wording(office.shown))
        try await form.tell(CreditAct.list(of: uscc), options, verdictOptions)
    }
}

extension CreditDesk {
    /// The name of the ledger whose checkpoint the evidence is under.
    var origin: String { acts.report?.checkpoint?.checkpoint.origin ?? "" }
}
