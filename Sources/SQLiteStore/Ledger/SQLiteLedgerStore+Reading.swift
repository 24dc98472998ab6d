import Foundation
import GRDB
public import Ledger
import TransparencyLog
import Values

extension SQLiteLedgerStore: LedgerStore {
    public func head() async throws(StoreError) -> LedgerHead? {
        try await pool.reading { db in
            try Row.fetchOne(db.cachedStatement(sql: "SELECT tree_size, checkpoint FROM head")).map { row in
                LedgerHead(treeSize: try row.size(0), checkpoint: try row.bytes(1))
            }
        }
    }

    /// What is read on the asking thread, at most: more would keep it from other tasks for milliseconds.
    private static let readAtOnceMax = 256

    public func entries(_ range: Range<UInt64>) async throws(StoreError) -> [[UInt8]] {
        guard range.count <= Self.readAtOnceMax else {
            return try await pool.reading { db in try EntryRange(range).read(db) }
        }
        return try readers.read { connection in
            var entries: [[UInt8]] = []
            entries.reserveCapacity(range.count)
            let bounds = (Int64(column: range.lowerBound), Int64(column: range.upperBound), Int64(0))
            var next = range.lowerBound
            try connection.each(.entryRange, bounds) { row in
                guard try row.size(0) == next else { return }
                entries.append(try row.bytes(1))
                next += 1
            }
            guard next == range.upperBound else { throw StoreError.missing("entry \(next)") }
            return entries
        }
    }

    public func placedEntries(at indexes: [UInt64]) async throws(StoreError) -> [StoredEntry] {
        try await inParts(indexes) { connection, indexes in
            var reader = PlacedEntries(connection)
            return try indexes.map { try reader.entry(at: $0) }
        }
    }

    public func fold<State: Sendable>(
        _ range: Range<UInt64>, into state: State,
        _ body: @escaping @Sendable (inout State, _ entry: UInt64, _ bytes: UnsafeRawBufferPointer) -> Void
    ) async throws(StoreError) -> State {
        try await pool.reading { db in
            var state = state
            try EntryRange(range).visit(db) { entry, bytes in body(&state, entry, bytes) }
            return state
        }
    }

    public func tiles(_ tiles: [TileName]) async throws(StoreError) -> [[UInt8]?] {
        try await inParts(tiles) { connection, tiles in
            try tiles.map { name in
                // A name that no tree can have comes from a stranger's request, and there is no such tile.
                guard name.level < 8, name.index < 1 << 56 else { return nil }
                return try connection.first(.tile, (name.rowID, 0, 0)) { try $0.bytes(0) }
            }
        }
    }

    /// Reads for each item, some hundred of them at a time, so that others get between. What is read here never changes once it
    /// is there, so the parts need not be of one moment.
    func inParts<Item, Value>(
        _ items: [Item], _ read: (ReadConnection, ArraySlice<Item>) throws -> [Value]
    ) async throws(StoreError) -> [Value] {
        guard items.count > Self.readAtOnceMax else {
            return try readers.read { connection in try connection.snapshot { try read(connection, items[...]) } }
        }
        var values: [Value] = []
        values.reserveCapacity(items.count)
        for start in stride(from: 0, to: items.count, by: Self.readAtOnceMax) {
            if start > 0 { await Task.yield() }
            let part = items[start..<min(start + Self.readAtOnceMax, items.count)]
            values += try readers.read { connection in try connection.snapshot { try read(connection, part) } }
        }
        return values
    }

    public func journal(_ name: JournalName) async throws(StoreError) -> JournalState? {
        try await pool.reading { db in
            let statement = try db.cachedStatement(sql: "SELECT edge, checkpoint, arrival FROM journals WHERE name = ?")
            return try Row.fetchOne(statement, arguments: [name.description]).map { row in
                JournalState(edge: try row.edge(0), checkpoint: try row.bytes(1), arrival: try row.moment(2))
            }
        }
    }

    public func journalNames() async throws(StoreError) -> [JournalName] {
        try await pool.reading { db in
            let rows = try Row.fetchAll(db.cachedStatement(sql: "SELECT name FROM journals ORDER BY name"))
            return try rows.map { try $0.journalName(0) }
        }
    }

    public func journalNames(
        of operatorUSCC: String, after name: JournalName?, limit: Int
    ) async throws(StoreError) -> [JournalName] {
        try await pool.reading { db in
            // The character after a slash ends what begins with the USCC and a slash.
            let statement = try db.cachedStatement(
                sql: "SELECT name FROM journals WHERE name > ? AND name < ? ORDER BY name LIMIT ?")
            let bounds = (name?.description ?? operatorUSCC + "/", operatorUSCC + "0")
            return try Row.fetchAll(statement, arguments: [bounds.0, bounds.1, limit]).map { try $0.journalName(0) }
        }
    }

    public func adminEntries() async throws(StoreError) -> [UInt64] {
        try await pool.reading { db in
            try UInt64.fetchAll(db.cachedStatement(sql: "SELECT idx FROM admin_entries ORDER BY idx"))
        }
    }

    public func forks(of name: JournalName) async throws(StoreError) -> [JournalFork] {
        // Only 0.3 kept any here: in nearly every ledger there are none.
        guard try readers.read({ try $0.first(.anyFork) { _ in true } }) != nil else { return [] }
        return try await pool.reading { db in
            let statement = try db.cachedStatement(
                sql: "SELECT arrival, offered, held FROM forks WHERE journal = ? ORDER BY id")
            return try Row.fetchAll(statement, arguments: [name.description]).map { row in
                JournalFork(
                    journal: name, arrival: try row.moment(0), offered: try row.bytes(1), held: try row.bytes(2))
            }
        }
    }
}

/// Reads leaves with their arrivals, looking each span up once for the leaves that lie in it.
private struct PlacedEntries {
    private let connection: ReadConnection
    /// The last span that begins at or before the last leaf that was read, and up to where the next one may not begin.
    private var events: Range<UInt64> = 0..<0
    private var arrival: Timestamp?

    init(_ connection: ReadConnection) {
        self.connection = connection
    }

    mutating func entry(at index: UInt64) throws -> StoredEntry {
        let bytes = try connection.first(.entry, (Int64(column: index), 0, 0)) { try $0.bytes(0) }
        guard let bytes else { throw StoreError.missing("entry \(index)") }
        if !events.contains(index) { try findSpan(of: index) }
        // What lies between two spans' events is a checkpoint or an admin entry.
        return StoredEntry(index: index, bytes: bytes, arrival: events.contains(index) ? arrival : nil)
    }

    private mutating func findSpan(of index: UInt64) throws {
        try connection.first(.arrival, (Int64(column: index), 0, 0)) { row in
            let first = try row.size(0)
            events = first..<(first + (try row.size(1)))
            arrival = try row.moment(2)
        }
    }
}
