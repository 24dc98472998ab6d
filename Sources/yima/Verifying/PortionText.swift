import Chains
import CommandSupport
import Rules
import Values

extension PortionReport {
    /// Rows that people are shown; programs are given all that are named.
    private static let rowCountMax = 20

    /// A small table: holder, what it has, verdict; then who says that he has some, and nobody gave it to him.
    var lines: [String] {
        let rows = portions.prefix(Self.rowCountMax).map(\.row)
        let widths = (0..<2).map { column in rows.map { $0.cells[column].columns }.max() ?? 0 }
        var lines = rows.map { row in
            let cells = zip(row.cells, widths).map { $0.padded(to: $1) }.joined(separator: "  ")
            return "  " + Terminal.paint("▪", .grey) + " \(cells)  " + row.verdict
        }
        if portionCount > rows.count {
            let more = (portionCount - rows.count).grouped
            lines.append("    " + said("and \(more) more portions", "另有 \(more) 处"))
        }
        lines += claims.prefix(Self.rowCountMax).map(\.line)
        let shown = min(claims.count, Self.rowCountMax)
        if claimCount > shown {
            let more = (claimCount - shown).grouped
            lines.append("    " + said("and \(more) more claims", "另有 \(more) 家自称持有"))
        }
        return lines
    }
}

extension PortionVerdict {
    fileprivate var row: (cells: [String], verdict: String) {
        let rules = rules.isEmpty ? "" : " (\(rules.joined(separator: ", ")))"
        return ([(name ?? holder).shown, had], Terminal.paint(said(verdict.wording), verdict.colour) + rules)
    }

    private var had: String {
        let much = amount.map { said($0.wording) } ?? said("an amount that is not said", "数量不详")
        switch state {
        case .held: return isSupported ? much : said("says \(much)", "自称有 \(much)")
        case .inTransit: return said("\(much) on its way", "在途 \(much)")
        case .used: return said("nothing left", "已无剩余")
        }
    }
}

extension PortionClaim {
    fileprivate var line: String {
        let who = (name ?? claimant).shown
        let much = amount.map { " " + said($0.wording) } ?? ""
        let shown = entries.prefix(6).map { "\($0)" }.joined(separator: ", ") + (entries.count > 6 ? ", …" : "")
        return "  " + Terminal.paint("▫", .grey)
            + said(
                " \(who) says that it has\(much.isEmpty ? " some" : much); nobody in custody sent it there",
                " \(who) 自称持有\(much)，但经手方均无发往该处的记录")
            + Terminal.paint(said("  [entries \(shown)]", "  〔条目 \(shown)〕"), .grey)
    }
}

extension Verdict {
    var colour: Terminal.Colour {
        switch self {
        case .valid: .green
        case .suspect, .undecided, .unknown: .yellow
        case .invalid: .red
        }
    }
}

extension VerdictDocument {
    /// The rules that could not be judged, those with one reason on one line.
    var notJudgedLines: [String] {
        var order: [Wording] = []
        var rules: [Wording: [String]] = [:]
        for one in basis.notJudged {
            if rules[one.why] == nil { order.append(one.why) }
            rules[one.why, default: []].append(one.rule)
        }
        return order.map { why in
            let named = (rules[why] ?? []).joined(separator: ", ")
            return "  " + Terminal.paint("– \(named)", .grey) + said("  not judged: ", "  未判定：") + said(why).printable
        }
    }
}
