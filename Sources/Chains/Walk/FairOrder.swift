/// The order in which the events of a code are heard where not all can be: in turns over those who signed them, and of each
/// the oldest, the newest, the next oldest, … So whoever writes a hundred thousand events on a code is heard once each time
/// that the others are heard once, and what came first in the ledger is heard first.
enum FairOrder {
    static func arranged<Event>(_ events: [Event], _ signer: (Event) -> String, _ entry: (Event) -> UInt64) -> [Event] {
        guard events.count > 1 else { return events }
        return order(of: events.map { (signer($0), entry($0)) }).map { events[$0] }
    }

    /// The places of the events, of which these are the signers and the entries.
    private static func order(of events: [(signer: String, entry: UInt64)]) -> [Int] {
        var ascending = Array(events.indices)
        if zip(events, events.dropFirst()).contains(where: { $0.entry > $1.entry }) {
            ascending.sort { events[$0].entry < events[$1].entry }
        }
        // By signer, in the order in which each comes first.
        var queues: [[Int]] = []
        var places: [String: Int] = [:]
        for event in ascending {
            if let last = queues.last?.last, events[last].signer == events[event].signer {
                queues[queues.count - 1].append(event)
            } else if let place = places[events[event].signer] {
                queues[place].append(event)
            } else {
                places[events[event].signer] = queues.count
                queues.append([event])
            }
        }
        var order: [Int] = []
        order.reserveCapacity(events.count)
        var turn = 0
        while order.count < events.count {
            for queue in queues where turn < queue.count {
                order.append(turn % 2 == 0 ? queue[turn / 2] : queue[queue.count - 1 - turn / 2])
            }
            turn += 1
        }
        return order
    }
}
