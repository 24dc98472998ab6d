import EPCIS

/// The prefixes that one event uses, for its own `@context`.
///
/// A namespace keeps the prefix that the XML gives it. Another one is found where that prefix stands for something else
/// already: for another namespace of the event, for a term of the EPCIS context, or for a URI scheme.
struct PrefixTable {
    private var prefixByNamespace: [String: String] = [:]
    private var taken: Set<String> = []
    /// With which number a prefix that is taken is tried next: looking from the beginning each time would make an event of
    /// many namespaces under one prefix quadratic.
    private var nextNumber: [String: Int] = [:]
    /// In the order in which they were met.
    private var declared: [(prefix: String, namespace: String)] = []

    /// What the published context declares itself. CBV 1.x writes the namespace of its master data without the last colon.
    private static let standard = [
        "urn:epcglobal:cbv:mda:": "cbvmda", "urn:epcglobal:cbv:mda": "cbvmda", "https://gs1.org/voc/": "gs1",
        "https://ref.gs1.org/cbv/": "cbv", "https://ref.gs1.org/epcis/": "epcis",
    ]

    /// What no other namespace may be called: the context's own prefixes and terms are protected, and `urn:epc:…` must stay
    /// a URI.
    private static let reserved: Set<String> = Set(XMLShape.event.keys).union([
        "cbvmda", "gs1", "cbv", "epcis", "rdfs", "owl", "xsd", "urn", "id", "type", "epc", "ilmd",
        YimaContext.prefix,
    ]).union(ContextCheck.protected)

    /// The prefix of a namespace; `wanted` is the one that the XML uses, empty for the default namespace.
    mutating func prefix(of namespace: String, wanted: String) -> String {
        if let known = prefixByNamespace[namespace] ?? Self.standard[namespace] { return known }
        let prefix = namespace == YimaContext.namespace ? YimaContext.prefix : free(wanted)
        prefixByNamespace[namespace] = prefix
        taken.insert(prefix)
        declared.append((prefix, namespace))
        return prefix
    }

    /// The name of an element or attribute as a member: `prefix:local`, or bare where it has no namespace.
    mutating func member(_ name: XMLName) -> String {
        guard !name.namespace.isEmpty else { return name.local }
        return "\(prefix(of: name.namespace, wanted: name.prefix)):\(name.local)"
    }

    private mutating func free(_ wanted: String) -> String {
        let base = wanted.isEmpty ? "ns" : wanted
        var prefix = base
        while taken.contains(prefix) || Self.reserved.contains(prefix) {
            let number = nextNumber[base, default: 2]
            nextNumber[base] = number + 1
            prefix = "\(base)\(number)"
        }
        return prefix
    }

    /// The value of `@context`.
    var context: PlacedValue.Content {
        var contexts = [PlacedValue(.text(YimaContext.standard), from: 0)]
        if !declared.isEmpty {
            let terms = declared.map { (name: $0.prefix, value: PlacedValue(.text($0.namespace), from: 0)) }
            contexts.append(PlacedValue(.object(terms), from: 0))
        }
        return .array(contexts)
    }
}
