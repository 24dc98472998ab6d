import Chains
import Codes
import EPCIS
import Values

/// CODE-2: one code issued twice.
///
/// A single thing (item, logistic unit) is issued once. A lot may be issued in several events by one firm: it is cut on several
/// days, two lines make it, a boat lands it over a week, a transformation is told in parts. They must lie within `lotWindowHours` of
/// the first; two of one device at the same moment and of the same amount are one recorded twice. Two firms never issue the same
/// code. Where the ledger assigns its prefix, nobody else issues it, unless he whose prefix it is takes the goods as his.
///
/// Who issues a code without ever having had the goods that this chain follows, though he had others of the chain, condemns
/// nothing: a supplier of oil says nothing of the wheat. That is a note on him.
struct DuplicateIssueRule: Rule {
    static let id = "CODE-2"
    static let isOfRecord = true
    static let parameters: [RuleDefinition.Parameter] = [.lotWindowHours]

    func findings(in context: RuleContext, by definition: RuleDefinition) -> [Finding] {
        foreignIssues(context, definition) + repeatedIssues(context, definition)
    }

    /// Codes of an assigned prefix that somebody else issued.
    private func foreignIssues(_ context: RuleContext, _ definition: RuleDefinition) -> [Finding] {
        context.book.accounts.compactMap { account in
            for issue in account.issues where !issue.isCarried && !issue.isOpening {
                let owners = context.chain.issuers.owners(of: account.code, at: issue.entry)
                guard !owners.isEmpty, !owners.contains(issue.operatorUSCC), account.isOnPath(issue.operatorUSCC),
                    !account.lines.contains(where: { owners.contains($0.operatorUSCC) && $0.acquires && !$0.isReturn })
                else { continue }
                let (name, firm) = (context.naming.code(account.code), context.naming.party(issue.operatorUSCC))
                let named = owners.sorted().prefix(3).map(context.naming.party)
                return definition.finding(
                    Wording(
                        en: "\(name.en) was issued by \(firm), but codes of this prefix are assigned to "
                            + named.joined(separator: ", "),
                        zh: "\(name.zh) 由 \(firm) 赋码，但该编码前缀已分配给 \(named.joined(separator: "、"))"),
                    entries: [issue.entry])
            }
            return nil
        }
    }

    private func repeatedIssues(_ context: RuleContext, _ definition: RuleDefinition) -> [Finding] {
        context.book.accounts.compactMap { account in
            if let strange = unit(account, context, definition) { return strange }
            let issues = account.issues.filter { !$0.isCarried && !$0.isOpening }
            guard let first = issues.first, issues.count > 1 else { return nil }
            let name = context.naming.code(account.code)
            var seen: Set<String> = []
            let firms = issues.map(\.operatorUSCC).filter { seen.insert($0).inserted }
            if firms.count > 1 {
                let named = firms.prefix(3).map(context.naming.party)
                return definition.finding(
                    Wording(
                        en: "\(name.en) was issued by \(firms.count) firms: \(named.joined(separator: ", "))",
                        zh: "\(name.zh) 由 \(firms.count) 家企业重复赋码：\(named.joined(separator: "、"))"),
                    entries: issues.map(\.entry),
                    severity: firms.filter(account.isOnPath).count > 1 ? nil : .info)
            }
            let again =
                account.code.grain == .instance
                ? Array(issues.dropFirst())
                : repeats(among: issues, first, definition)
            guard !again.isEmpty else { return nil }
            return definition.finding(
                Wording(
                    en: "\(name.en) was issued \(again.count + 1) times by \(context.naming.party(first.operatorUSCC))",
                    zh: "\(name.zh) 被 \(context.naming.party(first.operatorUSCC)) 重复赋码 \(again.count + 1) 次"),
                entries: [first.entry] + again.map(\.entry))
        }
    }

    /// What makes an event the same as another: a device records one thing once.
    private struct Record: Hashable {
        let journal: String
        let moment: Timestamp
        let measure: Measure?
    }

    private func repeats(
        among issues: [Account.Line], _ first: Account.Line, _ rule: RuleDefinition
    ) -> [Account.Line] {
        var records: Set<Record> = []
        return issues.filter { issue in
            let record = Record(
                journal: issue.event.record.journal, moment: issue.moment, measure: issue.measure)
            let isTold = !records.insert(record).inserted
            guard !isTold else { return true }
            return !isOfOneTrip(issue, first)
                && (issue.moment.milliseconds - first.moment.milliseconds > rule.duration(.lotWindowHours)
                    || isOfAnotherTime(issue, first, rule))
        }
    }

    /// Whether both are of one trip at sea, and each lies within it: that takes as long as it takes.
    private func isOfOneTrip(_ issue: Account.Line, _ first: Account.Line) -> Bool {
        func trip(_ line: Account.Line) -> ClosedRange<Timestamp>? {
            let ends = ["tripStart", "tripEnd"].compactMap { name in
                line.event.element(name).flatMap { OffsetTime(rfc3339: $0)?.moment }
            }
            guard ends.count == 2, ends[0] <= ends[1] else { return nil }
            return ends[0]...ends[1]
        }
        guard let one = trip(issue), one == trip(first) else { return false }
        return one.contains(issue.moment) && one.contains(first.moment)
    }

    /// Whether two parts of one lot say that they were produced further apart than the parts of a lot are.
    private func isOfAnotherTime(_ issue: Account.Line, _ first: Account.Line, _ rule: RuleDefinition) -> Bool {
        let days = [first, issue].compactMap {
            $0.event.element("productionDate").flatMap { WrittenTime.date($0) }?.daysSinceEpoch
        }
        guard days.count == 2 else { return false }
        return Int64(abs(days[0] - days[1])) * 86_400_000 > rule.duration(.lotWindowHours)
    }
}

/// CODE-1: an event names a code that is none: wrong check character, length or form.
struct MalformedCodeRule: Rule {
    static let id = "CODE-1"
    static let isOfRecord = true

    func findings(in context: RuleContext, by definition: RuleDefinition) -> [Finding] {
        context.book.events.flatMap { event in
            event.malformedCodes.map { code in
                let written = code.written.shown
                return definition.finding(
                    Wording(
                        en: "malformed code \(written): \(code.error.wording.en)",
                        zh: "编码 \(written) 有误：\(code.error.wording.zh)"),
                    entries: [event.entry])
            }
        }
    }
}

/// CODE-3: a code used before it was commissioned or made. One that never was is LINK-1's matter.
struct UseBeforeIssueRule: Rule {
    static let id = "CODE-3"
    static let isOfRecord = true
    static let needsWholeChain = true
    static let isForeseen = true
    static let parameters: [RuleDefinition.Parameter] = [.toleranceMinutes]

    func findings(in context: RuleContext, by definition: RuleDefinition) -> [Finding] {
        let tolerance = definition.duration(.toleranceMinutes)
        return context.book.accounts.compactMap { account in
            guard let issue = account.issues.first else { return nil }
            let issuers = Set(account.issues.map(\.operatorUSCC))
            let early = account.lines.filter {
                account.isOnPath($0.operatorUSCC)
                    && $0.moment.milliseconds + tolerance < issue.moment.milliseconds
                    // What grows is named before it is harvested.
                    && !(Self.isGrowing($0) && issuers.contains($0.operatorUSCC))
            }
            guard let use = early.first else { return nil }
            let name = context.naming.code(account.code)
            let (used, issued) = (use.event.eventTime.minute, issue.event.eventTime.minute)
            return definition.finding(
                Wording(
                    en: "\(name.en) was in use at \(used), before it was commissioned at \(issued)",
                    zh: "\(name.zh) 于 \(issued) 才赋码，却在 \(used) 已有使用记录"),
                entries: early.map(\.entry) + [issue.entry])
        }
    }

    private static func isGrowing(_ line: Account.Line) -> Bool {
        let steps = ["feeding", "fertilising", "treating"].map { "urn:yima:bizstep:\($0)" }
        return line.act == .observe && line.event.bizStep.map(steps.contains) ?? false
    }
}
