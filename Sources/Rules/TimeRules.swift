import Chains
import EPCIS
import Values

/// TIME-3: a receipt confirmed too late.
///
/// Within `confirmHours` of the later of the supplier's push and the receipt itself; without a shipment on record, within
/// `enterHours` of the receipt. All by the host's arrival times, which no operator can choose.
struct LateRecordRule: Rule {
    static let id = "TIME-3"
    static let needsWholeChain = true
    static let parameters: [RuleDefinition.Parameter] = [.confirmHours, .enterHours]

    func findings(in context: RuleContext, by definition: RuleDefinition) -> [Finding] {
        context.book.accounts.filter { !$0.isCarrier }.flatMap { account in
            let transfers = account.transfers
            let confirmed = transfers.matches.flatMap { match in
                let pushed = match.shipped.map(\.event.record.recordTime.milliseconds).min() ?? 0
                return match.received.compactMap { receipt -> Finding? in
                    let from = max(pushed, receipt.moment.milliseconds)
                    return late(receipt, from, definition.duration(.confirmHours), account, context, definition)
                }
            }
            let entered = transfers.unexplained.compactMap { receipt in
                late(
                    receipt, receipt.moment.milliseconds, definition.duration(.enterHours), account, context,
                    definition)
            }
            return confirmed + entered
        }
    }

    private func late(
        _ receipt: Account.Line, _ from: Int64, _ limit: Int64, _ account: Account, _ context: RuleContext,
        _ definition: RuleDefinition
    ) -> Finding? {
        let waited = context.chain.recordTime(of: receipt.event).milliseconds - from
        guard waited > limit, account.isOnPath(receipt.operatorUSCC) else { return nil }
        let (name, firm) = (context.naming.code(account.code), context.naming.party(receipt.operatorUSCC))
        let (took, allowed) = (span(waited), span(limit))
        return definition.finding(
            Wording(
                en: "\(firm) confirmed the receipt of \(name.en) after \(took.en) (allowed: \(allowed.en))",
                zh: "\(firm) 在 \(took.zh) 后才确认收到 \(name.zh)（规定 \(allowed.zh) 内）"),
            entries: [receipt.entry])
    }
}

/// TIME-2: an event recorded so long after it happened that its time can only be taken on trust. What was caught at sea counts from
/// the end of its trip.
struct BackDatedRule: Rule {
    static let id = "TIME-2"
    static let parameters: [RuleDefinition.Parameter] = [.toleranceHours]

    func findings(in context: RuleContext, by definition: RuleDefinition) -> [Finding] {
        let tolerance = definition.duration(.toleranceHours)
        return context.book.events.compactMap { event in
            let told = RecordingTerms.start(event.eventTime.moment) { event.element($0) }
            let age = context.chain.recordTime(of: event).milliseconds - told.milliseconds
            guard age > tolerance else { return nil }
            let (said, by) = (event.eventTime.minute, span(age))
            return definition.finding(
                Wording(
                    en: "an event of \(said) was recorded \(by.en) later (back-dated)",
                    zh: "\(said) 的事件在 \(by.zh) 之后才记录（补录）"),
                entries: [event.entry])
        }
    }
}

/// TIME-1: an event in the future, or after its own arrival at the ledger.
struct FutureEventRule: Rule {
    static let id = "TIME-1"
    static let isOfRecord = true
    static let parameters: [RuleDefinition.Parameter] = [.toleranceMinutes]

    func findings(in context: RuleContext, by definition: RuleDefinition) -> [Finding] {
        let tolerance = definition.duration(.toleranceMinutes)
        return context.book.events.compactMap { event in
            let limit = min(event.record.recordTime, context.now).milliseconds
            let excess = event.eventTime.moment.milliseconds - limit
            guard excess > tolerance else { return nil }
            let (said, by) = (event.eventTime.minute, span(excess))
            let isToCome = context.now <= event.record.recordTime
            return definition.finding(
                Wording(
                    en: "an event says it happened at \(said), "
                        + (isToCome ? "\(by.en) from now" : "\(by.en) after it reached the ledger"),
                    zh: "事件自称发生于 \(said)，" + (isToCome ? "比现在晚 \(by.zh)" : "比到达账本的时间晚 \(by.zh)")),
                entries: [event.entry])
        }
    }
}
