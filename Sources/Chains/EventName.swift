public import EPCIS

/// How an event is called by whoever declares it erroneous: by its eventID, or, where it has none, by its place in the journal that
/// signed it, which is its alone: `urn:yima:event:<USCC>/<device>:<index>`.
public struct EventName: Hashable, Sendable {
    public let text: String

    public init(journal: String, index: UInt64) {
        text = "\(Self.prefix)\(journal):\(index)"
    }

    /// The names under which an event can be declared erroneous.
    public static func names(of event: EPCISEvent, journal: String, index: UInt64?) -> [String] {
        let place = index.map { EventName(journal: journal, index: $0).text }
        // What yima writes has its place for an eventID.
        return [event.eventID, place == event.eventID ? nil : place].compactMap(\.self)
    }

    private static let prefix = "urn:yima:event:"
}
