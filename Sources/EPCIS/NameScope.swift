import StrictJSON

/// What a name outside the standard stands for.
enum ExtensionName {
    /// An element of Yima's; the range is that of its local name, in the decoded bytes of the name.
    case yima(Range<Int>)
    /// A name with a declared prefix, or a whole IRI.
    case prefixed
    /// A name without a prefix, of a term or of the context's `@vocab`: the IRI that it stands for.
    case term(String)
}

/// Why a name outside the standard stands for nothing.
enum NameFault: Error {
    case noPrefix, undeclared
}

/// The contexts in which an event's names are understood. It cannot be copied, so that looking up counts no references.
struct NameScope: ~Copyable {
    /// The event's own context, where it has one.
    var own: EventContext?
    /// The context of the document around the event.
    let outer: EventContext?

    /// What a name stands for, and whether only the outer context says so.
    @inline(__always)
    func meaning(
        of name: Range<Int>, in text: Span<UInt8>
    ) throws(NameFault) -> (name: ExtensionName, isOuter: Bool) {
        let colon = Self.colon(in: name, of: text)
        guard colon < name.upperBound else { return try bareMeaning(of: name, in: text) }
        guard colon > name.lowerBound, colon &+ 1 < name.upperBound else { throw .noPrefix }
        let prefix = name.lowerBound..<colon
        let local = colon &+ 1..<name.upperBound
        if let isYima = own?.isYima(prefix: prefix, of: text) { return (isYima ? .yima(local) : .prefixed, false) }
        if let isYima = outer?.isYima(prefix: prefix, of: text) { return (isYima ? .yima(local) : .prefixed, true) }
        guard EventContext.standardTerm(text, prefix) != nil || Self.isWholeIRI(text, prefix, local) else {
            throw .undeclared
        }
        return (.prefixed, false)
    }

    /// Whether a prefix of the published context stands for what it stands for there: no context here gives it another meaning.
    func isStandard(prefix: Substring) -> Bool {
        let name = Array(prefix.utf8)
        let range = 0..<name.count
        guard let standard = EventContext.standardTerm(name.span, range) else { return false }
        let declared = own?.term(name.span, range) ?? outer?.term(name.span, range)
        return declared == nil || declared?.iri == standard.iri
    }

    /// The offset of the first colon, or the end of the name.
    @inline(__always)
    private static func colon(in name: Range<Int>, of text: Span<UInt8>) -> Int {
        var index = name.lowerBound
        while index &+ 8 <= name.upperBound {
            let ones: UInt64 = 0x0101_0101_0101_0101
            let word = ByteKey.word(text, at: index) ^ (ones &* UInt64(UInt8(ascii: ":")))
            // A borrow can set a wrong bit only above a right one.
            let marks = (word &- ones) & ~word & (ones &* 0x80)
            if marks != 0 { return index &+ marks.trailingZeroBitCount &>> 3 }
            index &+= 8
        }
        while index < name.upperBound, text[index] != UInt8(ascii: ":") { index &+= 1 }
        return index
    }

    /// A name without a colon: a term of a context, or a name in its `@vocab`.
    private func bareMeaning(
        of name: Range<Int>, in text: Span<UInt8>
    ) throws(NameFault) -> (name: ExtensionName, isOuter: Bool) {
        guard !name.isEmpty, text[name.lowerBound] != UInt8(ascii: "@") else { throw .noPrefix }
        if let iri = own?.iri(ofBareName: name, of: text) { return (.term(iri), false) }
        guard let iri = outer?.iri(ofBareName: name, of: text) else { throw .noPrefix }
        return (.term(iri), true)
    }

    /// JSON-LD lets a name be a full IRI; `urn:` and `scheme://` are told from prefixes in this way.
    private static func isWholeIRI(_ text: Span<UInt8>, _ prefix: Range<Int>, _ rest: Range<Int>) -> Bool {
        if urn.isEqual(text, prefix) { return true }
        return rest.count >= 2 && text[rest.lowerBound] == UInt8(ascii: "/")
            && text[rest.lowerBound + 1] == UInt8(ascii: "/")
    }

    private static let urn = Array("urn".utf8)
}
