public import Ledger

extension SimulatedLedgerStore {
    public func head() async throws(StoreError) -> LedgerHead? {
        try reading { $0.head }
    }

    public func entries(_ range: Range<UInt64>) async throws(StoreError) -> [[UInt8]] {
        try reading { contents throws(StoreError) in
            let size = UInt64(contents.entries.count)
            guard range.isEmpty || range.upperBound <= size else {
                throw .missing("entry \(max(range.lowerBound, size))")
            }
            return range.isEmpty ? [] : Array(contents.entries[Int(range.lowerBound)..<Int(range.upperBound)])
        }
    }

    public func placedEntries(at indexes: [UInt64]) async throws(StoreError) -> [StoredEntry] {
        try reading { contents throws(StoreError) in
            var found: [StoredEntry] = []
            for index in indexes {
                guard index < UInt64(contents.entries.count) else { throw .missing("entry \(index)") }
                let span = contents.spans.first { $0.entryRange.contains(index) }
                found.append(
                    StoredEntry(index: index, bytes: contents.entries[Int(index)], arrival: span?.arrival))
            }
            return found
        }
    }

    public func tiles(_ tiles: [TileName]) async throws(StoreError) -> [[UInt8]?] {
        try reading { contents in tiles.map { contents.tiles[$0] } }
    }

    public func journal(_ name: JournalName) async throws(StoreError) -> JournalState? {
        try reading { $0.journals[name] }
    }

    public func span(holding entry: UInt64) async throws(StoreError) -> JournalSpan? {
        try reading { contents in contents.spans.first { $0.entryRange.contains(entry) } }
    }

    public func spans(holding entries: [UInt64]) async throws(StoreError) -> [JournalSpan?] {
        try reading { contents in
            entries.map { entry in contents.spans.first { $0.entryRange.contains(entry) } }
        }
    }

    public func spans(
        of name: JournalName, overlapping range: Range<UInt64>
    ) async throws(StoreError) -> [JournalSpan] {
        try reading { contents in
            contents.spans.filter { $0.journal == name && $0.journalRange.overlaps(range) }
        }
    }

    public func spans(
        beginningIn entries: Range<UInt64>, limit: Int
    ) async throws(StoreError) -> [JournalSpan] {
        try reading { contents in
            let found = contents.spans.filter { entries.contains($0.firstEntry) }
            return Array(found.sorted { $0.firstEntry < $1.firstEntry }.prefix(limit))
        }
    }

    public func adminEntries() async throws(StoreError) -> [UInt64] {
        try reading { $0.adminEntries }
    }

    public func journalNames() async throws(StoreError) -> [JournalName] {
        try reading { contents in
            // As bytes, not as Unicode collates: the order that a database gives.
            contents.journals.keys.sorted { $0.description.utf8.lexicographicallyPrecedes($1.description.utf8) }
        }
    }

    public func journalNames(
        of operatorUSCC: String, after name: JournalName?, limit: Int
    ) async throws(StoreError) -> [JournalName] {
        let own = try await journalNames().filter { $0.operatorUSCC == operatorUSCC }
        guard let name else { return Array(own.prefix(limit)) }
        return Array(
            own.filter { name.description.utf8.lexicographicallyPrecedes($0.description.utf8) }.prefix(limit))
    }

    public func forks(of name: JournalName) async throws(StoreError) -> [JournalFork] {
        // Only 0.3 kept forks beside the ledger.
        try reading { _ in [] }
    }
}

extension SimulatedLedgerStore.Contents {
    mutating func apply(_ batch: LedgerBatch) {
        let treeSize = head?.treeSize ?? 0
        entries += batch.entries
        tiles.merge(batch.tiles) { $1 }
        journals.merge(batch.journals) { $1 }
        spans += batch.spans
        adminEntries += batch.adminEntries
        head = LedgerHead(treeSize: treeSize + UInt64(batch.entries.count), checkpoint: batch.checkpoint)
    }
}
