import ArgumentParser
import CommandSupport
import Draws
import Files
import StrictJSON
import Values

/// Makes a draw a second time, from what is proven and published of it.
struct CheckDraw: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "check",
        abstract: said("Make a draw again, and say whether it holds.", "重做抽取，核验其是否成立。"),
        discussion: said(
            "Exits 0 where all holds, 1 where something is false, 2 where something could not be looked at, 3 where nothing is on record. "
                + "With --keep the files are kept for scripts/check_draw.py.",
            "退出状态：0 全部成立，1 有不实，2 有未能核查之处，3 没有记录。--keep 保存文件，供 scripts/check_draw.py 使用。"))

    @OptionGroup var options: LedgerOptions
    @OptionGroup var verdictOptions: VerdictOptions
    @OptionGroup var overwriting: OverwriteOptions

    @Option(
        help: .said("keep all files of the draw in this folder", "将抽查的全部文件存入该目录", valueName: "dir"),
        completion: .directory)
    var keep: String?

    @Option(help: .said("who was drawn, as CSV", "抽取结果 CSV 文件", valueName: "file"), completion: .file())
    var csv: String?

    @Option(help: .said("who was drawn, as a workbook", "抽取结果 XLSX 文件", valueName: "file"), completion: .file())
    var xlsx: String?

    @Flag(help: .said("one JSON document", "输出一个 JSON 文档"))
    var json = false

    @Argument(
        help: .said(
            "the draw's whole name, or its office's USCC and its word: urn:yima:draw:…", "抽查全名：urn:yima:draw:…",
            valueName: "draw"))
    var draw: String

    func run() async throws {
        guard let name = DrawName(draw) else {
            throw CommandError(
                .usage, at: Wording(draw.shown), en: "not a draw: urn:yima:draw:<USCC>:<word>",
                zh: "不是抽查名称：urn:yima:draw:<统一社会信用代码>:<代号>")
        }
        try overwriting.check(csv, xlsx)
        let checked = try await CheckedDraw.asking(options, verdictOptions) { watched, verifier throws(CommandError) in
            try await CheckedDraw(name, from: watched, verifier)
        }
        if let keep { try DrawFiles(directory: keep).keep(checked) }
        if let draw = checked.check.draw {
            let sheet = DrawSheet(draw, checked.check.findings, Language.current.drawing)
            if let csv { try FileWriter.write(sheet.csv, to: csv, existing: overwriting.existing) }
            if let xlsx { try sheet.write(to: xlsx, isReplacing: overwriting.force) }
        }
        if json { try Console.print(DrawText(checked: checked).json) } else { try DrawText(checked: checked).show() }
        if checked.status != .done { throw checked.status.exitCode }
    }
}
