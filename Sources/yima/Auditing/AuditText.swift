import CommandSupport
import Ledger
import TransparencyLog
import Values

extension AuditReport {
    /// What people read of an audit.
    func say() throws(CommandError) {
        for problem in problems {
            let place = problem.entry.map { said("entry \($0): ", "条目 \($0)：") } ?? ""
            try Console.print("  " + Terminal.paint("✗ ", .red) + place + said(problem.wording).printable)
        }
        if problemCount > problems.count {
            let rest = (problemCount - problems.count).grouped
            try Console.print(said("  … and \(rest) more", "  ……另有 \(rest) 处"))
        }
        for warning in warnings {
            let place = warning.entry.map { said("entry \($0): ", "条目 \($0)：") } ?? ""
            try Console.print("  " + Terminal.paint("! ", .yellow) + place + said(warning.wording).printable)
        }
        if let reason = couldNotCheck {
            try Console.print("  ? " + said("could not check: ", "无法核查：") + said(reason).printable)
        }
        for note in notes { try Console.print("  · " + said(note).printable) }
        let name = checkpoint.map { "\($0.checkpoint.origin): " } ?? ""
        try Console.print(name + verdict)
    }

    private var verdict: String {
        let count = entries.grouped
        switch exitStatus {
        case 0: return Terminal.paint(said("sound", "完好"), .green, .bold) + said(": \(count) entries", "：\(count) 条")
        case 1:
            let first = firstBad.map { said(", first bad entry \($0)", "，首个坏条目 \($0)") } ?? ""
            return Terminal.paint(said("NOT sound", "不完好"), .red, .bold)
                + said(": \(count) entries checked\(first)", "：已检查 \(count) 条\(first)")
        default:
            return Terminal.paint(said("undecided", "无法判定"), .yellow, .bold)
                + said(": \(count) entries checked", "：已检查 \(count) 条")
        }
    }
}
