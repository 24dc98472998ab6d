import Chains
import Codes
import EPCIS
import Values

/// STATE-1: goods on hold, failed or recalled: they are not what may be sold or eaten, moved or not, until it is lifted.
///
/// What the firm says that issued the lot is said of the whole lot, and of whatever is made of it; what another holder says is
/// said of what went through his hands. A hold concerns what he gives out after it; a failure or a recall also what he had given
/// out before. Taking back and destroying is what such goods are for.
struct RestrictionRule: Rule {
    static let id = "STATE-1"

    func findings(in context: RuleContext, by definition: RuleDefinition) -> [Finding] {
        let accounts = Dictionary(uniqueKeysWithValues: context.book.accounts.map { ($0.code.key, $0) })
        let inForce = context.restrictions.filter(\.isInForce)
        guard !inForce.isEmpty else { return [] }
        let kin = Dictionary(grouping: context.book.accounts, by: { $0.code.lotKey ?? "" })
        let ofUnits = inForce.filter { accounts[$0.code.key] == nil }
        return ofUnits.flatMap { ofContents($0, context, definition) }
            + inForce.compactMap {
                restriction in
                guard let account = accounts[restriction.code.key], concerns(account, context.chain.subject) else {
                    return nil
                }
                let later = moves(after: restriction, account, kin)
                let isSaidOfAll =
                    context.chain.hearing.speaksForAll(restriction.event)
                    || isIssuer(restriction.operatorUSCC, of: account, context.book)
                guard isSaidOfAll || reaches(restriction, account, later, context.chain.subject, context.book) else {
                    return nil
                }
                return finding(
                    restriction, isSaidOfAll ? later : later.filter { $0.moment >= restriction.moment }, context,
                    definition
                )
            }
    }

    /// What is said of a pallet or a carton is said of what lay in it, wherever it is now, until it is lifted of the unit or of the goods.
    private func ofContents(
        _ restriction: Restriction, _ context: RuleContext, _ definition: RuleDefinition
    ) -> [Finding] {
        let subject = context.chain.subject
        return context.book.accounts.compactMap { account in
            let isMeant =
                account.code.key == subject.key || account.code.lotKey == subject.key
                || account.reach.contains(.up) && !account.reach.contains(.ownLot)
            guard isMeant, account.isOnPath(restriction.operatorUSCC),
                account.lines.contains(where: { $0.isCarried && $0.entry == restriction.event.entry }),
                !isLifted(restriction, of: account, context)
            else { return nil }
            let later = account.lines.filter { line in
                line.moment > restriction.moment && line.act.gives && line.isCarried && !line.isReturn
                    && !line.isDestruction && line.event.things.contains { $0.code.key == restriction.code.key }
            }
            return finding(restriction.ofContents(account.code), later, context, definition)
        }
    }

    private func isLifted(_ restriction: Restriction, of account: Account, _ context: RuleContext) -> Bool {
        account.lines.contains { line in
            line.moment >= restriction.moment && !line.isCarried
                && Restriction.Kind.lifted(by: line.event.event).contains(restriction.kind)
                && (line.operatorUSCC == restriction.operatorUSCC || context.chain.hearing.lifts(line.event))
        }
    }

    /// Whether the code is the subject, a part of it, or something that it came from: what became of it elsewhere is another's.
    private func concerns(_ account: Account, _ subject: CanonicalCode) -> Bool {
        !account.reach.isDisjoint(with: [.up, .ownLot]) || account.code.key == subject.key
            || account.code.lotKey == subject.key
    }

    private func isIssuer(_ operatorUSCC: String, of account: Account, _ book: AccountBook) -> Bool {
        account.originators.contains(operatorUSCC) || account.lotIssues.contains { $0.operatorUSCC == operatorUSCC }
    }

    private func reaches(
        _ restriction: Restriction, _ account: Account, _ later: [Account.Line], _ subject: CanonicalCode,
        _ book: AccountBook
    ) -> Bool {
        guard account.isOnPath(restriction.operatorUSCC) else { return false }
        return restriction.kind != .hold || account.code.key == subject.key
            || later.contains { $0.operatorUSCC == restriction.operatorUSCC }
            || book.accounts.contains { $0.code.key == subject.key && isLast(restriction.operatorUSCC, to: $0) }
    }

    /// Whether he is the last who is known to have it.
    private func isLast(_ operatorUSCC: String, to account: Account) -> Bool {
        account.lines.last { $0.act.acquires || $0.act.gives }.map {
            $0.operatorUSCC == operatorUSCC && !$0.act.gives
        } ?? false
    }

    /// What was moved, used or sold of it afterwards, its items too.
    private func moves(
        after restriction: Restriction, _ account: Account, _ kin: [String: [Account]]
    ) -> [Account.Line] {
        let kin = (kin[account.code.key] ?? []).filter { $0.code.key != account.code.key }
        var lines: [Account.Line] = []
        for account in [account] + kin {
            lines += account.lines.filter { line in
                line.moment > restriction.moment && line.act.gives && !line.isReturn
                    && account.isOnPath(line.operatorUSCC)
                    && !line.isDestruction
            }
        }
        return lines.sorted { $0.event.precedes($1.event) }
    }

    private func finding(
        _ restriction: Restriction, _ later: [Account.Line], _ context: RuleContext, _ definition: RuleDefinition
    ) -> Finding {
        let (name, firm) = (context.naming.code(restriction.code), context.naming.party(restriction.operatorUSCC))
        let since = restriction.event.eventTime.minute
        var (en, zh): (String, String)
        switch restriction.kind {
        case .recall:
            (en, zh) = (
                "\(name.en) has been recalled by \(firm) since \(since)", "\(name.zh) 自 \(since) 起已被 \(firm) 召回"
            )
        case .failure:
            (en, zh) = ("\(name.en) failed a test by \(firm) at \(since)", "\(name.zh) 于 \(since) 经 \(firm) 检验不合格")
        case .hold:
            (en, zh) = ("\(name.en) has been on hold at \(firm) since \(since)", "\(name.zh) 自 \(since) 起被 \(firm) 暂控")
        }
        if let move = later.first {
            let (who, when) = (context.naming.party(move.operatorUSCC), move.event.eventTime.minute)
            let did = Self.verb(move.act)
            en += ", and \(who) \(did.en) of it at \(when)"
            zh += "，\(who) 仍于 \(when) \(did.zh)"
        }
        return definition.finding(
            Wording(en: en, zh: zh), entries: [restriction.event.entry] + later.prefix(100).map(\.entry))
    }

    private static func verb(_ act: Act) -> Wording {
        switch act {
        case .ship: Wording(en: "shipped", zh: "发货")
        case .use: Wording(en: "used", zh: "加工使用")
        default: Wording(en: "sold or served", zh: "售出或供餐")
        }
    }
}
