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
    /// Whether it is exchanged once more although that was done just now.
    let isAgain: Bool

    /// Within so many milliseconds whoever asks again has most likely lost the first answer.
    private static let answerLostMax: Int64 = 3_600_000

    var keyFile: String { places.key ?? directory.keyFile }
    private var next: String { keyFile + ".next" }
    /// How the key was exchanged, for everybody.
    var rotationsFile: String { directory.rotationsFile }

    /// Where the key before lies while it goes on signing.
    static func overlapFile(_ keyFile: String) -> String { keyFile + ".overlap" }

    /// What came of it.
    struct Done {
        let key: VerifierKey
        /// Where the key before lies, to be destroyed; nil where it goes on signing.
        let retired: String?
        /// Whether it had been done just before, and nothing but the files was looked after.
        var wasDone = false
    }

    func run(reason: String?) async throws(CommandError) -> Done {
        try CommandError.requireNoIdentityNumber(in: reason, "--reason")
        let store: SQLiteLedgerStore
        do throws(StoreError) {
            store = try SQLiteLedgerStore.open(directory: directory.path, mode: .readWrite)
        } catch {
            throw CommandError(error, directory)
        }
        KeyFile.removeLeftovers(beside: keyFile)
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
        let shown = try directory.shownRotations()
        if let lacking = shown.first(where: { !rotations.contains($0) }) {
            return try await again(lacking, held, rotations, store)
        }
        if !isAgain, let last = rotations.last,
            (0...Self.answerLostMax).contains(Timestamp.now.milliseconds - last.from.milliseconds)
        {
            var finished = try finish(held, last, rotations)
            finished.wasDone = true
            return finished
        }
        let key = try KeyFile.next(of: held, at: next, directory)
        let act = AdminAct.keyRotated(
            old: "\(held.verifierKey)", new: "\(key.verifierKey)", from: .now, reason: reason)
        let rotation = try await append(try signed(act, held, key), key, store)
        return try finish(held, rotation, rotations + [rotation])
    }

    /// Puts an exchange on record that the ledger has shown already, and that its store, an older one, does not have: another one of the same
    /// key would contradict it for everybody who has seen it.
    private func again(
        _ lacking: LedgerKeyRotation, _ held: SignerKey, _ rotations: [LedgerKeyRotation], _ store: SQLiteLedgerStore
    ) async throws(CommandError) -> Done {
        guard held.verifierKey == lacking.old, FileWriter.exists(next) else {
            throw directory.exchangeLacking(lacking)
        }
        let key = try directory.signerKey(next)
        guard key.verifierKey == lacking.new else { throw directory.exchangeLacking(lacking) }
        let rotation = try await append(lacking, key, store)
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

    /// The act with the signatures of both keys and the administrator's.
    private func signed(
        _ act: AdminAct, _ held: SignerKey, _ key: SignerKey
    ) throws(CommandError) -> LedgerKeyRotation {
        guard act.isWritable else {
            throw CommandError(
                .usage, en: "a value is empty, longer than 1024 bytes or has a control character",
                zh: "有的值为空、超过 1024 字节或含控制字符")
        }
        let admin = try directory.signerKey(directory.adminKeyFile)
        guard let note = try? SignedNote.sign(act.text(origin: held.name), with: admin, held, key),
            let rotation = LedgerKeyRotation(note: Array(note.formatted.utf8))
        else { throw CommandError(.usage, en: "this cannot be written as a note", zh: "无法写成签名文书") }
        return rotation
    }

    /// Puts it on record, under a checkpoint of both keys.
    private func append(
        _ rotation: LedgerKeyRotation, _ key: SignerKey, _ store: SQLiteLedgerStore
    ) async throws(CommandError) -> LedgerKeyRotation {
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
        let retired = "\(keyFile).retired-\(id)"
        // A file that shows more than the ledger has is of a newer one.
        if try directory.shownRotations().allSatisfy(rotations.contains) {
            try FileWriter.write(LedgerKeyRotation.format(rotations), to: rotationsFile, existing: .replaced)
        }
        // One that goes on signing for the exchange before this one is not needed any more.
        try KeyFile.retire(overlap, of: keyFile, directory) { $0.verifierKey != rotation.old }
        if held.verifierKey == rotation.old {
            try FileWriter.write(
                Array("\(held.encoded)\n".utf8), to: isOverlapping ? overlap : retired, mode: 0o600, existing: .replaced
            )
            do throws(PosixFile.Failure) {
                try WholeFile.give(next, name: keyFile, existing: .replaced)
                try PosixFile.syncDirectory(PosixFile.directory(of: keyFile))
            } catch {
                throw CommandError(.cannotWrite, at: Wording(keyFile), en: "\(error)", zh: "\(error)")
            }
        }
        // As it is asked for now, also where it was begun otherwise: an old key that may be in other hands must not go on.
        if !isOverlapping { try KeyFile.retire(overlap, of: keyFile, directory) { _ in true } }
        try FileWriter.write(Array("\(rotation.new)\n".utf8), to: directory.verifierKeyFile, existing: .replaced)
        return Done(key: rotation.new, retired: FileWriter.exists(overlap) ? nil : retired)
    }
}

extension LedgerDirectory {
    /// How the ledger's key was exchanged, for everybody.
    var rotationsFile: String { "\(path)/key-rotations" }

    /// The exchanges that the ledger has shown to others, as its directory keeps them; none where there is no such file.
    func shownRotations() throws(CommandError) -> [LedgerKeyRotation] {
        guard FileWriter.exists(rotationsFile) else { return [] }
        let bytes: [UInt8]
        do throws(PosixFile.Failure) {
            bytes = try PosixFile(opening: rotationsFile, .readOnly).read(upTo: LedgerKeyRotation.listBytesMax + 1)
        } catch {
            throw CommandError(.cannotRead, at: Wording(rotationsFile), .system(error.code))
        }
        guard let rotations = LedgerKeyRotation.parse(bytes) else {
            throw CommandError(
                .cannotRead, at: Wording(rotationsFile), en: "not how a ledger's key was exchanged",
                zh: "不是账本密钥的更换文书",
                hint: Wording(
                    en: "move it away: the ledger's own entries say it too", zh: "请将其移走：账本条目中亦有记载"))
        }
        return rotations
    }

    /// A store that lacks an exchange of the ledger's key which was shown to others is an old one, whatever else is trusted of it: by the key
    /// before it would sign for nobody, and another exchange of that key would be the proof of a fork.
    /// - Parameter registry: read only where there was any.
    func requireShownExchanges(
        in registry: () async throws(CommandError) -> Registry
    ) async throws(CommandError) {
        let shown = try shownRotations()
        guard !shown.isEmpty else { return }
        let rotations = try await registry().ledgerRotations.map(\.rotation)
        if let lacking = shown.first(where: { !rotations.contains($0) }) { throw exchangeLacking(lacking) }
    }

    func exchangeLacking(_ lacking: LedgerKeyRotation) -> CommandError {
        CommandError(
            .notAllowed, at: Wording(rotationsFile),
            en:
                "shows that \(lacking.old) was exchanged for \(lacking.new), and the store does not have it: an old copy. Refusing to sign",
            zh: "其中 \(lacking.old) 已换为 \(lacking.new)，而存储中没有：这是旧副本，拒绝签名",
            hint: Wording(
                en:
                    "bring back the newest store; where it is lost for good, put this very exchange on record again: \(lacking.old) as the "
                    + "signing key and in \(verifierKeyFile), \(lacking.new) beside it as ….next, and yimad key rotate --ledger --data \(path)",
                zh: "请恢复最新的存储；若确已丢失，请将同一更换重新记入：以 \(lacking.old) 为签名密钥并写入 \(verifierKeyFile)，"
                    + "\(lacking.new) 放在其旁的 ….next，再运行 yimad key rotate --ledger --data \(path)"))
    }
}
