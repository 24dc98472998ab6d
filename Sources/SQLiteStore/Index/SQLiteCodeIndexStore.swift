import Files
import GRDB
import Glibc
public import Ledger
import SystemPackage
import TransparencyLog

/// The code index in a database file of its own, `derived.sqlite`, so that writing it never holds up the ledger.
///
/// Everything in it can be rebuilt: `synchronous=NORMAL` (after power loss the last rows and the cursor that vouches
/// for them are gone together, never one without the other), and a damaged file is deleted.
public final class SQLiteCodeIndexStore: Sendable {
    public static let fileName = "derived.sqlite"

    /// Why the stored index was deleted when it was opened and is to be rebuilt; nil where it was sound or new.
    public let discarded: String?
    let pool: DatabasePool
    /// For reads of a few rows.
    private let readers: ReadPool

    /// Opens the index in `directory`, which must exist.
    ///
    /// For writing, a file that is missing, damaged, of another product or version is begun anew. Read-only, these
    /// are errors.
    public static func open(
        directory: String, mode: SQLiteLedgerStore.Mode
    ) throws(StoreError) -> SQLiteCodeIndexStore {
        let path = "\(directory)/\(fileName)"
        do {
            if mode == .readOnly {
                guard PosixFile.exists(path) else { throw StoreError.missing(path) }
                return SQLiteCodeIndexStore(pool: try SQLiteFile.reader(path, .derived), path: path, discarded: nil)
            }
            guard !PosixFile.exists(damageMark(path)) else {
                return try beginAnew(path, because: "it was found damaged")
            }
            do {
                return SQLiteCodeIndexStore(pool: try writer(path), path: path, discarded: nil)
            } catch  where SQLiteFailure.isWorthless(error) {
                return try beginAnew(path, because: SQLiteFailure.reason(error, path: path))
            }
        } catch {
            throw SQLiteFailure.unreadable(error, path: path)
        }
    }

    private init(pool: DatabasePool, path: String, discarded: String?) {
        self.pool = pool
        self.discarded = discarded
        let name = pool.configuration.readonly ? SQLiteFile.readOnlyName(path) : path
        readers = ReadPool(path: path, name: name, cacheKiB: 32768)
    }

    deinit {
        readers.close()
    }

    /// Reads a few rows on this thread, and remembers damage as `reading` does.
    func readingHere<Value>(_ body: (ReadConnection) throws -> Value) throws(StoreError) -> Value {
        try readers.read { connection in
            do {
                return try body(connection)
            } catch  where SQLiteFailure.isWorthless(error) && !pool.configuration.readonly {
                Self.markDamage(pool.path)
                throw error
            }
        }
    }

    /// Reads, and remembers damage that is met, so that the next opening begins anew.
    func reading<Value: Sendable>(
        _ body: @escaping @Sendable (Database) throws -> Value
    ) async throws(StoreError) -> Value {
        let pool = pool
        return try await pool.reading { db in
            do {
                return try body(db)
            } catch  where SQLiteFailure.isWorthless(error) && !pool.configuration.readonly {
                Self.markDamage(pool.path)
                throw error
            }
        }
    }
}

extension SQLiteCodeIndexStore {
    fileprivate static func damageMark(_ path: String) -> String { "\(path).damaged" }

    fileprivate static func markDamage(_ path: String) {
        _ = try? PosixFile(opening: damageMark(path), .readWrite, options: .create)
    }

    private static func beginAnew(_ path: String, because reason: String) throws -> SQLiteCodeIndexStore {
        // The database goes first: without it SQLite believes no WAL, but without its WAL it might be half-written.
        // The mark goes last: a crash in between deletes again.
        for suffix in ["", "-wal", "-shm", "-journal", ".damaged"] { unlink(path + suffix) }
        return SQLiteCodeIndexStore(pool: try writer(path), path: path, discarded: reason)
    }

    private static func writer(_ path: String) throws -> DatabasePool {
        var configuration = Configuration()
        configuration.label = "derived"
        configuration.maximumReaderCount = 4
        configuration.busyMode = .timeout(5)
        configuration.prepareDatabase { db in
            try db.execute(sql: "PRAGMA page_size = 4096")
            try db.execute(sql: "PRAGMA cache_size = -65536")
            try db.execute(sql: "PRAGMA secure_delete = OFF")
        }
        let pool = try DatabasePool(path: path, configuration: configuration)
        try pool.writeWithoutTransaction { db in
            try db.execute(sql: "PRAGMA synchronous = NORMAL")
            try db.execute(sql: "PRAGMA wal_autocheckpoint = 16384")
            try db.execute(sql: "PRAGMA journal_size_limit = 268435456")
            try db.keepWAL()
            try Schema.derived.migrate(db)
        }
        return pool
    }
}
