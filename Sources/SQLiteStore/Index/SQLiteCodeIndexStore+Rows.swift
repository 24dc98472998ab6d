public import DerivedState
import Foundation
import GRDB
public import Ledger
import TransparencyLog

extension SQLiteCodeIndexStore: CodeIndexStore {
    public func cursor() async throws(StoreError) -> IndexCursor {
        try await reading { db in
            guard let row = try Row.fetchOne(db.cachedStatement(sql: "SELECT tree_size, root FROM cursor")) else {
                return .start
            }
            guard let root = MerkleHash(bytes: try row.bytes(1)) else {
                throw StoreError.damaged(reason: "the cursor's root is not a hash: the file is damaged")
            }
            return IndexCursor(treeSize: try row.size(0), root: root)
        }
    }

    public func write(_ rows: ArraySlice<IndexRow>) async throws(StoreError) {
        try await pool.committing { db in
            let insert = try BulkInsert(db, sql: "INSERT OR IGNORE INTO codes (key, entry) VALUES (?, ?)")
            for row in rows {
                try insert.run(Int64(storing: row.key), Int64(column: row.entry))
            }
        }
    }

    /// The cursor follows the rows in the WAL, so that whatever power loss leaves has the rows that the cursor
    /// vouches for.
    public func advance(to cursor: IndexCursor) async throws(StoreError) {
        try await pool.committing { db in
            try db.cachedStatement(sql: "INSERT OR REPLACE INTO cursor (id, tree_size, root) VALUES (1, ?, ?)")
                .execute(arguments: [cursor.treeSize, Data(cursor.root.bytes)])
        }
    }

    /// Keys that are read on the asking thread at one time, so that others get between.
    private static let keysAtOnceMax = 256

    public func entries(of keys: [UInt64], below bound: UInt64, limit: Int) async throws(StoreError) -> [[UInt64]] {
        var found: [[UInt64]] = []
        found.reserveCapacity(keys.count)
        let (bound, limit) = (Int64(column: bound), Int64(max(0, limit)))
        for start in stride(from: 0, to: keys.count, by: Self.keysAtOnceMax) {
            if start > 0 { await Task.yield() }
            let part = keys[start..<min(start + Self.keysAtOnceMax, keys.count)]
            found += try readingHere { connection in
                let read = { try part.map { try connection.entries(of: $0, below: bound, limit: limit) } }
                // One statement is a moment of its own.
                return try part.count == 1 ? read() : connection.snapshot(read)
            }
        }
        return found
    }

    public func clear() async throws(StoreError) {
        try await pool.committing { db in
            // The cursor goes with the rows: at no moment does it vouch for what is not there.
            try db.execute(sql: "DELETE FROM cursor; DELETE FROM codes")
        }
    }
}

extension SQLiteCodeIndexStore {
    private static let digestRows = 262_144

    /// Reads in portions, so that the WAL of a running daemon can be cut back between them. Rows below the cursor's
    /// size no longer change; for a larger `bound` the digest is that of no single moment.
    public func digest(below bound: UInt64) async throws(StoreError) -> IndexDigest {
        var digest = IndexDigest()
        var last: IndexRow?
        repeat {
            // A part would say that the rest is not there.
            guard !Task.isCancelled else { throw .unreadable(reason: "the reading of the code index was cancelled") }
            let portion = try await self.digest(after: last, below: bound)
            digest.add(portion.digest)
            last = portion.last
        } while last != nil
        return digest
    }

    /// The digest of the next portion of rows, and the last of them; nil where there are no more.
    private func digest(
        after last: IndexRow?, below bound: UInt64
    ) async throws(StoreError) -> (digest: IndexDigest, last: IndexRow?) {
        try await reading { db in
            let statement = try db.cachedStatement(
                sql: "SELECT key, entry FROM codes WHERE (key, entry) > (?, ?) ORDER BY key, entry LIMIT ?")
            let rows = RawRows(db, statement)
            defer { rows.reset() }
            try rows.bind(last.map { Int64(storing: $0.key) } ?? Int64.min, at: 1)
            try rows.bind(last.map { Int64($0.entry) } ?? -1, at: 2)
            try rows.bind(Int64(Self.digestRows), at: 3)
            var digest = IndexDigest()
            var count = 0
            var row: IndexRow?
            while try rows.step() {
                guard let entry = UInt64(exactly: rows.integer(1)) else {
                    throw StoreError.damaged(reason: "a stored number is not one: the file is damaged")
                }
                let found = IndexRow(key: UInt64(stored: rows.integer(0)), entry: entry)
                if entry < bound { digest.add(found) }
                row = found
                count += 1
            }
            return (digest, count == Self.digestRows ? row : nil)
        }
    }
}

extension ReadConnection {
    fileprivate func entries(of key: UInt64, below bound: Int64, limit: Int64) throws -> [UInt64] {
        var entries: [UInt64] = []
        try each(.codes, (Int64(storing: key), bound, limit)) { entries.append(try $0.size(0)) }
        return entries
    }
}

extension Int64 {
    /// A key as SQLite, which knows only signed integers, sorts it in the order of the unsigned ones.
    fileprivate init(storing key: UInt64) {
        self.init(bitPattern: key ^ 1 << 63)
    }
}

extension UInt64 {
    fileprivate init(stored column: Int64) {
        self = UInt64(bitPattern: column) ^ 1 << 63
    }
}
