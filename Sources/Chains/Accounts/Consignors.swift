import EPCIS

/// For whom carriers, warehouses and sellers on commission have goods: what was sent to them as possessing party alone stays its
/// sender's, and who receives it from them may name either.
struct Consignors: Sendable {
    private var byKeeper: [String: Set<String>] = [:]

    /// - Parameter shipments: of one code.
    init(_ shipments: [Account.Line]) {
        let resolver = PartyResolver()
        for line in shipments where line.event.event.destinationList.contains(where: { $0.type == "possessing_party" })
        {
            let owning = resolver.parties(line.event.event, .destination, of: .owning).compactMap(\.uscc)
            let senders = Set(line.event.sources + [line.operatorUSCC])
            for keeper in resolver.parties(line.event.event, .destination, of: .possessing).compactMap(\.uscc)
            where !owning.contains(keeper) && !senders.contains(keeper) {
                byKeeper[keeper, default: []].formUnion(senders)
            }
        }
    }

    /// The routes of a shipment, with those from the ones whose goods its sender has.
    func routes(of shipment: Account.Line) -> Set<Route> {
        let event = shipment.event
        guard let owners = byKeeper[shipment.operatorUSCC], event.sources.allSatisfy({ $0 == shipment.operatorUSCC })
        else { return event.shipmentRoutes }
        return event.shipmentRoutes.union(
            owners.flatMap { owner in
                event.destinations.isEmpty
                    ? [Route(from: owner, to: nil)] : event.destinations.map { Route(from: owner, to: $0) }
            })
    }
}
