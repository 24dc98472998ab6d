import Evidence
import Ledger
import TransparencyLog

/// What one query reads: each entry at most once, many in one read of the store, within a budget, until its task is cancelled.
struct QueryReading {
    private let room: ReadingRoom
    private let budget: QueryBudget
    /// The tree by which is judged what is read: then each entry must be what its leaf says, and it must be known before when late
    /// events cannot have been recorded. Nil where nothing is judged.
    private let judgedTree: UInt64?
    private let started: Duration
    /// Every event that this query has read.
    private(set) var events: [UInt64: RecordedEvent] = [:]
    private var entryCount = 0
    private var byteCount = 0
    private var codeCount = 0
    /// Whether something was left out: the budget was spent, or nobody waits any more.
    private(set) var isCutShort = false

    /// Entries in one read: with the largest events 4 MiB.
    private static let batch = 64

    init(_ room: ReadingRoom, budget: QueryBudget, judging treeSize: UInt64? = nil) {
        judgedTree = treeSize
        self.room = room
        self.budget = budget
        started = room.uptime()
    }

    /// Whether the query may go on.
    mutating func mayGoOn() -> Bool {
        guard !isCutShort else { return false }
        let isOver =
            Task.isCancelled || entryCount >= budget.entryCountMax || byteCount >= budget.byteCountMax
            || room.uptime() - started >= budget.duration
        if isOver { isCutShort = true }
        return !isOver
    }

    /// Whether the index may be asked for so many codes more.
    mutating func takes(codes count: Int) -> Bool {
        codeCount += count
        if codeCount > budget.codeCountMax { isCutShort = true }
        return !isCutShort
    }

    /// Reads `entries`, none of them twice; those that are no events are passed over. Gives how many of them, from the first on,
    /// were read before the budget was spent.
    mutating func read(_ entries: [UInt64]) async throws(StoreError) -> Int {
        for start in stride(from: 0, to: entries.count, by: Self.batch) {
            guard mayGoOn() else { return start }
            let end = min(start + Self.batch, entries.count, start + budget.entryCountMax - entryCount)
            try await readBatch(entries[start..<end].filter { events[$0] == nil })
            if end < min(start + Self.batch, entries.count) {
                isCutShort = true
                return end
            }
        }
        return entries.count
    }

    private mutating func readBatch(_ entries: [UInt64]) async throws(StoreError) {
        entryCount += entries.count
        var missing: [UInt64] = []
        var found: [RecordedEvent] = []
        for (entry, event) in zip(entries, room.events.find(entries)) {
            if let event { found.append(event) } else { missing.append(entry) }
        }
        // The order of the leaves is the order of the file.
        missing.sort()
        var read: [RecordedEvent] = []
        let placed = missing.isEmpty ? [] : try await room.store.placedEntries(at: missing)
        try await check(placed)
        for stored in placed {
            guard case .event(let event)? = try? LedgerEntry(parsing: stored.bytes) else { continue }
            guard let arrival = stored.arrival else { throw .missing("the span that holds entry \(stored.index)") }
            read.append(RecordedEvent(entry: stored.index, event: event, recordTime: arrival))
        }
        if judgedTree != nil, let origin = room.origin {
            let undated = (found + read).filter { !$0.isDated && $0.arrivedOnALaterDay }
            if !undated.isEmpty { read += try await dated(undated, origin) }
        }
        // What was dated comes after what it was before.
        for event in found + read { keep(event) }
        room.events.insert(read.lazy.map { (key: $0.entry, value: $0) }) { $0.cost }
    }

    /// What a disk has changed is not judged: the leaves lie elsewhere than the entries.
    private func check(_ placed: [StoredEntry]) async throws(StoreError) {
        guard let judgedTree else { return }
        let own = placed.filter { $0.index < judgedTree }
        guard !own.isEmpty else { return }
        var tree = TreeReading(room.store, room.proofs, treeSize: judgedTree)
        let leaves = try await tree.leafHashes(own.map { $0.index..<$0.index + 1 })
        for (stored, leaf) in zip(own, leaves) where leaf.first != .leaf(stored.bytes) {
            throw .damaged(reason: "entry \(stored.index) is not what its leaf says: the ledger's file is damaged")
        }
    }

    /// With what is known of events that came on a later day than they claim: before when they cannot have been recorded.
    private func dated(_ late: [RecordedEvent], _ origin: String) async throws(StoreError) -> [RecordedEvent] {
        let spans = try await room.store.spans(holding: late.map(\.entry))
        let checkpoints = Set(spans.compactMap { $0?.checkpointEntry }).sorted()
        let clocks = try await SeenHeads(room: room, origin: origin).clocks(of: checkpoints)
        return zip(late, spans).map { event, span in
            RecordedEvent(event, recordedAfter: span.flatMap { clocks[$0.checkpointEntry]?.time })
        }
    }

    private mutating func keep(_ event: RecordedEvent) {
        if events.updateValue(event, forKey: event.entry) == nil { byteCount += event.body.count }
    }
}
