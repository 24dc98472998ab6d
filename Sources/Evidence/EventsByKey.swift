package import Chains
package import Codes
import EPCIS

/// Events in their places, found by the identities of what they name: what a walk is given where all of them are at hand.
package struct EventsByKey: Sendable {
    private var events: [String: [RecordedEvent]] = [:]
    private let identities: EventIdentities

    /// - Parameter events: ascending.
    package init(_ events: some Sequence<RecordedEvent>, codes: CodeReader) {
        identities = EventIdentities(reader: codes)
        for event in events { add(event) }
    }

    /// Adds an event that stands after all that are there.
    package mutating func add(_ event: RecordedEvent) {
        guard let read = event.event else { return }
        for key in identities.keys(of: read) { events[key, default: []].append(event) }
    }

    /// Gives a walk what there is of a code that it wants.
    package func supply(_ walk: inout TraceWalk, _ code: CanonicalCode) {
        let found = events[code.key] ?? []
        for event in found where !event.isReadable { walk.supply(unreadable: event.unreadableEntry, for: code) }
        walk.supply(walked: found.filter(\.isReadable), for: code)
    }
}
