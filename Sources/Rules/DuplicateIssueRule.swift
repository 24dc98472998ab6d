import Chains
import Codes
import EPCIS
import Values

/// CODE-2: one code issued twice.
///
/// A single thing (item, logistic unit) is issued once. A lot may be issued in several events by one firm, for a lot is made
/// over a shift: they must lie within `lotWindowHours` of the first, give the same production date, and differ in time (two
/// at the same moment are one recorded twice). Two firms never issue the same code.
struct DuplicateIssueRule: Rule {
    static let id = "CODE-2"
    static let parameters: [RuleDefinition.Parameter] = [.lotWindowHours]

    func findings(in matter: Matter, by definition: RuleDefinition) -> [Finding] {
        matter.book.accounts.compactMap { account in
            let issues = account.issues.filter { !$0.isCarried }
            guard let first = issues.first, issues.count > 1 else { return nil }
            let name = matter.naming.code(account.code)
            var seen: Set<String> = []
            let firms = issues.map(\.operatorUSCC).filter { seen.insert($0).inserted }
            if firms.count > 1 {
                let named = firms.prefix(3).map(matter.naming.party)
                return definition.finding(
                    Wording(
                        en: "\(name.en) was issued by \(firms.count) firms: \(named.joined(separator: ", "))",
                        zh: "\(name.zh) 由 \(firms.count) 家企业重复赋码：\(named.joined(separator: "、"))"),
                    entries: issues.map(\.entry))
            }
            let again =
                account.code.grain == .instance
                ? Array(issues.dropFirst())
                : repeats(among: issues, first, definition)
            guard !again.isEmpty else { return nil }
            return definition.finding(
                Wording(
                    en: "\(name.en) was issued \(again.count + 1) times by \(matter.naming.party(first.operatorUSCC))",
                    zh: "\(name.zh) 被 \(matter.naming.party(first.operatorUSCC)) 重复赋码 \(again.count + 1) 次"),
                entries: [first.entry] + again.map(\.entry))
        }
    }

    private func repeats(
        among issues: [Account.Line], _ first: Account.Line, _ rule: RuleDefinition
    ) -> [Account.Line] {
        var moments: Set<Timestamp> = [first.moment]
        return issues.dropFirst().filter { issue in
            let isAtOnce = !moments.insert(issue.moment).inserted
            return isAtOnce || isRepeat(issue, of: first, rule)
        }
    }

    private func isRepeat(_ issue: Account.Line, of first: Account.Line, _ rule: RuleDefinition) -> Bool {
        if issue.moment.milliseconds - first.moment.milliseconds > rule.duration(.lotWindowHours) { return true }
        let days = [first, issue].map { $0.event.event.dataElements["productionDate"] }
        return days[0] != nil && days[1] != nil && days[0] != days[1]
    }
}
