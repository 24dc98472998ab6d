import Chains
import Values

/// Which parties of a chain have lanes, from left to right as they come in; where they are too many, the last lane stands for the
/// rest of them.
struct ChainLanes: Hashable, Sendable {
    /// USCCs of those that have a lane of their own.
    let own: [String]
    /// Those that share the last lane.
    let folded: [String]
    private let places: [String: Int]

    static let countMax = 12

    var count: Int { own.count + (folded.isEmpty ? 0 : 1) }

    /// - Parameter flagged: entries of which something grave is found: who signed them is shown.
    init(_ graph: TraceGraph, flagged: Set<UInt64>) {
        var parties = PartyTable()
        for event in graph.events {
            parties.add(
                event.party, event.time.moment, isFlagged: flagged.contains(event.entry),
                isPassingOn: event.kind == .shipped || event.kind == .processed,
                isOther: !Self.ordinary.contains(event.kind))
        }
        for movement in graph.movements {
            for party in [movement.sender, movement.receiver] {
                if let party { parties.add(party, movement.time.moment) }
            }
        }
        let all = parties.inOrder
        guard all.count > Self.countMax else {
            (own, folded) = (all, [])
            places = Dictionary(uniqueKeysWithValues: all.enumerated().map { ($1, $0) })
            return
        }
        let kept = Set(parties.byWeight.prefix(Self.countMax - 1))
        own = all.filter(kept.contains)
        folded = all.filter { !kept.contains($0) }
        var places = Dictionary(uniqueKeysWithValues: own.enumerated().map { ($1, $0) })
        for party in folded { places[party] = own.count }
        self.places = places
    }

    /// What every shop does.
    private static let ordinary: Set<TraceGraph.Event.Kind> = [.received, .stored, .sold, .consumed, .unpacked]

    func lane(of uscc: String) -> Int? { places[uscc] }

    func isFolded(_ lane: Int) -> Bool { lane >= own.count }
}

private struct PartyTable {
    private struct Party {
        let first: Timestamp
        let number: Int
        var count = 0
        var isFlagged = false
        var isPassingOn = false
        var isOther = false
    }

    private var parties: [String: Party] = [:]

    /// Events come in the order of time.
    mutating func add(
        _ uscc: String, _ moment: Timestamp, isFlagged: Bool = false, isPassingOn: Bool = false,
        isOther: Bool = false
    ) {
        var party = parties[uscc] ?? Party(first: moment, number: parties.count)
        party.count += 1
        party.isFlagged = party.isFlagged || isFlagged
        party.isPassingOn = party.isPassingOn || isPassingOn
        party.isOther = party.isOther || isOther
        parties[uscc] = party
    }

    var inOrder: [String] {
        parties.sorted { ($0.value.first, $0.value.number) < ($1.value.first, $1.value.number) }.map(\.key)
    }

    /// Those of whom something is found first, then those through whose hands the goods went on, then those who did more with them than a shop
    /// does, then those of whom most is on record.
    var byWeight: [String] {
        parties.sorted { left, right in
            let (first, second) = (left.value, right.value)
            if first.isFlagged != second.isFlagged { return first.isFlagged }
            if first.isPassingOn != second.isPassingOn { return first.isPassingOn }
            if first.isOther != second.isOther { return first.isOther }
            if first.count != second.count { return first.count > second.count }
            return first.number < second.number
        }.map(\.key)
    }
}
