import Chains
import CommandSupport
import Files
import Interchange
import StrictJSON
import Supervision
import Values

/// How far plans have come, for people, office programs and programs.
struct ProgressSheet {
    private let rows: [(plan: SamplingName?, row: PlanProgress.Row)]
    private let language = Language.current.drawing

    init(_ progress: PlanProgress) { rows = progress.rows.map { (nil, $0) } }

    init(_ plans: [(SamplingName, PlanProgress)]) {
        rows = plans.flatMap { name, progress in progress.rows.map { (name, $0) } }
    }

    private static let columns: [(heading: Wording, isNumber: Bool, width: Double)] = [
        (Wording(en: "category", zh: "类别"), false, 16), (Wording(en: "stage", zh: "环节"), false, 14),
        (Wording(en: "district", zh: "行政区划"), false, 12), (Wording(en: "planned", zh: "计划"), true, 10),
        (Wording(en: "ordered", zh: "已下达"), true, 10), (Wording(en: "taken", zh: "已抽样"), true, 10),
        (Wording(en: "tested", zh: "已检验"), true, 10), (Wording(en: "failed", zh: "不合格"), true, 10),
        (Wording(en: "contradicting", zh: "结果矛盾"), true, 14), (Wording(en: "overdue", zh: "逾期"), true, 10),
    ]

    private var hasPlans: Bool { rows.contains { $0.plan != nil } }

    private var headings: [String] {
        (hasPlans ? [said("plan", "计划")] : []) + Self.columns.map { language.of($0.heading) }
    }

    private var cells: [[String]] {
        rows.map { plan, row in
            let quota = row.quota
            return (hasPlans ? [plan.map { "\($0)" } ?? ""] : [])
                + [
                    quota.profile, quota.stage ?? said("any", "不限"), quota.district, "\(row.planned)",
                    "\(row.ordered)", "\(row.taken)", "\(row.tested)", "\(row.failed)", "\(row.conflicting)",
                    "\(row.overdue)",
                ].map { String($0.printable) }
        }
    }

    var text: String {
        let table = [headings] + cells
        let widths = headings.indices.map { column in table.map { $0[column].columns }.max() ?? 0 }
        return table.map { row in
            row.indices.map { row[$0].padded(to: widths[$0]) }.joined(separator: "  ").trimmedLine
        }.joined(separator: "\n")
    }

    var csv: [UInt8] {
        var writer = CSVWriter()
        writer.add(headings)
        for row in cells { writer.add(row) }
        return writer.bytes
    }

    func write(to path: String, isReplacing: Bool) throws(CommandError) {
        var columns = Self.columns.map {
            WorkbookSheet.Column(heading: language.of($0.heading), form: $0.isNumber ? .number : .text, width: $0.width)
        }
        if hasPlans { columns.insert(.init(heading: said("plan", "计划"), width: 48), at: 0) }
        let sheet = WorkbookSheet(name: said("plans", "计划执行"), columns: columns, rows: cells)
        try WorkbookFile(sheets: [sheet]).save(to: path, existing: isReplacing ? .replaced : .refused)
    }

    var json: JSONNode {
        .array(
            rows.map { plan, row in
                .object([
                    ("plan", plan.map { .string("\($0)") } ?? .null), ("profile", .string(row.quota.profile)),
                    ("stage", row.quota.stage.map(JSONNode.string) ?? .null),
                    ("district", .string(row.quota.district)), ("planned", .integer(row.planned)),
                    ("ordered", .integer(row.ordered)), ("taken", .integer(row.taken)),
                    ("tested", .integer(row.tested)), ("failed", .integer(row.failed)),
                    ("contradicting", .integer(row.conflicting)), ("overdue", .integer(row.overdue)),
                    ("entries", .array(row.entries.map(JSONNode.unsigned))),
                ])
            })
    }
}
