import TransparencyLog

/// What a ledger holds of one journal: what is stored, and what the commit adds that is being put together after it.
struct JournalHistory {
    let journal: JournalName
    private let store: any LedgerStore
    private let unstored: LedgerBatch
    /// Ledger index of the first entry that is not stored.
    private let firstUnstored: UInt64

    init<Reading>(of journal: JournalName, in store: any LedgerStore, and pending: PendingCommit<Reading>) {
        self.journal = journal
        self.store = store
        unstored = pending.batch
        firstUnstored = pending.first
    }

    /// The right edge that the journal had at `size`, from the span that reaches it and that span's leaf hashes.
    func edge(at size: UInt64) async throws(StoreError) -> RightEdge {
        guard size > 0 else { return RightEdge() }
        // Every checkpoint that stands in the ledger ends a span: whoever sends one again costs the writer no hashing.
        if let next = try await spans(overlapping: size..<(size + 1)).first, next.edge.treeSize == size {
            return next.edge
        }
        let span = try await span(holding: size - 1)
        var edge = span.edge
        for hash in try await leafHashes(span.edge.treeSize..<size) { edge.append(hash) }
        return edge
    }

    /// The span that has event `index` of the journal.
    func span(holding index: UInt64) async throws(StoreError) -> JournalSpan {
        guard let span = try await spans(overlapping: index..<(index + 1)).holding(journalIndex: index) else {
            throw .missing("the span of \(journal) that holds its event \(index)")
        }
        return span
    }

    /// The leaf hashes of the journal's events in `range`, all of which the ledger holds.
    func leafHashes(_ range: Range<UInt64>) async throws(StoreError) -> [MerkleHash] {
        var hashes: [MerkleHash] = []
        for span in try await spans(overlapping: range) {
            let part = range.clamped(to: span.journalRange)
            let first = span.firstEntry + part.lowerBound - span.edge.treeSize
            hashes += try await entryHashes(first..<(first + UInt64(part.count)))
        }
        guard hashes.count == range.count else { throw .missing("events \(range) of \(journal)") }
        return hashes
    }

    /// The signed checkpoint that closed a span.
    func checkpoint(closing span: JournalSpan) async throws(StoreError) -> [UInt8] {
        let index = span.checkpointEntry
        let bytes =
            if index >= firstUnstored { unstored.entries[Int(index - firstUnstored)] } else {
                try await store.entry(index)
            }
        guard case .journal(let entry)? = try? LedgerEntry(parsing: bytes) else {
            throw .missing("the checkpoint of \(journal) in entry \(index)")
        }
        return entry.note
    }

    func spans(overlapping range: Range<UInt64>) async throws(StoreError) -> [JournalSpan] {
        let stored = try await store.spans(of: journal, overlapping: range)
        return stored
            + unstored.spans.filter { $0.journal == journal && $0.journalRange.overlaps(range) }
    }

    private func entryHashes(_ range: Range<UInt64>) async throws(StoreError) -> [MerkleHash] {
        guard range.lowerBound >= firstUnstored else { return try await store.leafHashes(range) }
        return range.map { .leaf(unstored.entries[Int($0 - firstUnstored)]) }
    }
}

extension Array where Element == JournalSpan {
    func holding(journalIndex index: UInt64) -> JournalSpan? {
        first { $0.journalRange.contains(index) }
    }

    /// Ledger index of a journal's event.
    package func entry(ofJournalIndex index: UInt64) -> UInt64? {
        holding(journalIndex: index).map { $0.firstEntry + index - $0.edge.treeSize }
    }
}

extension Range where Bound == UInt64 {
    /// The same numbers as a closed range; nil for none.
    var closed: ClosedRange<UInt64>? { isEmpty ? nil : lowerBound...(upperBound - 1) }
}
