import ArgumentParser
import CommandSupport
import Files
import Foundation
import Glibc
import Hosting
import Ledger
import SQLiteStore
import TransparencyLog
import Values

/// `yimad init`: a new ledger.
struct Init: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: said("Begin a new ledger: keys, store, first checkpoint.", "建立新账本：密钥、存储与第一个检查点。"))

    @OptionGroup var place: DataOption

    @Option(
        help: .said(
            "The ledger's name, like a URL without scheme: trace.example.gov.cn/licheng.",
            "账本名称，形如不带协议的网址：trace.example.gov.cn/licheng。", valueName: "name"))
    var origin: String

    @Option(
        help: .said(
            "The signed-head file, which remembers the last signed checkpoint (default: in the ledger's directory).",
            "签名头文件：记住最后签名的检查点（默认在账本目录中）。", valueName: "file"), completion: .file())
    var `guard`: String?

    func run() async throws {
        let directory = place.directory
        try CommandError.requireNoIdentityNumber(in: origin, "--origin")
        if let bare = origin.withoutScheme {
            throw CommandError(
                .usage, en: "“\(origin.shown)” cannot be a ledger's name: it has no scheme",
                zh: "“\(origin.shown)”不能作为账本名称：名称不带协议",
                hint: bare.isEmpty ? nil : Wording("--origin \(bare)"))
        }
        guard KeyName.isValid(origin), KeyName.isValid(Registry.adminKeyName(origin: origin)) else {
            throw CommandError(
                .usage, en: "“\(origin)” cannot be a ledger's name", zh: "“\(origin)”不能作为账本名称",
                hint: Wording(
                    en: "no spaces, no “+”, at most 255 bytes: trace.example.gov.cn/licheng",
                    zh: "不得含空格或“+”，至多 255 字节，如 trace.example.gov.cn/licheng"))
        }
        guard access(directory.verifierKeyFile, F_OK) != 0 else {
            throw CommandError(
                .cannotWrite, at: Wording(directory.path), en: "there is a ledger already", zh: "此处已有账本",
                hint: Wording(en: "nothing was changed", zh: "未作任何改动"))
        }
        try requireNoLostLedger(directory)
        if !FileWriter.exists(directory.storeFile) { try requireNoSignedHead(directory) }
        try requireRoomForSignedHead(directory)
        // All that could refuse has been asked: from here on something is written.
        try makeDirectory(directory.path)
        let signer = try key(origin, directory.keyFile)
        let admin = try key(Registry.adminKeyName(origin: origin), directory.adminKeyFile)
        try await initialise(directory, signer: signer, admin: admin)
        // Written last: a directory without it holds no ledger yet.
        try FileWriter.write(Array("\(signer.verifierKey)\n".utf8), to: directory.verifierKeyFile, existing: .refused)
        try Console.print("\(signer.verifierKey)")
        if let warning = LedgerAccess.rollbackWarning(directory, `guard` ?? directory.guardFile) {
            Console.note("init", warning)
        }
        let option = `guard`.map { " --guard \($0)" } ?? ""
        Console.message(
            said(
                "The ledger \(origin) is ready in \(directory.path).\nNext: yimad run --data \(directory.path)\(option)",
                "账本 \(origin) 已建立于 \(directory.path)。\n下一步：yimad run --data \(directory.path)\(option)"))
    }

    /// A store without the key that signed it is a ledger that lost something, and so is a key without a store: never the place for
    /// another, which would sign a second history under the same name. With both it may be an `init` that was interrupted.
    private func requireNoLostLedger(_ directory: LedgerDirectory) throws(CommandError) {
        let lost = [directory.keyFile, directory.adminKeyFile].filter(FileWriter.exists)
        guard FileWriter.exists(directory.storeFile) else {
            guard let key = lost.first else { return }
            throw CommandError(
                .cannotWrite, at: Wording(key), en: "the key of a ledger lies here, whose store is missing",
                zh: "此处已有账本的密钥，但缺少其存储",
                hint: Wording(
                    en:
                        "nothing was changed; put the newest backup back: yimad restore --data \(directory.path) --from FILE; "
                        + "only where nothing was ever signed with it, as after an init that was interrupted, move it away",
                    zh: "未作任何改动；请恢复最新备份：yimad restore --data \(directory.path) --from 文件；"
                        + "仅当从未用它签署过任何内容（如 init 中途中断）时，才可将其移走"))
        }
        guard lost.count < 2 else { return }
        guard !FileWriter.exists(directory.keyFile) else {
            throw CommandError(
                .cannotWrite, at: Wording(directory.storeFile),
                en: "there is a ledger already, and its admin key \(directory.adminKeyFile) is missing",
                zh: "此处已有账本，缺少其管理密钥 \(directory.adminKeyFile)",
                hint: Wording(
                    en: "nothing was changed; put it back from its sealed copy", zh: "未作任何改动；请从封存副本放回"))
        }
        throw CommandError(
            .cannotWrite, at: Wording(directory.storeFile),
            en: "there is a ledger already, and its verifier key \(directory.verifierKeyFile) is missing",
            zh: "此处已有账本，缺少其验证密钥 \(directory.verifierKeyFile)",
            hint: Wording(
                en: "nothing was changed; put the line back that its host published", zh: "未作任何改动；请放回账本主机公布的那一行"))
    }

    /// A signed-head file is what a ledger leaves that lost its disk: beside it no other one is begun.
    private func requireNoSignedHead(_ directory: LedgerDirectory) throws(CommandError) {
        let file = `guard` ?? directory.guardFile
        let kept: [UInt8]?
        do throws(SignedHeadError) { kept = try SignedHeadFile(path: file).load() } catch {
            throw CommandError(
                .cannotWrite, at: Wording(file),
                en: "is there already, and cannot be read as a signed-head file: \(error.reason)",
                zh: "已存在，且无法作为签名头文件读取：\(error.reason)", hint: restoring(directory, file, nil))
        }
        guard let kept else { return }
        let named = (try? SignedNote.parse(kept)).flatMap { try? Checkpoint.parse($0.text) }
        let size = named?.treeSize.grouped ?? "?"
        throw CommandError(
            .cannotWrite, at: Wording(file),
            en: "a ledger has signed here already: \(named?.origin ?? "?"), \(size) entries",
            zh: "此签名头文件属于已有账本：\(named?.origin ?? "?")，\(size) 条", hint: restoring(directory, file, named))
    }

    private func restoring(_ directory: LedgerDirectory, _ file: String, _ named: Checkpoint?) -> Wording {
        let option = file == directory.guardFile ? "" : " --guard \(file)"
        let isNamesake = named?.origin == origin
        return Wording(
            en:
                "nothing was changed; where that ledger lost its disk, put its newest backup back: yimad restore --data "
                + "\(directory.path) --from FILE\(option) --vkey KEY"
                + (isNamesake ? "" : "; for another ledger name another file with --guard"),
            zh: "未作任何改动；若该账本的磁盘丢失，请恢复其最新备份：yimad restore --data \(directory.path) --from 文件\(option) --vkey 密钥"
                + (isNamesake ? "" : "；若为另一账本，请用 --guard 指定其他文件"))
    }

    /// The signed-head file is written last; that it cannot be must not be found when a key lies here and an entry is signed.
    private func requireRoomForSignedHead(_ directory: LedgerDirectory) throws(CommandError) {
        guard let file = `guard` else { return }
        var holder = PosixFile.directory(of: file)
        while !FileWriter.exists(holder), holder != ".", holder != "/" { holder = PosixFile.directory(of: holder) }
        var status = stat()
        guard stat(holder, &status) == 0, status.st_mode & S_IFMT == S_IFDIR else {
            throw CommandError(
                .cannotWrite, at: Wording(file), en: "\(holder) is no directory; nothing was changed",
                zh: "\(holder) 不是目录；未作任何改动")
        }
        guard access(holder, W_OK | X_OK) == 0 else {
            let system = Wording.system(errno)
            throw CommandError(
                .cannotWrite, at: Wording(file),
                en: "nothing can be written in \(holder): \(system.en); nothing was changed",
                zh: "无法写入 \(holder)：\(system.zh)；未作任何改动")
        }
    }

    private func makeDirectory(_ path: String) throws(CommandError) {
        guard mkdir(path, 0o700) == 0 || errno == EEXIST else {
            let code = errno
            let parent = PosixFile.directory(of: path.hasSuffix("/") ? String(path.dropLast()) : path)
            guard code != ENOENT else {
                throw CommandError(
                    .cannotWrite, at: Wording(path), en: "there is no directory \(parent) in which to make it",
                    zh: "没有上级目录 \(parent)，无法建立", hint: Wording("mkdir -p \(parent)"))
            }
            errno = code
            throw CommandError(.cannotWrite, at: Wording(path), .system(errno))
        }
    }

    /// A new key, or the one that an interrupted `init` left behind.
    private func key(_ name: String, _ file: String) throws(CommandError) -> SignerKey {
        if access(file, F_OK) == 0 {
            let held = try place.directory.signerKey(file)
            guard held.name == name else {
                throw CommandError(
                    .cannotWrite, at: Wording(file), en: "a key of \(held.name) lies here", zh: "此处已有 \(held.name) 的密钥")
            }
            return held
        }
        do {
            let key = try SignerKey.generate(name: name)
            try FileWriter.write(Array("\(key.encoded)\n".utf8), to: file, mode: 0o600, existing: .refused)
            return key
        } catch let error as CommandError {
            throw error
        } catch {
            throw CommandError(.usage, en: "\(error)", zh: "\(error)")
        }
    }

    private func initialise(
        _ directory: LedgerDirectory, signer: SignerKey, admin: SignerKey
    ) async throws(CommandError) {
        let store = try LedgerAccess.store(directory, mode: .create)
        let identity = LedgerIdentity(signer: signer, now: { Timestamp.now })
        let memory = SignedHeadFile(path: `guard` ?? directory.guardFile)
        do throws(NewLedger.Failure) {
            try await NewLedger.begin(identity: identity, admin: admin, store: store, memory: memory)
        } catch {
            switch error {
            case .exists:
                // An `init` that was interrupted after its first commit is carried to its end.
                if await isOurBeginning(store, memory, signer: signer, admin: admin) { return }
                // Keys and an empty store may be left of an `init`; what another ledger has signed is what is in the way then.
                if (try? await store.head()) == .some(nil) { try requireNoSignedHead(directory) }
                throw CommandError(
                    .cannotWrite, at: Wording(directory.path), en: "there is a ledger already", zh: "此处已有账本")
            case .failed(let reason):
                throw CommandError(.cannotWrite, at: Wording(directory.path), en: reason, zh: reason)
            }
        }
    }

    /// Whether the store holds just the first entry that these two keys make; the signed-head file then has its checkpoint.
    private func isOurBeginning(
        _ store: SQLiteLedgerStore, _ memory: SignedHeadFile, signer: SignerKey, admin: SignerKey
    ) async -> Bool {
        let recovered = try? await RecoveredLedger.recover(
            store: store, key: signer.verifierKey, memory: memory, trustingStore: true)
        guard let recovered, recovered.tip.treeSize == 1, recovered.registry.adminKey == admin.verifierKey else {
            return false
        }
        return (try? memory.keep(recovered.checkpoint)) != nil
    }
}

extension String {
    /// What follows `https://`, with slashes at its end left out; nil where no scheme is written.
    fileprivate var withoutScheme: String? {
        guard let end = range(of: "://") else { return nil }
        var rest = self[end.upperBound...]
        while rest.last == "/" { rest.removeLast() }
        return String(rest)
    }
}
