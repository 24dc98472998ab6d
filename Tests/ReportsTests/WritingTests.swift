import Chains
import Testing
import Values

@testable import Reports

@Suite("A report as it is written")
struct WritingTests {
    private static let hostile = "=cmd|' /C calc'!A0 <img src=x onerror=1> [x](javascript:1) | *a*"

    private static var report: Report {
        let first = Figure(3, entries: EntrySet([4, 5, 9]))
        let again = Figure.percent(0.9701, entries: EntrySet([9, 4, 5]))
        let other = Figure(1, entries: EntrySet([7]))
        return Report(
            kind: .quality, title: Wording(en: "Quality", zh: "质量"),
            facts: [(Wording(en: "period", zh: "报告期"), Wording("2026"))],
            sections: [
                Report.Section(
                    Wording(en: "First", zh: "一"),
                    [
                        .paragraph(
                            Sentence(en: "\(first) came, \(again) passed, of \(2).", zh: "共 \(first)，合格 \(again)。")),
                        .table(
                            ReportTable(
                                Wording(en: "Table", zh: "表"), [.words("firm", "主体"), .number("count", "数量")],
                                [[Figure(foreign: hostile), other]], total: [Figure(Wording("all")), Figure(0)])),
                    ])
            ])
    }

    @Test("every number leads to its entries, each list of entries once, and what has none leads nowhere")
    func links() {
        let index = FigureIndex(Self.report)
        #expect(index.items.map(\.entries.text) == ["4–5, 9", "7"])
        for language in [ReportLanguage.en, .zh] {
            let html = HTMLReport(Self.report, language).html
            #expect(html.contains("<a href=\"#e1\">3</a>") && html.contains("<a href=\"#e1\">97.01%</a>"))
            #expect(html.contains("<a href=\"#e2\">1</a>") && html.contains("<li id=\"e2\""))
            #expect(html.components(separatedBy: "id=\"e").count == 3 && !html.contains("#e3"))
            let markdown = MarkdownReport(Self.report, language).text
            #expect(markdown.contains("[3](#e1)") && markdown.contains("[97.01%](#e1)"))
            #expect(markdown.contains("<a id=\"e2\"></a>**2**") && markdown.contains("4–5, 9"))
            #expect(markdown.contains("| **all** | **0** |"))
        }
    }

    @Test("what others wrote is text: no tag, no link, no mark, no second cell")
    func hostile() {
        let html = HTMLReport(Self.report, .en).html
        #expect(!html.contains("<img") && html.contains("&lt;img src=x onerror=1&gt;"))
        #expect(!html.contains("<script") && !html.contains("http://") && !html.contains("https://"))
        let markdown = MarkdownReport(Self.report, .en).text
        #expect(!markdown.contains("<img") && !markdown.contains("[x]("))
        let row = markdown.split(separator: "\n").first { $0.contains("calc") } ?? ""
        var bars = 0
        var previous: Character = " "
        for character in row {
            if character == "|", previous != "\\" { bars += 1 }
            previous = character
        }
        #expect(bars == 3, "\(row)")
    }

    @Test("sentences of one language have nothing of the other")
    func languages() {
        let english = MarkdownReport(Self.report, .en).text
        #expect(english.contains("# Quality") && english.contains("passed, of 2.") && !english.contains("合格"))
        let chinese = MarkdownReport(Self.report, .zh).text
        #expect(chinese.contains("# 质量") && !chinese.contains("passed"))
    }
}

extension String {
    fileprivate func components(separatedBy separator: String) -> [Substring] {
        var parts: [Substring] = []
        var rest = self[...]
        while let range = rest.firstRange(of: separator) {
            parts.append(rest[..<range.lowerBound])
            rest = rest[range.upperBound...]
        }
        return parts + [rest]
    }
}
