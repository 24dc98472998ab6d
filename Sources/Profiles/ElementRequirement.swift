import Codes
import StrictJSON
public import Values

/// When an event must have a data element: of which kinds of step, under which conditions, on which days.
public struct ElementRequirement: Hashable, Sendable {
    /// The kinds of step; nil for every step, also one that has no kind.
    public let kinds: Set<StepKind>?
    /// All of them must hold in the event.
    public let conditions: [ElementCondition]
    /// The first day, compared with the day on which the event happened where it happened.
    public let from: CalendarDate
    /// The last day; nil where the requirement stands.
    public let until: CalendarDate?
    /// The law or standard; nil where the element's, or the profile's, says it.
    public let source: String?

    /// Whether the requirement speaks of steps of that kind.
    public func covers(_ kind: StepKind?) -> Bool {
        guard let kinds else { return true }
        return kind.map(kinds.contains) == true
    }

    /// Whether it is asked of what happened on that day, counted from 1970-01-01.
    func covers(day: Int) -> Bool {
        from.daysSinceEpoch <= day && until.map { day <= $0.daysSinceEpoch } ?? true
    }
}

extension ElementRequirement {
    /// The requirements of an element: of its `required`, then of its `requiredWhen`.
    ///
    /// - Parameter validFrom: from when they hold where neither they nor the element say so.
    static func all(
        of element: DefinitionNode, validFrom: CalendarDate
    ) throws(LocatedError) -> [ElementRequirement] {
        let general = Days(
            from: try element.optional("from")?.date() ?? validFrom, until: try element.optional("until")?.date())
        var requirements: [ElementRequirement] = []
        if let letters = element.optional("required") {
            requirements.append(
                try ElementRequirement(letters: letters, conditions: [], days: general, source: nil, of: element))
        }
        for node in try element.optional("requiredWhen")?.elements() ?? [] {
            try node.checkMembers(["for", "element", "is", "contains", "and", "unless", "from", "until", "source"])
            var conditions: [ElementCondition] = []
            for (condition, isNegated) in try conditionNodes(node) {
                conditions.append(try ElementCondition(condition, isNegated: isNegated))
            }
            let days = Days(
                from: try node.optional("from")?.date() ?? general.from,
                until: try node.optional("until")?.date() ?? general.until)
            let letters = try node.required("for")
            requirements.append(
                try ElementRequirement(
                    letters: letters, conditions: conditions, days: days,
                    source: try node.optional("source")?.string(), of: node))
        }
        if requirements.isEmpty, let day = element.optional("from") ?? element.optional("until") {
            throw day.error(Wording(en: "a day without \"required\"", zh: "没有required，日期无意义"))
        }
        return requirements
    }

    /// Refuses conditions of the element that could never be met.
    static func checkConditions(
        of element: DefinitionNode, among elements: (String) -> DataElement?, codes: CodeReader
    ) throws(LocatedError) {
        for node in try element.optional("requiredWhen")?.elements() ?? [] {
            for (condition, _) in try conditionNodes(node) {
                try ElementCondition.check(condition, among: elements, codes: codes)
            }
        }
    }

    private struct Days {
        let from: CalendarDate
        let until: CalendarDate?
    }

    private init(
        letters: DefinitionNode, conditions: [ElementCondition], days: Days, source: String?, of node: DefinitionNode
    ) throws(LocatedError) {
        kinds = try Self.kinds(letters)
        self.conditions = conditions
        (from, until) = (days.from, days.until)
        self.source = source
        if let until, until.daysSinceEpoch < from.daysSinceEpoch {
            throw node.error(Wording(en: "ends on \(until), before it begins", zh: "截止日期\(until)早于开始日期"))
        }
    }

    /// The nodes of the conditions, each with whether it is negated: `element` with `is`, those of `and`, those of `unless`.
    private static func conditionNodes(
        _ node: DefinitionNode
    ) throws(LocatedError) -> [(node: DefinitionNode, isNegated: Bool)] {
        // A requirement may be asked unless something is said, or on some days only; with neither it is `required`.
        let isBounded = ["unless", "from", "until"].contains { node.optional($0) != nil }
        if !isBounded || ["is", "contains", "and"].contains(where: { node.optional($0) != nil }) {
            _ = try node.required("element")
        }
        var nodes = node.optional("element") == nil ? [] : [(node, false)]
        for (member, isNegated) in [("and", false), ("unless", true)] {
            for condition in try node.optional(member)?.elements() ?? [] {
                try condition.checkMembers(["element", "is", "contains"])
                nodes.append((condition, isNegated))
            }
        }
        return nodes
    }

    /// `CR` → commission and receive; `*` → nil.
    private static func kinds(_ node: DefinitionNode) throws(LocatedError) -> Set<StepKind>? {
        let letters = try node.string()
        if letters == "*" { return nil }
        var kinds: Set<StepKind> = []
        for letter in letters {
            guard let kind = StepKind(rawValue: String(letter)) else {
                throw node.error(
                    Wording(
                        en: "expected \"*\" or letters of \(StepKind.letters), not \"\(letter)\"",
                        zh: "应为“*”或\(StepKind.letters)中的字母，而不是“\(letter)”"))
            }
            kinds.insert(kind)
        }
        return kinds
    }
}
