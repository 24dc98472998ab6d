package import Chains
import Codes
import EPCIS
package import Values

extension RecallReport.State {
    package var wording: Wording {
        switch self {
        case .none: Wording(en: "not recalled", zh: "未召回")
        case .opened: Wording(en: "recalled", zh: "已启动召回")
        case .notified: Wording(en: "recalled, holders told", zh: "召回中，已通知")
        case .returning: Wording(en: "recalled, goods come back", zh: "召回中，货物退回或销毁中")
        case .closed: Wording(en: "recall closed", zh: "召回已完成")
        case .calledOff: Wording(en: "recall called off", zh: "召回已撤销")
        }
    }

    package func wording(_ language: DrawingLanguage) -> String { language.of(wording) }
}

extension RecallReport.Case {
    /// What it is and how its clocks stand, a line for each.
    package func lines(_ namings: RecallNaming) -> [Wording] {
        let goods = namings.code(recall.code)
        let firm = namings.party(recall.operatorUSCC)
        let graded =
            recall.statedGrade == nil
            ? Wording(en: "no grade is stated: grade 3 counts", zh: "未注明级别，按三级计")
            : Wording(en: "grade \(grade)", zh: "\(grade) 级")
        let part =
            recall.standing == .holder
            ? Wording(en: ", what went through its hands", zh: "（经其手的部分）") : Wording(en: "", zh: "")
        var lines = [
            Wording(
                en: "\(firm) recalled \(goods.en)\(part.en) at \(recall.opened.event.eventTime.minute): \(graded.en)",
                zh: "\(firm) 于 \(recall.opened.event.eventTime.minute) 召回 \(goods.zh)\(part.zh)：\(graded.zh)")
        ]
        if let reason = recall.opened.element("recallReason") {
            lines.append(Wording(en: "reason: \(reason.shown)", zh: "原因：\(reason.shown)"))
        }
        if let startBy {
            let due = OffsetTime(moment: startBy, offsetMinutes: 480).minute
            lines.append(
                isStartLate
                    ? Wording(en: "it had to begin by \(due): late", zh: "应于 \(due) 前启动：逾期")
                    : Wording(en: "it had to begin by \(due): in time", zh: "应于 \(due) 前启动：按时"))
        }
        if !recall.notices.isEmpty {
            let count = recall.notified.count
            lines.append(Wording(en: "\(count) told", zh: "已通知 \(count) 家"))
        }
        lines.append(term)
        return lines
    }

    private var term: Wording {
        let unsure =
            isCalendarKnown
            ? Wording(en: "", zh: "") : Wording(en: " (public holidays not known for all of it)", zh: "（部分年份节假日未知）")
        if let end = recall.closing ?? recall.calledOff {
            let word = recall.closing != nil ? state.wording : RecallReport.State.calledOff.wording
            return Wording(
                en:
                    "\(word.en) at \(end.event.eventTime.minute), after \(workingDaysUsed) of \(workingDaysMax) working days",
                zh: "\(word.zh)：\(end.event.eventTime.minute)，用时 \(workingDaysUsed) 个工作日（限 \(workingDaysMax) 个）")
        }
        let late = isOverdue ? Wording(en: "overdue", zh: "已逾期") : Wording(en: "running", zh: "进行中")
        return Wording(
            en:
                "to be completed by \(completeBy)\(unsure.en), working day \(workingDaysUsed) of \(workingDaysMax): \(late.en)",
            zh: "应于 \(completeBy) 前完成\(unsure.zh)，第 \(workingDaysUsed) 个工作日（限 \(workingDaysMax) 个）：\(late.zh)")
    }
}

extension RecallOrigins.Suspect {
    package func line(_ namings: RecallNaming) -> Wording {
        let goods = namings.code(code)
        let product = namings.product(code).map { $0.shown + " " } ?? ""
        let makers = makers.map(namings.party)
        let others = suppliers.filter { !self.makers.contains($0) && !users.contains($0) }.map(namings.party)
        let outside = outsiders.map(\.shown)
        func told(_ en: String, _ zh: String, _ names: [String]) -> Wording {
            guard !names.isEmpty else { return Wording(en: "", zh: "") }
            return Wording(
                en: ", \(en) \(names.joined(separator: ", "))", zh: "，\(zh)\(names.joined(separator: "、"))")
        }
        let parts = [
            told("made by", "生产：", makers), told("passed on by", "经手：", others),
            told("from outside, by", "外部供货：", outside), told("used by", "使用：", users.map(namings.party)),
        ]
        return Wording(
            en: "\(product)\(goods.en) (\(used.wording.en))" + parts.map(\.en).joined(),
            zh: "\(product)\(goods.zh)（\(used.wording.zh)）" + parts.map(\.zh).joined())
    }
}

extension RecallOrigins.Sibling {
    package func line(_ namings: RecallNaming) -> Wording {
        let goods = namings.code(code)
        let product = namings.product(code).map { $0.shown + " " } ?? ""
        let shared = inputs.map(namings.code)
        return Wording(
            en:
                "\(product)\(goods.en) by \(namings.party(maker)), with \(shared.map(\.en).joined(separator: ", ")) in common",
            zh: "\(product)\(goods.zh)，\(namings.party(maker)) 生产，同用 \(shared.map(\.zh).joined(separator: "、"))")
    }
}

extension RecallReport {
    /// What whoever acts on it must know: what is missing, and who says what he may not.
    package var noteLines: [Wording] {
        var lines: [Wording] = []
        if !isComplete {
            let causes = Dictionary(grouping: omissions, by: \.cause).map {
                ($0.key, $0.value.reduce(0) { $0 + $1.count })
            }
            .sorted { $0.0.rawValue < $1.0.rawValue }
            let en = causes.map { "\($0.1) \($0.0.wording.en)" }.joined(separator: ", ")
            let zh = causes.map { "\($0.0.wording.zh) \($0.1)" }.joined(separator: "，")
            lines.append(
                Wording(
                    en: "not whole: there may be more holders than are named" + (en.isEmpty ? "" : " (\(en))"),
                    zh: "不完整：可能还有未列出的持有方" + (zh.isEmpty ? "" : "（\(zh)）")))
        }
        for note in notes {
            let firm = namings.party(note.operatorUSCC)
            lines.append(
                Wording(
                    en:
                        "\(firm) says that it is recalled, and is neither its maker, nor a holder, nor an authority (entry \(note.entry))",
                    zh: "\(firm) 称其已召回，但既非生产方、持有方，也非监管部门（条目 \(note.entry)）"))
        }
        for one in cases where one.state == .closed {
            let left = holders.filter { $0.holding.isOpen && $0.holding.holder != one.recall.operatorUSCC }.count
            if left > 0, !one.recall.isClosedByAuthority {
                lines.append(
                    Wording(
                        en: "closed by whoever recalled it while \(left) holding(s) of others are open",
                        zh: "召回方已自行结束召回，但仍有 \(left) 处他方持有未清"))
            }
        }
        lines += candidateLines
        let nowhere = affected.filter { !$0.total.excess.isNone }
        for one in nowhere {
            lines.append(
                Wording(
                    en: "\(one.total.excess.wording.en) of \(one.name.en) are told beyond what was made or sent",
                    zh: "\(one.name.zh) 有 \(one.total.excess.wording.zh) 超出产出或发货记录"))
        }
        return lines
    }
}

extension Omission.Cause {
    fileprivate var wording: Wording {
        switch self {
        case .codes: Wording(en: "codes not followed", zh: "未追踪编码")
        case .events: Wording(en: "events not read", zh: "未读事件")
        case .things: Wording(en: "events with too many things", zh: "内容过多的事件")
        case .bytes: Wording(en: "events not read for their size", zh: "因大小未读的事件")
        case .lines: Wording(en: "lines left out", zh: "略去记录行")
        case .time: Wording(en: "codes left when the time was up", zh: "超时未追踪编码")
        case .cancelled: Wording(en: "codes left when it was given up", zh: "取消未追踪编码")
        case .supply: Wording(en: "codes of which not all was read", zh: "未读全的编码")
        }
    }
}
