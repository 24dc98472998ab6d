import Chains
import Codes
import EPCIS
import Evidence
import Profiles
import Rules
import Values

extension CodePage {
    var verdictWords: CodePageContent.VerdictWords {
        let verdict = judgement.verdict.verdict
        let (grade, word, sentence): (String, Wording, Wording)
        switch verdict {
        case .valid:
            grade = "ok"
            word = Wording(en: "No fault found in the record", zh: "记录核查未发现问题")
            sentence = Wording(
                en: "Everything on record of this code was checked by the rules that apply, and nothing is wrong.",
                zh: "已按适用规则核查此码的全部记录，未发现问题。")
        case .suspect:
            grade = "warn"
            word = Wording(en: "Something is amiss in the record", zh: "记录存在疑点")
            sentence = Wording(en: "Nothing proves a wrong; look at the reasons.", zh: "未证实违规，请看下列原因。")
        case .invalid:
            grade = "bad"
            word = Wording(en: "A rule is broken: do not rely on it", zh: "记录不合规，请勿信赖")
            sentence = Wording(en: "The record of this code breaks a rule, or is false.", zh: "此码的记录违反规则或不属实。")
        case .undecided:
            grade = "none"
            word = Wording(en: "Could not be decided", zh: "无法判定")
            sentence = Wording(en: "Nothing wrong was found, but not all could be checked.", zh: "未发现违规，但未能全部核查。")
        case .unknown:
            grade = "warn"
            word = Wording(en: "Nobody has recorded this code here", zh: "本账本没有此码的记录")
            sentence = Wording(
                en: "That says nothing for the goods: the code may be another ledger's, misread, or made up.",
                zh: "这不能说明货物没有问题：该码可能属于其他账本、读错，或是编造的。")
        }
        let moment = OffsetTime(moment: judgement.verdict.basis.asOf, offsetMinutes: 480)
        return .init(
            name: verdict.rawValue, grade: grade, word: said(word), sentence: said(sentence),
            asOf: said(
                "Judged by the host at \(moment.plainMinute) (UTC+8), \(judgement.verdict.eventCount) events on record",
                "主机于 \(moment.plainMinute)（UTC+8）判定，共 \(judgement.verdict.eventCount) 个事件"))
    }

    /// What the verdict rests on, the gravest first; what is found again and again by one rule is told once.
    var reasons: [CodePageContent.Reason] {
        var groups: [(rank: Int, rule: String, grade: String, text: String, count: Int)] = []
        func add(_ rank: Int, _ grade: String, _ text: Wording, rule: String) {
            if !rule.isEmpty, let place = groups.firstIndex(where: { $0.rule == rule && $0.rank == rank }) {
                groups[place].count += 1
            } else {
                groups.append((rank, rule, grade, said(text).calm, 1))
            }
        }
        for finding in judgement.verdict.findings {
            switch finding.severity {
            case .violation: add(0, "bad", finding.message, rule: finding.rule)
            case .warning: add(2, "warn", finding.message, rule: finding.rule)
            case .info: add(3, "note", finding.message, rule: finding.rule)
            }
        }
        for doubt in judgement.verdict.doubts { add(1, "none", doubt.wording, rule: "") }
        return groups.enumerated().sorted { ($0.element.rank, $0.offset) < ($1.element.rank, $1.offset) }.map {
            _, group in
            let alike =
                group.count > 1 ? said(" (and \(group.count - 1) more like it)", "（另有 \(group.count - 1) 项类似）") : ""
            return .init(grade: group.grade, text: group.text + alike, rule: group.rule)
        }
    }

    var shownComplete: CodePageContent.Shown {
        switch judgement.verdict.completeness {
        case .shown(let extent)?:
            let moment = OffsetTime(moment: extent.time, offsetMinutes: 480)
            return .init(
                grade: "ok",
                text: said(
                    "Shown to be complete as of \(moment.plainMinute) (UTC+8): nothing recorded under its \(extent.nameCount) names was left out.",
                    "已证明截至 \(moment.plainMinute)（UTC+8）完整：其 \(extent.nameCount) 个名称下的记录无一遗漏。")
                    + (extent.laterCount == 0
                        ? ""
                        : said(
                            " Of the \(extent.laterCount) entries that came later nothing is shown.",
                            "其后的 \(extent.laterCount) 条未证明。")))
        case .notShown(let reason)?:
            return .init(
                grade: "warn",
                text: said("Not shown to be complete: \(reason.en.calm)", "未证明完整：\(reason.zh.calm)"))
        case nil:
            return .init(grade: "warn", text: said("Not shown to be complete.", "未证明完整。"))
        }
    }

    // MARK: Warnings

    /// What everybody must see who has the goods in hand.
    var alerts: [CodePageContent.Alert] {
        var alerts: [CodePageContent.Alert] = []
        func add(_ grade: String, _ word: Wording, _ text: Wording) {
            let alert = CodePageContent.Alert(grade: grade, word: said(word), text: said(text).calm)
            if !alerts.contains(where: { $0.word == alert.word }) { alerts.append(alert) }
        }
        for restriction in restrictions {
            let firm = judgement.report.operatorNames[restriction.operatorUSCC] ?? restriction.operatorUSCC
            let day = restriction.event.eventTime.plainMinute
            add(
                "bad", restriction.kind.pageWord,
                Wording(en: "Said by \(firm.shown) on \(day).", zh: "\(firm.shown) 于 \(day) 记录。"))
        }
        for finding in judgement.verdict.findings where finding.severity == .violation {
            guard let word = Self.alertWords[finding.rule] else { continue }
            add("bad", word, finding.message)
        }
        if let day = lastGoodDay, day.daysSinceEpoch < today {
            add(
                "bad", Wording(en: "EXPIRED", zh: "已过期"),
                Wording(en: "Good until \(day).", zh: "有效期至 \(day)。"))
        }
        return alerts
    }

    private static let alertWords = [
        "STATE-1": Wording(en: "MUST NOT BE SOLD OR EATEN", zh: "禁止销售、食用"),
        "RECALL-1": Wording(en: "CONCERNED BY A RECALL", zh: "涉及召回"),
        "TIME-4": Wording(en: "MOVED OR SOLD AFTER EXPIRY", zh: "过期后仍流通或销售"),
        "TEST-1": Wording(en: "SAMPLED AND FAILED", zh: "抽检不合格"),
        "PROOF-1": Wording(en: "THE RECORD IS FALSE", zh: "记录不实"),
    ]

    /// What stands against the code, its lot or product, or what it lay in, by those who are heard about it.
    private var restrictions: [Restriction] { judgement.chain.standing(heardOnly: true) }

    private var today: Int {
        OffsetTime(moment: judgement.verdict.basis.asOf, offsetMinutes: 480).day.daysSinceEpoch
    }

    /// As its maker says, or the code itself.
    var lastGoodDay: CalendarDate? {
        for part in ["expiry", "bestBefore"] {
            if let day = code.part(part).flatMap({ WrittenTime.date($0) }) { return day }
        }
        return makings.lazy.compactMap { ShelfLife.lastGoodDay(of: $0.event.dataElements) }.first
    }
}

extension Restriction.Kind {
    fileprivate var pageWord: Wording {
        switch self {
        case .recall: Wording(en: "RECALLED: do not eat, bring it back", zh: "已召回：请勿食用，请退回")
        case .failure: Wording(en: "FAILED ITS TEST: do not eat", zh: "检验不合格：请勿食用")
        case .hold: Wording(en: "ON HOLD: not to be sold", zh: "封存停售")
        }
    }
}
