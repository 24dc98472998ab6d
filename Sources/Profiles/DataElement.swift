import StrictJSON
public import Values

/// One data element of a profile: its name, what it may hold, and when an event cannot do without it.
///
/// A class because every row of a file asks a dozen of them; nothing in it ever changes, and equal ones are equal by content.
public final class DataElement: Sendable {
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
        /// A code of the element's `scheme`.
        case code
    }

    /// The part of an EPCIS event that says the same as the element, so that the element itself need not be there.
    public enum Carrier: String, Hashable, Sendable, CaseIterable {
        case eventTime, readPoint, things, quantities, source, destination, inputs, outputs
        /// The lot of everything that has a GTIN; of a transformation, of what came out.
        case lots
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
    /// What else may head its column in a file of scans.
    public let aliases: [String]
    public let type: ValueType
    /// The id of the scheme of a code, as `CanonicalCode.scheme` gives it; nil for every other type.
    public let scheme: String?
    /// Most characters (Unicode scalars) of a text.
    public let lengthMax: Int
    /// For texts and codes of fixed form, one of these must match: `#` is a digit, `@` an upper-case letter, `*` at the end
    /// whatever follows, anything else itself.
    public let masks: [String]
    public let minimum: Amount?
    public let maximum: Amount?
    public let enumValues: [EnumValue]
    /// When an event must have the element; empty where it never must.
    public let requirements: [ElementRequirement]
    /// Never written into an event in the clear (price, telephone).
    public let isPrivate: Bool
    /// A private value that the other parties of the event (sources, destinations) are told when they ask.
    public let isToldToParties: Bool
    public let carrier: Carrier?
    /// The units in which people write it in a file of scans: `5天`, `12个月`.
    public let units: [WrittenUnit]
    /// How its day follows from others of the same row of scans.
    public let reckoning: Reckoning?
    /// Whether words that stand for nothing (`无`, `-`, `N/A`) are malformed: a certificate has a number, or the element is left out.
    public let isDefinite: Bool
    /// Those words, of a definite element.
    let placeholders: Placeholders
    /// The law or standard that asks for it: its own, else that of the file which defines it.
    public let source: String

    /// Whether a step of that kind must have the element whatever else it says, from some day on.
    public func isRequired(for kind: StepKind?) -> Bool {
        requirements.contains { $0.conditions.isEmpty && $0.covers(kind) }
    }

    /// Whether a step of that kind must have the element in some case.
    func mayBeRequired(for kind: StepKind?) -> Bool { requirements.contains { $0.covers(kind) } }

    /// - Parameters:
    ///   - validFrom: the day from which its requirements hold where they name none.
    ///   - source: the file's.
    ///   - placeholders: the words that stand for nothing.
    init(
        _ node: DefinitionNode, validFrom: CalendarDate, source: String, placeholders: Placeholders
    ) throws(LocatedError) {
        try node.checkMembers([
            "name", "en", "zh", "aliases", "type", "scheme", "maxLength", "masks", "minimum", "maximum", "values",
            "private", "toldToParties", "carriedBy", "required", "requiredWhen", "from", "until", "source", "definite",
            "units", "reckonedFrom",
        ])
        name = try node.required("name").string()
        label = Wording(en: try node.required("en").string(), zh: try node.required("zh").string())
        aliases = try node.optional("aliases")?.strings() ?? []
        (type, scheme) = try Self.type(node)
        lengthMax = try node.optional("maxLength")?.integer() ?? 200
        masks = try node.optional("masks")?.strings() ?? []
        minimum = try node.optional("minimum")?.amount()
        maximum = try node.optional("maximum")?.amount()
        enumValues = try Self.enumValues(node)
        requirements = try ElementRequirement.all(of: node, validFrom: validFrom)
        isPrivate = try node.optional("private")?.bool() ?? false
        isToldToParties = try node.optional("toldToParties")?.bool() ?? false
        carrier = try node.optional("carriedBy")?.word(Carrier.self)
        units = try node.optional("units").map(WrittenUnit.all) ?? []
        reckoning = try node.optional("reckonedFrom").map(Reckoning.init)
        isDefinite = try node.optional("definite")?.bool() ?? false
        self.placeholders = isDefinite ? placeholders : .none
        self.source = try node.optional("source")?.string() ?? source
        if (type == .enum) == enumValues.isEmpty {
            throw node.error(
                Wording(en: "values belong to the type enum, and only to it", zh: "values与类型enum须同时出现"))
        }
        try checkDefinition(node)
        if isToldToParties, !isPrivate {
            throw node.error(
                Wording(en: "toldToParties belongs to private elements only", zh: "toldToParties仅用于私密数据项"))
        }
        if isPrivate, !requirements.isEmpty {
            // Private values are not in the event, so their absence could never be told from negligence.
            throw node.error(Wording(en: "a private element cannot be required", zh: "私密数据项不能设为必填"))
        }
    }
}

extension DataElement: Hashable {
    public static func == (left: DataElement, right: DataElement) -> Bool {
        left === right
            || (left.name, left.label, left.type, left.scheme, left.lengthMax, left.masks)
                == (right.name, right.label, right.type, right.scheme, right.lengthMax, right.masks)
                && (left.minimum, left.maximum, left.enumValues, left.requirements, left.isPrivate, left.carrier)
                    == (
                        right.minimum, right.maximum, right.enumValues, right.requirements, right.isPrivate,
                        right.carrier
                    )
                && (left.source, left.isToldToParties, left.aliases, left.units, left.reckoning, left.isDefinite)
                    == (
                        right.source, right.isToldToParties, right.aliases, right.units, right.reckoning,
                        right.isDefinite
                    )
    }

    public func hash(into hasher: inout Hasher) {
        hasher.combine(name)
    }
}

extension DataElement {
    /// The words of `type` in definition files; the last three are short for a code of that scheme.
    private enum TypeWord: String, CaseIterable {
        case text, date, time, decimal, integer, `enum`, code, gtin, uscc, container
    }

    private static func type(_ node: DefinitionNode) throws(LocatedError) -> (ValueType, scheme: String?) {
        let word = try node.required("type").word(TypeWord.self)
        guard word == .code || node.optional("scheme") == nil else {
            throw node.error(Wording(en: "a scheme belongs to the type code", zh: "scheme只用于类型code"))
        }
        switch word {
        case .text: return (.text, nil)
        case .date: return (.date, nil)
        case .time: return (.time, nil)
        case .decimal: return (.decimal, nil)
        case .integer: return (.integer, nil)
        case .enum: return (.enum, nil)
        case .gtin, .uscc, .container: return (.code, word.rawValue)
        case .code: return (.code, try node.required("scheme").string())
        }
    }

    /// `{"value": "farmed", "aliases": ["养殖"]}`, or the bare word where nobody writes another.
    private static func enumValues(_ node: DefinitionNode) throws(LocatedError) -> [EnumValue] {
        var values: [EnumValue] = []
        var words: Set<String> = []
        for value in try node.optional("values")?.elements() ?? [] {
            let parsed: EnumValue
            if value.value.kind == .string {
                parsed = EnumValue(value: try value.string(), aliases: [])
            } else {
                try value.checkMembers(["value", "aliases"])
                parsed = EnumValue(
                    value: try value.required("value").string(), aliases: try value.required("aliases").strings())
            }
            for word in [parsed.value] + parsed.aliases where !words.insert(word).inserted {
                throw value.error(Wording(en: "the word \"\(word)\" stands twice", zh: "词“\(word)”重复"))
            }
            values.append(parsed)
        }
        return values
    }
}
