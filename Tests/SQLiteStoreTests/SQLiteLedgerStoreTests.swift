import Foundation
import GRDB
import Ledger
import LedgerTesting
import Testing
import TransparencyLog

@testable import SQLiteStore

/// What is particular to the ledger in SQLite, beyond the contract of every store.
@Suite struct SQLiteLedgerStoreTests {
    private static func open(
        _ directory: TemporaryDirectory, _ mode: SQLiteLedgerStore.Mode = .create
    ) throws -> SQLiteLedgerStore {
        try SQLiteLedgerStore.open(directory: directory.path, mode: mode)
    }

    @Test func everyCommitIsFlushedToTheDisk() async throws {
        let directory = try TemporaryDirectory()
        let store = try Self.open(directory)
        let journal = try SQLiteJournalStore.open(directory: directory.path, mode: .create)
        for pool in [store.pool, journal.pool] {
            #expect(try await pool.writeWithoutTransaction { try Int.fetchOne($0, sql: "PRAGMA synchronous") } == 2)
            #expect(
                try await pool.writeWithoutTransaction { try String.fetchOne($0, sql: "PRAGMA journal_mode") } == "wal")
        }
        #expect(try await store.pool.read { try Int.fetchOne($0, sql: "PRAGMA page_size") } == 16_384)
    }

    @Test func aSecondWriterIsRefusedWithTheHoldersProcess() throws {
        let directory = try TemporaryDirectory()
        let store = try Self.open(directory)
        #expect {
            try Self.open(directory, .readWrite)
        } throws: { error in
            if case StoreError.locked(by: "process \(getpid())") = error { true } else { false }
        }
        _ = consume store
        #expect(throws: Never.self) { try Self.open(directory, .readWrite) }
    }

    @Test func onlyCreateBeginsALedger() throws {
        let directory = try TemporaryDirectory()
        for mode in [SQLiteLedgerStore.Mode.readWrite, .readOnly] {
            #expect {
                try Self.open(directory, mode)
            } throws: { error in
                if case StoreError.missing("\(directory.path)/ledger.sqlite") = error { true } else { false }
            }
        }
        #expect(try directory.files().isEmpty)
        let deep = "\(directory.path)/a/b"
        #expect(throws: Never.self) { try SQLiteLedgerStore.open(directory: deep, mode: .create) }
    }

    @Test func aReaderSeesTheWritersCommitsAndWritesNothing() async throws {
        let directory = try TemporaryDirectory()
        let writer = try Self.open(directory)
        let files = try directory.files()
        let reader = try Self.open(directory, .readOnly)
        var batches = Batches()
        for _ in 0..<3 {
            let size = batches.treeSize
            try await writer.append(batches.next(), expecting: size)
            #expect(try await reader.everything() == writer.everything())
            #expect(try await reader.head()?.treeSize == batches.treeSize)
        }
        let (batch, size) = (batches.next(), batches.treeSize)
        await #expect {
            try await reader.append(batch, expecting: size)
        } throws: { isNotCommitted($0, saying: "read-only") }
        #expect(try directory.files() == files)
    }

    @Test func aReaderNeedsNoRightToWriteAndCreatesNothing() async throws {
        let directory = try TemporaryDirectory()
        var batches = Batches()
        do {
            try await Self.open(directory).append(batches.next(3), expecting: 0)
        }
        // A directory at rest, with and without the files that a writer leaves beside the database.
        for leftovers in [["ledger.sqlite", "ledger.sqlite-shm", "ledger.sqlite-wal"], ["ledger.sqlite"]] {
            let copy = try TemporaryDirectory()
            if leftovers.count == 1 { try tamper("\(directory.path)/ledger.sqlite", "PRAGMA journal_mode = DELETE") }
            for name in leftovers { try copy.write(directory.bytes(name), to: name) }
            let before = try leftovers.map { try copy.bytes($0) }
            let reader = try Self.open(copy, .readOnly)
            #expect(try await reader.head()?.treeSize == batches.treeSize)
            #expect(try copy.files() == leftovers)
            #expect(try copy.bytes("ledger.sqlite") == before[0])
        }
    }

    @Test func aBatchThatCannotBeWrittenWholeIsNotWrittenAtAll() async throws {
        let directory = try TemporaryDirectory()
        let store = try Self.open(directory)
        var batches = Batches()
        try await store.append(batches.next(), expecting: 0)
        let before = try await store.everything()
        var bad = batches.next(5)
        // The span's place is taken: the last of many rows fails.
        bad.spans += [before.spans[0]]
        let broken = bad
        await #expect {
            try await store.append(broken, expecting: 2)
        } throws: { isNotCommitted($0, saying: "ledger.sqlite") }
        #expect(try await store.everything() == before)
    }

    @Test func aFullDatabaseRefusesTheBatchAndGoesOnWhenThereIsRoom() async throws {
        let directory = try TemporaryDirectory()
        let store = try Self.open(directory)
        var batches = Batches()
        try await store.append(batches.next(), expecting: 0)
        let before = try await store.everything()
        try Self.limitPages(store, by: "page_count")
        let large = batches.next(200)
        await #expect {
            try await store.append(large, expecting: 2)
        } throws: { isNotCommitted($0, saying: "full") }
        #expect(try await store.everything() == before)
        try Self.limitPages(store, by: "1000000")
        try await store.append(large, expecting: 2)
        #expect(try await store.head()?.treeSize == batches.treeSize)
    }

    private static func limitPages(_ store: SQLiteLedgerStore, by limit: String) throws {
        try store.pool.writeWithoutTransaction { db in
            let pages = try Int.fetchOne(db, sql: "PRAGMA page_count")!
            try db.execute(sql: "PRAGMA max_page_count = \(limit == "page_count" ? "\(pages)" : limit)")
        }
    }

    @Test func whatAKilledProcessLeavesHasEveryCommitAndNoHalfOne() async throws {
        let directory = try TemporaryDirectory()
        let store = try Self.open(directory)
        var batches = Batches()
        for count in 1...5 {
            let size = batches.treeSize
            try await store.append(batches.next(count * 40), expecting: size)
            // The files as they are now, while everything is open.
            let image = try TemporaryDirectory()
            for name in ["ledger.sqlite", "ledger.sqlite-wal"] { try image.write(directory.bytes(name), to: name) }
            let found = try Self.open(image, .readWrite)
            #expect(try await found.everything() == store.everything())
            #expect(try await found.head()?.treeSize == batches.treeSize)
        }
    }

    @Test func aNewerSchemaAForeignFileAndNoDatabaseAreRefused() throws {
        let tampering: [(String, String)] = [
            ("PRAGMA user_version = 7", "version 7"), ("PRAGMA application_id = 5", "not a ledger database"),
        ]
        for (sql, words) in tampering {
            let directory = try TemporaryDirectory()
            _ = try Self.open(directory)
            try tamper("\(directory.path)/ledger.sqlite", sql)
            for mode in [SQLiteLedgerStore.Mode.readWrite, .readOnly, .create] {
                #expect { try Self.open(directory, mode) } throws: { isUnreadable($0, saying: words) }
            }
        }
        let directory = try TemporaryDirectory()
        try directory.write([UInt8](repeating: 65, count: 8192), to: "ledger.sqlite")
        #expect { try Self.open(directory, .readWrite) } throws: { isUnreadable($0, saying: "ledger.sqlite") }
    }

    @Test func damagedRowsAreErrorsNotCrashes() async throws {
        let directory = try TemporaryDirectory()
        var batches = Batches()
        do {
            try await Self.open(directory).append(batches.next(3), expecting: 0)
        }
        try tamper(
            "\(directory.path)/ledger.sqlite",
            """
            PRAGMA ignore_check_constraints = ON;
            UPDATE journals SET name = 'no name', edge = x'00', arrival = 'later';
            UPDATE spans SET count = -1;
            UPDATE head SET tree_size = 'many';
            """)
        let store = try Self.open(directory, .readWrite)
        await #expect { try await store.head() } throws: { isUnreadable($0, saying: "damaged") }
        await #expect { try await store.span(holding: 0) } throws: { isUnreadable($0, saying: "damaged") }
        await #expect { try await store.journalNames() } throws: { isUnreadable($0, saying: "damaged") }
        await #expect(throws: StoreError.self) { try await store.append(batches.next(), expecting: 4) }
    }
}
