import GRDBSQLite

/// The floor: the same rows through SQLite's own C interface, entries and their index rows in one transaction a batch.
struct SQLiteFloor {
    private var db: OpaquePointer?
    private var entry: OpaquePointer?
    private var code: OpaquePointer?

    /// A new database with the settings of the ledger's.
    init(path: String) {
        check(sqlite3_open(path, &db))
        for statement in [
            "PRAGMA page_size = 16384", "PRAGMA journal_mode = WAL", "PRAGMA synchronous = FULL",
            "PRAGMA cache_size = -32768",
            "CREATE TABLE entries (idx INTEGER PRIMARY KEY, bytes BLOB NOT NULL)",
            "CREATE TABLE codes (key INTEGER NOT NULL, entry INTEGER NOT NULL, PRIMARY KEY (key, entry)) WITHOUT ROWID",
        ] { check(sqlite3_exec(db, statement, nil, nil, nil)) }
        check(sqlite3_prepare_v2(db, "INSERT INTO entries VALUES (?, ?)", -1, &entry, nil))
        check(sqlite3_prepare_v2(db, "INSERT OR IGNORE INTO codes VALUES (?, ?)", -1, &code, nil))
    }

    /// One durable transaction.
    /// - Parameter keys: the index rows of each entry.
    mutating func write(_ entries: [[UInt8]], keys: [ArraySlice<UInt64>], first: Int64) {
        check(sqlite3_exec(db, "BEGIN IMMEDIATE", nil, nil, nil))
        for (offset, bytes) in entries.enumerated() {
            let index = first + Int64(offset)
            sqlite3_bind_int64(entry, 1, index)
            bytes.withUnsafeBytes { _ = sqlite3_bind_blob(entry, 2, $0.baseAddress, Int32($0.count), nil) }
            check(sqlite3_step(entry))
            sqlite3_reset(entry)
            for key in keys[offset] {
                sqlite3_bind_int64(code, 1, Int64(bitPattern: key))
                sqlite3_bind_int64(code, 2, index)
                check(sqlite3_step(code))
                sqlite3_reset(code)
            }
        }
        check(sqlite3_exec(db, "COMMIT", nil, nil, nil))
    }

    mutating func close() {
        sqlite3_finalize(entry)
        sqlite3_finalize(code)
        sqlite3_close(db)
    }

    private func check(_ result: Int32) {
        precondition(result == SQLITE_OK || result == SQLITE_DONE, String(cString: sqlite3_errmsg(db)))
    }
}
