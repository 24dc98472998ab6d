import Files
public import Ledger
import SystemPackage
public import TransparencyLog

/// Remembered heads as files: one a log, which holds nothing but the note as the log signed it.
///
/// A new head is written beside the old one, made durable and given its name, under a lock that every process takes; so a reader
/// sees the old note or the new one whole, and of two processes one finds that its head is not the newest.
public struct FileLogHeadStore: LogHeadStore {
    private let place: Place
    private let waitMax: Duration

    private enum Place: Sendable {
        /// A file for each key, named by the log and the key's id: another key is another log.
        case directory(String)
        /// One file for whatever log.
        case file(String)
    }

    /// How long another process' write is waited for: it takes two fsyncs.
    public static let waitMaxDefault = Duration.seconds(10)

    /// Heads of any number of logs in a directory, which is made where it is missing.
    public init(directory: String, waitMax: Duration = Self.waitMaxDefault) {
        place = .directory(directory)
        self.waitMax = waitMax
    }

    /// The head of one log in a file of its own.
    public init(file: String, waitMax: Duration = Self.waitMaxDefault) {
        place = .file(file)
        self.waitMax = waitMax
    }

    /// Where the head of the log of `key` is kept.
    public func path(of key: VerifierKey) -> String {
        switch place {
        case .file(let path): path
        case .directory(let directory): "\(directory)/\(Self.fileName(of: key))"
        }
    }

    public func head(of key: VerifierKey) async throws(LogHeadStoreError) -> [UInt8]? {
        try Self.explained(.cannotRead) { () throws(PosixFile.Failure) in try Self.read(path(of: key)) }
    }

    public func replace(
        _ held: [UInt8]?, with note: [UInt8], of key: VerifierKey
    ) async throws(LogHeadStoreError) -> Bool {
        let path = path(of: key)
        let directory = PosixFile.directory(of: path)
        do throws(StoreError) {
            try StoreDirectory.make(directory)
        } catch {
            throw LogHeadStoreError(.cannotWrite, reason: error.reason)
        }
        let lock = try await takeLock("\(path).lock")
        defer { withExtendedLifetime(lock) {} }
        return try Self.explained(.cannotWrite) { () throws(PosixFile.Failure) in
            guard try Self.read(path) == held else { return false }
            // Only the lock's holder writes under this name; what a crash left there is written over.
            let name = "\(path).new"
            let file = try PosixFile(opening: name, .writeOnly, options: [.create, .truncate])
            try file.write(note, at: 0)
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

    private static func read(_ path: String) throws(PosixFile.Failure) -> [UInt8]? {
        do throws(PosixFile.Failure) {
            return try PosixFile(opening: path, .readOnly).read(upTo: SignedNote.byteCountMax)
        } catch {
            if error.code == Errno.noSuchFileOrDirectory.rawValue { return nil }
            throw error
        }
    }

    /// The log's name with what is no plain character as its bytes, then the key's id in hexadecimal.
    private static func fileName(of key: VerifierKey) -> String {
        let plain = key.name.utf8.map { byte in
            let isPlain =
                (0x30...0x39).contains(byte) || (0x41...0x5A).contains(byte) || (0x61...0x7A).contains(byte)
                || byte == UInt8(ascii: ".") || byte == UInt8(ascii: "-")
            return isPlain ? String(UnicodeScalar(byte)) : "_" + hex(UInt32(byte), digits: 2)
        }.joined()
        // A name may have 255 bytes, as a file's name may: a long one is told by its hash.
        let name = plain.utf8.count <= 160 ? plain : "\(plain.prefix(80))-\(MerkleHash.leaf(key.name.utf8))"
        return "\(name)-\(hex(key.id, digits: 8)).head"
    }

    private static func hex(_ number: UInt32, digits: Int) -> String {
        let text = String(number, radix: 16)
        return String(repeating: "0", count: max(0, digits - text.utf8.count)) + text
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
