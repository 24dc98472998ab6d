import CommandSupport
import Files
import HostState
import Hosting
import Ledger
import SQLiteStore
import TransparencyLog
import Values

/// What is looked at before a ledger is written, because nobody would notice it later.
extension LedgerAccess {
    /// The signing key must be the one whose verifier key everybody was given, or what is signed verifies for nobody. Which of the
    /// two is wrong, the signature on the stored head tells.
    static func requireKey(
        _ signer: SignerKey, from keyFile: String, _ directory: LedgerDirectory, store: any LedgerStore
    ) async throws(CommandError) {
        let published = try directory.verifierKey()
        guard published != signer.verifierKey else { return }
        var signed: [UInt8] = []
        do throws(StoreError) { signed = try await store.head()?.checkpoint ?? [] } catch {
            throw CommandError(error, directory)
        }
        func hasSigned(_ key: VerifierKey) -> Bool { (try? Checkpoint.open(note: signed, key: key)) != nil }
        let hint: Wording
        if hasSigned(signer.verifierKey) {
            hint = Wording(
                en:
                    "the ledger was signed by the key in \(keyFile), so put this text back into \(directory.verifierKeyFile): "
                    + "\(signer.verifierKey)",
                zh: "账本由 \(keyFile) 中的密钥签名，请将 \(directory.verifierKeyFile) 的内容恢复为：\(signer.verifierKey)")
        } else if hasSigned(published) {
            hint = Wording(
                en: "the ledger was signed by \(published): bring its own signing key back to \(keyFile)",
                zh: "账本由 \(published) 签名，请将其签名密钥恢复到 \(keyFile)")
        } else {
            hint = Wording(
                en: "the ledger was signed by neither: bring back the key and ledger.vkey that belong to it",
                zh: "账本不是由其中任何一个签名，请恢复属于该账本的密钥与 ledger.vkey")
        }
        throw CommandError(
            .notAllowed, at: Wording(directory.verifierKeyFile),
            en:
                "does not belong to the signing key in \(keyFile), which is that of \(signer.verifierKey). Refusing to sign",
            zh: "与 \(keyFile) 中的签名密钥（\(signer.verifierKey)）不符，拒绝签名", hint: hint)
    }

    /// The key before, where it goes on signing for those who know no other yet: only one that the ledger itself says was exchanged.
    static func overlapping(
        _ keyFile: String, _ directory: LedgerDirectory, store: any LedgerStore
    ) async throws(CommandError) -> [SignerKey] {
        let file = LedgerKeyExchange.overlapFile(keyFile)
        guard FileWriter.exists(file) else { return [] }
        let key = try directory.signerKey(file)
        let rotations = try await directory.registry(store).ledgerRotations
        guard rotations.last?.rotation.old == key.verifierKey else {
            throw CommandError(
                .notAllowed, at: Wording(file),
                en: "is not the key that this ledger had before: it would sign for nobody",
                zh: "不是本账本更换前的密钥",
                hint: Wording(en: "move it away", zh: "请将其移走"))
        }
        return [key]
    }

    /// The admin key is asked for only by those who enrol: so what is amiss with it is looked for at the start, not when a device stands
    /// at the door. One that others may read is refused, as every key is; one that is not here may be kept elsewhere, and is said.
    static func adminKeyWarning(
        _ directory: LedgerDirectory, store: any LedgerStore
    ) async throws(CommandError) -> Wording? {
        let file = directory.adminKeyFile
        guard FileWriter.exists(file) else {
            return Wording(
                en: "\(file) is missing: nobody can be enrolled or revoked here until it is put back",
                zh: "缺少 \(file)：放回之前无法在此登记或吊销")
        }
        let key: SignerKey
        do throws(CommandError) {
            key = try directory.signerKey(file)
        } catch {
            guard error.status != .notAllowed else { throw error }
            return Wording(
                en: "\(file): \(error.wording.en): nobody can be enrolled or revoked by this user",
                zh: "\(file)：\(error.wording.zh)：当前用户无法登记或吊销")
        }
        guard let held = try await directory.registry(store).adminKey, held != key.verifierKey else { return nil }
        return Wording(
            en:
                "\(file) is not the admin key that this ledger has enrolled (\(held)): nobody can be enrolled or revoked with it",
            zh: "\(file) 不是本账本登记的管理密钥（\(held)）：不能用它登记或吊销")
    }

    /// What should be said at the start though nothing is wrong yet.
    static func warnings(_ directory: LedgerDirectory, _ places: Places, _ host: LedgerHost) -> [Wording] {
        let erasures = host.erasures?.trouble.map { trouble in
            Wording(
                en: "\(trouble.wording.en); \(ErasureLog.Trouble.hint.en)",
                zh: "\(trouble.wording.zh)；\(ErasureLog.Trouble.hint.zh)")
        }
        return [rollbackWarning(directory, places.guard ?? directory.guardFile), erasures].compactMap(\.self)
    }

    /// A signed-head file that lies in the ledger's directory, or below it, is put back with it by whoever puts back an old copy of
    /// the directory; then nothing tells that the ledger went back. (That both lie on one file system cannot be helped on most
    /// machines and is not warned of: a snapshot of the disk takes everything back.)
    static func rollbackWarning(_ directory: LedgerDirectory, _ guardFile: String) -> Wording? {
        let guardDirectory = guardFile.lastIndex(of: "/").map { String(guardFile[...$0]) } ?? "."
        guard let ledger = PosixFile.resolved(directory.path), let holder = PosixFile.resolved(guardDirectory),
            holder == ledger || holder.hasPrefix(ledger == "/" ? ledger : ledger + "/")
        else { return nil }
        return Wording(
            en:
                "the signed-head file \(guardFile) lies with the ledger: an old copy of \(directory.path) put back would not be "
                + "noticed. Give it a place of its own with --guard FILE (the systemd unit does)",
            zh: "签名头文件 \(guardFile) 与账本在同一目录：若恢复 \(directory.path) 的旧副本将无法察觉。请用 --guard 指定其他位置（systemd 单元已如此设置）")
    }
}
