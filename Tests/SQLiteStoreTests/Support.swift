import Foundation
import GRDB
import Ledger
import LedgerTesting
import SQLiteStore
import Testing

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

    /// The names of the files in it, sorted.
    func files() throws -> [String] {
        try FileManager.default.contentsOfDirectory(atPath: path).sorted()
    }

    func bytes(_ name: String) throws -> [UInt8] {
        [UInt8](try Data(contentsOf: URL(filePath: "\(path)/\(name)")))
    }

    /// Writes over the beginning of a file that is there, which costs a disk nothing like making it anew.
    func overwrite(_ name: String, with bytes: [UInt8]) throws {
        let file = try FileHandle(forWritingTo: URL(filePath: "\(path)/\(name)"))
        try file.write(contentsOf: Data(bytes))
        try file.close()
    }

    func write(_ bytes: [UInt8], to name: String) throws {
        try Data(bytes).write(to: URL(filePath: "\(path)/\(name)"))
    }
}

/// Batches of one device, one event each, made when they are wanted.
struct Batches {
    let fixture = LedgerFixture()
    private(set) var work: LedgerWorkload
    private var device: DeviceFixture

    init() {
        work = LedgerWorkload(fixture: fixture)
        device = fixture.device()
    }

    var treeSize: UInt64 { work.treeSize }

    mutating func next(_ events: Int = 1) -> LedgerBatch {
        device.record(events)
        return work.push(device)
    }
}

/// Runs SQL on a file behind the store's back.
func tamper(_ path: String, _ sql: String) throws {
    try DatabaseQueue(path: path).writeWithoutTransaction { try $0.execute(sql: sql) }
}

/// That an error is a `StoreError` of one case, whose text says something.
func isNotCommitted(_ error: any Error, saying words: String) -> Bool {
    if case StoreError.notCommitted(let reason) = error { return reason.contains(words) }
    return false
}

func isUnreadable(_ error: any Error, saying words: String) -> Bool {
    if case StoreError.unreadable(let reason) = error { return reason.contains(words) }
    if case StoreError.damaged(let reason) = error { return reason.contains(words) }
    return false
}
