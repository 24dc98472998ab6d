import EPCIS

/// For whom carriers, warehouses and sellers on commission have goods: what was sent to them as possessing party alone stays its
/// sender's, and who receives it from them may name either.
struct Consignors: Sendable {
    private var byKeeper: [String: Set<String>] = [:]

    private let carriers: Carriers

    /// - Parameters:
    ///   - lines: of one code.
    ///   - shipments: those of them that ship.
    init(_ lines: [Account.Line], shipments: [Account.Line]) {
        carriers = Carriers(lines)
        for line in shipments {
            let senders = Set(line.event.sources + [line.operatorUSCC])
            for keeper in line.event.keepers { byKeeper[keeper, default: []].formUnion(senders) }
        }
    }

    /// The routes of a shipment, with those from the ones whose goods its sender has, and from the carriers on its way whom a receiver
    /// takes for the supplier.
    func routes(of shipment: Account.Line) -> Set<Route> {
        let event = shipment.event
        var senders = carriers.after(shipment)
        if let owners = byKeeper[shipment.operatorUSCC], event.sources.allSatisfy({ $0 == shipment.operatorUSCC }) {
            senders.formUnion(owners)
        }
        guard !senders.isEmpty else { return event.shipmentRoutes }
        return event.shipmentRoutes.union(
            senders.flatMap { sender in
                event.destinations.isEmpty
                    ? [Route(from: sender, to: nil)] : event.destinations.map { Route(from: sender, to: $0) }
            })
    }
}

extension ResolvedEvent {
    /// Who shall have in his hands what is shipped, and not as his own.
    var keepers: [String] {
        guard event.destinationList.contains(where: { $0.type == "possessing_party" }) else { return [] }
        let resolver = PartyResolver()
        let owning = resolver.parties(event, .destination, of: .owning).compactMap(\.uscc)
        let senders = Set(sources + [operatorUSCC])
        return resolver.parties(event, .destination, of: .possessing).compactMap(\.uscc)
            .filter { !owning.contains($0) && !senders.contains($0) }
    }
}
