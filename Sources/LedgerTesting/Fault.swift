/// How the next durable write of a simulated store goes wrong.
public enum Fault: Hashable, Sendable {
    /// Nothing was written, and the store says so.
    case notCommitted
    /// The store cannot tell; with `persisted` the write is durable all the same.
    case outcomeUnknown(persisted: Bool)
}
