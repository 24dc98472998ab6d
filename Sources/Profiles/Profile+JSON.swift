public import StrictJSON
import Values

extension Profile {
    /// The profile in short: `{"id","version","validFrom","label":{"en","zh"},"extends","source","elements":n}`.
    public var summary: JSONNode {
        .object(heading + [("elements", .integer(elements.count))])
    }

    /// The whole profile with what it takes over, as `yima profile --json` gives it (`schema/json/profile-table.schema.json`).
    ///
    /// - Parameter elements: those to be shown.
    public func json(elements: [DataElement]) -> JSONNode {
        let history = history.map { version in
            JSONNode.object([
                ("version", .integer(version.version)), ("since", .string(version.since.description)),
                ("change", version.change.json),
            ])
        }
        return .object(
            heading + [("history", .array(history)), ("elements", .array(elements.map { json(of: $0) }))])
    }

    private var heading: [(String, JSONNode)] {
        [
            ("id", .string(id)), ("version", .integer(version)), ("validFrom", .string(validFrom.description)),
            ("label", label.json), ("extends", base.map { .string($0) } ?? .null), ("source", .string(source)),
        ]
    }

    private func json(of element: DataElement) -> JSONNode {
        let values = element.enumValues.map { value in
            JSONNode.object([("value", .string(value.value)), ("aliases", .strings(value.aliases))])
        }
        return .object([
            ("name", .string(element.name)), ("label", element.label.json), ("type", .string(element.type.rawValue)),
            ("scheme", element.scheme.map { .string($0) } ?? .null),
            ("maxLength", element.type == .text ? .integer(element.lengthMax) : .null),
            ("masks", .strings(element.masks)),
            ("minimum", element.minimum.map { .string($0.description) } ?? .null),
            ("maximum", element.maximum.map { .string($0.description) } ?? .null),
            ("values", .array(values)), ("private", .bool(element.isPrivate)),
            ("column", .string(element.column)),
            ("source", .string(element.source)),
            ("required", .array(element.requirements.map { json(of: $0, element) })),
        ])
    }

    private func json(of requirement: ElementRequirement, _ element: DataElement) -> JSONNode {
        let kinds = requirement.kinds.map { kinds in
            JSONNode.strings(StepKind.allCases.filter(kinds.contains).map(\.label.en))
        }
        let conditions = requirement.conditions.map { condition in
            JSONNode.object([
                ("element", .string(condition.element)), ("is", .strings(condition.values)),
                ("contains", .strings(condition.contained)),
                ("negated", .bool(condition.isNegated)),
            ])
        }
        return .object([
            ("steps", kinds ?? .null), ("conditions", .array(conditions)),
            ("from", .string(requirement.from.description)),
            ("until", requirement.until.map { .string($0.description) } ?? .null),
            ("source", .string(requirement.source ?? element.source)),
        ])
    }
}

extension Wording {
    fileprivate var json: JSONNode { .object([("en", .string(en)), ("zh", .string(zh))]) }
}
