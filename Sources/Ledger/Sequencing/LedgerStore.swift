public import TransparencyLog
public import Values

/// Where a ledger is kept durably. Stores hold what they are given; they decide nothing.
///
/// The contract, which every store's conformance suite holds it to:
/// - `append` is compare-and-swap on the tree size and all or nothing: when it returns, everything in the batch survives kill −9
///   and power loss; when it throws `.notCommitted` or `.conflict`, nothing of it is there and never will be; when it throws
///   `.outcomeUnknown`, either may be so and the caller must stop and recover from what is stored.
/// - Reads see the last append that returned, or a later one, and never part of a batch.
public protocol LedgerStore: Sendable {
    /// The tree size and newest signed checkpoint; nil for a store that was never written to.
    func head() async throws(StoreError) -> LedgerHead?

    /// Makes a batch durable after exactly `treeSize` entries (0 for the first).
    func append(_ batch: LedgerBatch, expecting treeSize: UInt64) async throws(StoreError)

    /// The leaves' bytes in `range`, in order; `.missing` when one is not there.
    func entries(_ range: Range<UInt64>) async throws(StoreError) -> [[UInt8]]

    /// The leaves at `indexes`, which ascend and repeat nothing, each with when it arrived, from one read however many they are;
    /// `.missing` when one is not there.
    func placedEntries(at indexes: [UInt64]) async throws(StoreError) -> [StoredEntry]

    /// Shows each leaf's bytes in `range` to `body`, in order, and gives what it made of them; `.missing` where one is not
    /// there. The bytes are borrowed: they are valid during the call only.
    func fold<State: Sendable>(
        _ range: Range<UInt64>, into state: State,
        _ body: @escaping @Sendable (inout State, _ entry: UInt64, _ bytes: UnsafeRawBufferPointer) -> Void
    ) async throws(StoreError) -> State

    /// The stored hashes of each tile, of the widest width stored; nil where there is none.
    func tiles(_ tiles: [TileName]) async throws(StoreError) -> [[UInt8]?]

    /// What the ledger holds of a journal; nil for one that never pushed.
    func journal(_ name: JournalName) async throws(StoreError) -> JournalState?

    /// The span that has the ledger entry `entry` among its events; nil where no span does.
    func span(holding entry: UInt64) async throws(StoreError) -> JournalSpan?

    /// As `span(holding:)` for each of these entries, from one read; those of one span best stand beside each other.
    func spans(holding entries: [UInt64]) async throws(StoreError) -> [JournalSpan?]

    /// The spans of a journal that overlap `range` of its own indexes, ascending.
    func spans(of name: JournalName, overlapping range: Range<UInt64>) async throws(StoreError) -> [JournalSpan]

    /// The spans whose first event lies in `entries`, ascending, at most `limit` of them.
    func spans(beginningIn entries: Range<UInt64>, limit: Int) async throws(StoreError) -> [JournalSpan]

    /// Ledger indexes of all entries of which the registry is made, ascending: admin notes, and the forks of journals.
    func adminEntries() async throws(StoreError) -> [UInt64]

    /// The names of all journals that ever pushed.
    func journalNames() async throws(StoreError) -> [JournalName]

    /// The names of an operator's journals that ever pushed, after `name` in the order of their bytes, at most `limit` of them.
    func journalNames(
        of operatorUSCC: String, after name: JournalName?, limit: Int
    ) async throws(StoreError) -> [JournalName]

    /// What 0.3 kept of a journal's forks beside the ledger, oldest first. Today a fork is an entry, and nothing is added here.
    func forks(of name: JournalName) async throws(StoreError) -> [JournalFork]
}

extension LedgerStore {
    /// For stores that have no shorter way.
    public func fold<State: Sendable>(
        _ range: Range<UInt64>, into state: State,
        _ body: @escaping @Sendable (inout State, _ entry: UInt64, _ bytes: UnsafeRawBufferPointer) -> Void
    ) async throws(StoreError) -> State {
        var state = state
        for (offset, entry) in try await entries(range).enumerated() {
            entry.withUnsafeBytes { body(&state, range.lowerBound + UInt64(offset), $0) }
        }
        return state
    }
}

/// Why a store did not do what it was asked.
public enum StoreError: Error, Sendable {
    /// Another writer appended: the tree has this size.
    case conflict(treeSize: UInt64)
    /// Nothing was written, and nothing will appear later: disk full, read-only.
    case notCommitted(reason: String)
    /// The write may or may not be durable. The process must stop; recovery decides.
    case outcomeUnknown(reason: String)
    /// Something that the head says is there is not.
    case missing(String)
    /// What is stored is broken: a page that is no page, a value that cannot be.
    case damaged(reason: String)
    /// The store cannot be read, which says nothing of what is in it.
    case unreadable(reason: String)
    /// Another process holds the store.
    case locked(by: String)
}

/// The newest state of a ledger.
public struct LedgerHead: Hashable, Sendable {
    public let treeSize: UInt64
    /// The signed checkpoint as a note.
    public let checkpoint: [UInt8]

    public init(treeSize: UInt64, checkpoint: [UInt8]) {
        self.treeSize = treeSize
        self.checkpoint = checkpoint
    }
}

/// A leaf as it was read, in its place.
public struct StoredEntry: Hashable, Sendable {
    public let index: UInt64
    /// The leaf's bytes.
    public let bytes: [UInt8]
    /// The arrival of the push that has it among its events; nil for a journal's checkpoint or an admin note.
    public let arrival: Timestamp?

    public init(index: UInt64, bytes: [UInt8], arrival: Timestamp?) {
        self.index = index
        self.bytes = bytes
        self.arrival = arrival
    }
}

/// Names a tile without its width: tile level L (of hash level 8 × L) and index in the level.
public struct TileName: Hashable, Sendable {
    public let level: UInt8
    public let index: UInt64

    public init(level: UInt8, index: UInt64) {
        self.level = level
        self.index = index
    }
}

/// Everything that one commit makes durable.
public struct LedgerBatch: Sendable {
    /// The new leaves' bytes, from the expected tree size on.
    public var entries: [[UInt8]] = []
    /// Every tile that is new or wider, with all its hashes.
    public var tiles: [TileName: [UInt8]] = [:]
    public var journals: [JournalName: JournalState] = [:]
    public var spans: [JournalSpan] = []
    public var adminEntries: [UInt64] = []
    /// The signed checkpoint over the tree with `entries` appended.
    public var checkpoint: [UInt8] = []

    public init() {}
}

/// What the ledger holds of one journal.
public struct JournalState: Hashable, Sendable {
    /// The journal's right edge at its size: enough to check exactly that a push continues it.
    public var edge: RightEdge
    /// The newest signed checkpoint that the device sent.
    public var checkpoint: [UInt8]
    /// When that arrived.
    public var arrival: Timestamp

    public init(edge: RightEdge, checkpoint: [UInt8], arrival: Timestamp) {
        self.edge = edge
        self.checkpoint = checkpoint
        self.arrival = arrival
    }

    public var size: UInt64 { edge.treeSize }
}

/// One push as it stands in the ledger: contiguous events, then the journal's checkpoint.
public struct JournalSpan: Hashable, Sendable {
    public let journal: JournalName
    /// The journal's right edge before this span; with the span's leaf hashes it proves each of them.
    public let edge: RightEdge
    /// Number of events.
    public let count: UInt64
    /// Ledger index of the first event; the checkpoint's entry follows the last.
    public let firstEntry: UInt64
    public let arrival: Timestamp

    public init(journal: JournalName, edge: RightEdge, count: UInt64, firstEntry: UInt64, arrival: Timestamp) {
        self.journal = journal
        self.edge = edge
        self.count = count
        self.firstEntry = firstEntry
        self.arrival = arrival
    }

    /// The journal's indexes of the events.
    public var journalRange: Range<UInt64> { edge.treeSize..<(edge.treeSize + count) }
    /// The ledger's indexes of the events.
    public var entryRange: Range<UInt64> { firstEntry..<(firstEntry + count) }
    /// Ledger index of the journal's checkpoint.
    public var checkpointEntry: UInt64 { firstEntry + count }
}

/// A device's signed checkpoint that does not continue what its journal signed before, as 0.3 kept it.
public struct JournalFork: Hashable, Sendable {
    public let journal: JournalName
    public let arrival: Timestamp
    /// The signed checkpoint that was offered and refused.
    public let offered: [UInt8]
    /// The signed checkpoint that the ledger held.
    public let held: [UInt8]

    public init(journal: JournalName, arrival: Timestamp, offered: [UInt8], held: [UInt8]) {
        self.journal = journal
        self.arrival = arrival
        self.offered = offered
        self.held = held
    }
}
