import Chains
import Codes
import EPCIS
import Values

/// LINK-2: the next step is missing after its deadline: goods were shipped to an operator of this ledger who has recorded nothing
/// of them since, neither a receipt nor a refusal, `transitHours` for the way and `confirmHours` for the record after the shipment
/// had reached the ledger.
///
/// Where the receiver is not on this ledger, nothing is to be expected from him. What was left on board is nobody's second step: where
/// a receipt of other goods of the same shipment is on record, the difference is LINK-3's matter.
struct NextStepRule: Rule {
    static let id = "LINK-2"
    static let needsWholeChain = true
    static let parameters: [RuleDefinition.Parameter] = [.confirmHours, .transitHours]

    func findings(in context: RuleContext, by definition: RuleDefinition) -> [Finding] {
        expected(in: context).compactMap { account, shipment, receiver -> Finding? in
            guard due(shipment, definition) < context.now else { return nil }
            let (name, firm) = (context.naming.code(account.code), context.naming.party(receiver))
            let sent = shipment.event.eventTime.minute
            return definition.finding(
                Wording(
                    en: "\(firm) has recorded no receipt of \(name.en), shipped to it at \(sent)",
                    zh: "\(name.zh) 已于 \(sent) 发往 \(firm)，该企业至今没有收货记录"),
                entries: [shipment.entry])
        }
    }

    func deadlines(in context: RuleContext, by definition: RuleDefinition) -> [Timestamp] {
        expected(in: context).map { Timestamp(milliseconds: due($0.shipment, definition).milliseconds + 1) }
    }

    private func due(_ shipment: Account.Line, _ definition: RuleDefinition) -> Timestamp {
        let allowed = definition.duration(.confirmHours) + definition.duration(.transitHours)
        return Timestamp(milliseconds: shipment.event.record.recordTime.milliseconds + allowed)
    }

    /// What was shipped to somebody on this ledger and has not turned up yet.
    private func expected(
        in context: RuleContext
    ) -> [(account: Account, shipment: Account.Line, receiver: String)] {
        context.book.accounts.filter { !$0.isCarrier && !$0.transfers.open.isEmpty }.flatMap { account in
            let (seen, voids) = (LastSeen(account), Voids(account))
            return account.transfers.open.compactMap {
                shipment -> (account: Account, shipment: Account.Line, receiver: String)? in
                // What goes to a site of one's own is nobody else's next step.
                guard account.isOnPath(shipment.operatorUSCC), !seen.isSeen(after: shipment),
                    !voids.contains(shipment),
                    let receiver = shipment.event.destinations.first(where: {
                        $0 != shipment.operatorUSCC && context.naming.isNamed($0, before: shipment.entry)
                    })
                else { return nil }
                return (account, shipment, receiver)
            }
        }
    }
}

/// What senders say did not leave: under the same despatch advice, where both name one.
private struct Voids {
    private var newest: [String: Timestamp] = [:]
    /// Without a document, and all.
    private var bare: [String: Timestamp] = [:]
    private var any: [String: Timestamp] = [:]

    init(_ account: Account) {
        for line in account.lines where line.isVoid {
            let firm = line.operatorUSCC
            let documents = line.event.movements
            any[firm] = max(line.moment, any[firm] ?? line.moment)
            if documents.isEmpty { bare[firm] = max(line.moment, bare[firm] ?? line.moment) }
            for document in documents {
                newest["\(firm) \(document)"] = max(line.moment, newest["\(firm) \(document)"] ?? line.moment)
            }
        }
    }

    func contains(_ shipment: Account.Line) -> Bool {
        let firm = shipment.operatorUSCC
        guard any[firm] != nil else { return false }
        let documents = shipment.event.movements
        let times =
            documents.isEmpty
            ? [any[firm]] : [bare[firm]] + documents.map { newest["\(firm) \($0)"] }
        return times.contains { $0.map { $0 >= shipment.moment } ?? false }
    }
}

/// When the goods were last on record, and with whom.
private struct LastSeen {
    private var with: [String: Timestamp] = [:]
    private var comingBack: Timestamp?
    private let kin: Set<String>

    init(_ account: Account) {
        kin = account.kinReceivers
        for line in account.lines {
            with[line.operatorUSCC] = max(line.moment, with[line.operatorUSCC] ?? line.moment)
            if line.isReturn { comingBack = max(line.moment, comingBack ?? line.moment) }
        }
    }

    /// Whether they turned up after a shipment: they came back, or the receiver did something with them.
    func isSeen(after shipment: Account.Line) -> Bool {
        if let comingBack, comingBack >= shipment.moment { return true }
        return shipment.event.destinations.contains { receiver in
            receiver != shipment.operatorUSCC
                && (kin.contains(receiver) || with[receiver].map { $0 >= shipment.moment } ?? false)
        }
    }
}
