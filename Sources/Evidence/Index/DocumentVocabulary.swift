import EPCIS
import StrictJSON

/// By which names an event writes the documents of Yima's namespace: containers, seals, certificates.
struct DocumentVocabulary {
    /// Of an event without a context of its own.
    static let bare = DocumentVocabulary()

    /// The members of an event, in Yima's namespace, that name a document.
    private static let documents = ByteTable(
        [
            "containerNo", "sealNo", "customsDeclNo", "quarantinePermitNo", "healthCertNo", "inspectionCertNo",
            "catchCertNo", "legalCatchNo", "complianceCertNo",
        ].map { ($0, $0) })
    private static let namespace = Array(YimaContext.namespace.utf8)
    private static let prefix = Array(YimaContext.prefix.utf8)
    private static let id = Array("@id".utf8)

    /// What the event's own context binds to the namespace, besides `yima`, which always stands for it.
    private var prefixes: [[UInt8]] = []
    /// The documents that it binds a name to, by the name's bytes.
    private var terms: [[UInt8]: String] = [:]

    private init() {}

    /// - Parameters:
    ///   - context: where the event's context stands in the tape.
    ///   - withTerms: whether names that the context binds to whole elements count.
    init(_ tape: JSONTape, context: Int, withTerms: Bool) {
        // One of the two: a context is an object or an array of parts.
        bind(tape, context, withTerms: withTerms)
        var walk = tape.elements(of: context)
        while let part = walk.next(in: tape) { bind(tape, part, withTerms: withTerms) }
    }

    /// What an object of a context binds; any other value binds nothing here.
    private mutating func bind(_ tape: JSONTape, _ part: Int, withTerms: Bool) {
        var walk = tape.members(of: part)
        while let (name, value) = walk.next(in: tape) {
            let meaning = tape.kind(of: value) == .object ? tape.member(Self.id, of: value) : value
            guard let meaning, tape.kind(of: meaning) == .string else { continue }
            if tape.text(at: meaning, equals: Self.namespace) {
                if !tape.text(at: name, equals: Self.prefix) { prefixes.append(Array(tape.content(at: name))) }
            } else if withTerms {
                let meaning = tape.content(at: meaning)
                guard meaning.starts(with: Self.namespace) else { continue }
                let element = Array(meaning.dropFirst(Self.namespace.count))
                guard let document = Self.documents.value(of: element.span, in: 0..<element.count) else { continue }
                terms[Array(tape.content(at: name))] = document
            }
        }
    }

    /// The document's member that the name at `index` spells; nil for any other name.
    func document(at index: Int, in tape: JSONTape) -> String? {
        if !terms.isEmpty, let document = terms[Array(tape.content(at: index))] { return document }
        guard let range = tape.plainContent(at: index) else {
            let name = Array(tape.content(at: index))
            return document(name.span, 0..<name.count)
        }
        return document(tape.bytes.span, range)
    }

    private func document(_ text: Span<UInt8>, _ name: Range<Int>) -> String? {
        // Most names are of the standard's own, and none of those has a colon.
        var colon = name.lowerBound
        while colon < name.upperBound, text[colon] != UInt8(ascii: ":") { colon += 1 }
        guard colon < name.upperBound else { return nil }
        let namespaceEnd = name.lowerBound + Self.namespace.count
        if namespaceEnd <= name.upperBound, Self.namespace.isEqual(text, name.lowerBound..<namespaceEnd) {
            return Self.documents.value(of: text, in: namespaceEnd..<name.upperBound)
        }
        let prefix = name.lowerBound..<colon
        guard Self.prefix.isEqual(text, prefix) || prefixes.contains(where: { $0.isEqual(text, prefix) }) else {
            return nil
        }
        return Self.documents.value(of: text, in: colon + 1..<name.upperBound)
    }
}
