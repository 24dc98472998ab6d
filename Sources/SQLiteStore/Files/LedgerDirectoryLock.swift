import Files
import Foundation
import Glibc
public import Ledger
import SystemPackage

/// The right to write in a ledger's directory: one process at a time, given back when the process ends, however it
/// ends.
///
/// The lock is on the file `yimad.lock`, whose one line of JSON says who holds it:
/// `{"address":"127.0.0.1:8470","pid":123}`. The file stays when the lock is released; only the lock counts, never
/// that the file is there.
public final class LedgerDirectoryLock: Sendable {
    public static let fileName = "yimad.lock"
    private static let contentBytesMax = 4096

    private struct Holder: Codable {
        var pid: Int32
        var address: String?
    }

    private let file: PosixFile

    private init(file: PosixFile) {
        self.file = file
    }

    /// Takes the lock and writes this process into it.
    ///
    /// Throws `.locked(by: "process 123")` where another holds it, `.unreadable` where the file cannot be opened or
    /// written.
    public static func acquire(directory: String) throws(StoreError) -> LedgerDirectoryLock {
        let (file, isTaken) = try explained { () throws(PosixFile.Failure) in
            let file = try PosixFile(opening: path(in: directory), .readWrite, options: .create)
            return (file, try OpenFileLock.take(file))
        }
        guard isTaken else {
            throw .locked(by: Self.read(file).map { "process \($0.pid)" } ?? "another process")
        }
        let lock = LedgerDirectoryLock(file: file)
        try lock.write(Holder(pid: getpid(), address: nil))
        return lock
    }

    /// Writes where this process listens, so that other commands find it.
    public func update(address: String?) throws(StoreError) {
        try write(Holder(pid: getpid(), address: address))
    }

    /// The process that holds the lock at this moment and where it listens; nil where none does.
    ///
    /// Asks without taking the lock. Throws `.unreadable` where the lock file is there and cannot be asked.
    public static func holder(directory: String) throws(StoreError) -> (pid: Int32, address: String?)? {
        let path = path(in: directory)
        guard PosixFile.exists(path) else { return nil }
        let (file, isHeld) = try explained { () throws(PosixFile.Failure) in
            let file = try PosixFile(opening: path, .readOnly)
            return (file, try OpenFileLock.isHeld(file))
        }
        // Held and not yet written: the holder is just starting and listens nowhere.
        guard isHeld, let holder = read(file) else { return nil }
        return (holder.pid, holder.address)
    }

    private static func path(in directory: String) -> String { "\(directory)/\(fileName)" }

    private static func read(_ file: PosixFile) -> Holder? {
        guard let bytes = try? file.read(upTo: contentBytesMax) else { return nil }
        let line = bytes.prefix { $0 != UInt8(ascii: "\n") }
        return try? JSONDecoder().decode(Holder.self, from: Data(line))
    }

    private func write(_ holder: Holder) throws(StoreError) {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        guard let line = try? encoder.encode(holder), line.count < Self.contentBytesMax else {
            throw .unreadable(reason: "the lock file \(file.path) cannot hold the address")
        }
        // One write that ends its line, then the cut: a reader in between sees the old line's tail after the new
        // line's end.
        try Self.explained { () throws(PosixFile.Failure) in
            try file.write(Array(line) + [UInt8(ascii: "\n")], at: 0)
            try file.truncate(to: line.count + 1)
        }
    }

    private static func explained<Value>(_ body: () throws(PosixFile.Failure) -> Value) throws(StoreError) -> Value {
        do throws(PosixFile.Failure) { return try body() } catch { throw .unreadable(reason: "\(error)") }
    }
}
