import Files
public import HostState
public import Ledger
import Synchronization
public import TransparencyLog

/// A witness's files in one directory: `logs`, with the verifier key of a log in each line, and for each log what was cosigned of it
/// last, `<SHA-256 of its origin>.head`.
public struct FileWitnessStore: WitnessStore, Sendable {
    public let directory: String
    private let waitMax: Duration

    public init(directory: String, waitMax: Duration = .seconds(10)) {
        self.directory = directory
        self.waitMax = waitMax
    }

    public func state(of origin: String) async throws(LogHeadStoreError) -> [UInt8]? {
        try file(of: origin).read()
    }

    public func begin(_ origin: String) async throws(LogHeadStoreError) {
        // Where it is begun already this changes nothing.
        _ = try await file(of: origin).replace(nil, with: [])
    }

    public func replace(
        _ held: [UInt8], with note: [UInt8], of origin: String
    ) async throws(LogHeadStoreError) -> Bool {
        try await file(of: origin).replace(held, with: note)
    }

    private func file(of origin: String) -> SwappedFile {
        SwappedFile(
            path: "\(directory)/\(Checkpoint.originHash(origin)).head", byteCountMax: SignedNote.byteCountMax,
            waitMax: waitMax)
    }
}

/// The list of the logs that a witness watches, in a file. It is read again when it was changed, also by another process.
public final class FileWitnessedLogs: WitnessedLogs {
    /// More are not taken: the list is read as a whole.
    public static let countMax = 1000
    private static let byteCountMax = 1 << 20

    private struct Read {
        var byteCount = -1
        var touched: Int64 = 0
        var keys: [VerifierKey] = []
    }

    private let file: SwappedFile
    private let known = Mutex(Read())

    /// - Parameter directory: that of the witness's files.
    public init(directory: String, waitMax: Duration = .seconds(10)) {
        file = SwappedFile(path: "\(directory)/logs", byteCountMax: Self.byteCountMax, waitMax: waitMax)
    }

    public var path: String { file.path }

    public func keys() throws(LogHeadStoreError) -> [VerifierKey] {
        guard let found = PosixFile.measure(file.path) else { return [] }
        let held = known.withLock { $0 }
        if held.byteCount == found.byteCount, held.touched == found.touched { return held.keys }
        let keys = try parse(file.read() ?? [])
        known.withLock { $0 = Read(byteCount: found.byteCount, touched: found.touched, keys: keys) }
        return keys
    }

    /// Puts a log's key on the list; false where it is on it.
    public func add(_ key: VerifierKey) async throws(LogHeadStoreError) -> Bool {
        try await change { keys throws(LogHeadStoreError) in
            guard !keys.contains(key) else { return false }
            guard keys.count < Self.countMax else {
                throw LogHeadStoreError(.cannotWrite, reason: "\(path): no more than \(Self.countMax) logs are watched")
            }
            keys.append(key)
            return true
        }
    }

    /// Puts a log's key in the place of those that it had before; what was cosigned stays what its checkpoints must continue.
    public func replace(_ former: [VerifierKey], with key: VerifierKey) async throws(LogHeadStoreError) -> Bool {
        try await change { keys throws(LogHeadStoreError) in
            keys.removeAll { former.contains($0) || $0 == key }
            keys.append(key)
            return true
        }
    }

    /// Takes a log's key off the list; false where it is not on it. What was cosigned stays kept.
    public func remove(_ key: VerifierKey) async throws(LogHeadStoreError) -> Bool {
        try await change { keys throws(LogHeadStoreError) in
            let count = keys.count
            keys.removeAll { $0 == key }
            return keys.count < count
        }
    }

    private func change(
        _ body: (inout [VerifierKey]) throws(LogHeadStoreError) -> Bool
    ) async throws(LogHeadStoreError) -> Bool {
        while true {
            let held = try file.read()
            var keys = try parse(held ?? [])
            guard try body(&keys) else { return false }
            let text = keys.map { "\($0)\n" }.joined()
            if try await file.replace(held, with: Array(text.utf8)) { return true }
        }
    }

    private func parse(_ bytes: [UInt8]) throws(LogHeadStoreError) -> [VerifierKey] {
        var keys: [VerifierKey] = []
        for (number, line) in bytes.split(separator: UInt8(ascii: "\n")).enumerated() {
            guard let text = String(validating: line, as: UTF8.self), let key = try? VerifierKey.parse(text),
                key.type == .ed25519
            else {
                throw LogHeadStoreError(
                    .cannotRead, reason: "\(path), line \(number + 1): not the verifier key of a log")
            }
            keys.append(key)
        }
        return keys
    }
}
