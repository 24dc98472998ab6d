import DerivedState
public import Hosting
public import Ledger
public import TransparencyLog

/// The ledger that is to be cosigned, as the cosigner reads it. None of it waits for the ledger's writer.
public protocol CosigningSource: Sendable {
    /// The ledger's key.
    var key: VerifierKey { get }
    /// The keys that it had before.
    var former: [VerifierKey] { get }
    /// A checkpoint that was kept, under the key that holds; nil where it is not this ledger's.
    func signedByCurrentKey(_ note: [UInt8]) async throws(StoreError) -> [UInt8]?
    /// The newest durable tree.
    var newest: CosignedLedger.Tree { get }
    /// The newest durable tree of which every entry is covered by a state of the index; nil where there is none yet.
    var newestComplete: CosignedLedger.Tree? { get }
    /// The oldest tree that must be cosigned itself, since what follows is made of the cosignatures of just that one; nil for none.
    var awaited: CosignedLedger.Tree? { get }
    /// Keeps what was cosigned of such a tree.
    func keep(awaited signed: SignedCheckpoint) async
    /// Nothing more is to be waited for of trees of up to so many entries.
    func release(upTo treeSize: UInt64)
    /// The tree of a size, under a checkpoint of it that was kept; for a start.
    func tree(_ treeSize: UInt64, under checkpoint: [UInt8]) async throws(StoreError) -> CosignedLedger.Tree
    func root(treeSize: UInt64) async throws(StoreError) -> MerkleHash
    /// That the tree of `newSize` entries continues that of `oldSize` ≥ 1.
    func consistencyProof(oldSize: UInt64, newSize: UInt64) async throws(StoreError) -> ConsistencyProof
    /// What the first `oldSize` ≥ 1 entries of the tree of `newSize` are.
    func prefixProof(oldSize: UInt64, newSize: UInt64) async throws(StoreError) -> PrefixProof
}

/// Where the key was never exchanged.
extension CosigningSource {
    public var former: [VerifierKey] { [] }
    public func signedByCurrentKey(_ note: [UInt8]) async throws(StoreError) -> [UInt8]? { note }
}

/// Where nothing takes its seed from cosignatures.
extension CosigningSource {
    public var awaited: CosignedLedger.Tree? { nil }
    public func keep(awaited signed: SignedCheckpoint) async {}
    public func release(upTo treeSize: UInt64) {}
}

/// A host's ledger.
public struct HostCosigningSource: CosigningSource {
    private let host: LedgerHost

    public init(_ host: LedgerHost) {
        self.host = host
    }

    public var key: VerifierKey { host.identity.signer.verifierKey }

    public var former: [VerifierKey] { host.formerKeys }

    public func signedByCurrentKey(_ note: [UInt8]) async throws(StoreError) -> [UInt8]? {
        try await host.signedByCurrentKey(note)
    }

    public var newest: CosignedLedger.Tree { tree(host.sequencer.published) }

    public var newestComplete: CosignedLedger.Tree? { host.sequencer.publication.newestComplete.map(tree) }

    public var awaited: CosignedLedger.Tree? { host.sequencer.publication.held.map(tree) }

    public func keep(awaited signed: SignedCheckpoint) async { await host.keepSeed(signed) }

    public func release(upTo treeSize: UInt64) { host.sequencer.publication.release(upTo: treeSize) }

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
