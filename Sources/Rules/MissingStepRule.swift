import Chains
import Codes
import Values

/// LINK-1: the previous step is missing.
///
/// An operator ships, transforms, sells or packs what it never made, commissioned or received; or receives what nobody is on
/// record as having shipped: its severity is `receiptSeverity`. What was bought of somebody who is not on this ledger, with his name
/// and a proof, is outside: information, no suspicion.
/// An item is also received with its lot, and whatever is inside a received pallet is received with it.
struct MissingStepRule: Rule {
    static let id = "LINK-1"
    static let needsWholeChain = true

    func findings(in context: RuleContext, by definition: RuleDefinition) -> [Finding] {
        // Goods without a lot may be of any lot that somebody had.
        context.book.accounts.filter { !$0.isCarrier && $0.code.grain != .product }.flatMap { account in
            uses(of: account, context, definition) + receipts(of: account, context, definition)
                + openings(of: account, context, definition)
        } + units(context, definition)
    }

    private func uses(of account: Account, _ context: RuleContext, _ definition: RuleDefinition) -> [Finding] {
        account.linesByOperator.filter { account.isOnPath($0.operatorUSCC) }.compactMap { uscc, lines in
            let uses = lines.filter { isUse($0, of: account) }
            guard let use = uses.first, account.acquisition(by: uscc) == nil, !isStored(lines, for: uscc, account)
            else { return nil }
            let (name, firm) = (context.naming.code(account.code), context.naming.party(uscc))
            let did = Self.verb(use.act)
            return definition.finding(
                Wording(
                    en: "\(firm) \(did.en) \(name.en) but never received, made or commissioned it",
                    zh: "\(firm) \(did.zh)了 \(name.zh)，但没有收货、生产或赋码记录"),
                entries: uses.map(\.entry))
        }
    }

    private func isUse(_ line: Account.Line, of account: Account) -> Bool {
        // A logistic unit begins with its packing; a lot or item must have come from somewhere.
        line.act.gives || (line.act == .pack && account.code.productKey != nil)
    }

    /// A warehouse that records storing instead of receiving, for goods that were shipped to it.
    private func isStored(_ lines: [Account.Line], for uscc: String, _ account: Account) -> Bool {
        lines.contains { $0.act == .store }
            && [account.shipments, account.kinShipments].contains { $0.contains(Route(from: nil, to: uscc)) }
    }

    /// A lot may be shipped as a lot and received item by item, or the other way.
    private func isShippedWithKin(_ receipt: Account.Line, _ account: Account) -> Bool {
        !account.kinShipments.isDisjoint(with: receipt.event.receiptRoutes)
    }

    private func receipts(of account: Account, _ context: RuleContext, _ definition: RuleDefinition) -> [Finding] {
        let transfers = account.transfers
        return transfers.unexplained.filter { account.isOnPath($0.operatorUSCC) }.compactMap { receipt in
            guard !isShippedWithKin(receipt, account), transfers.misdirected(receipt) == nil,
                !isTakenBack(receipt, account)
            else { return nil }
            let (name, firm) = (context.naming.code(account.code), context.naming.party(receipt.operatorUSCC))
            let from = receipt.event.sources.first.map(context.naming.party)
            return definition.finding(
                Wording(
                    en: "\(firm) received \(name.en)\(from.map { " from \($0)" } ?? ""), "
                        + "but no shipment of it is on record",
                    zh: "\(firm) 收到\(from.map { "\($0) 的" } ?? "") \(name.zh)，但没有对应的发货记录"),
                entries: [receipt.entry],
                severity: isFromOutside(receipt, account, context) ? .info : definition.receiptSeverity)
        }
    }

    /// Opening stock of what was issued on this ledger, or can only have been: then somebody is on record as having had it.
    private func openings(of account: Account, _ context: RuleContext, _ definition: RuleDefinition) -> [Finding] {
        account.issues.filter { $0.isOpening && !$0.isCarried && account.isOnPath($0.operatorUSCC) }.compactMap {
            line in
            let owners = context.chain.issuers.owners(of: account.code, at: line.entry)
            let isAssigned = !owners.isEmpty && !owners.contains(line.operatorUSCC)
            let isIssued = account.issues.contains { $0.operatorUSCC != line.operatorUSCC && $0.entry < line.entry }
            if !isAssigned, !isIssued { return isLate(line, account) ? late(line, account, context, definition) : nil }
            let (name, firm) = (context.naming.code(account.code), context.naming.party(line.operatorUSCC))
            return definition.finding(
                Wording(
                    en:
                        "\(firm) gives \(name.en) as opening stock, but it was issued on this ledger, and no receipt of it is "
                        + "on record: what came from a firm of this ledger is recorded as received from it, on the day it came",
                    zh: "\(firm) 将 \(name.zh) 登记为期初库存，但该编码在本账本内赋码，且没有其收货记录：来自本账本企业的货物，应按实际到货日补记收货并注明供货方"),
                entries: [line.entry])
        }
    }

    /// Stock that a firm had when it came to the ledger, told when it has recorded of these goods for longer than that takes.
    private func isLate(_ opening: Account.Line, _ account: Account) -> Bool {
        account.lines.contains { line in
            line.operatorUSCC == opening.operatorUSCC
                && opening.event.record.recordTime.milliseconds - line.event.record.recordTime.milliseconds
                    > Self.openingTerm
        }
    }

    /// Thirty days after a firm's first record, as the ledger's own contract has it.
    private static let openingTerm: Int64 = 30 * 86_400_000

    private func late(
        _ opening: Account.Line, _ account: Account, _ context: RuleContext, _ definition: RuleDefinition
    ) -> Finding {
        let (name, firm) = (context.naming.code(account.code), context.naming.party(opening.operatorUSCC))
        return definition.finding(
            Wording(
                en: "\(firm) gives \(name.en) as opening stock over 30 days after it first recorded some of it",
                zh: "\(firm) 在首次记录 \(name.zh) 30 天之后又将其登记为期初库存"),
            entries: [opening.entry])
    }

    /// What its own shipment had not got rid of comes back: a delivery that was refused, or that did not leave.
    private func isTakenBack(_ receipt: Account.Line, _ account: Account) -> Bool {
        receipt.isReturn
            && account.lines.contains {
                $0.act == .ship && $0.operatorUSCC == receipt.operatorUSCC && $0.moment <= receipt.moment
            }
    }

    /// A legal purchase whose supplier is not on this ledger: he is named and not known here, the goods were not issued here, and
    /// their papers are.
    private func isFromOutside(_ receipt: Account.Line, _ account: Account, _ context: RuleContext) -> Bool {
        guard context.naming.knowsOperators, account.issues.isEmpty, account.lotIssues.isEmpty,
            !(receipt.event.sources + [receipt.event.element("supplierUscc")].compactMap(\.self))
                .contains(where: { context.naming.isNamed($0, before: receipt.entry) })
        else { return false }
        let names = ["supplierName", "supplierUscc"]
        let papers = [
            "conformityProofNo", "complianceCertNo", "quarantineCertNo", "healthCertNo", "meatInspectionCertNo",
            "inspectionCertNo",
            "reportNo", "portReleaseNo", "catchCertNo", "legalCatchNo",
        ]
        return (!receipt.event.sources.isEmpty || names.contains { receipt.event.element($0) != nil })
            && papers.contains { receipt.event.element($0) != nil }
    }

    static func verb(_ act: Act) -> Wording {
        switch act {
        case .ship: Wording(en: "shipped", zh: "发出")
        case .use: Wording(en: "processed", zh: "加工")
        case .pack: Wording(en: "packed", zh: "包装")
        case .unpack: Wording(en: "unpacked", zh: "拆包")
        case .receive: Wording(en: "received", zh: "收取")
        default: Wording(en: "sold or used up", zh: "售出或消耗")
        }
    }
}
