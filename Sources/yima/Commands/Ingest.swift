import ArgumentParser
import CommandSupport
import Journals
import Ledger
import Values

/// Takes files of events into the journal, durably, then pushes.
struct Ingest: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "ingest",
        abstract: said("Record files of scans or EPCIS events.", "记录扫码文件或 EPCIS 事件文件。"),
        discussion: said(
            "CSV or XLSX of scans, NDJSON, EPCIS 2.0 JSON or JSON-LD, EPCIS XML 1.x or 2.0, told by the end of the name or by the "
                + "content; '-' is standard input. All files are one import: where a row is bad nothing is recorded, unless "
                + "--skip-bad. What the profile calls private is sealed: the event holds only a digest of it. What by itself would make "
                + "the goods invalid (a time to come, more given out than there was) is asked about at a terminal and refused otherwise, "
                + "unless --accept names its rule.",
            "支持扫码表（CSV、XLSX）、NDJSON、EPCIS 2.0 JSON/JSON-LD、EPCIS XML（1.x、2.0），按扩展名或内容识别；“-”表示标准输入。"
                + "所有文件作为一次导入：若有错误行，则全部不记录（除非使用 --skip-bad）。品类规范标为私密的数据项会被密封，事件只存其摘要。"
                + "记录后会使货物被判无效的内容（时间在将来、出库多于入库等），在终端上会先询问，否则拒绝，除非用 --accept 指明规则。"))

    @OptionGroup var journalOptions: JournalOptions

    @Option(
        help: .said(
            "what the rows must have recorded: food, aquatic, imported-meat, crops, livestock, grain, tea, forest, cowpea, cross-border, or one of your own (default: the journal's, else food)",
            "品类规范：food、aquatic、imported-meat、crops、livestock、grain、tea、forest、cowpea、cross-border 或自定义（默认取日志设置，其次为 food）"
        ), completion: .profiles)
    var profile: String?

    @Option(help: .said("how CSV files are encoded: utf8, gb18030", "CSV 的编码：utf8、gb18030"))
    var encoding = CSVEncoding.utf8

    @Option(help: .said("which sheet of XLSX files (else the first shown)", "读取 XLSX 的哪个工作表（默认第一个可见的）"))
    var sheet: String?

    @Flag(
        help: .said(
            "leave bad rows out, and write them to FILE.bad.csv (events to FILE.bad.ndjson)",
            "跳过错误行，并写入 FILE.bad.csv（事件写入 FILE.bad.ndjson）"))
    var skipBad = false

    @Flag(
        help: .said(
            "refuse also what would be recorded with a note: required elements missing, codes that may be meant otherwise",
            "对只提示而仍记录的内容（缺少必填项、编码存疑等）也拒绝"))
    var strict = false

    @Option(
        help: .said(
            "record although this rule will find the goods invalid (TIME-1; several with commas, or given again)",
            "即使该规则将判货物无效也照此记录（如 TIME-1；多条用逗号分隔或重复给出）", valueName: "rule"))
    var accept: [String] = []

    @Flag(
        help: .said(
            "record once more the rows that were withdrawn since they were recorded", "已作废的行再次记录"))
    var again = false

    @Flag(help: .said("say all that there is to say; nothing is recorded", "只检查并说明，不记录任何内容"))
    var check = false

    @Flag(help: .said("only record; push later", "只记录，暂不推送"))
    var noPush = false

    @Flag(help: .said("one JSON document", "输出一个 JSON 文档"))
    var json = false

    @Argument(help: .said("files, '-' for standard input", "文件，“-”表示标准输入", valueName: "file"), completion: .file())
    var files: [String]

    func validate() throws {
        if again, files.contains("-") {
            throw ValidationError(
                en: "--again reads its files twice: give a file, not '-'", zh: "--again 需两次读取文件：请给出文件名，不能用“-”")
        }
    }

    func run() async throws {
        let home = try JournalHome(options: journalOptions)
        let journal = try home.journal()
        let caution = Caution(
            isStrict: strict, accepted: try Caution.rules(accept), isCheck: check,
            asks: Terminal.isInput && Terminal.isError && !json && !check && !files.contains("-"), again: again)
        var importing = try Importing(
            home: home, profile: profile, encoding: encoding.text, sheet: sheet, skipsBad: skipBad, caution: caution)
        var report = try await importing.run(files, into: journal)
        report.isCheck = check
        guard !report.isRefusedAhead, skipBad || report.rejectedCount == 0 else {
            if json { try Console.print(report.json) }
            Console.note(
                "ingest",
                check
                    ? Wording(en: "this would not be recorded", zh: "照此不会被记录")
                    : Wording(en: "nothing was recorded", zh: "未记录任何内容"))
            throw ExitStatus.badInput.exitCode
        }
        guard !check else { return try finishCheck(report, journal.name) }
        var status = try await push(journal, home, &report)
        if status == .done, report.rejectedCount > 0 { status = .leftOut }
        if json {
            try Console.print(report.json)
        } else {
            try Console.print(Self.summary(report, journal: journal.name))
        }
        if status != .done { throw status.exitCode }
    }

    /// Nothing was recorded, and nothing is pushed.
    private func finishCheck(_ report: IngestReport, _ journal: JournalName) throws {
        if json {
            try Console.print(report.json)
        } else {
            try Console.print(Self.summary(report, journal: journal))
        }
        if report.rejectedCount > 0 { throw ExitStatus.leftOut.exitCode }
    }

    /// What is recorded is recorded: a ledger that is away is only mentioned.
    private func push(
        _ journal: DeviceJournal, _ home: JournalHome, _ report: inout IngestReport
    ) async throws(CommandError) -> ExitStatus {
        var status = ExitStatus.done
        if !noPush {
            do throws(CommandError) {
                report.pushed = try await Pushing.push(journal, home: home)
            } catch {
                Console.message(error.lines(command: "ingest"))
                if error.status != .unreachable, error.status != .tryLater { status = error.status }
            }
        }
        report.waiting = try await journal.waiting()
        if report.waiting > 0 {
            let count = report.waiting.grouped
            Console.note(
                "ingest",
                Wording(
                    en: report.waiting == 1
                        ? "1 event is recorded here and waits for 'yima push'"
                        : "\(count) events are recorded here and wait for 'yima push'",
                    zh: "\(count) 条已在本地记录，等待 yima push 推送"))
        }
        return status
    }

    private static func summary(_ report: IngestReport, journal: JournalName) -> String {
        let count = report.journalled.grouped
        var parts = [
            report.isCheck
                ? said("\(count) would be recorded", "将记录 \(count) 条（仅检查，未记录）")
                : said("\(count) recorded", "已记录 \(count) 条")
        ]
        if report.sealed > 0 {
            parts.append(
                said(
                    report.sealed == 1 ? "1 private value sealed" : "\(report.sealed.grouped) private values sealed",
                    "密封私密信息 \(report.sealed.grouped) 项"))
        }
        if report.recordedAgain > 0 {
            let count = report.recordedAgain.grouped
            parts.append(said("\(count) of them once more", "其中 \(count) 条为作废后再次记录"))
        }
        if report.duplicates > 0 {
            let since = report.withdrawnSince.grouped
            let withdrawn = report.withdrawnSince > 0 ? said(" (\(since) withdrawn since)", "（其中 \(since) 条后已作废）") : ""
            parts.append(
                said("\(report.duplicates.grouped) known already", "\(report.duplicates.grouped) 条此前已有") + withdrawn)
        }
        if report.rejectedCount > 0 {
            parts.append(said("\(report.rejectedCount.grouped) left out", "跳过 \(report.rejectedCount.grouped) 行"))
        }
        if report.pushed > 0 { parts.append(said("\(report.pushed.grouped) pushed", "已推送 \(report.pushed.grouped) 条")) }
        return "\(journal): " + parts.joined(separator: said(", ", "，"))
    }
}
