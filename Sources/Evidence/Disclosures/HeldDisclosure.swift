public import EPCIS

/// A private value and the entry whose digest it opens.
public struct HeldDisclosure: Hashable, Sendable {
    /// Ledger index of the event's entry.
    public let entry: UInt64
    public let disclosure: Disclosure

    public init(entry: UInt64, disclosure: Disclosure) {
        self.entry = entry
        self.disclosure = disclosure
    }
}
