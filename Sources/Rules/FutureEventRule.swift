import Chains
import EPCIS
import Values

/// TIME-1: an event in the future, or after its own arrival at the ledger.
struct FutureEventRule: Rule {
    static let id = "TIME-1"
    static let parameters: [RuleDefinition.Parameter] = [.toleranceMinutes]

    func findings(in matter: Matter, by definition: RuleDefinition) -> [Finding] {
        matter.book.events.compactMap { event in
            let limit = min(event.record.recordTime, matter.now).milliseconds
            let excess = event.event.eventTime.moment.milliseconds - limit
            guard excess > definition.duration(.toleranceMinutes) else { return nil }
            let (said, by) = (event.event.eventTime.minute, span(excess))
            return definition.finding(
                Wording(
                    en: "an event says it happened at \(said), \(by.en) after it reached the ledger",
                    zh: "事件自称发生于 \(said)，比到达账本的时间晚 \(by.zh)"),
                entries: [event.entry])
        }
    }
}
