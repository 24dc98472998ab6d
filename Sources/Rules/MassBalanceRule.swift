import Chains
import Codes
import EPCIS
import Values

/// MASS-1: a lot gives out more than it took in.
///
/// Three balances: what an operator shipped, processed and sold of a lot against what it made and received; where none of
/// those is out, what all together took of a lot against what was issued; and what a transformation made against what went
/// into it. Each only where every amount is known and in comparable units (grams, kilograms and tonnes are).
struct MassBalanceRule: Rule {
    static let id = "MASS-1"
    static let needsWholeChain = true
    static let parameters: [RuleDefinition.Parameter] = [.tolerancePercent, .transformationTolerancePercent]

    func findings(in context: RuleContext, by definition: RuleDefinition) -> [Finding] {
        let lots = context.book.accounts.filter { $0.code.grain == .lot }.flatMap { account in
            balances(of: account, context, definition)
        }
        return lots + transformations(context, definition)
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

    /// Events of one transformation that is told in parts (EPCIS transformationID) are balanced together.
    private func transformations(_ context: RuleContext, _ definition: RuleDefinition) -> [Finding] {
        var parts: [String: [ResolvedEvent]] = [:]
        for event in context.book.events where event.event.kind == .transformation {
            let whole = event.event.transformationID.map { "\(event.operatorUSCC) \($0)" } ?? "\(event.entry)"
            parts[whole, default: []].append(event)
        }
        return parts.sorted { $0.key < $1.key }.compactMap { transformation($0.value, context, definition) }
    }

    private func transformation(
        _ events: [ResolvedEvent], _ context: RuleContext, _ definition: RuleDefinition
    ) -> Finding? {
        let things = events.flatMap(\.things)
        let outputs = things.filter { $0.role == .output }
        guard let into = Measure.sum(things.filter { $0.role == .input }.map(\.measure)),
            // Outputs in other units are by-products or packages: what is comparable alone must not exceed the inputs.
            let out = Measure.sum(outputs.map(\.measure).filter { $0?.unit == into.unit }), into.unit != .piece,
            out.exceeds(into, byPercent: definition.figure(.transformationTolerancePercent)),
            let first = events.first, let made = outputs.first
        else { return nil }
        let firm = context.naming.party(first.operatorUSCC)
        let name = context.naming.code(made.code)
        return definition.finding(
            Wording(
                en: "\(firm) made \(out.wording.en) from \(into.wording.en) (\(name.en))",
                zh: "\(firm) 用 \(into.wording.zh) 加工出 \(out.wording.zh)（\(name.zh)）"),
            entries: events.map(\.entry))
    }
}
