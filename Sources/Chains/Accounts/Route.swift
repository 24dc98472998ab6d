/// From whom to whom, as far as a shipment or receipt says; nil is a party that it does not name.
package struct Route: Hashable, Sendable {
    package let from: String?
    package let to: String?

    package init(from: String?, to: String?) {
        self.from = from
        self.to = to
    }

    /// Where a side names no party, the other side's routes that leave it open are met.
    package static func ofShipment(_ line: Account.Line) -> Set<Route> {
        let senders = line.event.sources + [line.operatorUSCC]
        guard !line.event.destinations.isEmpty else {
            return Set(senders.map { Route(from: $0, to: nil) } + [Route(from: nil, to: nil)])
        }
        return Set(
            line.event.destinations.flatMap { receiver in
                senders.map { Route(from: $0, to: receiver) } + [Route(from: nil, to: receiver)]
            })
    }

    package static func ofReceipt(_ line: Account.Line) -> Set<Route> {
        let receivers = line.event.destinations + [line.operatorUSCC]
        guard !line.event.sources.isEmpty else {
            return Set(receivers.map { Route(from: nil, to: $0) } + [Route(from: nil, to: nil)])
        }
        return Set(
            line.event.sources.flatMap { sender in
                receivers.map { Route(from: sender, to: $0) } + [Route(from: sender, to: nil)]
            })
    }
}
