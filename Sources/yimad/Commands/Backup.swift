import ArgumentParser
import CommandSupport
import Files
import Glibc
import Ledger
import SQLiteStore
import TransparencyLog
import Values

/// `yimad backup`: a consistent copy of the store while the daemon goes on.
struct Backup: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: said(
            "Copy the store consistently, while the daemon may be running (keys and private values are not in it).",
            "一致地复制存储，守护进程可照常运行（不含密钥与私密信息）。"))

    @OptionGroup var place: DataOption
    @Option(
        help: .said(
            "The new file, or a directory that keeps one backup after another under their dates.",
            "新文件，或按日期逐份保存备份的目录。", valueName: "file|dir"), completion: .file())
    var to: String
    @Option(
        parsing: .unconditional,
        help: .said(
            "With a directory: how many backups stay in it; older ones are deleted once the new one is whole.",
            "与目录同用：保留多少份备份；新备份完成后删除更早的。", valueName: "n"))
    var keep: Int?

    func validate() throws {
        if let keep, keep < 1 { throw ValidationError(en: "--keep is at least 1", zh: "--keep 至少为 1") }
    }

    func run() async throws {
        let key = try place.directory.verifierKey()
        guard let folder = BackupFolder(to) else {
            guard keep == nil else {
                throw CommandError(
                    .usage, at: Wording("--to \(to)"), en: "--keep needs a directory that is there",
                    zh: "--keep 须与已存在的目录同用",
                    hint: Wording("mkdir \(to)"))
            }
            try await copy(to: to)
            return Console.message(said("\(to): a copy of \(key.name)", "\(to)：\(key.name) 的副本"))
        }
        let file = folder.file(at: .now)
        try await copy(to: file)
        // Its name is nothing that the caller knows.
        try Console.print(file)
        Console.message(said("\(file): a copy of \(key.name)", "\(file)：\(key.name) 的副本"))
        if let keep { try await clear(folder, of: key, keeping: keep, with: file) }
    }

    /// Deletes the oldest copies of this ledger but so many. What is none of them is told, and left where it lies: it may be somebody's last.
    private func clear(_ folder: BackupFolder, of key: VerifierKey, keeping count: Int, with made: String) async throws
    {
        let former = try await place.directory.registry().ledgerRotations.map(\.rotation.old)
        let contents = try folder.contents(of: [key] + former)
        for other in contents.others where other.path != made {
            Console.note(
                "backup",
                Wording(
                    en: "\(other.path): neither counted nor deleted: \(other.reason.en)",
                    zh: "\(other.path)：未计入，也未删除：\(other.reason.zh)"))
        }
        // What was just made is looked at as all are: where it cannot be read back nothing that could be is deleted.
        guard contents.copies.contains(where: { $0.path == made }) else {
            let reason = contents.others.first { $0.path == made }?.reason
            throw CommandError(
                .cannotWrite, at: Wording(made),
                en: "the copy cannot be read back, so no older one was deleted: \(reason?.en ?? "it is gone")",
                zh: "无法读回该副本，未删除任何旧副本：\(reason?.zh ?? "文件已不在")")
        }
        for old in try folder.keep(count, with: made, contents) {
            Console.message(
                said("\(old): deleted, as older than the \(count) that are kept", "\(old)：已删除（只保留 \(count) 份）"))
        }
    }

    private func copy(to path: String) async throws {
        try requireRoom(path)
        let store = try LedgerAccess.store(place.directory, mode: .readOnly)
        do throws(StoreError) {
            let (adopted, draws) = (AdoptedFiles(place.directory), DrawFolder(place.directory))
            try await store.backup(
                to: path, erasuresOf: try disclosures(), definitions: { take in try adopted.show(to: take) },
                draws: { take in try draws.show(to: take) })
        } catch {
            guard case .notCommitted(let reason) = error else { throw CommandError(error, place.directory) }
            throw CommandError(.cannotWrite, at: Wording(place.directory.path), en: reason, zh: "未生成备份：\(reason)")
        }
    }

    /// What would keep the copy from being written is said before it is begun, in both languages.
    private func requireRoom(_ path: String) throws(CommandError) {
        let parent = PosixFile.directory(of: path)
        guard FileWriter.exists(parent) else {
            throw CommandError(
                .cannotWrite, at: Wording(path), en: "the backup was not made: there is no directory \(parent)",
                zh: "未生成备份：没有目录 \(parent)", hint: Wording("mkdir -p \(parent)"))
        }
        guard access(parent, W_OK | X_OK) == 0 else {
            let system = Wording.system(errno)
            throw CommandError(
                .cannotWrite, at: Wording(path),
                en: "the backup was not made: it cannot be opened: \(parent): \(system.en)",
                zh: "未生成备份：无法打开：\(parent)：\(system.zh)")
        }
        guard !FileWriter.exists(path) else {
            throw CommandError(
                .cannotWrite, at: Wording(path), en: "the backup was not made: \(path) exists already",
                zh: "未生成备份：\(path) 已存在",
                hint: Wording(en: "nothing is written over: name another file", zh: "不会覆盖：请另取文件名"))
        }
    }

    /// The private values beside the ledger, where there are any: which were erased must outlive them.
    private func disclosures() throws(StoreError) -> SQLiteDisclosureStore? {
        do throws(StoreError) {
            return try SQLiteDisclosureStore.open(directory: place.directory.path, mode: .readOnly)
        } catch {
            guard case .missing = error else { throw error }
            return nil
        }
    }
}
