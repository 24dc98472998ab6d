import ArgumentParser
import CommandSupport
import Files
import Ledger
import SQLiteStore
import TransparencyLog
import Values

/// `yimad restore`: puts a backup in place, unless that would roll the ledger back.
struct Restore: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: said(
            "Put a backup in place; refused where the ledger has signed more since.", "恢复备份；若账本其后又签署过记录则拒绝。"))

    @OptionGroup var place: DataOption
    @OptionGroup var places: PlacesOption
    @Option(help: .said("The backup.", "备份文件。", valueName: "file")) var from: String

    func run() async throws {
        let directory = place.directory
        let key = try directory.verifierKey()
        do {
            let lock = try LedgerDirectoryLock.acquire(directory: directory.path)
            defer { _ = lock }
            let staging = StagedStore(directory: directory)
            try staging.copy(from)
            defer { staging.remove() }
            let memory = SignedHeadFile(path: places.guard ?? directory.guardFile)
            let size = try await check(staging.path, key: key, memory: memory)
            // Before the ledger takes anything again.
            try await SQLiteDisclosureStore.open(directory: directory.path, mode: .readWrite)
                .takeErasures(fromBackup: from)
            let adopted = AdoptedFiles(directory)
            try SQLiteLedgerStore.definitions(inBackup: staging.file) { text in _ = try adopted.keep(text) }
            try staging.putInPlace()
            Console.message(said("restored: \(size.grouped) entries", "已恢复：\(size.grouped) 条"))
        } catch let error as StoreError {
            throw CommandError(error, directory)
        } catch let failure as RecoveredLedger.Failure {
            throw CommandError(failure, LedgerDirectory(path: from))
        }
    }

    /// The check that the daemon makes at its start, made before anything is replaced.
    private func check(_ staged: String, key: VerifierKey, memory: SignedHeadFile) async throws -> UInt64 {
        let store = try SQLiteLedgerStore.open(directory: staged, mode: .readWrite)
        let size = try await RecoveredLedger.recover(store: store, key: key, memory: memory).tip.treeSize
        try store.close()
        return size
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
