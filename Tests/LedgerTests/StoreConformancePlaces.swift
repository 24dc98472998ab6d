import DerivedState
import Foundation
import HostState
import Journals
import Ledger
import LedgerTesting
import SQLiteStore
import Testing

/// The stores that the conformance suites hold to their contracts.
enum StoreKind: String, CaseIterable, CustomTestStringConvertible {
    case simulated, sqlite

    var testDescription: String { rawValue }
}

/// A directory that goes when its owner does.
final class TemporaryDirectory: Sendable {
    let path: String

    init() throws {
        let url = FileManager.default.temporaryDirectory.appending(path: "yima-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: url, withIntermediateDirectories: true)
        path = url.path
    }

    deinit {
        try? FileManager.default.removeItem(atPath: path)
    }
}

/// Where one kind of ledger store keeps one ledger: opened again and again, by one process after another.
actor LedgerPlace {
    private let directory: TemporaryDirectory?
    private var simulated = SimulatedLedgerStore()

    init(_ kind: StoreKind) throws {
        directory = kind == .sqlite ? try TemporaryDirectory() : nil
    }

    /// Opens the store, lets `body` use it, and drops it.
    func use<Value: Sendable>(_ body: @Sendable (any LedgerStore) async throws -> Value) async throws -> Value {
        if let directory {
            return try await body(try SQLiteLedgerStore.open(directory: directory.path, mode: .create))
        }
        simulated = simulated.crashed()
        return try await body(simulated)
    }
}

/// The same for a code index.
actor IndexPlace {
    private let directory: TemporaryDirectory?
    private var simulated = SimulatedCodeIndexStore()

    init(_ kind: StoreKind) throws {
        directory = kind == .sqlite ? try TemporaryDirectory() : nil
    }

    func use<Value: Sendable>(_ body: @Sendable (any CodeIndexStore) async throws -> Value) async throws -> Value {
        if let directory {
            return try await body(try SQLiteCodeIndexStore.open(directory: directory.path, mode: .create))
        }
        simulated = simulated.crashed(keepingUnadvanced: true)
        return try await body(simulated)
    }
}

/// The same for a device's journal.
actor JournalPlace {
    private let directory: TemporaryDirectory?
    private var simulated = SimulatedJournalStore()

    init(_ kind: StoreKind) throws {
        directory = kind == .sqlite ? try TemporaryDirectory() : nil
    }

    func use<Value: Sendable>(_ body: @Sendable (any JournalStore) async throws -> Value) async throws -> Value {
        if let directory {
            return try await body(try SQLiteJournalStore.open(directory: directory.path, mode: .create))
        }
        simulated = simulated.copy()
        return try await body(simulated)
    }
}

/// The same for a host's private values.
actor DisclosurePlace {
    private let directory: TemporaryDirectory?
    private let simulated = SimulatedDisclosureStore()

    init(_ kind: StoreKind) throws {
        directory = kind == .sqlite ? try TemporaryDirectory() : nil
    }

    func use<Value: Sendable>(_ body: @Sendable (any DisclosureStore) async throws -> Value) async throws -> Value {
        if let directory {
            return try await body(try SQLiteDisclosureStore.open(directory: directory.path, mode: .create))
        }
        return try await body(simulated)
    }
}
