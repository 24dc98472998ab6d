import Chains
import Codes
import EPCIS
import Values

// What somebody to whom a logistic unit never went says of the unit itself. What is in it has accounts of its own, which his word does
// not reach; so these find something only where everybody's word is heard, and become notes on him.

extension MissingStepRule {
    /// LINK-1: a unit that never went to him is sent, received, packed, unpacked, used or destroyed by a stranger.
    func units(_ context: RuleContext, _ definition: RuleDefinition) -> [Finding] {
        context.book.accounts.flatMap { account in
            context.strangeLines(of: account) { $0.act.gives || [.receive, .pack, .unpack].contains($0.act) }
        }.map { lines in
            let (did, firm) = (Self.verb(lines[0].act), context.naming.party(lines[0].operatorUSCC))
            let name = context.naming.code(context.chain.subject)
            return definition.finding(
                Wording(
                    en: "\(firm) \(did.en) \(name.en), which never went to it",
                    zh: "\(firm) \(did.zh)了从未交付给它的 \(name.zh)"),
                entries: lines.map(\.entry))
        }
    }
}

extension DuplicateIssueRule {
    /// A stranger commissions a unit that somebody else has packed.
    func unit(_ account: Account, _ context: RuleContext, _ definition: RuleDefinition) -> Finding? {
        let lines = context.strangeLines(of: account) { $0.act == .issue && !$0.isCarried }.flatMap { $0 }
        guard let first = lines.first else { return nil }
        let (name, firm) = (context.naming.code(account.code), context.naming.party(first.operatorUSCC))
        return definition.finding(
            Wording(
                en: "\(firm) commissioned \(name.en), which another firm had packed",
                zh: "\(firm) 为 \(name.zh) 重复赋码，该单元已由他人包装"),
            entries: lines.map(\.entry))
    }
}

extension RuleContext {
    /// Of the unit that is asked for, the lines of each who is not heard about it.
    fileprivate func strangeLines(
        of account: Account, where isMeant: (Account.Line) -> Bool
    ) -> [[Account.Line]] {
        guard account.code.key == chain.subject.key, account.isCarrier, account.code.productKey == nil else {
            return []
        }
        return account.linesByOperator.map { $0.lines.filter { !chain.isHeard($0.event) && isMeant($0) } }
            .filter { !$0.isEmpty }
    }
}
