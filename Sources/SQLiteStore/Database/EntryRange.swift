import GRDB
import GRDBSQLite
import Ledger

/// A run of leaves in a table `entries(idx, bytes)`.
struct EntryRange {
    private let range: Range<UInt64>

    init(_ range: Range<UInt64>) {
        self.range = range
    }

    /// The leaves' bytes, in order; `StoreError.missing` names the first that is not there.
    func read(_ db: Database) throws -> [[UInt8]] {
        var entries: [[UInt8]] = []
        entries.reserveCapacity(range.count)
        try visit(db) { _, bytes in entries.append(Array(bytes)) }
        return entries
    }

    /// Shows the leaves' bytes where SQLite holds them, in order; they are valid during the call only. Throws as `read` does.
    ///
    /// Through SQLite's own interface: a `Row` and two copies of the bytes cost more than hashing them.
    func visit(_ db: Database, _ body: (_ entry: UInt64, _ bytes: UnsafeRawBufferPointer) throws -> Void) throws {
        let statement = try db.cachedStatement(
            sql: "SELECT idx, bytes FROM entries WHERE idx >= ? AND idx < ? ORDER BY idx")
        let rows = RawRows(db, statement)
        defer { rows.reset() }
        try rows.bind(Int64(column: range.lowerBound), at: 1)
        try rows.bind(Int64(column: range.upperBound), at: 2)
        var next = range.lowerBound
        while next < range.upperBound, try rows.step(), rows.integer(0) == Int64(next) {
            try body(next, try rows.bytes(1))
            next += 1
        }
        guard next == range.upperBound else { throw StoreError.missing("entry \(next)") }
    }
}
