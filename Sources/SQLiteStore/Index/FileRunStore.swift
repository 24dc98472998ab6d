import Files
import Ledger
import Synchronization
import SystemPackage
public import VerifiableIndex

/// Runs of the verifiable index as files of a directory of their own, `<start>-<end>.run`: written from the first byte to the
/// last under another name, made durable, and then given their name.
///
/// A file is the run's bytes, the keeper's mark, and the mark's length in one byte.
public final class FileRunStore: RunStore {
    public static let directoryName = "index"

    public let directory: String
    /// Whether the directory is there, and has nothing that was not finished.
    private let isReady = Mutex(false)
    private let begun = Mutex<[Range<UInt64>: PosixFile]>([:])

    /// Opens the store below `directory`, which must exist, and drops what was not finished.
    public static func open(directory: String) throws(RunStoreError) -> FileRunStore {
        let store = FileRunStore(below: directory)
        try store.prepare()
        return store
    }

    /// The store below `directory`, whether or not it can be opened now: what is asked of it tries, and fails where it cannot be.
    public init(below directory: String) {
        self.directory = "\(directory)/\(Self.directoryName)"
    }

    private func prepare() throws(RunStoreError) {
        guard !isReady.withLock({ $0 }) else { return }
        do throws(StoreError) {
            try StoreDirectory.make(directory)
        } catch {
            throw RunStoreError("\(directory): its directory cannot be made (\(error))")
        }
        try Self.explained { () throws(PosixFile.Failure) in
            for name in try PosixFile.names(in: directory) where name.hasSuffix(".tmp") {
                try PosixFile.remove("\(directory)/\(name)")
            }
        }
        isReady.withLock { $0 = true }
    }

    private func path(_ range: Range<UInt64>) -> String {
        "\(directory)/\(range.lowerBound)-\(range.upperBound).run"
    }

    private func temporary(_ range: Range<UInt64>) -> String { "\(path(range)).tmp" }

    public func runs() async throws(RunStoreError) -> [StoredRun] {
        try prepare()
        let names = try Self.explained { () throws(PosixFile.Failure) in try PosixFile.names(in: directory) }
        var runs: [StoredRun] = []
        for range in names.compactMap(Self.range) {
            // What is too short to have a mark has none, and its keeper will know it for none of its own.
            runs.append(StoredRun(range: range, mark: try file(range)?.mark ?? []))
        }
        return runs.sorted(by: StoredRun.isOrdered)
    }

    /// The range that a file's name says; nil for a file of another kind.
    private static func range(_ name: String) -> Range<UInt64>? {
        guard name.hasSuffix(".run") else { return nil }
        let numbers = name.dropLast(4).split(separator: "-", omittingEmptySubsequences: false)
        guard numbers.count == 2, let start = UInt64(numbers[0]), let end = UInt64(numbers[1]), start < end,
            "\(start)-\(end).run" == name
        else { return nil }
        return start..<end
    }

    public func begin(_ range: Range<UInt64>) async throws(RunStoreError) {
        try prepare()
        let file = try Self.explained { () throws(PosixFile.Failure) in
            try PosixFile(opening: temporary(range), .readWrite, options: [.create, .truncate])
        }
        begun.withLock { $0[range] = file }
    }

    public func append(_ bytes: [UInt8], to range: Range<UInt64>) async throws(RunStoreError) {
        guard let file = begun.withLock({ $0[range] }) else { throw RunStoreError("nothing was begun") }
        try Self.explained { () throws(PosixFile.Failure) in try file.append(bytes) }
    }

    public func finish(_ range: Range<UInt64>, mark: [UInt8]) async throws(RunStoreError) {
        precondition(mark.count <= StoredRun.markMax, "a mark is short")
        guard let file = begun.withLock({ $0.removeValue(forKey: range) }) else {
            throw RunStoreError("nothing was begun")
        }
        try Self.explained { () throws(PosixFile.Failure) in
            try file.append(mark + [UInt8(mark.count)])
            try file.sync()
            try WholeFile.give(temporary(range), name: path(range), existing: .replaced)
            try PosixFile.syncDirectory(directory)
        }
    }

    public func open(_ range: Range<UInt64>) async throws(RunStoreError) -> (any RunBytes)? {
        try file(range)
    }

    private func file(_ range: Range<UInt64>) throws(RunStoreError) -> RunFile? {
        let path = path(range)
        do throws(PosixFile.Failure) {
            return try RunFile(PosixFile(opening: path, .readOnly))
        } catch {
            guard error.code == Errno.noSuchFileOrDirectory.rawValue else { throw RunStoreError("\(error)") }
            return nil
        }
    }

    public func remove(_ range: Range<UInt64>) async throws(RunStoreError) {
        begun.withLock { $0[range] = nil }
        try Self.explained { () throws(PosixFile.Failure) in
            try PosixFile.remove(temporary(range))
            try PosixFile.remove(path(range))
        }
    }

    private static func explained<Value>(
        _ body: () throws(PosixFile.Failure) -> Value
    ) throws(RunStoreError) -> Value {
        do throws(PosixFile.Failure) { return try body() } catch { throw RunStoreError("\(error)") }
    }
}

/// A run's file, open: it can be read also after its name was taken away.
private struct RunFile: RunBytes {
    private let file: PosixFile
    let count: Int
    let mark: [UInt8]

    init(_ file: PosixFile) throws(PosixFile.Failure) {
        self.file = file
        let size = file.size ?? 0
        guard size > 0 else {
            (count, mark) = (0, [])
            return
        }
        let length = Int(try file.read(size - 1..<size)[0])
        count = max(0, size - 1 - length)
        mark = try file.read(count..<size - 1)
    }

    func read(_ range: Range<Int>) throws(RunError) -> [UInt8] {
        guard range.upperBound <= count else { throw .unreadable("\(file.path) ends at \(count)") }
        do throws(PosixFile.Failure) { return try file.read(range) } catch { throw .unreadable("\(error)") }
    }
}
