/// What the `@context` of an event, or of the document around it, declares (JSON-LD 1.1 §4.1, as EPCIS 2.0 uses it).
struct EventContext {
    /// A prefix that stands for a namespace.
    struct Prefix {
        let name: [UInt8]
        /// Whether its namespace is that of Yima's data elements.
        let isYima: Bool
    }

    var prefixes: [Prefix] = []
    /// Whether it refers to the context that EPCIS publishes, in any of its editions.
    var namesStandard = false

    /// The prefixes that the published context declares.
    private static let standardPrefixes = ["cbvmda", "gs1", "epcis", "cbv", "rdfs", "owl", "xsd"].map { Array($0.utf8) }

    /// What a prefix stands for.
    enum Meaning {
        case yima, other
    }

    /// Nil where the prefix is not declared here.
    func meaning(ofPrefix name: ArraySlice<UInt8>) -> Meaning? {
        // The last declaration of a prefix holds.
        for prefix in prefixes.reversed() where prefix.name.count == name.count && prefix.name.elementsEqual(name) {
            return prefix.isYima ? .yima : .other
        }
        return nil
    }

    static func isStandard(prefix name: ArraySlice<UInt8>) -> Bool {
        standardPrefixes.contains { $0.elementsEqual(name) }
    }
}

extension EventContext {
    /// Reads the value of an `@context`: a URL, an object of terms, or an array of both.
    init(_ value: JSONValue, problems: inout ProblemList) {
        if value.kind == .array {
            for element in value.elements { add(element, problems: &problems) }
        } else {
            add(value, problems: &problems)
        }
    }

    private mutating func add(_ value: JSONValue, problems: inout ProblemList) {
        switch value.kind {
        case .string:
            if value.hasContent(endingWith: Self.standardFile) { namesStandard = true }
        case .object:
            for member in value.members.raw { add(member, of: value, problems: &problems) }
        default:
            problems.add(at: value, en: "a context is a URL or an object", zh: "@context 应为网址或对象")
        }
    }

    private static let standardFile = Array("epcis-context.jsonld".utf8)
    private static let namespace = Array(YimaContext.namespace.utf8)
    private static let yima = Array(YimaContext.prefix.utf8)

    private mutating func add(
        _ member: (name: Int, value: Int), of object: JSONValue, problems: inout ProblemList
    ) {
        let name = object.tape.content(at: member.name)
        guard name.first != UInt8(ascii: "@") else { return }
        let value = JSONValue(tape: object.tape, index: member.value)
        // `{"term": {"@id": …}}` is JSON-LD's longer form of `{"term": …}`.
        let namespace = value.kind == .object ? value["@id"] ?? value : value
        guard namespace.kind == .string else {
            return problems.add(at: value, en: "a namespace is a URI", zh: "命名空间应为 URI")
        }
        let isYima = namespace.tape.text(at: namespace.index, equals: Self.namespace)
        if name.elementsEqual(Self.yima), !isYima {
            problems.add(
                at: value, en: "the prefix yima stands for \(YimaContext.namespace)",
                zh: "前缀 yima 固定表示 \(YimaContext.namespace)")
        }
        prefixes.append(Prefix(name: Array(name), isYima: isYima))
    }
}
