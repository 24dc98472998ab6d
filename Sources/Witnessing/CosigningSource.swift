import DerivedState
public import Hosting
public import Ledger
public import TransparencyLog

/// The ledger that is to be cosigned, as the cosigner reads it. None of it waits for the ledger's writer.
public protocol CosigningSource: Sendable {
    /// The ledger's key.
    var key: VerifierKey { get }
    /// The newest durable tree.
    var newest: CosignedLedger.Tree { get }
    /// The newest durable tree of which every entry is covered by a state of the index; nil where there is none yet.
    var newestComplete: CosignedLedger.Tree? { get }
    /// The tree of a size, under a checkpoint of it that was kept; for a start.
    func tree(_ treeSize: UInt64, under checkpoint: [UInt8]) async throws(StoreError) -> CosignedLedger.Tree
    func root(treeSize: UInt64) async throws(StoreError) -> MerkleHash
    /// That the tree of `newSize` entries continues that of `oldSize` ≥ 1.
    func consistencyProof(oldSize: UInt64, newSize: UInt64) async throws(StoreError) -> ConsistencyProof
    /// What the first `oldSize` ≥ 1 entries of the tree of `newSize` are.
    func prefixProof(oldSize: UInt64, newSize: UInt64) async throws(StoreError) -> PrefixProof
}

/// A host's ledger.
public struct HostCosigningSource: CosigningSource {
    private let host: LedgerHost

    public init(_ host: LedgerHost) {
        self.host = host
    }

    public var key: VerifierKey { host.identity.signer.verifierKey }

    public var newest: CosignedLedger.Tree { tree(host.sequencer.published) }

    public var newestComplete: CosignedLedger.Tree? { host.sequencer.publication.newestComplete.map(tree) }

    /// The state of the index is that of just now: it was in the tree, unless another was made in between.
    private func tree(_ ledger: PublishedLedger) -> CosignedLedger.Tree {
        let stated = host.committedIndex?.stated
        return CosignedLedger.Tree(
            ledger: ledger, stated: stated.flatMap { $0.entry < ledger.treeSize ? $0 : nil })
    }

    public func tree(
        _ treeSize: UInt64, under checkpoint: [UInt8]
    ) async throws(StoreError) -> CosignedLedger.Tree {
        let newest = host.sequencer.published
        guard treeSize < newest.treeSize else { return tree(newest.under(checkpoint)) }
        let registry = try await host.registry(treeSize: treeSize)
        return tree(
            PublishedLedger(
                checkpoint: checkpoint, treeSize: treeSize, registry: registry, lastArrival: newest.lastArrival))
    }

    public func root(treeSize: UInt64) async throws(StoreError) -> MerkleHash {
        try await host.store.root(treeSize: treeSize)
    }

    public func consistencyProof(
        oldSize: UInt64, newSize: UInt64
    ) async throws(StoreError) -> ConsistencyProof {
        try await host.store.consistencyProof(oldSize: oldSize, newSize: newSize)
    }

    public func prefixProof(oldSize: UInt64, newSize: UInt64) async throws(StoreError) -> PrefixProof {
        guard let plan = try? PrefixProof.nodes(oldSize: oldSize, newSize: newSize) else {
            throw .missing("a tree of \(oldSize) entries under one of \(newSize)")
        }
        return PrefixProof(plan, hashes: try await host.store.hashes(of: plan.nodes, treeSize: newSize))
    }
}
