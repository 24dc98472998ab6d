import GRDB
import GRDBSQLite
import Ledger

/// The rows of a prepared statement through SQLite's own interface, for reading a great many of them.
struct RawRows {
    // Keeps the prepared statement alive.
    private let statement: Statement
    private let connection: OpaquePointer?
    private var handle: OpaquePointer { statement.sqliteStatement }

    init(_ db: Database, _ statement: Statement) {
        self.statement = statement
        connection = db.sqliteConnection
        sqlite3_reset(handle)
    }

    /// Frees what the statement holds of the database; every use ends with it.
    func reset() {
        sqlite3_reset(handle)
    }

    func bind(_ number: Int64, at place: CInt) throws {
        try check(sqlite3_bind_int64(handle, place, number), is: SQLITE_OK)
    }

    /// Goes on to the next row; false where there is none.
    func step() throws -> Bool {
        let code = sqlite3_step(handle)
        if code == SQLITE_ROW { return true }
        try check(code, is: SQLITE_DONE)
        return false
    }

    /// A column's number; of anything else what SQLite makes of it.
    func integer(_ column: CInt) -> Int64 {
        sqlite3_column_int64(handle, column)
    }

    /// A column's bytes where SQLite holds them, valid until the next step; damage where there are none.
    func bytes(_ column: CInt) throws -> UnsafeRawBufferPointer {
        guard sqlite3_column_type(handle, column) != SQLITE_NULL else {
            throw StoreError.damaged(reason: "a stored value is missing: the file is damaged")
        }
        let start = sqlite3_column_blob(handle, column)
        return UnsafeRawBufferPointer(start: start, count: Int(sqlite3_column_bytes(handle, column)))
    }

    private func check(_ code: CInt, is wanted: CInt) throws {
        guard code != wanted else { return }
        throw DatabaseError(
            resultCode: ResultCode(rawValue: code), message: String(cString: sqlite3_errmsg(connection)))
    }
}
