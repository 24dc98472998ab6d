import Codes
import EPCIS
public import Values

extension TraceGraph {
    /// One event of the chain as it is drawn: who recorded it, when, and what happened to which codes.
    public struct Event: Hashable, Sendable {
        /// What happened, as people would say it.
        public enum Kind: String, Hashable, Sendable, CaseIterable {
            case created, processed, packed, unpacked
            case shipped, received, refused, voided
            case stored, inspected, released
            case held, failed, recalled
            case sold, consumed, destroyed, lost, ended
            /// Its author says that the goods are not his.
            case denied
            /// Anything else: `step` says what.
            case observed
        }

        /// Ledger index of the entry.
        public let entry: UInt64
        /// USCC of the operator who recorded it.
        public let party: String
        public let time: OffsetTime
        public let kind: Kind
        /// The business step as the event gives it.
        public let step: String?
        /// Whether goods come or go back.
        public let isReturn: Bool
        /// The codes of the chain that it names; where it names none of them, all that it names.
        public let things: [Thing]
        /// USCCs of the parties that it names as source and destination.
        public let sources: [String]
        public let destinations: [String]
        /// Whether the chain is judged by what it says; else it is the claim of somebody who never had the goods.
        public let isHeard: Bool
    }
}

extension TraceGraph {
    static func events(of chain: Chain) -> [Event] {
        let members = Set(chain.members.map(\.code.key))
        return chain.events.map { resolved in
            let own = resolved.things.filter { members.contains($0.code.key) }
            return Event(
                entry: resolved.entry, party: resolved.operatorUSCC, time: resolved.event.eventTime,
                kind: Event.Kind(resolved), step: resolved.event.bizStep,
                isReturn: resolved.event.disposition == "returned" || resolved.event.bizStep == "returning",
                things: own.isEmpty ? resolved.things : own, sources: resolved.sources,
                destinations: resolved.destinations, isHeard: chain.isHeard(resolved))
        }
    }

    static func partyNames(_ events: [Event], _ movements: [Movement], _ naming: Naming) -> [String: String] {
        var concerned = Set(events.flatMap { [$0.party] + $0.sources + $0.destinations })
        for movement in movements { concerned.formUnion([movement.sender, movement.receiver].compactMap(\.self)) }
        return Dictionary(uniqueKeysWithValues: concerned.map { ($0, naming.party($0)) })
    }
}

extension TraceGraph.Event.Kind {
    /// Goods that move or end do so whatever is said of their state; of the others the state counts first.
    init(_ resolved: ResolvedEvent) {
        let event = resolved.event
        if event.isDenial {
            self = .denied
        } else if event.kind == .transformation {
            self = .processed
        } else if event.kind == .aggregation, let action = event.action, action != .observe {
            self = action == .add ? .packed : .unpacked
        } else {
            switch Act(event, .subject) {
            case .ship: self = .shipped
            case .receive: self = .received
            case .end: self = Self.endings[event.bizStep ?? ""] ?? .ended
            case .issue: self = .created
            default: self = Self.state(event)
            }
        }
    }

    private static func state(_ event: EPCISEvent) -> Self {
        switch Restriction.Kind(setBy: event) {
        case .hold: .held
        case .failure: .failed
        case .recall: .recalled
        case nil: steps[event.bizStep ?? ""] ?? .observed
        }
    }

    private static let endings: [String: Self] = [
        "retail_selling": .sold, "dispensing": .consumed, "destroying": .destroyed, "decommissioning": .ended,
        "urn:yima:bizstep:losing": .lost,
    ]

    private static let steps: [String: Self] = [
        "storing": .stored, "inspecting": .inspected, "urn:yima:bizstep:releasing": .released,
        "urn:yima:bizstep:refusing": .refused, "rejecting": .refused, "void_shipping": .voided,
    ]
}
