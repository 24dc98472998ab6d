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
/// A logistic unit is issued by whoever packs it, or commissions it, first. A code that nobody issued on this ledger comes from
/// whoever is first on record as having received or given it. Whose portion is asked for is heard with those who say that they sent
/// it to him. So a stranger's commissioning of a lot that exists, his shipment of what nobody sent him, his pallet and his product
/// lead nowhere.
public struct Custody: Hashable, Sendable {
    /// USCCs.
    public let holders: Set<String>

    public func holds(_ operatorUSCC: String) -> Bool {
        holders.contains(operatorUSCC)
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
    }
}

/// The closure that `Custody` describes: each event is heard once for each part that a trusted code plays in it, so the work
/// is that of the events and things, however they are tied together.
private struct CustodySearch {
    private(set) var holders: Set<String> = []

    /// The codes of the chain, and of its items the lots.
    private let members: Set<String>
    private let lots: [String: String]
    private let issuers: Issuers
    /// In the order of the ledger.
    private let events: [ResolvedEvent]
    private let bySigner: [String: [Int]]
    private let byKey: [String: [Int]]
    /// The events of each transformation that is told in several.
    private let byTransformation: [Process: [Int]]
    private var receipts: [Int] = []
    /// Operators who recorded a receipt of a code of the chain.
    private var receivers: Set<String> = []

    private var trusted: Set<String> = []
    /// Trusted codes whose origin was asked for.
    private var traced: Set<String> = []
    private var origins: [String: (claim: Claim, operatorUSCC: String)] = [:]
    private var heard: Set<Part> = []
    private var shippedTo: Set<String> = []
    /// To whom goods went under each despatch advice or bill of lading.
    private var consignments: [String: Set<String>] = [:]
    /// Who shipped, in whose name, without naming a receiver.
    private var openSenders: Set<String> = []
    private var newHolders: [String] = []
    private var newCodes: [String] = []

    private struct Part: Hashable {
        let event: Int
        let role: Thing.Role
    }

    private struct Process: Hashable {
        let operatorUSCC: String
        let id: String

        init?(_ event: ResolvedEvent) {
            guard let id = event.event.transformationID else { return nil }
            (operatorUSCC, self.id) = (event.operatorUSCC, id)
        }
    }

    init(members: [Chain.Member], events: [ResolvedEvent], issuers: Issuers) {
        self.issuers = issuers
        let keys = Set(members.map(\.code.key))
        self.members = keys
        lots = Dictionary(
            uniqueKeysWithValues: members.compactMap { member in
                member.code.grain == .instance ? member.code.lotKey.map { (member.code.key, $0) } : nil
            })
        // Who denies goods has nothing to do with them.
        self.events = events.filter { !$0.event.isDenial }.sorted { $0.entry < $1.entry }
        var byKey: [String: [Int]] = [:]
        for (index, event) in self.events.enumerated() {
            var isReceipt = false
            var named: Set<String> = []
            for thing in event.things {
                for key in [thing.code.key, thing.code.lotKey, thing.code.productKey] {
                    if let key, keys.contains(key), named.insert(key).inserted { byKey[key, default: []].append(index) }
                }
                isReceipt = isReceipt || Act(event, thing.role) == .receive
            }
            if isReceipt, !named.isEmpty {
                receipts.append(index)
                receivers.insert(event.operatorUSCC)
            }
        }
        self.byKey = byKey
        var byTransformation: [Process: [Int]] = [:]
        for (index, event) in self.events.enumerated() {
            if let process = Process(event) { byTransformation[process, default: []].append(index) }
        }
        self.byTransformation = byTransformation
        bySigner = Dictionary(grouping: self.events.indices, by: { [sorted = self.events] in sorted[$0].operatorUSCC })
    }

    mutating func run(from subject: CanonicalCode, claimant: String?) {
        trace(subject.key)
        if let claimant { admitSenders(to: claimant) }
        if subject.grain == .product { holders = Set(bySigner.keys) }
        repeat {
            while !Task.isCancelled {
                if let code = newCodes.popLast() {
                    hear(under: code)
                } else if let holder = newHolders.popLast() {
                    for index in bySigner[holder] ?? [] { hear(index) }
                } else {
                    break
                }
            }
            acceptReceipts()
        } while !newHolders.isEmpty && !Task.isCancelled
    }

    /// The portion that is asked for came to its holder from those who shipped it to him, whether or not they ever had it: it is
    /// judged by what they say.
    private mutating func admitSenders(to claimant: String) {
        admit(claimant)
        var waiting = [claimant]
        while let receiver = waiting.popLast(), !Task.isCancelled {
            let sources = receipts.map { events[$0] }.filter { $0.operatorUSCC == receiver }.flatMap(\.sources)
            for sender in Set(sources) where !holders.contains(sender) && hasShipped(sender, to: receiver) {
                admit(sender)
                waiting.append(sender)
            }
        }
    }

    private func hasShipped(_ sender: String, to receiver: String) -> Bool {
        (bySigner[sender] ?? []).contains { index in
            let event = events[index]
            return event.destinations.contains(receiver)
                && event.things.contains { Act(event, $0.role) == .ship && members.contains($0.code.key) }
        }
    }

    // MARK: what follows from an event

    private mutating func hear(under key: String) {
        for index in byKey[key] ?? [] where holders.contains(events[index].operatorUSCC) {
            for role in Set(events[index].things(under: key).map(\.role)) { hear(index, role) }
        }
    }

    /// An event of one who is in custody now, for the parts that trusted codes play in it.
    private mutating func hear(_ index: Int) {
        var roles: Set<Thing.Role> = []
        for thing in events[index].things where !roles.contains(thing.role) {
            if isTrusted(thing.code) { roles.insert(thing.role) }
        }
        for role in roles { hear(index, role) }
    }

    private func isTrusted(_ code: CanonicalCode) -> Bool {
        trusted.contains(code.key) || code.lotKey.map(trusted.contains) ?? false
    }

    private mutating func hear(_ index: Int, _ role: Thing.Role) {
        guard heard.insert(Part(event: index, role: role)).inserted else { return }
        let event = events[index]
        switch role {
        case .input: for thing in parts(of: event, .output) { trust(thing.code.key) }
        case .output: for thing in parts(of: event, .input) { trace(thing.code.key) }
        case .child: for thing in event.things(playing: .parent) { trust(thing.code.key) }
        case .parent: for thing in event.things(playing: .child) { trace(thing.code.key) }
        case .subject: break
        }
        // The items of a trusted lot that one in custody has handled.
        for thing in event.things(playing: role) where isTrusted(thing.code) { trust(thing.code.key) }
        if Act(event, role) == .ship { hearShipment(event) }
    }

    /// What a process took or made, told in one event or in several.
    private func parts(of event: ResolvedEvent, _ role: Thing.Role) -> [Thing] {
        guard let process = Process(event) else { return event.things(playing: role) }
        return (byTransformation[process] ?? []).flatMap { events[$0].things(playing: role) }
    }

    private mutating func hearShipment(_ event: ResolvedEvent) {
        shippedTo.formUnion(event.destinations)
        for receiver in event.destinations { admit(receiver) }
        if event.destinations.isEmpty { openSenders.formUnion(event.sources + [event.operatorUSCC]) }
        for document in event.movements { consignments[document, default: []].formUnion(event.destinations) }
    }

    /// Receipts that make their signers holders; asked again whenever custody has grown.
    private mutating func acceptReceipts() {
        for index in receipts where !holders.contains(events[index].operatorUSCC) {
            let event = events[index]
            guard event.things.contains(where: { isTrusted($0.code) }) else { continue }
            let isOpen =
                event.sources.isEmpty ? !openSenders.isEmpty : !openSenders.isDisjoint(with: event.sources)
            let isOnBehalf =
                event.destinations.contains { shippedTo.contains($0) && !receivers.contains($0) }
                && (event.sources.isEmpty || !holders.isDisjoint(with: event.sources))
            if isOpen || isOnBehalf || isMisdirected(event) { admit(event.operatorUSCC) }
        }
    }

    /// Whether it receives what was sent to others, who recorded no receipt: he has the despatch advice that came with it.
    private func isMisdirected(_ receipt: ResolvedEvent) -> Bool {
        guard receipt.sources.isEmpty || !holders.isDisjoint(with: receipt.sources) else { return false }
        return receipt.movements.contains { document in
            consignments[document].map { !$0.isEmpty && $0.isDisjoint(with: receivers) } ?? false
        }
    }

    private mutating func admit(_ operatorUSCC: String) {
        if holders.insert(operatorUSCC).inserted { newHolders.append(operatorUSCC) }
    }

    private mutating func trust(_ key: String) {
        guard members.contains(key), trusted.insert(key).inserted else { return }
        newCodes.append(key)
    }

    /// Trusts a code and whoever it comes from; of an item also its lot.
    private mutating func trace(_ key: String) {
        guard members.contains(key) else { return }
        trust(key)
        guard traced.insert(key).inserted else { return }
        let lot = lots[key]
        if let lot { trace(lot) }
        guard let origin = origin(of: key) else { return }
        // An item of a lot that was issued comes from there, whoever sold it first.
        if !origin.claim.isIssue, let lot, self.origin(of: lot)?.claim.isIssue == true { return }
        admit(origin.operatorUSCC)
    }

    // MARK: origins

    /// What makes an operator the origin of a code, the best first.
    private enum Claim: Int, Comparable {
        case issuedOwn, issued, issuedAnothers, received, gave, mentioned, mentionedItem

        var isIssue: Bool { self <= .issuedAnothers }

        static func < (left: Self, right: Self) -> Bool { left.rawValue < right.rawValue }
    }

    /// The first in the order of the ledger who issued a code (or, of a lot, an item of it; a logistic unit is issued by packing it
    /// too), he whose prefix it has before others; where nobody did, who first received, gave or otherwise mentioned it.
    private mutating func origin(of key: String) -> (claim: Claim, operatorUSCC: String)? {
        if let known = origins[key] { return known }
        var best: (claim: Claim, operatorUSCC: String)?
        for index in byKey[key] ?? [] {
            let event = events[index]
            for thing in event.things(under: key) {
                let claim = claim(event, thing, isItself: thing.code.key == key)
                if best.map({ claim < $0.claim }) ?? true { best = (claim, event.operatorUSCC) }
            }
            if best?.claim == .issuedOwn { break }
        }
        origins[key] = best
        return best
    }

    private func claim(_ event: ResolvedEvent, _ thing: Thing, isItself: Bool) -> Claim {
        let act = Act(event, thing.role)
        let isPacked = thing.role == .parent && event.event.action == .add && thing.code.productKey == nil
        if act == .issue || isPacked && isItself {
            let owners = issuers.owners(of: thing.code, at: event.entry)
            return owners.isEmpty ? .issued : owners.contains(event.operatorUSCC) ? .issuedOwn : .issuedAnothers
        }
        // Apart from being issued, items tell nothing of where their lot comes from.
        guard isItself else { return .mentionedItem }
        return act.acquires ? .received : act.gives ? .gave : .mentioned
    }
}
