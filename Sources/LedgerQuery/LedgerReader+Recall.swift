public import Chains
public import Codes
import Evidence
public import Ledger

extension LedgerReader {
    /// Lots of a bare product code that are followed in one recall.
    private static let lotCountMax = 64

    /// The chains that a recall of a code is told from: its own, or those of a product's lots; with what is left out beside what they say.
    /// All together stay within one budget.
    public func recallChains(
        of code: CanonicalCode, treeSize: UInt64, registry: Registry
    ) async throws(StoreError) -> (chains: [Chain], omissions: [Omission]) {
        var reading = QueryReading(room, budget: .recall, judging: treeSize)
        let chain = try await chain(
            of: code, limits: .recall, treeSize: treeSize, registry: registry, &reading
        ).chain
        guard code.grain == .product else { return ([chain], []) }
        var omissions = chain.omissions
        let lots = chain.lots
        if lots.count > Self.lotCountMax {
            omissions.append(Omission(cause: .codes, count: lots.count - Self.lotCountMax))
        }
        var chains: [Chain] = []
        for lot in lots.prefix(Self.lotCountMax) {
            chains.append(
                try await self.chain(of: lot, limits: .recall, treeSize: treeSize, registry: registry, &reading).chain)
        }
        return (chains, omissions)
    }
}
