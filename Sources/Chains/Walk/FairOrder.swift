/// The order in which the events of a code are heard where not all can be: in turns over those who signed them, and of each
/// the oldest, the newest, the next oldest, … So whoever writes a hundred thousand events on a code is heard once each time
/// that the others are heard once, and what came first in the ledger is heard first.
enum FairOrder {
    static func arranged<Event>(_ events: [Event], _ signer: (Event) -> String, _ entry: (Event) -> UInt64) -> [Event] {
        guard let first = events.first, events.count > 1 else { return events }
        let one = signer(first)
        if events.allSatisfy({ signer($0) == one }) { return alternating(events.sorted { entry($0) < entry($1) }) }
        let bySigner = Dictionary(grouping: events, by: signer).mapValues { own in
            alternating(own.sorted { entry($0) < entry($1) })
        }
        var queues = bySigner.values.sorted { entry($0[0]) < entry($1[0]) }
        var arranged: [Event] = []
        arranged.reserveCapacity(events.count)
        var turn = 0
        while !queues.isEmpty {
            queues.removeAll { turn >= $0.count }
            for queue in queues { arranged.append(queue[turn]) }
            turn += 1
        }
        return arranged
    }

    private static func alternating<Event>(_ events: [Event]) -> [Event] {
        events.indices.map { $0 % 2 == 0 ? events[$0 / 2] : events[events.count - 1 - $0 / 2] }
    }
}
