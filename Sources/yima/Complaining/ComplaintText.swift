import CommandSupport
import Complaints
import Evidence
import LedgerProtocol
import Rules
import StrictJSON
import Values

/// A complaint told to people and to programs.
struct ComplaintText {
    let checked: CheckedComplaint
    /// What this operator is told of its private values, by entry.
    var values: [(entry: UInt64, name: String, value: String)] = []
    private let definitions = ComplaintDefinitions.builtIn

    init(_ checked: CheckedComplaint) { self.checked = checked }

    func show() throws(CommandError) {
        let record = checked.record
        try Console.print(Terminal.paint("\(record.name.number)", .bold))
        if let opening = record.opening?.act {
            let parts = [
                said(opening.class.wording), said(definitions.wording(kind: opening.kind)), said(opening.way.wording),
                opening.hotline ?? "", opening.code ?? "", opening.firm ?? "",
            ]
            try Console.print(parts.filter { !$0.isEmpty }.joined(separator: "  ").printable)
        }
        try Console.print(
            [said(record.stateWording), record.district ?? ""].joined(separator: "  ").printable)
        for clock in checked.clocks { try Console.print(Self.line(of: clock, on: checked.document.day)) }
        for step in record.steps {
            let ground = step.act.ground.map { said(definitions.wording(ground: $0)) } ?? ""
            let parts = [
                "\(step.arrival.localDay)", said(step.act.wording(of: record.opening?.act.class)), step.uscc, ground,
                step.act.district ?? "",
                step.act.reason ?? "", said("(entry \(step.entry))", "（条目 \(step.entry)）"),
            ]
            try Console.print("  " + parts.filter { !$0.isEmpty }.joined(separator: "  ").printable)
        }
        for value in values {
            try Console.print("  " + said("private, entry \(value.entry)", "私密，条目 \(value.entry)") + "  \(value.name)")
            for line in value.value.split(separator: "\n") { try Console.print("    \(String(line).printable)") }
        }
        for (entry, why) in record.refused {
            try Console.print(
                said("without effect: entry \(entry): \(why.wording.en)", "无效：第 \(entry) 条：\(why.wording.zh)")
                    .printable)
        }
        for fault in checked.faults { try Console.print(said("FALSE", "不成立") + "  " + said(fault).printable) }
        for doubt in checked.doubts { try Console.print(said("unchecked", "未核查") + "  " + said(doubt).printable) }
        try Console.print(said(checked.completeness.wording).printable)
    }

    static func line(of clock: ComplaintClock, on day: CalendarDate) -> String {
        let word = said(clock.term.wording)
        let unsure = clock.isSure ? "" : said(" (holidays of that year are not known yet)", "（该年节假日安排尚未公布）")
        if let ended = clock.ended {
            let late = clock.isMet == true ? said("in time", "按期") : said("late", "超期")
            return "  \(word): \(ended), " + said("due \(clock.due), \(late)", "应于 \(clock.due) 前，\(late)")
        }
        let late = clock.isOverdue(on: day) ? Terminal.paint(said("  OVERDUE", "  已超期"), .red, .bold) : ""
        return "  \(word): " + said("due \(clock.due)", "应于 \(clock.due) 前") + unsure + late
    }

    var json: JSONNode {
        let told = values.map { value in
            JSONNode.object([
                ("entry", .unsigned(value.entry)), ("name", .string(value.name)), ("value", .string(value.value)),
            ])
        }
        return .object([
            ("complaint", checked.document.json), ("values", .array(told)),
            ("complete", .bool(checked.completeness.isShown)),
            ("faults", .array(checked.faults.map { .string($0.en) })),
            ("doubts", .array(checked.doubts.map { .string($0.en) })),
        ])
    }
}
