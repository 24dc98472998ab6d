package import EPCIS
import Synchronization
package import Values

// What rules ask of an event again and again: one member is read, and the event is not copied for it.

extension ResolvedEvent {
    package var kind: EPCISEvent.Kind { content.record.event.kind }
    package var action: EPCISEvent.Action? { content.record.event.action }
    package var bizStep: String? { content.record.event.bizStep }
    package var disposition: String? { content.record.event.disposition }
    package var eventTime: OffsetTime { content.record.event.eventTime }
    package var readPoint: String? { content.record.event.readPoint }
    package var bizLocation: String? { content.record.event.bizLocation }
    package var transformationID: String? { content.record.event.transformationID }
    /// See `EPCISEvent.temperatureReadings`.
    package var temperatureReadings: [TemperatureReading] { content.temperatureReadings }
    /// See `EPCISEvent.permitKey`.
    package var permitKey: String? { content.permitKey }
    /// See `EPCISEvent.isDenial`, `EPCISEvent.isRelease`.
    package var isDenial: Bool { content.isDenial }
    package var isRelease: Bool { content.isRelease }

    /// A data element as it was written; of several values the first.
    package func element(_ name: String) -> String? { content.record.event.dataElements[name] }

    /// What definitions make of the event alone, worked out once while they stay the same.
    ///
    /// Of one owner only: a process judges by one set of definitions, and events live as long as memory has room.
    /// - Parameter owner: stands for the definitions: others, another owner.
    package func remembered<Value: Sendable>(by owner: any AnyObject & Sendable, _ make: () -> Value) -> Value {
        if let known = content.memo.withLock({ $0?.owner === owner ? $0?.value : nil }) as? Value { return known }
        let fresh = make()
        content.memo.withLock { $0 = EventMemo(owner: owner, value: fresh) }
        return fresh
    }
}

/// What was worked out from an event, and by which definitions.
struct EventMemo: Sendable {
    let owner: any AnyObject & Sendable
    let value: any Sendable
}
