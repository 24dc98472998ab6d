import Chains
import Codes
import Values

/// Gathers the events of a chain to so many marks as a picture can hold: each event is in exactly one. Where there are too many,
/// what is most numerous is folded first: the same act on the same lot on one day, then on all lots of that day, of a week, of a month,
/// of all time. What something grave is found of is folded only with its like.
struct MarkFolding {
    /// Events that are one mark.
    struct Folded: Hashable, Sendable {
        let lane: Int
        let kind: TraceGraph.Event.Kind
        /// Indices of the graph's events, ascending.
        let events: [Int]
    }

    /// In the order of their first events.
    let marks: [Folded]

    /// More lanes hold more marks side by side.
    static func countMax(laneCount: Int) -> Int { 26 + 2 * laneCount }

    /// So many like acts of a day are one mark even in a small picture.
    private static let dayCountMin = 4
    private static let stepCountMax = 8

    /// - Parameter rules: by entry, the rules by which something grave is found of it.
    init(_ graph: TraceGraph, _ lanes: ChainLanes, rules: [UInt64: Set<String>]) {
        let others = Self.counterparts(graph, lanes)
        var groups: [String: Group] = [:]
        var steps: [Int: Set<String>] = [:]
        for (index, event) in graph.events.enumerated() {
            let lane = lanes.lane(of: event.party) ?? 0
            var step = ""
            if event.kind == .observed || event.kind == .created {
                step = event.step ?? ""
                if !(steps[lane]?.contains(step) ?? false), steps[lane]?.count ?? 0 >= Self.stepCountMax { step = "…" }
                steps[lane, default: []].insert(step)
            }
            let name = "\(lane) \(event.kind.rawValue) \(event.isReturn) \(event.isHeard) \(step)"
            groups[name, default: Group(lane: lane, kind: event.kind)].items.append(
                Item(index, event, counterpart: others[event.entry] ?? "", rules: rules[event.entry] ?? []))
        }
        var sorted = groups.sorted { $0.key < $1.key }.map(\.value)
        for index in sorted.indices { sorted[index].fold() }
        Self.settle(&sorted, Self.countMax(laneCount: lanes.count))
        marks = sorted.flatMap { group in
            group.folds.map { Folded(lane: group.lane, kind: group.kind, events: $0) }
        }.sorted { $0.events[0] < $1.events[0] }
    }

    /// Folds the group of most marks one step further until there are few enough, or nothing is left to fold.
    private static func settle(_ groups: inout [Group], _ countMax: Int) {
        while groups.reduce(0, { $0 + $1.folds.count }) > countMax {
            let open = groups.indices.filter { groups[$0].isFoldable }
            guard let largest = open.max(by: { groups[$0].folds.count < groups[$1].folds.count }) else { return }
            groups[largest].level += 1
            groups[largest].fold()
        }
    }

    /// To or from which lanes the goods of an event went, by its entry.
    private static func counterparts(_ graph: TraceGraph, _ lanes: ChainLanes) -> [UInt64: String] {
        var found: [UInt64: Set<Int>] = [:]
        for movement in graph.movements {
            if let entry = movement.shipment {
                found[entry, default: []].insert(movement.receiver.flatMap(lanes.lane) ?? -1)
            }
            if let entry = movement.receipt {
                found[entry, default: []].insert(movement.sender.flatMap(lanes.lane) ?? -1)
            }
        }
        return found.mapValues { $0.sorted().map(String.init).joined(separator: ",") }
    }

    private struct Item {
        let index: Int
        let day: Int
        let lots: String
        let counterpart: String
        let isShipment: Bool
        let isCare: Bool
        let rules: String

        init(_ index: Int, _ event: TraceGraph.Event, counterpart: String, rules: Set<String>) {
            self.index = index
            day = event.time.day.daysSinceEpoch
            let made = event.things.filter { $0.role == .output }
            let codes = (made.isEmpty ? event.things : made).map { $0.code.lotKey ?? $0.code.key }
            lots = Set(codes).sorted().prefix(4).joined(separator: " ")
            self.counterpart = counterpart
            isShipment = event.kind == .shipped
            isCare = event.kind == .observed
            self.rules = rules.sorted().joined(separator: " ")
        }

        func key(_ level: Int) -> String {
            switch level {
            // Care that goes on for months is one mark.
            case 0 where isCare: "\(rules)|\(lots)"
            case 0, 1: "\(rules)|\(day)|\(counterpart)|\(lots)"
            // What one firm sends to many on a day is one mark with many arrows.
            case 2 where isShipment: "\(rules)|\(day)|\(lots)"
            case 2: "\(rules)|\(day)|\(counterpart)"
            case 3 where isShipment: "\(rules)|\(day)"
            case 3: "\(rules)|\(day.flooredDivision(by: 7).quotient)|\(counterpart)"
            case 4: "\(rules)|\(day.flooredDivision(by: 28).quotient)"
            default: rules.isEmpty ? "" : "!"
            }
        }
    }

    private struct Group {
        let lane: Int
        let kind: TraceGraph.Event.Kind
        var items: [Item] = []
        var level = 0
        private(set) var folds: [[Int]] = []

        init(lane: Int, kind: TraceGraph.Event.Kind) {
            (self.lane, self.kind) = (lane, kind)
        }

        var isFoldable: Bool { level < 5 && folds.count > 1 }

        mutating func fold() {
            let least = level == 0 ? MarkFolding.dayCountMin : 2
            folds = Dictionary(grouping: items) { $0.key(level) }.values.flatMap { like in
                like.count < least ? like.map { [$0.index] } : [like.map(\.index)]
            }
        }
    }
}
