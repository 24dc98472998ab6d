import Chains
import Codes
import EPCIS
import Values

/// MASS-1: a lot gives out more than it took in.
///
/// Three balances: what an operator shipped, processed and sold of a lot against what it made and received; where none of
/// those is out, what all together took of a lot against what was issued; and what a transformation made against what went
/// into it, as much more as its process can add (`ReferenceLists.yield`). Units that do not convert bound a transformation: a piece
/// weighs at most `pieceKilogramsMax`.
///
/// Where the rule was changed, each line that gives out is measured by the tolerance of its own day, with all that was given out up to
/// that day against all that was taken in: what was within the law when it was done stays so, and what was not does not become so. A
/// transformation goes by the day of its last part.
struct MassBalanceRule: Rule {
    static let id = "MASS-1"
    static let isOfRecord = true
    static let needsWholeChain = true
    static let isForeseen = true
    static let goesByLine = true
    static let parameters: [RuleDefinition.Parameter] = [
        .tolerancePercent, .transformationTolerancePercent, .pieceKilogramsMax,
    ]

    func findings(in context: RuleContext, by definition: RuleDefinition) -> [Finding] {
        let lots = context.book.accounts.filter { $0.code.grain == .lot }.flatMap { account in
            balances(of: account, context, definition)
        }
        return lots
            + context.transformations.compactMap { transformation in
                transformation.excess(context, definition.wording(on: transformation.day))
            }
    }

    private func balances(of account: Account, _ context: RuleContext, _ definition: RuleDefinition) -> [Finding] {
        let afterEnd = Set(UseAfterEndRule.usesAfterEnd(of: account, by: context.endDefinition).later)
        let lines = account.lines.filter { !afterEnd.contains($0) }
        let name = context.naming.code(account.code)
        let balance = LotBalance(account, context, definition)
        let waste = ProcessWaste(of: account)
        let byOperator = Dictionary(grouping: lines, by: account.giver).sorted { $0.key < $1.key }
        let holdings = byOperator.compactMap { uscc, own -> Finding? in
            guard let taken = balance.taken(own).map({ $0 + waste.measures(of: own) }),
                let first = excess(of: LotBalance.given(own), over: taken, balance, definition)
            else { return nil }
            var found = first
            if let stayed = balance.stayed(with: uscc, own) {
                guard let excess = excess(of: LotBalance.given(own), over: taken + [stayed], balance, definition) else {
                    return nil
                }
                found = excess
            }
            let firm = context.naming.party(uscc)
            return found.wording.finding(
                Wording(
                    en: "\(name.en) gives out \(found.out.wording.en) but took in \(found.into.wording.en) at \(firm)",
                    zh: "\(name.zh) 在 \(firm) 出库 \(found.out.wording.zh)，超过入库 \(found.into.wording.zh)"),
                entries: found.entries + own.filter(\.acquires).map(\.entry))
        }
        guard holdings.isEmpty else { return holdings }
        let issues = lines.filter { $0.act == .issue }
        guard !issues.isEmpty,
            let found = excess(
                of: lines.filter { $0.act == .use || $0.act == .end },
                over: issues.map(\.measure) + balance.broughtBack + waste.measures(of: lines), balance, definition)
        else { return [] }
        return [
            found.wording.finding(
                Wording(
                    en: "\(name.en) gives out \(found.out.wording.en) in all but took in \(found.into.wording.en)",
                    zh: "\(name.zh) 合计出库 \(found.out.wording.zh)，超过入库 \(found.into.wording.zh)"),
                entries: found.entries + issues.map(\.entry))
        ]
    }

    private typealias Excess = (out: Measure, into: Measure, entries: [UInt64], wording: RuleDefinition)

    /// By the gravest wording that is broken, of several the newest.
    private func excess(
        of given: [Account.Line], over taken: [Measure?], _ balance: LotBalance, _ definition: RuleDefinition
    ) -> Excess? {
        var gravest: Excess?
        for (wording, lines) in definition.upToTheLast(of: given) {
            guard
                let (out, into) = balance.excess(
                    of: lines, over: taken, tolerancePercent: wording.figure(.tolerancePercent)),
                gravest.map({ wording.severity.rank <= $0.wording.severity.rank }) ?? true
            else { continue }
            gravest = (out, into, lines.map(\.entry), wording)
        }
        return gravest
    }
}

extension RuleDefinition {
    /// For each wording under which one of the lines was done, oldest first: all lines up to the last of its days.
    fileprivate func upToTheLast(of lines: [Account.Line]) -> [(wording: RuleDefinition, lines: [Account.Line])] {
        guard !earlier.isEmpty else { return [(self, lines)] }
        var found: [(wording: RuleDefinition, lines: [Account.Line])] = []
        var known = 0
        for (wording, last) in earlier.map({ ($0.wording, $0.validTo.daysSinceEpoch) }) + [(self, Int.max)] {
            let upToThen = lines.filter { $0.event.lawDay.daysSinceEpoch <= last }
            if upToThen.count > known { found.append((wording, upToThen)) }
            known = upToThen.count
        }
        return found
    }
}
