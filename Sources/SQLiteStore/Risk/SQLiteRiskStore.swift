import GRDB
public import Ledger

/// What counts towards risk in a database file of its own, `risk.sqlite`, so that writing it never holds up the ledger.
///
/// Everything in it can be made again: `synchronous=NORMAL`, and a file that is damaged, of another product or version is begun anew.
public final class SQLiteRiskStore: Sendable {
    public static let fileName = "risk.sqlite"

    let pool: DatabasePool

    /// Opens the file in `directory`, which must exist.
    public static func open(directory: String) throws(StoreError) -> SQLiteRiskStore {
        SQLiteRiskStore(
            pool: try SQLiteFile.derivedWriter("\(directory)/\(fileName)", .risk, label: "risk"))
    }

    private init(pool: DatabasePool) {
        self.pool = pool
    }
}
