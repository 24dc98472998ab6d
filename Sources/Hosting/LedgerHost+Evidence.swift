public import Chains
public import Codes
public import Evidence
public import Ledger
import LedgerQuery

extension LedgerHost {
    /// Everything needed to check what the ledger says of a code, as of its newest durable checkpoint.
    public func evidence(
        of code: CanonicalCode, limits: TraceLimits = TraceLimits()
    ) async throws(StoreError) -> Evidence {
        let published = sequencer.published
        return try await EvidenceBuilder(
            store: store, reader: reader, checkpoint: published.checkpoint, registry: published.registry
        ).evidence(of: code, limits: limits)
    }
}
