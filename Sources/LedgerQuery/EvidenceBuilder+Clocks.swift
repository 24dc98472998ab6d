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
}
