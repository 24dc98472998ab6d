import Traceability

/// The shipments of a code put beside its receipts.
struct Transfers: Sendable {
    /// Shipments and receipts that belong together; one of each where that can be told.
    struct Match: Sendable {
        let shipped: [Account.Line]
        let received: [Account.Line]
    }

    private(set) var matches: [Match] = []
    /// Receipts that no shipment on record explains.
    private(set) var unexplained: [Account.Line] = []
    /// Shipments that nobody is on record as having received.
    private(set) var open: [Account.Line] = []

    init(_ lines: [Account.Line]) {
        let shipped = lines.filter { $0.act == .ship }
        let received = lines.filter { $0.act == .receive }
        var groups = Self.groups(shipped, received)
        while let group = groups.popLast() { pair(group.shipped, group.received) }
        matches.sort { ($0.received.first?.entry ?? 0) < ($1.received.first?.entry ?? 0) }
        unexplained.sort { $0.entry < $1.entry }
        open.sort { $0.entry < $1.entry }
    }

    /// Whether the parties of a shipment and of a receipt allow that they are the same movement: a party that is not named
    /// contradicts nothing. The owner named as source may be another than the warehouse that ships.
    static func areCompatible(_ shipment: Account.Line, _ receipt: Account.Line) -> Bool {
        let from = Set(shipment.event.sources + [shipment.operatorUSCC])
        let to = Set(receipt.event.destinations + [receipt.operatorUSCC])
        let isFor = shipment.event.destinations.isEmpty || !to.isDisjoint(with: shipment.event.destinations)
        let isFrom = receipt.event.sources.isEmpty || !from.isDisjoint(with: receipt.event.sources)
        // Without any named party, an operator does not receive from itself.
        return isFor && isFrom
            && (shipment.operatorUSCC != receipt.operatorUSCC || !shipment.event.destinations.isEmpty)
    }

    /// Connected components of compatibility: usually one for each pair of parties.
    private static func groups(_ shipped: [Account.Line], _ received: [Account.Line]) -> [Match] {
        var pools: [Match] = []
        for receipt in received {
            let fits = shipped.filter { areCompatible($0, receipt) }
            let touching = pools.indices.filter { !Set(pools[$0].shipped).isDisjoint(with: fits) }
            var merged = Match(shipped: fits, received: [receipt])
            for index in touching.reversed() {
                let pool = pools.remove(at: index)
                let extra = merged.shipped.filter { !pool.shipped.contains($0) }
                merged = Match(shipped: pool.shipped + extra, received: pool.received + merged.received)
            }
            pools.append(merged)
        }
        let taken = Set(pools.flatMap(\.shipped))
        let rest = shipped.filter { !taken.contains($0) }
        return rest.isEmpty ? pools : pools + [Match(shipped: rest, received: [])]
    }

    /// By a document that both name; else by equal amounts; else, where as many are left of each, in the order of time;
    /// else all together.
    private mutating func pair(_ shipped: [Account.Line], _ received: [Account.Line]) {
        var shipped = shipped.sorted { $0.event.precedes($1.event) }
        var received = received.sorted { $0.event.precedes($1.event) }
        pairByDocument(&shipped, &received)
        pairByAmount(&shipped, &received)
        if shipped.isEmpty || received.isEmpty {
            open += shipped
            // More receipts than shipments between the same parties: a second receipt of the same goods.
            unexplained += received
        } else if shipped.count == received.count {
            for (shipment, receipt) in zip(shipped, received) {
                matches.append(Match(shipped: [shipment], received: [receipt]))
            }
        } else {
            matches.append(Match(shipped: shipped, received: received))
        }
    }

    private mutating func pairByDocument(_ shipped: inout [Account.Line], _ received: inout [Account.Line]) {
        for document in Set(shipped.flatMap(\.event.documents)).filter(Self.namesOneMovement).sorted() {
            let out = shipped.filter { $0.event.documents.contains(document) }
            let back = received.filter { $0.event.documents.contains(document) }
            guard !out.isEmpty, !back.isEmpty else { continue }
            matches.append(Match(shipped: out, received: back))
            shipped.removeAll { out.contains($0) }
            received.removeAll { back.contains($0) }
        }
    }

    /// A despatch advice or bill of lading goes with one movement; an order or invoice may cover many.
    private static func namesOneMovement(_ document: String) -> Bool {
        document.hasPrefix("desadv:") || document.hasPrefix("bol:")
    }

    private mutating func pairByAmount(_ shipped: inout [Account.Line], _ received: inout [Account.Line]) {
        for receipt in received {
            // Goods cannot arrive before they leave, so an earlier shipment is the likelier one.
            let equal = shipped.filter { $0.measure == receipt.measure }
            guard let shipment = equal.last(where: { $0.moment <= receipt.moment }) ?? equal.first else { continue }
            matches.append(Match(shipped: [shipment], received: [receipt]))
            shipped.removeAll { $0 == shipment }
            received.removeAll { $0 == receipt }
        }
    }
}
