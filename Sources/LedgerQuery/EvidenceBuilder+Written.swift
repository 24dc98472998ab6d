import Codes
public import Evidence
public import Ledger

extension EvidenceBuilder {
    /// The evidence about what no scheme of codes reads: the events that name it and nothing that is beyond them, for there is no chain.
    /// - Parameter limit: of events; where there are more, the evidence is not complete.
    public func evidence(ofWritten key: String, limit: Int) async throws(StoreError) -> Evidence {
        let (events, isWhole) = try await reader.events(written: key, below: treeSize, limit: limit, budget: budget)
        var chain = FoundChain(
            code: CanonicalCode(scheme: "written", uri: key, key: key, parts: []), events: events,
            isTruncated: !isWhole, receivers: [], issuerNames: [],
            needed: NeededNames(ofKeys: [key], codes: reader.codes), asked: [], walk: nil)
        if let committed, !events.isEmpty { try await answer(&chain, by: committed) }
        return try await prove([chain])[0]
    }
}
