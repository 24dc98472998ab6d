public import Chains
public import Codes
public import Evidence
public import Ledger
import LedgerQuery

extension LedgerHost {
    /// Everything needed to check what the ledger says of a code, as of its newest durable checkpoint.
    /// - Parameter showingAbsence: of a code of which nothing is on record, shows by the committed index that nothing is.
    public func evidence(
        of code: CanonicalCode, limits: TraceLimits = TraceLimits(), showingAbsence: Bool = false
    ) async throws(StoreError) -> Evidence {
        let published = sequencer.published
        return try await EvidenceBuilder(
            store: store, reader: reader, checkpoint: published.checkpoint, registry: published.registry,
            committed: committedIndex
        ).evidence(of: code, limits: limits, showingAbsence: showingAbsence)
    }
}

extension LedgerHost {
    /// As above for several codes in one document, all as of one checkpoint; a code that this host cannot read is left out.
    /// - Parameters:
    ///   - written: the codes as they are asked for.
    ///   - entryBytesMax: the bytes of events after which what is left is left out.
    public func evidence(
        of written: [String], limits: TraceLimits = TraceLimits(), entryBytesMax: Int = EvidenceBatch.entryBytesMax
    ) async throws(StoreError) -> EvidenceBatch {
        let published = sequencer.published
        return try await EvidenceBuilder(
            store: store, reader: reader, checkpoint: published.checkpoint, registry: published.registry
        ).evidence(
            of: written.map { ($0, try? codes.read($0)) }, limits: limits, entryBytesMax: entryBytesMax)
    }
}
