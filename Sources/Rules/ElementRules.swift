import Chains
import Profiles
import Values

/// DATA-1: an event lacks a data element that its profile requires of its step.
struct MissingElementRule: Rule {
    static let id = "DATA-1"

    func findings(in context: RuleContext, by definition: RuleDefinition) -> [Finding] {
        elementFindings(in: context, by: definition) { $0.isMissing }
    }
}

/// DATA-2: a data element is written wrongly, or an entry is no readable event at all.
struct MalformedElementRule: Rule {
    static let id = "DATA-2"

    func findings(in context: RuleContext, by definition: RuleDefinition) -> [Finding] {
        let unreadable = context.record.unreadable.map { entry in
            let problems = entry.problems.prefix(3)
            return definition.finding(
                Wording(
                    en:
                        "entry \(entry.entry) is not a sound EPCIS event: \(problems.map(\.en).joined(separator: "; "))",
                    zh: "条目 \(entry.entry) 不是合格的 EPCIS 事件：\(problems.map(\.zh).joined(separator: "；"))"),
                entries: [entry.entry])
        }
        return unreadable + elementFindings(in: context, by: definition) { !$0.isMissing }
    }
}

/// One finding for each event, which names all its elements of that kind.
private func elementFindings(
    in context: RuleContext, by definition: RuleDefinition, where isWanted: (ElementProblem) -> Bool
) -> [Finding] {
    context.book.events.compactMap { event in
        let problems = context.profiles.problems(in: event.event).filter(isWanted)
        guard !problems.isEmpty else { return nil }
        let thing = event.things.first.map { context.naming.code($0.code) }
        return definition.finding(
            Wording(
                en: "\(thing.map { "\($0.en): " } ?? "")\(problems.map(\.wording.en).joined(separator: "; "))",
                zh: "\(thing.map { "\($0.zh)：" } ?? "")\(problems.map(\.wording.zh).joined(separator: "；"))"),
            entries: [event.entry])
    }
}
