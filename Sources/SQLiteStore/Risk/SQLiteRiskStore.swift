import DerivedState
import Files
import GRDB
import Glibc
public import Ledger

/// What counts towards risk in a database file of its own, `risk.sqlite`, so that writing it never holds up the ledger.
///
/// Everything in it can be made again: `synchronous=NORMAL`, and a file that is damaged, of another product or version is begun anew.
public final class SQLiteRiskStore: Sendable {
    public static let fileName = "risk.sqlite"

    let pool: DatabasePool

    /// Opens the file in `directory`, which must exist.
    public static func open(directory: String) throws(StoreError) -> SQLiteRiskStore {
        let path = "\(directory)/\(fileName)"
        do {
            do {
                return SQLiteRiskStore(pool: try writer(path))
            } catch  where SQLiteFailure.isWorthless(error) {
                // The database goes first: without it SQLite believes no WAL.
                for suffix in ["", "-wal", "-shm", "-journal"] { unlink(path + suffix) }
                return SQLiteRiskStore(pool: try writer(path))
            }
        } catch {
            throw SQLiteFailure.unreadable(error, path: path)
        }
    }

    private init(pool: DatabasePool) {
        self.pool = pool
    }

    private static func writer(_ path: String) throws -> DatabasePool {
        var configuration = Configuration()
        configuration.label = "risk"
        configuration.maximumReaderCount = 4
        configuration.busyMode = .timeout(5)
        let pool = try DatabasePool(path: path, configuration: configuration)
        try pool.writeWithoutTransaction { db in
            try db.execute(sql: "PRAGMA synchronous = NORMAL")
            try db.keepWAL()
            try Schema.risk.migrate(db)
        }
        return pool
    }
}
