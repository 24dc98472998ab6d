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
        try read(sha256)
    }

    /// Shows every file there is, one after another, in the order of their SHA-256.
    func show(to take: ([UInt8]) throws -> Void) throws {
        guard PosixFile.exists(directory) else { return }
        for sha256 in try PosixFile.names(in: directory).sorted().compactMap({ DefinitionDigest($0) }) {
            guard let text = try read(sha256) else { throw StoreError.missing("\(file(sha256))") }
            try take(text)
        }
    }

    private func read(_ sha256: DefinitionDigest) throws(StoreError) -> [UInt8]? {
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
