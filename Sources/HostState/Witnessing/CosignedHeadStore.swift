public import Ledger

/// Where a ledger keeps its newest published checkpoint with its cosignatures: who saw it published finds it so after a restart.
public protocol CosignedHeadStore: Sendable {
    /// The note that was kept last; nil where none was.
    func load() async throws(LogHeadStoreError) -> [UInt8]?
    /// Keeps a note instead; durable when it returns.
    func keep(_ note: [UInt8]) async throws(LogHeadStoreError)
}
