import Files
import GRDB
import GRDBSQLite
import Glibc
import Ledger
import SystemPackage

/// An erasure in a database file, from the commit that deletes rows until nothing of them is left in any file.
///
/// A mark beside the database, `<name>-erasing`, says that one is under way. It is made before the commit and goes when all is
/// done, so that an erasure that was interrupted, or that a reader held up, is ended by the next one or by the next opening.
struct Erasure {
    private let path: String
    private var mark: String { path + "-erasing" }

    /// How often another process may write in between.
    private static let attemptCount = 8

    init(path: String) {
        self.path = path
    }

    /// Whether an erasure was begun and not ended.
    var isUnderWay: Bool { PosixFile.exists(mark) }

    /// Notes that rows are about to be deleted; to be called before their commit.
    func begin() throws {
        guard !isUnderWay else { return }
        _ = try PosixFile(opening: mark, .writeOnly, options: .create)
        try PosixFile.syncDirectory(PosixFile.directory(of: path))
    }

    /// Ends an erasure that was left under way; where somebody reads just now, the next opening or erasure does.
    func resume(_ db: Database) {
        if isUnderWay { try? finish(db) }
    }

    /// Overwrites what is left of deleted rows: in the write-ahead log, which still holds the pages as they were, and in the
    /// space between the rows of the file's pages.
    func finish(_ db: Database) throws(StoreError) {
        do {
            for _ in 0..<Self.attemptCount where try !finishOnce(db) {
                continue
            }
            guard !isUnderWay else { throw DatabaseError(resultCode: .SQLITE_BUSY) }
        } catch {
            throw .notCommitted(
                reason: "erased, but not yet overwritten everywhere; erase again when nobody reads it: "
                    + SQLiteFailure.reason(error, path: path))
        }
    }

    /// False where another process wrote meanwhile.
    private func finishOnce(_ db: Database) throws -> Bool {
        guard isUnderWay else { return true }
        _ = try db.checkpoint(.truncate)
        var isDone = false
        try db.inTransaction(.immediate) {
            guard try isWALEmpty() else { return .rollback }
            try PageGaps(of: db).overwrite()
            // Pages in memory still have the old bytes, and a later change of theirs would write those again. A commit, though
            // of the same version, makes every other connection forget its pages; this one is told to.
            let version = try Int.fetchOne(db, sql: "PRAGMA user_version") ?? 0
            try db.execute(sql: "PRAGMA user_version = \(version)")
            isDone = true
            return .commit
        }
        guard isDone else { return false }
        sqlite3_db_release_memory(db.sqliteConnection)
        WholeFile.remove(mark)
        try PosixFile.syncDirectory(PosixFile.directory(of: path))
        return true
    }

    private func isWALEmpty() throws -> Bool {
        var status = stat()
        if stat("\(path)-wal", &status) == 0 { return status.st_size == 0 }
        guard errno == ENOENT else { throw PosixFile.Failure(action: "stat", path: "\(path)-wal", code: errno) }
        return true
    }
}
