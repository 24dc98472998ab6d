public import Codes
import EPCIS
import Ledger
import StrictJSON
import TransparencyLog
public import VerifiableIndex

/// Under which names the verifiable index has an entry: a function of the entry's bytes and of the code schemes alone, total and
/// lexical, so that anybody recomputes it, also of entries that are no valid events.
///
/// Any change of it, even a corrected bug, is a new `number`: the map is then made anew from entry 0.
public struct EntryNames: Sendable {
    /// The number of this function on the `keys` line of a state of the index. Ledgers go by the newest; states of an earlier one are
    /// read and recomputed by theirs.
    public static let number: UInt32 = 2
    /// The functions that are known.
    public static let numbers: ClosedRange<UInt32> = 1...2

    /// Which function this is.
    public let number: UInt32

    /// The members of an event, in Yima's namespace, that name a document.
    private static let documents: Set<String> = [
        "containerNo", "sealNo", "customsDeclNo", "quarantinePermitNo", "healthCertNo", "inspectionCertNo",
        "catchCertNo",
        "legalCatchNo", "complianceCertNo",
    ]
    /// A member whose strings are codes, or whose elements name a class.
    private struct List {
        let name: [UInt8]
        /// Whether what stands there comes into being.
        let isOutput: Bool

        init(_ name: String, isOutput: Bool = false) {
            self.name = Array(name.utf8)
            self.isOutput = isOutput
        }
    }

    private static let codes = [
        List("epcList"), List("childEPCs"), List("parentID"), List("inputEPCList"),
        List("outputEPCList", isOutput: true), List("transformationID"),
    ]
    private static let classes = [
        List("quantityList"), List("childQuantityList"), List("inputQuantityList"),
        List("outputQuantityList", isOutput: true),
    ]

    private static let instanceData = Array("ilmd".utf8)
    private static let openingStock = "urn:yima:bizstep:opening_stock"
    private static let permit = "quarantinePermitNo"

    private let reader: CodeReader

    /// - Parameter number: one of `numbers` (the caller's duty).
    public init(reader: CodeReader = CodeReader(), number: UInt32 = Self.number) {
        precondition(Self.numbers.contains(number), "a function that is known")
        self.reader = reader
        self.number = number
    }

    /// Whether the function is the second or a later one: elements in `ilmd` and by terms of the context, opening stock, permits,
    /// prefixes, and the texts of definitions apart from what is said of the ledger.
    private var isSecond: Bool { number >= 2 }

    /// The names of an entry, each once (two spellings of one character are two names), from the leaf's bytes.
    public func names(of leaf: [UInt8]) -> [String] {
        var seen: Set<IndexKey> = []
        return allNames(of: leaf).filter { seen.insert(IndexKey(name: $0)).inserted }
    }

    /// The keys of an entry's names, each once, ascending.
    public func keys(of leaf: [UInt8]) -> [IndexKey] {
        if case .event(let event)? = try? LedgerEntry(parsing: leaf) {
            var keys: [IndexKey] = []
            if let document = try? JSONDocument(event.body, limits: .entry) {
                visit(document.root, of: event.journal.operatorUSCC) { keys.append(IndexKey(nameBytes: $0)) }
            }
            return keys.isEmpty ? [IndexKey(name: Self.journal(event.journal))] : keys.sortedOnce()
        }
        return allNames(of: leaf).map { IndexKey(name: $0) }.sortedOnce()
    }

    /// The keys of what an event's body names, each once, ascending; none where they follow from more than the body: where it names
    /// nothing, and is found under its journal, and where it names a permit, under which it is found with who signed it.
    /// - Parameter body: the whole body, parsed within `JSONLimits.entry`.
    func keys(ofBody body: JSONValue) -> [IndexKey] {
        var keys: [IndexKey] = []
        let isAll = visit(body, of: nil) { keys.append(IndexKey(nameBytes: $0)) }
        return isAll ? keys.sortedOnce() : []
    }

    private func allNames(of leaf: [UInt8]) -> [String] {
        // A leaf that is no entry has no names; no ledger takes one.
        guard let entry = try? LedgerEntry(parsing: leaf) else { return [] }
        switch entry {
        case .event(let event): return names(of: event)
        case .journal(let checkpoint): return Self.journal(ofNote: checkpoint.note).map { [Self.journal($0)] } ?? []
        case .admin(let note): return names(ofAdminNote: note)
        case .fork(let fork): return ["standing:\(fork.journal)"]
        case .definition(let definition):
            // Texts are long, and an adoption that is shown says which it means.
            return [isSecond ? "definition:\(definition.sha256)" : "standing:ledger"]
        // The states of the index are found by what they say of themselves.
        case .index, .unknown: return []
        }
    }

    // MARK: Events

    private func names(of event: EventEntry) -> [String] {
        var names: [String] = []
        if let document = try? JSONDocument(event.body, limits: .entry) {
            visit(document.root, of: event.journal.operatorUSCC) { names.append(String(decoding: $0, as: UTF8.self)) }
        }
        return names.isEmpty ? [Self.journal(event.journal)] : names
    }

    private static func journal(_ name: JournalName) -> String { "journal:\(name)" }

    /// Shows the names of an event's body as their bytes, some of them more than once.
    /// - Parameter signer: USCC of the operator whose journal has the event; nil where that is not known.
    /// - Returns: whether these are all: false where it names a permit, and the signer is not known.
    @discardableResult
    private func visit(
        _ event: JSONValue, of signer: String?, _ body: (UnsafeRawBufferPointer) -> Void
    ) -> Bool {
        guard event.kind == .object else { return true }
        let tape = event.tape
        let isAddition = isAddition(event)
        let vocabulary = Vocabulary(event["@context"], withTerms: isSecond)
        var isAll = true
        for member in event.members.raw {
            let value = JSONValue(tape: tape, index: member.value)
            if let list = Self.codes.first(where: { tape.text(at: member.name, equals: $0.name) }) {
                for text in Self.strings(of: value) { show(code: text, isNew: list.isOutput || isAddition, body) }
            } else if let list = Self.classes.first(where: { tape.text(at: member.name, equals: $0.name) }) {
                guard value.kind == .array else { continue }
                for element in value.elements where element.kind == .object {
                    guard let text = element["epcClass"]?.string else { continue }
                    show(code: text, isNew: list.isOutput || isAddition, body)
                }
            } else if isSecond, tape.text(at: member.name, equals: Self.instanceData) {
                guard value.kind == .object else { continue }
                for inner in value.members.raw {
                    guard let document = vocabulary.document(tape.content(at: inner.name)) else { continue }
                    let value = JSONValue(tape: tape, index: inner.value)
                    if !show(document, value, of: signer, body) { isAll = false }
                }
            } else if let document = vocabulary.document(tape.content(at: member.name)) {
                if !show(document, value, of: signer, body) { isAll = false }
            }
        }
        return isAll
    }

    /// Whether what an event names in its own list comes into being with it.
    private func isAddition(_ event: JSONValue) -> Bool {
        guard event["type"]?.string == "ObjectEvent" else { return false }
        return event["action"]?.string == "ADD" || isSecond && event["bizStep"]?.string == Self.openingStock
    }

    /// Shows the names of a document's member; false where one of them lacks its signer.
    private func show(
        _ document: String, _ value: JSONValue, of signer: String?, _ body: (UnsafeRawBufferPointer) -> Void
    ) -> Bool {
        var isAll = true
        for text in Self.scalars(of: value) {
            Self.show("document:\(document):\(text)", body)
            if document == "containerNo" { show(code: text, isNew: false, body) }
            guard isSecond, document == Self.permit, let number = Self.permitNumber(text) else { continue }
            if let signer { Self.show(Self.permit(number, of: signer), body) } else { isAll = false }
        }
        return isAll
    }

    /// Under what an operator's events under a permit stand: whatever others write about it stands elsewhere.
    static func permit(_ number: String, of uscc: String) -> String { "permit:\(uscc):\(number)" }

    /// What is compared of a permit's number: its letters and digits of ASCII, large; nil where it has none.
    static func permitNumber(_ written: String) -> String? {
        var number: [UInt8] = []
        for byte in written.utf8 {
            switch byte {
            case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "A")...UInt8(ascii: "Z"): number.append(byte)
            case UInt8(ascii: "a")...UInt8(ascii: "z"): number.append(byte - 32)
            default: break
            }
        }
        return number.isEmpty ? nil : String(decoding: number, as: UTF8.self)
    }

    private func show(code text: String, isNew: Bool, _ body: (UnsafeRawBufferPointer) -> Void) {
        do {
            try reader.visitNames(of: text) { kind, name in
                if isNew || kind != .product { body(name) }
            }
        } catch {
            Self.show("written:\(text)", body)
        }
    }

    private static func show(_ name: String, _ body: (UnsafeRawBufferPointer) -> Void) {
        var name = name
        name.withUTF8 { body(UnsafeRawBufferPointer($0)) }
    }

    /// A string, or the strings of an array.
    private static func strings(of value: JSONValue) -> [String] {
        if let text = value.string { return [text] }
        return value.kind == .array ? value.elements.compactMap(\.string) : []
    }

    /// The text of a scalar, or of the scalars of an array; a number's as it is written.
    private static func scalars(of value: JSONValue) -> [String] {
        value.kind == .array ? value.elements.compactMap(scalar) : [scalar(value)].compactMap(\.self)
    }

    private static func scalar(_ value: JSONValue) -> String? {
        value.string ?? value.numberText ?? value.bool.map { $0 ? "true" : "false" }
    }

    // MARK: Yima's namespace

    /// By which names an event writes the documents of Yima's namespace.
    private struct Vocabulary {
        /// By their bytes, what the event's own context binds to the namespace, besides `yima`, which always stands for it.
        private var prefixes: Set<[UInt8]> = [Array(YimaContext.prefix.utf8)]
        /// The documents that it binds a name to, by the name's bytes.
        private var terms: [[UInt8]: String] = [:]

        /// - Parameter withTerms: whether names that the context binds to whole elements count.
        init(_ context: JSONValue?, withTerms: Bool) {
            guard let context else { return }
            for part in context.kind == .array ? Array(context.elements) : [context] where part.kind == .object {
                for (name, value) in part.members {
                    let meaning = value.string ?? (value.kind == .object ? value["@id"]?.string : nil)
                    guard let meaning else { continue }
                    if meaning.utf8.elementsEqual(EntryNames.namespace) {
                        prefixes.insert(Array(name.utf8))
                    } else if withTerms, meaning.utf8.starts(with: EntryNames.namespace) {
                        let element = meaning.utf8.dropFirst(EntryNames.namespace.count)
                        guard let document = EntryNames.documents.first(where: { $0.utf8.elementsEqual(element) })
                        else { continue }
                        terms[Array(name.utf8)] = document
                    }
                }
            }
        }

        /// The document's member that a name spells; nil for any other name.
        func document(_ name: ArraySlice<UInt8>) -> String? {
            if !terms.isEmpty, let document = terms[Array(name)] { return document }
            // Most names are of the standard's own, and none of those has a colon.
            guard let colon = name.firstIndex(of: UInt8(ascii: ":")) else { return nil }
            let member: ArraySlice<UInt8>
            if name.starts(with: EntryNames.namespace) {
                member = name.dropFirst(EntryNames.namespace.count)
            } else {
                guard prefixes.contains(Array(name[..<colon])) else { return nil }
                member = name[(colon + 1)...]
            }
            return EntryNames.documents.first { $0.utf8.elementsEqual(member) }
        }
    }

    private static let namespace = Array(YimaContext.namespace.utf8)

    // MARK: The ledger's own entries

    /// The journal whose checkpoint a note is; nil where it is none.
    private static func journal(ofNote note: [UInt8]) -> JournalName? {
        guard let note = try? SignedNote.parse(note), let checkpoint = try? Checkpoint.parse(note.text) else {
            return nil
        }
        return JournalName(checkpoint.origin)
    }

    /// Of whom an admin note speaks. What cannot be read is about the ledger: it is not to be hidden either.
    private func names(ofAdminNote note: [UInt8]) -> [String] {
        guard let text = try? SignedNote.parse(note).text, let end = text.utf8.firstIndex(of: UInt8(ascii: "\n")),
            let act = AdminAct(note: note, origin: String(text[..<end]))
        else { return ["standing:ledger"] }
        switch act {
        case .keyEnrolled, .keyRotated, .definitionAdopted: return ["standing:ledger"]
        case .operatorEnrolled(let uscc, _, _), .operatorSuspended(let uscc, _, _, _),
            .operatorReinstated(let uscc, _, _),
            .operatorRenamed(let uscc, _, _), .roleGranted(let uscc, _, _), .roleRevoked(let uscc, _, _, _):
            return ["standing:\(uscc)"]
        case .prefixAssigned(let uscc, let prefix, _), .prefixReleased(let uscc, let prefix, _, _):
            return ["standing:\(uscc)"] + (isSecond ? [Self.standing(ofPrefix: prefix)] : [])
        case .deviceEnrolled(let key, _, _), .deviceRevoked(let key, _, _, _, _), .deviceReinstated(let key, _, _):
            guard let name = try? VerifierKey.parse(key).name, let journal = JournalName(name) else {
                return ["standing:ledger"]
            }
            return ["standing:\(journal)", "standing:\(journal.operatorUSCC)"]
        }
    }

    // MARK: Prefixes

    /// Bytes of a prefix, after its scheme, by which assignments are put together: each under the longest of these beginnings that it has. So
    /// a few names have all that may concern a code, and none of them has much.
    private static let prefixHeads = [12, 7, 0]

    /// The beginnings of a prefix, the longest first; the last is its scheme alone, which of a GS1 company prefix is nothing.
    private static func heads(of prefix: String) -> [String] {
        let bytes = prefix.utf8
        let start = bytes.firstIndex(of: UInt8(ascii: ":")).map { bytes.index(after: $0) } ?? bytes.startIndex
        return prefixHeads.compactMap { count in
            bytes.index(start, offsetBy: count, limitedBy: bytes.endIndex).map {
                String(decoding: bytes[..<$0], as: UTF8.self)
            }
        }
    }

    /// Under what it stands who was assigned a prefix.
    private static func standing(ofPrefix prefix: String) -> String { "standing:prefix:\(heads(of: prefix)[0])" }

    /// Under what all assignments stand that may be the beginning of an issuer's name (`CanonicalCode.issuerName`).
    static func standing(ofIssuer name: String) -> Set<String> { Set(heads(of: name).map { "standing:prefix:\($0)" }) }
}
