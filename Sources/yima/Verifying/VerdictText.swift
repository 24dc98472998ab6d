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

    /// The verdict for people: the word, what it is about, every finding, and under which checkpoint.
    var text: String {
        var lines = [Terminal.paint(said(verdict.wording), colour, .bold) + "  " + code.shown]
        if let canonical, canonical != code { lines.append("  " + Terminal.paint(canonical.printable, .grey)) }
        lines += doubts.map { "  ? " + said($0.wording).printable }
        lines += findings.map(\.text)
        lines.append("  " + Terminal.paint(basis, .grey))
        return lines.joined(separator: "\n")
    }

    private var colour: Terminal.Colour {
        switch verdict {
        case .valid: .green
        case .suspect, .undecided, .unknown: .yellow
        case .invalid: .red
        }
    }

    private var basis: String {
        let events = said("\(eventCount.grouped) event\(eventCount == 1 ? "" : "s")", "\(eventCount.grouped) 个事件")
        guard verdict != .unknown else {
            return said("nothing is on record; that proves nothing about the goods", "没有任何记录；这并不能证明货物真伪")
        }
        guard let checkpoint else { return said("nothing could be checked", "未能核查任何内容") }
        let cosigners = checkpoint.cosigned.joined(separator: ", ")
        let size = checkpoint.size.grouped
        return said(
            "\(events), proven under \(checkpoint.origin) at \(size) entries"
                + (cosigners.isEmpty ? "" : ", cosigned by \(cosigners)"),
            "\(events)，已在账本 \(checkpoint.origin)（\(size) 条）下证实" + (cosigners.isEmpty ? "" : "，联署方：\(cosigners)")
        ).printable
    }
}

extension Finding {
    /// `✗ MASS-1 …  [entries 12, 15]`.
    fileprivate var text: String {
        let (mark, colour): (String, Terminal.Colour) =
            switch severity {
            case .violation: ("✗", .red)
            case .warning: ("!", .yellow)
            case .info: ("·", .grey)
            }
        let shown = entries.prefix(6).map { "\($0)" }.joined(separator: ", ") + (entries.count > 6 ? ", …" : "")
        let tail = entries.isEmpty ? "" : Terminal.paint(said("  [entries \(shown)]", "  〔条目 \(shown)〕"), .grey)
        return "  " + Terminal.paint("\(mark) \(rule)", colour) + "  " + said(message).printable + tail
    }
}

extension Verdict {
    /// The line of a batch for something that is no code at all: rule CODE-1 on what was asked.
    static func malformed(_ error: CodeError, written: String) -> JSONNode {
        let finding = Finding(
            rule: "CODE-1", severity: .violation, message: error.wording, entries: [],
            source: "GS1 General Specifications")
        return .object([
            ("code", .string(written)), ("canonical", .null), ("verdict", .string(Verdict.invalid.rawValue)),
            ("findings", .array([finding.json])), ("events", .integer(0)), ("checkpoint", .null),
        ])
    }

    /// The line of a batch for a code that could not be checked.
    static func unchecked(_ reason: Wording, written: String, canonical: String) -> JSONNode {
        .object([
            ("code", .string(written)), ("canonical", .string(canonical)),
            ("verdict", .string(Verdict.undecided.rawValue)), ("findings", .array([])), ("events", .integer(0)),
            ("checkpoint", .null),
            (
                "undecided",
                .array([.object([("message", .string(reason.en)), ("messageZh", .string(reason.zh))])])
            ),
        ])
    }
}
