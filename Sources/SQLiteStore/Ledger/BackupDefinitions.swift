import Foundation
import GRDB
public import Ledger

/// The definition files that stand beside a ledger go into its backup, in a table of their own: by their SHA-256 the entries know
/// them, and those that are too large for an entry are nowhere else.
enum BackupDefinitions {
    private static let table = "definition_texts"

    static func write(_ texts: (_ take: ([UInt8]) throws -> Void) throws -> Void, into copy: DatabaseQueue) throws {
        try copy.write { db in
            try db.execute(
                sql: "CREATE TABLE IF NOT EXISTS \(table) (sha256 TEXT NOT NULL PRIMARY KEY, text BLOB NOT NULL)")
            let insert = try db.makeStatement(sql: "INSERT OR IGNORE INTO \(table) VALUES (?, ?)")
            try texts { text in
                try insert.execute(arguments: [DefinitionDigest(of: text).description, Data(text)])
            }
        }
    }
}

extension SQLiteLedgerStore {
    /// Shows the definition files of a backup one after another, each whole: `.damaged` for one that is not what its SHA-256 says. A
    /// backup of an older program has none.
    public static func definitions(
        inBackup path: String, _ take: ([UInt8]) throws -> Void
    ) throws(StoreError) {
        do {
            let backup = try DatabaseQueue(
                path: SQLiteFile.readOnlyName(path), configuration: SQLiteFile.readOnlyConfiguration)
            try backup.read { db in
                guard try db.tableExists("definition_texts") else { return }
                let rows = try Row.fetchCursor(db, sql: "SELECT sha256, text FROM definition_texts ORDER BY sha256")
                while let row = try rows.next() {
                    let (sha256, text) = (String.fromDatabaseValue(row[0]), try row.bytes(1))
                    guard DefinitionDigest(of: text).description == sha256 else {
                        throw StoreError.damaged(reason: "\(path): a definition file has another SHA-256")
                    }
                    try take(text)
                }
            }
        } catch {
            throw (error as? StoreError) ?? SQLiteFailure.unreadable(error, path: path)
        }
    }
}
