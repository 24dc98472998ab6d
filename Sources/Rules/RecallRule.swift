import Chains
import Codes
import EPCIS
import Values

/// STATE-3: a recall that was not begun, or not completed, in time: 24, 48 or 72 hours after the goods failed, and 10, 20 or 30 working
/// days after it began, by its grade. It is completed when nobody else has any of the goods left. A failure that nobody answers with a
/// recall counts as the third grade.
///
/// Working days are Monday to Friday; public holidays only make the time longer.
struct RecallRule: Rule {
    static let id = "STATE-3"
    static let needsWholeChain = true

    func findings(in context: RuleContext, by definition: RuleDefinition) -> [Finding] {
        context.restrictions.compactMap { restriction in
            switch restriction.kind {
            case .recall: slow(restriction, context, definition)
            case .failure: unanswered(restriction, context, definition)
            case .hold: nil
            }
        }
    }

    private static func grade(of recall: Restriction) -> Int64 {
        recall.event.element("recallLevel").flatMap { Int64($0) }.map { min(max($0, 1), 3) } ?? 3
    }

    private func slow(
        _ recall: Restriction, _ context: RuleContext, _ definition: RuleDefinition
    ) -> Finding? {
        let grade = Self.grade(of: recall)
        let (name, firm) = (context.naming.code(recall.code), context.naming.party(recall.operatorUSCC))
        let failure = context.restrictions.last {
            $0.kind == .failure && $0.code.key == recall.code.key && $0.moment <= recall.moment
        }
        if let failure, recall.moment.milliseconds - failure.moment.milliseconds > grade * 24 * 3_600_000 {
            let took = span(recall.moment.milliseconds - failure.moment.milliseconds)
            return definition.finding(
                Wording(
                    en:
                        "\(firm) began the recall of \(name.en), grade \(grade), \(took.en) after it had failed: \(grade * 24) h are allowed",
                    zh: "\(firm) 在 \(name.zh) 检验不合格 \(took.zh) 后才启动 \(grade) 级召回，规定 \(grade * 24) 小时内启动"),
                entries: [failure.event.entry, recall.event.entry])
        }
        let days = Int(grade) * 10
        guard recall.isInForce, Self.workingDays(from: recall.event.event.eventTime.day, to: context.now) > days,
            isOutside(recall, context)
        else { return nil }
        return definition.finding(
            Wording(
                en: "the recall of \(name.en) by \(firm), grade \(grade), is not closed after \(days) working days",
                zh: "\(firm) 对 \(name.zh) 的 \(grade) 级召回超过 \(days) 个工作日仍未完成"),
            entries: [recall.event.entry])
    }

    private func unanswered(
        _ failure: Restriction, _ context: RuleContext, _ definition: RuleDefinition
    ) -> Finding? {
        let isAnswered = context.restrictions.contains { $0.kind == .recall && $0.code.key == failure.code.key }
        guard !isAnswered, failure.isInForce,
            context.now.milliseconds - failure.moment.milliseconds > 72 * 3_600_000,
            isOutside(failure, context)
        else { return nil }
        let name = context.naming.code(failure.code)
        return definition.finding(
            Wording(
                en: "\(name.en) failed a test, was sent out, and has not been recalled within 72 h",
                zh: "\(name.zh) 检验不合格且已发出，72 小时内未启动召回"),
            entries: [failure.event.entry])
    }

    /// Whether somebody else is known to have some of the goods left: took in more than he gave out.
    private func isOutside(_ restriction: Restriction, _ context: RuleContext) -> Bool {
        let accounts = context.book.accounts.filter {
            $0.code.key == restriction.code.key || $0.code.lotKey == restriction.code.key
        }
        return accounts.contains { account in
            account.linesByOperator.contains { uscc, lines in
                guard uscc != restriction.operatorUSCC, !account.issues.contains(where: { $0.operatorUSCC == uscc })
                else {
                    return false
                }
                let out = Measure.sum(lines.filter(\.gives).map(\.measure))
                guard let into = Measure.sum(lines.filter(\.acquires).map(\.measure)) else { return false }
                guard let out else { return !lines.contains(where: \.gives) }
                return into.subtracting(out).map { $0.millionths > 0 } ?? false
            }
        }
    }

    private static func workingDays(from day: CalendarDate, to now: Timestamp) -> Int {
        let last = OffsetTime(moment: now, offsetMinutes: 480).day.daysSinceEpoch
        guard last > day.daysSinceEpoch else { return 0 }
        // 1970-01-01 was a Thursday.
        return (day.daysSinceEpoch + 1...last).count { ($0 + 3) % 7 < 5 }
    }
}

/// STATE-4: imported goods are recalled, and nobody in the country is named who carries the recall out.
struct RecallTrusteeRule: Rule {
    static let id = "STATE-4"

    func findings(in context: RuleContext, by definition: RuleDefinition) -> [Finding] {
        context.restrictions.filter { $0.kind == .recall }
            .compactMap { recall in
                guard recall.event.element("recallTrusteeUscc") == nil,
                    let account = context.book.accounts.first(where: { $0.code.key == recall.code.key }),
                    context.lineage.origins(of: account).contains(where: { origin in
                        origin.pathEvents.contains { $0.element("customsDeclNo") != nil }
                    })
                else { return nil }
                let name = context.naming.code(recall.code)
                return definition.finding(
                    Wording(
                        en: "the recall of imported \(name.en) names no trustee who carries it out",
                        zh: "进口货物 \(name.zh) 的召回未注明受委托企业"),
                    entries: [recall.event.entry])
            }
    }
}
