import TransparencyLog

/// The entries of a chunk that were hashed and not kept, read once more when their turn in the replay comes: those of a bundle
/// together, since a ledger serves no less than one.
struct UnreadEntries {
    private let source: any AuditSource
    private let hashes: [MerkleHash]
    private let start: UInt64
    private let places: Set<UInt64>
    private var held: [UInt64: [UInt8]] = [:]

    init<Part: Sendable>(of chunk: DigestedChunk<Part>, from start: UInt64, _ source: any AuditSource) {
        self.source = source
        self.start = start
        hashes = chunk.hashes
        var places: Set<UInt64> = []
        var index = start
        for item in chunk.items {
            switch item {
            case .events(let run): index += UInt64(run.count)
            case .entry: index += 1
            case .unread:
                places.insert(index)
                index += 1
            }
        }
        self.places = places
    }

    /// Such an entry. What is served now must be what was hashed: a ledger could show one thing to the tree and another here.
    mutating func entry(_ index: UInt64) async throws(AuditSourceError) -> ReadEntry {
        if held[index] == nil {
            let bundleEnd = (index / UInt64(Tile.widthMax) + 1) * UInt64(Tile.widthMax)
            let wanted = places
            held = try await source.fold(index..<min(bundleEnd, start + UInt64(hashes.count)), into: [:]) {
                held, entry, bytes in
                if wanted.contains(entry) { held[entry] = Array(bytes) }
            }
        }
        let hash = hashes[Int(index - start)]
        guard let bytes = held.removeValue(forKey: index), MerkleHash.leaf(bytes) == hash else {
            throw .damaged("entry \(index) is served once so and once otherwise")
        }
        return ReadEntry(bytes, hash: hash)
    }
}
