import ArgumentParser
import CommandSupport
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
        for old in try keep.map({ count throws(CommandError) in try folder.keep(count) }) ?? [] {
            Console.message(
                said("\(old): deleted, as older than the \(keep ?? 0) that are kept", "\(old)：已删除（只保留 \(keep ?? 0) 份）"))
        }
    }

    private func copy(to path: String) async throws {
        let store = try LedgerAccess.store(place.directory, mode: .readOnly)
        do throws(StoreError) {
            let (adopted, draws) = (AdoptedFiles(place.directory), DrawFolder(place.directory))
            try await store.backup(
                to: path, erasuresOf: try disclosures(), definitions: { take in try adopted.show(to: take) },
                draws: { take in try draws.show(to: take) })
        } catch {
            throw CommandError(error, place.directory)
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
