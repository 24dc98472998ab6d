import DerivedState
import Files
import GRDB
import Glibc
public import Ledger

/// What the monitor found in a database file of its own, `findings.sqlite`, so that writing it never holds up the ledger.
///
/// Everything in it can be made again: `synchronous=NORMAL`, and a file that is damaged, of another product or version is begun anew.
public final class SQLiteFindingStore: Sendable {
    public static let fileName = "findings.sqlite"

    let pool: DatabasePool

    /// Opens the file in `directory`, which must exist.
    public static func open(directory: String) throws(StoreError) -> SQLiteFindingStore {
        let path = "\(directory)/\(fileName)"
        do {
            do {
                return SQLiteFindingStore(pool: try writer(path))
            } catch  where SQLiteFailure.isWorthless(error) {
                // The database goes first: without it SQLite believes no WAL.
                for suffix in ["", "-wal", "-shm", "-journal"] { unlink(path + suffix) }
                return SQLiteFindingStore(pool: try writer(path))
            }
        } catch {
            throw SQLiteFailure.unreadable(error, path: path)
        }
    }

    /// The file in `directory`, to be looked at only.
    public static func reading(directory: String) throws(StoreError) -> SQLiteFindingStore {
        let path = "\(directory)/\(fileName)"
        guard PosixFile.exists(path) else { throw .missing(path) }
        do {
            return SQLiteFindingStore(pool: try SQLiteFile.reader(path, .findings))
        } catch {
            throw SQLiteFailure.unreadable(error, path: path)
        }
    }

    private init(pool: DatabasePool) {
        self.pool = pool
    }

    private static func writer(_ path: String) throws -> DatabasePool {
        var configuration = Configuration()
        configuration.label = "findings"
        configuration.maximumReaderCount = 4
        configuration.busyMode = .timeout(5)
        let pool = try DatabasePool(path: path, configuration: configuration)
        try pool.writeWithoutTransaction { db in
            try db.execute(sql: "PRAGMA synchronous = NORMAL")
            try db.keepWAL()
            try Schema.findings.migrate(db)
        }
        return pool
    }
}
