import GRDB
import GRDBSQLite
import Ledger
import Synchronization

/// Connections that only look, each used on the thread of whoever asks, for reads that take microseconds.
///
/// GRDB's asynchronous reads hand their work to a queue and back, and open a transaction of several statements: ten times what
/// the read itself costs. Here the asking thread reads, so that a batch must stay small (a few hundred rows): what is long goes
/// through the pool with queues of its own. Readers never wait for the writer (WAL).
final class ReadPool: Sendable {
    private struct State {
        var idle: [ReadConnection] = []
        var isClosed = false
    }

    /// The file, as errors name it.
    private let path: String
    /// What SQLite opens: the path, or a URI.
    private let name: String
    private let cacheKiB: Int
    private let state = Mutex(State())

    /// Connections that are kept: there are never more at work than threads that run tasks.
    private static let idleMax = 16

    /// Opens no connection yet.
    /// - Parameter cacheKiB: pages that each connection keeps.
    init(path: String, name: String, cacheKiB: Int) {
        self.path = path
        self.name = name
        self.cacheKiB = cacheKiB
    }

    /// Reads on this thread. A connection on which anything failed is not used again.
    func read<Value>(_ body: (ReadConnection) throws -> Value) throws(StoreError) -> Value {
        do {
            let connection = try state.withLock { $0.idle.popLast() } ?? ReadConnection(name: name, cacheKiB: cacheKiB)
            let value = try body(connection)
            state.withLock { state in
                if !state.isClosed, state.idle.count < Self.idleMax { state.idle.append(connection) }
            }
            return value
        } catch {
            throw SQLiteFailure.unreadable(error, path: path)
        }
    }

    /// Closes the connections that nobody uses; those in use are closed after it.
    func close() {
        let idle = state.withLock { state in
            state.isClosed = true
            defer { state.idle = [] }
            return state.idle
        }
        withExtendedLifetime(idle) {}
    }
}
