import CommandSupport
import Evidence
import Rules
import StrictJSON
import Values

/// A port sheet for people at a terminal, and as JSON.
struct PortText {
    private let checked: EvidenceJudge.Port
    private let isVerbose: Bool
    private var sheet: PortSheet { checked.sheet }

    /// - Parameter isVerbose: whether every other finding is shown, also where many are of one rule.
    init(_ checked: EvidenceJudge.Port, isVerbose: Bool) {
        (self.checked, self.isVerbose) = (checked, isVerbose)
    }

    var json: String {
        let checkpoint = checked.proofs.last?.checkpoint.map(VerdictDocument.Checkpoint.init)
        return String(
            decoding: sheet.document(proven: checked.isProven, checkpoint: checkpoint).formatted(), as: UTF8.self)
    }

    var text: String {
        var lines = [Terminal.paint(said(sheet.state.wording), sheet.state.colour, .bold) + "  " + sheet.written.shown]
        lines += sheet.lines.flatMap { told($0, indent: "  ") }
        for goods in sheet.goods {
            let name = [goods.product?.shown, said(goods.name)].compactMap(\.self).joined(separator: " ").printable
            lines += ["", "  " + Terminal.paint(name, .bold)]
            lines += goods.lines.flatMap { told($0, indent: "    ") }
        }
        if !sheet.others.isEmpty {
            lines += ["", said("also found:", "另发现：")]
            lines += FindingLines(sheet.others).text(isVerbose: isVerbose)
        }
        if !sheet.otherVoyages.isEmpty {
            lines += [
                "",
                said("of the same container, and not counted here (ask for it by a lot):", "同一集装箱的其他航次，未计入（可按批次查询）："),
            ]
            lines += sheet.otherVoyages.prefix(Self.voyagesMax).map { voyage in
                let goods = voyage.goods.prefix(4).joined(separator: ", ") + (voyage.goods.count > 4 ? ", …" : "")
                return "  " + said("since \(voyage.begin.localDay): ", "\(voyage.begin.localDay) 起：") + goods.printable
            }
        }
        if !sheet.isComplete {
            lines += ["", said("not everything that is on record could be looked at", "未能查看全部记录")]
        }
        return lines.joined(separator: "\n")
    }

    /// Other voyages that are told, the last among them.
    private static let voyagesMax = 8

    private static let stateColumns = 8
    private static let labelColumns = 44

    private func told(_ line: PortSheet.Line, indent: String) -> [String] {
        let state = Terminal.paint(said(line.state.wording).padded(to: Self.stateColumns), line.state.colour)
        let label = said(line.label).printable.padded(to: Self.labelColumns)
        let entries =
            line.entries.isEmpty
            ? ""
            : " [\(line.entries.prefix(4).map(String.init).joined(separator: ", "))\(line.entries.count > 4 ? ", …" : "")]"
        let first = line.said.first.map { said($0).printable } ?? ""
        let blank = String(repeating: " ", count: indent.count + Self.stateColumns + Self.labelColumns)
        return ["\(indent)\(state)\(label)\(first)\(entries)"]
            + line.said.dropFirst().map { blank + said($0).printable }
    }
}

extension PortSheet.State {
    fileprivate var colour: Terminal.Colour {
        switch self {
        case .met: .green
        case .wrong: .red
        case .missing, .open: .yellow
        }
    }
}
