import Codes
import EPCIS

/// Who has had the goods of a chain in hands, as far as its events say; whoever has not is a stranger to it, and what a
/// stranger writes about the goods of others is a note and no more.
///
/// It begins with the subject (an item with its lot): in custody is whoever first issued it, in the order of the ledger, which
/// no operator can choose afterwards; he who was assigned its prefix goes before all others. From there it goes on through what
/// those in custody recorded themselves:
///
/// - to whom they shipped a code of the chain; where they named no receiver, whoever received it from them; where the named
///   receiver recorded no receipt, whoever received it on his behalf, or under the despatch advice of that very shipment;
/// - to what they made from the code or packed it into, and what else they did with these;
/// - up to what they made it from, took out of it or found in it: and to whoever first issued that.
///
/// Custody is of goods, not of the chain: who supplied the oil of a bread has no say over its flour. Goods come with what they lie in,
/// and an item with its lot; of what somebody made or packed, what he took for it is heard of him too.
///
/// A logistic unit is issued by whoever packs it, or commissions it, first. A code that nobody issued on this ledger comes from
/// whoever is first on record as having received or given it. Whose portion is asked for is heard with those who say that they sent
/// it to him. So a stranger's commissioning of a lot that exists, his shipment of what nobody sent him, his pallet and his product
/// lead nowhere.
public struct Custody: Hashable, Sendable {
    /// USCCs of those who have had anything of the chain.
    public let holders: Set<String>
    /// Those who are heard about all of it.
    private let everywhere: Set<String>
    /// By the keys of the codes of the chain.
    private let groups: [String: Int]
    private let holdersOfGroup: [Set<String>]

    public func holds(_ operatorUSCC: String) -> Bool {
        holders.contains(operatorUSCC)
    }

    /// Whether somebody has had goods of a code; nil where that is no code of the chain.
    func holds(_ operatorUSCC: String, _ code: CanonicalCode) -> Bool? {
        guard let group = groups[code.key] ?? code.lotKey.flatMap({ groups[$0] }) else { return nil }
        return everywhere.contains(operatorUSCC) || holdersOfGroup[group].contains(operatorUSCC)
    }

    /// What counts of an event of somebody in custody: what it says of goods that he has had, and of what is not of the chain. Nil where
    /// nothing does.
    func heard(_ event: ResolvedEvent) -> ResolvedEvent? {
        guard holds(event.operatorUSCC) else { return nil }
        let known = event.things.map { holds(event.operatorUSCC, $0.code) }
        guard known.contains(false) else { return event }
        guard known.contains(true) else { return nil }
        return event.limited(to: zip(event.things, known).filter { $1 != false }.map(\.0))
    }

    /// - Parameters:
    ///   - members: the codes of the chain: custody goes through these only.
    ///   - events: none of them withdrawn, in any order.
    ///   - unreadable: speak for themselves only where nothing else does.
    ///   - claimant: whose portion is asked for: he is heard as if he had it.
    init(
        of subject: CanonicalCode, members: [Chain.Member], events: [ResolvedEvent], unreadable: [UnreadableEntry],
        claimant: String? = nil, issuers: Issuers = Issuers()
    ) {
        var search = CustodySearch(members: members, events: events, issuers: issuers)
        search.run(from: subject, claimant: claimant)
        holders = search.holders.isEmpty ? Set(unreadable.map(\.operatorUSCC)) : search.holders
        everywhere = search.everywhere
        groups = search.groupByKey
        holdersOfGroup = search.holdersOfGroup
    }
}
