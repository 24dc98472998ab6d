import Chains
import CommandSupport
import Files
import Interchange
import Rules
import Values

/// The holders of recalled goods for office programs: CSV and XLSX.
struct RecallSheet {
    private let table: RecallTable
    /// The state, the terms and what is missing, a line each.
    private let lines: [Wording]
    private let language: DrawingLanguage

    init(_ table: RecallTable, lines: [Wording], _ language: DrawingLanguage) {
        (self.table, self.lines, self.language) = (table, lines, language)
    }

    init(_ report: RecallReport, _ language: DrawingLanguage) {
        let terms = [report.state.wording] + report.cases.flatMap { $0.lines(report.namings) }
        let origins = report.suspects.map { $0.line(report.namings) } + report.siblings.map { $0.line(report.namings) }
        self.init(RecallTable(report, language), lines: terms + origins + report.noteLines, language)
    }

    private var headings: [String] { table.columns.map { language.of($0.heading) } }

    var csv: [UInt8] {
        var writer = CSVWriter()
        writer.add(headings)
        for row in table.rows { writer.add(row) }
        return writer.bytes
    }

    func write(to path: String, isReplacing: Bool) throws(CommandError) {
        try WorkbookFile(sheets: [holders, notes]).save(to: path, existing: isReplacing ? .replaced : .refused)
    }

    private var holders: WorkbookSheet {
        let columns = table.columns.map { column in
            let heading = language.of(column.heading)
            return WorkbookSheet.Column(
                heading: heading, form: column.isNumber ? .number : .text,
                width: column.isNumber ? 12 : Double(min(max(heading.columns + 4, 16), 40)))
        }
        return WorkbookSheet(name: language.of(Wording(en: "holders", zh: "持有方")), columns: columns, rows: table.rows)
    }

    private var notes: WorkbookSheet {
        WorkbookSheet(
            name: language.of(Wording(en: "recall", zh: "召回")),
            columns: [.init(heading: language.of(Wording(en: "what", zh: "事项")), width: 100)],
            rows: lines.map { [language.of($0)] })
    }
}
