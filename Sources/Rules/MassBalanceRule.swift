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
struct MassBalanceRule: Rule {
    static let id = "MASS-1"
    static let needsWholeChain = true
    static let parameters: [RuleDefinition.Parameter] = [
        .tolerancePercent, .transformationTolerancePercent, .pieceKilogramsMax,
    ]

    func findings(in context: RuleContext, by definition: RuleDefinition) -> [Finding] {
        let lots = context.book.accounts.filter { $0.code.grain == .lot }.flatMap { account in
            balances(of: account, context, definition)
        }
        return lots + context.transformations.compactMap { $0.excess(context, definition) }
    }

    private func balances(of account: Account, _ context: RuleContext, _ definition: RuleDefinition) -> [Finding] {
        let afterEnd = Set(UseAfterEndRule.usesAfterEnd(of: account, by: context.endDefinition).later)
        let lines = account.lines.filter { !afterEnd.contains($0) }
        let name = context.naming.code(account.code)
        let byOperator = Dictionary(grouping: lines, by: \.operatorUSCC).sorted { $0.key < $1.key }
        let holdings = byOperator.compactMap { uscc, own -> Finding? in
            guard
                let (out, into, entries) = excess(
                    of: own.filter(\.gives), over: own.filter(\.acquires), definition)
            else { return nil }
            let firm = context.naming.party(uscc)
            return definition.finding(
                Wording(
                    en: "\(name.en) gives out \(out.wording.en) but took in \(into.wording.en) at \(firm)",
                    zh: "\(name.zh) 在 \(firm) 出库 \(out.wording.zh)，超过入库 \(into.wording.zh)"),
                entries: entries)
        }
        guard holdings.isEmpty else { return holdings }
        let taken = lines.filter { $0.act == .use || $0.act == .end }
        guard let (out, into, entries) = excess(of: taken, over: lines.filter { $0.act == .issue }, definition)
        else { return [] }
        return [
            definition.finding(
                Wording(
                    en: "\(name.en) gives out \(out.wording.en) in all but took in \(into.wording.en)",
                    zh: "\(name.zh) 合计出库 \(out.wording.zh)，超过入库 \(into.wording.zh)"),
                entries: entries)
        ]
    }

    private func excess(
        of given: [Account.Line], over taken: [Account.Line], _ definition: RuleDefinition
    ) -> (out: Measure, into: Measure, entries: [UInt64])? {
        guard let out = Measure.sum(given.map(\.measure)), let into = Measure.sum(taken.map(\.measure)),
            out.exceeds(into, byPercent: definition.figure(.tolerancePercent))
        else { return nil }
        return (out, into, (given + taken).map(\.entry))
    }
}
