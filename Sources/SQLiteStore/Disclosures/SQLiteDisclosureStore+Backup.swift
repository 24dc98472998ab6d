import Foundation
import GRDB
import HostState
public import Ledger

/// The marks of erased values go into a ledger's backup, in a table of their own, though no value does: without them a ledger
/// that was restored elsewhere would take an erased value again from whoever still has it.
extension SQLiteDisclosureStore {
    private static let table = "erasures"
    /// Marks taken at one time.
    private static let pageSize = 4096

    /// Writes the marks into a copy of the ledger; beside those that it brought from an earlier restore.
    func copyErasures(into copy: DatabaseQueue) throws {
        try copy.write { db in
            try db.execute(
                sql: """
                    CREATE TABLE IF NOT EXISTS \(Self.table) (
                        entry INTEGER NOT NULL, digest BLOB NOT NULL, erased INTEGER NOT NULL, PRIMARY KEY (entry, digest)
                    ) WITHOUT ROWID
                    """)
            let insert = try db.makeStatement(sql: "INSERT OR IGNORE INTO \(Self.table) VALUES (?, ?, ?)")
            try pool.read { marks in
                let rows = try Row.fetchCursor(
                    marks, sql: "SELECT entry, digest, erased FROM disclosures WHERE text IS NULL")
                while let row = try rows.next() {
                    try insert.execute(arguments: [try row.size(0), Data(try row.bytes(1)), try row.integer(2)])
                }
            }
        }
    }

    /// Erases what is marked in a backup of the ledger, held or not; a backup of an older program marks nothing.
    public func takeErasures(fromBackup path: String) async throws(StoreError) {
        let marks: [DisclosureErasure]
        do {
            let backup = try DatabaseQueue(
                path: SQLiteFile.readOnlyName(path), configuration: SQLiteFile.readOnlyConfiguration)
            marks = try await backup.read { db in
                guard try db.tableExists(Self.table) else { return [] }
                return try Row.fetchAll(db, sql: "SELECT entry, digest, erased FROM \(Self.table)").map { row in
                    DisclosureErasure(
                        entry: try row.size(0), digest: try row.disclosureDigest(1), time: try row.moment(2))
                }
            }
        } catch {
            throw SQLiteFailure.unreadable(error, path: path)
        }
        for start in stride(from: 0, to: marks.count, by: Self.pageSize) {
            try await takeMarks(Array(marks[start..<min(start + Self.pageSize, marks.count)]))
        }
    }
}
