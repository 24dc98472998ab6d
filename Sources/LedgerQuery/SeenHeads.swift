import Ledger
import TransparencyLog
import Values

/// When the heads of the ledger were there that devices say to have seen: before that they cannot have recorded what they signed.
struct SeenHeads {
    let room: ReadingRoom
    /// Of the ledger: a journal may name the head of another.
    let origin: String

    /// The journal checkpoint that tells the time of a head: the last that the head covers.
    struct Clock {
        let entry: UInt64
        let time: Timestamp
    }

    /// How far back from a head's end one looks for a journal's checkpoint: each push ends in one, and few other entries follow.
    static let lookBack: UInt64 = 16

    /// By the entries of the journal checkpoints that name a head of which the time is known.
    func clocks(of checkpoints: [UInt64]) async throws(StoreError) -> [UInt64: Clock] {
        var sizes: [UInt64: UInt64] = [:]
        for (entry, bytes) in try await room.bytes(of: checkpoints) {
            guard case .journal(let journal)? = try? LedgerEntry(parsing: bytes),
                let seen = try? Checkpoint.parse(SignedNote.parse(journal.note).text).seen,
                seen.origin == origin, (1...entry).contains(seen.treeSize)
            else { continue }
            sizes[entry] = seen.treeSize
        }
        let found = try await lastJournalEntries(before: Set(sizes.values))
        return sizes.compactMapValues { found[$0] }
    }

    /// The last journal checkpoint below each size; none where only other entries are near.
    func lastJournalEntries(before sizes: Set<UInt64>) async throws(StoreError) -> [UInt64: Clock] {
        var found: [UInt64: Clock] = [:]
        // Nearly always the very last entry of a head is one.
        for depth in [1, Self.lookBack] {
            let open = sizes.filter { found[$0] == nil }
            let looked = Set(open.flatMap { ($0 > depth ? $0 - depth : 0)..<$0 }).sorted()
            guard !looked.isEmpty else { break }
            let bytes = try await room.bytes(of: looked)
            for size in open {
                for entry in ((size > depth ? size - depth : 0)..<size).reversed() {
                    guard let bytes = bytes[entry], case .journal(let journal)? = try? LedgerEntry(parsing: bytes)
                    else {
                        continue
                    }
                    found[size] = Clock(entry: entry, time: journal.arrival)
                    break
                }
            }
        }
        return found
    }
}

extension ReadingRoom {
    /// The bytes of entries that are not events: from memory where they are there.
    func bytes(of entries: [UInt64]) async throws(StoreError) -> [UInt64: [UInt8]] {
        let memory = proofs.entries
        var bytes: [UInt64: [UInt8]] = [:]
        var missing: [UInt64] = []
        for (index, held) in zip(entries, memory.find(entries)) {
            if let held { bytes[index] = held } else { missing.append(index) }
        }
        let read = missing.isEmpty ? [] : try await store.placedEntries(at: missing)
        for entry in read { bytes[entry.index] = entry.bytes }
        memory.insert(read.map { (key: $0.index, value: $0.bytes) }) { $0.count + ProofMemory.bytesOfOne }
        return bytes
    }
}
