import Files
import Foundation
import GRDB
public import Journals
public import Ledger
import Synchronization
public import TransparencyLog

/// A device's journal in one SQLite file, `journal.sqlite`.
///
/// WAL with `synchronous=FULL`: an import whose commit returned survives power loss. One writer at a time, over all
/// processes; readers see the last commit meanwhile.
public final class SQLiteJournalStore: Sendable {
    public static let fileName = "journal.sqlite"

    let pool: DatabasePool
    /// Whether an import of this process is open: the writing connection is then inside its transaction.
    private let isImporting = Mutex(false)

    /// Opens the journal in `directory`: `create` begins one where there is none, `readWrite` and `readOnly` throw
    /// `.missing`.
    public static func open(
        directory: String, mode: SQLiteLedgerStore.Mode
    ) throws(StoreError) -> SQLiteJournalStore {
        let path = "\(directory)/\(fileName)"
        if mode == .create { try StoreDirectory.make(directory) }
        guard mode == .create || PosixFile.exists(path) else { throw .missing(path) }
        do {
            return SQLiteJournalStore(
                pool: mode == .readOnly ? try SQLiteFile.reader(path, .journal) : try writer(path))
        } catch {
            throw SQLiteFailure.unreadable(error, path: path)
        }
    }

    /// The newest state of the journal in `directory`, read where no more than that is wanted of it: nothing is written, and no key asked for.
    public static func head(inDirectory directory: String) throws(StoreError) -> JournalHead {
        let store = try open(directory: directory, mode: .readOnly)
        do {
            defer { try? store.pool.close() }
            return try store.pool.read { db in try Self.head(db) }
        } catch {
            throw SQLiteFailure.unreadable(error, path: "\(directory)/\(fileName)")
        }
    }

    private init(pool: DatabasePool) {
        self.pool = pool
    }

    private static func writer(_ path: String) throws -> DatabasePool {
        var configuration = Configuration()
        configuration.label = "journal"
        configuration.maximumReaderCount = 2
        configuration.busyMode = .timeout(2)
        // An import keeps its transaction open from one call to the next.
        configuration.allowsUnsafeTransactions = true
        configuration.prepareDatabase { db in
            try db.execute(sql: "PRAGMA page_size = 8192")
            try db.execute(sql: "PRAGMA cache_size = -65536")
        }
        try PosixFile.makePrivate(path)
        let pool = try DatabasePool(path: path, configuration: configuration)
        try pool.writeWithoutTransaction { db in
            try db.requireFullSync()
            // What a large import makes of the WAL is cut back after it.
            try db.execute(sql: "PRAGMA journal_size_limit = 16777216")
            // Erased private values are overwritten (Debian's default, said outright because it matters here).
            try db.execute(sql: "PRAGMA secure_delete = ON")
            try db.keepWAL()
            try Schema.journal.migrate(db)
            Erasure(path: path).resume(db)
        }
        try PosixFile.syncDirectory(PosixFile.directory(of: path))
        return pool
    }

    /// Takes this process' one place for writing; throws `.locked` where it is taken.
    func claimWriter() throws(StoreError) {
        guard !pool.configuration.readonly else { throw .notCommitted(reason: "\(pool.path) was opened read-only") }
        let isFree = isImporting.withLock { busy in
            defer { busy = true }
            return !busy
        }
        guard isFree else { throw .locked(by: "an import of this process") }
    }

    func releaseWriter() {
        isImporting.withLock { $0 = false }
    }
}

extension SQLiteJournalStore: JournalStore {
    public func head() async throws(StoreError) -> JournalHead {
        try await pool.reading { db in try Self.head(db) }
    }

    private static func head(_ db: Database) throws -> JournalHead {
        var head = JournalHead()
        if let row = try Row.fetchOne(db.cachedStatement(sql: "SELECT edge, checkpoint FROM head")) {
            head.edge = try row.edge(0)
            head.checkpoint = try row.bytes(1)
        }
        if let row = try Row.fetchOne(db.cachedStatement(sql: "SELECT edge, checkpoint, brought FROM pushed")) {
            head.pushed = PushedMark(
                edge: try row.edge(0), ledgerCheckpoint: try row.bytes(1), broughtSize: try row.size(2))
        }
        return head
    }

    public func beginImport() async throws(StoreError) -> any JournalImport {
        try claimWriter()
        do throws(StoreError) {
            return try await SQLiteJournalImport.begin(in: self)
        } catch {
            releaseWriter()
            throw error
        }
    }

    public func entries(_ range: Range<UInt64>) async throws(StoreError) -> [[UInt8]] {
        try await pool.reading { db in try EntryRange(range).read(db) }
    }

    public func acknowledge(_ edge: RightEdge) async throws(StoreError) {
        try claimWriter()
        defer { releaseWriter() }
        try await pool.committing { db in
            try db.cachedStatement(
                sql: """
                    INSERT INTO pushed (id, edge, checkpoint) VALUES (1, ?, x'')
                    ON CONFLICT DO UPDATE SET edge = excluded.edge
                    """
            )
            .execute(arguments: [Data(edge.bytes)])
        }
    }

    public func replaceLedgerHead(_ held: [UInt8], with note: [UInt8]) async throws(StoreError) -> Bool {
        try claimWriter()
        defer { releaseWriter() }
        do throws(StoreError) {
            try await pool.committing { db in
                let row = try Row.fetchOne(db.cachedStatement(sql: "SELECT checkpoint FROM pushed"))
                // Rolls back: another process keeps another head by now.
                guard try row?.bytes(0) ?? [] == held else { throw StoreError.conflict(treeSize: 0) }
                try db.cachedStatement(
                    sql: """
                        INSERT INTO pushed (id, edge, checkpoint) VALUES (1, ?, ?)
                        ON CONFLICT DO UPDATE SET checkpoint = excluded.checkpoint
                        """
                )
                .execute(arguments: [Data(RightEdge().bytes), Data(note)])
            }
            return true
        } catch {
            if case .conflict = error { return false }
            throw error
        }
    }
}
