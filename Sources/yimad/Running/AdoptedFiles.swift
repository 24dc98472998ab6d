import CommandSupport
import Files
import Hosting
import Ledger
import SystemPackage

/// The definition files that were given to this host for adoption: `adopted/<sha256>` in the ledger's directory.
struct AdoptedFiles: DefinitionTexts {
    let directory: String

    static let bytesMax = 4 << 20

    init(_ ledger: LedgerDirectory) { directory = "\(ledger.path)/adopted" }

    func text(_ sha256: DefinitionDigest) async throws(StoreError) -> [UInt8]? {
        let path = file(sha256)
        guard PosixFile.exists(path) else { return nil }
        let bytes: [UInt8]
        do throws(PosixFile.Failure) {
            bytes = try PosixFile(opening: path, .readOnly).read(upTo: Self.bytesMax + 1)
        } catch {
            throw .unreadable(reason: "\(error.path): \(error.code)")
        }
        guard DefinitionDigest(of: bytes) == sha256 else { throw .damaged(reason: "\(path) has another SHA-256") }
        return bytes
    }

    /// Keeps a file under its SHA-256.
    func keep(_ text: [UInt8]) throws(CommandError) -> DefinitionDigest {
        let sha256 = DefinitionDigest(of: text)
        try FileWriter.makeDirectory(directory)
        try FileWriter.write(text, to: file(sha256), existing: .replaced)
        return sha256
    }

    func file(_ sha256: DefinitionDigest) -> String { "\(directory)/\(sha256)" }
}
