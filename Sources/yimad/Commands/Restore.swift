import ArgumentParser
import CommandSupport
import Files
import Glibc
import Ledger
import SQLiteStore
import TransparencyLog
import Values

/// `yimad restore`: puts a backup in place, unless that would roll the ledger back.
struct Restore: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: said(
            "Put a backup in place, on a new disk too; refused where the ledger has signed more since.",
            "恢复备份（新磁盘亦可）；若账本其后又签署过记录则拒绝。"))

    @OptionGroup var place: DataOption
    @OptionGroup var places: PlacesOption
    @Option(
        help: .said(
            "The backup, or a directory of dated ones, of which the newest is taken.", "备份文件，或按日期保存备份的目录（取最新一份）。",
            valueName: "file|dir"), completion: .file())
    var from: String
    @Option(
        help: .said(
            "The ledger's verifier key as its host published it, where ledger.vkey was lost too.",
            "账本主机公布的验证密钥（ledger.vkey 也已丢失时）。", valueName: "key"))
    var vkey: String?
    @Flag(
        help: .said(
            "Begin the signed-head file anew, when it was lost and nothing was signed after the backup.",
            "签名头文件已丢失、且备份之后未再签署任何内容时，据备份重建。"))
    var trustStore = false

    func run() async throws {
        let directory = place.directory
        let folder = try backupFolder()
        let guardFile = places.guard ?? directory.guardFile
        let key = try verifierKey(directory, guardFile)
        let backups = try folder.map { folder throws(CommandError) in try candidates(in: folder, key) } ?? [from]
        try FileWriter.makeDirectory(directory.path)
        do {
            let lock = try LedgerDirectoryLock.acquire(directory: directory.path)
            defer { _ = lock }
            for (index, backup) in backups.enumerated() {
                do {
                    return try await restore(backup, directory, guardFile, key)
                } catch let unfit as Unfit {
                    // The next newest may be sound; whether it is too old the signed-head file says.
                    guard index + 1 < backups.count else { throw unfit.told }
                    Self.passOver(backup, unfit.told.wording)
                }
            }
        } catch let error as StoreError {
            throw CommandError(error, directory)
        } catch let error as SignedHeadError {
            throw CommandError(.cannotWrite, at: Wording(guardFile), en: error.reason, zh: error.reason)
        }
    }

    /// Checks one backup and puts it in place.
    private func restore(
        _ backup: String, _ directory: LedgerDirectory, _ guardFile: String, _ key: VerifierKey
    ) async throws {
        do {
            let staging = StagedStore(directory: directory)
            try staging.copy(backup)
            defer { staging.remove() }
            let memory = SignedHeadFile(path: guardFile)
            let restored = try await checked(backup, at: staging.path, key: key, memory: memory)
            try await directory.requireShownExchanges { () async throws(CommandError) in restored.registry }
            let hadPrivateValues = FileWriter.exists("\(directory.path)/\(SQLiteDisclosureStore.fileName)")
            // Before the ledger takes anything again.
            try await SQLiteDisclosureStore.open(directory: directory.path, mode: .readWrite)
                .takeErasures(fromBackup: backup)
            let adopted = AdoptedFiles(directory)
            try SQLiteLedgerStore.definitions(inBackup: staging.file) { text in _ = try adopted.keep(text) }
            let draws = DrawFolder(directory)
            try SQLiteLedgerStore.drawFiles(inBackup: staging.file) { name, bytes in
                try draws.keep(bytes, named: name)
            }
            try staging.putInPlace()
            if !FileWriter.exists(guardFile) { try memory.keep(restored.checkpoint) }
            if !FileWriter.exists(directory.verifierKeyFile) {
                try FileWriter.write(Array("\(key)\n".utf8), to: directory.verifierKeyFile, existing: .refused)
            }
            let count = restored.tip.treeSize.grouped
            Console.message(said("restored: \(count) entries from \(backup)", "已恢复：\(count) 条，来自 \(backup)"))
            sayWhatLacks(directory, restored.registry, hadPrivateValues: hadPrivateValues)
            sayStrangers(directory, restored.registry, key)
        } catch let failure as RecoveredLedger.Failure {
            let told = refusal(failure, backup, guardFile, key)
            switch failure {
            case .rootMismatch, .storeDiverges, .badAdminEntry, .store(.damaged), .store(.unreadable):
                throw Unfit(told: told)
            case .store, .notInitialised, .foreignCheckpoint, .guardUnreadable, .guardMissing, .storeIsOlder,
                .keyWasExchanged:
                throw told
            }
        }
    }

    /// A file that is broken, so that another of its directory may be taken.
    private struct Unfit: Error {
        let told: CommandError
    }

    private static func passOver(_ backup: String, _ reason: Wording) {
        Console.note(
            "restore", Wording(en: "\(backup): passed over: \(reason.en)", zh: "\(backup)：跳过：\(reason.zh)"))
    }

    /// Why a backup is not put in place, with the way out of here and not of a daemon's start.
    private func refusal(
        _ failure: RecoveredLedger.Failure, _ backup: String, _ guardFile: String, _ key: VerifierKey
    ) -> CommandError {
        let error = CommandError(failure, LedgerDirectory(path: backup), signedHead: guardFile)
        let hint: Wording
        switch failure {
        case .keyWasExchanged(let named):
            hint = Wording(
                en:
                    "the backup is of after an exchange of the key, and \(key) is the one before: name the key that holds with --vkey '\(named)'",
                zh: "该备份在更换密钥之后，而 \(key) 是更换前的密钥：请用 --vkey '\(named)' 指明现行密钥")
        case .foreignCheckpoint:
            hint = Wording(
                en:
                    "either it is another ledger's, or of before an exchange of the key: then take a newer one; the ledger's key here is \(key)\(keySource.en)",
                zh: "该备份或属于另一账本，或早于密钥更换（请改用较新的备份）；此处账本密钥为 \(key)\(keySource.zh)")
        case .storeIsOlder:
            hint = Wording(
                en: "take a newer backup; going on from this one would fork the ledger", zh: "请改用较新的备份；若从此备份继续，账本将分叉")
        case .rootMismatch, .storeDiverges, .badAdminEntry:
            hint = Wording(
                en: "this backup is damaged or another ledger's: take another one", zh: "该备份已损坏或属于另一账本：请改用其他备份")
        case .guardMissing:
            hint = Wording(
                en:
                    "where it lies elsewhere, name it with --guard FILE; where it was lost, and nothing was signed after this backup: --trust-store",
                zh: "若在别处，请用 --guard 文件 指明；若已丢失、且此备份之后未再签署任何内容，可用 --trust-store")
        case .store, .notInitialised, .guardUnreadable: return error
        }
        return CommandError(error.status, at: error.place ?? Wording(backup), error.wording, hint: hint)
    }

    /// Where the key was read by which a backup is judged, and what to do where it is a stranger's.
    private var keySource: Wording {
        let directory = place.directory
        guard vkey == nil else { return Wording("") }
        let file =
            FileWriter.exists(directory.verifierKeyFile) ? directory.verifierKeyFile : places.key ?? directory.keyFile
        return Wording(
            en:
                ", from \(file); where that file is not this ledger's (as after an init in its place), give the line that the host published with --vkey",
            zh: "（取自 \(file)）；若该文件不属于本账本（如曾在此误建账本），请用 --vkey 给出账本主机公布的那一行")
    }

    /// The directory of backups that is named; nil where it is a file.
    private func backupFolder() throws(CommandError) -> BackupFolder? {
        if let folder = BackupFolder(from) { return folder }
        guard FileWriter.exists(from) else {
            throw CommandError(
                .cannotRead, at: Wording(from), en: "there is no such file or directory", zh: "没有这个文件或目录",
                hint: Self.backupsAre)
        }
        return nil
    }

    /// The copies of this ledger, newest first. Says what else has the name of a copy.
    private func candidates(in folder: BackupFolder, _ key: VerifierKey) throws(CommandError) -> [String] {
        let contents = try folder.contents(of: [key])
        var others = contents.others
        let largest = contents.copies.last?.treeSize ?? 0
        // A longer history under the ledger's name and another key is as well the ledger after an exchange of keys: an older copy taken
        // instead would be a silent way back. It goes first, is refused, and says why.
        let rival = others.lastIndex { ($0.claimedSize ?? 0) > largest }
        let first = rival ?? (contents.copies.isEmpty ? others.indices.last : nil)
        let named = first.map { others.remove(at: $0).path }
        for other in others { Self.passOver(other.path, other.reason) }
        let found = (named.map { [$0] } ?? []) + contents.copies.reversed().map(\.path)
        guard !found.isEmpty else {
            throw CommandError(
                .cannotRead, at: Wording(from), en: "no backup is here (ledger-….sqlite)",
                zh: "此处没有备份（ledger-….sqlite）", hint: Self.backupsAre)
        }
        return found
    }

    /// By which key the backup is judged: it cannot vouch for itself. Everything that lacks is said at once.
    private func verifierKey(
        _ directory: LedgerDirectory, _ guardFile: String
    ) throws(CommandError) -> VerifierKey {
        let keyFile = places.key ?? directory.keyFile
        var key: VerifierKey?
        if let vkey {
            do throws(KeyError) { key = try VerifierKey.parse(vkey) } catch {
                throw CommandError(.usage, at: Wording("--vkey"), Wording(en: error.en, zh: error.zh))
            }
        } else if FileWriter.exists(directory.verifierKeyFile) {
            key = try directory.verifierKey()
        } else if FileWriter.exists(keyFile) {
            key = try directory.signerKey(keyFile).verifierKey
        }
        var lacking: [(what: Wording, hint: Wording)] = []
        if key == nil {
            lacking.append(
                (
                    Wording(
                        en: "the ledger's verifier key (\(directory.verifierKeyFile))",
                        zh: "账本验证密钥（\(directory.verifierKeyFile)）"),
                    Wording(
                        en: "give the line that its host published with --vkey, or its signing key with --key FILE",
                        zh: "请用 --vkey 给出账本主机公布的那一行，或用 --key 文件 指明其签名密钥")
                ))
        }
        if !trustStore, !FileWriter.exists(guardFile) {
            lacking.append(
                (
                    Wording(en: "the signed-head file (\(guardFile))", zh: "签名头文件（\(guardFile)）"),
                    Wording(
                        en:
                            "name it with --guard FILE; where it was lost, and nothing was signed after this backup, begin it anew with --trust-store",
                        zh: "请用 --guard 文件 指明；若已丢失、且此备份之后未再签署任何内容，可用 --trust-store 重建")
                ))
        }
        guard let key, lacking.isEmpty else {
            throw CommandError(
                .cannotRead, at: Wording(directory.path),
                en: "not restored, this is missing: " + lacking.map(\.what.en).joined(separator: "; "),
                zh: "未恢复，缺少：" + lacking.map(\.what.zh).joined(separator: "；"),
                hint: Wording(
                    en: lacking.map(\.hint.en).joined(separator: "; "),
                    zh: lacking.map(\.hint.zh).joined(separator: "；")))
        }
        return key
    }

    private static let backupsAre = Wording(
        en: "a backup is a file that 'yimad backup --data DIR --to FILE|DIR' has made; nothing was changed",
        zh: "备份是由 yimad backup --data DIR --to 文件或目录 生成的文件；未作任何改动")

    /// The same, where what cannot be read is the file that was named, and not the ledger.
    private func checked(
        _ backup: String, at staged: String, key: VerifierKey, memory: SignedHeadFile
    ) async throws -> RecoveredLedger {
        func isNone(_ reason: Wording) -> Unfit {
            Unfit(
                told: CommandError(
                    .cannotRead, at: Wording(backup), en: "this is no backup of a ledger: \(reason.en)",
                    zh: "这不是账本的备份：\(reason.zh)", hint: Self.backupsAre))
        }
        do {
            return try await check(staged, key: key, memory: memory)
        } catch let error as StoreError {
            switch error {
            case .damaged, .unreadable, .missing:
                throw isNone(Wording(en: "its contents cannot be read", zh: "内容无法读取"))
            case .locked, .conflict, .notCommitted, .outcomeUnknown: throw error
            }
        } catch let failure as RecoveredLedger.Failure {
            switch failure {
            case .notInitialised: throw isNone(Wording(en: "no ledger was begun in it", zh: "其中没有账本"))
            case .store(.damaged), .store(.unreadable), .store(.missing):
                throw isNone(Wording(en: "its contents cannot be read", zh: "内容无法读取"))
            default: throw failure
            }
        }
    }

    /// The check that the daemon makes at its start, made before anything is replaced.
    private func check(
        _ staged: String, key: VerifierKey, memory: SignedHeadFile
    ) async throws -> RecoveredLedger {
        let store = try SQLiteLedgerStore.open(directory: staged, mode: .readWrite)
        let recovered = try await RecoveredLedger.recover(
            store: store, key: key, memory: memory, trustingStore: trustStore)
        try store.close()
        return recovered
    }

    /// Keys that lie here and are not this ledger's, as an `init` in the place of a lost ledger leaves them: with them nothing goes on.
    private func sayStrangers(_ directory: LedgerDirectory, _ registry: Registry, _ key: VerifierKey) {
        let keyFile = places.key ?? directory.keyFile
        let former = registry.ledgerRotations.map(\.rotation.old)
        func say(_ file: String, _ found: VerifierKey, _ way: Wording) {
            Console.note(
                "restore",
                Wording(
                    en: "\(file) is not this ledger's, but that of \(found): \(way.en)",
                    zh: "\(file) 不属于本账本，而是 \(found) 的：\(way.zh)"))
        }
        let bringBack = Wording(
            en: "move it away and put the right one back from its sealed copy", zh: "请将其移走，并从封存副本放回正确的密钥")
        if FileWriter.exists(directory.verifierKeyFile), let found = try? directory.verifierKey(), found != key,
            !former.contains(found)
        {
            say(
                directory.verifierKeyFile, found,
                Wording(en: "put this text there instead: \(key)", zh: "请将其内容改为：\(key)"))
        }
        if FileWriter.exists(keyFile), let found = (try? directory.signerKey(keyFile))?.verifierKey, found != key {
            say(keyFile, found, bringBack)
        }
        if FileWriter.exists(directory.adminKeyFile), let held = registry.adminKey,
            let found = (try? directory.signerKey(directory.adminKeyFile))?.verifierKey, found != held
        {
            say(directory.adminKeyFile, found, bringBack)
        }
    }

    /// What a backup does not hold and the ledger needs.
    private func sayWhatLacks(_ directory: LedgerDirectory, _ registry: Registry, hadPrivateValues: Bool) {
        let keyFile = places.key ?? directory.keyFile
        var words: [Wording] = []
        if !FileWriter.exists(keyFile) { words.append(directory.missing(.signingKey, keyFile).told) }
        if !FileWriter.exists(directory.adminKeyFile) {
            words.append(directory.missing(.adminKey, directory.adminKeyFile).told)
        }
        let custody = CustodyFolder(directory)
        if !custody.exists, let lost = registry.devices.keys.first(where: \.isCustodial) {
            words.append(
                Wording(
                    en:
                        "the key of \(lost), which this host kept (\(custody.keyFile)): put it back from its sealed copy; its entries "
                        + "come back from the ledger", zh: "缺少代管日志 \(lost) 的密钥（\(custody.keyFile)）：请从封存副本放回；其内容由账本恢复"))
        }
        if !hadPrivateValues {
            words.append(
                Wording(
                    en: "private values are in no backup: ask the operators for “yima push --bring-again”",
                    zh: "备份不含私密信息：请经营者运行“yima push --bring-again”"))
        }
        for word in words { Console.note("restore", word) }
    }
}

extension CommandError {
    /// Place, reason and way out in one sentence.
    fileprivate var told: Wording {
        func sentence(_ parts: [String?], _ colon: String) -> String {
            parts.compactMap(\.self).joined(separator: colon)
        }
        return Wording(
            en: sentence([place?.en, wording.en, hint?.en], ": "), zh: sentence([place?.zh, wording.zh, hint?.zh], "："))
    }
}

/// A backup on its way into a ledger's directory.
private struct StagedStore {
    let directory: LedgerDirectory
    var path: String { "\(directory.path)/restoring" }
    var file: String { "\(path)/\(SQLiteLedgerStore.fileName)" }

    init(directory: LedgerDirectory) {
        self.directory = directory
    }

    func copy(_ backup: String) throws(CommandError) {
        remove()
        try FileWriter.makeDirectory(path)
        do throws(PosixFile.Failure) { try WholeFile.copy(backup, to: file) } catch  where error.path == backup {
            throw .cannotRead(backup, error.code)
        } catch {
            throw .cannotWrite(error.path, error.code)
        }
    }

    /// Replaces the ledger's store by the staged one, durably. What the old one had in its WAL goes with it, and is gone for
    /// good before the new one comes: replayed into that it would be damage.
    func putInPlace() throws(CommandError) {
        try FileWriter.attempt { () throws(PosixFile.Failure) in
            let target = "\(directory.path)/\(SQLiteLedgerStore.fileName)"
            for suffix in ["-wal", "-shm"] { try PosixFile.remove(target + suffix) }
            try PosixFile.syncDirectory(directory.path)
            try WholeFile.give(file, name: target, existing: .replaced)
            try PosixFile.syncDirectory(directory.path)
        }
    }

    func remove() {
        for name in [
            SQLiteLedgerStore.fileName, "\(SQLiteLedgerStore.fileName)-wal", "\(SQLiteLedgerStore.fileName)-shm",
            LedgerDirectoryLock.fileName,
        ] {
            FileWriter.remove("\(path)/\(name)")
        }
        PosixFile.removeDirectory(path)
    }
}
