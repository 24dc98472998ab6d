import Chains
import CommandSupport
import Complaints
import Files
import Interchange
import Pictures
import StrictJSON
import Values

/// Counts of complaints for people, office programs and programs.
struct ComplaintSheet {
    let count: ComplaintCount
    let question: ComplaintCount.Question
    let language: DrawingLanguage
    private let definitions = ComplaintDefinitions.builtIn

    init(count: ComplaintCount, question: ComplaintCount.Question, language: DrawingLanguage) {
        (self.count, self.question, self.language) = (count, question, language)
    }

    private static let columns: [Wording] = [
        Wording(en: "all", zh: "总数"), Wording(en: "undecided", zh: "待决定"), Wording(en: "accepted", zh: "受理（立案）"),
        Wording(en: "not accepted", zh: "不予受理（立案）"), Wording(en: "closed", zh: "办结"),
        Wording(en: "overdue", zh: "超期未办"), Wording(en: "answered", zh: "已答复"),
        Wording(en: "terms ended", zh: "已到节点"), Wording(en: "in time", zh: "按期"), Wording(en: "in time %", zh: "按期率 %"),
    ]

    private var groupHeading: Wording {
        switch question.dimension {
        case .kind: Wording(en: "what is wrong", zh: "问题类别")
        case .district: Wording(en: "district", zh: "行政区划")
        case .firm: Wording(en: "firm", zh: "主体")
        case .product: Wording(en: "product", zh: "产品")
        case .code: Wording(en: "code", zh: "编码")
        case .period: Wording(en: "period", zh: "时期")
        case .class: Wording(en: "class", zh: "类型")
        case .way: Wording(en: "way", zh: "来源")
        }
    }

    private func label(_ group: String?) -> String {
        guard let group else { return language.of(Wording(en: "not said", zh: "未注明")) }
        switch question.dimension {
        case .kind: return language.of(definitions.wording(kind: group))
        case .class: return ComplaintOpening.Class(rawValue: group).map { language.of($0.wording) } ?? group
        default: return String(group.printable)
        }
    }

    var headings: [String] { ([groupHeading] + Self.columns).map(language.of) }

    var rows: [[String]] {
        count.rows.map { [label($0.group)] + cells($0) }
            + [[language.of(Wording(en: "all together", zh: "合计"))] + cells(count.total)]
    }

    private func cells(_ row: ComplaintCount.Row) -> [String] {
        [
            row.total, row.open, row.accepted, row.refused, row.closed, row.overdue, row.answered, row.endedTerms,
            row.metTerms,
        ].map(String.init) + [percent(row)]
    }

    /// With one digit after the point; nothing where no term ended.
    private func percent(_ row: ComplaintCount.Row) -> String {
        guard row.endedTerms > 0 else { return "" }
        let tenths = row.metTerms * 1000 / row.endedTerms
        return "\(tenths / 10).\(tenths % 10)"
    }

    var text: String {
        let table = [headings] + rows
        let widths = headings.indices.map { column in table.map { $0[column].columns }.max() ?? 0 }
        return table.map { row in
            var line = row.indices.map { column in
                row[column] + String(repeating: " ", count: widths[column] - row[column].columns)
            }.joined(separator: "  ")
            while line.last == " " { line.removeLast() }
            return line + "\n"
        }.joined()
    }

    var csv: [UInt8] {
        var writer = CSVWriter()
        writer.add(headings)
        for row in rows { writer.add(row) }
        return writer.bytes
    }

    func write(to path: String, isReplacing: Bool) throws(CommandError) {
        let columns = headings.enumerated().map { place, heading in
            WorkbookSheet.Column(heading: heading, form: place == 0 ? .text : .number, width: place == 0 ? 40 : 12)
        }
        let sheet = WorkbookSheet(
            name: language.of(Wording(en: "complaints", zh: "投诉举报")), columns: columns, rows: rows)
        try WorkbookFile(sheets: [sheet]).save(to: path, existing: isReplacing ? .replaced : .refused)
    }

    var svg: String {
        let series = [
            StackedBarPicture.Series(name: Wording(en: "closed or not accepted", zh: "办结或不予受理"), colour: .good),
            StackedBarPicture.Series(name: Wording(en: "in hand", zh: "办理中"), colour: PlotColour(0x0B57B0)),
            StackedBarPicture.Series(name: Wording(en: "overdue", zh: "超期未办"), colour: .bad),
        ]
        let bars = count.rows.map { row in
            let ended = row.closed + row.refused
            return (label: label(row.group), counts: [ended, max(0, row.total - ended - row.overdue), row.overdue])
        }
        let title = language.of(Wording(en: "Complaints and reports", zh: "投诉举报办理情况"))
        return StackedBarPicture(bars, series: series, title: title, language).svg
    }

    func json(upTo treeSize: UInt64) -> JSONNode {
        func node(_ row: ComplaintCount.Row) -> JSONNode {
            .object([
                ("group", row.group.map(JSONNode.string) ?? .null), ("total", .integer(row.total)),
                ("open", .integer(row.open)), ("accepted", .integer(row.accepted)), ("refused", .integer(row.refused)),
                ("closed", .integer(row.closed)), ("overdue", .integer(row.overdue)),
                ("answered", .integer(row.answered)), ("endedTerms", .integer(row.endedTerms)),
                ("metTerms", .integer(row.metTerms)),
            ])
        }
        func day(_ day: CalendarDate?) -> JSONNode { day.map { .string("\($0)") } ?? .null }
        return .object([
            ("by", .string(question.dimension.rawValue)), ("since", day(question.since)),
            ("before", day(question.before)), ("asOf", .string("\(question.today)")),
            ("rows", .array(count.rows.map(node))), ("total", node(count.total)), ("upTo", .unsigned(treeSize)),
            ("proven", .bool(true)),
        ])
    }
}
