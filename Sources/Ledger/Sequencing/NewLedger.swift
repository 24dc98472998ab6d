public import TransparencyLog

/// The beginning of a ledger.
public enum NewLedger {
    /// Begins a new ledger: its first entry enrols `admin`, its first checkpoint is signed and remembered.
    public static func begin(
        identity: LedgerIdentity, admin: SignerKey, store: any LedgerStore, memory: any SignedHeadStore
    ) async throws(Failure) {
        do {
            guard try await store.head() == nil, try memory.load() == nil else { throw Failure.exists }
            let act = AdminAct.keyEnrolled(verifierKey: "\(admin.verifierKey)", from: identity.now())
            let note = try SignedNote.sign(act.text(origin: identity.origin), with: admin)
            var pending = PendingCommit<Never>(tip: LedgerTip(), registry: Registry(origin: identity.origin))
            _ = try pending.append(adminNote: Array(note.formatted.utf8), now: act.from)
            let batch = pending.seal(identity.checkpoint(of: pending.tip.edge))
            try await store.append(batch, expecting: 0)
            try memory.keep(batch.checkpoint)
        } catch let failure as Failure {
            throw failure
        } catch {
            throw .failed("\(error)")
        }
    }

    /// Why a new ledger was not begun.
    public enum Failure: Error, Sendable {
        /// There is a ledger already, or a signed-head file of one.
        case exists
        case failed(String)
    }
}
