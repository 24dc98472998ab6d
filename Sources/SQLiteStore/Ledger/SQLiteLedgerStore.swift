import Files
import GRDB
import GRDBSQLite
public import Ledger

/// A ledger in one SQLite file, `ledger.sqlite`, in a directory of its own.
///
/// WAL with `synchronous=FULL`: what `append` returned from survives kill −9 and power loss. One connection writes, a
/// pool of others reads snapshots meanwhile. While it is open for writing the directory is locked against every other
/// process.
public final class SQLiteLedgerStore: Sendable {
    public static let fileName = "ledger.sqlite"

    /// What a store is opened for.
    public enum Mode: Sendable {
        /// To begin a ledger: makes the directory and the file where they are missing, else as `readWrite`.
        case create
        /// To go on with a ledger that is there. A missing file is an error, never a silent new beginning.
        case readWrite
        /// To look, also while another process writes. Takes no lock and creates nothing.
        case readOnly
    }

    public let directory: String
    /// The held lock; nil for a store that was opened read-only.
    public let lock: LedgerDirectoryLock?
    let pool: DatabasePool
    /// For reads of a few rows.
    let readers: ReadPool

    /// Opens the ledger in `directory`.
    ///
    /// Throws `.missing` where there is none (unless `mode` is `create`), `.locked` where another process writes in it,
    /// `.unreadable` where it cannot be read, is damaged, is no ledger or is of a newer version.
    public static func open(directory: String, mode: Mode) throws(StoreError) -> SQLiteLedgerStore {
        try SQLiteLedgerStore(directory: directory, mode: mode)
    }

    private init(directory: String, mode: Mode) throws(StoreError) {
        let path = "\(directory)/\(Self.fileName)"
        if mode == .create { try StoreDirectory.make(directory) }
        guard mode == .create || PosixFile.exists(path) else { throw .missing(path) }
        self.directory = directory
        lock = mode == .readOnly ? nil : try LedgerDirectoryLock.acquire(directory: directory)
        do {
            pool = mode == .readOnly ? try SQLiteFile.reader(path, .ledger) : try Self.writer(path)
            // In KiB: tiles, tree nodes and spans in use are a few MiB at any size of ledger; entries come from the system's cache.
            readers = ReadPool(
                path: path, name: mode == .readOnly ? SQLiteFile.readOnlyName(path) : path, cacheKiB: 16384)
        } catch {
            throw SQLiteFailure.unreadable(error, path: path)
        }
    }

    deinit {
        // While the lock is still held: who takes it next finds no other connection.
        readers.close()
        try? pool.close()
    }
}

extension SQLiteLedgerStore {
    private static func writer(_ path: String) throws -> DatabasePool {
        var configuration = Configuration()
        configuration.label = "ledger"
        configuration.maximumReaderCount = 4
        // Nobody else writes; what may be met is another process that looks at the WAL's end just now.
        configuration.busyMode = .timeout(5)
        configuration.prepareDatabase { db in
            // Takes effect in a new file only. Entries of 1 KB are written nearly twice as fast as with pages of 4 KiB.
            try db.execute(sql: "PRAGMA page_size = 16384")
            // In KiB: 32 MiB a connection. Tiles and tree nodes in use are a few MiB at any size of ledger.
            try db.execute(sql: "PRAGMA cache_size = -32768")
            // What is overwritten here (partial tiles, edges) is public; Debian's default would write zeros over it
            // first.
            try db.execute(sql: "PRAGMA secure_delete = OFF")
        }
        let pool = try DatabasePool(path: path, configuration: configuration)
        try pool.writeWithoutTransaction { db in
            try db.requireFullSync()
            // 64 MiB of WAL between checkpoints; what a long backup makes of it is cut back afterwards.
            try db.execute(sql: "PRAGMA wal_autocheckpoint = 4096")
            try db.execute(sql: "PRAGMA journal_size_limit = 268435456")
            try db.keepWAL()
            try Schema.ledger.migrate(db)
        }
        try PosixFile.syncDirectory(PosixFile.directory(of: path))
        return pool
    }
}

extension SQLiteLedgerStore {
    /// Closes the store when nothing uses it any more; what stood in the WAL is moved into the file itself. Without
    /// it nothing is lost: the next opening finds the WAL.
    public func close() throws(StoreError) {
        readers.close()
        do {
            // Said outright: the last connection to close would do the same, but only where no statement is left open.
            if lock != nil { try pool.writeWithoutTransaction { db in _ = try db.checkpoint(.truncate) } }
            try pool.close()
        } catch {
            throw SQLiteFailure.unreadable(error, path: "\(directory)/\(Self.fileName)")
        }
    }
}
