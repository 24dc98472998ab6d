import Evidence
import Ledger

/// What one query reads: each entry at most once, many in one read of the store, within a budget, until its task is cancelled.
struct QueryReading {
    private let room: ReadingRoom
    private let budget: QueryBudget
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

    init(_ room: ReadingRoom, budget: QueryBudget) {
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
        for (entry, event) in zip(entries, room.events.find(entries)) {
            if let event { keep(event) } else { missing.append(entry) }
        }
        guard !missing.isEmpty else { return }
        // The order of the leaves is the order of the file.
        missing.sort()
        var read: [RecordedEvent] = []
        for stored in try await room.store.placedEntries(at: missing) {
            guard case .event(let event)? = try? LedgerEntry(parsing: stored.bytes) else { continue }
            guard let arrival = stored.arrival else { throw .missing("the span that holds entry \(stored.index)") }
            read.append(RecordedEvent(entry: stored.index, event: event, recordTime: arrival))
        }
        read = try await dated(read)
        for event in read { keep(event) }
        room.events.insert(read.lazy.map { (key: $0.entry, value: $0) }) { $0.cost }
    }

    /// With what is known of those that came on a later day than they claim: before when they cannot have been recorded.
    private func dated(_ read: [RecordedEvent]) async throws(StoreError) -> [RecordedEvent] {
        let late = read.filter(\.arrivedOnALaterDay).map(\.entry)
        guard !late.isEmpty, let origin = room.origin else { return read }
        var checkpoints: [UInt64: UInt64] = [:]
        for (entry, span) in zip(late, try await room.store.spans(holding: late)) {
            checkpoints[entry] = span?.checkpointEntry
        }
        let clocks = try await SeenHeads(room: room, origin: origin).clocks(of: Set(checkpoints.values).sorted())
        return read.map { event in
            guard let checkpoint = checkpoints[event.entry], let clock = clocks[checkpoint] else { return event }
            return RecordedEvent(event, recordedAfter: clock.time)
        }
    }

    private mutating func keep(_ event: RecordedEvent) {
        events[event.entry] = event
        byteCount += event.body.count
    }
}
