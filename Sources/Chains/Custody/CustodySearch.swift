import Codes
import EPCIS

/// The closure that `Custody` describes: each event is heard once for each part that a trusted code plays in it, so the work
/// is that of the events and things, however they are tied together.
///
/// Codes of the chain are numbered once, and compared by their numbers from there on. A lot and its items are one group: a dock scans
/// lots, a till items.
struct CustodySearch {
    private(set) var holders: Set<String> = []
    /// Who is heard about everything: of a bare product all, else whose portion is asked for and who says that he sent it to him.
    private(set) var everywhere: Set<String> = []
    /// By group.
    private(set) var holdersOfGroup: [Set<String>]
    /// The groups of what lies in a group: whoever has that has this too.
    private var contents: [Set<Int>]
    /// By group, who signed events that name it.
    private let signersOfGroup: [[String: [Place]]]

    /// The numbers of the codes of the chain by key.
    private let numbers: [String: Int]
    /// Of its items the lots, where these are of the chain too.
    private let lots: [Int?]
    let issuers: Issuers
    /// In the order of the ledger.
    let events: [ResolvedEvent]
    /// What each event names, in the order of its things.
    let mentions: [[Mention]]
    private let bySigner: [String: [Int]]
    /// By the number of a code: where it, an item of the lot or a lot of the product is named.
    let places: [[Place]]
    /// The events of each transformation that is told in several.
    private let byTransformation: [Process: [Int]]
    private var receipts: [Int] = []
    /// Operators who recorded a receipt of a code of the chain.
    var receivers: Set<String> = []

    private var trusted: [Bool]
    /// Trusted codes whose origin was asked for.
    private var traced: [Bool]
    var origins: [Int: (claim: Claim, operatorUSCC: String)?] = [:]
    /// Of each event the parts that were heard, and which of its mentions were.
    private var heard: [Roles]
    private var heardMentions: Set<Place> = []
    /// The events of which was heard what a unit held that the goods came in.
    private var heardContents: Set<Int> = []
    var shippedTo: Set<String> = []
    /// To whom goods went under each despatch advice or bill of lading.
    var consignments: [String: Set<String>] = [:]
    /// Who shipped, in whose name, without naming a receiver; and for whom those had the goods.
    var openSenders: Set<String> = []
    /// For whom somebody has goods that are not his own.
    private var consignors: [String: Set<String>] = [:]
    private var newHolders: [Holding] = []
    private var newCodes: [Int] = []
    /// Receipts by the groups that they name, and by their despatch advices.
    var receiptsOfGroup: [Int: [Int]] = [:]
    private var receiptsOfDocument: [String: [Int]] = [:]
    private var groupsOfHolder: [String: Set<Int>] = [:]
    /// Groups of which something has become known since their receipts were looked at.
    var changed: Set<Int> = []

    /// Somebody who has goods of a group; nil: of all.
    private struct Holding {
        let holder: String
        let group: Int?
    }

    var groupByKey: [String: Int] { numbers.mapValues { group(of: $0) } }

    func group(of code: Int) -> Int { lots[code] ?? code }

    func holds(_ operatorUSCC: String, group: Int) -> Bool {
        everywhere.contains(operatorUSCC) || holdersOfGroup[group].contains(operatorUSCC)
    }

    /// A thing of an event: the numbers of its code, lot and product, where they are of the chain.
    struct Mention {
        let code: Int?
        let lot: Int?
        let product: Int?
        let role: Thing.Role

        /// Each once.
        var numbers: [Int] {
            var numbers = [code, lot, product].compactMap(\.self)
            if numbers.count > 1, numbers[1] == numbers[0] { numbers.remove(at: 1) }
            if numbers.count > 1, numbers.last == numbers[numbers.count - 2] { numbers.removeLast() }
            return numbers
        }
    }

    /// A mention in an event.
    struct Place: Hashable {
        let event: Int
        let mention: Int
    }

    private struct Roles: OptionSet {
        let rawValue: UInt8

        init(rawValue: UInt8) { self.rawValue = rawValue }
        init(_ role: Thing.Role) { rawValue = 1 << UInt8(role.rawValue) }
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
        let hasProducts = members.contains { $0.code.grain == .product }
        var places: [[Place]] = Array(repeating: [], count: numbers.count)
        var mentions: [[Mention]] = []
        mentions.reserveCapacity(self.events.count)
        for (index, event) in self.events.enumerated() {
            let named = event.things.map { thing in
                let code = numbers[thing.code.key]
                return Mention(
                    code: code, lot: thing.code.grain == .lot ? code : thing.code.lotKey.flatMap { numbers[$0] },
                    product: hasProducts ? thing.code.productKey.flatMap { numbers[$0] } : nil, role: thing.role)
            }
            var isConcerned = false
            for (place, mention) in named.enumerated() {
                for number in mention.numbers {
                    isConcerned = true
                    places[number].append(Place(event: index, mention: place))
                }
            }
            if isConcerned, event.does(.receive) {
                receipts.append(index)
                receivers.insert(event.operatorUSCC)
            }
            mentions.append(named)
        }
        (self.places, self.mentions) = (places, mentions)
        holdersOfGroup = Array(repeating: [], count: numbers.count)
        contents = Array(repeating: [], count: numbers.count)
        var signers: [[String: [Place]]] = Array(repeating: [:], count: numbers.count)
        for (index, named) in mentions.enumerated() {
            let signer = self.events[index].operatorUSCC
            for (place, mention) in named.enumerated() {
                guard let number = mention.code ?? mention.lot else { continue }
                signers[lots[number] ?? number][signer, default: []].append(Place(event: index, mention: place))
            }
        }
        signersOfGroup = signers
        for index in receipts {
            let groups = Set(mentions[index].compactMap { ($0.code ?? $0.lot).map { lots[$0] ?? $0 } })
            for group in groups { receiptsOfGroup[group, default: []].append(index) }
            for document in Set(self.events[index].movements) {
                receiptsOfDocument[document, default: []].append(index)
            }
        }
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
        if subject.grain == .product { (holders, everywhere) = (Set(bySigner.keys), Set(bySigner.keys)) }
        repeat {
            while !Task.isCancelled {
                if let code = newCodes.popLast() {
                    hear(under: code)
                } else if let new = newHolders.popLast() {
                    hear(new)
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
        admitEverywhere(claimant)
        var waiting = [claimant]
        while let receiver = waiting.popLast(), !Task.isCancelled {
            let sources = receipts.map { events[$0] }.filter { $0.operatorUSCC == receiver }.flatMap(\.sources)
            for sender in Set(sources) where !holders.contains(sender) && hasShipped(sender, to: receiver) {
                admitEverywhere(sender)
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
        let group = group(of: code)
        for place in places[code] where holds(events[place.event].operatorUSCC, group: group) { hear(place) }
    }

    /// The events of one who has come into custody, as far as they name trusted goods that he has.
    private mutating func hear(_ new: Holding) {
        guard let group = new.group else {
            for index in bySigner[new.holder] ?? [] {
                for mention in mentions[index].indices where isTrusted(mentions[index][mention]) {
                    hear(Place(event: index, mention: mention))
                }
            }
            return
        }
        for inner in contents[group] { admit(new.holder, to: inner) }
        for place in signersOfGroup[group][new.holder] ?? []
        where isTrusted(mentions[place.event][place.mention]) { hear(place) }
    }

    func isTrusted(_ mention: Mention) -> Bool {
        mention.code.map { trusted[$0] } ?? false || mention.lot.map { trusted[$0] } ?? false
    }

    func group(of mention: Mention) -> Int? {
        (mention.code ?? mention.lot).map { group(of: $0) }
    }

    /// What an event says of one thing, and of the part that it plays.
    private mutating func hear(_ place: Place) {
        let mention = mentions[place.event][place.mention]
        hear(place.event, mention.role)
        if mention.role == .parent, let parent = mention.code, traced[parent] { hearContents(place.event) }
        guard isTrusted(mention), heardMentions.insert(place).inserted else { return }
        // An item of a trusted lot.
        trust(mention.code)
        guard let group = group(of: mention) else { return }
        if mention.role == .child {
            for case let parent? in codes(playing: .parent, in: place.event) {
                put(group, into: self.group(of: parent))
            }
        }
        let event = events[place.event]
        switch event.act(on: mention.role) {
        case .ship: for receiver in event.destinations { admit(receiver, to: group) }
        // Who only drove the goods can worsen nothing; his records explain why he is named.
        case .receive: for source in event.sources where isCarrier(source, of: group) { admit(source, to: group) }
        default: break
        }
    }

    /// Whether all that somebody tells of goods is where they were on the way.
    private func isCarrier(_ operatorUSCC: String, of group: Int) -> Bool {
        guard let told = signersOfGroup[group][operatorUSCC] else { return false }
        return told.allSatisfy { events[$0.event].isTransport }
    }

    private mutating func hear(_ index: Int, _ role: Thing.Role) {
        guard !heard[index].contains(Roles(role)) else { return }
        heard[index].insert(Roles(role))
        let signer = events[index].operatorUSCC
        switch role {
        case .input:
            for case let code? in parts(of: index, .output) {
                trust(code)
                admit(signer, to: group(of: code))
            }
        case .output:
            for case let code? in parts(of: index, .input) {
                trace(code)
                admit(signer, to: group(of: code))
            }
        case .child:
            for case let parent? in codes(playing: .parent, in: index) {
                trust(parent)
                admit(signer, to: group(of: parent))
            }
        case .parent, .subject: break
        }
        if events[index].act(on: role) == .ship { hearShipment(events[index]) }
    }

    /// What its packer put into a unit that the goods came in: his word, as what one makes something of. Of a unit in which they go on
    /// their own way the other contents are not heard of.
    private mutating func hearContents(_ index: Int) {
        guard heardContents.insert(index).inserted else { return }
        for case let child? in codes(playing: .child, in: index) {
            trace(child)
            admit(events[index].operatorUSCC, to: group(of: child))
        }
    }

    private mutating func put(_ inner: Int, into outer: Int) {
        guard inner != outer, contents[outer].insert(inner).inserted else { return }
        for holder in holdersOfGroup[outer] { admit(holder, to: inner) }
    }

    /// What a process took or made, told in one event or in several.
    private func parts(of index: Int, _ role: Thing.Role) -> [Int?] {
        let told = Process(events[index]).flatMap { byTransformation[$0] } ?? [index]
        return told.flatMap { codes(playing: role, in: $0) }
    }

    /// Nil for a code that is not of the chain.
    private func codes(playing role: Thing.Role, in index: Int) -> [Int?] {
        mentions[index].filter { $0.role == role }.map(\.code)
    }

    private mutating func hearShipment(_ event: ResolvedEvent) {
        for receiver in event.destinations where shippedTo.insert(receiver).inserted { touch(receiver) }
        let senders = event.sources + [event.operatorUSCC]
        if event.destinations.isEmpty { for sender in senders { openSender(sender) } }
        for keeper in event.keepers {
            consignors[keeper, default: []].formUnion(senders)
            if openSenders.contains(keeper) { for sender in senders { openSender(sender) } }
        }
        for document in event.movements {
            let known = consignments[document]?.count ?? -1
            consignments[document, default: []].formUnion(event.destinations)
            guard consignments[document]?.count != known else { continue }
            for index in receiptsOfDocument[document] ?? [] {
                for mention in mentions[index] {
                    if let group = group(of: mention) { changed.insert(group) }
                }
            }
        }
    }

    /// Of what is auctioned by night the buyer is known in the morning, and names the fisher or the auction.
    private mutating func openSender(_ operatorUSCC: String) {
        guard openSenders.insert(operatorUSCC).inserted else { return }
        touch(operatorUSCC)
        for owner in consignors[operatorUSCC] ?? [] { openSender(owner) }
    }

    /// Something new is known of one who has goods: their receipts may count now.
    private mutating func touch(_ operatorUSCC: String) {
        if everywhere.contains(operatorUSCC) { changed.formUnion(receiptsOfGroup.keys) }
        changed.formUnion(groupsOfHolder[operatorUSCC] ?? [])
    }

    mutating func admit(_ operatorUSCC: String, to group: Int) {
        holders.insert(operatorUSCC)
        guard holdersOfGroup[group].insert(operatorUSCC).inserted else { return }
        groupsOfHolder[operatorUSCC, default: []].insert(group)
        changed.insert(group)
        newHolders.append(Holding(holder: operatorUSCC, group: group))
    }

    private mutating func admitEverywhere(_ operatorUSCC: String) {
        holders.insert(operatorUSCC)
        guard everywhere.insert(operatorUSCC).inserted else { return }
        changed.formUnion(receiptsOfGroup.keys)
        newHolders.append(Holding(holder: operatorUSCC, group: nil))
    }

    /// Nil is a code that is not of the chain.
    private mutating func trust(_ code: Int?) {
        guard let code, !trusted[code] else { return }
        trusted[code] = true
        changed.insert(group(of: code))
        newCodes.append(code)
    }

    /// Trusts a code and whoever it comes from; of an item also its lot.
    private mutating func trace(_ code: Int?) {
        guard let code else { return }
        trust(code)
        guard !traced[code] else { return }
        traced[code] = true
        // It may have been heard as one in which goods only went on.
        newCodes.append(code)
        let lot = lots[code]
        if let lot { trace(lot) }
        guard let origin = origin(of: code) else { return }
        // An item of a lot that was issued comes from there, whoever sold it first.
        if !origin.claim.isIssue, let lot, self.origin(of: lot)?.claim.isIssue == true { return }
        admit(origin.operatorUSCC, to: group(of: code))
    }
}
