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

    let reader: CodeReader

    /// - Parameter number: one of `numbers` (the caller's duty).
    public init(reader: CodeReader = CodeReader(), number: UInt32 = Self.number) {
        precondition(Self.numbers.contains(number), "a function that is known")
        self.reader = reader
        self.number = number
    }

    /// Whether the function is the second or a later one: elements in `ilmd` and by terms of the context, opening stock, permits,
    /// prefixes, and the texts of definitions apart from what is said of the ledger.
    var isSecond: Bool { number >= 2 }

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
                visitNames(of: document.root, by: event.journal.operatorUSCC) { keys.append(IndexKey(nameBytes: $0)) }
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
        let isAll = visitNames(of: body, by: nil) { keys.append(IndexKey(nameBytes: $0)) }
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
            visitNames(of: document.root, by: event.journal.operatorUSCC) {
                names.append(String(decoding: $0, as: UTF8.self))
            }
        }
        return names.isEmpty ? [Self.journal(event.journal)] : names
    }

    private static func journal(_ name: JournalName) -> String { "journal:\(name)" }

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
