package import Chains
import Codes
import EPCIS
package import Rules
package import Values

/// A recall to be printed and handed over: one page of HTML that needs nothing else, for A4 on its side, in one language.
package struct RecallPage: Sendable {
    private let report: RecallReport
    private let language: DrawingLanguage
    /// Under which checkpoint it stands, and whether it was proven.
    private let ground: Wording

    package init(_ report: RecallReport, _ language: DrawingLanguage, ground: Wording) {
        (self.report, self.language, self.ground) = (report, language, ground)
    }

    package var html: String {
        var page = HTMLWriter()
        let title = said("Recall of", "召回：") + (language == .en ? " " : "") + subject
        page.raw("<!DOCTYPE html>\n<html lang=\"\(language == .zh ? "zh-CN" : "en")\"><head><meta charset=\"utf-8\">")
        page.raw(
            "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'\">")
        page.element("title", title)
        page.raw("<style>\(Self.style)</style></head><body>\n")
        page.element("h1", title)
        page.element("p", report.state.wording(language), class: "state \(report.state.rawValue)")
        writeSummary(&page)
        writeCases(&page)
        writeHolders(&page)
        writeOrigins(&page)
        writeNotes(&page)
        page.element("p", language.of(ground), class: "ground")
        page.raw("</body></html>\n")
        return page.text
    }

    private func said(_ en: String, _ zh: String) -> String { language.of(Wording(en: en, zh: zh)) }

    private var subject: String {
        let names = report.affected.filter(\.isAskedFor).prefix(5).map { one in
            [one.product, language.of(one.name)].compactMap(\.self).joined(separator: " ")
        }
        return names.isEmpty ? report.written.shown : names.joined(separator: said(", ", "、"))
    }

    private func writeSummary(_ page: inout HTMLWriter) {
        guard !report.affected.isEmpty else { return }
        page.element("h2", said("What is affected", "涉及货物"))
        page.raw("<table>\n")
        page.row(
            [
                said("goods", "货物"), said("product", "产品"), said("made", "产出"), said("on hand", "现存"),
                said("on its way", "在途"), said("sold", "已售"), said("used", "已加工"), said("destroyed", "已销毁"),
                said("sent back", "已退回"), said("unaccounted", "去向不明"), said("made of", "来自"),
            ], "th")
        for one in report.affected {
            let total = one.total
            let amounts = [
                total.made, total.onHand, total.inTransit, total.sold, total.used, total.destroyed, total.returned,
                total.unaccounted,
            ]
            page.row(
                [language.of(one.name), one.product ?? ""] + amounts.map { language.of($0.wording) } + [
                    one.madeOf.map { language.of(report.namings.code($0)) }.joined(separator: "; ")
                ], numbers: Set(2..<10))
        }
        page.raw("</table>\n")
    }

    private func writeCases(_ page: inout HTMLWriter) {
        guard !report.cases.isEmpty else { return }
        page.element("h2", said("The recall and its terms", "召回与期限"))
        page.raw("<ul>\n")
        for one in report.cases {
            for line in one.lines(report.namings) { page.element("li", language.of(line)) }
        }
        page.raw("</ul>\n")
    }

    private func writeHolders(_ page: inout HTMLWriter) {
        let table = RecallTable(report, language)
        page.element("h2", said("Who has it, and what became of it", "持有方与去向") + " (\(table.rows.count))")
        // The code is too long for paper: the goods name it. A column that says nothing is left out.
        let shown = table.columns.indices.filter { column in
            let heading = table.columns[column].heading.en
            return heading != "code"
                && (["holder", "USCC", "on hand"].contains(heading)
                    || table.rows.contains { !$0[column].isEmpty && !$0[column].isZero })
        }
        let numbers = Set(
            shown.indices.filter {
                table.columns[shown[$0]].isNumber || ["USCC", "unit"].contains(table.columns[shown[$0]].heading.en)
            })
        page.raw("<table class=\"holders\"><thead>\n")
        page.row(shown.map { language.of(table.columns[$0].heading) }, "th")
        page.raw("</thead><tbody>\n")
        for row in table.rows { page.row(shown.map { row[$0].isZero ? "" : row[$0] }, numbers: numbers) }
        page.raw("</tbody></table>\n")
    }

    private func writeOrigins(_ page: inout HTMLWriter) {
        if !report.suspects.isEmpty {
            page.element("h2", said("What went into it", "上游原料"))
            page.raw("<ul>\n")
            for suspect in report.suspects { page.element("li", language.of(suspect.line(report.namings))) }
            page.raw("</ul>\n")
        }
        guard !report.siblings.isEmpty else { return }
        page.element("h2", said("What else was made of the same", "同源产品") + " (\(report.siblingCount))")
        page.raw("<ul>\n")
        for sibling in report.siblings { page.element("li", language.of(sibling.line(report.namings))) }
        page.raw("</ul>\n")
    }

    private func writeNotes(_ page: inout HTMLWriter) {
        let notes = report.noteLines
        guard !notes.isEmpty else { return }
        page.element("h2", said("Mind", "注意"))
        page.raw("<ul class=\"mind\">\n")
        for note in notes { page.element("li", language.of(note)) }
        page.raw("</ul>\n")
    }

    private static let style = """
        @page{size:A4 landscape;margin:12mm}
        body{font:10pt/1.35 "Noto Sans CJK SC","Source Han Sans SC","PingFang SC","Microsoft YaHei",sans-serif;color:#111;\
        max-width:277mm;margin:8mm auto}
        h1{font-size:16pt;margin:0 0 2mm}h2{font-size:11pt;margin:5mm 0 1mm;break-after:avoid}
        table{border-collapse:collapse;width:100%;font-size:8pt}
        th,td{border:.2mm solid #999;padding:.6mm 1mm;text-align:left;vertical-align:top;overflow-wrap:anywhere}
        th{background:#eee}thead{display:table-header-group}tr{break-inside:avoid}
        td.n{text-align:right;white-space:nowrap}ul{margin:0;padding-left:5mm}
        .state{font-weight:bold;border:.4mm solid #111;display:inline-block;padding:.5mm 2mm;margin:0}
        @media print{body{margin:0;max-width:none}}
        .mind{color:#a00}.ground{margin-top:6mm;font-size:8pt;color:#555}
        """
}

extension String {
    fileprivate var isZero: Bool { self == "0" }
}
