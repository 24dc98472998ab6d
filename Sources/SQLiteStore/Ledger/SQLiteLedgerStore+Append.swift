import Foundation
import GRDB
public import Ledger
import TransparencyLog
import Values

extension SQLiteLedgerStore {
    public func append(_ batch: LedgerBatch, expecting treeSize: UInt64) async throws(StoreError) {
        guard lock != nil else { throw .notCommitted(reason: "\(pool.path) was opened read-only") }
        try await pool.committing { db in
            let held = try UInt64.fetchOne(db, sql: "SELECT tree_size FROM head") ?? 0
            guard held == treeSize else { throw StoreError.conflict(treeSize: held) }
            try LedgerWriter(db).write(batch, after: treeSize)
        }
    }
}

/// Writes the rows of one batch, inside a transaction.
private struct LedgerWriter {
    private let db: Database

    init(_ db: Database) {
        self.db = db
    }

    func write(_ batch: LedgerBatch, after treeSize: UInt64) throws {
        try write(batch.entries, from: treeSize)
        try write(batch.tiles)
        for (name, state) in batch.journals { try write(state, of: name) }
        for span in batch.spans { try write(span) }
        let admin = try db.cachedStatement(sql: "INSERT INTO admin_entries (idx) VALUES (?)")
        for index in batch.adminEntries { try admin.execute(arguments: [index]) }
        try db.cachedStatement(sql: "INSERT OR REPLACE INTO head (id, tree_size, checkpoint) VALUES (1, ?, ?)")
            .execute(arguments: [treeSize + UInt64(batch.entries.count), Data(batch.checkpoint)])
    }

    private func write(_ entries: [[UInt8]], from first: UInt64) throws {
        let insert = try BulkInsert(db, sql: "INSERT INTO entries (idx, bytes) VALUES (?, ?)")
        for (offset, bytes) in entries.enumerated() {
            try insert.run(Int64(first + UInt64(offset)), bytes)
        }
    }

    private func write(_ tiles: [TileName: [UInt8]]) throws {
        let upsert = try BulkInsert(
            db,
            sql: "INSERT INTO tiles (id, hashes) VALUES (?, ?) ON CONFLICT (id) DO UPDATE SET hashes = excluded.hashes")
        // In key order, so that new tiles of a level are appended.
        for (name, hashes) in tiles.sorted(by: { $0.key.rowID < $1.key.rowID }) {
            try upsert.run(name.rowID, hashes)
        }
    }

    private func write(_ state: JournalState, of name: JournalName) throws {
        try db.cachedStatement(
            sql: """
                INSERT INTO journals (name, size, edge, checkpoint, arrival) VALUES (?, ?, ?, ?, ?)
                ON CONFLICT (name) DO UPDATE SET
                    size = excluded.size, edge = excluded.edge, checkpoint = excluded.checkpoint,
                    arrival = excluded.arrival
                """
        ).execute(arguments: [
            name.description, state.size, Data(state.edge.bytes), Data(state.checkpoint), state.arrival.milliseconds,
        ])
    }

    private func write(_ span: JournalSpan) throws {
        try db.cachedStatement(
            sql: """
                INSERT INTO spans (first_entry, journal, journal_from, count, edge, arrival)
                VALUES (?, (SELECT id FROM journals WHERE name = ?), ?, ?, ?, ?)
                """
        ).execute(arguments: [
            span.firstEntry, span.journal.description, span.edge.treeSize, span.count, Data(span.edge.bytes),
            span.arrival.milliseconds,
        ])
    }
}

extension TileName {
    /// The key under which the tile is stored. Levels end at 7 and indexes before 2^55, so that it is never negative.
    var rowID: Int64 {
        precondition(level < 8 && index < 1 << 56, "no tree that counts in 63 bits has such a tile")
        return Int64(level) << 56 | Int64(index)
    }
}
