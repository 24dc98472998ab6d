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
    @Option(help: .said("The ledger's directory.", "账本所在目录。", valueName: "dir"))
    var data: String

    var directory: LedgerDirectory { LedgerDirectory(path: data) }
}

/// The files of a ledger, by name.
struct LedgerDirectory: Sendable {
    let path: String

    /// The key that signs checkpoints, secret, unless it is kept elsewhere.
    var keyFile: String { "\(path)/ledger.key" }
    /// The key that signs admin notes, secret.
    var adminKeyFile: String { "\(path)/admin.key" }
    /// The ledger's verifier key, for everybody.
    var verifierKeyFile: String { "\(path)/ledger.vkey" }
    /// The signed-head file, which remembers the last signed checkpoint, unless it is kept elsewhere.
    var guardFile: String { "\(path)/last-checkpoint" }

    func verifierKey() throws(CommandError) -> VerifierKey {
        let text = try SmallFile.read(verifierKeyFile, missing: .notALedger(path))
        do {
            return try VerifierKey.parse(text)
        } catch {
            throw CommandError(.cannotRead, at: Wording(verifierKeyFile), Wording(en: error.en, zh: error.zh))
        }
    }

    func signerKey(_ file: String) throws(CommandError) -> SignerKey {
        let text = try SmallFile.read(file, missing: .notALedger(path))
        do {
            return try SignerKey.parse(text)
        } catch {
            throw CommandError(.cannotRead, at: Wording(file), Wording(en: error.en, zh: error.zh))
        }
    }
}

extension Wording {
    static func notALedger(_ path: String) -> Wording {
        Wording(
            en: "begin one with: yimad init --data \(path) --origin NAME",
            zh: "请先建立账本：yimad init --data \(path) --origin 名称")
    }
}

/// Files of a line or two: keys and the like.
enum SmallFile {
    private static let bytesMax = 4096

    /// The file's text without a final LF.
    static func read(_ path: String, missing hint: Wording? = nil) throws(CommandError) -> String {
        let bytes: [UInt8]
        do throws(PosixFile.Failure) {
            bytes = try PosixFile(opening: path, .readOnly).read(upTo: bytesMax)
        } catch {
            throw CommandError(
                .cannotRead, at: Wording(path), .system(error.code), hint: error.code == ENOENT ? hint : nil)
        }
        guard let text = String(validating: bytes, as: UTF8.self) else {
            throw CommandError(.cannotRead, at: Wording(path), en: "not text", zh: "不是文本文件")
        }
        return text.last == "\n" ? String(text.dropLast()) : text
    }
}
