import Files
public import HostState
public import Ledger
import SystemPackage

/// The ledger's signed word on erased values in a small file of its own, beside the signed-head file: what is put back together with
/// the ledger's directory must not bring it along.
public final class FileErasureStatement: ErasureStatementStore {
    public static let bytesMax = 4096

    public let path: String

    public init(path: String) {
        self.path = path
    }

    /// The file that belongs to a signed-head file.
    public convenience init(beside signedHead: String) {
        self.init(path: "\(signedHead).erasures")
    }

    public func load() throws(StoreError) -> [UInt8]? {
        do throws(PosixFile.Failure) {
            return try PosixFile(opening: path, .readOnly).read(upTo: Self.bytesMax)
        } catch {
            if error.code == Errno.noSuchFileOrDirectory.rawValue { return nil }
            throw .unreadable(reason: "\(error)")
        }
    }

    /// Writes another file and puts it in the place of the one before, so that there is always one whole statement.
    public func keep(_ note: [UInt8]) throws(StoreError) {
        let directory = PosixFile.directory(of: path)
        try StoreDirectory.make(directory)
        do throws(PosixFile.Failure) {
            let name = "\(path).new"
            let file = try PosixFile(opening: name, .readWrite, options: [.create, .truncate])
            try file.write(note, at: 0)
            try file.sync()
            try WholeFile.give(name, name: path, existing: .replaced)
            try PosixFile.syncDirectory(directory)
        } catch {
            throw .notCommitted(reason: "\(error)")
        }
    }
}
