import Evidence
public import Ledger

extension CodeIndex {
    /// For each canonical key the newest `limit` entries below `bound` in which it may stand, descending, all from one read of the
    /// stored part; the caller looks into the entries. Waits neither for commits nor for the writer. How far it reaches is
    /// `searchedUpTo`, read before.
    public nonisolated func entries(
        of keys: [String], below bound: UInt64 = .max, limit: Int
    ) async throws(StoreError) -> [[UInt64]] {
        let indexKeys = keys.map { EventIdentities.indexKey($0) }
        // Memory before the store: rows go from the one to the other, so none is missed, and some may be seen in both.
        var found = memory.entries(of: indexKeys, below: bound, limit: limit)
        let wanting = found.indices.filter { found[$0].count < limit }
        guard !wanting.isEmpty else { return found }
        let stored = try await store.entries(of: wanting.map { indexKeys[$0] }, below: bound, limit: limit)
        for (place, entries) in zip(wanting, stored) {
            found[place] = Self.merged(found[place], entries, limit: limit)
        }
        return found
    }

    /// The same for one key.
    public nonisolated func entries(
        of key: String, below bound: UInt64 = .max, limit: Int
    ) async throws(StoreError) -> [UInt64] {
        try await entries(of: [key], below: bound, limit: limit)[0]
    }

    private static func merged(_ newer: [UInt64], _ stored: [UInt64], limit: Int) -> [UInt64] {
        guard !newer.isEmpty else { return stored }
        return Array(Set(newer + stored).sorted(by: >).prefix(limit))
    }
}
