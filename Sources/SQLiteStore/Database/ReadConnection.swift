import GRDB
import GRDBSQLite

/// What is read through a `ReadConnection`: one prepared statement each. All arguments are integers.
enum ReadQuery: Int, CaseIterable {
    case begin, commit
    /// A leaf by its index.
    case entry
    /// Leaves from an index to before another.
    case entryRange
    /// The last span that begins at or before an entry: what a reader of the entry needs of it, and all of it.
    case arrival, span
    case tile
    /// The newest entries of a short key.
    case codes
    /// Whether there is any fork beside the ledger.
    case anyFork

    var sql: String {
        switch self {
        case .begin: "BEGIN"
        case .commit: "COMMIT"
        case .entry: "SELECT bytes FROM entries WHERE idx = ?1"
        case .entryRange: "SELECT idx, bytes FROM entries WHERE idx >= ?1 AND idx < ?2 ORDER BY idx"
        case .arrival:
            "SELECT first_entry, count, arrival FROM spans WHERE first_entry <= ?1 ORDER BY first_entry DESC LIMIT 1"
        case .span:
            """
            SELECT s.first_entry, s.count, s.arrival, j.name, s.edge FROM spans s JOIN journals j ON j.id = s.journal
            WHERE s.first_entry <= ?1 ORDER BY s.first_entry DESC LIMIT 1
            """
        case .tile: "SELECT hashes FROM tiles WHERE id = ?1"
        case .anyFork: "SELECT 1 FROM forks LIMIT 1"
        case .codes: "SELECT entry FROM codes WHERE key = ?1 AND entry < ?2 ORDER BY entry DESC LIMIT ?3"
        }
    }
}

/// One read-only connection with its prepared statements, through SQLite's own interface.
///
/// `@unchecked Sendable`: it is opened without SQLite's mutexes and has none of its own. `ReadPool` hands it to one read at a time,
/// under a lock that orders one read after another, and a read begins and ends on one thread.
final class ReadConnection: @unchecked Sendable {
    private let handle: OpaquePointer
    private var statements: [OpaquePointer?]

    init(name: String, cacheKiB: Int) throws {
        var opened: OpaquePointer?
        let flags = SQLITE_OPEN_READONLY | SQLITE_OPEN_URI | SQLITE_OPEN_NOMUTEX
        let code = sqlite3_open_v2(name, &opened, flags, nil)
        guard code == SQLITE_OK, let opened else {
            let message = opened.map { String(cString: sqlite3_errmsg($0)) }
            sqlite3_close_v2(opened)
            throw DatabaseError(resultCode: ResultCode(rawValue: code), message: message)
        }
        handle = opened
        statements = Array(repeating: nil, count: ReadQuery.allCases.count)
        sqlite3_extended_result_codes(opened, 1)
        sqlite3_busy_timeout(opened, 5000)
        try check(sqlite3_exec(opened, "PRAGMA cache_size = -\(cacheKiB)", nil, nil, nil))
    }

    deinit {
        for statement in statements { sqlite3_finalize(statement) }
        sqlite3_close_v2(handle)
    }

    /// All that `body` reads is of one moment, and costs one look at the file instead of many.
    func snapshot<Value>(_ body: () throws -> Value) throws -> Value {
        _ = try first(.begin) { _ in }
        let value = try body()
        _ = try first(.commit) { _ in }
        return value
    }

    /// The first row; nil where there is none.
    func first<Value>(
        _ query: ReadQuery, _ arguments: (Int64, Int64, Int64) = (0, 0, 0), _ body: (ReadRow) throws -> Value
    ) throws -> Value? {
        let statement = try prepared(query, arguments)
        defer { sqlite3_reset(statement) }
        return try step(statement) ? body(ReadRow(statement: statement)) : nil
    }

    /// Every row, in order.
    func each(
        _ query: ReadQuery, _ arguments: (Int64, Int64, Int64), _ body: (ReadRow) throws -> Void
    ) throws {
        let statement = try prepared(query, arguments)
        defer { sqlite3_reset(statement) }
        while try step(statement) { try body(ReadRow(statement: statement)) }
    }

    private func prepared(_ query: ReadQuery, _ arguments: (Int64, Int64, Int64)) throws -> OpaquePointer {
        let statement = try statements[query.rawValue] ?? prepare(query)
        let count = sqlite3_bind_parameter_count(statement)
        if count > 0 { try check(sqlite3_bind_int64(statement, 1, arguments.0)) }
        if count > 1 { try check(sqlite3_bind_int64(statement, 2, arguments.1)) }
        if count > 2 { try check(sqlite3_bind_int64(statement, 3, arguments.2)) }
        return statement
    }

    private func prepare(_ query: ReadQuery) throws -> OpaquePointer {
        var statement: OpaquePointer?
        try check(sqlite3_prepare_v3(handle, query.sql, -1, UInt32(SQLITE_PREPARE_PERSISTENT), &statement, nil))
        guard let statement else { throw DatabaseError(message: "an empty statement") }
        statements[query.rawValue] = statement
        return statement
    }

    /// Whether there is a row.
    private func step(_ statement: OpaquePointer) throws -> Bool {
        switch sqlite3_step(statement) {
        case SQLITE_ROW: true
        case SQLITE_DONE: false
        case let code: throw error(code)
        }
    }

    private func check(_ code: CInt) throws {
        guard code == SQLITE_OK else { throw error(code) }
    }

    private func error(_ code: CInt) -> DatabaseError {
        DatabaseError(resultCode: ResultCode(rawValue: code), message: String(cString: sqlite3_errmsg(handle)))
    }
}
