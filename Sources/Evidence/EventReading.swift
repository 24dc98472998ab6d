public import EPCIS
public import Values

/// What is made of an event's body when it comes into the ledger: read once, for every consumer of its commit.
public struct EventReading: Sendable {
    /// The event; nil where the body is not one, with the reasons in `problems`.
    public let event: EPCISEvent?
    public let problems: [LocatedError]
    /// Under which short keys the code index has it; none where it cannot be read.
    public let indexKeys: [UInt64]

    public init(_ body: some Collection<UInt8>, identities: EventIdentities) {
        (event, problems) = EPCISEvent.reading(Array(body))
        indexKeys = event.map { identities.indexKeys(of: $0) } ?? []
    }
}
