public import Ledger
public import TransparencyLog
import VerifiableIndex

extension FalseRunFile {
    /// The file about a false run that an audit found, with what shows it from the ledger's tiles.
    /// - Parameters:
    ///   - signed: the checkpoint that was audited.
    ///   - source: of the audit.
    public init(
        _ run: AuditReport.FalseRun, under signed: SignedCheckpoint, from source: any AuditSource
    ) async throws(AuditSourceError) {
        let (size, range) = (signed.checkpoint.treeSize, run.named.range)
        guard let inclusion = try? InclusionProof.nodes(leafIndex: run.state, treeSize: size),
            let consistency = try? ConsistencyProof.nodes(oldSize: range.upperBound, newSize: size)
        else { preconditionFailure("what an audit found lies within its checkpoint") }
        let state = try await source.fold(run.state..<run.state + 1, into: [UInt8]()) { $0 = Array($2) }
        let before = range.lowerBound == 0 ? [] : RightEdge.nodes(treeSize: range.lowerBound)
        let hashes = try await Self.hashes(at: inclusion.nodes + before + consistency.nodes, of: size, from: source)
        let rest = hashes.dropFirst(inclusion.nodes.count)
        self.init(
            checkpoint: Array(signed.note.formatted.utf8),
            state: IndexAnswer.Entry(
                index: run.state, bytes: state,
                hashes: InclusionProof(inclusion, hashes: Array(hashes.prefix(inclusion.nodes.count))).hashes),
            range: range, edge: Array(rest.prefix(before.count)),
            consistency: ConsistencyProof(consistency, hashes: Array(rest.dropFirst(before.count))).hashes,
            recomputed: run.recomputed, firstKey: run.firstKey)
    }

    /// The hashes of these nodes; they are believed only where they lead to the signed root.
    private static func hashes(
        at nodes: [NodeCoordinate], of treeSize: UInt64, from source: any AuditSource
    ) async throws(AuditSourceError) -> [MerkleHash] {
        do {
            let tiles = try TileHashReader<[UInt8]>.tiles(for: nodes, treeSize: treeSize)
            var bytes: [Tile: [UInt8]] = [:]
            for (tile, held) in zip(tiles, try await source.tiles(tiles)) { bytes[tile] = held }
            return try nodes.map { node in
                let tile = try Tile.holding(node, treeSize: treeSize)
                return try tile.hash(of: node, in: bytes[tile] ?? [])
            }
        } catch let error as AuditSourceError {
            throw error
        } catch {
            throw .damaged("\(error)")
        }
    }
}
