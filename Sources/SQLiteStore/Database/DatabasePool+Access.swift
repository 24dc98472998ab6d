import GRDB
import Ledger

extension DatabasePool {
    /// Reads from one snapshot of the database.
    ///
    /// Through callbacks, not GRDB's `async` methods: those give up when the calling task is cancelled, and a cancelled
    /// read would look like a damaged store.
    func reading<Value: Sendable>(
        _ body: @escaping @Sendable (Database) throws -> Value
    ) async throws(StoreError) -> Value {
        let path = path
        return try await withCheckedContinuation {
            (continuation: CheckedContinuation<Result<Value, StoreError>, Never>) in
            asyncRead { database in
                let result = Result { try body(try database.get()) }
                continuation.resume(returning: result.mapError { SQLiteFailure.unreadable($0, path: path) })
            }
        }.get()
    }

    /// Makes what `body` writes durable in one transaction; cancelling the calling task does not interrupt it.
    func committing(_ body: @escaping @Sendable (Database) throws -> Void) async throws(StoreError) {
        let path = path
        try await accessingWriter { db throws(StoreError) in try db.commitDurably(path: path, body) }
    }

    /// Runs `body` on the writing connection, in no transaction but those that it begins; not interrupted by
    /// cancellation.
    func accessingWriter<Value: Sendable>(
        _ body: @escaping @Sendable (Database) throws(StoreError) -> Value
    ) async throws(StoreError) -> Value {
        try await withCheckedContinuation { (continuation: CheckedContinuation<Result<Value, StoreError>, Never>) in
            asyncWriteWithoutTransaction { db in
                continuation.resume(returning: Result { () throws(StoreError) in try body(db) })
            }
        }.get()
    }
}
