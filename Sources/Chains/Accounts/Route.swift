/// From whom to whom, as far as a shipment or receipt says; nil is a party that it does not name.
package struct Route: Hashable, Sendable {
    package let from: String?
    package let to: String?
    /// Worked out once: a route is looked up for every code that moved on it.
    private let hash: Int

    package init(from: String?, to: String?) {
        self.from = from
        self.to = to
        var hasher = Hasher()
        hasher.combine(from)
        hasher.combine(to)
        hash = hasher.finalize()
    }

    package static func == (left: Self, right: Self) -> Bool {
        left.hash == right.hash && left.from == right.from && left.to == right.to
    }

    package func hash(into hasher: inout Hasher) {
        hasher.combine(hash)
    }

    /// The routes of a shipment by `operatorUSCC`. Where a side names no party, the other side's routes that leave it open
    /// are met.
    static func ofShipment(from sources: [String], by operatorUSCC: String, to destinations: [String]) -> Set<Route> {
        let senders = sources + [operatorUSCC]
        guard !destinations.isEmpty else {
            return Set(senders.map { Route(from: $0, to: nil) } + [Route(from: nil, to: nil)])
        }
        return Set(
            destinations.flatMap { receiver in
                senders.map { Route(from: $0, to: receiver) } + [Route(from: nil, to: receiver)]
            })
    }

    /// The same of a receipt.
    static func ofReceipt(from sources: [String], by operatorUSCC: String, to destinations: [String]) -> Set<Route> {
        let receivers = destinations + [operatorUSCC]
        guard !sources.isEmpty else {
            return Set(receivers.map { Route(from: nil, to: $0) } + [Route(from: nil, to: nil)])
        }
        return Set(
            sources.flatMap { sender in
                receivers.map { Route(from: sender, to: $0) } + [Route(from: sender, to: nil)]
            })
    }
}
