import Chains
import Codes
import EPCIS
import Profiles
import Values

/// TIME-4: moved, processed or sold after expiry.
///
/// The last good day is the code's own (AI 17, else AI 15), else what the event that issued it says (`ShelfLife`); a product is good through the whole of that day where the event happened. Destroying and
/// taking back expired goods is right, and no finding.
struct ExpiryRule: Rule {
    static let id = "TIME-4"

    func findings(in context: RuleContext, by definition: RuleDefinition) -> [Finding] {
        context.book.accounts.compactMap { account in
            guard let lastDay = Self.lastGoodDay(of: account) else { return nil }
            let late = account.lines.filter { line in
                account.isOnPath(line.operatorUSCC) && Self.mustBeGood(line)
                    && line.event.eventTime.day.daysSinceEpoch > lastDay.daysSinceEpoch
            }
            guard let first = late.first else { return nil }
            let (name, firm) = (context.naming.code(account.code), context.naming.party(first.operatorUSCC))
            let did = Self.verb(first.act)
            let day = first.event.eventTime.day
            return definition.finding(
                Wording(
                    en: "\(firm) \(did.en) \(name.en) on \(day), after it expired on \(lastDay)",
                    zh: "\(name.zh) 于 \(lastDay) 到期，\(firm) 仍于 \(day) \(did.zh)"),
                entries: late.map(\.entry))
        }
    }

    static func lastGoodDay(of account: Account) -> CalendarDate? {
        let lines = account.lines.filter { !$0.isCarried }
        let labels =
            [account.code]
            + lines.flatMap { line in
                line.event.things(under: account.code.key).map(\.code).filter { $0.key == account.code.key }
            }
        for part in ["expiry", "bestBefore"] {
            if let day = labels.lazy.compactMap({ $0.part(part).flatMap { WrittenTime.date($0) } }).first { return day }
        }
        // An item that was never commissioned by itself is as old as its lot.
        let issues = account.issues.isEmpty ? account.lotIssues : account.issues
        return issues.lazy.compactMap { ShelfLife.lastGoodDay(of: $0.event.event.dataElements) }.first
    }

    private static func mustBeGood(_ line: Account.Line) -> Bool {
        switch line.act {
        case .use: return true
        case .end: return !line.isDestruction
        // On its way back, or to where it is destroyed.
        case .ship, .receive: return !line.isReturn && line.event.disposition != "expired"
        default: return false
        }
    }

    private static func verb(_ act: Act) -> Wording {
        switch act {
        case .ship: Wording(en: "shipped", zh: "发货")
        case .receive: Wording(en: "received", zh: "收货")
        case .use: Wording(en: "processed", zh: "加工使用")
        default: Wording(en: "sold or served", zh: "售出或供餐")
        }
    }
}
