import DerivedState
import Foundation
import GRDB
import Ledger
import LedgerTesting
import SQLiteStore
import Testing
import TransparencyLog

@Suite struct SQLiteCodeIndexStoreTests {
    private static let rows = (0..<1000).map { IndexRow(key: UInt64($0) << 54, entry: UInt64($0)) }

    private static func fill(_ directory: TemporaryDirectory) async throws {
        let store = try SQLiteCodeIndexStore.open(directory: directory.path, mode: .create)
        #expect(store.discarded == nil)
        try await store.write(rows[...])
        try await store.advance(to: IndexCursor(treeSize: 1000, root: .emptyRoot))
    }

    private static func expectNew(_ directory: TemporaryDirectory, saying words: String) async throws {
        let store = try SQLiteCodeIndexStore.open(directory: directory.path, mode: .readWrite)
        #expect(store.discarded?.contains(words) == true)
        #expect(try await store.cursor() == .start)
        #expect(try await store.digest(below: .max) == IndexDigest())
        try await store.write(rows[...])
        _ = consume store
        #expect(try SQLiteCodeIndexStore.open(directory: directory.path, mode: .readWrite).discarded == nil)
    }

    @Test func whatIsNoDatabaseIsDeletedAndBegunAnew() async throws {
        let directory = try TemporaryDirectory()
        try directory.write([UInt8](repeating: 66, count: 20_000), to: "derived.sqlite")
        try await Self.expectNew(directory, saying: "not a database")
    }

    @Test func anotherVersionIsDeletedAndBegunAnew() async throws {
        let directory = try TemporaryDirectory()
        try await Self.fill(directory)
        try tamper("\(directory.path)/derived.sqlite", "PRAGMA user_version = 9")
        try await Self.expectNew(directory, saying: "version 9")
    }

    @Test func damageMetWhileReadingIsRepairedAtTheNextOpening() async throws {
        let directory = try TemporaryDirectory()
        try await Self.fill(directory)
        try tamper("\(directory.path)/derived.sqlite", "UPDATE cursor SET root = x'00'")
        let store = try SQLiteCodeIndexStore.open(directory: directory.path, mode: .readWrite)
        #expect(store.discarded == nil)
        await #expect { try await store.cursor() } throws: { isUnreadable($0, saying: "damaged") }
        _ = consume store
        try await Self.expectNew(directory, saying: "damaged")
    }

    @Test func readOnlyNothingIsCreatedOrDeleted() async throws {
        let directory = try TemporaryDirectory()
        #expect(throws: StoreError.self) { try SQLiteCodeIndexStore.open(directory: directory.path, mode: .readOnly) }
        try directory.write([UInt8](repeating: 66, count: 20_000), to: "derived.sqlite")
        #expect(throws: StoreError.self) { try SQLiteCodeIndexStore.open(directory: directory.path, mode: .readOnly) }
        #expect(try directory.files() == ["derived.sqlite"])
    }

    @Test func theDigestOfManyPortionsIsThatOfAllRows() async throws {
        let directory = try TemporaryDirectory()
        let store = try SQLiteCodeIndexStore.open(directory: directory.path, mode: .create)
        var random = SplitMix64(seed: 5)
        let rows = (0..<300_000).map { IndexRow(key: random.next(), entry: UInt64($0 / 4)) }.sorted()
        try await store.write(rows[...])
        #expect(try await store.digest(below: .max) == rows.reduce(into: IndexDigest()) { $0.add($1) })
    }
}
