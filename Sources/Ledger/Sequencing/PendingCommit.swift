import TransparencyLog
import Values
import VerifiableIndex

/// The signed root of a push is not that of what is held and of what it brings.
struct Contradiction: Error {}

/// The next commit while it is being put together: a copy of the ledger's end that submissions extend one after another.
struct PendingCommit<Reading: Sendable> {
    private(set) var tip: LedgerTip
    private(set) var registry: Registry
    private(set) var batch = LedgerBatch()
    private(set) var journals: [JournalName: JournalState] = [:]
    private(set) var byteCount = 0
    /// What was made of the events appended so far.
    private(set) var readings: [CommittedGroup<Reading>.ReadEvent] = []
    /// When the newest push came: nothing that comes after it may have come earlier.
    private(set) var lastArrival: Timestamp?
    /// Ledger index of the first entry that this commit adds.
    let first: UInt64
    /// Whether the last entry is a state of the index.
    private(set) var endsInState = false

    init(tip: LedgerTip, registry: Registry, lastArrival: Timestamp? = nil) {
        self.tip = tip
        self.registry = registry
        self.lastArrival = lastArrival
        first = tip.treeSize
    }

    var isEmpty: Bool { batch.entries.isEmpty }

    /// Appends the part of a push that continues `held` and gives the state of its journal after it.
    ///
    /// `held` is the journal as this commit already has it; the caller has checked that the push overlaps or touches it.
    /// Throws `Contradiction`, and appends nothing, where the signed root does not continue it.
    mutating func append(
        _ push: PushRequest, after held: JournalState?, arrival: Timestamp, reading: (_ offset: Int) -> Reading
    ) throws(Contradiction) -> JournalSpan? {
        let before = held?.edge ?? RightEdge()
        let skipped = Int(before.treeSize - push.from)
        var edge = before
        for leafHash in push.leafHashes[skipped...] { edge.append(leafHash) }
        guard edge.root == push.checkpoint.root else { throw Contradiction() }
        guard skipped < push.entries.count else { return nil }
        let span = JournalSpan(
            journal: push.journal, edge: before, count: UInt64(push.entries.count - skipped),
            firstEntry: tip.treeSize, arrival: arrival)
        add(push.entries[skipped...], hashes: push.leafHashes[skipped...])
        for (place, offset) in (skipped..<push.entries.count).enumerated() {
            readings.append(.init(entry: span.firstEntry + UInt64(place), reading: reading(offset)))
        }
        let closing = JournalCheckpointEntry(arrival: arrival, note: push.note).bytes
        add([closing], hashes: [.leaf(closing)])
        let state = JournalState(edge: edge, checkpoint: push.note, arrival: arrival)
        journals[push.journal] = state
        batch.journals[push.journal] = state
        batch.spans.append(span)
        lastArrival = arrival
        return span
    }

    /// Appends an admin note that the registry accepts at the moment `now`, and gives its index.
    /// - Parameter definition: the text of what it adopts, which goes before it unless it stands already.
    mutating func append(
        adminNote note: [UInt8], definition: DefinitionEntry? = nil, now: Timestamp
    ) throws(Registry.Refusal) -> UInt64 {
        var grown = registry
        var index = tip.treeSize
        let text = definition.flatMap { registry.holdsText($0.sha256) ? nil : $0 }
        if let text {
            grown.apply(definition: text, entry: index)
            index += 1
        }
        try grown.admit(note: note, entry: index, now: now)
        registry = grown
        if let text { appendDeciding(text.bytes) }
        appendDeciding(LedgerEntry.adminBytes(note: note))
        return index
    }

    /// Appends a fork that the registry accepts and gives its index.
    mutating func append(_ fork: ForkEntry) throws(Registry.Refusal) -> UInt64 {
        let index = tip.treeSize
        try registry.apply(fork: fork, entry: index)
        appendDeciding(fork.bytes)
        return index
    }

    /// Appends a state of the index of everything before it.
    mutating func append(_ state: IndexState) {
        let entry = state.bytes
        add([entry], hashes: [.leaf(entry)])
        endsInState = true
    }

    /// Appends an entry of which the registry is made.
    private mutating func appendDeciding(_ entry: [UInt8]) {
        batch.adminEntries.append(tip.treeSize)
        add([entry], hashes: [.leaf(entry)])
    }

    /// The batch with its signed checkpoint.
    mutating func seal(_ checkpoint: [UInt8]) -> LedgerBatch {
        batch.checkpoint = checkpoint
        return batch
    }

    private mutating func add(_ entries: some Sequence<[UInt8]>, hashes: some Sequence<MerkleHash>) {
        for entry in entries {
            byteCount += entry.count
            endsInState = false
            batch.entries.append(entry)
        }
        batch.tiles.merge(tip.append(hashes)) { $1 }
    }
}
