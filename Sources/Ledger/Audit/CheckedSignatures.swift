import Synchronization
import TransparencyLog

/// Opens journal checkpoints ahead of the replay, on whatever core has read them.
///
/// Which key a journal has is known only as far as the replay has come; a checkpoint whose journal has no key yet, or another
/// key when its turn comes, is opened by the replay itself.
final class CheckedSignatures: Sendable {
    private let keys = Mutex<[JournalName: VerifierKey]>([:])

    /// Takes in the keys that the replay has come to know.
    func learn(_ registry: Registry) {
        let known = registry.devices
        keys.withLock { keys in
            if keys.count != known.count { keys = known.mapValues(\.key) }
        }
    }

    /// Reads an entry that is no event.
    func read(_ bytes: [UInt8], _ hash: MerkleHash) -> ReadEntry {
        var entry = ReadEntry(bytes, hash: hash)
        if case .success(.journal(let checkpoint)) = entry.entry { entry.opened = open(checkpoint.note) }
        return entry
    }

    private func open(_ note: [UInt8]) -> SignedCheckpoint? {
        let origin = String(decoding: note.prefix { $0 != 0x0A }, as: UTF8.self)
        guard let journal = JournalName(origin), let key = keys.withLock({ $0[journal] }) else { return nil }
        return try? Checkpoint.open(note: note, key: key)
    }
}

extension JournalCheckpointEntry {
    /// The checkpoint if `key` signed it.
    /// - Parameter opened: what opening it ahead gave; believed where it was done with the same key.
    func checkpoint(signedBy key: VerifierKey, opened: SignedCheckpoint?) -> Checkpoint? {
        if let opened, opened.key == key { return opened.checkpoint }
        return try? Checkpoint.open(note: note, key: key).checkpoint
    }
}
