import ArgumentParser
import CommandSupport
import Values

/// Which codes a batch is about, and where its results go.
struct BatchOptions: ParsableArguments {
    @Option(
        name: .customLong("operator"),
        help: .said(
            "with --batch: codes in events that this firm recorded (USCC)", "与 --batch 同用：此主体所记录事件中的编码（统一社会信用代码）",
            valueName: "uscc"))
    var operatorUSCC: String?

    @Option(
        help: .said(
            "with --batch: codes in events at this place: its GLN, or as events name it",
            "与 --batch 同用：发生在此场所的事件中的编码：GLN 或事件所写的场所名", valueName: "place"))
    var site: String?

    @Option(
        name: .customLong("from"),
        help: .said(
            "with --batch: codes in events that arrived then or later; a day is its beginning in China",
            "与 --batch 同用：此时间及以后到达的事件中的编码；日期指北京时间当日开始", valueName: "time"))
    var fromTime: String?

    @Option(
        name: .customLong("to"),
        help: .said(
            "with --batch: codes in events that arrived before; a day is its end in China",
            "与 --batch 同用：此时间以前到达的事件中的编码；日期指北京时间当日结束", valueName: "time"))
    var toTime: String?

    @Option(
        help: .said(
            "with --batch: codes in events from this entry on, since the checkpoint in a file, or since the last batch in the folder: last",
            "与 --batch 同用：自此条目起、自文件中的检查点起，或自目录中上一批次起（last）的事件中的编码", valueName: "n|file|last"), completion: .file())
    var since: String?

    @Option(
        name: .shortAndLong,
        help: .said(
            "where the batch's results go: a file, or a folder that keeps one batch after another; what is there already is not done again",
            "批量结果文件，或逐批保存结果的目录；已完成的部分不会重做", valueName: "path"), completion: .file())
    var output: String?

    @Option(
        help: .said(
            "the batch's results as json lines, or as a table: csv, xlsx", "批量结果格式：json 行，或表格 csv、xlsx",
            valueName: "format"))
    var format = BatchFormat.json

    @Option(
        help: .said("also write what the batch came to, as JSON", "另将批次汇总写为 JSON 文件", valueName: "file"),
        completion: .file())
    var summary: String?

    @Flag(
        help: .said(
            "end a batch with 0 whatever is found on its codes; all else that goes wrong ends it as ever",
            "无论编码判定如何，批次均以 0 退出；其他错误的退出状态不变"))
    var exitZero = false

    @Option(
        help: .said(
            "of a folder's batches keep the newest so many, and remove the files of older ones",
            "目录中只保留最新的若干批次，删除更早批次的文件",
            valueName: "n"))
    var keep: Int?

    private var isSelection: Bool {
        operatorUSCC != nil || site != nil || fromTime != nil || toTime != nil || since != nil
    }

    /// - Parameter fileCount: of the files that are named.
    func validate(isBatch: Bool, fileCount: Int) throws {
        guard isBatch else {
            if isSelection || output != nil || summary != nil || exitZero || keep != nil || format != .json {
                throw ValidationError(
                    en:
                        "--operator, --site, --from, --to, --since, --output, --format, --summary, --keep and --exit-zero belong to --batch",
                    zh:
                        "--operator、--site、--from、--to、--since、--output、--format、--summary、--keep、--exit-zero 须与 --batch 同用"
                )
            }
            return
        }
        if let keep, keep < 1 || !isSelection || output == nil {
            throw ValidationError(
                en: "--keep is 1 or more, and for batches that are chosen into a folder: --output FOLDER",
                zh: "--keep 至少为 1，且用于按选取条件写入目录的批次：--output 目录")
        }
        if isSelection ? fileCount > 0 : fileCount != 1 {
            throw ValidationError(
                en: "--batch takes one file of codes, or codes chosen by --operator, --site, --from, --to, --since",
                zh: "--batch 须给出一个编码文件，或以 --operator、--site、--from、--to、--since 选取编码")
        }
        if format == .xlsx, output == nil {
            throw ValidationError(en: "an XLSX file needs a name: --output FILE", zh: "XLSX 须指定文件名：--output FILE")
        }
    }

    /// The batch that is asked for.
    func run(file: String?, asked: BatchQuestion) throws(CommandError) -> BatchRun {
        let source: BatchRun.Source
        if let file {
            source = .file(file)
        } else {
            var selection = CodeSelection()
            if let operatorUSCC {
                selection.operatorUSCC = try OperatorCode.checked(operatorUSCC, option: "--operator")
            }
            selection.site = site
            selection.from = try CodeSelection.moment(fromTime, "--from", isEnd: false)
            selection.to = try CodeSelection.moment(toTime, "--to", isEnd: true)
            selection.since = since.map(CodeSelection.Start.init)
            source = .selection(selection)
        }
        return BatchRun(
            source: source, asked: asked, format: format, output: output, summary: summary,
            keptCount: keep)
    }
}
