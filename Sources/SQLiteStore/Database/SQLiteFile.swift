import Files
import GRDB
import GRDBSQLite
import Glibc
import Ledger
import Values

/// How database files are opened that are looked at only, or can be made again.
enum SQLiteFile {
    /// The name under which to open a file read-only without creating any file beside it.
    ///
    /// A WAL database that was ever opened here keeps its `-wal` file. One without is a copy or backup at rest that
    /// nobody writes, and SQLite is told so, since it would otherwise want to create that file.
    static func readOnlyName(_ path: String) -> String {
        guard !PosixFile.exists("\(path)-wal") else { return path }
        return "file:\(percentEncoded(path))?immutable=1"
    }

    /// A pool that only looks, at a file of this kind and of a version that is known.
    static func reader(_ path: String, _ schema: Schema) throws -> DatabasePool {
        let pool = try DatabasePool(path: readOnlyName(path), configuration: readOnlyConfiguration)
        try pool.read { db in _ = try schema.check(db) }
        return pool
    }

    /// A pool that writes what can be made again: `synchronous=NORMAL`, and a file that is damaged, of another product or version is begun
    /// anew.
    static func derivedWriter(_ path: String, _ schema: Schema, label: String) throws(StoreError) -> DatabasePool {
        func open() throws -> DatabasePool {
            var configuration = Configuration()
            configuration.label = label
            configuration.maximumReaderCount = 4
            configuration.busyMode = .timeout(5)
            let pool = try DatabasePool(path: path, configuration: configuration)
            try pool.writeWithoutTransaction { db in
                try db.execute(sql: "PRAGMA synchronous = NORMAL")
                try db.keepWAL()
                try schema.migrate(db)
            }
            return pool
        }
        do {
            do {
                return try open()
            } catch  where SQLiteFailure.isWorthless(error) {
                // The database goes first: without it SQLite believes no WAL.
                for suffix in ["", "-wal", "-shm", "-journal"] { unlink(path + suffix) }
                return try open()
            }
        } catch {
            throw SQLiteFailure.unreadable(error, path: path)
        }
    }

    static var readOnlyConfiguration: Configuration {
        var configuration = Configuration()
        configuration.readonly = true
        configuration.maximumReaderCount = 4
        configuration.busyMode = .timeout(5)
        configuration.prepareDatabase { db in try db.execute(sql: "PRAGMA cache_size = -32768") }
        return configuration
    }

    /// A path as it stands in a URI: everything but letters, digits and `/-._~` as %XX.
    private static func percentEncoded(_ path: String) -> String {
        path.split(separator: "/", omittingEmptySubsequences: false).map { PercentEncoding.encode(String($0)) }
            .joined(separator: "/")
    }
}

extension Database {
    /// Makes every commit wait for the disk. GRDB sets NORMAL when it opens a pool, so this comes after.
    func requireFullSync() throws {
        try execute(sql: "PRAGMA synchronous = FULL")
        guard try Int.fetchOne(self, sql: "PRAGMA synchronous") == 2 else {
            throw StoreError.unreadable(reason: "synchronous=FULL cannot be set, so that nothing would be durable")
        }
    }

    /// Leaves the `-wal` and `-shm` files in place when the last connection closes, so that readers without the right
    /// to create files can still open the database, and tell a database at work from a copy at rest.
    func keepWAL() throws {
        var keep: CInt = 1
        let code = sqlite3_file_control(sqliteConnection, nil, SQLITE_FCNTL_PERSIST_WAL, &keep)
        guard code == SQLITE_OK else { throw DatabaseError(resultCode: ResultCode(rawValue: code)) }
    }
}
