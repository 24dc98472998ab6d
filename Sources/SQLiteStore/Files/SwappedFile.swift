import Files
import Ledger
import SystemPackage

/// A small file that changes by compare-and-swap, durably, among several processes.
///
/// New bytes are written beside the old ones, made durable and given the name, under a lock that every process takes; so a reader
/// sees the old bytes or the new ones whole, and of two processes one finds that what it holds is not the newest.
struct SwappedFile: Sendable {
    let path: String
    let byteCountMax: Int
    /// How long another process' write is waited for.
    let waitMax: Duration

    /// How long another process' write is waited for: it takes two fsyncs.
    static let waitMaxDefault = Duration.seconds(10)

    /// What is in the file; nil where there is none.
    func read() throws(LogHeadStoreError) -> [UInt8]? {
        try Self.explained(.cannotRead) { () throws(PosixFile.Failure) in try bytes() }
    }

    /// Writes `new` instead of `held`, nil for no file; false, and nothing is written, where the file holds something else.
    func replace(_ held: [UInt8]?, with new: [UInt8]) async throws(LogHeadStoreError) -> Bool {
        let directory = PosixFile.directory(of: path)
        do throws(StoreError) {
            try StoreDirectory.make(directory)
        } catch {
            throw LogHeadStoreError(.cannotWrite, reason: error.reason)
        }
        let lock = try await takeLock("\(path).lock")
        defer { withExtendedLifetime(lock) {} }
        return try Self.explained(.cannotWrite) { () throws(PosixFile.Failure) in
            guard try bytes() == held else { return false }
            // Only the lock's holder writes under this name; what a crash left there is written over.
            let name = "\(path).new"
            let file = try PosixFile(opening: name, .writeOnly, options: [.create, .truncate])
            try file.write(new, at: 0)
            try file.sync()
            try WholeFile.give(name, name: path, existing: .replaced)
            try PosixFile.syncDirectory(directory)
            return true
        }
    }

    /// The lock file stays; only the lock on it counts.
    private func takeLock(_ path: String) async throws(LogHeadStoreError) -> PosixFile {
        let deadline = ContinuousClock.now + waitMax
        while true {
            let file = try Self.explained(.cannotWrite) { () throws(PosixFile.Failure) -> PosixFile? in
                let file = try PosixFile(opening: path, .readWrite, options: .create)
                return try OpenFileLock.take(file) ? file : nil
            }
            if let file { return file }
            guard ContinuousClock.now < deadline, (try? await Task.sleep(for: .milliseconds(5))) != nil else {
                throw LogHeadStoreError(.busy, reason: "\(path): another process holds the lock")
            }
        }
    }

    private func bytes() throws(PosixFile.Failure) -> [UInt8]? {
        do throws(PosixFile.Failure) {
            return try PosixFile(opening: path, .readOnly).read(upTo: byteCountMax)
        } catch {
            if error.code == Errno.noSuchFileOrDirectory.rawValue { return nil }
            throw error
        }
    }

    private static func explained<Value>(
        _ kind: LogHeadStoreError.Kind, _ body: () throws(PosixFile.Failure) -> Value
    ) throws(LogHeadStoreError) -> Value {
        do throws(PosixFile.Failure) {
            return try body()
        } catch {
            throw LogHeadStoreError(kind, reason: "\(error)")
        }
    }
}
