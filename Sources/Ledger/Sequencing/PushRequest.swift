public import TransparencyLog

/// A push as a device sends it: the journal's signed checkpoint at size n and the entries from m to n.
///
/// Wire form (`application/vnd.yima.push`): u32-BE length ‖ checkpoint note, then the entries as one entry bundle.
public struct PushRequest: Sendable {
    public static let mediaType = "application/vnd.yima.push"
    /// The journal's checkpoint, in bytes: three of them with their proofs must fit into the entry of a fork, and it is some
    /// hundred bytes in truth.
    public static let noteBytesMax = 16_384
    /// Entries in one push.
    public static let entriesMax = 65_536
    /// The whole body, in bytes: what the daemon reads before it answers 413.
    public static let bytesMax = 64 << 20

    public let journal: JournalName
    /// Index in the journal of the first entry here.
    public let from: UInt64
    public let note: [UInt8]
    /// The checkpoint that the note says, its signature not yet checked.
    public let checkpoint: Checkpoint
    /// The leaves' bytes.
    public let entries: [[UInt8]]
    public let leafHashes: [MerkleHash]

    /// Why a body is not a push; each case names the place.
    public enum Malformation: Error, Hashable, Sendable {
        case truncatedNote(length: Int, available: Int)
        case badNote(String)
        case badBundle(String)
        case tooManyEntries
        /// The note speaks of another journal.
        case otherJournal(String)
        /// The checkpoint's size is not `from` plus the number of entries.
        case sizeMismatch(from: UInt64, entries: Int, treeSize: UInt64)
        /// The entry at this index is not `yima/1 event <journal> <index>`.
        case badEntry(index: UInt64)
    }

    /// The length of the checkpoint with which a body begins; nil where it says none that a checkpoint can have.
    package static func noteLength(in body: [UInt8]) -> Int? {
        guard body.count >= 4 else { return nil }
        let length = body.prefix(4).reduce(0) { $0 << 8 | Int($1) }
        return length <= noteBytesMax ? length : nil
    }

    /// Reads and hashes a body: the work that needs no state, done off the sequencer.
    public init(journal: JournalName, from: UInt64, body: [UInt8]) throws(Malformation) {
        guard body.count >= 4 else { throw .truncatedNote(length: 4, available: body.count) }
        let length = body.prefix(4).reduce(0) { $0 << 8 | Int($1) }
        guard length <= Self.noteBytesMax, body.count - 4 >= length else {
            throw .truncatedNote(length: length, available: body.count - 4)
        }
        let note = Array(body[4..<(4 + length)])
        let slices: [ArraySlice<UInt8>]
        do {
            slices = try EntryBundle.parse(Array(body[(4 + length)...]), maxEntries: Self.entriesMax)
        } catch {
            throw .badBundle("\(error)")
        }
        try self.init(journal: journal, from: from, note: note, entries: slices.map { Array($0) })
    }

    public init(journal: JournalName, from: UInt64, note: [UInt8], entries: [[UInt8]]) throws(Malformation) {
        guard entries.count <= Self.entriesMax else { throw .tooManyEntries }
        guard note.count <= Self.noteBytesMax else {
            throw .badNote("the note has \(note.count) bytes, more than \(Self.noteBytesMax)")
        }
        let checkpoint: Checkpoint
        do {
            checkpoint = try Checkpoint.parse(SignedNote.parse(note).text)
        } catch {
            throw .badNote("\(error)")
        }
        // By bytes: two spellings of one character are two names here, and `==` would take them for one.
        guard checkpoint.origin.utf8.elementsEqual(journal.description.utf8) else {
            throw .otherJournal(checkpoint.origin)
        }
        guard from <= UInt64.max - UInt64(entries.count), checkpoint.treeSize == from + UInt64(entries.count) else {
            throw .sizeMismatch(from: from, entries: entries.count, treeSize: checkpoint.treeSize)
        }
        let prefix = Array("yima/1 event \(journal) ".utf8)
        for (offset, entry) in entries.enumerated() {
            let index = from + UInt64(offset)
            guard entry.count <= LedgerEntry.bytesMax, entry.starts(with: prefix),
                entry.dropFirst(prefix.count).starts(with: "\(index)\n".utf8)
            else {
                throw .badEntry(index: index)
            }
        }
        self.journal = journal
        self.from = from
        self.note = note
        self.checkpoint = checkpoint
        self.entries = entries
        leafHashes = entries.map { MerkleHash.leaf($0) }
    }

    /// The body of an entry: the event as it was signed.
    package func body(at offset: Int) -> ArraySlice<UInt8> {
        let header = "yima/1 event \(journal) ".utf8.count + String(from + UInt64(offset)).utf8.count + 1
        return entries[offset].dropFirst(header)
    }

    /// The journal's indexes of the entries.
    public var range: Range<UInt64> { from..<checkpoint.treeSize }

    /// The wire form.
    public var body: [UInt8] {
        var bytes = withUnsafeBytes(of: UInt32(note.count).bigEndian) { Array($0) } + note
        for entry in entries { EntryBundle.append(entry, to: &bytes) }
        return bytes
    }
}

/// What the daemon answers to a push that it holds now.
public struct PushReceipt: Hashable, Sendable {
    /// Ledger indexes of the push's first and last event; nil for a push without events.
    public let entries: ClosedRange<UInt64>?
    /// The ledger's signed checkpoint under which they stand.
    public let checkpoint: [UInt8]

    public init(entries: ClosedRange<UInt64>?, checkpoint: [UInt8]) {
        self.entries = entries
        self.checkpoint = checkpoint
    }
}

/// Why a well-formed push is not taken.
public enum PushRefusal: Error, Sendable {
    case malformed(PushRequest.Malformation)
    case standing(Registry.Standing)
    case badSignature
    /// The push begins past what the ledger holds; send from `held` on.
    case gap(held: UInt64)
    /// The device signed two histories. Entry `entry` shows it; the journal takes nothing more.
    case fork(entry: UInt64, held: UInt64, heldCheckpoint: [UInt8], offered: Checkpoint)
    /// The entries are not those that the checkpoint was signed over, or the journal forked before the first of them: which of
    /// both cannot be told, so that nobody is accused. The ledger holds `held` events.
    case notWhatWasSigned(held: UInt64)
    /// Too much is waiting; try again after so many seconds.
    case busy(retryAfterSeconds: Int)
    case notCommitted(reason: String)
    /// The ledger has stopped; what became of this push is not known.
    case stopped(reason: String)
}

extension PushRefusal {
    /// The entry because of which the push is refused, where it is one.
    var decidingEntry: UInt64? {
        switch self {
        case .fork(let entry, _, _, _): entry
        case .standing(let standing): standing.decidingEntry
        case .malformed, .badSignature, .gap, .notWhatWasSigned, .busy, .notCommitted, .stopped: nil
        }
    }
}
