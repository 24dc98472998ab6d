import DerivedState
public import Evidence
public import Ledger

extension LedgerReader {
    /// Up to which entry what is named is found.
    public var searchedUpTo: UInt64 { index.searchedUpTo }

    /// The newest events that name what no scheme of codes reads, among the entries below `bound`, ascending, and whether these are all.
    public func events(
        written key: String, below bound: UInt64, limit: Int, budget: QueryBudget = QueryBudget()
    ) async throws(StoreError) -> (events: [RecordedEvent], isWhole: Bool) {
        let searchedUpTo = index.searchedUpTo
        let found = try await index.entries(of: [key], below: bound, limit: limit + 1)[0]
        let wanted = Array(found.prefix(limit))
        var reading = QueryReading(room, budget: budget)
        let count = try await reading.read(wanted)
        // Two keys may share a short one: the entry itself decides.
        let events = wanted.prefix(count).compactMap { entry -> RecordedEvent? in
            guard let record = reading.events[entry], record.event.map({ identities.finds($0, under: key) }) == true
            else { return nil }
            return record
        }
        return (events.reversed(), found.count <= limit && count == wanted.count && bound <= searchedUpTo)
    }
}
