import Dispatch
import Files
import GRDB
public import Ledger
import SystemPackage

extension SQLiteLedgerStore {
    /// Writes a consistent copy of the ledger, as of one commit, to a new file while the ledger goes on.
    ///
    /// The file appears under its name only when it is complete, durable and was opened once. An existing file is never
    /// replaced: then, and where the copy cannot be written, the error is `.notCommitted`.
    ///
    /// - Parameters:
    ///   - disclosures: the private values beside the ledger, of which the copy keeps only which were erased.
    ///   - definitions: shows the definition files beside the ledger one after another: those too large for an entry are nowhere else.
    ///     Asked once the entries are copied, so that whatever these adopt is among them.
    ///   - draws: shows the files of draws in the same way, each with its name.
    public func backup(
        to path: String, erasuresOf disclosures: SQLiteDisclosureStore? = nil,
        definitions: (@Sendable (_ take: ([UInt8]) throws -> Void) throws -> Void)? = nil,
        draws: (@Sendable (_ take: (String, [UInt8]) throws -> Void) throws -> Void)? = nil
    ) async throws(StoreError) {
        guard !PosixFile.exists(path) else { throw .notCommitted(reason: "\(path) exists already") }
        let pool = pool
        // The copy blocks its thread, perhaps for minutes: none of the few that all tasks share.
        try await withCheckedContinuation { (continuation: CheckedContinuation<Result<Void, StoreError>, Never>) in
            DispatchQueue.global(qos: .utility).async {
                let result = Result {
                    try LedgerBackup(
                        from: pool, erasuresOf: disclosures, definitions: definitions, draws: draws, to: path
                    ).run()
                }
                continuation.resume(
                    returning: result.mapError { error in
                        .notCommitted(reason: "the backup was not made: \(SQLiteFailure.reason(error, path: path))")
                    })
            }
        }.get()
    }
}

/// One backup: the copy is made beside the target and then takes its name.
private struct LedgerBackup {
    private let source: DatabasePool
    private let disclosures: SQLiteDisclosureStore?
    private let definitions: (@Sendable (_ take: ([UInt8]) throws -> Void) throws -> Void)?
    private let draws: (@Sendable (_ take: (String, [UInt8]) throws -> Void) throws -> Void)?
    private let target: String
    private var partial: String { "\(target).partial" }

    init(
        from source: DatabasePool, erasuresOf disclosures: SQLiteDisclosureStore?,
        definitions: (@Sendable (_ take: ([UInt8]) throws -> Void) throws -> Void)?,
        draws: (@Sendable (_ take: (String, [UInt8]) throws -> Void) throws -> Void)?, to target: String
    ) {
        self.source = source
        self.disclosures = disclosures
        self.definitions = definitions
        self.draws = draws
        self.target = target
    }

    func run() throws {
        removePartial()
        do {
            try copy()
            try check()
            try PosixFile(opening: partial, .readWrite).sync()
            try WholeFile.give(partial, name: target, existing: .refused)
            removePartial()
            try PosixFile.syncDirectory(PosixFile.directory(of: target))
        } catch {
            removePartial()
            throw error
        }
    }

    private func copy() throws {
        var configuration = Configuration()
        configuration.label = "backup"
        configuration.prepareDatabase { db in
            // A copy that fails is thrown away, so it needs no journal, and is made durable once, at its end.
            try db.execute(sql: "PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF")
        }
        let copy = try DatabaseQueue(path: partial, configuration: configuration)
        try source.backup(to: copy)
        try disclosures?.copyErasures(into: copy)
        if let definitions { try BackupDefinitions.write(definitions, into: copy) }
        if let draws { try BackupDrawFiles.write(draws, into: copy) }
        try copy.close()
    }

    private func check() throws {
        let copy = try DatabaseQueue(
            path: SQLiteFile.readOnlyName(partial), configuration: SQLiteFile.readOnlyConfiguration)
        try copy.read { db in
            try Schema.ledger.check(db)
            let last = try UInt64.fetchOne(db, sql: "SELECT max(idx) + 1 FROM entries") ?? 0
            guard try UInt64.fetchOne(db, sql: "SELECT tree_size FROM head") ?? 0 == last else {
                throw StoreError.unreadable(reason: "the copy's head and entries do not agree")
            }
        }
        try copy.close()
    }

    private func removePartial() {
        for suffix in ["", "-wal", "-shm", "-journal"] { WholeFile.remove(partial + suffix) }
    }
}
