public import Values
public import VerifiableIndex

/// What an entry of the ledger says, read from the leaf's bytes: one line of text, LF, the body.
///
/// There is one encoding only: `init(parsing:)` accepts exactly what `bytes` writes.
public enum LedgerEntry: Hashable, Sendable {
    /// The largest entry, in bytes: what an entry bundle can carry.
    public static let bytesMax = 65_535

    /// `yima/1 event <journal> <index>`: an event that a device signed, as JSON, byte for byte.
    case event(EventEntry)
    /// `yima/1 journal <arrival>`: the signed checkpoint that came with the events before it.
    case journal(JournalCheckpointEntry)
    /// `yima/1 admin`: a signed note by the host's admin key.
    case admin(note: [UInt8])
    /// `yima/1 fork <journal> …`: two checkpoints that a device signed and that are not of one history.
    case fork(ForkEntry)
    /// `yima/1 definition <name>`: the text of a definition file.
    case definition(DefinitionEntry)
    /// `yima/1 index`: the state of the index of every entry before this one.
    case index(IndexState)
    /// A kind that this version does not know: kept and served, never interpreted.
    case unknown(kind: String)

    /// Why bytes are not an entry.
    public enum Malformation: Error, Hashable, Sendable {
        case tooLarge(bytes: Int)
        /// No LF in the first 1024 bytes, or the line is not `yima/1 <kind> …`.
        case noHeader
        /// The header is of a known kind and not in its one form.
        case header(String)
    }
}

/// An event's place in its journal and its body.
public struct EventEntry: Hashable, Sendable {
    public let journal: JournalName
    /// Index in the journal, from 0.
    public let index: UInt64
    /// The EPCIS event as UTF-8 JSON, exactly as signed.
    public let body: [UInt8]

    public init(journal: JournalName, index: UInt64, body: [UInt8]) {
        self.journal = journal
        self.index = index
        self.body = body
    }

    /// The leaf's bytes. They may exceed `LedgerEntry.bytesMax`; whoever appends checks.
    public var bytes: [UInt8] {
        Array("yima/1 event \(journal) \(index)\n".utf8) + body
    }
}

/// The host's word of when a push came, and the journal checkpoint that it carried.
public struct JournalCheckpointEntry: Hashable, Sendable {
    public let arrival: Timestamp
    /// The signed note, exactly as the device sent it.
    public let note: [UInt8]

    public init(arrival: Timestamp, note: [UInt8]) {
        self.arrival = arrival
        self.note = note
    }

    public var bytes: [UInt8] {
        Array("yima/1 journal \(arrival)\n".utf8) + note
    }
}

extension LedgerEntry {
    fileprivate static let headerBytesMax = 1024

    /// Reads the leaf's bytes; anything that is not the one encoding of its kind is refused.
    public init(parsing bytes: [UInt8]) throws(Malformation) {
        guard bytes.count <= Self.bytesMax else { throw .tooLarge(bytes: bytes.count) }
        if let event = EventEntry(leaf: bytes) {
            self = .event(event)
            return
        }
        guard let end = bytes.prefix(Self.headerBytesMax).firstIndex(of: 0x0A),
            let header = String(validating: bytes[..<end], as: UTF8.self)
        else { throw .noHeader }
        // By bytes: a blank can be one Character with what stands before or after it.
        let words = header.utf8.split(separator: UInt8(ascii: " "), omittingEmptySubsequences: false).map {
            Substring($0)
        }
        guard words.count >= 2, words[0] == "yima/1", !words[1].isEmpty else { throw .noHeader }
        let body = Array(bytes[(end + 1)...])
        switch words[1] {
        case "event":
            guard let event = EventEntry(header: words, body: body) else { throw .header(header) }
            self = .event(event)
        case "journal":
            guard words.count == 3, let arrival = Timestamp(rfc3339: words[2]), arrival.description == words[2] else {
                throw .header(header)
            }
            self = .journal(JournalCheckpointEntry(arrival: arrival, note: body))
        case "admin":
            guard words.count == 2 else { throw .header(header) }
            self = .admin(note: body)
        case "fork":
            guard let fork = ForkEntry(header: words, body: body), fork.bytes == bytes else { throw .header(header) }
            self = .fork(fork)
        case "definition":
            guard words.count == 3, let name = DefinitionName(words[2]) else { throw .header(header) }
            self = .definition(DefinitionEntry(name: name, text: body))
        case "index":
            do throws(IndexStateError) { self = .index(try IndexState(parsing: bytes)) } catch {
                throw .header("yima/1 index: \(error.en)")
            }
        default:
            self = .unknown(kind: String(words[1]))
        }
    }

    /// The leaf's bytes of an admin note.
    public static func adminBytes(note: [UInt8]) -> [UInt8] {
        Array("yima/1 admin\n".utf8) + note
    }
}

extension EventEntry {
    private static let prefix = Array("yima/1 event ".utf8)

    /// Reads a leaf that is an event in its one form, without making texts of its words: nearly every leaf is one, and readers go
    /// through thousands a second. Nil says nothing of what else the leaf may be.
    fileprivate init?(leaf bytes: [UInt8]) {
        guard bytes.starts(with: Self.prefix) else { return nil }
        let header = bytes[Self.prefix.count..<min(bytes.count, LedgerEntry.headerBytesMax)]
        guard let end = header.firstIndex(of: 0x0A), let blank = header[..<end].firstIndex(of: UInt8(ascii: " ")),
            let name = String(validating: bytes[Self.prefix.count..<blank], as: UTF8.self),
            let journal = JournalName(name), let index = UInt64(canonical: bytes[(blank + 1)..<end])
        else { return nil }
        self.init(journal: journal, index: index, body: Array(bytes[(end + 1)...]))
    }

    fileprivate init?(header words: [Substring], body: [UInt8]) {
        guard words.count == 4, let journal = JournalName(words[2]),
            let index = UInt64(words[3]), String(index) == words[3]
        else { return nil }
        self.init(journal: journal, index: index, body: body)
    }
}

extension UInt64 {
    /// A decimal number in its shortest form.
    fileprivate init?(canonical digits: ArraySlice<UInt8>) {
        guard let first = digits.first, first != UInt8(ascii: "0") || digits.count == 1, digits.count <= 20 else {
            return nil
        }
        var value: UInt64 = 0
        for digit in digits {
            let (tens, isTooLarge) = value.multipliedReportingOverflow(by: 10)
            guard (0x30...0x39).contains(digit), !isTooLarge else { return nil }
            let (sum, overflows) = tens.addingReportingOverflow(UInt64(digit - 0x30))
            guard !overflows else { return nil }
            value = sum
        }
        self = value
    }
}
