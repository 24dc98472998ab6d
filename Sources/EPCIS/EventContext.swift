public import StrictJSON

/// What the `@context` of an event, or of the document around it, declares (JSON-LD 1.1 §4.1, as EPCIS 2.0 uses it).
struct EventContext: Sendable {
    /// A term: a prefix that stands for a namespace, or a whole name that stands for an IRI.
    struct Term: Sendable {
        let name: [UInt8]
        let key: ByteKey
        /// Expanded as far as the context goes.
        let iri: String
        /// Whether it is the namespace of Yima's data elements.
        let isYima: Bool

        init(name: [UInt8], iri: String) {
            self.name = name
            key = ByteKey(name.span, 0..<name.count)
            self.iri = iri
            isYima = iri == YimaContext.namespace
        }
    }

    /// In the order in which they stand; the last declaration of a term holds.
    private(set) var terms: [Term] = []
    /// What names without a prefix stand in (JSON-LD 1.1 §4.1.2); nil where there is no such namespace.
    private(set) var vocabulary: String?
    /// Whether it refers to the context that EPCIS publishes, in any of its editions.
    private(set) var namesStandard = false
    /// The addresses of other contexts to which it refers, whose terms are not known here.
    private(set) var others: [String] = []

    private var hasTooManyTerms = false

    /// Terms in all. Every name is looked up among them, and a document has very many names.
    static let termsMax = 500
    /// Bytes of what a term or `@vocab` stands for. Terms can be built upon terms, and every name of an event be built upon
    /// `@vocab`, so that without it a small text becomes a very large one.
    static let iriBytesMax = 1_000

    /// The context of the events that Yima itself writes.
    static let yima: EventContext = {
        var context = EventContext()
        context.namesStandard = true
        context.terms = [Term(name: Array(YimaContext.prefix.utf8), iri: YimaContext.namespace)]
        return context
    }()
    private static let yimaText = Array(YimaContext.text.utf8)

    /// The prefixes that the published context declares.
    private static let standardTerms = [
        ("cbvmda", "urn:epcglobal:cbv:mda:"), ("gs1", "https://gs1.org/voc/"), ("epcis", "https://ref.gs1.org/epcis/"),
        ("cbv", "https://ref.gs1.org/cbv/"), ("rdfs", "http://www.w3.org/2000/01/rdf-schema#"),
        ("owl", "http://www.w3.org/2002/07/owl#"), ("xsd", "http://www.w3.org/2001/XMLSchema#"),
        ("dcterms", "http://purl.org/dc/terms/"),
    ].map { Term(name: Array($0.0.utf8), iri: $0.1) }

    package init() {}

    /// The term that a part of a text spells; nil where it is not declared here.
    func term(_ text: Span<UInt8>, _ range: Range<Int>) -> Term? {
        index(text, range).map { terms[$0] }
    }

    /// Whether the prefix that a part of a text spells stands for Yima's namespace; nil where it is not declared here.
    @inline(__always)
    func isYima(prefix range: Range<Int>, of text: Span<UInt8>) -> Bool? {
        index(text, range).map { terms[$0].isYima }
    }

    @inline(__always)
    private func index(_ text: Span<UInt8>, _ range: Range<Int>) -> Int? {
        let key = ByteKey(text, range)
        var index = terms.count
        while index > 0 {
            index &-= 1
            if terms[index].key == key, key.count <= 16 || terms[index].name.isEqual(text, range) { return index }
        }
        return nil
    }

    /// Whether it gives a meaning to something in the values in these slots that another context does not give to it: to names
    /// and, as they may be CURIEs, to other texts.
    func adds(to other: EventContext, in slots: Range<Int>, of tape: JSONTape) -> Bool {
        if !others.isEmpty || (vocabulary != nil && vocabulary != other.vocabulary) { return true }
        guard !terms.isEmpty else { return false }
        for slot in slots where tape.slots[slot].kind == .string {
            let content = Array(tape.content(at: slot).prefix { $0 != UInt8(ascii: ":") })
            let name = 0..<content.count
            if let term = term(content.span, name), term.iri != other.term(content.span, name)?.iri { return true }
        }
        return false
    }

    /// What a name without a prefix stands for; nil where the context has neither such a term nor an `@vocab`.
    func iri(ofBareName name: Range<Int>, of text: Span<UInt8>) -> String? {
        if let term = term(text, name) { return term.iri }
        guard let vocabulary else { return nil }
        let bytes = name.map { text[$0] }
        return vocabulary + String(decoding: bytes, as: UTF8.self)
    }

    /// The same among the prefixes that are always known.
    static func standardTerm(_ text: Span<UInt8>, _ range: Range<Int>) -> Term? {
        for term in standardTerms where term.name.isEqual(text, range) { return term }
        return nil
    }
}

// MARK: Reading

extension EventContext {
    /// Reads the value of an `@context`: a URL, an object of terms, or an array of both.
    init(_ value: Int, of tape: JSONTape, problems: inout ProblemList) {
        // Nearly every event of a journal has this one.
        if Self.yimaText.isEqual(tape.bytes.span, Int(tape.slots[value].start)..<Int(tape.slots[value].end)) {
            self = .yima
            return
        }
        addAll(JSONValue(tape: tape, index: value), problems: &problems)
    }

    /// The context of an object inside one that this context is of: it adds to what is declared around it (JSON-LD 1.1 §4.1).
    func extended(by value: JSONValue, problems: inout ProblemList) -> EventContext {
        var context = self
        context.addAll(value, problems: &problems)
        return context
    }

    private mutating func addAll(_ value: JSONValue, problems: inout ProblemList) {
        if value.kind == .array {
            for element in value.elements { add(element, problems: &problems) }
        } else {
            add(value, problems: &problems)
        }
    }

    private mutating func add(_ value: JSONValue, problems: inout ProblemList) {
        switch value.kind {
        case .string:
            if value.hasContent(endingWith: Self.standardFile) {
                namesStandard = true
            } else {
                others.append(value.string ?? "")
            }
        case .object:
            for (name, content) in value.members { add(name, content, problems: &problems) }
        case .null:
            // JSON-LD 1.1 §4.1.9: forgets what came before.
            self = EventContext()
        default:
            problems.add(at: value, en: "a context is a URL or an object", zh: "@context 应为网址或对象")
        }
    }

    private static let standardFile = Array("epcis-context.jsonld".utf8)

    private mutating func add(_ name: String, _ value: JSONValue, problems: inout ProblemList) {
        if name == "@vocab" { return setVocabulary(value, problems: &problems) }
        guard !name.hasPrefix("@") else { return }
        guard let namespace = identifier(of: name, value) else { return }
        guard let text = namespace.string else {
            return problems.add(at: value, en: "a namespace is a URI", zh: "命名空间应为 URI")
        }
        let term = Term(name: Array(name.utf8), iri: expanded(text))
        if name == YimaContext.prefix, !term.isYima {
            problems.add(
                at: value, en: "the prefix yima stands for \(YimaContext.namespace)",
                zh: "前缀 yima 固定表示 \(YimaContext.namespace)")
        }
        guard terms.count < Self.termsMax else {
            guard !hasTooManyTerms else { return }
            hasTooManyTerms = true
            return problems.add(
                at: value, en: "more than \(Self.termsMax) terms in @context", zh: "@context 中的术语超过 \(Self.termsMax) 个")
        }
        // A term that is too long is known nonetheless, so that only it is wrong and not every name that uses it.
        terms.append(isShort(term.iri, at: value, problems: &problems) ? term : Term(name: term.name, iri: ""))
    }

    /// The value that says what a term stands for: `{"term": {"@id": …}}` is JSON-LD's longer form of `{"term": …}`. Nil for
    /// one that says only of what type the values are, of a name that stands for something already (JSON-LD 1.1 §4.2.3).
    private func identifier(of name: String, _ value: JSONValue) -> JSONValue? {
        guard value.kind == .object else { return value }
        if let identifier = value["@id"] { return identifier }
        return vocabulary != nil || name.utf8.contains(UInt8(ascii: ":")) ? nil : value
    }

    private mutating func setVocabulary(_ value: JSONValue, problems: inout ProblemList) {
        if value.isNull {
            vocabulary = nil
        } else if let text = value.string, text.utf8.contains(UInt8(ascii: ":")) {
            let namespace = expanded(text)
            vocabulary = isShort(namespace, at: value, problems: &problems) ? namespace : ""
        } else {
            problems.add(at: value, en: "@vocab must be a namespace URI", zh: "@vocab 应为命名空间 URI")
        }
    }

    private func isShort(_ iri: String, at value: JSONValue, problems: inout ProblemList) -> Bool {
        if iri.utf8.count <= Self.iriBytesMax { return true }
        problems.add(
            at: value, en: "a namespace of more than \(Self.iriBytesMax) bytes", zh: "命名空间超过 \(Self.iriBytesMax) 字节")
        return false
    }

    /// A compact IRI of a term declared before it, written out.
    private func expanded(_ text: String) -> String {
        let bytes = Array(text.utf8)
        guard let colon = bytes.firstIndex(of: UInt8(ascii: ":")), !text.dropFirst(colon + 1).hasPrefix("//") else {
            return text
        }
        let prefix = term(bytes.span, 0..<colon) ?? Self.standardTerm(bytes.span, 0..<colon)
        guard let prefix else { return text }
        return prefix.iri + String(decoding: bytes[(colon + 1)...], as: UTF8.self)
    }
}

/// The JSON-LD context of the events that Yima itself writes.
public enum YimaContext {
    /// The namespace of Yima's data elements, bound to the prefix `yima`.
    public static let namespace = "urn:yima:elements:"
    public static let prefix = "yima"
    /// The context that EPCIS 2.0 publishes.
    public static let standard = "https://ref.gs1.org/standards/epcis/2.0.0/epcis-context.jsonld"
    /// The value of `@context`, compact JSON.
    public static let text = #"["\#(standard)",{"\#(prefix)":"\#(namespace)"}]"#

    private static let bytes = Array(text.utf8)

    /// Whether a context is this one, as Yima writes it.
    static func isOwn(_ context: JSONValue) -> Bool { context.rawSlice.elementsEqual(bytes) }

    /// The value of `@context` as a node.
    public static var node: JSONNode { .raw(Array(text.utf8)) }
}
