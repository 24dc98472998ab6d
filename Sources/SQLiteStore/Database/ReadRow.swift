import GRDBSQLite
import Ledger
import TransparencyLog
import Values

/// The row on which a statement of a `ReadConnection` stands; valid until the next step. What is not of the type that was written
/// is damage.
struct ReadRow {
    let statement: OpaquePointer

    /// A column's bytes, copied once.
    func bytes(_ column: CInt) throws -> [UInt8] {
        guard sqlite3_column_type(statement, column) == SQLITE_BLOB else {
            throw Self.damage("a stored value is missing")
        }
        let count = Int(sqlite3_column_bytes(statement, column))
        // SQLite gives a null pointer for an empty blob.
        guard let start = sqlite3_column_blob(statement, column) else { return [] }
        return [UInt8](UnsafeRawBufferPointer(start: start, count: count))
    }

    func integer(_ column: CInt) throws -> Int64 {
        guard sqlite3_column_type(statement, column) == SQLITE_INTEGER else {
            throw Self.damage("a stored number is not one")
        }
        return sqlite3_column_int64(statement, column)
    }

    /// A size or index.
    func size(_ column: CInt) throws -> UInt64 {
        guard let size = UInt64(exactly: try integer(column)) else { throw Self.damage("a stored number is not one") }
        return size
    }

    func moment(_ column: CInt) throws -> Timestamp {
        Timestamp(milliseconds: try integer(column))
    }

    func edge(_ column: CInt) throws -> RightEdge {
        guard let edge = RightEdge(bytes: try bytes(column)) else {
            throw Self.damage("a stored right edge is not one")
        }
        return edge
    }

    func journalName(_ column: CInt) throws -> JournalName {
        let text = sqlite3_column_text(statement, column).map { String(cString: $0) }
        guard let text, let name = JournalName(text) else {
            throw Self.damage("“\(text ?? "NULL")” is not the name of a journal")
        }
        return name
    }

    private static func damage(_ what: String) -> StoreError {
        .damaged(reason: "\(what): the file is damaged")
    }
}
