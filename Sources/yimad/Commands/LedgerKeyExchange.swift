import CommandSupport
import Files
import Hosting
import Ledger
import Logging
import SQLiteStore
import SystemPackage
import TransparencyLog
import Values

/// From one signing key of a ledger to the next, so that no checkpoint is ever signed by a key that does not hold, whatever moment a crash
/// chooses.
///
/// The steps, each durable before the next: the next key's file; the entry, with the old and the new key's signature and the administrator's, in
/// one commit with a checkpoint that both have signed; the old key's file under another name; the next key in its place; `ledger.vkey`. The
/// ledger's own word, whether the entry stands, says which key holds: a daemon that is started in between with the wrong one does not sign
/// (`RecoveredLedger.Failure.keyWasExchanged`), and the same command goes on from what it finds.
struct LedgerKeyExchange {
    let directory: LedgerDirectory
    let places: LedgerAccess.Places
    let isOverlapping: Bool

    var keyFile: String { places.key ?? directory.keyFile }
    private var next: String { keyFile + ".next" }
    /// How the key was exchanged, for everybody.
    var rotationsFile: String { "\(directory.path)/key-rotations" }

    /// Where the key before lies while it goes on signing.
    static func overlapFile(_ keyFile: String) -> String { keyFile + ".overlap" }

    /// What came of it.
    struct Done {
        let key: VerifierKey
        /// Where the key before lies, to be destroyed; nil where it goes on signing.
        let retired: String?
    }

    func run(reason: String?) async throws(CommandError) -> Done {
        let store: SQLiteLedgerStore
        do throws(StoreError) {
            store = try SQLiteLedgerStore.open(directory: directory.path, mode: .readWrite)
        } catch {
            throw CommandError(error, directory)
        }
        let held = try directory.signerKey(keyFile)
        let rotations = try await directory.registry(store).ledgerRotations.map(\.rotation)
        if let last = rotations.last {
            // The entry stands, and the files are not yet as it says.
            if FileWriter.exists(next), try directory.signerKey(next).verifierKey == last.new {
                return try finish(held, last, rotations)
            }
            if held.verifierKey == last.new, try directory.verifierKey() != last.new {
                return try finish(held, last, rotations)
            }
        }
        try requireHolding(held, rotations.last?.new)
        let key = try nextKey(named: held.name)
        let act = AdminAct.keyRotated(
            old: "\(held.verifierKey)", new: "\(key.verifierKey)", from: .now, reason: reason)
        let rotation = try await append(act, held, key, store)
        return try finish(held, rotation, rotations + [rotation])
    }

    private func requireHolding(_ held: SignerKey, _ named: VerifierKey?) throws(CommandError) {
        let known: VerifierKey
        if let named { known = named } else { known = try directory.verifierKey() }
        guard held.verifierKey == known else {
            throw CommandError(
                .notAllowed, at: Wording(keyFile), en: "not the key that signs this ledger", zh: "不是本账本的签名密钥",
                hint: Wording(en: "the ledger's is \(known)", zh: "账本的密钥为 \(known)"))
        }
    }

    /// A new key, or the one that an interrupted exchange left behind.
    private func nextKey(named name: String) throws(CommandError) -> SignerKey {
        if FileWriter.exists(next) { return try directory.signerKey(next) }
        let key: SignerKey
        do { key = try SignerKey.generate(name: name) } catch {
            throw CommandError(.software, en: "\(error)", zh: "\(error)")
        }
        try FileWriter.write(Array("\(key.encoded)\n".utf8), to: next, mode: 0o600, existing: .refused)
        return key
    }

    /// Puts the act on record, under a checkpoint of both keys.
    private func append(
        _ act: AdminAct, _ held: SignerKey, _ key: SignerKey, _ store: SQLiteLedgerStore
    ) async throws(CommandError) -> LedgerKeyRotation {
        guard act.isWritable else {
            throw CommandError(
                .usage, en: "a value is empty, longer than 1024 bytes or has a control character",
                zh: "有的值为空、超过 1024 字节或含控制字符")
        }
        let admin = try directory.signerKey(directory.adminKeyFile)
        guard let note = try? SignedNote.sign(act.text(origin: held.name), with: admin, held, key),
            let rotation = LedgerKeyRotation(note: Array(note.formatted.utf8))
        else { throw CommandError(.usage, en: "this cannot be written as a note", zh: "无法写成签名文书") }
        let host = try await LedgerAccess.host(
            directory, places, store: store, needsDefinitions: false, besides: [key],
            logger: Logger(label: "yimad", factory: { _ in SwiftLogNoOpLogHandler() }))
        do throws(AdminRefusal) {
            _ = try await host.append(adminNote: rotation.note)
        } catch {
            await host.shutDown()
            throw CommandError(error, directory)
        }
        await host.shutDown()
        do throws(StoreError) { try store.close() } catch { throw CommandError(error, directory) }
        return rotation
    }

    /// Gives the files their places: the ledger knows the next key.
    private func finish(
        _ held: SignerKey, _ rotation: LedgerKeyRotation, _ rotations: [LedgerKeyRotation]
    ) throws(CommandError) -> Done {
        let id = "\(rotation.old)".split(separator: "+").dropFirst().first ?? "old"
        let overlap = Self.overlapFile(keyFile)
        let retired = isOverlapping ? overlap : "\(keyFile).retired-\(id)"
        try FileWriter.write(LedgerKeyRotation.format(rotations), to: rotationsFile, existing: .replaced)
        if held.verifierKey == rotation.old {
            // One that goes on signing for the exchange before this one is not needed any more.
            if FileWriter.exists(overlap), try directory.signerKey(overlap).verifierKey != rotation.old {
                FileWriter.remove(overlap)
            }
            try FileWriter.write(Array("\(held.encoded)\n".utf8), to: retired, mode: 0o600, existing: .replaced)
            do throws(PosixFile.Failure) {
                try WholeFile.give(next, name: keyFile, existing: .replaced)
                try PosixFile.syncDirectory(PosixFile.directory(of: keyFile))
            } catch {
                throw CommandError(.cannotWrite, at: Wording(keyFile), en: "\(error)", zh: "\(error)")
            }
        }
        try FileWriter.write(Array("\(rotation.new)\n".utf8), to: directory.verifierKeyFile, existing: .replaced)
        return Done(key: rotation.new, retired: FileWriter.exists(overlap) ? nil : "\(keyFile).retired-\(id)")
    }
}
