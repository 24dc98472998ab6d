import Chains
import CommandSupport
import Files
import Interchange
import Statistics
import StrictJSON
import Values

/// Pass rates for people, office programs and programs.
struct PassRateSheet {
    let count: SampleTable.Count
    /// Samples of plans of which nothing is settled.
    let openCount: Int
    let question: SampleTable.Question
    let targets: QualityTargets
    let language: DrawingLanguage

    private static let columns: [(heading: Wording, isNumber: Bool, width: Double)] = [
        (Wording(en: "category", zh: "类别"), false, 24), (Wording(en: "samples", zh: "样本数"), true, 10),
        (Wording(en: "passed", zh: "合格数"), true, 10), (Wording(en: "pass rate %", zh: "合格率 %"), true, 12),
        (Wording(en: "lower bound %", zh: "下限 %"), true, 12), (Wording(en: "upper bound %", zh: "上限 %"), true, 12),
        (Wording(en: "target %", zh: "目标 %"), true, 10), (Wording(en: "judgement", zh: "判断"), false, 26),
    ]

    private var groupHeading: Wording? {
        switch question.dimension {
        case .category: nil
        case .district: Wording(en: "district", zh: "行政区划")
        case .period: Wording(en: "period", zh: "时期")
        case .firm: Wording(en: "firm", zh: "主体")
        case .stage: Wording(en: "stage", zh: "环节")
        }
    }

    var headings: [String] {
        ([groupHeading].compactMap(\.self) + Self.columns.map(\.heading)).map(language.of)
    }

    var rows: [[String]] {
        count.rows.map { row in
            let group = row.group ?? language.of(Wording(en: "not said", zh: "未注明"))
            let cells = [
                language.of(row.category.name), "\(row.rate.total)", "\(row.rate.passed)", percent(row.rate.rate),
                percent(row.rate.interval?.lower), percent(row.rate.interval?.upper), "\(row.category.percent)",
                language.of(row.judgement.wording),
            ]
            return groupHeading == nil ? cells : [String(group.printable)] + cells
        }
    }

    /// With two digits after the point; towards the outside nothing is rounded away that decides.
    private func percent(_ rate: Double?) -> String {
        guard let rate else { return "" }
        let hundredths = Int((rate * 10_000).rounded())
        let rest = hundredths % 100
        return "\(hundredths / 100).\(rest < 10 ? "0" : "")\(rest)"
    }

    var text: String {
        let table = [headings] + rows
        let widths = headings.indices.map { column in table.map { $0[column].columns }.max() ?? 0 }
        return table.map { row in
            row.indices.map { column in
                row[column] + String(repeating: " ", count: widths[column] - row[column].columns)
            }.joined(separator: "  ").trimmedEnd + "\n"
        }.joined()
    }

    var csv: [UInt8] {
        var writer = CSVWriter()
        writer.add(headings)
        for row in rows { writer.add(row) }
        return writer.bytes
    }

    func write(to path: String, isReplacing: Bool) throws(CommandError) {
        var columns = Self.columns.map {
            WorkbookSheet.Column(heading: language.of($0.heading), form: $0.isNumber ? .number : .text, width: $0.width)
        }
        if let groupHeading { columns.insert(.init(heading: language.of(groupHeading), width: 24), at: 0) }
        let sheet = WorkbookSheet(
            name: language.of(Wording(en: "pass rates", zh: "合格率")), columns: columns, rows: rows)
        try WorkbookFile(sheets: [sheet]).save(to: path, existing: isReplacing ? .replaced : .refused)
    }

    /// `{"by","since","before","rows":[{"group","category","samples","passed","rate","lower","upper","target","judgement"}],…}`
    func json(upTo treeSize: UInt64, isProven: Bool) -> JSONNode {
        let rows = count.rows.map { row in
            JSONNode.object([
                ("group", row.group.map(JSONNode.string) ?? .null), ("category", .string(row.category.id)),
                ("samples", .integer(row.rate.total)), ("passed", .integer(row.rate.passed)),
                ("rate", number(row.rate.rate)), ("lower", number(row.rate.interval?.lower)),
                ("upper", number(row.rate.interval?.upper)), ("target", number(row.category.target)),
                ("judgement", .string(row.judgement.rawValue)),
            ])
        }
        func day(_ day: CalendarDate?) -> JSONNode { day.map { .string("\($0)") } ?? .null }
        return .object([
            ("by", .string(question.dimension.rawValue)), ("since", day(question.since)),
            ("before", day(question.before)), ("rows", .array(rows)),
            ("notByLaboratories", .integer(count.foreignCount)), ("unsettled", .integer(openCount)),
            ("uncategorised", .integer(count.uncategorisedCount)), ("source", .string(targets.source)),
            ("upTo", .unsigned(treeSize)), ("proven", .bool(isProven)),
        ])
    }

    /// Six digits after the point.
    private func number(_ value: Double?) -> JSONNode {
        guard let value else { return .null }
        let millionths = Int((value * 1_000_000).rounded())
        let digits = String(millionths % 1_000_000)
        return .number("\(millionths / 1_000_000).\(String(repeating: "0", count: 6 - digits.count))\(digits)")
    }
}

extension String {
    fileprivate var trimmedEnd: String {
        var text = self
        while text.last == " " { text.removeLast() }
        return text
    }
}
