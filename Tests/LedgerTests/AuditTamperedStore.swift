import Ledger
import LedgerTesting
import TransparencyLog

/// A store whose answers a test changes or withholds.
struct TamperedStore: LedgerStore {
    /// What may be asked of a store.
    enum Question: String, CaseIterable {
        case head, entries, tiles, journal, span, spans, adminEntries, journalNames, forks
    }

    let base: SimulatedLedgerStore
    /// Questions that get no answer.
    var unanswered: Set<Question> = []
    /// Changes the checkpoint that the head says.
    var changesCheckpoint: @Sendable ([UInt8]) -> [UInt8] = { $0 }
    /// Changes the whole list of entries.
    var changesEntries: @Sendable ([[UInt8]]) -> [[UInt8]] = { $0 }
    var changesJournal: @Sendable (JournalState?) -> JournalState? = { $0 }
    var changesSpan: @Sendable (JournalSpan?) -> JournalSpan? = { $0 }
    var changesAdminEntries: @Sendable ([UInt64]) -> [UInt64] = { $0 }

    private func ask(_ question: Question) throws(StoreError) {
        if unanswered.contains(question) { throw .unreadable(reason: "simulated: no answer to \(question)") }
    }

    func head() async throws(StoreError) -> LedgerHead? {
        try ask(.head)
        return try await base.head().map {
            LedgerHead(treeSize: $0.treeSize, checkpoint: changesCheckpoint($0.checkpoint))
        }
    }

    func append(_ batch: LedgerBatch, expecting treeSize: UInt64) async throws(StoreError) {
        try await base.append(batch, expecting: treeSize)
    }

    func entries(_ range: Range<UInt64>) async throws(StoreError) -> [[UInt8]] {
        try ask(.entries)
        let all = changesEntries(try await base.entries(0..<(try await base.head()?.treeSize ?? 0)))
        guard range.upperBound <= all.count else { throw .missing("entry \(all.count)") }
        return Array(all[Int(range.lowerBound)..<Int(range.upperBound)])
    }

    func placedEntries(at indexes: [UInt64]) async throws(StoreError) -> [StoredEntry] {
        try ask(.entries)
        return try await base.placedEntries(at: indexes)
    }

    func tiles(_ tiles: [TileName]) async throws(StoreError) -> [[UInt8]?] {
        try ask(.tiles)
        return try await base.tiles(tiles)
    }

    func journal(_ name: JournalName) async throws(StoreError) -> JournalState? {
        try ask(.journal)
        return changesJournal(try await base.journal(name))
    }

    func span(holding entry: UInt64) async throws(StoreError) -> JournalSpan? {
        try ask(.span)
        return changesSpan(try await base.span(holding: entry))
    }

    func spans(holding entries: [UInt64]) async throws(StoreError) -> [JournalSpan?] {
        try ask(.span)
        return try await base.spans(holding: entries).map(changesSpan)
    }

    func spans(of name: JournalName, overlapping range: Range<UInt64>) async throws(StoreError) -> [JournalSpan] {
        try ask(.spans)
        return try await base.spans(of: name, overlapping: range)
    }

    func spans(beginningIn entries: Range<UInt64>, limit: Int) async throws(StoreError) -> [JournalSpan] {
        try ask(.spans)
        return try await base.spans(beginningIn: entries, limit: limit)
    }

    func journalNames(
        of operatorUSCC: String, after name: JournalName?, limit: Int
    ) async throws(StoreError) -> [JournalName] {
        try ask(.journalNames)
        return try await base.journalNames(of: operatorUSCC, after: name, limit: limit)
    }

    func adminEntries() async throws(StoreError) -> [UInt64] {
        try ask(.adminEntries)
        return changesAdminEntries(try await base.adminEntries())
    }

    func journalNames() async throws(StoreError) -> [JournalName] {
        try ask(.journalNames)
        return try await base.journalNames()
    }

    func forks(of name: JournalName) async throws(StoreError) -> [JournalFork] {
        try ask(.forks)
        return try await base.forks(of: name)
    }
}
