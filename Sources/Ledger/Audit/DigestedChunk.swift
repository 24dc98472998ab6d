import Glibc
import TransparencyLog

/// What is made of a run of entries before its turn in the replay comes: hashes, and what each entry is, without the bodies of
/// events. Chunks are made on several cores at the same time, each from bytes that are only borrowed.
struct DigestedChunk<Part: Sendable>: Sendable {
    /// What the replay takes, in order.
    enum Item: Sendable {
        /// Events of one journal that follow one another.
        case events(EventRun)
        /// Anything else.
        case entry(ReadEntry)
        /// Anything else, of so many bytes that it is read again when its turn comes.
        case unread
    }

    private(set) var hashes: [MerkleHash] = []
    private(set) var items: [Item] = []
    /// The hashes over each 256 entries from the chunk's first on, which is a multiple of 256.
    private(set) var tileRoots: [MerkleHash] = []
    /// What a caller gathers beside.
    var part: Part

    private var keptBytes = 0
    private let keptBytesMax: Int
    /// The first line of the newest event up to the index, its journal, and the run of that journal that may go on.
    private var header: [UInt8] = []
    private var journal: JournalName?
    private var run: EventRun?
    private let signatures: CheckedSignatures

    /// - Parameter keptBytesMax: how many bytes of entries the chunk keeps for the replay: those that are no events.
    init(part: Part, signatures: CheckedSignatures, keptBytesMax: Int) {
        self.part = part
        self.keptBytesMax = keptBytesMax
        self.signatures = signatures
    }

    /// Takes the next entry. Gives where its body begins if it is an event.
    mutating func take(_ bytes: UnsafeRawBufferPointer) -> Int? {
        let hash = MerkleHash.leaf(bytes: bytes)
        defer { hashes.append(hash) }
        if let journal, let (index, body) = eventOfSameJournal(bytes) {
            add(journal, index)
            return body
        }
        guard let event = Self.eventHeader(bytes) else {
            close()
            keep(bytes, hash)
            return nil
        }
        close()
        add(event.entry.journal, event.entry.index)
        journal = event.entry.journal
        header = Array(bytes.prefix(event.body - 1 - "\(event.entry.index)".utf8.count))
        return event.body
    }

    /// Hashes what lies above the leaves. Call it after the last entry.
    mutating func finish() {
        close()
        for first in stride(from: 0, through: hashes.count - Tile.widthMax, by: Tile.widthMax) {
            tileRoots.append(PerfectSubtree.hash(of: hashes[first..<(first + Tile.widthMax)]))
        }
        for (place, item) in items.enumerated() {
            guard case .events(var run) = item else { continue }
            run.subtrees = PerfectSubtree.covering(hashes[run.offsets], from: run.firstIndex)
            items[place] = .events(run)
        }
    }

    private mutating func add(_ journal: JournalName, _ index: UInt64) {
        if run?.nextIndex == index {
            run?.count += 1
        } else {
            close()
            run = EventRun(journal: journal, firstIndex: index, offset: hashes.count)
        }
    }

    private mutating func close() {
        if let run { items.append(.events(run)) }
        run = nil
    }

    private mutating func keep(_ bytes: UnsafeRawBufferPointer, _ hash: MerkleHash) {
        keptBytes += bytes.count
        guard keptBytes <= keptBytesMax else { return items.append(.unread) }
        items.append(.entry(signatures.read(Array(bytes), hash)))
    }
}

extension DigestedChunk {
    /// The journal's index and where the body begins, where the first line is that of the event before but for the index: the
    /// one encoding of an event leaves nothing else to look at.
    private func eventOfSameJournal(_ bytes: UnsafeRawBufferPointer) -> (UInt64, Int)? {
        guard !header.isEmpty, bytes.count > header.count, bytes.count <= LedgerEntry.bytesMax,
            header.withUnsafeBytes({ memcmp($0.baseAddress!, bytes.baseAddress!, $0.count) }) == 0
        else { return nil }
        var index: UInt64 = 0
        var place = header.count
        while place < bytes.count, (0x30...0x39).contains(bytes[place]) {
            // Nineteen digits fit; longer ones go the slow way.
            guard place - header.count < 19, index > 0 || place == header.count else { return nil }
            index = index * 10 + UInt64(bytes[place] - 0x30)
            place += 1
        }
        guard place > header.count, place < bytes.count, bytes[place] == 0x0A else { return nil }
        return (index, place + 1)
    }

    /// Reads the first line alone.
    private static func eventHeader(_ bytes: UnsafeRawBufferPointer) -> (entry: EventEntry, body: Int)? {
        guard bytes.count <= LedgerEntry.bytesMax, let end = bytes.prefix(1024).firstIndex(of: 0x0A),
            case .event(let event)? = try? LedgerEntry(parsing: Array(bytes[...end]))
        else { return nil }
        return (event, end + 1)
    }
}

/// Events of one journal that follow one another in the ledger and, as they say, in the journal.
struct EventRun: Sendable {
    let journal: JournalName
    /// The first one's index in the journal.
    let firstIndex: UInt64
    /// Where the first stands in its chunk.
    let offset: Int
    var count = 1
    /// Their hashes as a right edge of the size `firstIndex` takes them.
    var subtrees: [PerfectSubtree] = []

    init(journal: JournalName, firstIndex: UInt64, offset: Int) {
        self.journal = journal
        self.firstIndex = firstIndex
        self.offset = offset
    }

    var nextIndex: UInt64 { firstIndex &+ UInt64(count) }
    var offsets: Range<Int> { offset..<(offset + count) }
}
