import Complaints
import Evidence
import Ledger
import LedgerQuery

/// All complaints of a ledger, brought up to date when they are asked for: what their acts say and who signed them, not their words.
public actor ComplaintBook {
    private var records: [ComplaintName: ComplaintRecord] = [:]
    /// In the order in which they were opened.
    private var order: [ComplaintName] = []
    private var treeSize: UInt64 = 0
    private var isReading = false
    private var waiting: [CheckedContinuation<Void, Never>] = []

    /// Complaints that are remembered at most; of further ones nothing is told but that they are there.
    public static let countMax = 1_000_000
    private static let pageCount = 256

    public init() {}

    /// Every complaint that was opened by one who might, in that order.
    func all(_ reader: LedgerReader, _ published: PublishedLedger) async throws(StoreError) -> [ComplaintRecord] {
        try await refresh(reader, published)
        return order.compactMap { records[$0] }.filter { $0.opening != nil }
    }

    /// One of them; nil where nothing stands under its name.
    func record(
        _ name: ComplaintName, _ reader: LedgerReader, _ published: PublishedLedger
    ) async throws(StoreError) -> ComplaintRecord? {
        try await refresh(reader, published)
        return records[name]
    }

    private func refresh(_ reader: LedgerReader, _ published: PublishedLedger) async throws(StoreError) {
        while isReading { await withCheckedContinuation { waiting.append($0) } }
        let end = min(published.treeSize, reader.searchedUpTo)
        guard end > treeSize else { return }
        isReading = true
        defer {
            isReading = false
            for one in waiting { one.resume() }
            waiting = []
        }
        // The index gives the newest first; what is kept of each meanwhile is a few hundred bytes.
        var acts: [ComplaintRecord.Signed] = []
        var bound = end
        reading: while bound > treeSize {
            let found = try await reader.events(
                written: ComplaintName.register, below: bound, limit: Self.pageCount)
            for event in found.events.reversed() {
                guard event.entry >= treeSize else { break reading }
                acts.append(ComplaintRecord.Signed(event))
            }
            guard let first = found.events.first?.entry, !found.isWhole else { break }
            bound = first
        }
        for act in acts.reversed() { take(act, published.registry) }
        treeSize = end
    }

    private func take(_ signed: ComplaintRecord.Signed, _ registry: Registry) {
        // Under which name something unreadable stands cannot be told.
        guard let name = signed.act?.name else { return }
        if records[name] == nil {
            guard records.count < Self.countMax else { return }
            records[name] = ComplaintRecord(name)
            order.append(name)
        }
        records[name]?.take(signed, registry)
    }
}
