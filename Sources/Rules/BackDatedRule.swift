import Chains
import EPCIS
import Values

/// TIME-2: an event recorded so long after it happened that its time can only be taken on trust.
struct BackDatedRule: Rule {
    static let id = "TIME-2"
    static let parameters: [RuleDefinition.Parameter] = [.toleranceHours]

    func findings(in matter: Matter, by definition: RuleDefinition) -> [Finding] {
        matter.book.events.compactMap { event in
            let age = event.record.recordTime.milliseconds - event.event.eventTime.moment.milliseconds
            guard age > definition.duration(.toleranceHours) else { return nil }
            let (said, by) = (event.event.eventTime.minute, span(age))
            return definition.finding(
                Wording(
                    en: "an event of \(said) was recorded \(by.en) later (back-dated)",
                    zh: "\(said) 的事件在 \(by.zh) 之后才记录（补录）"),
                entries: [event.entry])
        }
    }
}
