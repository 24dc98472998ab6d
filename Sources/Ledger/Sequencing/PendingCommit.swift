import TransparencyLog
import Values

/// The next commit while it is being put together: a copy of the ledger's end that submissions extend one after another.
struct PendingCommit<Reading: Sendable> {
    private(set) var tip: LedgerTip
    private(set) var registry: Registry
    private(set) var batch = LedgerBatch()
    private(set) var journals: [JournalName: JournalState] = [:]
    private(set) var byteCount = 0
    /// What was made of the events appended so far.
    private(set) var readings: [CommittedGroup<Reading>.ReadEvent] = []
    /// Ledger index of the first entry that this commit adds.
    let first: UInt64

    init(tip: LedgerTip, registry: Registry) {
        self.tip = tip
        self.registry = registry
        first = tip.treeSize
    }

    var isEmpty: Bool { batch.entries.isEmpty && batch.forks.isEmpty }

    /// Appends the part of a push that continues `held` and gives the state of its journal after it.
    ///
    /// `held` is the journal as this commit already has it; the caller has checked that the push overlaps or touches it.
    /// Throws `.fork` (kept as evidence) where the signed root does not continue it.
    mutating func append(
        _ push: PushRequest, after held: JournalState?, arrival: Timestamp, reading: (_ offset: Int) -> Reading
    ) throws(PushRefusal) -> JournalSpan? {
        let before = held?.edge ?? RightEdge()
        let skipped = Int(before.treeSize - push.from)
        var edge = before
        for leafHash in push.leafHashes[skipped...] { edge.append(leafHash) }
        guard edge.root == push.checkpoint.root else {
            batch.forks.append(
                JournalFork(
                    journal: push.journal, arrival: arrival, offered: push.note, held: held?.checkpoint ?? []))
            throw .fork(held: before.treeSize, heldCheckpoint: held?.checkpoint ?? [], offered: push.checkpoint)
        }
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
        return span
    }

    /// Appends an admin note that the registry accepts and gives its index.
    mutating func append(adminNote note: [UInt8]) throws(Registry.Refusal) -> UInt64 {
        let index = tip.treeSize
        try registry.apply(note: note, entry: index)
        let entry = LedgerEntry.adminBytes(note: note)
        add([entry], hashes: [.leaf(entry)])
        batch.adminEntries.append(index)
        return index
    }

    /// Records a fork without appending anything.
    mutating func record(_ fork: JournalFork) {
        batch.forks.append(fork)
    }

    /// The batch with its signed checkpoint.
    mutating func seal(_ checkpoint: [UInt8]) -> LedgerBatch {
        batch.checkpoint = checkpoint
        return batch
    }

    private mutating func add(_ entries: some Sequence<[UInt8]>, hashes: some Sequence<MerkleHash>) {
        for entry in entries {
            byteCount += entry.count
            batch.entries.append(entry)
        }
        batch.tiles.merge(tip.append(hashes)) { $1 }
    }
}
