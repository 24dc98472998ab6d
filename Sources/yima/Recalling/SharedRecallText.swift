import Chains
import CommandSupport
import Ledger
import Rules
import StrictJSON
import Supervision
import Values

/// How a shared recall stands, for people and for programs.
struct SharedRecallText {
    let desk: SharedRecallDesk
    let today: CalendarDate
    let calendar: WorkingDays

    private var record: SharedRecall { desk.record }

    private func name(_ uscc: String) -> String {
        for registry in desk.acts.registries {
            if let name = registry.operators[uscc]?.name, !name.isEmpty { return "\(name) \(uscc)" }
        }
        return uscc
    }

    var text: String {
        guard let opening = record.opening else {
            return record.refused.map(refused).joined(separator: "\n") + "\n"
        }
        let act = opening.act
        var lines = [
            "\(act.title.shown) · \(said(record.state.wording))",
            said("  goods    \(act.code), grade \(act.level)", "  货物    \(act.code)，\(act.level) 级"),
            said(
                "  recalled in entry \(act.entry), led by \(name(record.name.uscc)) for \(act.district) since \(opening.time.minute) (entry \(opening.entry))",
                "  召回见第 \(act.entry) 条，牵头机关 \(name(record.name.uscc))（\(act.district)），自 \(opening.time.minute)（第 \(opening.entry) 条）"
            ),
            "",
        ]
        lines += table
        for finding in record.ownFindings { lines.append("  " + line(finding, by: record.name.uscc)) }
        if let closure = record.closure {
            lines.append(
                said(
                    "closed at \(closure.time.minute) (entry \(closure.entry))",
                    "已于 \(closure.time.minute) 结束（第 \(closure.entry) 条）")
                    + (closure.act.grounds.map { said(": \($0.shown)", "：\($0.shown)") } ?? ""))
        } else if let why = record.whyOpen {
            lines.append(said("it cannot end yet: \(why.wording.en)", "尚不能结束：\(why.wording.zh)"))
        } else if !record.told.isEmpty {
            lines.append(said("nothing is open: it can be closed", "已无未结事项，可以结束"))
        }
        if !record.refused.isEmpty {
            lines += ["", said("what counts for nothing:", "无效行为：")] + record.refused.map { "  " + refused($0) }
        }
        return lines.map(\.printable).joined(separator: "\n") + "\n"
    }

    private var table: [String] {
        guard !record.told.isEmpty else { return [said("  no office was told", "  尚未通知其他机关")] }
        let heading = [
            said("office", "机关"), said("told", "通知"), said("confirmed", "确认"), said("reported", "反馈"),
            said("found", "核查情况"), said("entries", "条目"),
        ]
        let rows = record.told.map { told in
            let clocks = record.clocks(of: told, .builtIn, calendar, on: today)
            return [
                name(told.uscc), "\(told.telling.time.plainMinute)", mark(clocks, .confirm), mark(clocks, .report),
                told.handedOn.map { said("handed on to \(name($0.act.to))", "移交 \(name($0.act.to))") }
                    ?? told.findings.map(short).joined(separator: "; "),
                told.entries.map { "\($0)" }.joined(separator: " "),
            ]
        }
        let all = [heading] + rows
        let widths = heading.indices.map { column in all.map { $0[column].columns }.max() ?? 0 }
        return all.map { row in
            "  " + zip(row, widths).map { $0.padded(to: $1) }.joined(separator: "  ").trimmedLine
        }
    }

    private func mark(_ clocks: [SharedRecallClock], _ term: SharedRecallTerms.Term) -> String {
        guard let clock = clocks.first(where: { $0.term == term }) else { return "" }
        let late = clock.isOverdue ? said(" LATE", " 逾期") : ""
        return clock.doneOn.map { "\($0)\(late)" } ?? said("by \(clock.lastDay)\(late)", "应于 \(clock.lastDay)\(late)")
    }

    private func short(_ finding: Placed<RecallFinding>) -> String {
        let act = finding.act
        guard let firm = act.firm else { return said("nothing found", "未发现") }
        let parts = RecallFinding.Part.allCases.filter { act.amount($0) > .zero }.map {
            "\(said($0.wording)) \(act.amount($0))"
        }
        let open =
            act.unaccounted > .zero ? [said("unaccounted \(act.unaccounted)", "去向不明 \(act.unaccounted)")] : []
        return "\(firm): \(act.found) \(act.unit.shown)"
            + (parts.isEmpty && open.isEmpty ? "" : " (\((parts + open).joined(separator: said(", ", "，"))))")
    }

    private func line(_ finding: Placed<RecallFinding>, by uscc: String) -> String {
        "\(name(uscc)): \(short(finding)) [\(finding.entry)]"
    }

    private func refused(_ one: (entry: UInt64, why: SharedRecall.Refusal)) -> String {
        said("entry \(one.entry): \(one.why.wording.en)", "第 \(one.entry) 条：\(one.why.wording.zh)")
    }

    /// `{"recall","title","state","code","entry",…,"told":[…],"openStock":[…],"refused":[…],"proven"}`
    var json: JSONNode {
        let opening = record.opening
        return .object([
            ("recall", .string("\(record.name)")), ("title", opening.map { .string($0.act.title) } ?? .null),
            ("state", opening == nil ? .null : .string(record.state.rawValue)),
            ("lead", .string(record.name.uscc)), ("code", opening.map { .string($0.act.code) } ?? .null),
            ("recallEntry", opening.map { .unsigned($0.act.entry) } ?? .null),
            ("level", opening.map { .integer($0.act.level) } ?? .null),
            ("district", opening.map { .string($0.act.district) } ?? .null),
            ("openedIn", opening.map { .unsigned($0.entry) } ?? .null),
            ("told", .array(record.told.map(json))), ("ownFindings", .array(record.ownFindings.map(json))),
            ("openStock", .array(record.openStock.map { .unsigned($0.entry) })),
            ("closedIn", record.closure.map { .unsigned($0.entry) } ?? .null),
            ("grounds", record.closure?.act.grounds.map { .string($0) } ?? .null),
            (
                "refused",
                .array(
                    record.refused.map { one in
                        .object([("entry", .unsigned(one.entry)), ("why", .string(one.why.wording.en))])
                    })
            ),
            ("proven", .bool(desk.acts.status == .done)),
        ])
    }

    private func json(_ told: SharedRecall.Told) -> JSONNode {
        let clocks = record.clocks(of: told, .builtIn, calendar, on: today)
        return .object([
            ("office", .string(told.uscc)), ("toldBy", .string(told.telling.signer)),
            ("toldIn", .unsigned(told.telling.entry)), ("evidence", .string(told.telling.act.evidence)),
            ("confirmedIn", told.confirmation.map { .unsigned($0.entry) } ?? .null),
            ("handedOnTo", told.handedOn.map { .string($0.act.to) } ?? .null),
            ("findings", .array(told.findings.map(json))), ("entries", .array(told.entries.map { .unsigned($0) })),
            (
                "terms",
                .array(
                    clocks.map { clock in
                        .object([
                            ("term", .string(clock.term.rawValue)), ("lastDay", .string("\(clock.lastDay)")),
                            ("done", clock.doneOn.map { .string("\($0)") } ?? .null),
                            ("overdue", .bool(clock.isOverdue)),
                        ])
                    })
            ),
        ])
    }

    private func json(_ finding: Placed<RecallFinding>) -> JSONNode {
        let act = finding.act
        return .object(
            [
                ("entry", .unsigned(finding.entry)), ("firm", act.firm.map { .string($0) } ?? .null),
                ("unit", .string(act.unit)), ("found", .number("\(act.found)")),
            ]
                + RecallFinding.Part.allCases.map { ($0.rawValue, .number("\(act.amount($0))")) }
                + [
                    ("unaccounted", .number("\(act.unaccounted)")),
                    ("evidence", act.evidence.map { .string($0) } ?? .null),
                    ("note", act.note.map { .string($0) } ?? .null),
                ])
    }
}
