import Foundation
import GRDB
public import Ledger

/// The files of draws that stand beside a ledger go into its backup, in a table of their own, under their names: no entry has them.
enum BackupDrawFiles {
    fileprivate static let table = "draw_files"

    static func write(
        _ files: (_ take: (String, [UInt8]) throws -> Void) throws -> Void, into copy: DatabaseQueue
    ) throws {
        try copy.write { db in
            try db.execute(
                sql: "CREATE TABLE IF NOT EXISTS \(table) (name TEXT NOT NULL PRIMARY KEY, bytes BLOB NOT NULL)")
            let insert = try db.makeStatement(sql: "INSERT OR IGNORE INTO \(table) VALUES (?, ?)")
            try files { name, bytes in try insert.execute(arguments: [name, Data(bytes)]) }
        }
    }
}

extension SQLiteLedgerStore {
    /// Shows the files of draws of a backup one after another, as it names them: whoever takes them looks whether they are those. A backup
    /// of an older program has none.
    public static func drawFiles(
        inBackup path: String, _ take: (String, [UInt8]) throws -> Void
    ) throws(StoreError) {
        do {
            let backup = try DatabaseQueue(
                path: SQLiteFile.readOnlyName(path), configuration: SQLiteFile.readOnlyConfiguration)
            try backup.read { db in
                guard try db.tableExists(BackupDrawFiles.table) else { return }
                let rows = try Row.fetchCursor(
                    db, sql: "SELECT name, bytes FROM \(BackupDrawFiles.table) ORDER BY name")
                while let row = try rows.next() {
                    let name: String = row[0]
                    try take(name, try row.bytes(1))
                }
            }
        } catch {
            throw (error as? StoreError) ?? SQLiteFailure.unreadable(error, path: path)
        }
    }
}
