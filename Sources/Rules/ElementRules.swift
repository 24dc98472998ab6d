import Chains
import EPCIS
import Profiles
import Values

/// DATA-1: an event lacks a data element that its profile requires of its step.
struct MissingElementRule: Rule {
    static let id = "DATA-1"

    func findings(in context: RuleContext, by definition: RuleDefinition) -> [Finding] {
        elementFindings(in: context, by: definition) { problem, event in
            // The proof that a buyer asks for is a rule of its own.
            problem.isMissing
                && !(ConformityProofRule.isPurchase(event) && ConformityProofRule.elements.contains(problem.element))
        }
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
        return unreadable
            + elementFindings(in: context, by: definition) { problem, _ in
                !problem.isMissing && problem.element != ProducerLicenceRule.element
            }
    }
}

/// One finding for each event, which names all its elements of that kind.
private func elementFindings(
    in context: RuleContext, by definition: RuleDefinition, where isWanted: (ElementProblem, ResolvedEvent) -> Bool
) -> [Finding] {
    let parts = TransformationParts(context)
    return context.book.events.compactMap { event in
        let problems = context.profiles.problems(in: event.event).filter {
            isWanted($0, event) && !parts.tell($0, of: event)
        }
        guard !problems.isEmpty else { return nil }
        let thing = event.things.first.map { context.naming.code($0.code) }
        return definition.finding(
            Wording(
                en: "\(thing.map { "\($0.en): " } ?? "")\(problems.map(\.wording.en).joined(separator: "; "))",
                zh: "\(thing.map { "\($0.zh)：" } ?? "")\(problems.map(\.wording.zh).joined(separator: "；"))"),
            entries: [event.entry])
    }
}

/// Transformations that are told in several events (EPCIS 2.0 §7.4.6): what one part leaves out another may say.
private struct TransformationParts {
    private struct Part: Hashable {
        let operatorUSCC: String
        let id: String
    }

    /// For each transformation the names of elements that some part has or is not asked for.
    private var told: [Part: (count: Int, missing: [String: Int])] = [:]

    init(_ context: RuleContext) {
        for event in context.book.events {
            guard let id = event.event.transformationID else { continue }
            let part = Part(operatorUSCC: event.operatorUSCC, id: id)
            told[part, default: (0, [:])].count += 1
            for problem in context.profiles.problems(in: event.event) where problem.isMissing {
                told[part]?.missing[problem.element, default: 0] += 1
            }
        }
    }

    /// Whether another part tells what this one leaves out.
    func tell(_ problem: ElementProblem, of event: ResolvedEvent) -> Bool {
        guard problem.isMissing, let id = event.event.transformationID,
            let whole = told[Part(operatorUSCC: event.operatorUSCC, id: id)]
        else { return false }
        return whole.missing[problem.element, default: 0] < whole.count
    }
}
