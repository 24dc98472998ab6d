import EPCIS
import Rules
import Values

/// From when the time counts in which an event must be on the ledger.
enum RecordingStart {
    static func of(_ event: EPCISEvent) -> Timestamp {
        RecordingTerms.start(event.eventTime.moment) { event.dataElements[$0] }
    }
}
