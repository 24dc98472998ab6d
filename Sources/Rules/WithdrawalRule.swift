import Chains
import Values

/// NOTE-1: an operator declared an event of its own erroneous, so it was left out of judging. Said, never silent.
struct WithdrawalRule: Rule {
    static let id = "NOTE-1"

    func findings(in context: RuleContext, by definition: RuleDefinition) -> [Finding] {
        context.chain.withdrawals.map { withdrawal in
            let firm = context.naming.party(withdrawal.operatorUSCC)
            guard !withdrawal.withdrawn.isEmpty else {
                return definition.finding(
                    Wording(
                        en: "\(firm) declared an event erroneous that it never recorded: nothing is withdrawn",
                        zh: "\(firm) 声明作废的事件并非其记录，声明无效"),
                    entries: [withdrawal.declaration])
            }
            return definition.finding(
                Wording(
                    en: "\(firm) declared its own record erroneous; it is left out of judging",
                    zh: "\(firm) 已声明其记录有误，该记录不参与判定"),
                entries: withdrawal.withdrawn + [withdrawal.declaration])
        }
    }
}
