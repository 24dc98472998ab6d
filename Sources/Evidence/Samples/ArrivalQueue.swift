package import Ledger
package import Values

/// Holds what was made of events until the ledger says when they came: the checkpoint that closes their span, which may stand in a later
/// chunk.
package struct ArrivalQueue<Element: Sendable>: Sendable {
    private var waiting: [(entry: UInt64, element: Element)] = []

    package init() {}

    /// Takes what was made of a chunk, ascending, and gives what has an arrival now.
    package mutating func settle(
        _ part: [(entry: UInt64, element: Element)], _ spans: [JournalSpan],
        _ body: (_ entry: UInt64, _ arrival: Timestamp, Element) -> Void
    ) {
        waiting += part
        var next = 0
        for span in spans {
            // An entry that stands in no span is told by the audit, and no event of anybody's.
            while next < waiting.count, waiting[next].entry < span.firstEntry { next += 1 }
            while next < waiting.count, waiting[next].entry < span.entryRange.upperBound {
                body(waiting[next].entry, span.arrival, waiting[next].element)
                next += 1
            }
        }
        waiting.removeFirst(next)
    }
}
