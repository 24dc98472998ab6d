import Chains
import Codes
import CommandSupport
import Rules
import StrictJSON
import Values

extension VerdictDocument {
    var status: ExitStatus {
        switch verdict {
        case .valid, .suspect: .done
        case .invalid: .violated
        case .undecided: .undecided
        case .unknown: .unknown
        }
    }

    /// The verdict for people: the word, what it is about, what was found, and under which checkpoint.
    /// - Parameters:
    ///   - product: what the goods are called; nil where nobody says.
    ///   - isVerbose: whether every finding is shown, also where many are of one rule.
    func text(product: String?, isVerbose: Bool) -> String {
        let name = product.map { "  " + $0.shown } ?? ""
        var lines = [Terminal.paint(said(verdict.wording), verdict.colour, .bold) + "  " + code.shown + name]
        if let canonical, canonical != code { lines.append("  " + Terminal.paint(canonical.printable, .grey)) }
        lines += asked.map { ["  " + $0.text] } ?? []
        lines += doubts.map { "  ? " + said($0.wording).printable }
        lines += FindingLines(findings).text(isVerbose: isVerbose)
        if let portions, portions.isTold, asked == nil { lines += portions.lines }
        lines += notJudgedLines
        lines += definitions.filter { $0.adopted != nil && !$0.isAdopted }.map {
            "  ? "
                + said(
                    "judged by the local \($0.name), not by the one that the ledger has adopted",
                    "按本地的 \($0.name) 判定，而非账本所采纳的版本")
        }
        lines.append("  " + Terminal.paint(ground, .grey))
        if let completeness {
            lines.append("  " + Terminal.paint(said(completeness.wording).printable, .grey))
        }
        return lines.joined(separator: "\n")
    }

    private var ground: String {
        let events = said("\(eventCount.grouped) event\(eventCount == 1 ? "" : "s")", "\(eventCount.grouped) 个事件")
        let until = basis.isRetrospective ? OffsetTime(moment: basis.asOf, offsetMinutes: 480).minute : nil
        guard verdict != .unknown else {
            let then = until.map { said("at \($0) ", "截至 \($0) ") } ?? ""
            return then
                + said("nothing is on record; that proves nothing about the goods", "没有任何记录；这并不能证明货物真伪")
        }
        guard let checkpoint else { return said("nothing could be checked", "未能核查任何内容") }
        let cosigners = checkpoint.cosigned.joined(separator: ", ")
        let size = checkpoint.size.grouped
        return said(
            "\(events), proven under \(checkpoint.origin) at \(size) entries"
                + (cosigners.isEmpty ? "" : ", cosigned by \(cosigners)")
                + (until.map { "; judged by what had arrived by \($0)" } ?? ""),
            "\(events)，已在账本 \(checkpoint.origin)（\(size) 条）下证实" + (cosigners.isEmpty ? "" : "，联署方：\(cosigners)")
                + (until.map { "；按截至 \($0) 到达的记录判定" } ?? "")
        ).printable
    }
}

extension AskedPortion {
    fileprivate var text: String {
        let who = (name ?? holder ?? written).shown
        guard holder != nil, !isOnRecord else { return said("the portion of \(who)", "\(who) 所持部分") }
        return said("\(who) is not on record as having had any", "没有 \(who) 持有过该货物的记录")
    }
}
