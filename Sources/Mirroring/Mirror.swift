import Files
public import Ledger
public import TransparencyLog
public import Values

/// Keeps a full copy of a ledger that can be shown to be one: everything is audited while it is copied, and nothing gets its name, or takes
/// the place of anything, before all of it was found sound.
public actor Mirror {
    /// What came of copying.
    public struct Outcome: Sendable {
        /// On the ledger as it is now, what was copied before included.
        public let report: AuditReport
        /// Entries that were fetched.
        public let fetchedCount: UInt64
        /// Why the fault is the copy's and not the ledger's; nil where the copy is sound, or was not looked at by itself.
        public let damage: AuditReport.Problem?
    }

    /// Why a folder cannot be used.
    public struct Failure: Error, Sendable {
        public let wording: Wording
        /// Whether another process has it.
        public let isBusy: Bool

        init(_ wording: Wording, isBusy: Bool = false) {
            self.wording = wording
            self.isBusy = isBusy
        }

        init(_ failure: PosixFile.Failure) {
            self.init(Wording(en: "\(failure)", zh: "\(failure)"))
        }
    }

    public nonisolated let folder: TileFolder
    private let key: VerifierKey
    private let lock: PosixFile
    private var copying: CopyingSource?
    /// How the ledger's key was exchanged, as the copy has it or the ledger showed it last.
    private var rotations: [LedgerKeyRotation] = []

    /// Takes the folder for this process, and makes it where it is missing.
    /// - Parameter key: the ledger's verifier key.
    public init(folder: TileFolder, key: VerifierKey) throws(Failure) {
        self.folder = folder
        self.key = key
        guard !folder.isSomethingElse else {
            throw Failure(
                Wording(en: "holds something else than a copy of a ledger", zh: "目录中有其他内容，不是账本副本"))
        }
        let lock: PosixFile?
        do throws(PosixFile.Failure) { lock = try folder.lock() } catch { throw Failure(error) }
        guard let lock else {
            throw Failure(Wording(en: "another process keeps this copy", zh: "另一进程正在维护此副本"), isBusy: true)
        }
        self.lock = lock
        folder.forgetIncoming()
    }

    deinit { OpenFileLock.release(lock) }

    /// Audits the ledger up to its newest checkpoint, and fetches what is not copied yet. Nothing counts before `keep`.
    /// - Parameters:
    ///   - previous: the newest head that is remembered elsewhere.
    ///   - progress: entries that are done, and how many there are.
    public func fetch(
        from source: any AuditSource, previous: Checkpoint?,
        progress: @escaping @Sendable (_ done: UInt64, _ of: UInt64) -> Void = { _, _ in }
    ) async -> Outcome {
        folder.forgetIncoming()
        rotations = (try? folder.rotations()) ?? []
        if let shown = try? await source.keyRotations(), !shown.isEmpty { rotations = shown }
        let copying = CopyingSource(source, into: folder)
        let newest = [previous, copied].compactMap(\.self).max { $0.treeSize < $1.treeSize }
        let report = await LedgerAuditor(source: copying, key: key, progress: progress).audit(previous: newest)
        guard report.isSound else {
            self.copying = nil
            let damage = await ownDamage(unless: report.problemCount == 0)
            folder.forgetIncoming()
            return Outcome(report: report, fetchedCount: 0, damage: damage)
        }
        self.copying = copying
        return Outcome(report: report, fetchedCount: copying.entryCount, damage: nil)
    }

    /// Gives what was fetched its names, and the copy its new checkpoint, the audited one.
    public func keep(_ note: [UInt8]) throws(Failure) {
        guard let copying else { return }
        do throws(PosixFile.Failure) {
            try folder.settle(copying.laid)
            try folder.keep(note, key: key, rotations)
        } catch {
            throw Failure(error)
        }
        self.copying = nil
    }

    /// Forgets what was fetched.
    public func discard() {
        copying = nil
        folder.forgetIncoming()
    }

    /// The newest checkpoint of the copy, where it is this ledger's.
    private var copied: Checkpoint? {
        guard let note = try? folder.newest() else { return nil }
        return keys.lazy.compactMap { try? Checkpoint.open(note: note, key: $0).checkpoint }.first
    }

    /// The ledger's key with those before and after it.
    private var keys: [VerifierKey] {
        guard let succession = try? LedgerKeySuccession(from: key, by: rotations) else { return [key] }
        return succession.former + [succession.current]
    }

    /// What is wrong with the copy by itself: a file that the disk has changed must not be held against the ledger.
    private func ownDamage(unless isUnneeded: Bool) async -> AuditReport.Problem? {
        guard !isUnneeded, folder.exists else { return nil }
        folder.forgetIncoming()
        return await LedgerAuditor(source: folder, key: keys[0]).audit().problems.first
    }
}
