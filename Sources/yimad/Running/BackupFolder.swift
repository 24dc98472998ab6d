import CommandSupport
import Files
import Glibc
import Ledger
import SQLiteStore
import SystemPackage
import TransparencyLog
import Values

/// A directory in which one backup after another is kept, each under the moment when it was made: `ledger-20261130T081600Z.sqlite`.
///
/// Which is the newest is decided by what is in the files, never by their names: a clock that was ahead once, or a file that somebody put
/// there, must not make the copy of today an old one. Whatever has another kind of name is nobody's business here.
struct BackupFolder {
    let path: String

    private static let prefix = "ledger-"
    private static let suffix = ".sqlite"

    /// A file that is a whole copy of the ledger that was asked for.
    struct Copy: Sendable {
        let path: String
        /// How many entries its signed checkpoint is over.
        let treeSize: UInt64
    }

    /// A file that only has the name of a copy of this ledger.
    struct Other: Error {
        let path: String
        let reason: Wording
        /// How many entries a checkpoint of it is over that bears the ledger's name, under a key that is not known; nil of all else.
        var claimedSize: UInt64?
    }

    /// What a directory holds, looked into.
    struct Contents: Sendable {
        /// The copies of the ledger, oldest first: by the size of their trees, and those of one size by their names.
        var copies: [Copy] = []
        /// What only has the name of a copy, and why it is none.
        var others: [Other] = []
    }

    /// Nil where the path is no directory.
    init?(_ path: String) {
        var status = stat()
        guard stat(path, &status) == 0, status.st_mode & S_IFMT == S_IFDIR else { return nil }
        self.path = path.count > 1 && path.hasSuffix("/") ? String(path.dropLast()) : path
    }

    /// Where a backup of this moment goes. A second within one second is a mistake that is said by who writes it.
    func file(at moment: Timestamp) -> String {
        "\(path)/\(Self.prefix)\(Self.digits(of: moment))Z\(Self.suffix)"
    }

    /// Looks into everything here that has the name of a backup.
    /// - Parameters:
    ///   - keys: of the ledger, the present one and those before: the checkpoint of a copy is signed by one of them.
    ///   - now: of copies of one size those whose names are of a time to come are taken for the older ones.
    func contents(of keys: [VerifierKey], now: Timestamp = .now) throws(CommandError) -> Contents {
        let names: [String]
        do throws(PosixFile.Failure) {
            names = try PosixFile.names(in: path).filter(Self.isBackup).sorted()
        } catch {
            throw .cannotRead(path, error.code)
        }
        let present = Self.digits(of: now)
        var contents = Contents()
        var isAhead: [String: Bool] = [:]
        for name in names {
            let file = "\(path)/\(name)"
            isAhead[file] = name.dropFirst(Self.prefix.count).prefix(16) > present + "Z"
            switch Self.look(into: file, keys) {
            case .success(let treeSize): contents.copies.append(Copy(path: file, treeSize: treeSize))
            case .failure(let other): contents.others.append(other)
            }
        }
        contents.copies.sort { one, other in
            guard one.treeSize == other.treeSize else { return one.treeSize < other.treeSize }
            let (first, second) = (isAhead[one.path] ?? false, isAhead[other.path] ?? false)
            return first == second ? one.path < other.path : first
        }
        return contents
    }

    /// Takes the oldest copies away until so many are left, and gives their names.
    /// - Parameters:
    ///   - made: the copy just made, which always stays and is counted.
    ///   - contents: what was found here after it was made.
    func keep(_ count: Int, with made: String, _ contents: Contents) throws(CommandError) -> [String] {
        let superfluous = contents.copies.map(\.path).filter { $0 != made }.dropLast(count - 1)
        try FileWriter.attempt { () throws(PosixFile.Failure) in
            for file in superfluous { try PosixFile.remove(file) }
            try PosixFile.syncDirectory(path)
        }
        return Array(superfluous)
    }

    private static func look(into file: String, _ keys: [VerifierKey]) -> Result<UInt64, Other> {
        let head: LedgerHead
        do throws(StoreError) { head = try SQLiteLedgerStore.head(ofCopy: file) } catch {
            return .failure(
                Other(path: file, reason: Wording(en: "it is no whole copy of a ledger", zh: "不是完整的账本副本")))
        }
        let signed = keys.lazy.compactMap { try? Checkpoint.open(note: head.checkpoint, key: $0).checkpoint }.first
        guard let signed else {
            let named = (try? SignedNote.parse(head.checkpoint)).flatMap { try? Checkpoint.parse($0.text) }
            let isNamesake = keys.contains { $0.name == named?.origin }
            return .failure(
                Other(
                    path: file,
                    reason: Wording(en: "no key of this ledger has signed it", zh: "不是本账本的密钥所签"),
                    claimedSize: isNamesake ? head.treeSize : nil))
        }
        guard signed.treeSize == head.treeSize else {
            return .failure(
                Other(
                    path: file,
                    reason: Wording(en: "its checkpoint and its entries do not agree", zh: "其检查点与条目不符")))
        }
        return .success(head.treeSize)
    }

    private static func digits(of moment: Timestamp) -> String {
        moment.description.prefix(19).filter { $0 != "-" && $0 != ":" }
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
