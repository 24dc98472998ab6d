import CommandSupport
import Evidence
import Values

extension ProofReport {
    var exitStatus: ExitStatus {
        switch status {
        case .hold: .done
        case .isFalse: .violated
        case .unchecked: .undecided
        }
    }

    /// What people read.
    var text: String {
        let (word, colour): (String, Terminal.Colour) =
            switch status {
            case .hold: (said("the evidence holds", "证据属实"), .green)
            case .isFalse: (said("the evidence is FALSE", "证据不实"), .red)
            case .unchecked: (said("could not check", "无法核查"), .yellow)
            }
        let lines = reasons.map { reason in
            let mark = reason.isFalse ? Terminal.paint("✗ ", .red) : Terminal.paint("? ", .yellow)
            return "  " + mark + (reason.rule.map { "\($0)  " } ?? "") + said(reason.wording).printable
        }
        return ([Terminal.paint(word, colour, .bold)] + lines + ["  · " + completeness]).joined(separator: "\n")
    }

    /// Whether it is shown that nothing was left out, in a sentence.
    var completeness: String {
        guard isComplete, let asOf else { return said("not shown to be complete", "未证明完整") }
        let firms = unread.keys.sorted().prefix(3).joined(separator: ", ") + (unread.count > 3 ? ", …" : "")
        let count = unread.values.reduce(0, +)
        return said(
            "complete as of \(asOf) under the names that the proofs themselves lead to",
            "截至 \(asOf)，就证明本身涉及的名称而言完整")
            + (unread.isEmpty
                ? ""
                : said(
                    "; of \(count.grouped) entries of firms that had nothing of these goods (\(firms)) only the hashes are shown",
                    "；与该货物无关的企业（\(firms)）所写的 \(count.grouped) 条仅出示哈希"))
    }
}
