import GRDB
import Ledger

/// A run of leaves in a table `entries(idx, bytes)`.
struct EntryRange {
    private let range: Range<UInt64>

    init(_ range: Range<UInt64>) {
        self.range = range
    }

    /// The leaves' bytes, in order; `StoreError.missing` names the first that is not there.
    func read(_ db: Database) throws -> [[UInt8]] {
        let statement = try db.cachedStatement(
            sql: "SELECT idx, bytes FROM entries WHERE idx >= ? AND idx < ? ORDER BY idx")
        let rows = try Row.fetchCursor(
            statement, arguments: [Int64(column: range.lowerBound), Int64(column: range.upperBound)])
        var entries: [[UInt8]] = []
        while let row = try rows.next() {
            guard try row.size(0) == range.lowerBound + UInt64(entries.count) else { break }
            entries.append(try row.bytes(1))
        }
        let next = range.lowerBound + UInt64(entries.count)
        guard next == range.upperBound else { throw StoreError.missing("entry \(next)") }
        return entries
    }
}
