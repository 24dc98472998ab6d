import Crypto
import GRDBSQLite
import Glibc
import Synchronization

/// Hashes the entries of a store and does nothing else: SQLite's own C interface, a connection for each thread, and swift-crypto as
/// anybody would call it.
enum FloorReading {
    /// Hashes every row where SQLite holds it; gives how many there are.
    static func hash(_ path: String, threads: Int) throws -> Int {
        let count = rows(path)
        let sink = Atomic<UInt64>(0)
        onThreads(threads) { number in
            read(path, from: count * number / threads, to: count * (number + 1) / threads) { bytes in
                sink.wrappingAdd(oneByte(ofHash: bytes), ordering: .relaxed)
            }
        }
        return count
    }

    /// Reads all rows into memory, which is not counted, and hashes them there; gives how many there are and the seconds that
    /// the reading took, of the clock and of the processor.
    static func hashInMemory(_ path: String, threads: Int) throws -> (Int, without: (wall: Double, cpu: Double)) {
        let started = (ContinuousClock.now, Measured.cpuSeconds)
        let count = rows(path)
        var bytes: [UInt8] = []
        var ends = [0]
        read(path, from: 0, to: count) { row in
            bytes.append(contentsOf: row)
            ends.append(bytes.count)
        }
        let reading = ((ContinuousClock.now - started.0).seconds, Measured.cpuSeconds - started.1)
        let sink = Atomic<UInt64>(0)
        bytes.withUnsafeBytes { all in
            // Read only, and alive until every thread has ended.
            nonisolated(unsafe) let all = all
            let ends = ends
            onThreads(threads) { number in
                for entry in (count * number / threads)..<(count * (number + 1) / threads) {
                    let row = UnsafeRawBufferPointer(rebasing: all[ends[entry]..<ends[entry + 1]])
                    sink.wrappingAdd(oneByte(ofHash: row), ordering: .relaxed)
                }
            }
        }
        return (count, reading)
    }

    /// Hashes the bytes; something of the hash is needed, so that it is made.
    private static func oneByte(ofHash bytes: UnsafeRawBufferPointer) -> UInt64 {
        var hasher = SHA256()
        hasher.update(bufferPointer: bytes)
        return hasher.finalize().withUnsafeBytes { UInt64($0[0]) }
    }

    private static func rows(_ path: String) -> Int {
        var count = 0
        query(path, "SELECT tree_size FROM head") { count = Int(sqlite3_column_int64($0, 0)) }
        return count
    }

    private static func read(_ path: String, from first: Int, to end: Int, _ body: (UnsafeRawBufferPointer) -> Void) {
        query(path, "SELECT bytes FROM entries WHERE idx >= \(first) AND idx < \(end) ORDER BY idx") { row in
            body(UnsafeRawBufferPointer(start: sqlite3_column_blob(row, 0), count: Int(sqlite3_column_bytes(row, 0))))
        }
    }

    private static func query(_ path: String, _ sql: String, _ body: (OpaquePointer) -> Void) {
        var db: OpaquePointer?
        precondition(sqlite3_open_v2("\(path)/ledger.sqlite", &db, SQLITE_OPEN_READONLY, nil) == SQLITE_OK)
        defer { sqlite3_close(db) }
        // The first reader of a log that was left behind reads it in, and the others wait.
        sqlite3_busy_timeout(db, 10_000)
        sqlite3_exec(db, "PRAGMA cache_size = -32768", nil, nil, nil)
        var statement: OpaquePointer?
        precondition(sqlite3_prepare_v2(db, sql, -1, &statement, nil) == SQLITE_OK)
        defer { sqlite3_finalize(statement) }
        while sqlite3_step(statement) == SQLITE_ROW { body(statement!) }
    }

    private static func onThreads(_ count: Int, _ body: @escaping @Sendable (Int) -> Void) {
        var threads: [pthread_t] = []
        for number in 0..<count {
            let work = Unmanaged.passRetained(Work { body(number) })
            var thread = pthread_t()
            let code = pthread_create(
                &thread, nil,
                { raw in
                    Unmanaged<Work>.fromOpaque(raw!).takeRetainedValue().body()
                    return nil
                }, work.toOpaque())
            precondition(code == 0)
            threads.append(thread)
        }
        for thread in threads { pthread_join(thread, nil) }
    }

    private final class Work {
        let body: () -> Void
        init(_ body: @escaping () -> Void) { self.body = body }
    }
}
