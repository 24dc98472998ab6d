import ArgumentParser
import CommandSupport
import Files
import Glibc
import SQLiteStore
import SystemPackage
import TransparencyLog
import Values

/// The `--data` option that every command has, and the files below it.
struct DataOption: ParsableArguments {
    @Option(help: .said("The ledger's directory.", "账本所在目录。", valueName: "dir"), completion: .directory)
    var data: String

    var directory: LedgerDirectory { LedgerDirectory(path: data) }
}

/// The files of a ledger, by name.
struct LedgerDirectory: Sendable {
    let path: String
    /// Where a key or a signed-head file of this ledger lies outside of the directory.
    var elsewhere: [String] = []

    /// The key that signs checkpoints, secret, unless it is kept elsewhere.
    var keyFile: String { "\(path)/ledger.key" }
    /// The key that signs admin notes, secret.
    var adminKeyFile: String { "\(path)/admin.key" }
    /// The ledger's verifier key, for everybody.
    var verifierKeyFile: String { "\(path)/ledger.vkey" }
    /// The newest published checkpoint with its cosignatures.
    var publishedFile: String { "\(path)/published-checkpoint" }
    /// The signed-head file, which remembers the last signed checkpoint, unless it is kept elsewhere.
    var guardFile: String { "\(path)/last-checkpoint" }

    func verifierKey() throws(CommandError) -> VerifierKey {
        let text = try SmallFile.read(verifierKeyFile, missing: missing(.verifierKey, verifierKeyFile))
        do {
            return try VerifierKey.parse(text)
        } catch {
            throw CommandError(.cannotRead, at: Wording(verifierKeyFile), Wording(en: error.en, zh: error.zh))
        }
    }

    func signerKey(_ file: String) throws(CommandError) -> SignerKey {
        let piece = file == adminKeyFile ? LedgerPiece.adminKey : .signingKey
        try SecretFile.check(file, holds: SecretFile.key)
        let text = try SmallFile.read(file, missing: missing(piece, file))
        do {
            return try SignerKey.parse(text)
        } catch {
            throw CommandError(.cannotRead, at: Wording(file), Wording(en: error.en, zh: error.zh))
        }
    }
}

/// Files of a line or two: keys and the like.
enum SmallFile {
    private static let bytesMax = 4096

    /// The file's text without a final LF.
    /// - Parameter missing: what is said where there is no such file.
    static func read(
        _ path: String, missing: @autoclosure () -> CommandError? = nil
    ) throws(CommandError) -> String {
        let bytes: [UInt8]
        do throws(PosixFile.Failure) {
            bytes = try PosixFile(opening: path, .readOnly).read(upTo: bytesMax)
        } catch {
            if error.code == ENOENT, let missing = missing() { throw missing }
            throw CommandError(.cannotRead, at: Wording(path), .system(error.code))
        }
        guard let text = String(validating: bytes, as: UTF8.self) else {
            throw CommandError(.cannotRead, at: Wording(path), en: "not text", zh: "不是文本文件")
        }
        return text.last == "\n" ? String(text.dropLast()) : text
    }
}
