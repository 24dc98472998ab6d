import Evidence
public import Ledger

extension LedgerReader {
    /// The newest events that an operator's devices signed among the entries below `bound`, newest first: by the pushes that brought
    /// them, whatever they name.
    ///
    /// - Parameter registry: says which devices are the operator's.
    public func events(
        ofOperator uscc: String, registry: Registry, below bound: UInt64, limit: Int, budget: QueryBudget = .page
    ) async throws(StoreError) -> Page {
        var found: [UInt64] = []
        for journal in registry.devices.keys where journal.operatorUSCC == uscc {
            found += try await newest(of: journal, below: bound, count: limit + 1)
        }
        found.sort(by: >)
        let wanted = Array(found.prefix(limit))
        var reading = QueryReading(room, budget: budget)
        let count = try await reading.read(wanted)
        var next = found.count > limit ? wanted.last : nil
        if count < wanted.count { next = count == 0 ? bound : wanted[count - 1] }
        return Page(
            events: wanted.prefix(count).compactMap { reading.events[$0] }, next: next, searchedUpTo: bound,
            isComplete: true)
    }

    /// The ledger's indexes of a journal's newest events, in no order. The journal is looked at from its end, further each time.
    private func newest(
        of journal: JournalName, below bound: UInt64, count: Int
    ) async throws(StoreError) -> [UInt64] {
        guard let size = try await store.journal(journal)?.size else { return [] }
        var found: [UInt64] = []
        var (end, step) = (size, UInt64(count))
        while end > 0, found.count < count {
            let range = (end > step ? end - step : 0)..<end
            for span in try await store.spans(of: journal, overlapping: range) {
                let own = span.journalRange.clamped(to: range)
                let first = span.firstEntry + (own.lowerBound - span.journalRange.lowerBound)
                found += (first..<first + UInt64(own.count)).filter { $0 < bound }
            }
            (end, step) = (range.lowerBound, step * 2)
        }
        return Array(found.sorted(by: >).prefix(count))
    }
}
