import Chains
import EPCIS
import Values

extension Account {
    /// How much less of these goods may have arrived by nature, in percent; nil where the list says nothing of them. What they are is what
    /// those say who issued, sent and took them in.
    func naturalShortage(_ match: Transfers.Match, _ context: RuleContext) -> Amount? {
        let events = (issues + lotIssues + match.shipped + match.received).map(\.event)
        let names = events.compactMap { $0.element("productName") } + [context.naming.product(code)].compactMap(\.self)
        let elements = context.lists.shortageForms
        let forms = Set(
            events.flatMap { event in elements.compactMap { name in event.element(name).map { "\(name)=\($0)" } } })
        let day = match.received.map(\.event.lawDay).max { $0.daysSinceEpoch < $1.daysSinceEpoch }
        return day.flatMap { context.lists.shortagePercent(of: names, forms: forms, on: $0) }
    }
}
