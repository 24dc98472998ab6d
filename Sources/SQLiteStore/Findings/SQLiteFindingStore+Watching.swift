public import DerivedState
import Foundation
import GRDB
public import Ledger
import TransparencyLog
public import Values

extension SQLiteFindingStore {
    public func progress() async throws(StoreError) -> MonitorProgress {
        try await pool.reading { db in
            let waiting = try Int.fetchOne(db, sql: "SELECT count(*) FROM codes WHERE waits IS NOT NULL") ?? 0
            let last = try Int64.fetchOne(db, sql: "SELECT max(number) FROM changes") ?? 0
            var progress = MonitorProgress(
                cursor: .start, waitingCount: waiting, isWhole: false, lastChange: UInt64(clamping: last))
            progress.series = try String.fetchOne(db, sql: "SELECT name FROM series") ?? ""
            progress.partialCount = try Int.fetchOne(db, sql: "SELECT count(*) FROM codes WHERE partial") ?? 0
            if progress.partialCount > 0 {
                progress.partialCodes = try String.fetchAll(
                    db, sql: "SELECT code FROM codes WHERE partial ORDER BY code LIMIT ?",
                    arguments: [MonitorProgress.partialCodesMax])
            }
            if let row = try Row.fetchOne(db, sql: "SELECT tree_size, root, is_whole, unreadable FROM cursor") {
                guard let root = MerkleHash(bytes: try row.bytes(1)) else {
                    throw StoreError.damaged(reason: "the cursor's root is not a hash: the file is damaged")
                }
                progress.cursor = IndexCursor(treeSize: try row.size(0), root: root)
                progress.isWhole = try row.integer(2) == 1
                progress.unreadableCount = Int(try row.integer(3))
            }
            return progress
        }
    }

    public func watch(_ touched: TouchedCodes, upTo cursor: IndexCursor) async throws(StoreError) {
        try await pool.committing { db in
            let touch = try db.cachedStatement(
                sql: """
                    INSERT INTO codes (code, waits, entry) VALUES (?1, ?2, ?2)
                    ON CONFLICT DO UPDATE SET waits = coalesce(waits, excluded.waits), entry = excluded.entry
                    """)
            for watched in touched.codes {
                try touch.execute(arguments: [watched.code, Int64(clamping: watched.entry ?? 0)])
            }
            for product in touched.products {
                // `0` comes after `/`: whatever goes on from the product's own URI.
                try db.cachedStatement(
                    sql: """
                        UPDATE codes SET waits = coalesce(waits, ?2), entry = ?2
                        WHERE code > ?1 || '/' AND code < ?1 || '0'
                        """
                ).execute(arguments: [product.code, Int64(clamping: product.entry ?? 0)])
            }
            try db.cachedStatement(
                sql: """
                    INSERT INTO cursor (id, tree_size, root, is_whole, unreadable) VALUES (1, ?, ?, 0, ?)
                    ON CONFLICT DO UPDATE SET tree_size = excluded.tree_size, root = excluded.root,
                    unreadable = unreadable + excluded.unreadable
                    """
            ).execute(arguments: [cursor.treeSize, Data(cursor.root.bytes), touched.unreadable.count])
        }
    }

    public func watchAll() async throws(StoreError) {
        try await pool.committing { db in try db.execute(sql: "UPDATE codes SET waits = 0 WHERE waits IS NULL") }
    }

    public func waiting(at now: Timestamp, limit: Int) async throws(StoreError) -> [WatchedCode] {
        try await pool.reading { db in
            let rows = try Row.fetchAll(
                db.cachedStatement(
                    sql: "SELECT code, entry FROM codes WHERE waits IS NOT NULL ORDER BY waits, code LIMIT ?"),
                arguments: [limit])
            var found = try rows.map { row in
                WatchedCode(code: row[0], entry: row[1] == nil ? nil : try row.size(1))
            }
            guard found.count < limit else { return found }
            let due = try String.fetchAll(
                db.cachedStatement(
                    sql: "SELECT code FROM codes WHERE waits IS NULL AND due <= ? ORDER BY due, code LIMIT ?"),
                arguments: [now.milliseconds, limit - found.count])
            found += due.map { WatchedCode(code: $0, entry: nil) }
            return found
        }
    }

    public func clear() async throws(StoreError) {
        try await pool.committing { db in
            try db.execute(sql: "DELETE FROM cursor; DELETE FROM codes; DELETE FROM held")
        }
    }
}

extension SQLiteFindingStore {
    /// What came of it moves on from those that wait; a code that was touched meanwhile stays among them.
    static func judged(_ verdict: WatchedVerdict, upTo treeSize: UInt64, noticed: Timestamp, _ db: Database) throws {
        let entry = verdict.watched.entry.map { Int64(clamping: $0) }
        // A clock that has run out already would be looked at without end.
        let due = verdict.due.map { max($0.milliseconds, noticed.milliseconds + 60_000) }
        try db.cachedStatement(
            sql: """
                UPDATE codes SET due = ?1, partial = ?4, judged = ?5, waits = CASE WHEN entry IS ?2 THEN NULL ELSE waits END,
                entry = CASE WHEN entry IS ?2 THEN NULL ELSE entry END WHERE code = ?3
                """
        ).execute(arguments: [due, entry, verdict.watched.code, verdict.isWhole ? 0 : 1, Int64(clamping: treeSize)])
    }

    /// What came of a touched code waits too, unless it was judged with the entry that touches it.
    static func watchDescendants(of verdict: WatchedVerdict, _ db: Database) throws {
        guard let entry = verdict.watched.entry else { return }
        let wait = try db.cachedStatement(
            sql: """
                INSERT INTO codes (code, waits) VALUES (?, ?)
                ON CONFLICT DO UPDATE SET waits = coalesce(waits, excluded.waits) WHERE judged <= excluded.waits
                """)
        for code in verdict.descendants where code != verdict.watched.code {
            try wait.execute(arguments: [code, Int64(clamping: entry)])
        }
    }
}
