import CommandSupport
import Files
import Glibc
import SystemPackage
import Values

/// A directory in which one backup after another is kept, each under the moment when it was made: `ledger-20261130T081600Z.sqlite`.
///
/// The names sort as the backups follow one another. Whatever has another name is nobody's business here.
struct BackupFolder {
    let path: String

    private static let prefix = "ledger-"
    private static let suffix = ".sqlite"

    /// Nil where the path is no directory.
    init?(_ path: String) {
        var status = stat()
        guard stat(path, &status) == 0, status.st_mode & S_IFMT == S_IFDIR else { return nil }
        self.path = path.count > 1 && path.hasSuffix("/") ? String(path.dropLast()) : path
    }

    /// Where a backup of this moment goes. A second within one second is a mistake that is said by who writes it.
    func file(at moment: Timestamp) -> String {
        let digits = moment.description.prefix(19).filter { $0 != "-" && $0 != ":" }
        return "\(path)/\(Self.prefix)\(digits)Z\(Self.suffix)"
    }

    /// The backups that are here, oldest first.
    func backups() throws(CommandError) -> [String] {
        do throws(PosixFile.Failure) {
            return try PosixFile.names(in: path).filter(Self.isBackup).sorted().map { "\(path)/\($0)" }
        } catch {
            throw .cannotRead(path, error.code)
        }
    }

    /// Takes the oldest away until so many are left, and gives their names.
    func keep(_ count: Int) throws(CommandError) -> [String] {
        let superfluous = try backups().dropLast(count)
        try FileWriter.attempt { () throws(PosixFile.Failure) in
            for file in superfluous { try PosixFile.remove(file) }
            try PosixFile.syncDirectory(path)
        }
        return Array(superfluous)
    }

    private static func isBackup(_ name: String) -> Bool {
        guard name.hasPrefix(prefix), name.hasSuffix(suffix) else { return false }
        let moment = name.dropFirst(prefix.count).dropLast(suffix.count)
        return moment.utf8.count == 16 && moment.utf8.last == UInt8(ascii: "Z")
            && moment.utf8.enumerated().allSatisfy { index, byte in
                index == 8 ? byte == UInt8(ascii: "T") : index == 15 || (0x30...0x39).contains(byte)
            }
    }
}
