import Codes

/// The accounts of a chain's codes, with what was inside what at each moment.
package struct AccountBook: Sendable {
    package private(set) var accounts: [Account]
    /// The events that have a line in an account on the path to the subject: the others are not judged.
    package let events: [ResolvedEvent]

    package init(_ chain: Chain) {
        var accounts: [String: Account] = [:]
        for member in chain.members where member.reach != .carrier {
            accounts[member.code.key] = Account(code: member.code, reach: member.reach)
        }
        var contents = Contents()
        for event in chain.events {
            for (key, line) in Self.lines(of: event, contents: contents) { accounts[key]?.lines.append(line) }
            contents.apply(event)
        }
        for key in contents.carriers { accounts[key]?.isCarrier = true }
        for key in accounts.keys { accounts[key]?.close() }
        let items = accounts.values.filter { $0.code.grain == .instance && $0.code.lotKey != nil }
        // From the accounts as they were closed: an item does not hear of its siblings through the lot.
        let closed = accounts
        for item in items {
            guard let lotKey = item.code.lotKey, let lot = closed[lotKey] else { continue }
            accounts[item.code.key]?.hear(lot: lot)
            accounts[lotKey]?.hear(item: item)
        }
        for member in chain.members where !member.reach.contains(.down) {
            guard let account = accounts[member.code.key] else { continue }
            let seeds = member.seeds.union(
                items.filter { $0.code.lotKey == member.code.key }.flatMap { $0.lines.map(\.operatorUSCC) })
            // With no seed the code is the subject of an upward trace: all its custody matters.
            guard !seeds.isEmpty else { continue }
            let holders = account.lines.filter { $0.act.acquires || $0.act.gives }.map(\.operatorUSCC)
            accounts[member.code.key]?.strangers = Set(holders).subtracting(Self.custodians(of: account, from: seeds))
        }
        self.accounts = accounts.values.sorted { $0.code.key < $1.code.key }
        let judged = Set(
            self.accounts.flatMap { account in
                account.lines.filter { account.isOnPath($0.operatorUSCC) }.map(\.entry)
            })
        events = chain.events.filter { judged.contains($0.entry) }
    }

    /// One line for each code that the event names or carries; what is named outright is not counted again as carried.
    private static func lines(of event: ResolvedEvent, contents: Contents) -> [(key: String, line: Account.Line)] {
        var found: [(key: String, line: Account.Line)] = []
        var named: [String: [Thing]] = [:]
        var order: [String] = []
        for thing in event.things {
            let place = "\(thing.role == .output ? "<" : ">")\(thing.code.key)"
            if named[place] == nil { order.append(place) }
            named[place, default: []].append(thing)
        }
        for place in order {
            guard let things = named[place], let first = things.first else { continue }
            let measure = Measure.sum(things.map(\.measure))
            found.append(
                (
                    first.code.key,
                    Account.Line(event: event, act: Act(event, first.role), measure: measure, isCarried: false)
                ))
        }
        let direct = Set(event.things.map(\.code.key))
        for thing in event.things where thing.role != .output {
            for holding in contents.everything(in: thing.code.key) where !direct.contains(holding.code.key) {
                let line = Account.Line(
                    event: event, act: Act(event, thing.role), measure: holding.measure, isCarried: true)
                found.append((holding.code.key, line))
            }
        }
        return found
    }

    /// Backwards through the custody of one code, from the operators at whose hands it went into the chain.
    private static func custodians(of account: Account, from seeds: Set<String>) -> Set<String> {
        var found = seeds
        while true {
            var next = found
            for line in account.lines {
                switch line.act {
                case .ship where !found.isDisjoint(with: line.event.destinations):
                    next.insert(line.operatorUSCC)
                    next.formUnion(line.event.sources)
                case .receive where found.contains(line.operatorUSCC): next.formUnion(line.event.sources)
                default: break
                }
            }
            if next == found { return found }
            found = next
        }
    }
}
