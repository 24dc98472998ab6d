import Synchronization
import TransparencyLog

/// Reads chunks of a ledger ahead of the replay: each in a task of its own, hashed and compared with its tiles.
final class ChunksAhead<Part: Sendable>: Sendable {
    let signatures = CheckedSignatures()

    private let source: any AuditSource
    private let treeSize: UInt64
    private let gathering: EventGathering<Part>
    private let keptBytesMax: Int
    private let isCancelled = Atomic(false)

    init(source: any AuditSource, treeSize: UInt64, gathering: EventGathering<Part>, keptBytesMax: Int) {
        self.source = source
        self.keptBytesMax = keptBytesMax
        self.treeSize = treeSize
        self.gathering = gathering
    }

    /// What is under way ends without doing more than it must.
    func cancel() {
        isCancelled.store(true, ordering: .relaxed)
    }

    /// Begins to read a chunk that begins at a multiple of a tile's width.
    func read(_ range: Range<UInt64>) -> Task<Result<ReadChunk<Part>, AuditSourceError>, Never> {
        Task { [self] in
            guard !isCancelled.load(ordering: .relaxed) else { return .failure(.unavailable("cancelled")) }
            do throws(AuditSourceError) {
                let digest = try await digest(range)
                guard digest.hashes.count == range.count else {
                    throw .damaged("\(range.count - digest.hashes.count) entries are missing after \(range.lowerBound)")
                }
                return .success(ReadChunk(digest: digest, tiles: await compare(digest.hashes, from: range.lowerBound)))
            } catch {
                return .failure(error)
            }
        }
    }

    private func digest(_ range: Range<UInt64>) async throws(AuditSourceError) -> DigestedChunk<Part> {
        let gathering = gathering
        let empty = DigestedChunk(part: gathering.empty, signatures: signatures, keptBytesMax: keptBytesMax)
        var digest = try await source.fold(range, into: empty) { digest, entry, bytes in
            let body = digest.take(bytes)
            gathering.addLeaf?(&digest.part, entry, bytes)
            guard let body, let add = gathering.add else { return }
            add(&digest.part, entry, UnsafeRawBufferPointer(rebasing: bytes[body...]))
        }
        digest.finish()
        return digest
    }

    /// Compares leaf hashes with the tiles that the ledger serves.
    private func compare(_ hashes: [MerkleHash], from first: UInt64) async -> ComparedTiles {
        let tiles = stride(from: first, to: first + UInt64(hashes.count), by: Tile.widthMax).compactMap { entry in
            let index = entry / UInt64(Tile.widthMax)
            return Tile(level: 0, index: index, width: Tile.width(level: 0, index: index, treeSize: treeSize))
        }
        var compared = ComparedTiles()
        for (tile, served) in zip(tiles, await served(tiles)) {
            do throws(AuditSourceError) {
                let served = try served.get()
                let offset = Int(tile.index * UInt64(Tile.widthMax) - first)
                let computed = tile.bytes(hashes[offset..<(offset + tile.width)])
                if computed != served { compared.problems.append(.init(tile, computed: computed, served: served)) }
            } catch {
                compared.failure = compared.failure ?? error
            }
        }
        return compared
    }

    /// All at once; where one is not to be had, each alone, so that what is false in the others is told all the same.
    private func served(_ tiles: [Tile]) async -> [Result<[UInt8], AuditSourceError>] {
        if let all = try? await source.tiles(tiles) { return all.map { .success($0) } }
        var each: [Result<[UInt8], AuditSourceError>] = []
        for tile in tiles {
            do throws(AuditSourceError) { each.append(.success(try await source.tile(tile))) } catch {
                each.append(.failure(error))
            }
        }
        return each
    }
}

/// A chunk that was read, hashed and compared with its tiles, and waits for the replay.
struct ReadChunk<Part: Sendable>: Sendable {
    let digest: DigestedChunk<Part>
    let tiles: ComparedTiles
}

/// What comparing a chunk's tiles gave. A failure counts after what the replay finds in the chunk.
struct ComparedTiles: Sendable {
    var problems: [AuditReport.Problem] = []
    var failure: AuditSourceError?
}

extension AuditReport.Problem {
    /// A tile that does not say what the entries say; at level 0 the first entry that differs is named.
    init(_ tile: Tile, computed: [UInt8], served: [UInt8]) {
        let place = zip(computed, served).enumerated().first { $0.element.0 != $0.element.1 }?.offset ?? 0
        let first = tile.index * UInt64(Tile.widthMax) + UInt64(place / MerkleHash.byteCount)
        if tile.level == 0 {
            self.init(
                entry: first, en: "entry \(first) does not have the hash in \(tile.path)",
                zh: "条目 \(first) 的哈希与 \(tile.path) 不符")
        } else {
            self.init(entry: nil, en: "\(tile.path) does not follow from the entries", zh: "\(tile.path) 与条目不符")
        }
    }
}
