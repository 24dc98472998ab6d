public import Codes

/// Goods that somebody had without a lot, only their product being named, and the lots that they may be by the records. It is always
/// the whole set, never one of it that is guessed.
///
/// Known are lots that were issued on this ledger, or were somebody's opening stock.
public struct CandidateSet: Hashable, Sendable {
    public enum Direction: String, Hashable, Sendable {
        /// What the subject came from was used, packed or given out without a lot: the lots that it may be.
        case up
        /// Who had the subject gave goods of its product out without a lot: the subject may be among them.
        case down
        /// What a seller's books say to have been sold of the subject, which is a lot, without its having been scanned: the lots that were
        /// there, of which it may be.
        case soldAs = "sold-as"
        /// Who had the subject sold goods of its product, and his books say that they were of other lots: the subject may be among them.
        case soldAmong = "sold-among"

        /// Whether it is about sales that a seller's books give to lots.
        package var isAllocation: Bool { self == .soldAs || self == .soldAmong }
    }

    public let direction: Direction
    /// The product, by its bare code.
    public let product: CanonicalCode
    /// The lots that it may be; downward the subject alone. In the order of their keys.
    public let lots: [CanonicalCode]
    /// Upward who used it or gave it out without a lot; downward those who may have had some of the subject so. USCCs, ascending.
    public let holders: [String]
    /// Downward: what it may have gone into, or been sold as.
    public let products: [CanonicalCode]
    /// Entries that name it without a lot, and of lots that may be it those that show it; ascending.
    public let entries: [UInt64]
    /// False where not everything was looked at: there may be more.
    public let isWhole: Bool
}

extension CanonicalCode {
    /// Under what events are found that name a product without a lot: `urn:yima:class:https://id.gs1.org/01/06901234567892`.
    public static func classKey(ofProduct key: String) -> String { "urn:yima:class:\(key)" }

    /// The same of the code itself, where it is a bare product code.
    public var classKey: String? { grain == .product ? Self.classKey(ofProduct: key) : nil }
}

extension Chain {
    /// The lots which what the subject came from may be, and which must not be traded: by the word of who issued them, of who had the goods,
    /// or of an office.
    public var restrictedCandidates: [CanonicalCode] {
        let sets = candidates.filter { $0.direction == .up }
        guard !sets.isEmpty else { return [] }
        var lots: [String: CanonicalCode] = [:]
        for lot in sets.flatMap(\.lots) { lots[lot.key] = lot }
        let events = (candidateEvents + self.events).sorted { $0.precedes($1) }
        var issuers: [String: ResolvedEvent] = [:]
        for event in events {
            for thing in event.things {
                guard let lot = thing.code.lotKey, lots[lot] != nil, Act(event, thing.role) == .issue else { continue }
                if issuers[lot].map({ event.entry < $0.entry }) ?? true { issuers[lot] = event }
            }
        }
        let holders = Set(sets.flatMap(\.holders))
        let found = Restrictions(events, hearing: hearing).all.filter { restriction in
            restriction.isInForce && lots[restriction.code.key] != nil
                && (hearing.hears(restriction.event) || holders.contains(restriction.operatorUSCC)
                    || issuers[restriction.code.key]?.operatorUSCC == restriction.operatorUSCC)
        }
        return Set(found.map(\.code.key)).sorted().compactMap { lots[$0] }
    }
}
