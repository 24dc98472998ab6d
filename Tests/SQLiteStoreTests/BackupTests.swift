import Foundation
import Ledger
import LedgerTesting
import SQLiteStore
import Testing
import TransparencyLog

@Suite struct BackupTests {
    @Test func backupsMadeWhileAppendingAreEachOneCommit() async throws {
        let directory = try TemporaryDirectory()
        let store = try SQLiteLedgerStore.open(directory: "\(directory.path)/live", mode: .create)
        let writer = Task {
            var batches = Batches()
            while !Task.isCancelled {
                let size = batches.treeSize
                try await store.append(batches.next(30), expecting: size)
            }
            return batches.work
        }
        while try await store.head() == nil { await Task.yield() }
        var backups: [String] = []
        for number in 0..<5 {
            backups.append("\(directory.path)/backup-\(number)")
            try FileManager.default.createDirectory(atPath: backups[number], withIntermediateDirectories: false)
            try await store.backup(to: "\(backups[number])/ledger.sqlite")
        }
        writer.cancel()
        let work = try await writer.value
        for backup in backups {
            #expect(try FileManager.default.contentsOfDirectory(atPath: backup) == ["ledger.sqlite"])
            let copy = try SQLiteLedgerStore.open(directory: backup, mode: .readOnly)
            let head = try #require(try await copy.head())
            let signed = try Checkpoint.open(note: head.checkpoint, key: work.fixture.signer.verifierKey).checkpoint
            #expect(signed.treeSize == head.treeSize)
            #expect(try await copy.root(treeSize: head.treeSize) == signed.root)
            #expect(try await copy.everything().entries == Array(work.entries.prefix(Int(head.treeSize))))
        }
    }

    @Test func aBackupCanBeGoneOnWith() async throws {
        let directory = try TemporaryDirectory()
        var batches = Batches()
        let store = try SQLiteLedgerStore.open(directory: "\(directory.path)/live", mode: .create)
        try await store.append(batches.next(300), expecting: 0)
        try await store.backup(to: "\(directory.path)/ledger.sqlite")
        let size = batches.treeSize
        let restored = try SQLiteLedgerStore.open(directory: directory.path, mode: .readWrite)
        #expect(try await restored.everything() == store.everything())
        try await restored.append(batches.next(), expecting: size)
        #expect(try await restored.head()?.treeSize == batches.treeSize)
    }

    @Test func anExistingFileIsNeverReplaced() async throws {
        let directory = try TemporaryDirectory()
        let store = try SQLiteLedgerStore.open(directory: "\(directory.path)/live", mode: .create)
        try directory.write([1, 2, 3], to: "backup")
        await #expect {
            try await store.backup(to: "\(directory.path)/backup")
        } throws: { isNotCommitted($0, saying: "exists already") }
        #expect(try directory.bytes("backup") == [1, 2, 3])
        await #expect {
            try await store.backup(to: "\(directory.path)/nowhere/backup")
        } throws: { isNotCommitted($0, saying: "nowhere") }
        #expect(try directory.files() == ["backup", "live"])
    }
}
