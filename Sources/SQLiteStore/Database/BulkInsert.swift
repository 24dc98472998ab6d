import GRDB
import GRDBSQLite

/// One prepared two-column INSERT, run for row after row through SQLite's own interface.
///
/// GRDB's argument lists and the copies of the bytes into `Data` took about a third of the writer's time on rows of 1 KB.
struct BulkInsert {
    // Keeps the prepared statement alive.
    private let statement: Statement
    private let connection: OpaquePointer?
    private var handle: OpaquePointer { statement.sqliteStatement }

    /// - Parameter sql: a statement with exactly two parameters.
    init(_ db: Database, sql: String) throws {
        statement = try db.cachedStatement(sql: sql)
        connection = db.sqliteConnection
        sqlite3_reset(handle)
    }

    func run(_ number: Int64, _ bytes: [UInt8]) throws {
        // The blob is bound without a copy: it stays valid through the step that reads it, and the binding is
        // replaced before the next step. `nil` for the destructor is SQLITE_STATIC.
        try bytes.withUnsafeBytes { buffer in
            try check(sqlite3_bind_int64(handle, 1, number))
            if let start = buffer.baseAddress, !buffer.isEmpty {
                try check(sqlite3_bind_blob64(handle, 2, start, sqlite3_uint64(buffer.count), nil))
            } else {
                try check(sqlite3_bind_zeroblob(handle, 2, 0))
            }
            try step()
        }
    }

    func run(_ first: Int64, _ second: Int64) throws {
        try check(sqlite3_bind_int64(handle, 1, first))
        try check(sqlite3_bind_int64(handle, 2, second))
        try step()
    }

    private func step() throws {
        let code = sqlite3_step(handle)
        // The message belongs to the step, so it is read before the reset.
        let failure = code == SQLITE_DONE ? nil : error(code)
        sqlite3_reset(handle)
        if let failure { throw failure }
    }

    private func check(_ code: CInt) throws {
        guard code == SQLITE_OK else { throw error(code) }
    }

    private func error(_ code: CInt) -> DatabaseError {
        DatabaseError(resultCode: ResultCode(rawValue: code), message: String(cString: sqlite3_errmsg(connection)))
    }
}
