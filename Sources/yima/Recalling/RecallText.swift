import Chains
import Codes
import CommandSupport
import Rules
import Values

/// A recall for people at a terminal: its state and terms, a table of who has what, and where the goods come from.
struct RecallText {
    private let report: RecallReport
    private let ground: Wording
    private let completeness: Completeness

    /// Rows that people are shown; files have all.
    private static let rowCountMax = 200

    /// - Parameter completeness: whether it is shown that nothing was left out.
    init(_ report: RecallReport, ground: Wording, completeness: Completeness) {
        (self.report, self.ground, self.completeness) = (report, ground, completeness)
    }

    var text: String {
        var lines = [
            Terminal.paint(said(report.state.wording), report.state.colour, .bold) + "  " + report.written.shown
        ]
        // What it says first is worth no more than that nothing was left out.
        if !completeness.isShown {
            lines.append(Terminal.paint("  ! ", .red) + said(completeness.wording).printable)
        }
        for one in report.cases { lines += one.lines(report.namings).map { "  " + said($0).printable } }
        lines += report.noteLines.map { Terminal.paint("  ! ", .red) + said($0).printable }
        lines += ["", said("affected:", "涉及货物：")] + affected
        lines += ["", said("holders:", "持有方：")] + holders
        if !report.suspects.isEmpty {
            lines += ["", said("what went into it:", "上游原料：")]
            lines += report.suspects.map { "  " + said($0.line(report.namings)).printable }
        }
        if !report.siblings.isEmpty {
            lines += ["", said("made of the same:", "同源产品：")]
            lines += report.siblings.prefix(Self.rowCountMax).map { "  " + said($0.line(report.namings)).printable }
            if report.siblingCount > Self.rowCountMax {
                lines.append(Self.more(report.siblingCount - Self.rowCountMax))
            }
        }
        lines += ["", "  " + Terminal.paint(said(ground).printable, .grey)]
        return lines.joined(separator: "\n") + "\n"
    }

    private static func more(_ count: Int) -> String {
        said("  … and \(count.grouped) more: --format csv has all", "  … 另有 \(count.grouped) 项，--format csv 输出全部")
    }

    private var affected: [String] {
        report.affected.prefix(Self.rowCountMax).map { one in
            let total = one.total
            let parts: [(Wording, HeldAmount)] = [
                (Wording(en: "on hand", zh: "现存"), total.onHand),
                (Wording(en: "on its way", zh: "在途"), total.inTransit),
                (Wording(en: "sold", zh: "已售"), total.sold), (Wording(en: "used", zh: "已加工"), total.used),
                (Wording(en: "destroyed", zh: "已销毁"), total.destroyed), (Wording(en: "lost", zh: "损耗"), total.lost),
                (Wording(en: "unaccounted", zh: "去向不明"), total.unaccounted),
            ]
            let told = parts.filter { !$0.1.isNone }.map { "\(said($0.0)) \(said($0.1.wording))" }
            let name = [one.product, said(one.name)].compactMap(\.self).joined(separator: " ").printable
            return "  \(name)" + said(": ", "：")
                + (told.isEmpty ? said("nothing left", "已无剩余") : told.joined(separator: said(", ", "，")))
        }
    }

    private var holders: [String] {
        let heading = [
            said("holder", "持有方"), said("USCC", "统一社会信用代码"), said("goods", "货物"), said("on hand", "现存"),
            said("on its way", "在途"), said("sold", "已售"), said("used", "已加工"), said("destroyed", "已销毁"),
            said("sent back", "已退回"), said("unaccounted", "去向不明"), said("told", "通知"), said("entries", "条目"),
        ]
        let rows = report.holders.prefix(Self.rowCountMax).map(row)
        // A column that says nothing is left out.
        let kept = heading.indices.filter { column in column < 4 || rows.contains { !$0[column].isEmpty } }
        let table = [heading] + rows
        let widths = kept.map { column in table.map { $0[column].columns }.max() ?? 0 }
        var lines = table.map { cells in
            "  " + zip(kept, widths).map { cells[$0].padded(to: $1) }.joined(separator: "  ").trimmedLine
        }
        lines[0] = Terminal.paint(lines[0], .grey)
        if report.holders.count > Self.rowCountMax { lines.append(Self.more(report.holders.count - Self.rowCountMax)) }
        return lines
    }

    private func row(_ holder: RecallReport.Holder) -> [String] {
        let holding = holder.holding
        func amount(_ amount: HeldAmount) -> String { amount.isNone ? "" : said(amount.wording) }
        let told =
            holder.hasAnswered
            ? said("answered", "已响应") : holder.notified == nil ? "" : said("told", "已通知")
        let entries = holding.entries.prefix(6).map { "\($0)" }.joined(separator: " ")
        return [
            (holder.name ?? "").shown.cut(to: 40), holding.holder, said(holder.goods).cut(to: 40),
            said(holding.onHand.wording),
            amount(holding.inTransit), amount(holding.sold), amount(holding.used), amount(holding.destroyed),
            amount(holding.returned), amount(holding.unaccounted), told,
            entries + (holding.entries.count > 6 ? " …" : ""),
        ].map(\.printable)
    }
}

extension RecallReport.State {
    fileprivate var colour: Terminal.Colour {
        switch self {
        case .none: .yellow
        case .closed, .calledOff: .green
        case .opened, .notified, .returning: .red
        }
    }
}
