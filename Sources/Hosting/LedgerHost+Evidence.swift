public import Chains
public import Codes
import DerivedState
public import Evidence
public import Ledger
import LedgerQuery
import Rules

extension LedgerHost {
    /// The newest durable tree, whether or not anybody has cosigned it.
    public var newestTree: CosignedLedger.Tree {
        CosignedLedger.Tree(ledger: sequencer.published, stated: committedIndex?.stated)
    }

    /// Everything needed to check what the ledger says of a code, as of one checkpoint.
    /// - Parameters:
    ///   - showingAbsence: of a code of which nothing is on record, shows by the committed index that nothing is.
    ///   - tree: as of which it is told; nil for the newest.
    public func evidence(
        of code: CanonicalCode, limits: TraceLimits = TraceLimits(), showingAbsence: Bool = false,
        asOf tree: CosignedLedger.Tree? = nil
    ) async throws(StoreError) -> Evidence {
        let tree = tree ?? newestTree
        var evidence = try await EvidenceBuilder(
            store: store, reader: reader, checkpoint: tree.ledger.checkpoint, registry: tree.ledger.registry,
            committed: committedIndex, stated: tree.stated
        ).evidence(of: code, limits: limits, showingAbsence: showingAbsence)
        evidence.basis = Evidence.Basis(moment: identity.now(), definitions: definitions.judging)
        return evidence
    }
}

extension LedgerHost {
    /// As above for several codes in one document, all as of one checkpoint; a code that this host cannot read is left out.
    /// - Parameters:
    ///   - written: the codes as they are asked for.
    ///   - entryBytesMax: the bytes of events after which what is left is left out.
    ///   - isAnswered: whether the committed index shows that each is complete, as far as there is room.
    ///   - tree: as of which it is told; nil for the newest.
    public func evidence(
        of written: [String], limits: TraceLimits = TraceLimits(), entryBytesMax: Int = EvidenceBatch.entryBytesMax,
        isAnswered: Bool = false, asOf tree: CosignedLedger.Tree? = nil
    ) async throws(StoreError) -> EvidenceBatch {
        let tree = tree ?? newestTree
        return try await EvidenceBuilder(
            store: store, reader: reader, checkpoint: tree.ledger.checkpoint, registry: tree.ledger.registry,
            committed: isAnswered ? committedIndex : nil, stated: isAnswered ? tree.stated : nil
        ).evidence(
            of: written.map { ($0, try? codes.read($0)) }, limits: limits, entryBytesMax: entryBytesMax,
            isAnswered: isAnswered)
    }
}
