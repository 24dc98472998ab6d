import Chains
import Codes
import EPCIS
import Values

/// TIME-5: steps out of order: received before it was shipped, or shipped, processed or sold before the operator had it.
///
/// What happens before the code was commissioned at all is CODE-3's matter and not told twice.
struct StepOrderRule: Rule {
    static let id = "TIME-5"
    static let isOfRecord = true
    static let needsWholeChain = true
    static let isForeseen = true
    static let parameters: [RuleDefinition.Parameter] = [.toleranceMinutes]

    func findings(in context: RuleContext, by definition: RuleDefinition) -> [Finding] {
        context.book.accounts.filter { !$0.isCarrier }.flatMap { account in
            arrivals(account, context, definition) + uses(account, context, definition)
        } + unpackings(context, definition)
    }

    /// Taken out of a container before anything was put into it.
    private func unpackings(_ context: RuleContext, _ definition: RuleDefinition) -> [Finding] {
        var packed: [String: ResolvedEvent] = [:]
        let aggregations = context.book.events.filter { $0.event.kind == .aggregation }
        for event in aggregations where event.action == .add {
            for parent in event.things(playing: .parent) where packed[parent.code.key] == nil {
                packed[parent.code.key] = event
            }
        }
        return aggregations.filter { $0.event.action == .delete }.compactMap { event in
            guard let parent = event.things(playing: .parent).first, let first = packed[parent.code.key],
                event.moment.milliseconds + definition.duration(.toleranceMinutes) < first.moment.milliseconds
            else { return nil }
            let (name, firm) = (context.naming.code(parent.code), context.naming.party(event.operatorUSCC))
            let (out, into) = (event.eventTime.minute, first.event.eventTime.minute)
            return definition.finding(
                Wording(
                    en: "\(firm) unpacked \(name.en) at \(out), before it was packed at \(into)",
                    zh: "\(firm) 于 \(out) 拆开 \(name.zh)，早于装箱时间 \(into)"),
                entries: [event.entry, first.entry])
        }
    }

    private func arrivals(_ account: Account, _ context: RuleContext, _ definition: RuleDefinition) -> [Finding] {
        account.transfers.matches.compactMap { match in
            guard let shipment = match.shipped.first, let receipt = match.received.first,
                isBefore(receipt, shipment, definition), !isBeforeIssue(receipt, account, definition),
                account.isOnPath(receipt.operatorUSCC)
            else { return nil }
            let (name, firm) = (context.naming.code(account.code), context.naming.party(receipt.operatorUSCC))
            let (came, left) = (receipt.event.eventTime.minute, shipment.event.eventTime.minute)
            return definition.finding(
                Wording(
                    en: "\(firm) received \(name.en) at \(came), before it was shipped at \(left)",
                    zh: "\(firm) 于 \(came) 收到 \(name.zh)，早于发货时间 \(left)"),
                entries: [shipment.entry, receipt.entry])
        }
    }

    private func uses(_ account: Account, _ context: RuleContext, _ definition: RuleDefinition) -> [Finding] {
        account.linesByOperator.filter { account.isOnPath($0.operatorUSCC) }.compactMap { uscc, own in
            guard let first = account.acquisition(by: uscc) else { return nil }
            let early = own.filter {
                $0.act.gives && isBefore($0, first, definition) && !isBeforeIssue($0, account, definition)
            }
            guard let use = early.first else { return nil }
            let (name, firm) = (context.naming.code(account.code), context.naming.party(uscc))
            let (used, came) = (use.event.eventTime.minute, first.event.eventTime.minute)
            return definition.finding(
                Wording(
                    en: "\(firm) gave out \(name.en) at \(used), before it had it at \(came)",
                    zh: "\(firm) 于 \(used) 发出或使用 \(name.zh)，早于其取得时间 \(came)"),
                entries: early.map(\.entry) + [first.entry])
        }
    }

    private func isBefore(_ line: Account.Line, _ other: Account.Line, _ definition: RuleDefinition) -> Bool {
        line.moment.milliseconds + definition.duration(.toleranceMinutes) < other.moment.milliseconds
    }

    private func isBeforeIssue(_ line: Account.Line, _ account: Account, _ definition: RuleDefinition) -> Bool {
        account.issues.first.map { isBefore(line, $0, definition) } ?? false
    }
}
