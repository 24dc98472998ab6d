import Evidence
import Synchronization

/// Events by entry, within a bound of memory. An entry never changes, so that nothing here is ever stale.
///
/// Two generations: what is used goes into the younger; when that has half of the memory it becomes the older, and what was the
/// older goes. That keeps what is used often without a list that every look would have to mend.
final class EventCache: Sendable {
    private struct State {
        var young: [UInt64: RecordedEvent] = [:]
        var old: [UInt64: RecordedEvent] = [:]
        var youngCost = 0
        var oldCost = 0

        /// Adds an event; gives the generation that goes for it.
        mutating func insert(_ event: RecordedEvent, max: Int) -> [UInt64: RecordedEvent]? {
            let cost = event.cost
            guard cost <= max / 2, young.updateValue(event, forKey: event.entry) == nil else { return nil }
            youngCost += cost
            guard youngCost > max / 2 else { return nil }
            let gone = old
            (old, oldCost) = (young, youngCost - cost)
            old[event.entry] = nil
            (young, youngCost) = ([event.entry: event], cost)
            return gone
        }
    }

    private let costMax: Int
    private let state = Mutex(State())

    /// - Parameter costMax: memory that the events may take together, in bytes.
    init(costMax: Int) {
        self.costMax = costMax
    }

    /// What the events take together, in bytes; an event that is in both generations counts twice.
    var cost: Int { state.withLock { $0.youngCost + $0.oldCost } }

    /// The events that are here, each in its place.
    func find(_ entries: some Collection<UInt64>) -> [RecordedEvent?] {
        let (found, gone) = state.withLock { state in
            var gone: [[UInt64: RecordedEvent]] = []
            let found = entries.map { entry -> RecordedEvent? in
                if let event = state.young[entry] { return event }
                guard let event = state.old[entry] else { return nil }
                if let generation = state.insert(event, max: costMax) { gone.append(generation) }
                return event
            }
            return (found, gone)
        }
        // Thousands of events are freed here, not under the lock.
        withExtendedLifetime(gone) {}
        return found
    }

    func insert(_ events: some Sequence<RecordedEvent>) {
        let gone = state.withLock { state in events.compactMap { state.insert($0, max: costMax) } }
        withExtendedLifetime(gone) {}
    }
}

extension RecordedEvent {
    /// What it takes of memory, roughly: the body, and beside the fields a string of its own for each value.
    var cost: Int { 1024 + 3 * body.count }
}
