public import TransparencyLog

/// A part of the list of entries under a key: up to 256 entries, and the right edge of the list's tree before them.
///
/// A list of up to 256 entries is one page with the empty edge. A longer one is shown from its newest end; each older page must
/// grow to the edge that was seen before the newer one, so that none can be left out or exchanged.
public struct ListPage: Hashable, Sendable {
    /// Entries that a page shows at most.
    public static var entriesMax: Int { EntryList.pageMax }

    /// The edge before these entries; its size is how many older ones there are.
    public let older: RightEdge
    /// Indexes in the ledger, ascending.
    public let entries: [UInt64]

    /// A page as it was received; nothing is checked before it is verified.
    public init(older: RightEdge, entries: [UInt64]) {
        self.older = older
        self.entries = entries
    }

    /// How many entries of the list come before these.
    public var olderCount: UInt64 { older.treeSize }

    /// The edge after these entries.
    var edge: RightEdge { EntryList.edge(of: entries, after: older) }

    /// Refuses a page that cannot be one of a list in a run of this range, whatever the hashes say.
    func checkShape(in range: Range<UInt64>) throws(IndexProofError) {
        guard let first = entries.first, entries.count <= Self.entriesMax else {
            throw .pageLength(entries.count)
        }
        var last: UInt64?
        for entry in entries {
            guard range.contains(entry) else { throw .entryOutside(entry: entry, range: range) }
            if let last, last >= entry { throw .entriesDoNotAscend(entry: entry) }
            last = entry
        }
        // As many older entries must have room in the run.
        guard olderCount <= first - range.lowerBound else { throw .tooManyOlder(count: olderCount) }
    }

    /// Refuses an older page unless it ends exactly where `newer`, which was verified, begins.
    public func verify(before newer: ListPage, in run: NamedRun) throws(IndexProofError) {
        try checkShape(in: run.range)
        guard let last = entries.last, let next = newer.entries.first, last < next else {
            throw .entriesDoNotAscend(entry: newer.entries.first ?? 0)
        }
        guard olderCount + UInt64(entries.count) == newer.olderCount, edge == newer.older else { throw .edgeMismatch }
    }
}
