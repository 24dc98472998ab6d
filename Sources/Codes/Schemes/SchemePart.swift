import StrictJSON
import Values

/// One named part of a scheme's codes: which characters it has, and what they must mean.
struct SchemePart: Sendable {
    /// What the characters must be besides characters of their sets.
    enum Content: String, CaseIterable, Sendable {
        /// A day that exists, as YYYYMMDD.
        case date
        /// A day that exists, as YYMMDD.
        case shortDate
        /// A number with its GS1 check digit.
        case gs1
    }

    let name: String
    let label: Wording
    /// The characters of each place, for the longest form; a shorter form uses the first ones.
    let places: [ByteSet]
    let lengthMin: Int
    let content: Content?
    /// What belongs there, for messages; nil says it by the characters.
    let expected: Wording?

    var lengthMax: Int { places.count }

    static let lengthLimit = 64

    init(_ node: DefinitionNode) throws(LocatedError) {
        try node.checkMembers([
            "name", "en", "zh", "form", "characters", "length", "lengthMin", "lengthMax", "content", "expected",
        ])
        let nameNode = try node.required("name")
        name = try nameNode.string()
        guard name.utf8.allSatisfy({ CodeByte.isLetter($0) || CodeByte.isDigit($0) }) else {
            throw nameNode.error(Wording(en: "a name is letters and digits", zh: "名称只能含字母和数字"))
        }
        label = Wording(en: try node.required("en").string(), zh: try node.required("zh").string())
        (places, lengthMin) = try Self.places(node)
        content = try node.optional("content")?.word(Content.self)
        expected = try node.optional("expected").map { text throws(LocatedError) in
            Wording(en: try text.required("en").string(), zh: try text.required("zh").string())
        }
        let lengths: [Content: Int] = [.date: 8, .shortDate: 6]
        if let content, let length = lengths[content], lengthMin != length || places.count != length {
            throw node.error(Wording(en: "a \(content) has \(length) digits", zh: "\(content) 应为 \(length) 位数字"))
        }
        if content != nil, !places.allSatisfy({ $0.isSubset(of: .digits) }) {
            throw node.error(Wording(en: "this content is of digits alone", zh: "该内容只能是数字"))
        }
    }

    /// Either `form`, a mask (`#` digit, `@` capital letter, `*` either, others themselves), or `characters` with a length.
    private static func places(_ node: DefinitionNode) throws(LocatedError) -> ([ByteSet], Int) {
        if let form = node.optional("form") {
            let places = try form.string().utf8.map { byte throws(LocatedError) in
                switch byte {
                case UInt8(ascii: "#"): return ByteSet.digits
                case UInt8(ascii: "@"): return ByteSet.capitals
                case UInt8(ascii: "*"): return ByteSet.digits.union(.capitals)
                default: return ByteSet([try allowed(byte, form)])
                }
            }
            guard places.count <= lengthLimit else { throw tooLong(form) }
            return (places, places.count)
        }
        let set = try characters(try node.required("characters"))
        let fixed = node.optional("length")
        let lengthMin = if let fixed { try fixed.integer() } else { try node.required("lengthMin").integer() }
        let lengthNode = if let fixed { fixed } else { try node.required("lengthMax") }
        let lengthMax = try lengthNode.integer()
        guard lengthMin >= 1, lengthMin <= lengthMax, lengthMax <= lengthLimit else { throw tooLong(lengthNode) }
        return (Array(repeating: set, count: lengthMax), lengthMin)
    }

    /// `0-9A-F_`: characters and ranges of them; a hyphen that stands last is itself.
    private static func characters(_ node: DefinitionNode) throws(LocatedError) -> ByteSet {
        let text = Array(try node.string().utf8)
        var set = ByteSet()
        var index = 0
        while index < text.count {
            let first = try allowed(text[index], node)
            if index + 2 < text.count, text[index + 1] == UInt8(ascii: "-") {
                let last = try allowed(text[index + 2], node)
                guard first <= last else {
                    throw node.error(Wording(en: "a range that ends before it begins", zh: "字符范围的终点在起点之前"))
                }
                for byte in first...last { set.insert(try allowed(byte, node)) }
                index += 3
            } else {
                set.insert(first)
                index += 1
            }
        }
        return set
    }

    /// Characters that stand in a URI as they are.
    static func allowed(_ byte: UInt8, _ node: DefinitionNode) throws(LocatedError) -> UInt8 {
        if CodeByte.isDigit(byte) || CodeByte.isLetter(byte) || "-._~*".utf8.contains(byte) { return byte }
        throw node.error(
            Wording(
                en: "\(CodeByte.shown(byte).en): codes have letters, digits and - . _ ~ * only",
                zh: "\(CodeByte.shown(byte).zh)：编码只能含字母、数字和 - . _ ~ *"))
    }

    private static func tooLong(_ node: DefinitionNode) -> LocatedError {
        node.error(Wording(en: "a part has 1 to \(lengthLimit) characters", zh: "每部分应有 1–\(lengthLimit) 个字符"))
    }
}

extension SchemePart {
    /// How the part is shown: dates as ISO 8601, other parts as they are.
    func shown(_ value: ArraySlice<UInt8>, currentYear: Int) -> String {
        switch content {
        case .date: ComponentCheck.yyyymmdd.isoText(value, currentYear: currentYear) ?? ""
        case .shortDate: ComponentCheck.yymmdd.isoText(value, currentYear: currentYear) ?? ""
        case .gs1, nil: String(decoding: value, as: UTF8.self)
        }
    }

    /// What is wrong with the content; nil where it passes.
    func fault(in value: ArraySlice<UInt8>) -> ComponentCheck.Fault? {
        switch content {
        case .date: ComponentCheck.yyyymmdd.fault(in: value, lists: [:])
        case .shortDate: ComponentCheck.yymmdd.fault(in: value, lists: [:])
        case .gs1: ComponentCheck.csum.fault(in: value, lists: [:])
        case nil: nil
        }
    }
}
