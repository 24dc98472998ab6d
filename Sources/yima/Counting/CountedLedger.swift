import Codes
import CommandSupport
import DeviceSync
import Evidence
import Files
import Ledger
import Mirroring
import Rules
import SQLiteStore
import TransparencyLog
import Values

/// A whole ledger, from its address or in a directory, audited while something is counted: figures of a ledger that is not sound are none.
struct CountedLedger {
    let options: LedgerOptions
    /// The directory of a ledger, or of a copy of one; nil where the address is asked.
    let data: String?

    /// The limits of goods and how codes are read: one's own files before those that the ledger which is asked has adopted. Of a directory only
    /// one's own.
    func definitions() async throws(CommandError) -> (lists: ReferenceLists, codes: CodeReader) {
        let settings = try Settings()
        let directory = settings.definitions(nil)
        let own = try Definitions.load(directory)
        guard data == nil else { return (own.trade.lists, own.codes) }
        let adopted = try await LedgerConnection.asking(try settings.ledger(options.ledger)) {
            ledger throws(CommandError) in
            try await LedgerDefinitions.taken(from: ledger, own: directory)
        }
        return ((adopted?.definitions ?? own.trade).lists, own.codes)
    }

    typealias Counting<Counts> = (LedgerAuditor) async -> (Counts, AuditReport)

    func counted<Counts>(
        _ work: Counting<Counts>
    ) async throws(CommandError) -> (Counts, AuditReport) {
        let settings = try Settings()
        if let data {
            let settled = try settings.ledgerKey(options.ledgerKey)
            let key = if let settled { settled } else { try LedgerKeys.read("\(data)/ledger.vkey") }
            let copy = TileFolder(path: data)
            if copy.exists { return await audited(copy, key, work) }
            let store: any LedgerStore
            do throws(StoreError) {
                store = try SQLiteLedgerStore.open(directory: data, mode: .readOnly)
            } catch {
                throw CommandError(
                    .undecided, at: Wording(data), en: "could not read: \(error.reason)", zh: "无法读取：\(error.reason)")
            }
            return await audited(StoreAuditSource(store), key, work)
        }
        let trust = LedgerTrust(settings: settings, option: options.ledgerKey, journal: options.journal)
        return try await LedgerConnection.asking(try settings.ledger(options.ledger)) { ledger throws(CommandError) in
            let watched = try await WatchedLedger(ledger, key: trust.key(of: ledger))
            // The ledger is held to what it signed before, by this device or any other command.
            try await watched.hold()
            let source = ledger.auditSource
            let counted = await audited(source, watched.key, work)
            guard !source.isUnreachable || counted.1.problemCount > 0 else {
                throw CommandError(
                    .unreachable, at: Wording(ledger.url), en: "the ledger does not answer", zh: "账本没有应答")
            }
            return counted
        }
    }

    private func audited<Counts>(
        _ source: any AuditSource, _ key: VerifierKey, _ work: Counting<Counts>
    ) async -> (Counts, AuditReport) {
        let progress = SharedProgress(said("counted", "已统计"))
        defer { progress.finish() }
        return await work(LedgerAuditor(source: source, key: key) { done, total in progress.show(done, of: total) })
    }
}

extension AuditReport {
    /// Ends, having said why, where the ledger is not sound: then nothing that was counted is a figure.
    func requireSound() throws {
        guard !isSound else { return }
        try say()
        throw problemCount > 0 ? ExitStatus.violated.exitCode : ExitStatus.undecided.exitCode
    }
}
