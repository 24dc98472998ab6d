import Chains
import Codes
import EPCIS
import Values

/// STATE-3: a recall that was not begun, or not completed, in time (`RecallTerms`): counted in hours after the goods failed, and in
/// working days after it began, by its grade. It is completed when an authority closed it, or nobody else has any of the goods left. A
/// failure that nobody answers with a recall counts as the third grade.
struct RecallRule: Rule {
    static let id = "STATE-3"
    static let needsWholeChain = true
    static let parameters: [RuleDefinition.Parameter] = [
        .grade1StartHours, .grade2StartHours, .grade3StartHours, .grade1CompletionDays, .grade2CompletionDays,
        .grade3CompletionDays,
    ]

    func findings(in context: RuleContext, by definition: RuleDefinition) -> [Finding] {
        context.restrictions.compactMap { restriction in
            switch restriction.kind {
            case .recall: slow(restriction, context, definition)
            case .failure: unanswered(restriction, context, definition)
            case .hold: nil
            }
        }
    }

    func deadlines(in context: RuleContext, by definition: RuleDefinition) -> [Timestamp] {
        let terms = RecallTerms(definition, context.lists.workingDays)
        return context.restrictions.filter(\.isInForce).compactMap { restriction in
            switch restriction.kind {
            // Working days end at midnight; that it is overdue is found at most a day later.
            case .recall: context.now.nextMidnight
            case .failure: Timestamp(milliseconds: restriction.moment.milliseconds + terms.start(3) + 1)
            case .hold: nil
            }
        }
    }

    private func slow(
        _ recall: Restriction, _ context: RuleContext, _ definition: RuleDefinition
    ) -> Finding? {
        let terms = RecallTerms(definition, context.lists.workingDays)
        let grade = RecallTerms.grade(of: recall)
        let (name, firm) = (context.naming.code(recall.code), context.naming.party(recall.operatorUSCC))
        let failure = (context.restrictionsByCode[recall.code.key] ?? []).last {
            $0.kind == .failure && $0.moment <= recall.moment
        }
        if let failure, recall.moment.milliseconds - failure.moment.milliseconds > terms.start(grade) {
            let took = span(recall.moment.milliseconds - failure.moment.milliseconds)
            let hours = terms.startHours(grade)
            return definition.finding(
                Wording(
                    en:
                        "\(firm) began the recall of \(name.en), grade \(grade), \(took.en) after it had failed: \(hours) h are allowed",
                    zh: "\(firm) 在 \(name.zh) 检验不合格 \(took.zh) 后才启动 \(grade) 级召回，规定 \(hours) 小时内启动"),
                entries: [failure.event.entry, recall.event.entry])
        }
        let days = terms.completionDays(grade)
        guard recall.isInForce, terms.daysPassed(since: recall.event.eventTime, at: context.now) > days,
            !isClosed(recall, context), isOutside(recall, context)
        else { return nil }
        return definition.finding(
            Wording(
                en: "the recall of \(name.en) by \(firm), grade \(grade), is not closed after \(days) working days",
                zh: "\(firm) 对 \(name.zh) 的 \(grade) 级召回超过 \(days) 个工作日仍未完成"),
            entries: [recall.event.entry])
    }

    /// Whether an authority has found it done. Whose recall it is may not say so while others have some left.
    private func isClosed(_ recall: Restriction, _ context: RuleContext) -> Bool {
        context.book.events.contains { event in
            event.bizStep == RecallCase.closingStep && event.moment >= recall.moment
                && context.chain.hearing.lifts(event)
                && event.things.contains { $0.code.key == recall.code.key }
        }
    }

    private func unanswered(
        _ failure: Restriction, _ context: RuleContext, _ definition: RuleDefinition
    ) -> Finding? {
        let isAnswered = (context.restrictionsByCode[failure.code.key] ?? []).contains { $0.kind == .recall }
        guard !isAnswered, failure.isInForce,
            context.now.milliseconds - failure.moment.milliseconds
                > RecallTerms(definition, context.lists.workingDays).start(3),
            isOutside(failure, context)
        else { return nil }
        let name = context.naming.code(failure.code)
        let hours = RecallTerms(definition, context.lists.workingDays).startHours(3)
        return definition.finding(
            Wording(
                en: "\(name.en) failed a test, was sent out, and has not been recalled within \(hours) h",
                zh: "\(name.zh) 检验不合格且已发出，\(hours) 小时内未启动召回"),
            entries: [failure.event.entry])
    }

    /// Whether somebody else is known to have some of the goods left: took in more than he gave out.
    private func isOutside(_ restriction: Restriction, _ context: RuleContext) -> Bool {
        let firms = Self.firmsWithSome(of: restriction.code.key, context)
        return firms.contains { $0 != restriction.operatorUSCC }
    }

    /// Who did not make them and has some left.
    private static func firmsWithSome(of key: String, _ context: RuleContext) -> Set<String> {
        context.remembered(key) {
            var firms: Set<String> = []
            for account in context.book.accounts where account.code.key == key || account.code.lotKey == key {
                let makers = Set(account.issues.map(\.operatorUSCC))
                for (uscc, lines) in account.linesByOperator where !makers.contains(uscc) {
                    let out = Measure.sum(lines.filter(\.gives).map(\.measure))
                    guard let into = Measure.sum(lines.filter(\.acquires).map(\.measure)) else { continue }
                    let isLeft =
                        out.map { into.subtracting($0).map { $0.millionths > 0 } ?? false }
                        ?? !lines.contains(where: \.gives)
                    if isLeft { firms.insert(uscc) }
                }
            }
            return firms
        }
    }
}

/// STATE-4: imported goods are recalled, and nobody in the country is named who carries the recall out: not by the recall, and not before by
/// those who brought the goods in.
struct RecallTrusteeRule: Rule {
    static let id = "STATE-4"

    func findings(in context: RuleContext, by definition: RuleDefinition) -> [Finding] {
        context.restrictions.filter { $0.kind == .recall }
            .compactMap { recall in
                guard recall.event.element("recallTrusteeUscc") == nil,
                    let account = context.book.accounts.first(where: { $0.code.key == recall.code.key }),
                    case let before = context.lineage.origins(of: account).flatMap(\.pathEvents),
                    before.contains(where: \.crossesTheBorder),
                    !before.contains(where: { $0.element("recallTrusteeUscc") != nil })
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

extension Timestamp {
    /// The next midnight in China (UTC+8).
    fileprivate var nextMidnight: Timestamp {
        let (day, offset): (Int64, Int64) = (86_400_000, 8 * 3_600_000)
        return Timestamp(milliseconds: (milliseconds + offset) / day * day + day - offset)
    }
}
