/// One data element of a profile: its name, what it may hold, and which kinds of step cannot do without it.
public struct DataElement: Hashable, Sendable {
    public enum ValueType: String, Hashable, Sendable, CaseIterable {
        case text
        /// A calendar day, `2026-03-01`.
        case date
        /// A moment, RFC 3339 with offset.
        case time
        /// An exact decimal of at most six fraction digits.
        case decimal
        case integer
        case `enum`
        case gtin, uscc, container
    }

    /// The part of an EPCIS event that says the same as the element, so that the element itself need not be there.
    public enum Carrier: String, Hashable, Sendable, CaseIterable {
        case readPoint, things, quantities, source, destination, inputs, outputs
    }

    /// A word of an enumeration, and the other words that people write for it.
    public struct EnumValue: Hashable, Sendable {
        public let value: String
        public let aliases: [String]
    }

    /// As in the event, without `yima:`.
    public let name: String
    /// What people call it.
    public let label: Wording
    public let type: ValueType
    /// Most characters (Unicode scalars) of a text.
    public let lengthMax: Int
    /// For texts of fixed form, one of these must match: `#` is a digit, `@` an upper-case letter, anything else itself.
    public let masks: [String]
    public let minimum: Amount?
    public let maximum: Amount?
    public let enumValues: [EnumValue]
    public let requiredFor: Set<StepKind>
    /// Required even of steps that have no kind.
    public let isAlwaysRequired: Bool
    /// Never written into an event in the clear (price, telephone).
    public let isPrivate: Bool
    /// A private value that the other parties of the event (sources, destinations) are told when they ask.
    public let isToldToParties: Bool
    public let carrier: Carrier?

    /// Whether a step of that kind must have the element.
    public func isRequired(for kind: StepKind?) -> Bool {
        isAlwaysRequired || kind.map(requiredFor.contains) == true
    }

    init(_ node: DefinitionNode) throws(DefinitionError) {
        try node.checkMembers([
            "name", "en", "zh", "type", "maxLength", "masks", "minimum", "maximum", "values", "required", "private",
            "toldToParties", "carriedBy",
        ])
        name = try node.required("name").string()
        label = Wording(en: try node.required("en").string(), zh: try node.required("zh").string())
        type = try node.required("type").word(ValueType.self)
        lengthMax = try node.optional("maxLength")?.integer() ?? 200
        masks = try node.optional("masks")?.strings() ?? []
        minimum = try node.optional("minimum")?.amount()
        maximum = try node.optional("maximum")?.amount()
        enumValues = try Self.enumValues(node)
        (requiredFor, isAlwaysRequired) = try Self.requirement(node)
        isPrivate = try node.optional("private")?.bool() ?? false
        isToldToParties = try node.optional("toldToParties")?.bool() ?? false
        carrier = try node.optional("carriedBy")?.word(Carrier.self)
        if (type == .enum) == enumValues.isEmpty {
            throw node.error(
                Wording(en: "values belong to the type enum, and only to it", zh: "values与类型enum须同时出现"))
        }
        if isToldToParties, !isPrivate {
            throw node.error(
                Wording(en: "toldToParties belongs to private elements only", zh: "toldToParties仅用于私密数据项"))
        }
        if isPrivate, isAlwaysRequired || !requiredFor.isEmpty {
            // Private values are not in the event, so their absence could never be told from negligence.
            throw node.error(Wording(en: "a private element cannot be required", zh: "私密数据项不能设为必填"))
        }
    }

    private static func requirement(
        _ node: DefinitionNode
    ) throws(DefinitionError) -> (kinds: Set<StepKind>, isAlways: Bool) {
        guard let required = node.optional("required") else { return ([], false) }
        let letters = try required.string()
        if letters == "*" { return ([], true) }
        var kinds: Set<StepKind> = []
        for letter in letters {
            guard let kind = StepKind(rawValue: String(letter)) else {
                throw required.error(
                    Wording(
                        en: "expected \"*\" or letters of CRSTIKLX, not \"\(letter)\"",
                        zh: "应为“*”或CRSTIKLX中的字母，而不是“\(letter)”"))
            }
            kinds.insert(kind)
        }
        return (kinds, false)
    }

    private static func enumValues(_ node: DefinitionNode) throws(DefinitionError) -> [EnumValue] {
        var values: [EnumValue] = []
        for value in try node.optional("values")?.elements() ?? [] {
            try value.checkMembers(["value", "aliases"])
            values.append(
                EnumValue(value: try value.required("value").string(), aliases: try value.required("aliases").strings())
            )
        }
        return values
    }
}
