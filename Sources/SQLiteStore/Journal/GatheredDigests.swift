import TransparencyLog

/// The digests of the newest events of an import, until they are written into the index.
struct GatheredDigests: Sendable {
    typealias Row = (prefix: Int64, index: UInt64)

    private var first: [Int64: UInt64] = [:]
    /// Events whose prefix another one has too. Nobody finds two by chance, and a malicious one finds few.
    private var further: [Row] = []

    var count: Int { first.count + further.count }

    mutating func add(_ digest: MerkleHash, index: UInt64) {
        let prefix = digest.storedPrefix
        if first[prefix] == nil {
            first[prefix] = index
        } else {
            further.append((prefix, index))
        }
    }

    /// The events that may have this digest.
    func indexes(of digest: MerkleHash) -> [UInt64] {
        let prefix = digest.storedPrefix
        guard let index = first[prefix] else { return [] }
        return [index] + further.filter { $0.prefix == prefix }.map(\.index)
    }

    /// All rows in the order in which the index is written.
    func sorted() -> [Row] {
        (first.map { ($0.key, $0.value) } + further).sorted { $0 < $1 }
    }
}

extension MerkleHash {
    /// The first eight bytes, as SQLite keeps them.
    var storedPrefix: Int64 {
        withUnsafeHashBytes { bytes in
            bytes.prefix(8).reduce(0) { $0 << 8 | Int64($1) }
        }
    }
}
