public import Evidence
public import Ledger
public import TransparencyLog
public import VerifiableIndex

/// What the verifiable index is made from.
public struct IndexKeeperSource: Sendable {
    /// The ledger's root at a size, which stored runs are marked with.
    let rootAt: @Sendable (UInt64) async throws(StoreError) -> MerkleHash
    /// The keys of each entry in a range.
    let keys: @Sendable (Range<UInt64>) async throws(StoreError) -> [[IndexKey]]

    public init(
        rootAt: @escaping @Sendable (UInt64) async throws(StoreError) -> MerkleHash,
        keys: @escaping @Sendable (Range<UInt64>) async throws(StoreError) -> [[IndexKey]]
    ) {
        self.rootAt = rootAt
        self.keys = keys
    }

    /// A ledger, whose entries are found under `names`.
    public init(_ ledger: any LedgerStore, names: EntryNames) {
        self.init(
            rootAt: { size throws(StoreError) in try await ledger.root(treeSize: size) },
            keys: { range throws(StoreError) in await names.keysInParallel(of: try await ledger.entries(range)) })
    }
}

extension EntryNames {
    /// As `keys(of:)` for each of the leaves, in their order, on all cores.
    package func keysInParallel(of leaves: [[UInt8]]) async -> [[IndexKey]] {
        let part = 256
        guard leaves.count > part else { return leaves.map { keys(of: $0) } }
        return await withTaskGroup(of: (Int, [[IndexKey]]).self) { group in
            for start in stride(from: 0, to: leaves.count, by: part) {
                let slice = leaves[start..<min(start + part, leaves.count)]
                group.addTask { (start, slice.map { self.keys(of: $0) }) }
            }
            var parts: [(Int, [[IndexKey]])] = []
            for await part in group { parts.append(part) }
            return parts.sorted { $0.0 < $1.0 }.flatMap(\.1)
        }
    }
}
