import Chains
import CommandSupport
import Draws
import EPCIS
import Files
import Interchange
import LedgerProtocol
import Rules
import StrictJSON
import TransparencyLog
import Values

/// A draw told to people and to programs.
struct DrawText {
    let checked: CheckedDraw

    /// Firms that are told on a terminal.
    private static let firmsMax = 50

    func show() throws(CommandError) {
        let record = checked.record
        if let plan = record.commitment?.act {
            try Console.print("\(plan.title)  \(record.name)".printable)
            if !plan.witnesses.isEmpty {
                let names = plan.witnesses.map(\.name).joined(separator: ", ")
                try Console.print((said("witnesses: ", "见证方：") + names).printable)
            }
        }
        for (step, state) in checked.check.steps {
            let colour: Terminal.Colour =
                switch state {
                case .holds: .green
                case .isFalse: .red
                case .doubtful, .unchecked: .yellow
                }
            let word =
                switch state {
                case .holds: said("holds", "成立")
                case .isFalse: said("FALSE", "不成立")
                case .doubtful: said("DOUBTFUL", "存疑")
                case .unchecked: said("unchecked", "未核查")
                }
            try Console.print(
                Terminal.paint(word, colour, .bold) + "  "
                    + "\(said(step.wording))\(said(": ", "："))\(said(state.wording))".printable)
        }
        for fault in checked.faults { try Console.print(said("FALSE", "不成立") + "  " + said(fault).printable) }
        for doubt in checked.doubts { try Console.print(said("unchecked", "未核查") + "  " + said(doubt).printable) }
        try Console.print(said(checked.completeness.wording).printable)
        for (entry, why) in record.refused.prefix(20) {
            try Console.print(
                said("without effect: entry \(entry): \(why.wording.en)", "无效：第 \(entry) 条：\(why.wording.zh)")
                    .printable)
        }
        try showPublications()
        try showFirms()
    }

    /// Each publication after the first, with what it says otherwise than the one before.
    private func showPublications() throws(CommandError) {
        for one in checked.check.published where one.number > 1 {
            let (n, entry) = (one.number, one.entry)
            guard let changes = one.changes else {
                try Console.print(
                    said(
                        "publication \(n), entry \(entry): what it changed cannot be told, a file is not at hand",
                        "第 \(n) 次公示（第 \(entry) 条）：文件不全，无法说明改动"))
                continue
            }
            try Console.print(
                said(
                    "publication \(n), entry \(entry): changed of \(changes.count) firms",
                    "第 \(n) 次公示（第 \(entry) 条）：改动 \(changes.count) 户"))
            for change in changes.prefix(Self.firmsMax) { try Console.print("  " + said(change.wording).printable) }
            if changes.count > Self.firmsMax {
                try Console.print("  " + said("… \(changes.count) firms", "…… 共 \(changes.count) 户"))
            }
        }
    }

    func showFirms() throws(CommandError) {
        guard let draw = checked.check.draw else { return }
        let sheet = DrawSheet(draw, checked.check.findings, Language.current.drawing)
        for row in sheet.rows.prefix(Self.firmsMax) { try Console.print(row.joined(separator: "  ").printable) }
        if sheet.rows.count > Self.firmsMax {
            try Console.print(said("… \(sheet.rows.count) firms", "…… 共 \(sheet.rows.count) 户"))
        }
    }

    /// `{"draw","outcome":"holds|false|unchecked","seed","steps":[…],"faults":[…],"doubts":[…],"complete","firms","others":[…],
    /// "publications":[…],"refused":[…]}`
    var json: JSONNode {
        let outcome =
            switch checked.status {
            case .done: "holds"
            case .violated: "false"
            default: "unchecked"
            }
        func wordings(_ all: [Wording]) -> JSONNode {
            .array(all.map { .object([("message", .string($0.en)), ("messageZh", .string($0.zh))]) })
        }
        return .object([
            ("draw", .string("\(checked.record.name)")), ("outcome", .string(outcome)),
            ("seed", checked.check.seed.map { .string("\($0.seed)") } ?? .null),
            ("steps", .array(checked.check.steps.map(DrawDocument.step))), ("faults", wordings(checked.faults)),
            ("doubts", wordings(checked.doubts)), ("complete", .bool(checked.completeness.isShown)),
            ("firms", checked.check.draw.map { .integer($0.drawn.count { $0 != nil }) } ?? .null),
            ("others", .array(checked.check.others.map { $0.others.map(DrawDocument.other) } ?? [])),
            ("publications", .array(checked.check.published.map(DrawDocument.publication))),
            ("refused", wordings(checked.record.refused.map(\.why.wording))),
        ])
    }
}

/// The firms that were drawn, for office programs.
struct DrawSheet {
    let rows: [[String]]
    private let language: DrawingLanguage

    private static let columns: [(heading: Wording, width: Double)] = [
        (Wording(en: "order", zh: "序号"), 8), (Wording(en: "USCC", zh: "统一社会信用代码"), 22),
        (Wording(en: "firm", zh: "检查对象"), 36), (Wording(en: "class", zh: "风险类别"), 10),
        (Wording(en: "how", zh: "方式"), 16), (Wording(en: "inspectors", zh: "检查人员编号"), 24),
        (Wording(en: "day", zh: "检查日期"), 12), (Wording(en: "result", zh: "检查结果"), 32),
        (Wording(en: "remark", zh: "备注"), 40),
    ]

    init(_ draw: Draw, _ findings: InspectionFindings?, _ language: DrawingLanguage) {
        self.language = language
        var found: [String: InspectionFindings.Finding] = [:]
        for finding in findings?.findings ?? [] { found[finding.firm] = finding }
        rows = draw.drawn.enumerated().compactMap { order, drawn in
            guard let drawn else { return nil }
            let uscc = draw.firms.uscc(at: drawn.firm)
            let seats = drawn.inspectors.map { $0.map { draw.inspectors.inspectors[$0].number } ?? "-" }
            let finding = found[uscc]
            return [
                "\(order + 1)", uscc, draw.firms.name(at: drawn.firm), draw.firms.riskClass(at: drawn.firm),
                "\(drawn.way)", seats.joined(separator: " "), finding.map { "\($0.day)" } ?? "",
                finding.map { language.of($0.outcome.wording) } ?? "", finding?.remark ?? "",
            ]
        }
    }

    var csv: [UInt8] {
        var writer = CSVWriter()
        writer.add(Self.columns.map { language.of($0.heading) })
        for row in rows { writer.add(row.map(\.printable)) }
        return writer.bytes
    }

    func write(to path: String, isReplacing: Bool) throws(CommandError) {
        let columns = Self.columns.enumerated().map { place, column in
            WorkbookSheet.Column(
                heading: language.of(column.heading), form: place == 0 ? .number : .text, width: column.width)
        }
        let sheet = WorkbookSheet(
            name: language.of(Wording(en: "drawn", zh: "抽取结果")), columns: columns,
            rows: rows.map { $0.map { String($0.printable) } })
        try WorkbookFile(sheets: [sheet]).save(to: path, existing: isReplacing ? .replaced : .refused)
    }
}
