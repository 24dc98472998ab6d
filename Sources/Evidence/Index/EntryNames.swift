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
    /// The number of this function on the `keys` line of a state of the index.
    public static let number: UInt32 = 1

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

    private let reader: CodeReader

    public init(reader: CodeReader = CodeReader()) {
        self.reader = reader
    }

    /// The names of an entry, each once (two spellings of one character are two names), from the leaf's bytes.
    public func names(of leaf: [UInt8]) -> [String] {
        var seen: Set<IndexKey> = []
        return allNames(of: leaf).filter { seen.insert(IndexKey(name: $0)).inserted }
    }

    /// The keys of an entry's names, each once, ascending.
    public func keys(of leaf: [UInt8]) -> [IndexKey] {
        if case .event(let event)? = try? LedgerEntry(parsing: leaf) {
            let keys = (try? JSONDocument(event.body, limits: .entry)).map { self.keys(ofBody: $0.root) } ?? []
            return keys.isEmpty ? [IndexKey(name: Self.journal(event.journal))] : keys
        }
        return allNames(of: leaf).map { IndexKey(name: $0) }.sortedOnce()
    }

    /// The keys of what an event's body names, each once, ascending; none where it names nothing, and is found under its journal.
    /// - Parameter body: the whole body, parsed within `JSONLimits.entry`.
    func keys(ofBody body: JSONValue) -> [IndexKey] {
        var keys: [IndexKey] = []
        visit(body) { keys.append(IndexKey(nameBytes: $0)) }
        return keys.sortedOnce()
    }

    private func allNames(of leaf: [UInt8]) -> [String] {
        // A leaf that is no entry has no names; no ledger takes one.
        guard let entry = try? LedgerEntry(parsing: leaf) else { return [] }
        switch entry {
        case .event(let event): return names(of: event)
        case .journal(let checkpoint): return Self.journal(ofNote: checkpoint.note).map { [Self.journal($0)] } ?? []
        case .admin(let note): return Self.names(ofAdminNote: note)
        case .fork(let fork): return ["standing:\(fork.journal)"]
        case .definition: return ["standing:ledger"]
        // The states of the index are found by what they say of themselves.
        case .index, .unknown: return []
        }
    }

    // MARK: Events

    private func names(of event: EventEntry) -> [String] {
        var names: [String] = []
        if let document = try? JSONDocument(event.body, limits: .entry) {
            visit(document.root) { names.append(String(decoding: $0, as: UTF8.self)) }
        }
        return names.isEmpty ? [Self.journal(event.journal)] : names
    }

    private static func journal(_ name: JournalName) -> String { "journal:\(name)" }

    /// Shows the names of an event's body as their bytes, some of them more than once.
    private func visit(_ event: JSONValue, _ body: (UnsafeRawBufferPointer) -> Void) {
        guard event.kind == .object else { return }
        let tape = event.tape
        let isAddition = event["type"]?.string == "ObjectEvent" && event["action"]?.string == "ADD"
        let prefixes = Self.prefixes(in: event["@context"])
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
            } else if let document = Self.document(tape.content(at: member.name), prefixes) {
                for text in Self.scalars(of: value) {
                    Self.show("document:\(document):\(text)", body)
                    if document == "containerNo" { show(code: text, isNew: false, body) }
                }
            }
        }
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

    /// The prefixes, by their bytes, that the event's own context binds to Yima's namespace, besides `yima`, which always stands
    /// for it.
    private static func prefixes(in context: JSONValue?) -> Set<[UInt8]> {
        var prefixes: Set<[UInt8]> = [Array(YimaContext.prefix.utf8)]
        guard let context else { return prefixes }
        for part in context.kind == .array ? Array(context.elements) : [context] where part.kind == .object {
            for (name, value) in part.members {
                let namespace = value.string ?? (value.kind == .object ? value["@id"]?.string : nil)
                if let namespace, namespace.utf8.elementsEqual(Self.namespace) { prefixes.insert(Array(name.utf8)) }
            }
        }
        return prefixes
    }

    private static let namespace = Array(YimaContext.namespace.utf8)

    /// The document's member that a name spells; nil for any other name.
    private static func document(_ name: ArraySlice<UInt8>, _ prefixes: Set<[UInt8]>) -> String? {
        // Most names are of the standard's own, and none of those has a colon.
        guard let colon = name.firstIndex(of: UInt8(ascii: ":")) else { return nil }
        let member: ArraySlice<UInt8>
        if name.starts(with: namespace) {
            member = name.dropFirst(namespace.count)
        } else {
            guard prefixes.contains(Array(name[..<colon])) else { return nil }
            member = name[(colon + 1)...]
        }
        return documents.first { $0.utf8.elementsEqual(member) }
    }

    // MARK: The ledger's own entries

    /// The journal whose checkpoint a note is; nil where it is none.
    private static func journal(ofNote note: [UInt8]) -> JournalName? {
        guard let note = try? SignedNote.parse(note), let checkpoint = try? Checkpoint.parse(note.text) else {
            return nil
        }
        return JournalName(checkpoint.origin)
    }

    /// Of whom an admin note speaks. What cannot be read is about the ledger: it is not to be hidden either.
    private static func names(ofAdminNote note: [UInt8]) -> [String] {
        guard let text = try? SignedNote.parse(note).text, let end = text.utf8.firstIndex(of: UInt8(ascii: "\n")),
            let act = AdminAct(note: note, origin: String(text[..<end]))
        else { return ["standing:ledger"] }
        switch act {
        case .keyEnrolled, .definitionAdopted: return ["standing:ledger"]
        case .operatorEnrolled(let uscc, _, _), .operatorSuspended(let uscc, _, _, _),
            .operatorReinstated(let uscc, _, _),
            .operatorRenamed(let uscc, _, _), .roleGranted(let uscc, _, _), .roleRevoked(let uscc, _, _, _),
            .prefixAssigned(let uscc, _, _), .prefixReleased(let uscc, _, _, _):
            return ["standing:\(uscc)"]
        case .deviceEnrolled(let key, _, _), .deviceRevoked(let key, _, _, _, _), .deviceReinstated(let key, _, _):
            guard let name = try? VerifierKey.parse(key).name, let journal = JournalName(name) else {
                return ["standing:ledger"]
            }
            return ["standing:\(journal)", "standing:\(journal.operatorUSCC)"]
        }
    }
}
