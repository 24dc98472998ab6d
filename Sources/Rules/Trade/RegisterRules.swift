import Chains
import Codes
import EPCIS
import Values

/// MEAT-3: the overseas establishment was not registered on the day of production.
struct EstablishmentRule: Rule {
    static let id = "MEAT-3"

    func findings(in context: RuleContext, by definition: RuleDefinition) -> [Finding] {
        let known = context.registers.establishments
        guard !known.isEmpty else { return [] }
        return context.book.events.compactMap { event in
            guard let number = event.element("gaccRegNo"),
                let day = (event.element("productionDate") ?? event.element("slaughterDate")).flatMap({
                    WrittenTime.date($0)
                }),
                !(known[number]?.contains { $0.holds(on: day) } ?? false)
            else { return nil }
            let name = event.things.first.map { context.naming.code($0.code) } ?? Wording(en: "goods", zh: "货物")
            return definition.finding(
                Wording(
                    en: "\(name.en) was produced on \(day) by \(number.shown), which was not registered on that day",
                    zh: "\(name.zh) 于 \(day) 由境外企业 \(number.shown) 生产，当日该企业未获注册"),
                entries: [event.entry])
        }
    }
}

/// STATE-2: a party traded while it was suspended or stood on a blacklist.
struct BarredPartyRule: Rule {
    static let id = "STATE-2"

    func findings(in context: RuleContext, by definition: RuleDefinition) -> [Finding] {
        let registers = context.registers
        guard !registers.barred.isEmpty || !registers.suspended.isEmpty else { return [] }
        return context.book.events.compactMap { event in
            let trades = event.things.contains { thing in
                let act = Act(event, thing.role)
                return act.gives || act.acquires
            }
            let uscc = event.operatorUSCC
            // A listing begins with a day in China, in whatever offset the event was written.
            let day = OffsetTime(moment: event.moment, offsetMinutes: 480).day
            let isBarred =
                registers.barred[uscc]?.contains { $0.holds(on: day) } ?? false
                || registers.suspended[uscc]?.contains { $0.holds(at: event.moment, entry: event.entry) } ?? false
            guard trades, isBarred else { return nil }
            let firm = context.naming.party(uscc)
            return definition.finding(
                Wording(
                    en: "\(firm) traded on \(day), when it was suspended or blacklisted",
                    zh: "\(firm) 于 \(day) 交易时处于停用或失信名单状态"),
                entries: [event.entry])
        }
    }
}
