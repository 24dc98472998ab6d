import EPCIS
import Evidence
import Foundation
import HostState
import Ledger
import LedgerTesting
import SQLiteStore
import Testing
import TransparencyLog
import Values

@Suite struct FileErasureStatementTests {
    @Test func theNewestStatementIsKeptBesideTheSignedHead() throws {
        let directory = try TemporaryDirectory()
        let file = FileErasureStatement(beside: "\(directory.path)/deep/last-checkpoint")
        #expect(try file.load() == nil)
        for text in ["first", "a longer second", "3"] {
            try file.keep(Array(text.utf8))
            #expect(try FileErasureStatement(path: file.path).load() == Array(text.utf8))
        }
        #expect(
            try FileManager.default.contentsOfDirectory(atPath: "\(directory.path)/deep") == [
                "last-checkpoint.erasures"
            ])
    }

    @Test func whatCannotBeWrittenIsToldAndTheOneBeforeStays() throws {
        let directory = try TemporaryDirectory()
        let file = FileErasureStatement(path: "\(directory.path)/statement")
        try file.keep([1])
        // A directory stands where the new file would be written.
        try FileManager.default.createDirectory(atPath: "\(file.path).new", withIntermediateDirectories: false)
        #expect {
            try file.keep([2])
        } throws: { isNotCommitted($0, saying: "statement.new") }
        #expect(try file.load() == [1])
    }

    @Test func marksComeBackFromABackupInTheirOrder() async throws {
        let directory = try TemporaryDirectory()
        let live = "\(directory.path)/live"
        let ledger = try SQLiteLedgerStore.open(directory: live, mode: .create)
        var batches = Batches()
        try await ledger.append(batches.next(3), expecting: 0)
        let values = try SQLiteDisclosureStore.open(directory: live, mode: .create)
        // By entry and digest they would come in another order than that of their times.
        for (entry, time) in [(9, 1000), (2, 2000), (5, 500), (1, 7000)] as [(UInt64, Int64)] {
            let digest = Disclosure(name: "price", value: "\(entry)", salt: Array(repeating: 1, count: 16)).digest
            try await values.erase([
                DisclosureErasure(entry: entry, digest: digest, time: Timestamp(milliseconds: time))
            ])
        }
        let marks = try await values.marks(after: nil, limit: 10)
        #expect(marks.map(\.entry) == [9, 2, 5, 1])
        try await ledger.backup(to: "\(directory.path)/backup.sqlite", erasuresOf: values)

        let elsewhere = "\(directory.path)/elsewhere"
        try FileManager.default.createDirectory(atPath: elsewhere, withIntermediateDirectories: false)
        let restored = try SQLiteDisclosureStore.open(directory: elsewhere, mode: .create)
        try await restored.takeErasures(fromBackup: "\(directory.path)/backup.sqlite")
        #expect(try await restored.marks(after: nil, limit: 10) == marks)
        // Onto what has them it changes nothing.
        try await values.takeErasures(fromBackup: "\(directory.path)/backup.sqlite")
        #expect(try await values.marks(after: nil, limit: 10) == marks)
    }
}
