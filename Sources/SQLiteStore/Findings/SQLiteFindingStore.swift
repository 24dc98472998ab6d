import Files
import GRDB
public import Ledger

/// What the monitor found in a database file of its own, `findings.sqlite`, so that writing it never holds up the ledger.
///
/// Everything in it can be made again: `synchronous=NORMAL`, and a file that is damaged, of another product or version is begun anew.
public final class SQLiteFindingStore: Sendable {
    public static let fileName = "findings.sqlite"

    let pool: DatabasePool

    /// Opens the file in `directory`, which must exist.
    public static func open(directory: String) throws(StoreError) -> SQLiteFindingStore {
        SQLiteFindingStore(
            pool: try SQLiteFile.derivedWriter("\(directory)/\(fileName)", .findings, label: "findings"))
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
}
