import ArgumentParser
import CommandSupport
import Draws
import EPCIS
import Evidence
import Files
import LedgerProtocol
import StrictJSON
import TransparencyLog
import Values
import WebPages

/// Makes public what the inspections of a draw found.
struct PublishDraw: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "publish",
        abstract: said("Make the findings of the inspections public.", "公示检查结果。"),
        discussion: said(
            "The table has uscc, day, result, remark. Results: no-problem, not-published, falsely-published, not-found, corrected, refused, "
                + "no-activity, pending, or their Chinese words. The page is the ledger's /draws/<USCC>/<word>; --page writes it to a file. "
                + "A day is from the draw's to today. Published again, the newest counts, and page and check tell of each firm what was changed.",
            "表格列为：统一社会信用代码、检查日期、检查结果、备注。结果：未发现问题、未按规定公示应当公示的信息、公示信息隐瞒真实情况、弄虚作假、"
                + "通过登记的住所（经营场所）无法联系、发现问题已责令改正、不配合检查情节严重、未发现开展本次抽查涉及的经营活动、发现问题待后续处理。"
                + "公示页为账本的 /draws/<统一社会信用代码>/<代号>；--page 另存为文件。检查日期在抽取之日至今日之间。再次公示时以最新为准，公示页与核验逐户说明改动。"))

    @OptionGroup var journalOptions: JournalOptions
    @OptionGroup var verdictOptions: VerdictOptions
    @OptionGroup var folder: DrawFolderOption
    @OptionGroup var overwriting: OverwriteOptions

    @Option(help: .said("table of the findings", "检查结果表", valueName: "file"), completion: .file())
    var findings: String

    @Option(help: .said("the page, as a file", "公示页文件", valueName: "file"), completion: .file())
    var page: String?

    @Option(
        help: .said("who was drawn and what was found, as CSV", "抽取与检查结果 CSV 文件", valueName: "file"),
        completion: .file())
    var csv: String?

    @Option(
        help: .said("who was drawn and what was found, as a workbook", "抽取与检查结果 XLSX 文件", valueName: "file"),
        completion: .file())
    var xlsx: String?

    @Flag(help: .said("one JSON document", "输出一个 JSON 文档"))
    var json = false

    @Argument(help: .said("the draw's word or its whole name", "抽查代号或全名", valueName: "draw"))
    var draw: String

    func run() async throws {
        let office = try OfficeActs(journalOptions)
        let name = try office.name(draw)
        try overwriting.check(page, csv, xlsx)
        let found = try OfficeLists.findings(findings)
        let options = LedgerOptions.of(journalOptions)
        let before = try await checked(name, options)
        guard let drawn = before.check.draw, before.status != .violated else {
            throw CommandError(
                before.status == .violated ? .violated : .undecided, at: Wording("\(name)"),
                en: "the draw does not hold, or was not made yet: yima draw check \(name)",
                zh: "抽取不成立或尚未进行：yima draw check \(name)")
        }
        let firms = Set(drawn.drawn.compactMap { $0.map { drawn.firms.uscc(at: $0.firm) } })
        if let stranger = found.findings.first(where: { !firms.contains($0.firm) }) {
            throw CommandError(
                .badInput, at: Wording(findings), en: "\(stranger.firm.shown) was not drawn; nothing was recorded",
                zh: "\(stranger.firm.shown) 不在抽取结果中；未记录任何内容")
        }
        try refuseDays(of: found, drawn: before.record.result?.arrival.localDay)
        let file = found.file
        guard let tree = LineTree(of: file) else {
            throw CommandError(.badInput, at: Wording(findings), en: "too large", zh: "过大")
        }
        if before.record.publications.last?.act.findings != tree {
            try await office.record([(.publication(DrawPublication(name: name, findings: tree)), [])])
        }
        let result = try drawnFile(before, drawn)
        try await LedgerConnection.asking(try office.home.ledger()) { ledger throws(CommandError) in
            try await ledger.bring(file, as: .findings, of: name)
            // What an earlier run could not bring.
            if let result { try await ledger.bring(result, as: .result, of: name) }
        }
        let after = try await checked(name, options)
        try folder.files(of: name.word).keep(after)
        try write(after)
        if json { try Console.print(DrawText(checked: after).json) } else { try DrawText(checked: after).show() }
        if after.status != .done { throw after.status.exitCode }
    }

    /// Nothing was found before the draw was made, or on a day that has not come.
    private func refuseDays(of found: InspectionFindings, drawn: CalendarDate?) throws(CommandError) {
        let today = Timestamp.now.localDay
        guard let drawn, let stray = PublishedFindings.strayDay(in: found, drawn: drawn, published: today) else {
            return
        }
        throw CommandError(
            .badInput, at: Wording(findings),
            en:
                "\(stray.firm.shown): \(stray.day) is not from the day of the draw (\(drawn)) to today (\(today)); nothing was recorded",
            zh: "\(stray.firm.shown)：检查日期 \(stray.day) 不在抽取之日（\(drawn)）至今日（\(today)）之间；未记录任何内容")
    }

    private func checked(_ name: DrawName, _ options: LedgerOptions) async throws(CommandError) -> CheckedDraw {
        try await CheckedDraw.asking(options, verdictOptions) { watched, verifier throws(CommandError) in
            try await CheckedDraw(name, from: watched, verifier)
        }
    }

    /// The result as it was signed, before any substitution; nil where the ledger has it.
    private func drawnFile(_ checked: CheckedDraw, _ draw: Draw) throws(CommandError) -> [UInt8]? {
        guard checked.files[.result] == nil else { return nil }
        do throws(DrawError) {
            return try Draw(draw.plan, firms: draw.firms, inspectors: draw.inspectors, seed: draw.seed).file
        } catch {
            throw CommandError(.badInput, error.wording)
        }
    }

    private func write(_ checked: CheckedDraw) throws(CommandError) {
        guard let draw = checked.check.draw else { return }
        let language = Language.current.drawing
        let sheet = DrawSheet(draw, checked.check.findings, language)
        if let csv { try FileWriter.write(sheet.csv, to: csv, existing: overwriting.existing) }
        if let xlsx { try sheet.write(to: xlsx, isReplacing: overwriting.force) }
        if let page {
            let document = DrawDocument(
                checked.record, officeName: checked.report.operatorNames[checked.record.name.uscc],
                check: checked.check)
            let checkpoint = checked.report.checkpoint?.checkpoint
            let html = DrawPage(
                document, origin: checkpoint?.origin ?? "", treeSize: checkpoint?.treeSize ?? 0, language
            ).html
            try FileWriter.write(Array(html.utf8), to: page, existing: overwriting.existing)
        }
    }
}
