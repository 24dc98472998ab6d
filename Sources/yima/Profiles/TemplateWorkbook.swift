import CommandSupport
import Files
import Interchange
import Profiles
import Values

/// The template of a profile as a workbook: a sheet to be filled in, and one that explains every element.
struct TemplateWorkbook {
    private let template: ScanTemplate
    private let steps: [EventStep]

    init(_ template: ScanTemplate, steps: [EventStep]) {
        self.template = template
        self.steps = steps
    }

    func write(to path: String, existing: FileWriter.Existing) throws(CommandError) {
        try WorkbookFile(sheets: [scans, elements]).save(to: path, existing: existing)
    }

    private var scans: WorkbookSheet {
        let columns = template.columns.map { column in
            WorkbookSheet.Column(
                heading: said(column.heading), form: column.form.cells,
                width: Double(min(max(said(column.heading).columns + 4, 14), 40)),
                words: column.form.words.map { said($0) })
        }
        return WorkbookSheet(
            name: said("scans", "扫码"), columns: columns,
            notes: [template.explanations { said($0) }, template.example { said($0) }])
    }

    private var elements: WorkbookSheet {
        let profile = template.profile
        let columns = [
            WorkbookSheet.Column(heading: said("element", "数据项"), width: 20),
            WorkbookSheet.Column(heading: said("label", "名称"), width: 28),
            WorkbookSheet.Column(heading: said("value", "格式"), width: 40),
            WorkbookSheet.Column(heading: said("required for", "必填环节（条件）"), width: 48),
            WorkbookSheet.Column(heading: said("from", "起始日期"), width: 24),
            WorkbookSheet.Column(heading: said("source", "依据"), width: 60),
        ]
        let rows = profile.elements(forAnyOf: steps).map { element in
            let asked = element.requirements.filter { requirement in
                steps.isEmpty || steps.contains { requirement.covers($0.stepKind) }
            }
            return [
                element.name, said(element.label),
                said(element.form) + ProfileText.mark(of: element),
                asked.map { said(profile.wording(of: $0)) }.joined(separator: "\n"),
                asked.map(ProfileText.days).joined(separator: "\n"), element.source,
            ]
        }
        return WorkbookSheet(name: said("elements", "说明"), columns: columns, rows: rows)
    }
}

extension ScanTemplate.Form {
    fileprivate var cells: WorkbookSheet.Form {
        switch self {
        case .text, .words: .text
        case .date: .date
        case .time: .time
        case .number: .general
        }
    }

    fileprivate var words: [Wording] {
        switch self {
        case .words(let words): words
        case .text, .date, .time, .number: []
        }
    }
}
