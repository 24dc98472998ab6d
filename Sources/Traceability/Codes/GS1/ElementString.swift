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
        var elements: [Element] = []
        for (index, part) in code.parts.enumerated() where part.name != currency {
            let next = index + 1 < code.parts.count ? code.parts[index + 1] : nil
            let currency = next?.name == currency ? next?.value : nil
            guard let data = GS1PartData(part, currency: currency) else {
                throw unwritable("\(part.name) \(part.value)")
            }
            let identifier = data.identifier
            elements.append(
                Element(
                    identifier: String(decoding: identifier.code, as: UTF8.self),
                    value: String(decoding: data.bytes, as: UTF8.self),
                    isPredefined: identifier.isPredefined, isAttribute: identifier.isAttribute))
        }
        let others = elements.dropFirst()
        return elements.prefix(1) + others.filter(\.isPredefined) + others.filter { !$0.isPredefined }
    }

    private static let currency = "currency"

    private static func unwritable(_ what: String) -> CodeError {
        CodeError(
            reason: .unsupported,
            wording: Wording(
                en: "a GS1 element string cannot say “\(what)”", zh: "GS1 单元数据串无法表示“\(what)”"))
    }
}

extension CanonicalCode {
    /// The same identity and the same parts, in whatever order.
    fileprivate func says(_ other: CanonicalCode) -> Bool {
        uri == other.uri && key == other.key && lotKey == other.lotKey && productKey == other.productKey
            && parts.count == other.parts.count && Set(parts) == Set(other.parts)
    }
}
