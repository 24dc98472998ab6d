import StrictJSON
import Values

/// A text with named parts in it: `SC{class}{region}{serial}{check}`, `urn:yima:sc:SC{class}…`.
///
/// `{name}` is a part; `[text]` is a literal that may be left out, written in patterns only; all else is itself. At most one
/// part has no fixed length, so the length of a text says where each part lies: matching never tries twice.
struct CodeTemplate: Sendable {
    enum Piece: Sendable {
        case literal([UInt8])
        case optional([UInt8])
        /// Index of the part.
        case part(Int)
    }

    let pieces: [Piece]
    /// One for each length, and with and without each literal that may be left out.
    let shapes: [CodeShape]

    /// More than any code in use has, and few enough to compare all with all.
    private static let shapesMax = 128
    /// Bytes of the template as it is written: each shape holds its literals again.
    private static let textMax = 1_024

    private static func tooLong(_ node: DefinitionNode) -> LocatedError {
        node.error(Wording(en: "too many forms, or too long", zh: "形式过多或过长"))
    }

    init(_ node: DefinitionNode, parts: [SchemePart], allowsOptional: Bool) throws(LocatedError) {
        pieces = try Self.parse(node, parts: parts, allowsOptional: allowsOptional)
        let indexes = pieces.compactMap { piece in if case .part(let index) = piece { index } else { nil } }
        guard Set(indexes).count == indexes.count else {
            throw node.error(Wording(en: "a part stands twice", zh: "同一部分出现两次"))
        }
        guard indexes.count(where: { parts[$0].lengthMin < parts[$0].lengthMax }) <= 1 else {
            throw node.error(Wording(en: "only one part may vary in length", zh: "只能有一个部分长度可变"))
        }
        shapes = Self.shapes(pieces, parts: parts)
        guard !shapes.isEmpty, shapes.count <= Self.shapesMax, shapes.allSatisfy({ $0.places.count <= 256 }) else {
            throw Self.tooLong(node)
        }
    }

    /// The literal with which every text of this template begins.
    var leadingLiteral: [UInt8] {
        if case .literal(let text) = pieces.first { text } else { [] }
    }

    /// Whether the code has all parts of the template.
    func isExpandable(_ match: SchemeMatch) -> Bool {
        pieces.allSatisfy { piece in if case .part(let index) = piece { !match.ranges[index].isEmpty } else { true } }
    }

    func contains(part index: Int) -> Bool {
        pieces.contains { piece in if case .part(index) = piece { true } else { false } }
    }

    /// The text with the parts of this code; literals that may be left out are.
    func expanded(_ match: SchemeMatch) -> [UInt8] {
        var text: [UInt8] = []
        text.reserveCapacity(64)
        for piece in pieces {
            switch piece {
            case .literal(let literal): text += literal
            case .optional: break
            case .part(let index): text += match.value(index)
            }
        }
        return text
    }

    // MARK: Reading the definition

    private static func parse(
        _ node: DefinitionNode, parts: [SchemePart], allowsOptional: Bool
    ) throws(LocatedError) -> [Piece] {
        var pieces: [Piece] = []
        var rest = Array(try node.string().utf8)[...]
        guard rest.count <= textMax else { throw tooLong(node) }
        while let first = rest.first {
            switch first {
            case UInt8(ascii: "{"):
                let name = String(decoding: try enclosed(&rest, by: UInt8(ascii: "}"), node), as: UTF8.self)
                guard let index = parts.firstIndex(where: { $0.name == name }) else {
                    throw node.error(Wording(en: "no part is called \"\(name)\"", zh: "没有名为“\(name)”的部分"))
                }
                pieces.append(.part(index))
            case UInt8(ascii: "[") where allowsOptional:
                pieces.append(.optional(try literal(try enclosed(&rest, by: UInt8(ascii: "]"), node)[...], node)))
            default:
                let literal = rest.prefix { $0 != UInt8(ascii: "{") && $0 != UInt8(ascii: "[") }
                guard !literal.isEmpty else {
                    throw node.error(Wording(en: "[ ] has no place here", zh: "此处不能用 [ ]"))
                }
                pieces.append(.literal(try Self.literal(literal, node)))
                rest = rest.dropFirst(literal.count)
            }
        }
        return pieces
    }

    private static func literal(
        _ text: ArraySlice<UInt8>, _ node: DefinitionNode
    ) throws(LocatedError) -> [UInt8] {
        guard !text.isEmpty else { throw node.error(Wording(en: "[ ] with nothing in it", zh: "[ ] 内没有内容")) }
        for byte in text where !":/".utf8.contains(byte) { _ = try SchemePart.allowed(byte, node) }
        return Array(text)
    }

    private static func enclosed(
        _ rest: inout ArraySlice<UInt8>, by close: UInt8, _ node: DefinitionNode
    ) throws(LocatedError) -> [UInt8] {
        guard let end = rest.firstIndex(of: close) else {
            throw node.error(Wording(en: "a bracket that is not closed", zh: "括号未闭合"))
        }
        let inside = Array(rest[(rest.startIndex + 1)..<end])
        rest = rest[(end + 1)...]
        return inside
    }

    private static func shapes(_ pieces: [Piece], parts: [SchemePart]) -> [CodeShape] {
        var shapes = [CodeShape()]
        for piece in pieces {
            switch piece {
            case .literal(let text):
                for index in shapes.indices { shapes[index].append(literal: text) }
            case .optional(let text):
                let without = shapes
                for index in shapes.indices { shapes[index].append(literal: text) }
                shapes += without
            case .part(let part):
                shapes = shapes.flatMap { shape in
                    (parts[part].lengthMin...parts[part].lengthMax).map { length in
                        var longer = shape
                        longer.append(part: part, places: parts[part].places.prefix(length))
                        return longer
                    }
                }
            }
            if shapes.count > shapesMax { return [] }
        }
        return shapes
    }
}

/// A template for texts of one length: which characters each place may have, and where the parts lie.
struct CodeShape: Sendable {
    private(set) var places: [ByteSet] = []
    private(set) var spans: [(part: Int, range: Range<Int>)] = []

    init(_ places: [ByteSet] = []) {
        self.places = places
    }

    /// Whether a text of digits alone fits.
    var isDigits: Bool { places.allSatisfy { !$0.isDisjoint(with: .digits) } }

    mutating func append(literal: [UInt8]) {
        places += literal.map(ByteSet.literal)
    }

    mutating func append(part: Int, places more: ArraySlice<ByteSet>) {
        spans.append((part, places.count..<places.count + more.count))
        places += more
    }

    /// The places whose character does not belong there, up to two: one is a misread code of this shape, two another text.
    func mismatches(in text: [UInt8]) -> [Int] {
        guard text.count == places.count else { return [0, 0] }
        var found: [Int] = []
        for (index, place) in places.enumerated() where !place.contains(text[index]) {
            found.append(index)
            if found.count == 2 { break }
        }
        return found
    }

    /// In how many places no character can belong to both: fewer than two, and one misread character may turn a code of one
    /// into one of the other. Nil where the lengths differ.
    func distance(to other: CodeShape) -> Int? {
        guard places.count == other.places.count else { return nil }
        return zip(places, other.places).count { $0.isDisjoint(with: $1) }
    }
}

/// A text that fits a shape: which stretch of it each part is.
struct SchemeMatch {
    let text: [UInt8]
    /// By part; empty for parts that the text does not have.
    let ranges: [Range<Int>]

    init(_ text: [UInt8], _ shape: CodeShape, partCount: Int) {
        self.text = text
        var ranges = [Range<Int>](repeating: 0..<0, count: partCount)
        for span in shape.spans { ranges[span.part] = span.range }
        self.ranges = ranges
    }

    func value(_ part: Int) -> ArraySlice<UInt8> { text[ranges[part]] }
}
