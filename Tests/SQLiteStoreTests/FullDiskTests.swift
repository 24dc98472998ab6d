import Foundation
import GRDB
import Glibc
import Journals
import Ledger
import LedgerTesting
import SQLiteStore
import Testing

/// A small file system of its own, where the machine allows one.
final class SmallDisk: Sendable {
    let path: String

    init?(bytes: Int) {
        path = FileManager.default.temporaryDirectory.appending(path: "yima-\(UUID().uuidString)").path
        try? FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
        guard mount("tmpfs", path, "tmpfs", 0, "size=\(bytes)") == 0 else {
            try? FileManager.default.removeItem(atPath: path)
            return nil
        }
    }

    deinit {
        umount(path)
        try? FileManager.default.removeItem(atPath: path)
    }

    static let isAllowed = SmallDisk(bytes: 65_536) != nil
}

@Suite(.enabled(if: SmallDisk.isAllowed, "this machine allows no tmpfs to be mounted"))
struct FullDiskTests {
    @Test func aFullDiskRefusesBatchesAndLosesNothing() async throws {
        let disk = try #require(SmallDisk(bytes: 1 << 20))
        let ballast = "\(disk.path)/ballast"
        let directory = "\(disk.path)/ledger"
        var batches = Batches()
        var store = try SQLiteLedgerStore.open(directory: directory, mode: .create)
        try await store.append(batches.next(), expecting: 0)
        // Room for some commits, then for none.
        try Data(count: 300_000).write(to: URL(filePath: ballast))
        var refused: LedgerBatch?
        var held = batches.treeSize
        while refused == nil {
            let batch = batches.next(20)
            do {
                try await store.append(batch, expecting: held)
                held = batches.treeSize
            } catch {
                #expect(isNotCommitted(error, saying: "full"))
                refused = batch
            }
        }
        let batch = try #require(refused)
        #expect(try await store.head()?.treeSize == held)
        #expect(try await store.entries(0..<held).count == Int(held))
        // As a process finds it that starts on the full disk, and when there is room again.
        try FileManager.default.removeItem(atPath: ballast)
        store = try Self.reopened(consume store, directory)
        #expect(try await store.head()?.treeSize == held)
        try await store.append(batch, expecting: held)
        #expect(try await store.everything().entries == batches.work.entries)
    }

    private static func reopened(_ store: consuming SQLiteLedgerStore, _ directory: String) throws -> SQLiteLedgerStore
    {
        _ = consume store
        return try SQLiteLedgerStore.open(directory: directory, mode: .readWrite)
    }

    @Test func aJournalImportOnAFullDiskLeavesTheJournalAsItWas() async throws {
        let disk = try #require(SmallDisk(bytes: 1 << 20))
        let fixture = LedgerFixture().device()
        let store = try SQLiteJournalStore.open(directory: disk.path, mode: .create)
        let journal = DeviceJournal(name: fixture.journal, signer: fixture.signer, store: store)
        let first = try await journal.beginImport()
        _ = try await first.append(Array("{}".utf8))
        let head = try await first.commit()
        let appender = try await journal.beginImport()
        do {
            for number in 0..<4096 {
                _ = try await appender.append(Array("\(number)".utf8) + [UInt8](repeating: 65, count: 4096))
            }
            _ = try await appender.commit()
            Issue.record("16 MiB went onto a disk of 1 MiB")
        } catch {
            #expect(isNotCommitted(error, saying: "full"))
            await appender.rollback()
        }
        #expect(try await journal.head() == head)
        let again = try await journal.beginImport()
        _ = try await again.append(Array("[]".utf8))
        #expect(try await again.commit().size == 2)
    }
}
