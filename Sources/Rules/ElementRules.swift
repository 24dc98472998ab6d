import Chains
import Codes
import EPCIS
import Profiles
import Values

/// DATA-1: an event lacks a data element that its profile requires of its step, or names no profile where its firm names one
/// otherwise: to leave out the whole is not safer than to leave out a part. About the goods themselves it is as grave as the definition
/// says; on what descends from them it warns.
struct MissingElementRule: Rule {
    static let id = "DATA-1"
    static let isOmission = true

    func findings(in context: RuleContext, by definition: RuleDefinition) -> [Finding] {
        profileless(in: context, by: definition) + elements(in: context, by: definition)
    }

    private func profileless(in context: RuleContext, by definition: RuleDefinition) -> [Finding] {
        let naming = Set(context.record.events.filter { $0.element("profile") != nil }.map(\.operatorUSCC))
        return context.book.events.compactMap { event in
            guard event.element("profile") == nil, naming.contains(event.operatorUSCC), event.receives || event.issues
            else { return nil }
            let firm = context.naming.party(event.operatorUSCC)
            return definition.finding(
                Wording(
                    en: "\(firm) names no profile in this event, so that nobody can say whether it is complete",
                    zh: "\(firm) 在此事件中未注明品类规范，无法核对应记录的内容"),
                entries: [event.entry], severity: Self.severity(of: [event], context, definition))
        }
    }

    /// What a rule of its own tells is told once, by that: the proof that a buyer asks for (FOOD-1), the certificate of a mixture (FOOD-2).
    private func elements(in context: RuleContext, by definition: RuleDefinition) -> [Finding] {
        let mixtures = Set(MixtureCertificateRule.mixtures(in: context).map(\.0.entry))
        func isTold(_ problem: ElementProblem, _ event: ResolvedEvent) -> Bool {
            ConformityProofRule.tells(problem, of: event)
                || problem.element == MixtureCertificateRule.element && mixtures.contains(event.entry)
        }
        return actFindings(in: context, by: definition) { problem, events in events.contains { isTold(problem, $0) } }
            + elementFindings(in: context, by: definition) { problem, event in
                problem.isMissing && !isTold(problem, event)
            }
    }
}

/// DATA-2: a data element is written wrongly, or an entry is no readable event at all.
struct MalformedElementRule: Rule {
    static let id = "DATA-2"
    static let isOfRecord = true

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
            + elementFindings(in: context, by: definition) { problem, event in
                !problem.isMissing && problem.element != ProducerLicenceRule.element
                    && !ConformityProofRule.tells(problem, of: event)
            }
    }
}

/// One finding for each event, which names all its elements of that kind.
private func elementFindings(
    in context: RuleContext, by definition: RuleDefinition, where isWanted: (ElementProblem, ResolvedEvent) -> Bool
) -> [Finding] {
    context.book.events.compactMap { event in
        let problems = context.problems(in: event).filter { isWanted($0, event) }
        return problems.isEmpty ? nil : finding(problems, [event], context, definition)
    }
}

/// What none of the parts of a transformation says that is told in several events (EPCIS 2.0 §7.4.6).
private func actFindings(
    in context: RuleContext, by definition: RuleDefinition, except isTold: (ElementProblem, [ResolvedEvent]) -> Bool
) -> [Finding] {
    let judged = Set(context.book.events.map(\.entry))
    var acts: [String: [ResolvedEvent]] = [:]
    for event in context.record.events where event.transformationID != nil {
        acts[event.process, default: []].append(event)
    }
    return acts.values.compactMap { events in
        guard events.contains(where: { judged.contains($0.entry) }) else { return nil }
        let day = events.map(\.lawDay).max { $0.daysSinceEpoch < $1.daysSinceEpoch }
        let problems = context.profiles.problems(ofAct: events.map(\.event), notBefore: day)
            .filter { !isTold($0, events) }
        return problems.isEmpty ? nil : finding(problems, events, context, definition)
    }
}

private func finding(
    _ problems: [ElementProblem], _ events: [ResolvedEvent], _ context: RuleContext, _ definition: RuleDefinition
) -> Finding {
    let things = events.flatMap(\.things)
    let thing = (things.first { $0.role == .output } ?? things.first).map { context.naming.code($0.code) }
    return definition.finding(
        Wording(
            en: "\(thing.map { "\($0.en): " } ?? "")\(problems.map(\.wording.en).joined(separator: "; "))",
            zh: "\(thing.map { "\($0.zh)：" } ?? "")\(problems.map(\.wording.zh).joined(separator: "；"))"),
        entries: events.map(\.entry),
        severity: definition.id == MissingElementRule.id
            ? MissingElementRule.severity(of: events, context, definition) : nil)
}

extension MissingElementRule {
    /// What lacks of the goods themselves may be a condition of trading in them; what descends from them is warned of.
    fileprivate static func severity(
        of events: [ResolvedEvent], _ context: RuleContext, _ definition: RuleDefinition
    ) -> Finding.Severity {
        let subject = context.chain.subject
        let own = Set([subject.key, subject.lotKey].compactMap(\.self))
        let isOwn = events.contains { event in
            event.things.contains {
                $0.role != .input && (own.contains($0.code.key) || $0.code.lotKey.map(own.contains) ?? false)
            }
        }
        return isOwn || definition.severity != .violation ? definition.severity : .warning
    }
}
