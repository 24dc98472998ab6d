public import EPCIS
public import Evidence
public import Ledger
public import Values

/// Where a host keeps the private values that belong to its entries: apart from the ledger, so that they can be erased.
///
/// The contract, which every store's conformance suite holds it to:
/// - `keep` and `erase` are all or nothing, and durable when they return.
/// - What was erased is overwritten, not only unlinked, and is never taken again: a mark stays in its place.
/// - Marks have an order, by time, then entry, then digest, and new ones come after all that are there: where the clock went back
///   they get a later time than they were given.
public protocol DisclosureStore: Sendable {
    /// Keeps private values; those that are held or erased already stay as they are.
    func keep(_ disclosures: [HeldDisclosure]) async throws(StoreError) -> KeptDisclosures

    /// What is held of these entries, by entry and digest.
    func disclosures(of entries: [UInt64]) async throws(StoreError) -> [HeldDisclosure]

    /// What of these entries was erased, by entry and digest.
    func erasures(of entries: [UInt64]) async throws(StoreError) -> [DisclosureErasure]

    /// Erases for good; those that are not held are marked all the same, so that they are not taken later.
    func erase(_ erasures: [DisclosureErasure]) async throws(StoreError)

    /// The first `limit` marks after `mark`, or from the beginning, in their order.
    func marks(after mark: DisclosureErasure?, limit: Int) async throws(StoreError) -> [DisclosureErasure]

    /// The first `limit` held ones of entries from `entry` on, by entry and digest: for checking them all.
    func disclosures(from entry: UInt64, limit: Int) async throws(StoreError) -> [HeldDisclosure]
}

/// That a private value was erased, and when.
public struct DisclosureErasure: Hashable, Sendable {
    public let entry: UInt64
    public let digest: DisclosureDigest
    public let time: Timestamp

    public init(entry: UInt64, digest: DisclosureDigest, time: Timestamp) {
        self.entry = entry
        self.digest = digest
        self.time = time
    }
}

/// What became of private values that were brought.
public struct KeptDisclosures: Hashable, Sendable {
    public var kept = 0
    /// Held already.
    public var held = 0
    /// Erased before, and so not taken.
    public var erased = 0

    public init(kept: Int = 0, held: Int = 0, erased: Int = 0) {
        self.kept = kept
        self.held = held
        self.erased = erased
    }
}
