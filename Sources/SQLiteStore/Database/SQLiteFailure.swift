import GRDB
import Ledger

/// What SQLite's errors mean for those who keep a ledger.
struct SQLiteFailure {
    /// Says what happened to which file and, where the operator can do something, what.
    static func reason(_ error: any Error, path: String) -> String {
        guard let error = error as? DatabaseError else { return "\(path): \(error)" }
        let hint =
            switch error.resultCode {
            case .SQLITE_FULL: "the disk (or a quota on it) is full; free space and try again"
            case .SQLITE_READONLY: "it may only be read: check the mount, the owner and the permissions"
            case .SQLITE_CANTOPEN: "it cannot be opened: check that the directory is there, its owner and permissions"
            case .SQLITE_BUSY, .SQLITE_LOCKED: "another process is writing"
            case .SQLITE_IOERR: "the disk failed to read or write"
            case .SQLITE_CORRUPT, .SQLITE_NOTADB: "the file is damaged or not a database"
            case .SQLITE_PERM, .SQLITE_AUTH: "this user may not open it"
            case .SQLITE_NOMEM: "memory is exhausted"
            default: "SQLite refused"
            }
        return "\(path): \(hint) (SQLite \(error.extendedResultCode.rawValue): \(error.message ?? "no message"))"
    }

    /// Whether the file itself is broken: then it is known to be bad, and not merely out of reach.
    private static func isDamage(_ error: DatabaseError) -> Bool {
        error.resultCode == .SQLITE_CORRUPT || error.resultCode == .SQLITE_NOTADB
    }

    /// Whether a file of derived state itself is at fault, rather than the disk, the permissions or another process: it can be begun
    /// anew.
    static func isWorthless(_ error: any Error) -> Bool {
        switch error {
        case StoreError.unreadable, StoreError.damaged: true
        case let error as DatabaseError: isDamage(error)
        default: false
        }
    }

    /// A failed read or opening.
    static func unreadable(_ error: any Error, path: String) -> StoreError {
        switch error {
        case StoreError.unreadable(let reason): .unreadable(reason: "\(path): \(reason)")
        case StoreError.damaged(let reason): .damaged(reason: "\(path): \(reason)")
        case let error as StoreError: error
        case let error as DatabaseError where isDamage(error): .damaged(reason: reason(error, path: path))
        default: .unreadable(reason: reason(error, path: path))
        }
    }
}
