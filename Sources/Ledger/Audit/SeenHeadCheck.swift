import TransparencyLog

/// Holds the heads that devices say to have seen against the tree of the ledger.
///
/// A head that is not of this history shows that the ledger was forked, or that the device says what is not so. Which of both,
/// the two notes do not tell: whoever has the ledger's signature under that head can. So it warns, and condemns nobody: a device
/// that lies must not be able to make an honest ledger unsound.
struct SeenHeadCheck {
    /// Tiles that are remembered: two of each level are what neighbouring sizes share.
    private static let tilesMax = 32

    private let source: any AuditSource
    /// The size of the ledger that is served.
    private let treeSize: UInt64
    private var tiles: [Tile: [UInt8]] = [:]

    init(_ source: any AuditSource, treeSize: UInt64) {
        self.source = source
        self.treeSize = treeSize
    }

    /// What is to be said of the heads.
    mutating func warnings(_ seen: [SeenByDevice]) async throws(AuditSourceError) -> [AuditReport.Problem] {
        var warnings: [AuditReport.Problem] = []
        var known: (size: UInt64, root: MerkleHash)?
        // By size: most tiles are wanted for many sizes in a row, most heads by many devices.
        for claim in seen.sorted(by: { $0.head.treeSize < $1.head.treeSize }) {
            guard claim.head.treeSize <= claim.before else {
                warnings.append(.init(claim))
                continue
            }
            if known?.size != claim.head.treeSize {
                known = (claim.head.treeSize, try await root(claim.head.treeSize))
            }
            if known?.root != claim.head.root { warnings.append(.init(claim)) }
        }
        return warnings.sorted { ($0.entry ?? 0) < ($1.entry ?? 0) }
    }

    private mutating func root(_ size: UInt64) async throws(AuditSourceError) -> MerkleHash {
        let plan = RootPlan(treeSize: size)
        var hashes: [MerkleHash] = []
        for node in plan.nodes {
            guard let tile = try? Tile.holding(node, treeSize: treeSize) else {
                throw .damaged("no tile gives the root of the first \(size) entries")
            }
            let bytes = try await bytes(tile)
            guard let hash = try? tile.hash(of: node, in: bytes) else { throw .damaged("\(tile.path) is too short") }
            hashes.append(hash)
        }
        return plan.root(hashes)
    }

    private mutating func bytes(_ tile: Tile) async throws(AuditSourceError) -> [UInt8] {
        if let held = tiles[tile] { return held }
        let bytes = try await source.tile(tile)
        if tiles.count >= Self.tilesMax { tiles.removeAll() }
        tiles[tile] = bytes
        return bytes
    }
}

extension AuditReport.Problem {
    fileprivate init(_ claim: SeenByDevice) {
        let size = claim.head.treeSize
        self.init(
            entry: claim.entry,
            en: "\(claim.journal) says that it has seen another history, a head of \(size) entries that is not this "
                + "ledger's: the ledger was forked, or the device lies; its fork file would prove which",
            zh: "\(claim.journal) 声称见过另一种历史（\(size) 条的检查点不属于本账本）：账本曾分叉，或该设备所言不实；其分叉证据文件可以证明")
    }
}
