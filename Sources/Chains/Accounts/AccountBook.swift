import Codes

/// The accounts of a chain's codes, with what was inside what at each moment: of the subject, its items and lot, and all that it
/// came from. What was made of it has verdicts of its own.
package struct AccountBook: Sendable {
    /// In the order of their keys.
    package let accounts: [Account]
    /// The events that have a line in an account on the path to the subject, and do more than use it up for something else: the
    /// others are not judged.
    package let events: [ResolvedEvent]
    /// Lines beyond the limit, by who signed them.
    let omissions: Omissions

    /// - Parameters:
    ///   - events: in the order of their times.
    ///   - isWhole: with what was made of the subject too, as it is shown and not judged.
    init(members: [Chain.Member], events chainEvents: [ResolvedEvent], lineCountMax: Int, isWhole: Bool = false) {
        var writer = AccountWriter(members: members, lineCountMax: lineCountMax, isWhole: isWhole)
        for event in chainEvents { writer.write(event) }
        var drafts = writer.closed()
        omissions = writer.omissions
        guard !writer.isCancelled else {
            (accounts, events) = ([], [])
            return
        }
        Self.hearKin(&drafts)
        Self.setStrangersApart(&drafts, members)
        accounts = drafts.map(Account.init)
        var judged: Set<UInt64> = []
        for account in accounts {
            for line in account.lines where line.act != .use && account.isOnPath(line.operatorUSCC) {
                judged.insert(line.entry)
            }
        }
        events = chainEvents.filter { judged.contains($0.entry) }
    }

    /// An item is heard with its lot and a lot with its items; from the accounts as they were closed, so that an item does
    /// not hear of its siblings through the lot.
    private static func hearKin(_ accounts: inout [AccountDraft]) {
        let places = Dictionary(uniqueKeysWithValues: accounts.indices.map { (accounts[$0].code.key, $0) })
        let closed = accounts
        for index in closed.indices where closed[index].code.grain == .instance {
            guard let lotKey = closed[index].code.lotKey, let lot = places[lotKey] else { continue }
            accounts[index].hear(lot: closed[lot])
            accounts[lot].hear(item: closed[index])
        }
    }

    /// Names, for codes that are followed up only, who held another part of them.
    private static func setStrangersApart(_ accounts: inout [AccountDraft], _ members: [Chain.Member]) {
        let members = Dictionary(uniqueKeysWithValues: members.map { ($0.code.key, $0) })
        var itemOperators: [String: Set<String>] = [:]
        for account in accounts where account.code.grain == .instance {
            guard let lotKey = account.code.lotKey else { continue }
            itemOperators[lotKey, default: []].formUnion(account.lines.lazy.map(\.operatorUSCC))
        }
        for index in accounts.indices {
            accounts[index].setApart(strangers(to: accounts[index], members[accounts[index].code.key], itemOperators))
        }
    }

    private static func strangers(
        to account: AccountDraft, _ member: Chain.Member?, _ itemOperators: [String: Set<String>]
    ) -> Set<String> {
        guard let member, !member.reach.contains(.down) else { return [] }
        let seeds = member.seeds.union(itemOperators[account.code.key] ?? []).union(member.holders)
        // With no seed the code is the subject of an upward trace: all its custody matters.
        guard !seeds.isEmpty else { return [] }
        let holders = Set(account.lines.lazy.filter { $0.act.acquires || $0.act.gives }.map(\.operatorUSCC))
        return holders.subtracting(custodians(of: account, from: seeds))
    }

    /// Backwards through the custody of one code, from the operators at whose hands it went into the chain.
    private static func custodians(of account: AccountDraft, from seeds: Set<String>) -> Set<String> {
        var givers: [String: Set<String>] = [:]
        for line in account.lines {
            switch line.act {
            case .ship:
                for receiver in line.event.destinations {
                    givers[receiver, default: []].insert(line.operatorUSCC)
                    givers[receiver, default: []].formUnion(line.event.sources)
                }
            case .receive: givers[line.operatorUSCC, default: []].formUnion(line.event.sources)
            default: break
            }
        }
        var found = seeds
        var waiting = Array(seeds)
        while let receiver = waiting.popLast() {
            for giver in givers[receiver] ?? [] where found.insert(giver).inserted { waiting.append(giver) }
        }
        return found
    }
}

/// Writes the lines of a chain's accounts, event by event.
private struct AccountWriter {
    private var accounts: [AccountDraft]
    private let members: Set<String>
    /// Where the account of a key stands.
    private let places: [String: Int]
    private var contents: Contents
    private var lineCountLeft: Int
    private(set) var omissions = Omissions()
    private(set) var isCancelled: Bool
    private var workCount = 0

    init(members: [Chain.Member], lineCountMax: Int, isWhole: Bool) {
        // Members come in the order of their keys.
        let isUpward = !isWhole && members.contains { $0.reach.contains(.up) }
        let others: Reach = isUpward ? [.carrier, .loaded, .beside, .down] : [.carrier, .loaded, .beside]
        let accounts = members.filter { !$0.reach.isSubset(of: others) }
            .map { AccountDraft(code: $0.code, reach: $0.reach) }
        places = Dictionary(uniqueKeysWithValues: accounts.indices.map { (accounts[$0].code.key, $0) })
        self.accounts = accounts
        let keys = Set(members.map(\.code.key))
        self.members = keys
        contents = Contents(of: keys)
        lineCountLeft = lineCountMax
        isCancelled = Task.isCancelled
        if isCancelled { omissions.add(.cancelled, by: nil) }
    }

    /// One line for each code that the event names or carries; what is named outright is not counted again as carried.
    mutating func write(_ event: ResolvedEvent) {
        // What one denies he did nothing with.
        guard goesOn(), !event.isDenial else { return }
        writeNamed(event)
        writeCarried(event)
        contents.apply(event)
    }

    /// The accounts with what follows from their lines.
    mutating func closed() -> [AccountDraft] {
        for key in contents.carriers {
            if let place = places[key] { accounts[place].isCarrier = true }
        }
        for index in accounts.indices {
            guard goesOn() else { break }
            accounts[index].close()
        }
        return accounts
    }

    private mutating func goesOn() -> Bool {
        workCount += 1
        if !isCancelled, workCount % 64 == 0, Task.isCancelled {
            isCancelled = true
            omissions.add(.cancelled, by: nil)
        }
        return !isCancelled
    }

    private mutating func writeNamed(_ event: ResolvedEvent) {
        var found: [(place: Int, thing: Thing)] = []
        for thing in event.things {
            if let place = places[thing.code.key] { found.append((place, thing)) }
        }
        // Most events of a chain name one code of it.
        if found.count == 1 {
            let (place, thing) = found[0]
            return append(event, Act(event, thing.role), thing.measure, isCarried: false, to: place)
        }
        // A code may stand in several lists of an event: one line for what goes in, one for what comes out.
        var named: [Int: (into: [Thing], out: [Thing])] = [:]
        for (place, thing) in found {
            if thing.role == .output {
                named[place, default: ([], [])].out.append(thing)
            } else {
                named[place, default: ([], [])].into.append(thing)
            }
        }
        for place in named.keys.sorted() {
            for things in [named[place]?.into ?? [], named[place]?.out ?? []] {
                guard let first = things.first else { continue }
                let measure = Measure.sum(things.map(\.measure))
                append(event, Act(event, first.role), measure, isCarried: false, to: place)
            }
        }
    }

    private mutating func writeCarried(_ event: ResolvedEvent) {
        let carriers = event.things.filter { $0.role != .output && contents.isHolding($0.code.key) }
        guard !carriers.isEmpty else { return }
        guard lineCountLeft > 0 else { return omissions.add(.lines, by: event.operatorUSCC) }
        let direct = Set(event.things.map(\.code.key))
        for carrier in carriers {
            let act = Act(event, carrier.role)
            for holding in contents.everything(in: carrier.code.key) where !direct.contains(holding.code.key) {
                guard let place = places[holding.code.key] else { continue }
                append(event, act, holding.measure, isCarried: true, to: place)
            }
        }
    }

    private mutating func append(
        _ event: ResolvedEvent, _ act: Act, _ measure: Measure?, isCarried: Bool, to place: Int
    ) {
        guard lineCountLeft >= event.weight else {
            lineCountLeft = 0
            return omissions.add(.lines, by: event.operatorUSCC)
        }
        lineCountLeft -= event.weight
        let isAside =
            (act == .pack || act == .unpack)
            && !event.things.contains { $0.role == .parent && members.contains($0.code.key) }
        accounts[place].lines.append(
            Account.Line(event: event, act: act, measure: measure, isCarried: isCarried, isAside: isAside))
    }
}
