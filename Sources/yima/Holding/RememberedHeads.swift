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
        guard !FileWriter.exists(store.path(of: key)) else { return store }
        var note = try await before(key, in: store)
        if note == nil { note = try audited(old, key) }
        guard let note else { return store }
        do throws(LogHeadStoreError) {
            _ = try await store.replace(nil, with: note, of: key)
        } catch {
            throw CommandError(.cannotWrite, en: error.reason, zh: error.reason)
        }
        return store
    }

    /// What is remembered under the key that the ledger had before this one: what is new must continue it.
    private static func before(_ key: VerifierKey, in store: FileLogHeadStore) async throws(CommandError) -> [UInt8]? {
        for former in try KnownKeys.former(before: key).reversed() where FileWriter.exists(store.path(of: former)) {
            do throws(LogHeadStoreError) { return try await store.head(of: former) } catch {
                throw CommandError(.cannotRead, en: error.reason, zh: error.reason)
            }
        }
        return nil
    }

    /// Where the head under a key lies, if it is remembered.
    static func path(of key: VerifierKey) -> String { FileLogHeadStore(directory: Places.heads).path(of: key) }

    private static func audited(_ path: String, _ key: VerifierKey) throws(CommandError) -> [UInt8]? {
        guard FileWriter.exists(path), let note = try ByteSource(path: path).rest(bytesMax: SignedNote.byteCountMax),
            (try? LogHead(trusting: note, key: key)) != nil
        else { return nil }
        return note
    }
}
