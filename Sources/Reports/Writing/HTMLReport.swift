public import Chains
import Pictures
import Values

/// A report as one page of HTML, with no script and nothing from elsewhere: to be read on a screen, or printed on A4. Every number is a link to
/// its entries at the end.
public struct HTMLReport: Sendable {
    private let report: Report
    private let language: ReportLanguage
    private let index: FigureIndex

    public init(_ report: Report, _ language: ReportLanguage) {
        (self.report, self.language) = (report, language)
        index = FigureIndex(report)
    }

    public var html: String {
        let title = escaped(language.of(report.title))
        var html =
            "<!DOCTYPE html>\n<html lang=\"\(language == .zh ? "zh-CN" : "en")\">\n<head>\n<meta charset=\"utf-8\">\n"
        html += "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n"
        html += "<meta http-equiv=\"Content-Security-Policy\" "
        html += "content=\"default-src 'none'; style-src 'unsafe-inline'; img-src data:\">\n"
        html += "<title>\(title)</title>\n<style>\n\(Self.style)</style>\n</head>\n<body>\n<main>\n"
        html += "<header>\n<h1>\(title)</h1>\n<dl>\n"
        for fact in report.facts {
            html +=
                "<div><dt>\(escaped(language.of(fact.name)))</dt><dd>\(escaped(language.of(fact.value)))</dd></div>\n"
        }
        html += "</dl>\n</header>\n"
        for section in report.sections {
            html += "<section>\n<h2>\(escaped(language.of(section.heading)))</h2>\n"
            html += section.blocks.map(text).joined()
            html += "</section>\n"
        }
        return html + entries + "</main>\n</body>\n</html>\n"
    }

    private var entries: String {
        guard !index.items.isEmpty else { return "" }
        var html = "<section class=\"entries\">\n<h2>\(escaped(language.of(ReportWords.entries)))</h2>\n"
        html += "<p>\(escaped(language.of(ReportWords.explanation)))</p>\n<ol>\n"
        for item in index.items {
            html += "<li id=\"e\(item.number)\" value=\"\(item.number)\"><span class=\"place\">"
            html += "\(escaped(language.of(item.place)))</span> "
            html += "<span class=\"count\">\(escaped(language.of(ReportWords.count(item.entries))))</span> "
            html += "<span class=\"list\">\(item.entries.text)</span></li>\n"
        }
        return html + "</ol>\n</section>\n"
    }

    private func text(_ block: Report.Block) -> String {
        switch block {
        case .paragraph(let sentence): "<p>\(text(language.of(sentence)))</p>\n"
        case .list(let sentences):
            "<ul>\n" + sentences.map { "<li>\(text(language.of($0)))</li>\n" }.joined() + "</ul>\n"
        case .table(let table): text(table)
        case .plot(let plot): "<figure>\(plot.drawing(language).svg)</figure>\n"
        }
    }

    private func text(_ table: ReportTable) -> String {
        var html =
            "<div class=\"table\"><table\(table.columns.count <= 3 ? " class=\"few\"" : "")>\n<caption>\(escaped(language.of(table.title)))</caption>\n"
        guard !table.rows.isEmpty else {
            return "<p class=\"caption\">\(escaped(language.of(table.title)))</p>\n"
                + "<p class=\"nothing\">\(escaped(language.of(ReportWords.nothing)))</p>\n"
        }
        func row(_ cells: [Figure]) -> String {
            "<tr>"
                + zip(table.columns, cells).map { column, cell in
                    "<td\(column.isNumber ? " class=\"number\"" : column.isWhole ? " class=\"whole\"" : "")>\(text(cell))</td>"
                }.joined() + "</tr>\n"
        }
        html += "<thead><tr>"
        for column in table.columns {
            html += "<th\(column.isNumber ? " class=\"number\"" : "")>\(escaped(language.of(column.heading)))</th>"
        }
        html += "</tr></thead>\n<tbody>\n" + table.rows.map(row).joined() + "</tbody>\n"
        if let total = table.total { html += "<tfoot>\n\(row(total))</tfoot>\n" }
        return html + "</table></div>\n"
    }

    private func text(_ prose: Prose) -> String {
        prose.spans.map { span in
            switch span {
            case .text(let text): escaped(text)
            case .figure(let figure): text(figure)
            }
        }.joined()
    }

    private func text(_ figure: Figure) -> String {
        let words = escaped(language.of(figure.text))
        return index.number(of: figure.entries).map { "<a href=\"#e\($0)\">\(words)</a>" } ?? words
    }

    private func escaped(_ text: String) -> String {
        var escaped = ""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "&": escaped += "&amp;"
            case "<": escaped += "&lt;"
            case ">": escaped += "&gt;"
            case "\"": escaped += "&quot;"
            case let other where other.value < 0x20 || other.value == 0x7F: escaped += " "
            default: escaped.unicodeScalars.append(scalar)
            }
        }
        return escaped
    }

    private static let style = """
        :root { color-scheme: light; --ink: #1b1b1b; --soft: #5b6067; --line: #d9dce0; --link: #0b57b0; --band: #f6f7f9; }
        * { box-sizing: border-box; }
        body { margin: 0; background: #fff; color: var(--ink); line-height: 1.6; font-size: 15px;
          font-family: system-ui, "Noto Sans CJK SC", "Noto Sans SC", "Microsoft YaHei", "PingFang SC", sans-serif; }
        main { max-width: 68rem; margin: 0 auto; padding: 2rem 1.5rem 4rem; }
        h1 { font-size: 1.7rem; line-height: 1.3; margin: 0 0 1rem; text-align: center; }
        h2 { font-size: 1.2rem; margin: 2.2rem 0 .6rem; padding-bottom: .25rem; border-bottom: 2px solid var(--ink); }
        dl { display: grid; grid-template-columns: repeat(auto-fit, minmax(15rem, 1fr)); gap: .35rem 1.5rem; margin: 0;
          padding: .8rem 1rem; background: var(--band); border-radius: .4rem; font-size: .92rem; }
        dl div { display: flex; gap: .6em; min-width: 0; }
        dt { color: var(--soft); white-space: nowrap; }
        dt::after { content: ":"; }
        :lang(zh) dt::after { content: "："; }
        dd { margin: 0; overflow-wrap: anywhere; }
        p { margin: .6rem 0; }
        ul { margin: .6rem 0; padding-left: 1.3rem; }
        li { margin: .25rem 0; }
        a { color: var(--link); text-decoration: none; font-variant-numeric: tabular-nums; }
        a:hover { text-decoration: underline; }
        .table { overflow-x: auto; margin: 1rem 0; }
        table { border-collapse: collapse; width: 100%; font-size: .92rem; }
        caption, .caption { text-align: left; font-weight: 600; padding: .2rem 0 .4rem; margin: 1rem 0 0; }
        .table caption { margin: 0; }
        th, td { padding: .38rem .6rem; border-bottom: 1px solid var(--line); text-align: left; vertical-align: top;
          overflow-wrap: break-word; }
        td.whole { white-space: nowrap; }
        table.few { width: auto; min-width: 50%; }
        th { border-bottom: 1.5px solid var(--ink); font-weight: 600; vertical-align: bottom; overflow-wrap: normal; word-break: keep-all; }
        td.number, th.number { text-align: right; font-variant-numeric: tabular-nums; white-space: nowrap; }
        th.number { white-space: normal; }
        tbody tr:nth-child(even) { background: var(--band); }
        tfoot td { border-top: 1.5px solid var(--ink); border-bottom: 0; font-weight: 600; }
        .nothing { color: var(--soft); margin-top: .2rem; }
        figure { margin: 1rem 0; }
        figure svg { width: 100%; max-width: 60rem; height: auto; display: block; }
        .entries { font-size: .85rem; }
        .entries ol { padding-left: 2.6rem; }
        .entries li:target { background: #fff3c4; }
        .place { color: var(--soft); }
        .count { color: var(--soft); white-space: nowrap; }
        .count::before { content: "("; }
        .count::after { content: ")"; }
        .list { font-variant-numeric: tabular-nums; overflow-wrap: anywhere; }
        @page { size: A4; margin: 16mm 14mm; }
        @media print {
          body { font-size: 10pt; }
          main { max-width: none; padding: 0; }
          a { color: inherit; }
          h2 { break-after: avoid; }
          tr, figure, .entries li { break-inside: avoid; }
          thead { display: table-header-group; }
          dl { border: 1px solid var(--line); }
          tbody tr:nth-child(even), dl { -webkit-print-color-adjust: exact; print-color-adjust: exact; }
        }

        """
}
