public import Codes
public import DerivedState
import EPCIS
public import Evidence
public import Ledger

/// Looks codes up and follows chains, over the entries that are durable: the one reader of events, for every query.
///
/// What it reads is bounded by a budget, kept for other queries within a bound of memory, and given up when the task is cancelled.
public struct LedgerReader: Sendable {
    /// What the events that are kept for other queries may take of memory, in bytes.
    public static let cacheBytes = 48 << 20

    public let store: any LedgerStore
    let index: CodeIndex
    let identities: EventIdentities
    let codes: CodeReader
    let room: ReadingRoom

    /// - Parameters:
    ///   - origin: the ledger's, by which is told when events cannot have been recorded yet.
    ///   - codes: reads the codes of the events.
    ///   - cacheBytes: what the events that are kept for other queries may take of memory.
    ///   - uptime: a clock that nobody sets, for the time that a query may take.
    public init(
        store: any LedgerStore, index: CodeIndex, origin: String? = nil, codes: CodeReader = CodeReader(),
        cacheBytes: Int = Self.cacheBytes,
        uptime: @escaping @Sendable () -> Duration = Self.uptime()
    ) {
        self.codes = codes
        identities = EventIdentities(reader: codes)
        self.store = store
        self.index = index
        room = ReadingRoom(
            store: store, events: RecentMemory(costMax: cacheBytes), proofs: ProofMemory(), uptime: uptime,
            origin: origin)
    }

    /// The machine's own clock that nobody sets, from now on.
    public static func uptime() -> @Sendable () -> Duration {
        let start = ContinuousClock.now
        return { start.duration(to: .now) }
    }

    /// What the events that are kept for other queries take of memory, in bytes.
    public var cachedBytes: Int { room.events.cost }

    /// A page of events, newest first.
    public struct Page: Sendable {
        public let events: [RecordedEvent]
        /// Where the next page begins: pass it as `below`. Nil when there is none.
        public let next: UInt64?
        /// Every entry below was searched; less than what was asked for where the code index is behind.
        public let searchedUpTo: UInt64
        /// Whether the code index reached up to what was asked for.
        public let isComplete: Bool
    }

    /// The newest events that name a code (its key, at its own grain) among the entries below `bound`, newest first; of a product
    /// those that name a lot of it.
    ///
    /// Where the budget is spent, or the task cancelled, the page ends earlier and says where the next begins.
    public func events(
        of code: CanonicalCode, below bound: UInt64, limit: Int, budget: QueryBudget = .page
    ) async throws(StoreError) -> Page {
        // One more than asked for tells whether there is a next page.
        let searchedUpTo = index.searchedUpTo
        let keys = code.grain == .product ? [code.key, EventIdentities.lotsKey(ofProduct: code.key)] : [code.key]
        let parts = try await index.entries(of: keys, below: bound, limit: limit + 1)
        let found = parts.count == 1 ? parts[0] : Array(Set(parts.joined()).sorted(by: >).prefix(limit + 1))
        let wanted = Array(found.prefix(limit))
        var reading = QueryReading(room, budget: budget)
        let count = try await reading.read(wanted)
        // Two codes may share a short key: the entry itself decides.
        let events = wanted.prefix(count).compactMap { entry -> RecordedEvent? in
            guard let record = reading.events[entry] else { return nil }
            return keys.contains { identities.finds(record.event, under: $0) } ? record : nil
        }
        var next = found.count > limit ? wanted.last : nil
        if count < wanted.count { next = count == 0 ? bound : wanted[count - 1] }
        return Page(
            events: events, next: next, searchedUpTo: min(bound, searchedUpTo), isComplete: bound <= searchedUpTo)
    }

    /// The event that is entry `index`; nil where the entry is of another kind.
    public func event(at index: UInt64) async throws(StoreError) -> RecordedEvent? {
        var reading = QueryReading(room, budget: .page)
        _ = try await reading.read([index])
        return reading.events[index]
    }
}

extension EventIdentities {
    /// Whether an event stands under a key; what could not be read at all stands where the index has it.
    fileprivate func finds(_ event: EPCISEvent?, under key: String) -> Bool {
        event.map { finds($0, under: key) } ?? true
    }
}
