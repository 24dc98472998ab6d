import ArgumentParser
import CommandSupport
import EPCIS
import Pictures
import StrictJSON
import Values

/// Draws the labels of codes; needs no journal and no ledger.
struct Label: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "label",
        abstract: said("Draw the label of a code, or sheets of labels.", "绘制编码标签，或整页标签。"),
        discussion: said(
            "The end of the file's name decides: .svg, .png or .pdf. A sheet's table (CSV or XLSX) has "
                + "a column 'code' and, as wanted, productName, lotNo, productionDate, bestBefore, expiry, netContent, serial, copies; every other column "
                + "becomes a line with its name as title.",
            "文件扩展名决定格式：.svg、.png 或 .pdf。"
                + "整页标签的表格（CSV 或 XLSX）须有“编码”列，可有品名、批号、生产日期、保质期至、有效期至、净含量、"
                + "序列号、份数；其他列作为附加行，列名即标题。"))

    @Option(
        name: .shortAndLong, help: .said("the file to write", "输出文件", valueName: "file"), completion: .file())
    var output: String

    @Option(help: .said("qr, datamatrix, gs1-128 or ean13", "码制：qr、datamatrix、gs1-128、ean13"))
    var symbol = SymbolKind.qr

    @Option(help: .said("width and height of a label in mm, at least 8x8", "标签宽x高（毫米），不小于 8x8"))
    var size = SizeArgument(.label, "60x40")

    @Option(help: .said("size of a module in mm (chosen by itself)", "模块尺寸（毫米，默认自动选择）", valueName: "mm"))
    var module: Double?

    @Option(help: .said("resolution of a PNG, 100 to 1200", "PNG 分辨率（100–1200）"))
    var dpi = 300

    @Option(help: .said("name of the product", "品名"))
    var title = ""

    @Option(help: .said("a further line, as origin=Putian; may be repeated", "附加行，如 产地=福建莆田；可重复"))
    var line: [LineArgument] = []

    @Option(help: .said("scheme and host of the Digital Link", "Digital Link 的协议和域名", valueName: "url"))
    var domain = SymbolData.domainDefault

    @Option(help: .said("language of the label: zh or en", "标签语言：zh 或 en"))
    var lang = LabelLanguage.zh

    @Option(
        help: .said(
            "draw sheets from this table, CSV or XLSX ('-' for standard input)", "按此表格（CSV、XLSX）绘制整页标签（“-”为标准输入）",
            valueName: "file"), completion: .file())
    var sheet: String?

    @OptionGroup var sheetOptions: SheetOptions

    @OptionGroup var overwriting: OverwriteOptions

    @Flag(help: .said("one JSON document", "输出一个 JSON 文档"))
    var json = false

    @Argument(help: .said("a code as it is written or scanned", "书写或扫描得到的编码"), completion: .recentCodes)
    var code: String?

    func validate() throws {
        guard (code == nil) != (sheet == nil) else {
            throw ValidationError(en: "give a CODE or --sheet CSV", zh: "请给出编码，或用 --sheet 指定 CSV")
        }
        guard sheet == nil || (title.isEmpty && line.isEmpty) else {
            throw ValidationError(en: "--title and --line are columns of a sheet's CSV", zh: "整页标签的品名和附加行请写在 CSV 的列中")
        }
        guard title.count <= LabelContent.charactersMax, line.count <= LabelContent.linesMax else {
            throw ValidationError(en: "more text than a label takes", zh: "文字超过一张标签的上限")
        }
    }

    func run() throws {
        let format = try LabelFormat(path: output)
        let run = LabelRun(
            output: output, format: format, kind: symbol, size: size.size, module: module, dotsPerInch: dpi,
            domain: domain, language: lang, codes: try .settled(), overwriting: overwriting)
        if let sheet { try drawSheets(sheet, run) } else if let code { try draw(code, run) }
    }

    private func draw(_ written: String, _ run: LabelRun) throws(CommandError) {
        let code = try run.codes.code(written)
        let texts = [title] + line.flatMap { [$0.line.title, $0.line.value] }
        guard !PersonalNumber.isHeld(by: code), !texts.contains(where: { PersonalNumber.first(in: $0) == .identity })
        else {
            throw CommandError(.badInput, at: Wording("label"), PersonalNumber.identity.wording)
        }
        let request = LabelRequest(written: written, code: code, productName: title, others: line.map(\.line))
        let item = try run.item(request, at: .code(written))
        let drawing = try run.write(item)
        guard !json else { return try Console.print(result(drawing, item.content.data)) }
        let module = drawing.module.millimetres
        try Console.print(
            said(
                "\(output): \(symbol.name.en), \(sides) mm, module \(module) mm",
                "\(output)：\(symbol.name.zh)，\(sides) 毫米，模块 \(module) 毫米"))
    }

    private func drawSheets(_ path: String, _ run: LabelRun) throws(CommandError) {
        let layout: SheetLayout
        do { layout = try sheetOptions.layout(of: size.size) } catch { throw CommandError(error, at: nil) }
        let file = try SheetFile(
            path: path, encoding: sheetOptions.encoding.text, codes: run.codes, kind: symbol)
        var items: [LabelRun.Item] = []
        for request in file.requests { items.append(try run.item(request, at: file.place(of: request))) }
        let labels = items.reduce(0) { $0 + $1.copies }
        let paths = try run.write(items, on: layout)
        let pages = layout.pageCount(labels: labels)
        guard !json else { return try Console.print(result(paths, labels: labels, pages: pages, layout.page)) }
        let names = paths.count > 1 ? "\(paths[0]) … \(paths[paths.count - 1])" : output
        try Console.print(
            said(
                "\(names): \(labels == 1 ? "1 label" : "\(labels.grouped) labels") on "
                    + (pages == 1 ? "1 page" : "\(pages.grouped) pages"),
                "\(names)：\(labels.grouped) 张标签，\(pages.grouped) 页"))
    }

    private var sides: String { "\(size.size.width.millimetres) × \(size.size.height.millimetres)" }
}

extension Label {
    /// `{"file","symbol","data","widthMm","heightMm","module","pages"}`.
    private func result(_ drawing: LabelDrawing, _ data: SymbolData) -> JSONNode {
        .object([
            ("file", .string(output)), ("symbol", .string(symbol.rawValue)), ("data", .string(data.text)),
            ("widthMm", .number(drawing.width.millimetres)), ("heightMm", .number(drawing.height.millimetres)),
            ("module", .number(drawing.module.millimetres)), ("pages", .integer(1)),
        ])
    }

    /// The same for sheets, whose labels differ in data and module: width and height are the page's.
    private func result(_ paths: [String], labels: Int, pages: Int, _ page: LabelSize) -> JSONNode {
        .object([
            ("file", .string(output)), ("symbol", .string(symbol.rawValue)), ("data", .null),
            ("widthMm", .number(page.width.millimetres)), ("heightMm", .number(page.height.millimetres)),
            ("module", .null), ("pages", .integer(pages)), ("labels", .integer(labels)), ("files", .strings(paths)),
        ])
    }
}
