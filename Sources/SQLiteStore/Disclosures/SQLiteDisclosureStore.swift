import EPCIS
public import Evidence
import Files
import Foundation
import GRDB
public import HostState
public import Ledger
import Values

/// The private values that belong to a ledger's entries, in a file of their own, `disclosures.sqlite`.
///
/// Apart from the ledger, because they may be erased and it may not; and apart from its backups for the same reason: a device
/// brings its values again. WAL with `synchronous=FULL` and `secure_delete`: what was erased is overwritten, also in the WAL and
/// where rows once stood (`Erasure`).
public final class SQLiteDisclosureStore: Sendable {
    public static let fileName = "disclosures.sqlite"

    let pool: DatabasePool

    /// Opens the file in `directory`, which must exist; a missing one is begun, unless it is to be read only.
    public static func open(
        directory: String, mode: SQLiteLedgerStore.Mode
    ) throws(StoreError) -> SQLiteDisclosureStore {
        let path = "\(directory)/\(fileName)"
        guard mode != .readOnly || PosixFile.exists(path) else { throw .missing(path) }
        do {
            return SQLiteDisclosureStore(
                pool: mode == .readOnly ? try SQLiteFile.reader(path, .disclosures) : try writer(path))
        } catch {
            throw SQLiteFailure.unreadable(error, path: path)
        }
    }

    private init(pool: DatabasePool) {
        self.pool = pool
    }

    private static func writer(_ path: String) throws -> DatabasePool {
        var configuration = Configuration()
        configuration.label = "disclosures"
        configuration.maximumReaderCount = 4
        configuration.busyMode = .timeout(5)
        try PosixFile.makePrivate(path)
        let pool = try DatabasePool(path: path, configuration: configuration)
        try pool.writeWithoutTransaction { db in
            try db.requireFullSync()
            try db.execute(sql: "PRAGMA secure_delete = ON")
            try db.keepWAL()
            try Schema.disclosures.migrate(db)
            // Only speeds reading up, so that it is no new version: a reader does not need it, and an older writer keeps it.
            try db.execute(
                sql: "CREATE INDEX IF NOT EXISTS marks ON disclosures (erased, entry, digest) WHERE text IS NULL")
            Erasure(path: path).resume(db)
        }
        try PosixFile.syncDirectory(PosixFile.directory(of: path))
        return pool
    }
}

extension SQLiteDisclosureStore: DisclosureStore {
    public func keep(_ disclosures: [HeldDisclosure]) async throws(StoreError) -> KeptDisclosures {
        let path = pool.path
        return try await pool.accessingWriter { db throws(StoreError) in
            var counts = KeptDisclosures()
            try db.commitDurably(path: path) { db in
                let known = try db.cachedStatement(
                    sql: "SELECT erased IS NOT NULL FROM disclosures WHERE entry = ? AND digest = ?")
                let insert = try db.cachedStatement(
                    sql: "INSERT INTO disclosures (entry, digest, text) VALUES (?, ?, ?)")
                for held in disclosures {
                    let digest = Data(held.disclosure.digest.bytes)
                    if let isErased = try Bool.fetchOne(known, arguments: [held.entry, digest]) {
                        if isErased { counts.erased += 1 } else { counts.held += 1 }
                        continue
                    }
                    try insert.execute(arguments: [held.entry, digest, held.disclosure.text])
                    counts.kept += 1
                }
            }
            return counts
        }
    }

    public func disclosures(of entries: [UInt64]) async throws(StoreError) -> [HeldDisclosure] {
        try await each(
            of: entries, sql: "SELECT text FROM disclosures WHERE entry = ? AND text IS NOT NULL ORDER BY digest"
        ) { entry, row in HeldDisclosure(entry: entry, disclosure: try row.disclosure(0)) }
    }

    public func erasures(of entries: [UInt64]) async throws(StoreError) -> [DisclosureErasure] {
        try await each(
            of: entries, sql: "SELECT digest, erased FROM disclosures WHERE entry = ? AND text IS NULL ORDER BY digest"
        ) { entry, row in
            DisclosureErasure(entry: entry, digest: try row.disclosureDigest(0), time: try row.moment(1))
        }
    }

    public func erase(_ erasures: [DisclosureErasure]) async throws(StoreError) {
        let path = pool.path
        let erasure = Erasure(path: path)
        try await pool.accessingWriter { db throws(StoreError) in
            try db.commitDurably(path: path) { db in
                try Self.mark(try Self.afterAllMarks(erasures, db), db, beforeErasing: erasure.begin)
            }
            if erasure.isUnderWay { try erasure.finish(db) }
        }
    }

    /// The same with times after those of all marks that are there, whatever the clock did meanwhile: marks have an order.
    private static func afterAllMarks(_ erasures: [DisclosureErasure], _ db: Database) throws -> [DisclosureErasure] {
        let newest = try Int64.fetchOne(db, sql: "SELECT max(erased) FROM disclosures WHERE text IS NULL")
        guard let newest else { return erasures }
        return erasures.map {
            DisclosureErasure(
                entry: $0.entry, digest: $0.digest, time: max($0.time, Timestamp(milliseconds: newest + 1)))
        }
    }

    /// Erases what is marked elsewhere; the marks keep their times, and with them their order.
    func takeMarks(_ marks: [DisclosureErasure]) async throws(StoreError) {
        let path = pool.path
        let erasure = Erasure(path: path)
        try await pool.accessingWriter { db throws(StoreError) in
            try db.commitDurably(path: path) { db in try Self.mark(marks, db, beforeErasing: erasure.begin) }
            if erasure.isUnderWay { try erasure.finish(db) }
        }
    }

    public func marks(after mark: DisclosureErasure?, limit: Int) async throws(StoreError) -> [DisclosureErasure] {
        try await pool.reading { db in
            let statement = try db.cachedStatement(
                sql: """
                    SELECT entry, digest, erased FROM disclosures
                    WHERE text IS NULL AND (erased, entry, digest) > (?, ?, ?) ORDER BY erased, entry, digest LIMIT ?
                    """)
            let arguments: StatementArguments = [
                mark?.time.milliseconds ?? .min, mark.map { Int64(clamping: $0.entry) } ?? -1,
                Data(mark?.digest.bytes ?? []), limit,
            ]
            return try Row.fetchAll(statement, arguments: arguments).map {
                DisclosureErasure(entry: try $0.size(0), digest: try $0.disclosureDigest(1), time: try $0.moment(2))
            }
        }
    }

    /// - Parameter beforeErasing: is called before the first value that is held is taken away; where all are gone already there
    ///   is nothing to overwrite.
    private static func mark(_ erasures: [DisclosureErasure], _ db: Database, beforeErasing: () throws -> Void) throws {
        let held = try db.cachedStatement(
            sql: "SELECT text IS NOT NULL FROM disclosures WHERE entry = ? AND digest = ?")
        // The time of the first erasure stays.
        let mark = try db.cachedStatement(
            sql: """
                INSERT INTO disclosures (entry, digest, erased) VALUES (?, ?, ?)
                ON CONFLICT DO UPDATE SET text = NULL, erased = coalesce(erased, excluded.erased)
                """)
        for erasure in erasures {
            let digest = Data(erasure.digest.bytes)
            if try Bool.fetchOne(held, arguments: [erasure.entry, digest]) == true { try beforeErasing() }
            try mark.execute(arguments: [erasure.entry, digest, erasure.time.milliseconds])
        }
    }

    public func disclosures(from entry: UInt64, limit: Int) async throws(StoreError) -> [HeldDisclosure] {
        let first = Int64(clamping: entry)
        return try await pool.reading { db in
            let statement = try db.cachedStatement(
                sql: """
                    SELECT entry, text FROM disclosures WHERE entry >= ? AND text IS NOT NULL
                    ORDER BY entry, digest LIMIT ?
                    """)
            return try Row.fetchAll(statement, arguments: [first, limit]).map {
                HeldDisclosure(entry: try $0.size(0), disclosure: try $0.disclosure(1))
            }
        }
    }

    private func each<Value: Sendable>(
        of entries: [UInt64], sql: String, _ read: @escaping @Sendable (UInt64, Row) throws -> Value
    ) async throws(StoreError) -> [Value] {
        try await pool.reading { db in
            let statement = try db.cachedStatement(sql: sql)
            return try Set(entries).sorted().flatMap { entry in
                try Row.fetchAll(statement, arguments: [Int64(clamping: entry)]).map { try read(entry, $0) }
            }
        }
    }
}
