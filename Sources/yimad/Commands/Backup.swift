import ArgumentParser
import CommandSupport
import Glibc
import Ledger
import SQLiteStore
import TransparencyLog

/// `yimad backup`: a consistent copy of the store while the daemon goes on.
struct Backup: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: said(
            "Copy the store consistently, while the daemon may be running (keys and private values are not in it).",
            "一致地复制存储，守护进程可照常运行（不含密钥与私密信息）。"))

    @OptionGroup var place: DataOption
    @Option(help: .said("The new file.", "新文件。", valueName: "file")) var to: String

    func run() async throws {
        let key = try place.directory.verifierKey()
        let store = try LedgerAccess.store(place.directory, mode: .readOnly)
        do throws(StoreError) {
            let adopted = AdoptedFiles(place.directory)
            try await store.backup(to: to, erasuresOf: try disclosures()) { take in try adopted.show(to: take) }
            Console.message(said("\(to): a copy of \(key.name)", "\(to)：\(key.name) 的副本"))
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
