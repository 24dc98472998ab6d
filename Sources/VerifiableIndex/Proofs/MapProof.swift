public import TransparencyLog

/// What a run has under a key, with the proof of it under the run's root: the newest page of its list, or that there is none.
public enum MapProof: Hashable, Sendable {
    /// The run has no key at all.
    case empty
    /// The key's list, and the way from its leaf to the root.
    case present(ListPage, path: [PathStep])
    /// The one key that could stand in the asked key's place, its value, and the way to the root.
    case absent(neighbour: IndexKey, value: MerkleHash, path: [PathStep])

    /// What is proven under the run's root: the newest page of the key's list, nil where no entry of the run names the key.
    ///
    /// Trusts nothing but the root. Throws where the proof does not lead to it.
    public func verify(_ key: IndexKey, in run: NamedRun) throws(IndexProofError) -> ListPage? {
        switch self {
        case .empty:
            guard run.root == .emptyRoot else { throw .notEmpty }
            return nil
        case .present(let page, let path):
            try page.checkShape(in: run.range)
            let leaf = IndexHash.leaf(key, EntryList.value(at: page.edge))
            guard try path.root(from: leaf, of: key, asking: key) == run.root else { throw .rootMismatch }
            return page
        case .absent(let neighbour, let value, let path):
            guard neighbour != key else { throw .sameKey }
            let leaf = IndexHash.leaf(neighbour, value)
            guard try path.root(from: leaf, of: neighbour, asking: key) == run.root else { throw .rootMismatch }
            return nil
        }
    }
}
