import GRDB
import Ledger

extension Database {
    /// Runs `body` in one immediate transaction and says exactly what became of it.
    ///
    /// - `StoreError`s of `body` go through after a rollback; every other failure before COMMIT is `.notCommitted`.
    /// - A failed COMMIT is `.outcomeUnknown`, with one exception: SQLITE_FULL. It comes only from a write into the
    ///   WAL that did not fit, so that the frame which would commit the transaction was never completely written, and
    ///   a recovery ignores everything after the last complete one. (A failed fsync, on the other hand, is
    ///   SQLITE_IOERR.)
    func commitDurably(path: String, _ body: (Database) throws -> Void) throws(StoreError) {
        do {
            try beginTransaction(.immediate)
        } catch {
            throw .notCommitted(reason: SQLiteFailure.reason(error, path: path))
        }
        try finishTransaction(path: path, body)
    }

    /// The same for a transaction that is open already.
    func finishTransaction(path: String, _ body: (Database) throws -> Void) throws(StoreError) {
        do {
            guard isInsideTransaction else {
                throw StoreError.notCommitted(reason: "\(path): the transaction was lost")
            }
            try body(self)
        } catch {
            abandonTransaction()
            if let error = error as? StoreError { throw error }
            throw .notCommitted(reason: SQLiteFailure.reason(error, path: path))
        }
        do {
            try commit()
        } catch {
            abandonTransaction()
            let reason = SQLiteFailure.reason(error, path: path)
            if (error as? DatabaseError)?.resultCode == .SQLITE_FULL { throw .notCommitted(reason: reason) }
            throw .outcomeUnknown(reason: reason)
        }
    }

    /// Rolls back what is open. Where even that fails nothing can become durable either: only a COMMIT makes it so.
    func abandonTransaction() {
        guard isInsideTransaction else { return }
        try? rollback()
    }
}
