public import Evidence
import Ledger

extension EventIdentities {
    /// The index rows of entries that begin at ledger index `first`.
    public func rows(of entries: [[UInt8]], from first: UInt64) -> [IndexRow] {
        entries.enumerated().flatMap { offset, bytes -> [IndexRow] in
            guard case .event(let event)? = try? LedgerEntry(parsing: bytes) else { return [] }
            return EventReading(event.body, identities: self).indexKeys.map {
                IndexRow(key: $0, entry: first + UInt64(offset))
            }
        }
    }

    /// As `rows(of:from:)`, also in its order, on all cores.
    package func rowsInParallel(of entries: [[UInt8]], from first: UInt64) async -> [IndexRow] {
        let part = 512
        return await withTaskGroup(of: (UInt64, [IndexRow]).self) { group in
            for start in stride(from: 0, to: entries.count, by: part) {
                let slice = Array(entries[start..<min(start + part, entries.count)])
                group.addTask { (UInt64(start), self.rows(of: slice, from: first + UInt64(start))) }
            }
            var parts: [(UInt64, [IndexRow])] = []
            for await part in group { parts.append(part) }
            return parts.sorted { $0.0 < $1.0 }.flatMap(\.1)
        }
    }
}
