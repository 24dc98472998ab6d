import TransparencyLog

extension LedgerStore {
    /// The root that a journal had at `size`, from the span that reaches it and that span's leaf hashes.
    ///
    /// `unstored` is the commit that is being put together after what the store holds.
    func journalRoot<Reading>(
        _ name: JournalName, size: UInt64, unstored: PendingCommit<Reading>
    ) async throws(StoreError) -> MerkleHash {
        guard size > 0 else { return .emptyRoot }
        let last = size - 1
        let stored = try await spans(of: name, overlapping: last..<(size + 1))
        let all = stored + unstored.batch.spans.filter { $0.journal == name }
        // Every checkpoint that stands in the ledger ends a span: whoever sends one again costs the writer no hashing.
        if let next = all.first(where: { $0.edge.treeSize == size }) { return next.edge.root }
        guard let span = all.holding(journalIndex: last) else {
            throw .missing("the span of \(name) that holds its event \(last)")
        }
        let wanted = span.firstEntry..<(span.firstEntry + size - span.edge.treeSize)
        var edge = span.edge
        if stored.contains(span) {
            for hash in try await leafHashes(wanted) { edge.append(hash) }
        } else {
            for index in wanted { edge.append(.leaf(unstored.batch.entries[Int(index - unstored.first)])) }
        }
        return edge.root
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
