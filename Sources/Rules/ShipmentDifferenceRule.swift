import Chains
import Codes
import Values

/// LINK-3: what was shipped and what was received differ, in amount, in party, or in the item.
///
/// Shipments and receipts are paired by `Transfers`. Several under one document are compared in sum: more received than
/// shipped is a difference; less is one only when there are as many receipts as shipments, for the rest may be on its way, and when
/// `restHours` have passed since the last of them was recorded: a despatch goes on two lorries. What drips, wilts or dies on the way is no
/// difference (`ReferenceLists.shortagePercent`).
struct ShipmentDifferenceRule: Rule {
    static let id = "LINK-3"
    static let needsWholeChain = true
    static let parameters: [RuleDefinition.Parameter] = [.tolerancePercent, .restHours]

    func findings(in context: RuleContext, by definition: RuleDefinition) -> [Finding] {
        context.book.accounts.filter { !$0.isCarrier }.flatMap { account in
            let transfers = account.transfers
            let refusals = Refusals(account.lines)
            let amounts = transfers.matches.compactMap { match -> Finding? in
                guard let difference = Difference(match, refusals, account, context, definition),
                    !difference.isShort || difference.due <= context.now
                else { return nil }
                return amount(difference, account, context, definition)
            }
            let parties = transfers.unexplained.filter { account.isOnPath($0.operatorUSCC) }.compactMap { receipt in
                transfers.misdirected(receipt).map {
                    party($0, receipt, account, context, definition)
                }
            }
            return amounts + parties + items(of: account, context, definition)
                + contradictedVoids(of: account, context, definition)
        }
    }

    func deadlines(in context: RuleContext, by definition: RuleDefinition) -> [Timestamp] {
        context.book.accounts.filter { !$0.isCarrier }.flatMap { account in
            let refusals = Refusals(account.lines)
            return account.transfers.matches.compactMap { match in
                Difference(match, refusals, account, context, definition).flatMap { $0.isShort ? $0.due : nil }
            }
        }
    }

    /// More than was sent, or less, so that nothing on record explains it.
    private struct Difference {
        let match: Transfers.Match
        let out: Measure
        let back: Measure
        let isShort: Bool
        /// When the rest of a short delivery is no longer on its way.
        let due: Timestamp

        init?(
            _ match: Transfers.Match, _ refusals: Refusals, _ account: Account, _ context: RuleContext,
            _ definition: RuleDefinition
        ) {
            guard let receipt = match.received.first, let shipment = match.shipped.first,
                match.received.contains(where: { account.isOnPath($0.operatorUSCC) }),
                let out = Measure.sum(match.shipped.map(\.measure)),
                let back = Measure.sum(match.received.map(\.measure)), out != back
            else { return nil }
            (self.match, self.out, self.back) = (match, out, back)
            let tolerance = definition.figure(.tolerancePercent)
            let isLess = match.received.count >= match.shipped.count && out.exceeds(back, byPercent: tolerance, of: out)
            guard isLess || back.exceeds(out, byPercent: tolerance) else { return nil }
            let natural =
                isLess ? max(tolerance, account.naturalShortage(match, context) ?? .zero) : tolerance
            isShort = isLess && out.exceeds(back, byPercent: natural, of: out)
            guard isShort || !isLess else { return nil }
            // What was refused at the door, said to be lost on the way, or to have stayed, is no difference.
            if let refused = refusals.amount(of: shipment, receipt, match), let sum = back.adding(refused),
                !out.exceeds(sum, byPercent: natural, of: out), !sum.exceeds(out, byPercent: tolerance)
            {
                return nil
            }
            let last = match.received.map(\.event.record.recordTime.milliseconds).max() ?? 0
            due = Timestamp(milliseconds: last + definition.duration(.restHours) + 1)
        }
    }

    private func amount(
        _ difference: Difference, _ account: Account, _ context: RuleContext, _ definition: RuleDefinition
    ) -> Finding? {
        let match = difference.match
        guard let receipt = match.received.first, let shipment = match.shipped.first else { return nil }
        let name = context.naming.code(account.code)
        let (from, to) = (context.naming.party(shipment.operatorUSCC), context.naming.party(receipt.operatorUSCC))
        let (out, back) = (difference.out.wording, difference.back.wording)
        return definition.finding(
            Wording(
                en: "\(from) shipped \(out.en) of \(name.en) but \(to) received \(back.en)",
                zh: "\(from) 发出 \(name.zh) \(out.zh)，\(to) 收到 \(back.zh)"),
            entries: (match.shipped + match.received).map(\.entry))
    }

    /// What its sender declares not to have left, and its receiver has: a note on the declaration, which takes nothing from the receiver's goods.
    private func contradictedVoids(
        of account: Account, _ context: RuleContext, _ definition: RuleDefinition
    ) -> [Finding] {
        let tolerance = definition.figure(.tolerancePercent)
        var told: Set<UInt64> = []
        return account.voided.parts.compactMap { part in
            guard account.isOnPath(part.void.operatorUSCC), let claimed = part.claimed, let stayed = part.stayed,
                claimed.exceeds(stayed, byPercent: tolerance), told.insert(part.void.entry).inserted,
                let match = account.transfers.matches.first(where: { match in
                    match.shipped.contains { $0.operatorUSCC == part.void.operatorUSCC }
                        && match.received.contains { part.shipment.event.destinations.contains($0.operatorUSCC) }
                }), let receipt = match.received.first
            else { return nil }
            let name = context.naming.code(account.code)
            let (from, to) = (context.naming.party(part.void.operatorUSCC), context.naming.party(receipt.operatorUSCC))
            return Finding(
                rule: Self.id, severity: .info,
                message: Wording(
                    en:
                        "\(from) declares that \(claimed.wording.en) of \(name.en) did not leave, but \(to) received it",
                    zh: "\(from) 声明 \(name.zh) \(claimed.wording.zh) 未发出，但 \(to) 已收货"),
                entries: Set([part.void.entry, part.shipment.entry, receipt.entry]).sorted(), source: definition.source)
        }
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
