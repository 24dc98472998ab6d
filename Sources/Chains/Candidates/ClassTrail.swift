import Codes
import EPCIS
import Values

/// The way of goods that are named by their product alone: from hand to hand, by what those say who shipped and received them so.
struct ClassTrail {
    /// While a firm may have had them.
    struct Stay: Hashable {
        var first: Timestamp
        var last: Timestamp

        mutating func widen(to other: Stay) -> Bool {
            let before = self
            first = min(first, other.first)
            last = max(last, other.last)
            return self != before
        }

        /// Whether it lies within, as far as clocks of two firms agree.
        func allows(_ moment: Timestamp) -> Bool {
            moment.milliseconds >= first.milliseconds &- ClassTrail.skew
                && (last == .distantFuture || moment.milliseconds <= last.milliseconds &+ ClassTrail.skew)
        }
    }

    /// By USCC.
    private(set) var stays: [String: Stay]
    /// The events that name the goods so, by entry.
    private(set) var events: [UInt64: ResolvedEvent] = [:]

    /// Minutes by which clocks of two firms may differ.
    static let skew: Int64 = 30 * 60_000
    private static let firmCountMax = 1024

    private let key: String
    private let byOperator: [String: [ResolvedEvent]]
    private let byDestination: [String: [ResolvedEvent]]
    private let bySource: [String: [ResolvedEvent]]

    /// - Parameters:
    ///   - stays: where it begins: upward until when somebody gave some of the goods, downward from when he had some.
    ///   - key: of the product.
    ///   - events: that name it without a lot.
    init(_ direction: CandidateSet.Direction, from stays: [String: Stay], of key: String, among events: [ResolvedEvent])
    {
        self.stays = stays
        self.key = key
        byOperator = Dictionary(grouping: events, by: \.operatorUSCC)
        var byDestination: [String: [ResolvedEvent]] = [:]
        var bySource: [String: [ResolvedEvent]] = [:]
        for event in events {
            for firm in Set(event.destinations) { byDestination[firm, default: []].append(event) }
            for firm in Set(event.sources) { bySource[firm, default: []].append(event) }
        }
        (self.byDestination, self.bySource) = (byDestination, bySource)
        var waiting = stays.keys.sorted()
        while let firm = waiting.popLast(), !Task.isCancelled, let stay = self.stays[firm] {
            let next = direction == .up ? givers(to: firm, by: stay) : takers(from: firm, since: stay)
            for (other, reached) in next where other != firm { reach(other, reached, &waiting) }
        }
    }

    private mutating func reach(_ firm: String, _ stay: Stay, _ waiting: inout [String]) {
        guard stays[firm] != nil || stays.count < Self.firmCountMax else { return }
        if stays[firm]?.widen(to: stay) ?? true {
            if stays[firm] == nil { stays[firm] = stay }
            waiting.append(firm)
        }
    }

    /// Whose goods a firm may have had by then: who shipped some to it, or from whom it says that it received some.
    private mutating func givers(to firm: String, by stay: Stay) -> [(String, Stay)] {
        var found: [(String, Stay)] = []
        for event in byOperator[firm] ?? [] where isBefore(event, stay.last) {
            events[event.entry] = event
            guard does(event, { $0 == .receive }) else { continue }
            for source in event.sources { found.append((source, Stay(first: event.moment, last: event.moment))) }
        }
        for event in byDestination[firm] ?? [] where isBefore(event, stay.last) && does(event, { $0 == .ship }) {
            events[event.entry] = event
            let given = Stay(first: event.moment, last: event.moment)
            for giver in Set(event.sources + [event.operatorUSCC]) { found.append((giver, given)) }
        }
        return found
    }

    /// To whom goods may have gone that a firm had from then on.
    private mutating func takers(from firm: String, since stay: Stay) -> [(String, Stay)] {
        var found: [(String, Stay)] = []
        func open(_ event: ResolvedEvent) -> Stay { Stay(first: event.moment, last: .distantFuture) }
        for event in byOperator[firm] ?? [] where isDuring(event, stay) && does(event, { $0.gives || $0 == .pack }) {
            events[event.entry] = event
            guard does(event, { $0 == .ship }) else { continue }
            for receiver in event.destinations { found.append((receiver, open(event))) }
        }
        for event in bySource[firm] ?? [] where isDuring(event, stay) && does(event, { $0 == .receive }) {
            events[event.entry] = event
            found.append((event.operatorUSCC, open(event)))
        }
        return found
    }

    private func does(_ event: ResolvedEvent, _ isMeant: (Act) -> Bool) -> Bool {
        event.things(under: key).contains { $0.code.key == key && isMeant(Act(event, $0.role)) }
    }

    private func isBefore(_ event: ResolvedEvent, _ last: Timestamp) -> Bool {
        event.moment.milliseconds <= last.milliseconds &+ Self.skew
    }

    private func isDuring(_ event: ResolvedEvent, _ stay: Stay) -> Bool {
        stay.allows(event.moment)
    }
}

extension Timestamp {
    /// Later than any.
    static let distantFuture = Timestamp(milliseconds: .max / 2)
}
