public import Ledger
public import TransparencyLog

extension LedgerHost {
    /// The keys that signed this ledger before.
    public var formerKeys: [VerifierKey] { sequencer.published.registry.ledgerRotations.map(\.rotation.old) }

    /// A note that was kept, with the signature of the key that holds: whoever knows that one believes no other. Nil where it is not this
    /// ledger's, by its signature or by its tree.
    public func signedByCurrentKey(_ note: [UInt8]) async throws(StoreError) -> [UInt8]? {
        let former = formerKeys
        guard !former.isEmpty else { return note }
        guard let checkpoint = try? Checkpoint.parse(SignedNote.parse(note).text),
            checkpoint.treeSize <= sequencer.published.treeSize,
            try await store.root(treeSize: checkpoint.treeSize) == checkpoint.root
        else { return nil }
        return identity.resigned(note, former: former)
    }
}
