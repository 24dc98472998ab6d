import Chains
import CommandSupport
import Files
import Interchange
import Reports
import Values

/// A report as a workbook: a sheet for each table, one of what it says in sentences, and one of the entries behind each number. Every cell is
/// written as text or as a number, so that no text becomes a formula.
struct ReportSheets {
    private let report: Report
    private let language: ReportLanguage
    private let index: FigureIndex

    init(_ report: Report, _ language: ReportLanguage) {
        (self.report, self.language) = (report, language)
        index = FigureIndex(report)
    }

    /// What a cell of a workbook holds, in characters.
    private static let cellCharactersMax = 32_000
    private static let nameCharactersMax = 31

    var sheets: [WorkbookSheet] {
        var names: Set<String> = []
        var sheets = [summary(&names)]
        for section in report.sections {
            for case .table(let table) in section.blocks { sheets.append(sheet(table, &names)) }
        }
        return sheets + [entries(&names)]
    }

    func write(to path: String, isReplacing: Bool) throws(CommandError) {
        try WorkbookFile(sheets: sheets).save(to: path, existing: isReplacing ? .replaced : .refused)
    }

    /// A name that a workbook takes and that is there once.
    private func name(_ wording: Wording, _ taken: inout Set<String>) -> String {
        let plain = language.of(wording).filter { !"[]:*?/\\'".contains($0) }
        var name = String(plain.prefix(Self.nameCharactersMax))
        var number = 2
        while !taken.insert(name.lowercased()).inserted {
            name = "\(plain.prefix(Self.nameCharactersMax - 3)) \(number)"
            number += 1
        }
        return name
    }

    private func summary(_ taken: inout Set<String>) -> WorkbookSheet {
        var rows = report.facts.map { [language.of($0.name), language.of($0.value)] }
        for section in report.sections {
            var lines: [String] = []
            for block in section.blocks {
                switch block {
                case .paragraph(let sentence): lines.append(text(sentence))
                case .list(let sentences): lines += sentences.map(text)
                case .table, .plot: break
                }
            }
            rows += lines.enumerated().map { [$0.offset == 0 ? language.of(section.heading) : "", $0.element] }
        }
        return WorkbookSheet(
            name: name(Wording(en: "report", zh: "报告"), &taken),
            columns: [
                WorkbookSheet.Column(heading: language.of(report.title), width: 28),
                WorkbookSheet.Column(heading: "", width: 110),
            ], rows: rows)
    }

    private func text(_ sentence: Sentence) -> String {
        let prose = language == .zh ? sentence.zh : sentence.en
        return prose.spans.map { span in
            switch span {
            case .text(let text): text
            case .figure(let figure):
                language.of(figure.text) + (index.number(of: figure.entries).map { " [\($0)]" } ?? "")
            }
        }.joined()
    }

    private func sheet(_ table: ReportTable, _ taken: inout Set<String>) -> WorkbookSheet {
        let columns = table.columns.enumerated().map { place, column in
            // A cell has the number alone.
            let isShare = table.allRows.contains { $0[place].text.en.hasSuffix("%") }
            return WorkbookSheet.Column(
                heading: language.of(column.heading) + (column.isNumber && isShare ? " (%)" : ""),
                form: column.isNumber ? .number : .text, width: 10 + 8 * column.weight)
        }
        // The numbers of the entries of a row's cells, in their order.
        let last = WorkbookSheet.Column(
            heading: language.of(Wording(en: "entries: see no.", zh: "条目索引编号")), width: 24)
        let rows = table.allRows.map { row in
            zip(table.columns, row).map { column, figure in
                column.isNumber ? figure.value.map { "\($0)" } ?? language.of(figure.text) : language.of(figure.text)
            } + [row.compactMap { index.number(of: $0.entries) }.map { "\($0)" }.joined(separator: ", ")]
        }
        return WorkbookSheet(name: name(table.title, &taken), columns: columns + [last], rows: rows)
    }

    private func entries(_ taken: inout Set<String>) -> WorkbookSheet {
        var rows: [[String]] = []
        for item in index.items {
            var text = ""
            var pieces: [String] = []
            for range in item.entries.ranges {
                let one = range.count == 1 ? "\(range.lowerBound)" : "\(range.lowerBound)–\(range.upperBound)"
                if text.count + one.count + 2 > Self.cellCharactersMax {
                    pieces.append(text)
                    text = ""
                }
                text += (text.isEmpty ? "" : ", ") + one
            }
            pieces.append(text)
            rows += pieces.map { ["\(item.number)", language.of(item.place), "\(item.entries.count)", $0] }
        }
        return WorkbookSheet(
            name: name(ReportWords.entries, &taken),
            columns: [
                WorkbookSheet.Column(heading: language.of(ReportWords.number), form: .number, width: 8),
                WorkbookSheet.Column(heading: language.of(ReportWords.place), width: 60),
                WorkbookSheet.Column(heading: language.of(ReportWords.counts), form: .number, width: 10),
                WorkbookSheet.Column(heading: language.of(ReportWords.entries), width: 60),
            ], rows: rows)
    }
}
