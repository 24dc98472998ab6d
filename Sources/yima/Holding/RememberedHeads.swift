import CommandSupport
import Ledger
import SQLiteStore
import TransparencyLog

/// The heads of ledgers that this user remembers, as files in the state directory.
enum RememberedHeads {
    /// The store that every command reads and writes.
    ///
    /// What yima 0.3 kept of its last audit is taken up where nothing newer is remembered: else a ledger that was rewritten meanwhile
    /// would be met as if for the first time.
    static func store(for key: VerifierKey) async throws(CommandError) -> FileLogHeadStore {
        let store = FileLogHeadStore(directory: Places.heads)
        let old = "\(Places.state)/audited/\(LedgerTrust.fileName(key.name)).checkpoint"
        guard !FileWriter.exists(store.path(of: key)), FileWriter.exists(old),
            let note = try ByteSource(path: old).rest(bytesMax: SignedNote.byteCountMax),
            (try? LogHead(trusting: note, key: key)) != nil
        else { return store }
        do throws(LogHeadStoreError) {
            _ = try await store.replace(nil, with: note, of: key)
        } catch {
            throw CommandError(.cannotWrite, en: error.reason, zh: error.reason)
        }
        return store
    }
}
