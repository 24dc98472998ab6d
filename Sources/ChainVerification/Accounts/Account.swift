import Traceability

/// Everything that happened to one code, line by line, in the order of the chain.
struct Account: Sendable {
    /// One event's effect on the code.
    struct Line: Sendable {
        let event: ResolvedEvent
        let act: Act
        /// How much; nil where it is not said or not countable.
        let measure: Measure?
        /// Whether the code is not named in the event but was inside something that is.
        let isCarried: Bool

        var moment: Timestamp { event.event.eventTime.moment }
        var operatorUSCC: String { event.operatorUSCC }
        var entry: UInt64 { event.entry }
    }

    let code: CanonicalCode
    let reach: Reach
    fileprivate(set) var lines: [Line] = []
    /// Lines of the account that must be heard with this one: an item's lot, a lot's items.
    fileprivate(set) var kin: [Line] = []
    /// The shipments put beside the receipts.
    fileprivate(set) var transfers = Transfers([])
    /// Who made or received it, itself or with its kin, and when first.
    fileprivate(set) var acquisitions: [String: Line] = [:]
    /// Whether it has carried things that have accounts of their own: then those are judged instead.
    fileprivate(set) var isCarrier = false
    /// The operators that held it and whose custody does not lead to the subject of the chain.
    fileprivate(set) var strangers: Set<String> = []

    /// Whether what this operator did with the code can have touched the subject of the chain. Those who never held it
    /// (laboratories, inspectors) speak of the whole lot; those who held another part of it do not matter.
    func isOnPath(_ operatorUSCC: String) -> Bool {
        !strangers.contains(operatorUSCC)
    }

    var issues: [Line] { lines.filter { $0.act == .issue } }
}

extension Account.Line: Hashable {
    /// An event does one thing of a kind to a code, so this tells the lines of an account apart.
    static func == (left: Self, right: Self) -> Bool {
        left.entry == right.entry && left.act == right.act && left.isCarried == right.isCarried
    }

    func hash(into hasher: inout Hasher) {
        hasher.combine(entry)
        hasher.combine(act)
    }
}

extension Account {
    /// What is worked out from the lines once they are all there.
    fileprivate mutating func close() {
        transfers = Transfers(lines)
        for line in lines + kin where line.act.acquires {
            if acquisitions[line.operatorUSCC].map({ line.event.precedes($0.event) }) ?? true {
                acquisitions[line.operatorUSCC] = line
            }
        }
    }

    /// The lines of each operator, in the order of their USCCs.
    var linesByOperator: [(operatorUSCC: String, lines: [Line])] {
        Dictionary(grouping: lines, by: \.operatorUSCC).sorted { $0.key < $1.key }.map { ($0.key, $0.value) }
    }
}

/// The accounts of a chain's codes, with what was inside what at each moment.
struct AccountBook: Sendable {
    private(set) var accounts: [Account]
    /// The events that have a line in an account on the path to the subject: the others are not judged.
    let events: [ResolvedEvent]

    init(_ chain: Chain) {
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
        let items = accounts.values.filter { $0.code.grain == .instance && $0.code.lotKey != nil }
        for item in items.sorted(by: { $0.code.key < $1.code.key }) {
            guard let lotKey = item.code.lotKey, let lot = accounts[lotKey] else { continue }
            accounts[item.code.key]?.kin = lot.lines
            accounts[lotKey]?.kin += item.lines
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
        for key in accounts.keys { accounts[key]?.close() }
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
