public import Ledger
package import StrictJSON

/// Where events of a journal stand in a ledger, as the ledger says: push by push, in order. It is believed only where the hashes at
/// those places lead to what the device signed.
public struct JournalPlaces: Hashable, Sendable {
    /// Spans that one answer tells at most.
    public static let spansMax = 4096

    /// The events of one push.
    public struct Span: Hashable, Sendable {
        /// The journal's indexes of the events.
        public let journalRange: Range<UInt64>
        /// Ledger index of the first; the journal's checkpoint follows the last.
        public let firstEntry: UInt64

        /// The caller's duty: a range that is not empty, and ends below 2^63 in the ledger too.
        package init(journalRange: Range<UInt64>, firstEntry: UInt64) {
            self.journalRange = journalRange
            self.firstEntry = firstEntry
        }

        /// The ledger's indexes of the events.
        public var entryRange: Range<UInt64> { firstEntry..<(firstEntry + UInt64(journalRange.count)) }
        /// Ledger index of the journal's checkpoint.
        public var checkpointEntry: UInt64 { entryRange.upperBound }
    }

    public let journal: JournalName
    /// Ascending.
    public let spans: [Span]
    /// From which event of the journal on there are more; nil where these are the last.
    public let next: UInt64?

    package init(journal: JournalName, spans: [Span], next: UInt64?) {
        self.journal = journal
        self.spans = spans
        self.next = next
    }

    /// - Parameters:
    ///   - spans: from the one that was asked for, ascending.
    ///   - size: events that the ledger holds of the journal.
    package init(journal: JournalName, spans: [JournalSpan], size: UInt64) {
        let told = spans.prefix(Self.spansMax)
        let end = told.last?.journalRange.upperBound
        self.init(
            journal: journal,
            spans: told.map { Span(journalRange: $0.journalRange, firstEntry: $0.firstEntry) },
            next: end.flatMap { $0 < size ? $0 : nil })
    }

    /// `{"journal","spans":[{"index","count","entry"}],"next"}`.
    package var json: JSONNode {
        .object([
            ("journal", .string(journal.description)),
            (
                "spans",
                .array(
                    spans.map { span in
                        .object([
                            ("index", .unsigned(span.journalRange.lowerBound)),
                            ("count", .integer(span.journalRange.count)), ("entry", .unsigned(span.firstEntry)),
                        ])
                    })
            ),
            ("next", next.map { .unsigned($0) } ?? .null),
        ])
    }

    /// Reads what `json` writes; nil where it is no such answer.
    package init?(_ root: JSONValue) {
        guard let journal = root["journal"]?.string.flatMap({ JournalName($0) }), let list = root["spans"],
            list.kind == .array, let next = root["next"]
        else { return nil }
        var spans: [Span] = []
        for element in list.elements {
            guard let index = element["index"]?.unsigned, let count = element["count"]?.unsigned,
                let entry = element["entry"]?.unsigned, count > 0, index < Self.indexMax, count < Self.indexMax,
                entry < Self.indexMax
            else { return nil }
            spans.append(Span(journalRange: index..<(index + count), firstEntry: entry))
        }
        self.init(journal: journal, spans: spans, next: next.unsigned)
    }

    /// Far above what a ledger has, and far below where sums overflow.
    private static let indexMax: UInt64 = 1 << 61
}
