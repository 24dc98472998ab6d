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
///
/// Codes of the chain are numbered once, and compared by their numbers from there on.
private struct CustodySearch {
    private(set) var holders: Set<String> = []

    /// The numbers of the codes of the chain by key.
    private let numbers: [String: Int]
    /// Of its items the lots, where these are of the chain too.
    private let lots: [Int?]
    private let issuers: Issuers
    /// In the order of the ledger.
    private let events: [ResolvedEvent]
    /// What each event names, in the order of its things.
    private let mentions: [[Mention]]
    private let bySigner: [String: [Int]]
    /// By the number of a code: where it, an item of the lot or a lot of the product is named, and the parts that they play there.
    private let places: [[Place]]
    /// The events of each transformation that is told in several.
    private let byTransformation: [Process: [Int]]
    private var receipts: [Int] = []
    /// Operators who recorded a receipt of a code of the chain.
    private var receivers: Set<String> = []

    private var trusted: [Bool]
    /// Trusted codes whose origin was asked for.
    private var traced: [Bool]
    private var origins: [Int: (claim: Claim, operatorUSCC: String)?] = [:]
    /// Of each event the parts that were heard.
    private var heard: [Roles]
    private var shippedTo: Set<String> = []
    /// To whom goods went under each despatch advice or bill of lading.
    private var consignments: [String: Set<String>] = [:]
    /// Who shipped, in whose name, without naming a receiver.
    private var openSenders: Set<String> = []
    private var newHolders: [String] = []
    private var newCodes: [Int] = []

    /// A thing of an event: the numbers of its code, lot and product, where they are of the chain.
    private struct Mention {
        let code: Int?
        let lot: Int?
        let product: Int?
        let role: Thing.Role
    }

    private struct Place {
        let event: Int
        var roles: Roles
    }

    private struct Roles: OptionSet {
        let rawValue: UInt8

        init(rawValue: UInt8) { self.rawValue = rawValue }
        init(_ role: Thing.Role) { rawValue = 1 << UInt8(role.rawValue) }

        var each: [Thing.Role] { Thing.Role.allCases.filter { contains(Roles($0)) } }
    }

    private struct Process: Hashable {
        let operatorUSCC: String
        let id: String

        init?(_ event: ResolvedEvent) {
            guard let id = event.transformationID else { return nil }
            (operatorUSCC, self.id) = (event.operatorUSCC, id)
        }
    }

    init(members: [Chain.Member], events: [ResolvedEvent], issuers: Issuers) {
        self.issuers = issuers
        var numbers: [String: Int] = [:]
        for member in members { numbers[member.code.key] = numbers.count }
        self.numbers = numbers
        var lots: [Int?] = Array(repeating: nil, count: numbers.count)
        for member in members where member.code.grain == .instance {
            if let number = numbers[member.code.key] { lots[number] = member.code.lotKey.flatMap { numbers[$0] } }
        }
        self.lots = lots
        // Who denies goods has nothing to do with them.
        self.events = events.filter { !$0.isDenial }.sorted { $0.entry < $1.entry }
        var places: [[Place]] = Array(repeating: [], count: numbers.count)
        var mentions: [[Mention]] = []
        mentions.reserveCapacity(self.events.count)
        for (index, event) in self.events.enumerated() {
            let named = event.things.map { thing in
                Mention(
                    code: numbers[thing.code.key], lot: thing.code.lotKey.flatMap { numbers[$0] },
                    product: thing.code.productKey.flatMap { numbers[$0] }, role: thing.role)
            }
            var isConcerned = false
            for mention in named {
                for case let number? in [mention.code, mention.lot, mention.product] {
                    isConcerned = true
                    if places[number].last?.event == index {
                        places[number][places[number].count - 1].roles.insert(Roles(mention.role))
                    } else {
                        places[number].append(Place(event: index, roles: Roles(mention.role)))
                    }
                }
            }
            if isConcerned, event.does(.receive) {
                receipts.append(index)
                receivers.insert(event.operatorUSCC)
            }
            mentions.append(named)
        }
        (self.places, self.mentions) = (places, mentions)
        trusted = Array(repeating: false, count: numbers.count)
        traced = trusted
        heard = Array(repeating: [], count: self.events.count)
        var byTransformation: [Process: [Int]] = [:]
        for (index, event) in self.events.enumerated() {
            if let process = Process(event) { byTransformation[process, default: []].append(index) }
        }
        self.byTransformation = byTransformation
        bySigner = Dictionary(grouping: self.events.indices, by: { [sorted = self.events] in sorted[$0].operatorUSCC })
    }

    mutating func run(from subject: CanonicalCode, claimant: String?) {
        if let number = numbers[subject.key] { trace(number) }
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
                && mentions[index].contains { $0.code != nil && event.act(on: $0.role) == .ship }
        }
    }

    // MARK: what follows from an event

    private mutating func hear(under code: Int) {
        for place in places[code] where holders.contains(events[place.event].operatorUSCC) {
            for role in place.roles.subtracting(heard[place.event]).each { hear(place.event, role) }
        }
    }

    /// An event of one who is in custody now, for the parts that trusted codes play in it.
    private mutating func hear(_ index: Int) {
        var roles: Roles = []
        for mention in mentions[index] where isTrusted(mention) { roles.insert(Roles(mention.role)) }
        for role in roles.subtracting(heard[index]).each { hear(index, role) }
    }

    private func isTrusted(_ mention: Mention) -> Bool {
        mention.code.map { trusted[$0] } ?? false || mention.lot.map { trusted[$0] } ?? false
    }

    private mutating func hear(_ index: Int, _ role: Thing.Role) {
        guard !heard[index].contains(Roles(role)) else { return }
        heard[index].insert(Roles(role))
        switch role {
        case .input: for code in parts(of: index, .output) { trust(code) }
        case .output: for code in parts(of: index, .input) { trace(code) }
        case .child: for mention in mentions[index] where mention.role == .parent { trust(mention.code) }
        case .parent: for mention in mentions[index] where mention.role == .child { trace(mention.code) }
        case .subject: break
        }
        // The items of a trusted lot that one in custody has handled.
        for mention in mentions[index] where mention.role == role && isTrusted(mention) { trust(mention.code) }
        if events[index].act(on: role) == .ship { hearShipment(events[index]) }
    }

    /// What a process took or made, told in one event or in several.
    private func parts(of index: Int, _ role: Thing.Role) -> [Int?] {
        let told = Process(events[index]).flatMap { byTransformation[$0] } ?? [index]
        return told.flatMap { mentions[$0] }.filter { $0.role == role }.map(\.code)
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
            guard mentions[index].contains(where: isTrusted) else { continue }
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

    /// Nil is a code that is not of the chain.
    private mutating func trust(_ code: Int?) {
        guard let code, !trusted[code] else { return }
        trusted[code] = true
        newCodes.append(code)
    }

    /// Trusts a code and whoever it comes from; of an item also its lot.
    private mutating func trace(_ code: Int?) {
        guard let code else { return }
        trust(code)
        guard !traced[code] else { return }
        traced[code] = true
        let lot = lots[code]
        if let lot { trace(lot) }
        guard let origin = origin(of: code) else { return }
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
    private mutating func origin(of code: Int) -> (claim: Claim, operatorUSCC: String)? {
        if let known = origins[code] { return known }
        var best: (claim: Claim, operatorUSCC: String)?
        for place in places[code] {
            let event = events[place.event]
            for (thing, mention) in zip(event.things, mentions[place.event])
            where mention.code == code || mention.lot == code || mention.product == code {
                let claim = claim(event, thing, isItself: mention.code == code)
                if best.map({ claim < $0.claim }) ?? true { best = (claim, event.operatorUSCC) }
            }
            if best?.claim == .issuedOwn { break }
        }
        origins[code] = .some(best)
        return best
    }

    private func claim(_ event: ResolvedEvent, _ thing: Thing, isItself: Bool) -> Claim {
        let act = Act(event, thing.role)
        let isPacked = thing.role == .parent && event.action == .add && thing.code.productKey == nil
        if act == .issue || isPacked && isItself {
            let owners = issuers.owners(of: thing.code, at: event.entry)
            return owners.isEmpty ? .issued : owners.contains(event.operatorUSCC) ? .issuedOwn : .issuedAnothers
        }
        // Apart from being issued, items tell nothing of where their lot comes from.
        guard isItself else { return .mentionedItem }
        return act.acquires ? .received : act.gives ? .gave : .mentioned
    }
}
