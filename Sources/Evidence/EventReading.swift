public import EPCIS
import StrictJSON
public import Values
public import VerifiableIndex

/// What is made of an event's body when it comes into the ledger: read once, for every consumer of its commit.
public struct EventReading: Sendable {
    /// The event; nil where the body is not one, with the reasons in `problems`.
    public let event: EPCISEvent?
    public let problems: [LocatedError]
    /// Under which short keys the code index has it; none where it cannot be read.
    public let indexKeys: [UInt64]
    /// Under which keys of its own the committed index has it, ascending; none where it names nothing, or names were not asked for.
    public let nameKeys: [IndexKey]

    /// - Parameter names: how the committed index names entries; nil where none is kept.
    public init(_ body: some Collection<UInt8>, identities: EventIdentities, names: EntryNames? = nil) {
        do throws(JSONError) {
            let root = try JSONDocument(Array(body), limits: .entry).root
            (event, problems) = EPCISEvent.reading(root)
            nameKeys = names?.keys(ofBody: root) ?? []
        } catch {
            (event, problems, nameKeys) = (nil, [error.located], [])
        }
        indexKeys = event.map { identities.indexKeys(of: $0) } ?? []
    }
}
