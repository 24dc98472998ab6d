public import Ledger

extension LedgerHost {
    /// Who might record, and whose word counted, as of the first `treeSize` entries.
    public func registry(treeSize: UInt64) async throws(StoreError) -> Registry {
        do {
            return try await RecoveredLedger.replayRegistry(
                store: store, origin: identity.origin, treeSize: treeSize)
        } catch let error as StoreError {
            throw error
        } catch {
            throw .damaged(reason: "\(error)")
        }
    }
}
