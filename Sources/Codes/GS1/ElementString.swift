import Values

/// A GS1 code as the data of a barcode: its elements in the order in which a label carries them.
///
/// The key comes first, then the elements of predefined length, then the others, so that few separators are needed
/// (General Specifications 7.8.6). What is written here is read back before it is given out: an element string that would
/// not say what the code says is never made.
public struct ElementString: Hashable, Sendable {
    /// One application identifier with its data.
    public struct Element: Hashable, Sendable {
        /// The digits of the application identifier: `01`, `3103`.
        public let identifier: String
        /// The data as the barcode carries it: dates as YYMMDD, measures without their point.
        public let value: String
        /// No separator is needed behind it (General Specifications figure 7.8.5-2).
        public let isPredefined: Bool
        /// May stand in the query of a Digital Link.
        public let isAttribute: Bool
    }

    public let elements: [Element]

    /// The element string of a code.
    ///
    /// - Parameter reader: reads the result back; its year decides the century of two-digit years.
    /// - Throws: `CodeError`: `unsupported` where the code is none of GS1's, or says something that an element string cannot
    ///   (a year out of reach of two digits).
    public init(_ code: CanonicalCode, reader: CodeReader = CodeReader()) throws(CodeError) {
        guard code.uri.hasPrefix(Self.canonicalDomain) else {
            throw CodeError(
                reason: .unsupported,
                wording: Wording(en: "not a GS1 code: it has no element string", zh: "不是 GS1 编码，没有单元数据串"))
        }
        elements = try Self.elements(of: code)
        let readBack = Result { [data] () throws(CodeError) in try reader.read("]C1" + data) }
        guard case .success(let read) = readBack, read.says(code) else { throw Self.unwritable(code.uri) }
    }

    /// As people read it: `(01)06901234567892(10)A1(21)7` (General Specifications 4.14).
    public var bracketed: String {
        elements.map { "(\($0.identifier))\($0.value)" }.joined()
    }

    /// As a barcode carries it behind its leading FNC1: separators as GS (U+001D), and only where they are needed.
    public var data: String {
        var data = ""
        for (index, element) in elements.enumerated() {
            data += element.identifier + element.value
            if !element.isPredefined, index < elements.count - 1 { data += "\u{1D}" }
        }
        return data
    }

    static let canonicalDomain = "https://id.gs1.org/"

    private static func elements(of code: CanonicalCode) throws(CodeError) -> [Element] {
        guard let written = code.gs1Elements else { throw unwritable(code.uri) }
        let elements = written.map { element in
            Element(
                identifier: String(decoding: element.identifier.code, as: UTF8.self),
                value: String(decoding: element.value, as: UTF8.self),
                isPredefined: element.identifier.isPredefined, isAttribute: element.identifier.isAttribute)
        }
        let others = elements.dropFirst()
        return elements.prefix(1) + others.filter(\.isPredefined) + others.filter { !$0.isPredefined }
    }

    private static func unwritable(_ what: String) -> CodeError {
        CodeError(
            reason: .unsupported,
            wording: Wording(
                en: "a GS1 element string cannot say “\(what)”", zh: "GS1 单元数据串无法表示“\(what)”"))
    }
}

extension CanonicalCode {
    /// The elements that the code was read from, but for their order: the key first, then its qualifiers. Nil where it is no GS1
    /// code.
    var gs1Elements: [GS1Element]? {
        guard uri.hasPrefix(ElementString.canonicalDomain) else { return nil }
        let path = uri.dropFirst(ElementString.canonicalDomain.count).split(separator: "/")
        var pairs = stride(from: 0, to: path.count - 1, by: 2).map { (path[$0], path[$0 + 1]) }
        for attribute in attributes.split(separator: "&") {
            let code = attribute.prefix { $0 != "=" }
            pairs.append((code, attribute.dropFirst(code.count + 1)))
        }
        var elements: [GS1Element] = []
        for (code, encoded) in pairs {
            guard let identifier = ApplicationIdentifierTable.standard.identifier(Array(code.utf8)[...]),
                let value = PercentEncoding.decoded(Array(encoded.utf8)[...])
            else { return nil }
            elements.append(GS1Element(identifier: identifier, value: value, offset: 0))
        }
        return elements
    }

    /// The same identity and the same parts, in whatever order. Parts of a firm's own scheme, of which the code was another
    /// written form, no barcode carries.
    fileprivate func says(_ other: CanonicalCode) -> Bool {
        uri == other.uri && key == other.key && lotKey == other.lotKey && productKey == other.productKey
            && Set(gs1Parts) == Set(other.gs1Parts)
    }

    private var gs1Parts: [Part] {
        parts.filter { $0.name == "currency" || ApplicationIdentifierTable.standard.label(ofPart: $0.name) != nil }
    }
}
