import ArgumentParser
import CommandSupport
import Files
import Ledger
import Rules
import StrictJSON
import Supervision
import Values

/// Say how a shared recall stands.
struct SharedRecallStatus: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "status",
        abstract: said("How a shared recall stands: each office, each term, each entry.", "查看召回协同进展：各机关、各期限、各条目。"),
        discussion: said(
            "Proven on this machine. Exits 0 where all holds, 1 where something is false, 2 where something could not be looked at, 3 where nothing "
                + "is on record. --keep-evidence writes what proves every step, and --evidence reads it offline.",
            "在本机证实。退出状态：0 全部成立，1 有不实，2 有未能核查之处，3 没有记录。--keep-evidence 写出每一步的证据，--evidence 离线读取。"))

    enum Format: String, ExpressibleByArgument, CaseIterable {
        case table, json
    }

    @OptionGroup var options: LedgerOptions
    @OptionGroup var verdictOptions: VerdictOptions

    @Option(help: .said("table or json", "table 或 json", valueName: "format"))
    var format = Format.table

    @Flag(help: .said("one JSON document, as --format json", "输出一个 JSON 文档，同 --format json"))
    var json = false

    @Option(help: .said("an evidence file instead of a ledger", "使用证据文件而不访问账本", valueName: "file"), completion: .file())
    var evidence: String?

    @Option(
        help: .said("also write the evidence of every step", "同时写出每一步的证据文件", valueName: "file"), completion: .file())
    var keepEvidence: String?

    @OptionGroup var overwriting: OverwriteOptions

    @Argument(
        help: .said(
            "its whole name (urn:yima:recall:…), or one's own by its word", "全名（urn:yima:recall:…），本机关牵头的可只写代号",
            valueName: "recall"))
    var recall: String?

    func validate() throws {
        guard (recall == nil) == (evidence != nil) else {
            throw ValidationError(en: "either a shared recall or --evidence", zh: "须给出召回协同名称，或者 --evidence")
        }
    }

    func run() async throws {
        try overwriting.check(keepEvidence)
        let desk = try await desk()
        if desk.record.opening == nil, desk.record.refused.isEmpty, desk.acts.faults.isEmpty {
            throw CommandError(
                .unknown, at: Wording("\(desk.record.name)"), en: "no such shared recall is on record",
                zh: "没有该召回协同的记录")
        }
        let calendar = try Definitions.load(try Settings().definitions(verdictOptions.definitions)).trade.lists
            .workingDays
        let text = SharedRecallText(desk: desk, today: SamplingTables.today, calendar: calendar)
        switch json ? .json : format {
        case .table: try Console.write(Array(text.text.utf8))
        case .json: try Console.print(text.json)
        }
        if let keepEvidence { try FileWriter.write(desk.acts.bytes, to: keepEvidence, existing: overwriting.existing) }
        for fault in desk.acts.faults + desk.acts.doubts { Console.note("shared-recall", fault) }
        if desk.status != .done { throw desk.status.exitCode }
    }

    private func desk() async throws(CommandError) -> SharedRecallDesk {
        if let evidence { return try SharedRecallDesk.read(evidence, options, verdictOptions) }
        let settings = try Settings()
        let directory = settings.journal(options.journal)
        let own = try? JournalHome(directory: directory, settings: settings, ledger: options.ledger)
        let name = try SharedRecallDesk.name(recall ?? "", office: own?.name.operatorUSCC)
        return try await SharedRecallDesk.open(name, options, verdictOptions)
    }
}
