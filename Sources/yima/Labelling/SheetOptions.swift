import ArgumentParser
import CommandSupport
import Pictures

/// How labels are laid out on the pages of a sheet.
struct SheetOptions: ParsableArguments {
    @Option(help: .said("the sheet's page: a4, a5 or WxH in mm", "页面：a4、a5 或 宽x高（毫米）"))
    var page = SizeArgument(.a4, "a4")

    @Option(help: .said("least white space at the page's edges in mm", "页边距（毫米）", valueName: "mm"))
    var margin = 8.0

    @Option(help: .said("space between labels in mm", "标签间距（毫米）", valueName: "mm"))
    var gap = 2.0

    @Flag(help: .said("thin lines to cut along", "绘制裁切线"))
    var cutLines = false

    @Option(help: .said("how the CSV is encoded: utf8, gb18030", "CSV 的编码：utf8、gb18030"))
    var encoding = CSVEncoding.utf8

    func layout(of label: LabelSize) throws(LabelError) -> SheetLayout {
        try SheetLayout(page: page.size, label: label, margin: margin, gap: gap, hasCutLines: cutLines)
    }
}
