import ArgumentParser
import CommandSupport
import DerivedState
import Evidence
import Ledger
import Logging
import SQLiteStore
import TransparencyLog

/// `yimad reindex`: drops derived state and rebuilds it from the entries.
struct Reindex: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: said("Drop and rebuild derived state (stop the daemon first).", "删除并重建派生数据（请先停止守护进程）。"))

    @OptionGroup var place: DataOption
    @OptionGroup var places: PlacesOption

    func run() async throws {
        let directory = place.directory.beside(places)
        _ = try directory.verifierKey()
        let logger = Logger(label: "yimad", factory: { _ in SwiftLogNoOpLogHandler() })
        let store = try LedgerAccess.store(directory, mode: .readWrite)
        let codes = try await LedgerAccess.definitions(directory, places.places, store: store).codes
        let indexStore = try LedgerAccess.index(directory, logger: logger)
        let findings = try LedgerAccess.findings(directory)
        let risk = try LedgerAccess.risk(directory)
        do throws(StoreError) {
            guard let head = try await store.head() else { throw StoreError.missing("a ledger") }
            try await indexStore.clear()
            let index = CodeIndex(
                store: indexStore, source: IndexSource(store, identities: EventIdentities(reader: codes)),
                logger: logger)
            let progress = SharedProgress(said("indexing", "重建索引"))
            try await index.catchUp(treeSize: head.treeSize) { progress.show($0, of: head.treeSize) }
            await index.flush()
            progress.finish()
            guard try await indexStore.cursor().treeSize == head.treeSize else {
                throw StoreError.notCommitted(reason: "the code index could not be written (is the disk full?)")
            }
            // The daemon judges everything anew; what it had found is shown until then.
            try await findings.clear()
            try await risk.clear()
            Console.message(said("\(head.treeSize.grouped) entries indexed", "已索引 \(head.treeSize.grouped) 条"))
        } catch {
            throw CommandError(error, directory)
        }
    }
}
