public import Chains
public import Codes
public import DerivedState
public import Evidence
public import Ledger
import TransparencyLog

/// Looks codes up and follows chains, over the entries that are durable.
public struct LedgerReader: Sendable {
    public let store: any LedgerStore
    private let index: CodeIndex
    private let identities: EventIdentities
    private let codes: CodeReader

    /// - Parameter codes: reads the codes of the events.
    public init(store: any LedgerStore, index: CodeIndex, codes: CodeReader = CodeReader()) {
        self.codes = codes
        identities = EventIdentities(reader: codes)
        self.store = store
        self.index = index
    }

    /// A page of events, newest first.
    public struct Page: Sendable {
        public let events: [RecordedEvent]
        /// Where the next page begins: pass it as `below`. Nil when there is none.
        public let next: UInt64?
    }

    /// The newest events that name a code (its key, at its own grain) among the entries below `bound`, newest first.
    public func events(of code: CanonicalCode, below bound: UInt64, limit: Int) async throws(StoreError) -> Page {
        // One more than asked for tells whether there is a next page.
        let indexes = try await index.entries(of: code.key, below: bound, limit: limit + 1)
        var events: [RecordedEvent] = []
        for entry in indexes.prefix(limit) {
            guard let event = try await event(at: entry) else { continue }
            // Two codes may share a short key: the entry itself decides.
            guard event.event == nil || identities.keys(of: event.event!).contains(code.key) else { continue }
            events.append(event)
        }
        return Page(events: events, next: indexes.count > limit ? indexes[limit - 1] : nil)
    }

    /// The event that is entry `index`; nil where the entry is of another kind.
    public func event(at index: UInt64) async throws(StoreError) -> RecordedEvent? {
        let bytes = try await store.entry(index)
        guard case .event(let event)? = try? LedgerEntry(parsing: bytes) else { return nil }
        guard let span = try await store.span(holding: index) else {
            throw .missing("the span that holds entry \(index)")
        }
        return RecordedEvent(entry: index, event: event, recordTime: span.arrival)
    }

    /// The chain of a code as of the tree of `treeSize` entries, with the events it is made of, by entry.
    public func chain(
        of code: CanonicalCode, direction: TraceDirection = .both, limits: TraceLimits = TraceLimits(),
        treeSize: UInt64
    ) async throws(StoreError) -> (chain: Chain, events: [RecordedEvent]) {
        var walk = TraceWalk(subject: code, direction: direction, limits: limits, reader: codes)
        var seen: [UInt64: RecordedEvent] = [:]
        while true {
            let wanted = walk.next()
            if wanted.isEmpty { break }
            for code in wanted {
                let page = try await events(of: code, below: treeSize, limit: limits.eventCountMax)
                for event in page.events {
                    seen[event.entry] = event
                    if event.chainEvent == nil { walk.supply(unreadable: event.unreadableEntry) }
                }
                walk.supply(page.events.compactMap(\.chainEvent), for: code, isComplete: page.next == nil)
            }
        }
        let chain = walk.chain()
        let held = Set(chain.events.map(\.entry)).union(chain.unreadable.map(\.entry))
            .union(chain.withdrawals.flatMap { $0.withdrawn + [$0.declaration] })
        return (chain, seen.values.filter { held.contains($0.entry) }.sorted { $0.entry < $1.entry })
    }
}
