import Chains
import EPCIS
import Values

/// CODE-3: a code used before it was commissioned or made. One that never was is LINK-1's matter.
struct UseBeforeIssueRule: Rule {
    static let id = "CODE-3"
    static let needsWholeChain = true
    static let parameters: [RuleDefinition.Parameter] = [.toleranceMinutes]

    func findings(in matter: Matter, by definition: RuleDefinition) -> [Finding] {
        let tolerance = definition.duration(.toleranceMinutes)
        return matter.book.accounts.compactMap { account in
            guard let issue = account.issues.first else { return nil }
            let early = account.lines.filter {
                account.isOnPath($0.operatorUSCC)
                    && $0.moment.milliseconds + tolerance < issue.moment.milliseconds
            }
            guard let use = early.first else { return nil }
            let name = matter.naming.code(account.code)
            let (used, issued) = (use.event.event.eventTime.minute, issue.event.event.eventTime.minute)
            return definition.finding(
                Wording(
                    en: "\(name.en) was in use at \(used), before it was commissioned at \(issued)",
                    zh: "\(name.zh) 于 \(issued) 才赋码，却在 \(used) 已有使用记录"),
                entries: early.map(\.entry) + [issue.entry])
        }
    }
}
