import TransparencyLog

/// The entries that name a key, ascending: what of them is committed, and how a long list is shown in pages.
enum EntryList {
    /// Entries that a page of a list shows at most, and the entries under one kept hash of a long list (level 8).
    static let pageMax = 256
    static let pageLevel: UInt8 = 8

    /// The value under the key: of the count, and of the RFC 6962 root over the entries' indexes.
    static func value(of entries: some RandomAccessCollection<UInt64>) -> MerkleHash {
        // Most names stand in one entry.
        if entries.count == 1, let only = entries.first {
            return IndexHash.value(count: 1, root: IndexHash.entry(only))
        }
        return value(at: edge(of: entries))
    }

    /// The right edge of the list's tree.
    static func edge(of entries: some Sequence<UInt64>, after older: RightEdge = RightEdge()) -> RightEdge {
        var edge = older
        for entry in entries { edge.append(IndexHash.entry(entry)) }
        return edge
    }

    /// The value of the list that ends at this edge.
    static func value(at edge: RightEdge) -> MerkleHash {
        IndexHash.value(count: edge.treeSize, root: edge.root)
    }

    /// The edge at a multiple of 256 entries, from the hashes over 256 entries each.
    static func edge(ofPages hashes: some Sequence<MerkleHash>) -> RightEdge {
        var edge = RightEdge()
        for hash in hashes { edge.append(subtree: hash, level: pageLevel) }
        return edge
    }

    /// The hashes over each full page of 256 entries.
    static func pageHashes(of entries: some RandomAccessCollection<UInt64>) -> [MerkleHash] {
        var hashes: [MerkleHash] = []
        var rest = entries[...]
        while rest.count >= pageMax {
            hashes.append(edge(of: rest.prefix(pageMax)).root)
            rest = rest.dropFirst(pageMax)
        }
        return hashes
    }
}
