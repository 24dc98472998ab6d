import StrictJSON
public import Values

/// One scheme of codes, as its definition file says: how a code is written, what its check character is, what its parts mean,
/// and what its canonical URIs are.
///
/// A new provincial or enterprise scheme is one JSON file; `docs/codes.md` describes its members. The file's own
/// examples are read when it is loaded, so a file that contradicts itself is refused.
///
/// A class, because every code that is read looks at several.
public final class CodeScheme: Sendable {
    /// `sc`, `customs`: as `CanonicalCode.scheme` and the URIs `urn:yima:<id>:…` name it.
    public let id: String
    public let version: Int
    /// The day from which the scheme holds.
    public let validFrom: CalendarDate
    public let label: Wording
    /// The law, standard or house rule it comes from.
    public let source: String
    /// What the codes name.
    public let subject: CodeSubject
    /// A code without its scheme's name is known by its form. Otherwise it is read where the scheme is named: by its URI, or
    /// by `CodeReader.read(_:as:)`.
    public let isBare: Bool
    /// Single spaces and hyphens between characters are dropped.
    let isGrouped: Bool
    /// No lower-case letter stands for itself: lower case is read as upper case.
    let foldsCase: Bool
    let parts: [SchemePart]
    let pattern: CodeTemplate
    let check: SchemeCheck?
    /// The identity, then the coarser ones there are.
    let uri: CodeTemplate
    let lot: CodeTemplate?
    let product: CodeTemplate?
    /// `urn:yima:<id>:`.
    let uriPrefix: [UInt8]
    let examples: [SchemeExample]
    /// Where the definition says whether it is read bare, for errors that only appear beside other schemes.
    let recognition: DefinitionNode

    /// What people call the part of that name; nil for a part that the scheme has not. The scheme's own id is the whole code.
    public func label(ofPart name: String) -> Wording? {
        name == id ? label : parts.first { $0.name == name }?.label
    }

    /// Whether the identity is a GS1 one: then the code is another written form of a GTIN, lot or item.
    var isGS1: Bool { uri.leadingLiteral.starts(with: Self.gs1Domain) }

    static let gs1Domain = Array("https://id.gs1.org/".utf8)

    init(file: String, bytes: [UInt8]) throws(LocatedError) {
        let root = try DefinitionNode(file: file, bytes: bytes)
        try root.checkMembers([
            "id", "version", "validFrom", "label", "source", "subject", "recognised", "grouped", "pattern", "parts",
            "check",
            "canonical", "lot", "product", "examples",
        ])
        id = try Self.id(try root.required("id"))
        version = try root.required("version").integer()
        validFrom = try Self.day(try root.required("validFrom"))
        let label = try root.required("label")
        self.label = Wording(en: try label.required("en").string(), zh: try label.required("zh").string())
        source = try root.required("source").string()
        subject = try root.required("subject").word(CodeSubject.self)
        recognition = try root.required("recognised")
        isBare = try recognition.word(Recognition.self) == .bare
        let parts = try Self.parts(try root.required("parts"))
        self.parts = parts
        let patternNode = try root.required("pattern")
        pattern = try CodeTemplate(patternNode, parts: parts, allowsOptional: true)
        isGrouped = try root.optional("grouped")?.bool() ?? true
        foldsCase = !parts.contains { $0.places.contains { !$0.isDisjoint(with: Self.lowerCase) } }
        check = try root.optional("check").map { node throws(LocatedError) in
            try SchemeCheck(node, parts: parts)
        }
        uriPrefix = Array("urn:yima:\(id):".utf8)
        uri = try Self.uri(try root.required("canonical"), parts: parts, prefix: uriPrefix)
        lot = try root.optional("lot").map { [uriPrefix] node throws(LocatedError) in
            try Self.uri(node, parts: parts, prefix: uriPrefix)
        }
        product = try root.optional("product").map { [uriPrefix] node throws(LocatedError) in
            try Self.uri(node, parts: parts, prefix: uriPrefix)
        }
        examples = try root.required("examples").elements().map { node throws(LocatedError) in
            try SchemeExample(node)
        }
        try checkConsistency(patternNode, root)
    }

    private enum Recognition: String, CaseIterable { case bare, named }

    private static let lowerCase = ByteSet(UInt8(ascii: "a")...UInt8(ascii: "z"))

    /// Names that other codes and identifiers of the product have already.
    private static let reserved: Set<String> = [
        "uscc", "container", "document", "other", "site", "schema", "problem", "bizstep", "elements",
    ]
}

extension CodeScheme {
    private static func id(_ node: DefinitionNode) throws(LocatedError) -> String {
        let id = try node.string()
        let isWord =
            id.utf8.count <= 32 && id.utf8.first.map(CodeByte.isLetter) == true
            && id.utf8.allSatisfy { byte in
                CodeByte.isDigit(byte) || byte == UInt8(ascii: "-")
                    || CodeByte.isLetter(byte) && !CodeByte.isUpper(byte)
            }
        guard isWord else {
            throw node.error(
                Wording(
                    en: "an id is up to 32 of a–z, 0–9 and -, a letter first", zh: "id 应为不超过 32 位的 a–z、0–9 和 -，以字母开头"))
        }
        let isTaken = ApplicationIdentifierTable.standard.all.contains { $0.name == id && $0.qualifiers != nil }
        guard !isTaken, !reserved.contains(id) else {
            throw node.error(Wording(en: "\"\(id)\" is a built-in scheme", zh: "“\(id)”是内置编码体系"))
        }
        return id
    }

    private static func day(_ node: DefinitionNode) throws(LocatedError) -> CalendarDate {
        guard let date = WrittenTime.date(try node.string()) else {
            throw node.error(Wording(en: "expected a day such as 2026-03-01", zh: "应为日期，如2026-03-01"))
        }
        return date
    }

    private static func parts(_ node: DefinitionNode) throws(LocatedError) -> [SchemePart] {
        var parts: [SchemePart] = []
        for element in try node.elements() {
            let part = try SchemePart(element)
            guard !parts.contains(where: { $0.name == part.name }), parts.count < 32 else {
                throw element.error(
                    Wording(
                        en: "part \"\(part.name)\" stands twice, or there are too many", zh: "“\(part.name)”重复，或部分过多"))
            }
            parts.append(part)
        }
        return parts
    }

    private static func uri(
        _ node: DefinitionNode, parts: [SchemePart], prefix: [UInt8]
    ) throws(LocatedError) -> CodeTemplate {
        let template = try CodeTemplate(node, parts: parts, allowsOptional: false)
        let literal = template.leadingLiteral
        guard literal.starts(with: prefix) || literal.starts(with: gs1Domain) else {
            let own = String(decoding: prefix, as: UTF8.self)
            throw node.error(
                Wording(
                    en: "a canonical URI begins with \(own) or https://id.gs1.org/",
                    zh: "规范 URI 应以 \(own) 或 https://id.gs1.org/ 开头"))
        }
        return template
    }

    /// What no single member can show to be wrong.
    private func checkConsistency(_ patternNode: DefinitionNode, _ root: DefinitionNode) throws(LocatedError) {
        for (index, part) in parts.enumerated() where !pattern.contains(part: index) {
            throw patternNode.error(
                Wording(en: "part \"\(part.name)\" is not in the pattern", zh: "pattern 中没有“\(part.name)”部分"))
        }
        if isGrouped, pattern.shapes.contains(where: { $0.places.contains { $0.contains(UInt8(ascii: "-")) } }) {
            throw patternNode.error(
                Wording(
                    en: "a code that has hyphens of its own needs \"grouped\": false",
                    zh: "编码本身含连字符时须写 \"grouped\": false"))
        }
        if isGS1 ? lot != nil || product != nil : [lot, product].contains(where: { $0.map(Self.isGS1) ?? false }) {
            throw root.error(
                Wording(
                    en: "lot and product of a GS1 identity follow from it; others have URIs of the scheme",
                    zh: "GS1 标识自带批次与产品，不另写 lot、product；其余须用本体系的 URI"))
        }
        if let check, let shape = pattern.shapes.first(where: { !check.fits($0) }) {
            throw root.error(
                Wording(
                    en: "the check algorithm does not take the characters of a code of \(shape.places.count)",
                    zh: "校验算法不适用于 \(shape.places.count) 位编码的字符"))
        }
        try SchemeExample.checkKinds(examples, hasCheck: check != nil, try root.required("examples"))
    }

    private static func isGS1(_ template: CodeTemplate) -> Bool { template.leadingLiteral.starts(with: gs1Domain) }
}
