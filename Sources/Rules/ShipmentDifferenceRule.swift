import Chains
import Codes
import Values

/// LINK-3: what was shipped and what was received differ, in amount, in party, or in the item.
///
/// Shipments and receipts are paired by `Transfers`. Several under one document are compared in sum: more received than
/// shipped is a difference; less is one only when there are as many receipts as shipments, for the rest may be on its way.
struct ShipmentDifferenceRule: Rule {
    static let id = "LINK-3"
    static let needsWholeChain = true
    static let parameters: [RuleDefinition.Parameter] = [.tolerancePercent]

    func findings(in context: RuleContext, by definition: RuleDefinition) -> [Finding] {
        context.book.accounts.filter { !$0.isCarrier }.flatMap { account in
            let transfers = account.transfers
            let refusals = account.lines.filter { $0.isRefusal || $0.isLostOnTheWay || $0.isVoid }
            let amounts = transfers.matches.compactMap { amount($0, refusals, account, context, definition) }
            let parties = transfers.unexplained.filter { account.isOnPath($0.operatorUSCC) }.compactMap { receipt in
                transfers.misdirected(receipt).map {
                    party($0, receipt, account, context, definition)
                }
            }
            return amounts + parties + items(of: account, context, definition)
        }
    }

    private func amount(
        _ match: Transfers.Match, _ refusals: [Account.Line], _ account: Account, _ context: RuleContext,
        _ definition: RuleDefinition
    ) -> Finding? {
        guard let receipt = match.received.first, let shipment = match.shipped.first,
            match.received.contains(where: { account.isOnPath($0.operatorUSCC) }),
            let out = Measure.sum(match.shipped.map(\.measure)), let back = Measure.sum(match.received.map(\.measure))
        else { return nil }
        let tolerance = definition.figure(.tolerancePercent)
        // What was refused at the door, said to be lost on the way, or to have stayed, is no difference.
        let movements = Set((match.shipped + match.received).flatMap(\.event.movements))
        let refused = refusals.filter { line in
            if line.isVoid {
                return line.operatorUSCC == shipment.operatorUSCC && line.moment >= shipment.moment
                    && !movements.isDisjoint(with: line.event.movements)
            }
            return line.isLostOnTheWay
                ? !movements.isDisjoint(with: line.event.movements)
                : line.operatorUSCC == receipt.operatorUSCC && line.moment >= shipment.moment
        }
        if !refused.isEmpty, let sum = Measure.sum(refused.map(\.measure) + [back]),
            !out.exceeds(sum, byPercent: tolerance, of: out),
            !sum.exceeds(out, byPercent: tolerance)
        {
            return nil
        }
        let isShort = match.received.count >= match.shipped.count && out.exceeds(back, byPercent: tolerance, of: out)
        guard isShort || back.exceeds(out, byPercent: tolerance) else { return nil }
        let name = context.naming.code(account.code)
        let (from, to) = (context.naming.party(shipment.operatorUSCC), context.naming.party(receipt.operatorUSCC))
        return definition.finding(
            Wording(
                en: "\(from) shipped \(out.wording.en) of \(name.en) but \(to) received \(back.wording.en)",
                zh: "\(from) 发出 \(name.zh) \(out.wording.zh)，\(to) 收到 \(back.wording.zh)"),
            entries: (match.shipped + match.received).map(\.entry))
    }

    /// So many receipts are held against shipments: a mix-up is one of each.
    private static let lookCountMax = 4096

    /// A receipt that nobody shipped, under the despatch advice of another item of the lot that did not arrive.
    private func items(of account: Account, _ context: RuleContext, _ definition: RuleDefinition) -> [Finding] {
        guard account.code.grain == .instance, account.code.lotKey != nil else { return [] }
        let receipts = account.transfers.unexplained.filter {
            account.isOnPath($0.operatorUSCC) && !$0.event.movements.isEmpty
        }
        guard !receipts.isEmpty else { return [] }
        var byDocument: [String: [ResolvedEvent]] = [:]
        for event in context.record.events where event.does(.ship) {
            for document in Set(event.movements) { byDocument[document, default: []].append(event) }
        }
        var looksLeft = Self.lookCountMax
        return receipts.compactMap { receipt in
            for shipment in Set(receipt.event.movements).sorted().flatMap({ byDocument[$0] ?? [] }) {
                guard looksLeft > 0 else { return nil }
                looksLeft -= 1
                guard let other = shipment.mistaken(for: account.code, by: receipt.event).first else { continue }
                let (name, sent) = (context.naming.code(account.code), context.naming.code(other))
                let (from, to) = (
                    context.naming.party(shipment.operatorUSCC), context.naming.party(receipt.operatorUSCC)
                )
                return definition.finding(
                    Wording(
                        en: "\(from) shipped \(sent.en), but \(to) received \(name.en) under the same despatch advice",
                        zh: "\(from) 发出的是 \(sent.zh)，\(to) 凭同一单据收到的却是 \(name.zh)"),
                    entries: [shipment.entry, receipt.entry])
            }
            return nil
        }
    }

    private func party(
        _ shipment: Account.Line, _ receipt: Account.Line, _ account: Account, _ context: RuleContext,
        _ definition: RuleDefinition
    ) -> Finding {
        let name = context.naming.code(account.code)
        let from = context.naming.party(shipment.operatorUSCC)
        let intended = shipment.event.destinations.first.map(context.naming.party)
        let to = context.naming.party(receipt.operatorUSCC)
        let claimed = receipt.event.sources.first.map(context.naming.party)
        if let claimed, shipment.event.destinations.contains(receipt.operatorUSCC) {
            return definition.finding(
                Wording(
                    en: "\(from) shipped \(name.en) to \(to), which recorded it as received from \(claimed)",
                    zh: "\(from) 将 \(name.zh) 发给 \(to)，\(to) 收货时却把来源写为 \(claimed)"),
                entries: [shipment.entry, receipt.entry])
        }
        return definition.finding(
            Wording(
                en: "\(from) shipped \(name.en)\(intended.map { " to \($0)" } ?? ""), "
                    + "but \(to) received it\(claimed.map { " from \($0)" } ?? "")",
                zh: "\(from) 将 \(name.zh) 发往\(intended ?? "未写明的收货方")，"
                    + "却由 \(to) 收货\(claimed.map { "（来源写为 \($0)）" } ?? "")"),
            entries: [shipment.entry, receipt.entry])
    }
}
