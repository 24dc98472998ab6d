public import Chains
import Values

/// A report as Markdown (CommonMark with GitHub's tables): every number links to its entries at the end.
public struct MarkdownReport: Sendable {
    private let report: Report
    private let language: ReportLanguage
    private let index: FigureIndex

    public init(_ report: Report, _ language: ReportLanguage) {
        (self.report, self.language) = (report, language)
        index = FigureIndex(report)
    }

    private var colon: String { language.of(Wording(en: ": ", zh: "：")) }

    public var text: String {
        var parts = ["# \(escaped(language.of(report.title)))"]
        parts.append(
            report.facts.map { "- \(escaped(language.of($0.name)))\(colon)\(escaped(language.of($0.value)))" }
                .joined(separator: "\n"))
        for section in report.sections {
            parts.append("## \(escaped(language.of(section.heading)))")
            parts += section.blocks.compactMap(text)
        }
        parts.append("## \(language.of(ReportWords.entries))")
        parts.append(escaped(language.of(ReportWords.explanation)))
        parts += index.items.map { item in
            "<a id=\"e\(item.number)\"></a>**\(item.number)** \(escaped(language.of(item.place))) "
                + "(\(language.of(ReportWords.count(item.entries)))): \(item.entries.text)"
        }
        return parts.filter { !$0.isEmpty }.joined(separator: "\n\n") + "\n"
    }

    private func text(_ block: Report.Block) -> String? {
        switch block {
        case .paragraph(let sentence): text(language.of(sentence))
        case .list(let sentences): sentences.map { "- \(text(language.of($0)))" }.joined(separator: "\n")
        case .table(let table): text(table)
        // A plot says nothing that its table does not.
        case .plot: nil
        }
    }

    private func text(_ table: ReportTable) -> String {
        let title = "**\(escaped(language.of(table.title)))**"
        guard !table.rows.isEmpty else { return "\(title)\n\n\(language.of(ReportWords.nothing))" }
        func line(_ cells: [String]) -> String { "| " + cells.joined(separator: " | ") + " |" }
        var lines = [line(table.columns.map { escaped(language.of($0.heading)) })]
        lines.append(line(table.columns.map { $0.isNumber ? "---:" : "---" }))
        lines += table.rows.map { line($0.map(text)) }
        if let total = table.total { lines.append(line(total.map { "**\(text($0))**" })) }
        return title + "\n\n" + lines.joined(separator: "\n")
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
        return index.number(of: figure.entries).map { "[\(words)](#e\($0))" } ?? words
    }

    /// What others wrote is text, and no mark, link or tag.
    private func escaped(_ text: String) -> String {
        var escaped = ""
        for character in text {
            switch character {
            case "\\", "`", "*", "_", "[", "]", "|", "#", "~": escaped += "\\\(character)"
            case "<": escaped += "&lt;"
            case ">": escaped += "&gt;"
            case "&": escaped += "&amp;"
            case "\n", "\r", "\r\n", "\t": escaped += " "
            default: escaped.append(character)
            }
        }
        return escaped
    }
}
