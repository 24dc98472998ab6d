public import Codes
import EPCIS
public import Values

/// The language of a drawing; machine-readable forms do not depend on one.
public enum DrawingLanguage: String, Hashable, Sendable, CaseIterable {
    case en, zh

    package func of(_ wording: Wording) -> String {
        switch self {
        case .en: wording.en
        case .zh: wording.zh
        }
    }
}

/// A chain as a graph: what became what, what was packed into what, and who passed it on to whom.
public struct TraceGraph: Hashable, Sendable {
    /// One code of the chain.
    public struct Node: Hashable, Sendable {
        public let code: CanonicalCode
        /// `lot A1`, `logistic unit 0069…`.
        public let name: Wording
        public let product: String?
        /// What was issued of it, where that is known.
        public let quantity: Measure?
        /// Who issued it, and who had it last: names where the graph was given them, else USCCs.
        public let maker: String?
        public let holder: String?
        /// Where it was last seen: the readPoint or bizLocation as written.
        public let place: String?
        /// Entries about it, ascending.
        public let entries: [UInt64]
    }

    public enum EdgeKind: String, Hashable, Sendable, CaseIterable {
        /// `from` went into `to` in a transformation.
        case transformed
        /// `from` was packed into `to`.
        case packed
        /// `from` is the lot of the item `to`.
        case item
        /// `to` was named without a lot, and `from` may be among it: one of a set.
        case candidate
    }

    public struct Edge: Hashable, Sendable {
        public let kind: EdgeKind
        /// Keys of codes.
        public let from: String
        public let to: String
        /// The entry that shows it; nil where the codes themselves do.
        public let entry: UInt64?
    }

    /// Goods that went from one party to another.
    public struct Movement: Hashable, Sendable {
        /// Key of the code.
        public let code: String
        public let from: String?
        public let to: String?
        public let time: OffsetTime
        public let quantity: Measure?
        /// Entries of shipment and receipt, ascending.
        public let entries: [UInt64]
        /// Whether both sides have recorded it.
        public let isConfirmed: Bool
        /// USCCs of the parties.
        package let sender: String?
        package let receiver: String?
        /// Entries of the two sides, where they are on record.
        package let shipment: UInt64?
        package let receipt: UInt64?
    }

    /// How goods left the chain at one operator: all its sales of a code are one ending.
    public struct Ending: Hashable, Sendable {
        /// Key of the code.
        public let code: String
        /// The business step as the events give it: `retail_selling`, `dispensing`, `destroying`, …
        public let step: String
        public let party: String
        public let firstTime: OffsetTime
        public let lastTime: OffsetTime
        /// Nil where it is not known of every event.
        public let quantity: Measure?
        /// Ascending.
        public let entries: [UInt64]
        /// To whom, where the events name somebody else: names where the graph was given them, else USCCs.
        public let buyers: [String]
        /// Whether nobody scanned of which lot it was, and the seller's books say it.
        public let isAllocated: Bool
    }

    public let subject: String
    /// In the order of keys.
    public let nodes: [Node]
    /// In the order of `from`, `to`, entry.
    public let edges: [Edge]
    /// In the order of time.
    public let movements: [Movement]
    /// In the order of codes, then of first times.
    public let endings: [Ending]
    /// Everything that is on record, in the order of time.
    public let events: [Event]
    /// What the parties of events and movements are called, by USCC.
    package let partyNames: [String: String]
    /// Entries that stand under a code of the chain and cannot be read.
    package let unreadable: [UInt64]
    /// What was named without a lot, and what it may be.
    public let candidates: [CandidateSet]
    /// Whether something is left out: the chain was truncated, or there are more edges than a drawing can hold.
    public let isTruncated: Bool

    private static let edgeCountMax = 10_000

    /// - Parameter operatorNames: names by USCC.
    public init(_ chain: Chain, operatorNames: [String: String] = [:]) {
        // What strangers say that they did with the goods is drawn as a thing of theirs, but moves nothing.
        let book = chain.shownBook()
        let naming = Naming(chain, operatorNames: operatorNames)
        let possible = PossibleGoods(chain)
        let codes = (chain.members.map(\.code) + possible.codes).sorted { $0.key < $1.key }
        let edges = Self.edges(among: Set(codes.map(\.key)), of: chain, possible)
        var accounts = Dictionary(uniqueKeysWithValues: book.accounts.map { ($0.code.key, $0) })
        for account in possible.accounts where accounts[account.code.key] == nil {
            accounts[account.code.key] = account
        }
        let others = Self.events(of: codes.filter { accounts[$0.key]?.lines.isEmpty ?? true }, in: chain)
        subject = chain.subject.key
        candidates = chain.candidates
        nodes = codes.map { Self.node($0, accounts[$0.key], others[$0.key] ?? [], naming) }
        self.edges = Array(edges.prefix(Self.edgeCountMax))
        let moved = book.accounts + possible.moved
        movements = moved.flatMap { Self.movements(of: $0, naming) }.sorted { $0.precedes($1) }
        endings = moved.sorted { $0.code.key < $1.code.key }.flatMap { Self.endings(of: $0, naming) }
        events = Self.events(of: chain)
        partyNames = Self.partyNames(events, movements, naming)
        unreadable = chain.unreadable.map(\.entry)
        isTruncated = chain.isTruncated || edges.count > Self.edgeCountMax
    }

    /// The nodes by key.
    package var nodesByKey: [String: Node] {
        Dictionary(uniqueKeysWithValues: nodes.map { ($0.code.key, $0) })
    }
}

extension TraceGraph {
    /// The events of codes that have no account of their own: carriers, and what only strangers speak of.
    private static func events(of codes: [CanonicalCode], in chain: Chain) -> [String: [ResolvedEvent]] {
        var events = Dictionary(uniqueKeysWithValues: codes.map { ($0.key, [ResolvedEvent]()) })
        guard !events.isEmpty else { return [:] }
        for event in chain.events + chain.candidateEvents {
            for key in event.keys { events[key]?.append(event) }
        }
        return events
    }

    /// - Parameter others: the events of a code without lines.
    private static func node(
        _ code: CanonicalCode, _ account: Account?, _ others: [ResolvedEvent], _ naming: Naming
    ) -> Node {
        let lines = account?.lines.filter { account?.isOnPath($0.operatorUSCC) ?? true } ?? []
        let own = lines.isEmpty ? others : []
        let entries = lines.isEmpty ? own.map(\.entry) : lines.map(\.entry)
        let last = lines.last?.event ?? own.last
        let holder = lines.last { $0.act.acquires || $0.act == .store }?.operatorUSCC ?? last?.operatorUSCC
        return Node(
            code: code, name: naming.code(code), product: naming.product(code),
            quantity: code.grain == .instance ? nil : Measure.sum((account?.issues ?? []).map(\.measure)),
            maker: account?.issues.first.map { naming.party($0.operatorUSCC) },
            holder: holder.map(naming.party),
            place: last?.event.bizLocation ?? last?.event.readPoint,
            entries: Set(entries).sorted())
    }

    /// Edges between members of the chain only: siblings are not drawn.
    private static func edges(among members: Set<String>, of chain: Chain, _ possible: PossibleGoods) -> [Edge] {
        var found = possible.edges
        for event in chain.events + possible.makings where found.count <= edgeCountMax {
            let things = event.things.filter { members.contains($0.code.key) }
            func link(_ from: Thing.Role, _ to: Thing.Role, _ kind: EdgeKind) {
                let targets = things.filter { $0.role == to }
                for source in things where source.role == from && found.count <= edgeCountMax {
                    for target in targets {
                        found.insert(
                            Edge(kind: kind, from: source.code.key, to: target.code.key, entry: event.entry))
                    }
                }
            }
            switch event.kind {
            case .transformation: link(.input, .output, .transformed)
            case .aggregation where event.action == .add: link(.child, .parent, .packed)
            default: break
            }
        }
        for member in chain.members {
            guard let lot = member.code.lotKey, lot != member.code.key, members.contains(lot) else { continue }
            found.insert(Edge(kind: .item, from: lot, to: member.code.key, entry: nil))
        }
        return found.sorted { ($0.from, $0.to, $0.entry ?? 0) < ($1.from, $1.to, $1.entry ?? 0) }
    }

    private static func movements(of account: Account, _ naming: Naming) -> [Movement] {
        guard !account.isCarrier else { return [] }
        let transfers = account.transfers
        let key = account.code.key
        var found: [Movement] = []
        for match in transfers.matches {
            for (index, receipt) in match.received.enumerated() where account.isOnPath(receipt.operatorUSCC) {
                let shipment = match.shipped[min(index, match.shipped.count - 1)]
                found.append(
                    Movement(
                        code: key, from: naming.party(shipment.operatorUSCC), to: naming.party(receipt.operatorUSCC),
                        time: shipment.event.eventTime, quantity: receipt.measure ?? shipment.measure,
                        entries: Set([shipment.entry, receipt.entry]).sorted(), isConfirmed: true,
                        sender: shipment.operatorUSCC, receiver: receipt.operatorUSCC, shipment: shipment.entry,
                        receipt: receipt.entry))
            }
        }
        for shipment in transfers.open where account.isOnPath(shipment.operatorUSCC) {
            var quantity = shipment.measure
            let stayed = account.voided.stayed(of: shipment)
            if !stayed.isEmpty {
                // What was declared void did not move.
                guard let sum = Measure.sum(stayed), let left = quantity?.subtracting(sum), left.quanta > 0 else {
                    continue
                }
                quantity = left
            }
            found.append(
                Movement(
                    code: key, from: naming.party(shipment.operatorUSCC),
                    to: shipment.event.destinations.first.map(naming.party), time: shipment.event.eventTime,
                    quantity: quantity, entries: [shipment.entry], isConfirmed: false,
                    sender: shipment.operatorUSCC, receiver: shipment.event.destinations.first,
                    shipment: shipment.entry, receipt: nil))
        }
        for receipt in transfers.unexplained where account.isOnPath(receipt.operatorUSCC) {
            found.append(
                Movement(
                    code: key, from: receipt.event.sources.first.map(naming.party),
                    to: naming.party(receipt.operatorUSCC), time: receipt.event.eventTime,
                    quantity: receipt.measure, entries: [receipt.entry], isConfirmed: false,
                    sender: receipt.event.sources.first, receiver: receipt.operatorUSCC, shipment: nil,
                    receipt: receipt.entry))
        }
        return found
    }
}

extension TraceGraph {
    private static func endings(of account: Account, _ naming: Naming) -> [Ending] {
        let lines = account.lines.filter { $0.act == .end && account.isOnPath($0.operatorUSCC) }
        // Lines stand in the order of time, and grouping keeps it.
        let groups = Dictionary(grouping: lines) {
            "\($0.operatorUSCC) \($0.event.bizStep ?? "") \($0.event.event.isAllocatedSale)"
        }
        return groups.sorted { ($0.value[0].moment, $0.key) < ($1.value[0].moment, $1.key) }.map { _, lines in
            Ending(
                code: account.code.key, step: lines[0].event.bizStep ?? "",
                party: naming.party(lines[0].operatorUSCC), firstTime: lines[0].event.eventTime,
                lastTime: lines[lines.count - 1].event.eventTime,
                quantity: Measure.sum(lines.map(\.measure)), entries: lines.map(\.entry).sorted(),
                buyers: buyers(in: lines).map(naming.party), isAllocated: lines[0].event.event.isAllocatedSale)
        }
    }
}

extension TraceGraph {
    /// Each once, in the order of the sales.
    private static func buyers(in lines: [Account.Line]) -> [String] {
        var seen: Set<String> = []
        return lines.flatMap { line in line.event.destinations.filter { $0 != line.operatorUSCC } }
            .filter { seen.insert($0).inserted }
    }
}

extension TraceGraph.Ending {
    /// What happened, in a word.
    package var wording: Wording {
        switch step {
        case "retail_selling" where isAllocated: Wording(en: "sold, by its books", zh: "售出（按账分摊）")
        case "dispensing" where isAllocated: Wording(en: "consumed, by its books", zh: "消费（按账分摊）")
        case "retail_selling": Wording(en: "sold", zh: "售出")
        case "dispensing": Wording(en: "consumed", zh: "消费")
        case "destroying": Wording(en: "destroyed", zh: "销毁")
        default: Wording(en: "ended", zh: "终结")
        }
    }
}

extension TraceGraph.Movement {
    fileprivate func precedes(_ other: Self) -> Bool {
        let (left, right) = (time.moment, other.time.moment)
        if left != right { return left < right }
        if code != other.code { return code < other.code }
        return entries.lexicographicallyPrecedes(other.entries)
    }
}

extension TraceGraph.Node {
    /// `lot A1 · 大黄鱼 · 100 kg · 惠安渔场`.
    package func label(_ language: DrawingLanguage) -> String {
        [language.of(name), product, quantity.map { language.of($0.wording) }, maker ?? holder]
            .compactMap { $0?.shown }.joined(separator: " · ")
    }
}
