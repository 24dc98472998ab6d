/// The tokens of a whole text in memory, read a piece at a time.
struct XMLTokens: ~Copyable {
    private let reader: XMLReader
    private var rest: ArraySlice<UInt8>

    private static let chunkBytes = 1 << 16

    init(_ bytes: [UInt8], limits: XMLLimits) {
        reader = XMLReader(limits: limits)
        rest = bytes[...]
    }

    /// The next token; nil at the end.
    mutating func next() throws(XMLError) -> XMLToken? {
        while true {
            if let token = try reader.next() { return token }
            guard !rest.isEmpty else {
                // Once it has finished it says nothing but the last tokens or its failure.
                reader.finish()
                return try reader.next()
            }
            reader.feed(Array(rest.prefix(Self.chunkBytes)))
            rest = rest.dropFirst(Self.chunkBytes)
        }
    }

    /// Reads over what is left of the element that began last.
    mutating func skipElement() throws(XMLError) {
        var depth = 1
        while depth > 0, let token = try next() {
            switch token {
            case .start: depth += 1
            case .end: depth -= 1
            case .text: break
            }
        }
    }
}

extension String {
    /// Whether there is nothing but XML's white space (XML 1.0 §2.3).
    var isXMLSpace: Bool { utf8.allSatisfy(\.isXMLSpace) }

    /// Without XML's white space at either end: what `xs:token` and the like mean.
    var trimmedXMLSpace: String {
        guard let first = utf8.first, let last = utf8.last else { return self }
        guard first.isXMLSpace || last.isXMLSpace else { return self }
        guard let start = utf8.firstIndex(where: { !$0.isXMLSpace }),
            let end = utf8.lastIndex(where: { !$0.isXMLSpace })
        else { return "" }
        return String(self[start...end])
    }
}

extension UInt8 {
    fileprivate var isXMLSpace: Bool { self == 0x20 || self == 0x0A || self == 0x0D || self == 0x09 }
}

extension XMLPlace {
    /// Where the first character stands that is more than white space, in a text that begins here; nil where there is none.
    func ofFirstWord(in text: String) -> XMLPlace? {
        var place = self
        for byte in text.utf8 {
            guard byte.isXMLSpace else { return place }
            place =
                byte == 0x0A
                ? XMLPlace(line: place.line + 1, column: 1) : XMLPlace(line: place.line, column: place.column + 1)
        }
        return nil
    }
}
