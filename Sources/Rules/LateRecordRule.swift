import Chains
import Values

/// TIME-3: a receipt confirmed too late.
///
/// Within `confirmHours` of the later of the supplier's push and the receipt itself; without a shipment on record, within
/// `enterHours` of the receipt. All by the host's arrival times, which no operator can choose.
struct LateRecordRule: Rule {
    static let id = "TIME-3"
    static let needsWholeChain = true
    static let parameters: [RuleDefinition.Parameter] = [.confirmHours, .enterHours]

    func findings(in matter: Matter, by definition: RuleDefinition) -> [Finding] {
        matter.book.accounts.filter { !$0.isCarrier }.flatMap { account in
            let transfers = account.transfers
            let confirmed = transfers.matches.flatMap { match in
                let pushed = match.shipped.map(\.event.record.recordTime.milliseconds).min() ?? 0
                return match.received.compactMap { receipt -> Finding? in
                    let from = max(pushed, receipt.moment.milliseconds)
                    return late(receipt, from, definition.duration(.confirmHours), account, matter, definition)
                }
            }
            let entered = transfers.unexplained.compactMap { receipt in
                late(
                    receipt, receipt.moment.milliseconds, definition.duration(.enterHours), account, matter,
                    definition)
            }
            return confirmed + entered
        }
    }

    private func late(
        _ receipt: Account.Line, _ from: Int64, _ limit: Int64, _ account: Account, _ matter: Matter,
        _ definition: RuleDefinition
    ) -> Finding? {
        let waited = receipt.event.record.recordTime.milliseconds - from
        guard waited > limit, account.isOnPath(receipt.operatorUSCC) else { return nil }
        let (name, firm) = (matter.naming.code(account.code), matter.naming.party(receipt.operatorUSCC))
        let (took, allowed) = (span(waited), span(limit))
        return definition.finding(
            Wording(
                en: "\(firm) confirmed the receipt of \(name.en) after \(took.en) (allowed: \(allowed.en))",
                zh: "\(firm) 在 \(took.zh) 后才确认收到 \(name.zh)（规定 \(allowed.zh) 内）"),
            entries: [receipt.entry])
    }
}
