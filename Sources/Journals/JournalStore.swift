public import EPCIS
public import Evidence
public import Ledger
public import TransparencyLog

/// Where a device keeps its own journal: a small file in the operator's hands.
///
/// An import is all or nothing and durable when its commit returns; one process at a time writes.
public protocol JournalStore: Sendable {
    /// The journal's newest state.
    func head() async throws(StoreError) -> JournalHead

    /// Begins a transaction that many appends may fill; nothing of it is there until `commit`.
    func beginImport() async throws(StoreError) -> any JournalImport

    /// The leaves' bytes in `range`, in order; `.missing` when one is not there.
    func entries(_ range: Range<UInt64>) async throws(StoreError) -> [[UInt8]]

    /// Notes how much of the journal the ledger has acknowledged.
    func acknowledge(_ edge: RightEdge) async throws(StoreError)

    /// Keeps `note` as the ledger's head instead of `held` (empty: none); false, and nothing is written, where another is kept.
    func replaceLedgerHead(_ held: [UInt8], with note: [UInt8]) async throws(StoreError) -> Bool

    /// The private values of the events in `range`, ascending by index; events that have none are left out.
    func disclosures(_ range: Range<UInt64>, limit: Int) async throws(StoreError) -> [DisclosureBundle.Event]

    /// Notes up to which event the ledger was brought the private values.
    func markBrought(upTo index: UInt64) async throws(StoreError)

    /// Erases private values of an event for good, and with them all by which their event could be known again from outside.
    /// What an erasure that failed or was interrupted has left is overwritten too; without digests, only that.
    func erase(_ digests: [DisclosureDigest], of index: UInt64) async throws(StoreError)
}

/// A long transaction on a journal: an import of any number of events that becomes durable as a whole or not at all.
public protocol JournalImport: Sendable {
    /// The index of the newest event with this digest that stands in the journal or earlier in this import; nil where there is none.
    func place(of digest: MerkleHash) async throws(StoreError) -> UInt64?
    func append(_ events: [JournalEvent]) async throws(StoreError)
    /// Makes everything durable with the new head.
    func commit(_ head: JournalHead) async throws(StoreError)
    /// Forgets everything that was appended.
    func rollback() async
}

extension JournalImport {
    /// Whether an event with this digest stands in the journal or earlier in this import.
    public func holds(_ digest: MerkleHash) async throws(StoreError) -> Bool { try await place(of: digest) != nil }
}

/// One event as the journal keeps it.
public struct JournalEvent: Hashable, Sendable {
    /// The leaf's bytes.
    public let entry: [UInt8]
    /// Hash of what the event said before it was sealed (`MerkleHash.leaf`), by which the same event is known again. For an
    /// event without private values that is its body.
    public let digest: MerkleHash
    /// The private values that the entry does not hold.
    public let disclosures: [Disclosure]

    public init(entry: [UInt8], digest: MerkleHash, disclosures: [Disclosure] = []) {
        self.entry = entry
        self.digest = digest
        self.disclosures = disclosures
    }
}

extension JournalEvent {
    /// An event without the eventID at its end that says its place in a journal; nil where it has none. The place makes no other event of
    /// it: brought again, from the row that it was or as it was signed, it is known.
    package static func nameless(_ body: ArraySlice<UInt8>) -> [UInt8]? {
        let quote = UInt8(ascii: "\"")
        guard body.suffix(2).elementsEqual("\"}".utf8), let open = body.dropLast(2).lastIndex(of: quote),
            body[(open + 1)...].starts(with: "urn:yima:event:".utf8)
        else { return nil }
        let member = ",\"eventID\":".utf8
        guard body[..<open].suffix(member.count).elementsEqual(member) else { return nil }
        return Array(body[..<(open - member.count)]) + [UInt8(ascii: "}")]
    }
}

/// The newest state of a device's journal.
public struct JournalHead: Hashable, Sendable {
    public var edge: RightEdge
    /// The device's signed checkpoint at `edge`; empty while the journal is.
    public var checkpoint: [UInt8]
    public var pushed: PushedMark

    public init(edge: RightEdge = RightEdge(), checkpoint: [UInt8] = [], pushed: PushedMark = PushedMark()) {
        self.edge = edge
        self.checkpoint = checkpoint
        self.pushed = pushed
    }

    public var size: UInt64 { edge.treeSize }
    /// Events that the ledger has not acknowledged.
    public var waiting: UInt64 { size - pushed.edge.treeSize }
}

/// How much of a journal the ledger has acknowledged, and the head that the ledger is held to.
public struct PushedMark: Hashable, Sendable {
    public var edge: RightEdge
    /// The ledger's newest signed checkpoint that this device has seen; empty before it asked the ledger for the first time.
    public var ledgerCheckpoint: [UInt8]
    /// Up to which event of the journal the ledger was brought the private values.
    public var broughtSize: UInt64

    public init(edge: RightEdge = RightEdge(), ledgerCheckpoint: [UInt8] = [], broughtSize: UInt64 = 0) {
        self.edge = edge
        self.ledgerCheckpoint = ledgerCheckpoint
        self.broughtSize = broughtSize
    }

    public var size: UInt64 { edge.treeSize }
}
