import Chains
import CommandSupport
import Files
import Interchange
import Rules
import Values

/// The holders of recalled goods for office programs: CSV and XLSX.
struct RecallSheet {
    private let table: RecallTable
    private let report: RecallReport
    private let language: DrawingLanguage

    init(_ report: RecallReport, _ language: DrawingLanguage) {
        (self.report, self.language) = (report, language)
        table = RecallTable(report, language)
    }

    private var headings: [String] { table.columns.map { language.of($0.heading) } }

    var csv: [UInt8] {
        var writer = CSVWriter()
        writer.add(headings)
        for row in table.rows { writer.add(row) }
        return writer.bytes
    }

    func write(to path: String, isReplacing: Bool) throws(CommandError) {
        do throws(WorkbookError) {
            try WorkbookFile(sheets: [holders, notes]).write(to: path, existing: isReplacing ? .replaced : .refused)
        } catch {
            switch error {
            case .system(let code): throw .cannotWrite(path, code)
            case .library: throw CommandError(.cannotWrite, at: Wording(path), error.wording)
            }
        }
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

    /// The state, the terms and what is missing, a line each.
    private var notes: WorkbookSheet {
        let lines =
            [report.state.wording] + report.cases.flatMap { $0.lines(report.namings) }
            + report.suspects.map { $0.line(report.namings) } + report.siblings.map { $0.line(report.namings) }
            + report.noteLines
        return WorkbookSheet(
            name: language.of(Wording(en: "recall", zh: "召回")),
            columns: [.init(heading: language.of(Wording(en: "what", zh: "事项")), width: 100)],
            rows: lines.map { [language.of($0)] })
    }
}
