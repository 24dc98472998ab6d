import Chains
import EPCIS
import Evidence
import Ledger
import TransparencyLog
import Values

// What shows when the head of the ledger was there that a device says to have seen: before that it cannot have recorded what it signed.

extension EvidenceBuilder {
    /// Heads whose time is told in one document; of more, those of the newest.
    private static let headCountMax = 1024
    /// How far back from a head's end one looks for a journal's checkpoint: each push ends in one, and few other entries follow.
    private static let lookBack: UInt64 = 16

    /// For journal checkpoints over events that claim another day than that of their arrival, the entry that tells the time of
    /// the head which they name; by the entries of the checkpoints.
    func clocks(
        of events: [RecordedEvent], _ journalProofs: [UInt64: Evidence.JournalProof]
    ) async throws(StoreError) -> [UInt64: UInt64] {
        let late = Set(events.lazy.filter(\.arrivedOnALaterDay).compactMap { journalProofs[$0.entry]?.checkpointEntry })
        guard !late.isEmpty else { return [:] }
        let newest = late.sorted(by: >).prefix(Self.headCountMax)
        var sizes: [UInt64: UInt64] = [:]
        for (entry, bytes) in try await bytes(of: newest.reversed(), [:]) {
            guard case .journal(let journal)? = try? LedgerEntry(parsing: bytes),
                let seen = try? Checkpoint.parse(SignedNote.parse(journal.note).text).seen,
                seen.origin == registry.origin, (1...entry).contains(seen.treeSize)
            else { continue }
            sizes[entry] = seen.treeSize
        }
        let found = try await lastJournalEntries(before: Set(sizes.values))
        return sizes.compactMapValues { found[$0] }
    }

    /// The last journal checkpoint below each size; none where only other entries are near.
    private func lastJournalEntries(before sizes: Set<UInt64>) async throws(StoreError) -> [UInt64: UInt64] {
        var found: [UInt64: UInt64] = [:]
        // Nearly always the very last entry of a head is one.
        for depth in [1, Self.lookBack] {
            let open = sizes.filter { found[$0] == nil }
            let looked = Set(open.flatMap { ($0 > depth ? $0 - depth : 0)..<$0 }).sorted()
            guard !looked.isEmpty else { break }
            let bytes = try await bytes(of: looked, [:])
            for size in open {
                found[size] = ((size > depth ? size - depth : 0)..<size).last { entry in
                    guard let bytes = bytes[entry], case .journal? = try? LedgerEntry(parsing: bytes) else {
                        return false
                    }
                    return true
                }
            }
        }
        return found
    }
}

extension RecordedEvent {
    /// Whether it claims a day before that of its arrival, where it happened.
    fileprivate var arrivedOnALaterDay: Bool {
        guard let claimed = event?.eventTime, claimed.moment < recordTime else { return false }
        return OffsetTime(moment: recordTime, offsetMinutes: claimed.offsetMinutes).day != claimed.day
    }
}
