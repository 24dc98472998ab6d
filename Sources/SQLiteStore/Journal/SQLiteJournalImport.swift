import Dispatch
import EPCIS
import Foundation
import GRDB
import Journals
import Ledger
import Synchronization
import TransparencyLog

/// An import into a journal: one write transaction that stays open over many calls.
///
/// Memory stays the same for any number of events: SQLite spills what its cache does not hold into the WAL, and
/// digests are gathered for a while and then written in order, because random index rows cost five times as much as
/// sorted ones.
final class SQLiteJournalImport: JournalImport {
    /// Digests gathered in memory before they go into the index.
    private static let gatheredMax = 131_072

    private struct State {
        var size: UInt64
        var digests = GatheredDigests()
        var isOpen = true
    }

    private let store: SQLiteJournalStore
    private let state: Mutex<State>
    private var pool: DatabasePool { store.pool }

    private init(store: SQLiteJournalStore, size: UInt64) {
        self.store = store
        state = Mutex(State(size: size))
    }

    deinit {
        if close() { Self.abandon(store) }
    }

    /// Begins the transaction; `.locked` where another process writes.
    static func begin(in store: SQLiteJournalStore) async throws(StoreError) -> SQLiteJournalImport {
        let path = store.pool.path
        let size = try await store.pool.accessingWriter { db throws(StoreError) in
            do {
                try db.beginTransaction(.immediate)
                return try Row.fetchOne(db, sql: "SELECT size FROM head").map { try $0.size(0) } ?? 0
            } catch {
                db.abandonTransaction()
                if (error as? DatabaseError)?.resultCode == .SQLITE_BUSY {
                    throw .locked(by: "another process that is writing in this journal")
                }
                throw SQLiteFailure.unreadable(error, path: path)
            }
        }
        return SQLiteJournalImport(store: store, size: size)
    }

    func place(of digest: MerkleHash) async throws(StoreError) -> UInt64? {
        try checkOpen()
        return try search(for: digest)
    }

    func append(_ events: [JournalEvent]) async throws(StoreError) {
        try checkOpen()
        let first = state.withLock { $0.size }
        try await writing { db in
            let insert = try BulkInsert(db, sql: "INSERT INTO entries (idx, bytes) VALUES (?, ?)")
            for (offset, event) in events.enumerated() {
                try insert.run(Int64(first + UInt64(offset)), event.entry)
                if !event.disclosures.isEmpty { try Self.keep(event, at: first + UInt64(offset), db) }
            }
        }
        let isFull = state.withLock { state in
            for event in events {
                state.digests.add(event.digest, index: state.size)
                state.size += 1
            }
            return state.digests.count >= Self.gatheredMax
        }
        if isFull { try await writeDigests() }
    }

    /// Throws `.conflict` where the head is not of exactly the journal's old events and those appended here.
    func commit(_ head: JournalHead) async throws(StoreError) {
        try checkOpen()
        let size = state.withLock { $0.size }
        guard head.size == size else {
            await rollback()
            throw .conflict(treeSize: size)
        }
        try await writeDigests()
        guard close() else { return }
        defer { store.releaseWriter() }
        let path = pool.path
        try await pool.accessingWriter { db throws(StoreError) in
            try db.finishTransaction(path: path) { db in
                try db.cachedStatement(
                    sql: "INSERT OR REPLACE INTO head (id, size, edge, checkpoint) VALUES (1, ?, ?, ?)"
                )
                .execute(arguments: [size, Data(head.edge.bytes), Data(head.checkpoint)])
            }
        }
    }

    func rollback() async {
        guard close() else { return }
        try? await pool.accessingWriter { db throws(StoreError) in db.abandonTransaction() }
        store.releaseWriter()
    }
}

extension SQLiteJournalImport {
    private func checkOpen() throws(StoreError) {
        guard state.withLock(\.isOpen) else { throw .notCommitted(reason: "this import has ended") }
    }

    /// Ends the import; false where it had ended before.
    private func close() -> Bool {
        state.withLock { state in
            defer { state.isOpen = false }
            return state.isOpen
        }
    }

    /// On this thread: the writer is idle here, and a hop to another would cost more than the search.
    private func search(for digest: MerkleHash) throws(StoreError) -> UInt64? {
        let gathered = state.withLock { $0.digests.indexes(of: digest) }
        let path = pool.path
        do {
            return try pool.writeWithoutTransaction { db in
                // What is gathered is newer than all that is stored.
                for index in gathered.sorted(by: >) where try Self.isEvent(at: index, digest, db) { return index }
                let statement = try db.cachedStatement(
                    sql: "SELECT idx FROM digests WHERE digest = ? ORDER BY idx DESC")
                let stored = try Row.fetchCursor(statement, arguments: [digest.storedPrefix])
                while let row = try stored.next() {
                    let index = try row.size(0)
                    if try Self.isEvent(at: index, digest, db) { return index }
                }
                return nil
            }
        } catch {
            throw SQLiteFailure.unreadable(error, path: path)
        }
    }

    private static func abandon(_ store: SQLiteJournalStore) {
        store.pool.asyncWriteWithoutTransaction { db in
            db.abandonTransaction()
            store.releaseWriter()
        }
    }

    private func writeDigests() async throws(StoreError) {
        let digests = state.withLock { state in
            defer { state.digests = GatheredDigests() }
            return state.digests.sorted()
        }
        guard !digests.isEmpty else { return }
        try await writing { db in
            let insert = try BulkInsert(db, sql: "INSERT INTO digests (digest, idx) VALUES (?, ?)")
            for row in digests { try insert.run(row.prefix, Int64(row.index)) }
        }
    }

    /// Writes inside the transaction. A failure ends the import: SQLite may have rolled all of it back.
    private func writing(_ body: @escaping @Sendable (Database) throws -> Void) async throws(StoreError) {
        let path = pool.path
        do throws(StoreError) {
            try await pool.accessingWriter { db throws(StoreError) in
                do {
                    guard db.isInsideTransaction else {
                        throw StoreError.notCommitted(reason: "\(path): the import was lost")
                    }
                    try body(db)
                } catch {
                    throw (error as? StoreError) ?? .notCommitted(reason: SQLiteFailure.reason(error, path: path))
                }
            }
        } catch {
            await rollback()
            throw error
        }
    }

    /// Keeps what of a sealed event its entry does not hold.
    private static func keep(_ event: JournalEvent, at index: UInt64, _ db: Database) throws {
        let insert = try db.cachedStatement(sql: "INSERT INTO disclosures (idx, digest, text) VALUES (?, ?, ?)")
        for disclosure in event.disclosures {
            try insert.execute(arguments: [index, Data(disclosure.digest.bytes), disclosure.text])
        }
        try db.cachedStatement(sql: "INSERT INTO seals (idx, digest) VALUES (?, ?)")
            .execute(arguments: [index, Data(event.digest.bytes)])
    }

    /// Whether that is the digest of the event that is entry `index`: of what it said before it was sealed, else of its body, which follows
    /// the header line, or of that without the eventID that it was given by its place.
    private static func isEvent(at index: UInt64, _ digest: MerkleHash, _ db: Database) throws -> Bool {
        let seal = try db.cachedStatement(sql: "SELECT digest FROM seals WHERE idx = ?")
        if let row = try Row.fetchOne(seal, arguments: [index]) {
            return MerkleHash(bytes: try row.bytes(0)) == digest
        }
        let statement = try db.cachedStatement(sql: "SELECT bytes FROM entries WHERE idx = ?")
        guard let entry = try Row.fetchOne(statement, arguments: [index]).map({ try $0.bytes(0) }),
            let end = entry.firstIndex(of: UInt8(ascii: "\n"))
        else { throw StoreError.missing("entry \(index) of the journal") }
        let body = entry[(end + 1)...]
        return MerkleHash.leaf(body) == digest
            || JournalEvent.nameless(body).map { MerkleHash.leaf($0) == digest } ?? false
    }
}
