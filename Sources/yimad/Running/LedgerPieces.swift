import CommandSupport
import SQLiteStore
import TransparencyLog
import Values

/// The files of a ledger that can be missing one by one, as after a disk was lost.
enum LedgerPiece {
    case store, signingKey, adminKey, verifierKey
}

extension LedgerDirectory {
    /// The store of entries, tiles and checkpoints.
    var storeFile: String { "\(path)/\(SQLiteLedgerStore.fileName)" }

    /// Whether there is anything of a ledger, here or where its key and its signed-head file lie: then nobody is told to begin one.
    var hasLedger: Bool {
        ([storeFile, keyFile, adminKeyFile, verifierKeyFile, guardFile, "\(path)/\(SQLiteDisclosureStore.fileName)"]
            + elsewhere)
            .contains(where: FileWriter.exists)
    }

    /// That a piece is missing, which one, and how it comes back.
    /// - Parameter file: where it should lie.
    func missing(_ piece: LedgerPiece, _ file: String) -> CommandError {
        guard hasLedger else {
            return CommandError(
                .cannotRead, at: Wording(path), en: "there is no ledger here", zh: "此处没有账本", hint: .begin(path))
        }
        guard piece != .store, !FileWriter.exists(storeFile) else {
            return CommandError(
                .cannotRead, at: Wording(file), en: "\(piece.name.en) is missing", zh: "缺少\(piece.name.zh)",
                hint: piece.wayBack(self))
        }
        // Putting the store back brings more than one piece.
        let store = LedgerPiece.store
        return CommandError(
            .cannotRead, at: Wording(file),
            en: "\(piece.name.en) is missing, and so is \(store.name.en) (\(storeFile))",
            zh: "缺少\(piece.name.zh)和\(store.name.zh)（\(storeFile)）", hint: store.wayBack(self))
    }
}

extension LedgerPiece {
    var name: Wording {
        switch self {
        case .store: Wording(en: "the ledger's store", zh: "账本存储")
        case .signingKey: Wording(en: "the key that signs the ledger", zh: "账本签名密钥")
        case .adminKey: Wording(en: "the host's admin key", zh: "主机管理密钥")
        case .verifierKey: Wording(en: "the ledger's verifier key", zh: "账本验证密钥")
        }
    }

    fileprivate func wayBack(_ directory: LedgerDirectory) -> Wording {
        switch self {
        case .store:
            Wording(
                en: "put the newest backup back: yimad restore --data \(directory.path) --from FILE",
                zh: "请恢复最新备份：yimad restore --data \(directory.path) --from 文件")
        case .signingKey:
            Wording(
                en:
                    "put it back from its sealed copy, or name it with --key FILE; nobody can go on with the ledger without it",
                zh: "请从封存副本放回，或用 --key 文件 指明；缺少它账本无法继续")
        case .adminKey:
            Wording(
                en: "put it back from its sealed copy; without it nobody can be enrolled", zh: "请从封存副本放回；缺少它无法登记")
        case .verifierKey:
            Wording(
                en: "put the line back that its host published\(known(directory).map { ": \($0)" } ?? "")",
                zh: "请放回账本主机公布的那一行\(known(directory).map { "：\($0)" } ?? "")")
        }
    }

    /// What the signing key beside it says, where it is there.
    private func known(_ directory: LedgerDirectory) -> String? {
        (try? directory.signerKey(directory.keyFile)).map { "\($0.verifierKey)" }
    }
}

extension Wording {
    fileprivate static func begin(_ path: String) -> Wording {
        Wording(
            en:
                "begin one with: yimad init --data \(path) --origin NAME; of one that was lost, yimad restore puts a backup back",
            zh: "新建：yimad init --data \(path) --origin 名称；已丢失的账本用 yimad restore 恢复备份")
    }
}
