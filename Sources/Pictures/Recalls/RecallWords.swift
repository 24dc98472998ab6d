import Chains
import Rules
import Values

/// What stands over and under the picture of a recall.
struct RecallWords {
    private let report: RecallReport
    private let names: CodeNames
    private let language: DrawingLanguage

    private static let goodsCountMax = 3

    init(_ report: RecallReport, _ names: CodeNames, _ language: DrawingLanguage) {
        (self.report, self.names, self.language) = (report, names, language)
    }

    private func say(_ en: String, _ zh: String) -> String { language == .zh ? zh : en }

    var title: String {
        let asked = report.affected.filter(\.isAskedFor)
        let goods = asked.prefix(2).map { one in
            [language.of(one.name), one.product].compactMap { $0?.shown }.joined(separator: " · ")
        }
        let name = goods.isEmpty ? report.written.shown : goods.joined(separator: say(", ", "、"))
        return say("Recall of ", "召回：") + name + (asked.count > 2 ? " …" : "")
    }

    /// How much of each of the goods is where.
    var subtitles: [String] {
        var lines = report.affected.prefix(Self.goodsCountMax).map { one in
            let total = one.total
            let amounts: [(String, HeldAmount)] = [
                (say("made", "产出"), total.made), (say("on hand", "现存"), total.onHand),
                (say("on its way", "在途"), total.inTransit), (say("sold", "已售"), total.sold),
                (say("used", "已加工"), total.used), (say("destroyed", "已销毁"), total.destroyed),
                (say("lost", "损耗"), total.lost), (say("unaccounted", "去向不明"), total.unaccounted),
            ]
            let told = amounts.filter { !$0.1.isNone }.map { "\($0.0) \(language.of($0.1.wording))" }
            return names.name(of: one.code) + say(": ", "：") + told.joined(separator: say(", ", "，"))
        }
        let more = report.affected.count - lines.count
        if more > 0 { lines.append(say("… and \(more) more lots or items made of it", "……另有 \(more) 种制成品")) }
        return lines
    }

    var badge: LaneChart.Note {
        let moment = OffsetTime(moment: report.asOf, offsetMinutes: 480).plainMinute
        let holders = Set(report.holders.filter(\.holding.isOpen).map(\.holding.holder)).count
        let text =
            language.of(report.state.wording)
            + say(
                " · as of \(moment) (UTC+8) · \(holders) firms may still have some",
                " · 截至 \(moment)（UTC+8） · \(holders) 家单位可能仍有存货")
        switch report.state {
        case .opened, .notified, .returning: return .init(grade: .violation, text: text)
        case .none: return .init(grade: .note, text: text)
        case .closed, .calledOff: return .init(grade: nil, text: text)
        }
    }

    /// The clocks of each recall, and what is missing.
    var notes: [LaneChart.Note] {
        var notes: [LaneChart.Note] = []
        for one in report.cases.prefix(4) {
            for line in one.lines(report.namings) {
                notes.append(.init(grade: one.isOverdue ? .violation : nil, text: language.of(line)))
            }
        }
        for line in report.noteLines.prefix(6) { notes.append(.init(grade: .warning, text: language.of(line))) }
        return notes
    }
}
