import Evidence
import Ledger

// What shows when the head of the ledger was there that a device says to have seen: before that it cannot have recorded what it signed.

extension EvidenceBuilder {
    /// Heads whose time is told in one document; of more, those of the newest.
    private static let headCountMax = 1024

    /// For journal checkpoints over events that claim another day than that of their arrival, the entry that tells the time of
    /// the head which they name; by the entries of the checkpoints.
    func clocks(
        of events: [RecordedEvent], _ journalProofs: [UInt64: Evidence.JournalProof]
    ) async throws(StoreError) -> [UInt64: UInt64] {
        let late = Set(events.lazy.filter(\.arrivedOnALaterDay).compactMap { journalProofs[$0.entry]?.checkpointEntry })
        guard !late.isEmpty else { return [:] }
        let newest = late.sorted(by: >).prefix(Self.headCountMax)
        return try await SeenHeads(room: reader.room, origin: registry.origin).clocks(of: newest.reversed())
            .mapValues(\.entry)
    }

    /// Between which journal checkpoints the suspensions of these operators, and their ends, were written: they say no time of their own.
    func brackets(of operators: Set<String>) async throws(StoreError) -> [String: Set<UInt64>] {
        var acts: [String: Set<UInt64>] = [:]
        for uscc in operators {
            let found = (registry.operators[uscc]?.suspensions ?? []).flatMap {
                [$0.entry, $0.liftedBy].compactMap(\.self)
            }
            if !found.isEmpty { acts[uscc] = Set(found.filter { $0 < treeSize }) }
        }
        let all = Set(acts.values.joined())
        guard !all.isEmpty else { return [:] }
        let heads = SeenHeads(room: reader.room, origin: registry.origin)
        let before = try await heads.lastJournalEntries(before: all)
        var after: [UInt64: UInt64] = [:]
        for act in all { after[act] = try await firstJournalEntry(after: act) }
        return acts.mapValues { Set($0.flatMap { [before[$0]?.entry, after[$0]].compactMap(\.self) }) }
    }

    /// The end of the next push; nil where none is near.
    private func firstJournalEntry(after entry: UInt64) async throws(StoreError) -> UInt64? {
        let next = entry + 1..<max(entry + 1, min(entry + 1 + SeenHeads.lookBack, treeSize))
        guard !next.isEmpty else { return nil }
        for span in try await store.spans(holding: Array(next)) {
            if let span, span.checkpointEntry < treeSize { return span.checkpointEntry }
        }
        return nil
    }
}
