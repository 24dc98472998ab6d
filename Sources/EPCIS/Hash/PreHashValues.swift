import Codes
import StrictJSON
import Values

/// The canonical forms of names and values in a pre-hash string.
struct PreHashValues {
    let context: EventContext?
    let vocabulary: CoreBusinessVocabulary
    private let codes = CodeReader(takesInStore: true)

    init(context: EventContext?, vocabulary: CoreBusinessVocabulary) {
        self.context = context
        self.vocabulary = vocabulary
    }

    /// A string, number or truth value; nil for the other kinds.
    func scalar(_ value: JSONValue) -> String? {
        switch value.kind {
        case .string: value.string.map(canonical)
        case .number: value.numberText.map { DecimalText.canonical($0) ?? $0 }
        case .bool: value.bool == true ? "true" : "false"
        case .object, .array, .null: nil
        }
    }

    /// A word of the vocabulary as its Web URI, anything else as a value.
    func word(_ text: String, of list: CoreBusinessVocabulary.List) -> String {
        list.contains(text) ? Self.cbv + list.webPrefix + text : canonical(text)
    }

    /// A value of text: trimmed, a compact IRI written out, URNs of CBV 1.x as Web URIs, numbers without needless digits,
    /// GS1 keys as canonical Digital Link of their finest grain.
    func canonical(_ written: String) -> String {
        var text = written.trimmingSpace()
        text = expanded(text)
        for list in [
            vocabulary.bizStep, vocabulary.disposition, vocabulary.bizTransactionType, vocabulary.sourceDestinationType,
            vocabulary.errorReason,
        ] where text.hasPrefix(list.urnPrefix) {
            return Self.cbv + list.webPrefix + text.dropFirst(list.urnPrefix.count)
        }
        if let number = DecimalText.canonical(text) { return number }
        guard Self.codePrefixes.contains(where: { text.hasPrefix($0) }),
            let code = (try? codes.read(text)) ?? (try? codes.read(Self.withoutShortNames(text)))
        else { return text }
        // The vectors encode no apostrophe.
        return code.key.hasPrefix("https://id.gs1.org/") ? code.key.replacing("%27", with: "'") : text
    }

    /// The short names that GS1 Digital Link had until 1.2 in place of application identifiers.
    private static let shortNames: [Substring: Substring] = [
        "gtin": "01", "itip": "8006", "cpid": "8010", "gln": "414", "party": "417", "gsrnp": "8017", "gsrn": "8018",
        "gcn": "255", "sscc": "00", "gdti": "253", "ginc": "401", "gsin": "402", "grai": "8003", "giai": "8004",
        "cpv": "22", "lot": "10", "ser": "21",
    ]

    private static func withoutShortNames(_ uri: String) -> String {
        let end = uri.firstIndex(of: "?") ?? uri.endIndex
        let segments = uri[..<end].split(separator: "/", omittingEmptySubsequences: false)
        // The first three are the scheme, nothing, and the domain.
        let path = segments.enumerated().map { $0 > 2 ? shortNames[$1] ?? $1 : $1 }
        return path.joined(separator: "/") + uri[end...]
    }

    private static let cbv = "https://ref.gs1.org/cbv/"
    private static let codePrefixes = ["urn:epc:id:", "urn:epc:class:", "urn:epc:idpat:", "https://", "http://"]
}

// MARK: Names

extension PreHashValues {
    /// The name of an extension with its whole namespace in braces: `{https://ns.example.com/epcis/}myField`.
    func name(_ written: String) -> String {
        if written.hasPrefix("@") { return written }
        let text = Array(written.utf8)
        guard let colon = text.firstIndex(of: UInt8(ascii: ":")) else {
            guard let iri = context?.iri(ofBareName: 0..<text.count, of: text.span) else { return written }
            return Self.split(iri)
        }
        guard let namespace = term(text, colon)?.iri else { return Self.split(written) }
        return "{\(namespace)}" + String(decoding: text[(colon + 1)...], as: UTF8.self)
    }

    /// A compact IRI written out; anything else as it is.
    private func expanded(_ written: String) -> String {
        let text = Array(written.utf8)
        guard let colon = text.firstIndex(of: UInt8(ascii: ":")), !text[(colon + 1)...].starts(with: "//".utf8),
            let term = term(text, colon)
        else { return written }
        return term.iri + String(decoding: text[(colon + 1)...], as: UTF8.self)
    }

    private func term(_ text: [UInt8], _ colon: Int) -> EventContext.Term? {
        context?.term(text.span, 0..<colon) ?? EventContext.standardTerm(text.span, 0..<colon)
    }

    /// A whole IRI as namespace and local name: the last part after `#`, `/` or `:`.
    private static func split(_ iri: String) -> String {
        guard let end = iri.lastIndex(where: { $0 == "#" || $0 == "/" || $0 == ":" }) else { return iri }
        let local = iri[iri.index(after: end)...]
        return local.isEmpty ? iri : "{\(iri[...end])}\(local)"
    }
}

// MARK: Times

extension PreHashValues {
    /// UTC in milliseconds; the fourth to sixth digit round half to even, further ones are dropped, as in the vectors.
    static func moment(_ written: String) -> String {
        let text = written.trimmingSpace()
        guard let time = OffsetTime(rfc3339: text) else { return text }
        let fraction = text.utf8.drop { $0 != UInt8(ascii: ".") }.dropFirst().prefix { $0 &- 0x30 < 10 }
        let rest = (3..<6).reduce(0) { sum, index in
            let digit = fraction.dropFirst(index).first.map { Int($0 - 0x30) } ?? 0
            return sum * 10 + digit
        }
        let milliseconds = time.moment.milliseconds
        let isUp = rest > 500 || (rest == 500 && milliseconds & 1 == 1)
        return Timestamp(milliseconds: milliseconds + (isUp ? 1 : 0)).description
    }
}

extension String {
    /// Without ASCII white space at both ends.
    fileprivate func trimmingSpace() -> String {
        let isSpace = { (byte: UInt8) in byte == 0x20 || (0x09...0x0D).contains(byte) }
        let utf8 = utf8.drop(while: isSpace)
        guard let last = utf8.lastIndex(where: { !isSpace($0) }) else { return "" }
        return String(self[utf8.startIndex...last])
    }
}
