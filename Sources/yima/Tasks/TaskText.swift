import Chains
import CommandSupport
import Rules
import StrictJSON
import Supervision
import Values

/// A task, for people and for programs.
struct TaskText {
    let entry: TaskRecord.Entry
    let terms: TaskTerms
    let calendar: WorkingDays
    let today: CalendarDate

    private var clock: (isTaking: Bool, due: CalendarDate)? { entry.clock(terms, calendar) }

    var isOverdue: Bool { clock.map { $0.due.daysSinceEpoch < today.daysSinceEpoch } ?? false }

    var text: String {
        let said = entry.opening.act
        let kind = terms.kind(said.kind).map { CommandSupport.said($0.name) } ?? said.kind
        var state = CommandSupport.said(entry.state.wording)
        if let clock {
            let what =
                clock.isTaking
                ? CommandSupport.said("take by \(clock.due)", "应于 \(clock.due) 前接办")
                : CommandSupport.said("close by \(clock.due)", "应于 \(clock.due) 前办结")
            state += isOverdue ? CommandSupport.said(", OVERDUE: \(what)", "，已超期：\(what)") : ", \(what)"
        }
        let entries = entry.ledgerEntries.map { "\($0)" }.joined(separator: " ")
        var lines = [
            "\(said.name)  \(state)", "    \(kind) · \(said.owner) · \(said.district) · \(said.about)",
            "    \(said.what)  [\(entries)]",
        ]
        if let closure = entry.closure {
            let outcome = terms.outcome(closure.act.outcome).map { CommandSupport.said($0.name) }
            lines.append("    → \(outcome ?? closure.act.outcome): \(closure.act.found)")
        }
        return lines.map { $0.printable + "\n" }.joined()
    }

    var json: JSONNode {
        let said = entry.opening.act
        return .object([
            ("task", .string(said.name.description)), ("state", .string(entry.state.rawValue)),
            ("owner", .string(said.owner)), ("district", .string(said.district)), ("kind", .string(said.kind)),
            ("about", .string(said.about)), ("what", .string(said.what)),
            ("opened", .string("\(entry.opening.time.day)")),
            ("due", clock.map { .string("\($0.due)") } ?? .null), ("overdue", .bool(isOverdue)),
            ("outcome", entry.closure.map { .string($0.act.outcome) } ?? .null),
            ("found", entry.closure.map { .string($0.act.found) } ?? .null),
            ("entries", .array(entry.ledgerEntries.map(JSONNode.unsigned))),
        ])
    }
}
