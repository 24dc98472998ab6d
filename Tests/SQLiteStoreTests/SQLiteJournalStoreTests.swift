import Foundation
import Journals
import Ledger
import LedgerTesting
import SQLiteStore
import Testing
import TransparencyLog

@Suite struct SQLiteJournalStoreTests {
    private static let device = LedgerFixture().device()

    private static func open(
        _ directory: TemporaryDirectory, _ mode: SQLiteLedgerStore.Mode = .create
    ) throws -> DeviceJournal {
        let store = try SQLiteJournalStore.open(directory: directory.path, mode: mode)
        return DeviceJournal(name: device.journal, signer: device.signer, store: store)
    }

    private static func body(_ number: Int) -> [UInt8] { Array("event \(number)".utf8) }

    /// Two stores on one file stand for two processes: SQLite does not know the difference.
    @Test func anotherProcessThatImportsIsNamedAndItsReadersAreNotHeldUp() async throws {
        let directory = try TemporaryDirectory()
        let first = try Self.open(directory)
        let second = try Self.open(directory, .readWrite)
        let appender = try await first.beginImport()
        _ = try await appender.append(Self.body(1))
        await #expect {
            try await second.beginImport()
        } throws: { error in
            if case StoreError.locked(by: "another process that is writing in this journal") = error {
                true
            } else {
                false
            }
        }
        #expect(try await second.head() == JournalHead())
        #expect(try await appender.commit().size == 1)
        #expect(try await second.head().size == 1)
        #expect(try await Self.open(directory, .readOnly).head().size == 1)
    }

    @Test func aMissingJournalIsNotBegunUnlessAsked() throws {
        let directory = try TemporaryDirectory()
        for mode in [SQLiteLedgerStore.Mode.readWrite, .readOnly] {
            #expect(throws: StoreError.self) { try Self.open(directory, mode) }
        }
        #expect(try directory.files().isEmpty)
    }

    @Test func whatAKilledImportLeavesIsTheJournalBeforeIt() async throws {
        let directory = try TemporaryDirectory()
        let journal = try Self.open(directory)
        let first = try await journal.beginImport()
        for number in 0..<10 { _ = try await first.append(Self.body(number)) }
        let head = try await first.commit()
        // More than the page cache holds, so that uncommitted pages stand in the WAL.
        let second = try await journal.beginImport()
        for number in 10..<3000 {
            _ = try await second.append(Self.body(number) + [UInt8](repeating: 65, count: 30_000))
        }
        let image = try TemporaryDirectory()
        for name in ["journal.sqlite", "journal.sqlite-wal"] { try image.write(directory.bytes(name), to: name) }
        #expect(try image.bytes("journal.sqlite-wal").count > 1 << 24)
        let found = try Self.open(image, .readWrite)
        #expect(try await found.head() == head)
        let third = try await found.beginImport()
        guard case .duplicate = try await third.append(Self.body(3)) else {
            Issue.record("the event that was committed is not known")
            return
        }
        guard case .appended(index: 10) = try await third.append(Self.body(10)) else {
            Issue.record("an event of the lost import is taken for held")
            return
        }
        #expect(try await third.commit().size == 11)
        await second.rollback()
    }

    @Test func duplicatesAreKnownAcrossTheGatheredAndTheStoredDigests() async throws {
        let directory = try TemporaryDirectory()
        let journal = try Self.open(directory)
        let appender = try await journal.beginImport()
        // More than are gathered in memory before they go into the index.
        let count = 133_000
        for number in 0..<count { _ = try await appender.append(Self.body(number)) }
        for number in [0, 1, 131_071, 131_072, 132_000, count - 1] {
            guard case .duplicate = try await appender.append(Self.body(number)) else {
                Issue.record("event \(number) is not known")
                continue
            }
        }
        #expect(try await appender.commit().size == UInt64(count))
    }
}
