import Files
import Ledger
import Synchronization
import TransparencyLog

/// A ledger that is copied while it is audited: what the folder holds is read from there, and what is fetched is laid aside in it.
final class CopyingSource: AuditSource {
    private let source: any AuditSource
    private let folder: TileFolder
    private let state = Mutex(State())

    private struct State {
        var treeSize: UInt64 = 0
        var laid: Set<String> = []
        var entryCount: UInt64 = 0
    }

    init(_ source: any AuditSource, into folder: TileFolder) {
        self.source = source
        self.folder = folder
    }

    /// The paths of what was fetched.
    var laid: Set<String> { state.withLock { $0.laid } }

    /// How many entries were fetched.
    var entryCount: UInt64 { state.withLock { $0.entryCount } }

    var readsMax: Int { source.readsMax }

    var isAuthentic: Bool { source.isAuthentic }

    func keyRotations() async throws(AuditSourceError) -> [LedgerKeyRotation] { try await source.keyRotations() }

    func checkpoint() async throws(AuditSourceError) -> [UInt8] {
        let note = try await source.checkpoint()
        let size = (try? Checkpoint.parse(SignedNote.parse(note).text))?.treeSize ?? 0
        state.withLock { $0.treeSize = size }
        return note
    }

    func fold<Folded: Sendable>(
        _ range: Range<UInt64>, into folded: Folded,
        _ body: @escaping @Sendable (inout Folded, _ entry: UInt64, _ bytes: UnsafeRawBufferPointer) -> Void
    ) async throws(AuditSourceError) -> Folded {
        var folded = folded
        for bundle in range.bundles(treeSize: state.withLock { $0.treeSize }) {
            let entries: [[UInt8]]
            if let held = try folder.entries(of: bundle) {
                entries = held
            } else {
                entries = try await fetch(bundle)
            }
            bundle.fold(entries, in: range, into: &folded, body)
        }
        return folded
    }

    private func fetch(_ bundle: EntryBundlePath) async throws(AuditSourceError) -> [[UInt8]] {
        let entries = try await source.fold(bundle.range, into: [[UInt8]]()) { entries, _, bytes in
            entries.append(Array(bytes))
        }
        guard entries.count == bundle.width else {
            throw .damaged("\(bundle) has \(entries.count) entries")
        }
        try layAside(EntryBundle.format(entries), as: bundle.path, entryCount: UInt64(entries.count))
        return entries
    }

    func tiles(_ tiles: [Tile]) async throws(AuditSourceError) -> [[UInt8]] {
        var held: [Tile: [UInt8]] = [:]
        for tile in tiles { held[tile] = try folder.data(of: tile) }
        let missing = tiles.filter { held[$0] == nil }
        if !missing.isEmpty {
            for (tile, data) in zip(missing, try await source.tiles(missing)) {
                try layAside(data, as: tile.path)
                held[tile] = data
            }
        }
        return tiles.compactMap { held[$0] }
    }

    private func layAside(_ data: [UInt8], as name: String, entryCount: UInt64 = 0) throws(AuditSourceError) {
        do throws(PosixFile.Failure) { try folder.layAside(data, as: name) } catch { throw AuditSourceError(error) }
        state.withLock { state in
            if state.laid.insert(name).inserted { state.entryCount += entryCount }
        }
    }
}
