import Chains
import Codes
import Values

/// The movements of a chain between its marks.
struct Routes {
    /// What went from one mark to another.
    struct Drawn {
        let from: Int
        let to: Int
        fileprivate(set) var movements: [TraceGraph.Movement] = []
        fileprivate var leadsMax = Int64.min

        /// Whether every receipt is written down earlier than its shipment, by more than clocks differ.
        func isAgainstTime(_ skewMax: Int64) -> Bool { leadsMax < -skewMax }
    }

    /// What only one side has on record, with a lane at its other end.
    struct Stub {
        let mark: Int
        let lane: Int
        /// Whether the mark ships; else it receives.
        let isShipment: Bool
        fileprivate(set) var movements: [TraceGraph.Movement] = []
        fileprivate(set) var parties: [String] = []
    }

    /// Of a mark: who is at the other end and has no lane of his own, and whether somebody is not named.
    struct Partners {
        fileprivate(set) var folded: [String] = []
        fileprivate(set) var isUnnamed = false
    }

    /// In the order of their marks.
    let drawn: [Drawn]
    let stubs: [Stub]
    /// By the index of the mark.
    let partners: [Partners]

    private struct Ends: Hashable {
        let first: Int
        let second: Int
        let isShipment: Bool
    }

    init(_ graph: TraceGraph, _ lanes: ChainLanes, _ markOf: [UInt64: Int]) {
        let times = Dictionary(graph.events.map { ($0.entry, $0.time.moment) }, uniquingKeysWith: { first, _ in first })
        let refusals = Refusals(graph)
        var drawn: [Ends: Drawn] = [:]
        var stubs: [Ends: Stub] = [:]
        var partners = Array(repeating: Partners(), count: (markOf.values.max() ?? -1) + 1)
        for movement in graph.movements {
            let left = movement.shipment ?? refusals.entry(before: movement)
            let from = left.flatMap { markOf[$0] }
            let to = movement.receipt.flatMap { markOf[$0] }
            if let from, let receiver = movement.receiver, lanes.lane(of: receiver).map(lanes.isFolded) ?? false {
                partners[from].add(receiver)
            }
            if let to, let sender = movement.sender, lanes.lane(of: sender).map(lanes.isFolded) ?? false {
                partners[to].add(sender)
            }
            if let from, let to, from != to {
                let ends = Ends(first: from, second: to, isShipment: true)
                var route = drawn[ends] ?? Drawn(from: from, to: to)
                route.movements.append(movement)
                if let shipped = left.flatMap({ times[$0] }),
                    let received = movement.receipt.flatMap({ times[$0] })
                {
                    route.leadsMax = max(route.leadsMax, received.milliseconds - shipped.milliseconds)
                }
                drawn[ends] = route
            } else if let mark = from ?? to, from == nil || to == nil {
                let other = from == nil ? movement.sender : movement.receiver
                let own = from == nil ? movement.receiver : movement.sender
                guard let other, let lane = lanes.lane(of: other) else {
                    partners[mark].isUnnamed = true
                    continue
                }
                guard lane != own.flatMap(lanes.lane) else { continue }
                let ends = Ends(first: mark, second: lane, isShipment: from != nil)
                var stub = stubs[ends] ?? Stub(mark: mark, lane: lane, isShipment: from != nil)
                stub.movements.append(movement)
                if !stub.parties.contains(other) { stub.parties.append(other) }
                stubs[ends] = stub
            }
        }
        self.drawn = drawn.values.sorted { ($0.from, $0.to) < ($1.from, $1.to) }
        self.stubs = stubs.values.sorted {
            ($0.mark, $0.lane, $0.isShipment ? 0 : 1) < ($1.mark, $1.lane, $1.isShipment ? 0 : 1)
        }
        self.partners = partners
    }
}

/// What was refused goes back without being shipped: the refusal is its beginning.
private struct Refusals {
    private var refusals: [String: [TraceGraph.Event]] = [:]
    private let returns: Set<UInt64>

    init(_ graph: TraceGraph) {
        for event in graph.events where event.kind == .refused { refusals[event.party, default: []].append(event) }
        returns = Set(graph.events.lazy.filter(\.isReturn).map(\.entry))
    }

    /// The last refusal of the code by whom it comes back from.
    func entry(before movement: TraceGraph.Movement) -> UInt64? {
        guard let sender = movement.sender, let receipt = movement.receipt, returns.contains(receipt) else {
            return nil
        }
        return refusals[sender]?.last { refusal in
            refusal.time.moment <= movement.time.moment
                && refusal.things.contains { $0.code.key == movement.code || $0.code.lotKey == movement.code }
        }?.entry
    }
}

extension Routes.Partners {
    fileprivate mutating func add(_ party: String) {
        if !folded.contains(party) { folded.append(party) }
    }
}
