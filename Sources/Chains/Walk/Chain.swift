public import Codes
import EPCIS
public import Values

/// An entry that stands under a code of the chain but cannot be read as an EPCIS event, or only in part: what could be read
/// of it may be supplied as an event besides.
public struct UnreadableEntry: Hashable, Sendable {
    public let entry: UInt64
    public let operatorUSCC: String
    /// What is wrong with it, as the strict reader says.
    public let problems: [Wording]

    public init(entry: UInt64, operatorUSCC: String, problems: [Wording]) {
        self.entry = entry
        self.operatorUSCC = operatorUSCC
        self.problems = problems
    }
}

/// Everything that is on record about one code: its events and those of the things it came from and went into.
///
/// Made by `TraceWalk.chain()`; the same events give the same chain in whatever order they were supplied.
public struct Chain: Hashable, Sendable {
    /// A code of the chain and why it belongs to it.
    public struct Member: Hashable, Sendable {
        public let code: CanonicalCode
        public let reach: Reach
        /// Operators through whose events the trace came up to this code.
        let seeds: Set<String>
    }

    /// An event that its own operator declared erroneous (EPCIS errorDeclaration), or a declaration that withdraws nothing.
    public struct Withdrawal: Hashable, Sendable {
        public let declaration: UInt64
        public let operatorUSCC: String
        /// Entries of the events that are left out of judging; empty where there is no such event of that operator.
        public let withdrawn: [UInt64]
    }

    public let subject: CanonicalCode
    public let direction: TraceDirection
    /// In the order of their times; see `ResolvedEvent.precedes`.
    public let events: [ResolvedEvent]
    /// In the order of their keys; the subject is one of them.
    public let members: [Member]
    public let withdrawals: [Withdrawal]
    public let unreadable: [UnreadableEntry]
    /// Whether a limit was met: what is absent may exist.
    public let isTruncated: Bool

    /// Whether nothing at all is on record about the subject.
    public var isEmpty: Bool { events.isEmpty && unreadable.isEmpty && withdrawals.isEmpty }

    /// The lots of a bare product code that are on record, in the order of their keys.
    public var lots: [CanonicalCode] {
        guard subject.grain == .product else { return [] }
        var found: [String: CanonicalCode] = [:]
        for thing in events.flatMap(\.things) where thing.code.productKey == subject.key {
            if let lot = thing.code.lot { found[lot.key] = lot }
        }
        return found.values.sorted { $0.key < $1.key }
    }
}

extension TraceWalk {
    /// The chain of what was supplied. Withdrawn events are left out and the walk is made again without them, so that what
    /// was reached through a mistake alone is not in the chain.
    public func chain() -> Chain {
        let withdrawals = Self.withdrawals(among: events.values)
        let leftOut = Set(withdrawals.flatMap { $0.withdrawn + [$0.declaration] })
        var walk = self
        if !leftOut.isEmpty {
            let kept = events.values.filter { !leftOut.contains($0.entry) }
            walk = TraceWalk(subject: subject, direction: direction, limits: limits)
            walk.run(over: kept)
        }
        return Chain(
            subject: walk.places[subject.key]?.code ?? subject,
            direction: direction,
            events: walk.events.values.sorted { $0.precedes($1) },
            members: walk.places.values.map { Chain.Member(code: $0.code, reach: $0.reach, seeds: $0.seeds) }
                .sorted { $0.code.key < $1.code.key },
            withdrawals: withdrawals,
            unreadable: unreadable.sorted { $0.entry < $1.entry },
            isTruncated: isTruncated || walk.isTruncated)
    }

    private mutating func run(over events: [ResolvedEvent]) {
        var index: [String: [ResolvedEvent]] = [:]
        for event in events {
            for key in event.keys { index[key, default: []].append(event) }
        }
        while true {
            let wanted = next()
            if wanted.isEmpty { return }
            for code in wanted { supply(resolved: index[code.key] ?? [], for: code) }
        }
    }

    /// An operator may withdraw only what it recorded itself: otherwise anybody could silence another's evidence.
    private static func withdrawals(among events: some Sequence<ResolvedEvent>) -> [Chain.Withdrawal] {
        var originals: [String: [UInt64]] = [:]
        func name(_ event: ResolvedEvent) -> String? {
            event.event.eventID.map { "\(event.operatorUSCC) \($0)" }
        }
        for event in events where event.event.errorDeclaration == nil {
            if let name = name(event) { originals[name, default: []].append(event.entry) }
        }
        let declarations = events.filter { $0.event.errorDeclaration != nil }
        return declarations.sorted { $0.entry < $1.entry }.map { declaration in
            // A correction repeats the eventID only of what came before it.
            let withdrawn = name(declaration).flatMap { originals[$0] } ?? []
            return Chain.Withdrawal(
                declaration: declaration.entry, operatorUSCC: declaration.operatorUSCC,
                withdrawn: withdrawn.filter { $0 < declaration.entry }.sorted())
        }
    }
}

extension ResolvedEvent {
    /// The order in which a chain is told: by event time; at one moment things are made and packed before they move, and
    /// unpacked and used up after; then by entry. A total order, so that nothing depends on the order of supply.
    package func precedes(_ other: ResolvedEvent) -> Bool {
        let (left, right) = (event.eventTime.moment, other.event.eventTime.moment)
        if left != right { return left < right }
        if rank != other.rank { return rank < other.rank }
        return entry < other.entry
    }

    private var rank: Int {
        switch (event.kind, event.action) {
        case (.object, .add): 0
        case (.transformation, _): 1
        case (.aggregation, .add): 2
        case (.aggregation, .delete): 4
        case (.object, .delete): 5
        default: 3
        }
    }
}
