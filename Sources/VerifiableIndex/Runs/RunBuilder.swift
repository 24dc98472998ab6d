/// Makes the run of some entries from what they name. In whatever order the names come, and however often, the run is the same.
public struct RunBuilder: Sendable {
    private struct Posting: Comparable, Sendable {
        let key: IndexKey
        let entry: UInt64

        static func < (left: Self, right: Self) -> Bool {
            left.key == right.key ? left.entry < right.entry : left.key < right.key
        }
    }

    public let range: Range<UInt64>
    private var postings: [Posting] = []

    /// A run over these entries. The caller's duty: not empty, an end of 2^63 − 1 at most.
    public init(range: Range<UInt64>) {
        self.range = range
    }

    /// How many names were added.
    public var count: Int { postings.count }

    /// Entry `entry`, which lies in the range (the caller's duty), names these keys.
    public mutating func add(_ entry: UInt64, _ keys: some Sequence<IndexKey>) {
        precondition(range.contains(entry), "the entry is of the run")
        for key in keys { postings.append(Posting(key: key, entry: entry)) }
    }

    /// The run in memory.
    public consuming func run() -> (summary: RunSummary, bytes: [UInt8]) {
        postings.sort()
        var writer = RunWriter(range: range)
        var entries: [UInt64] = []
        var position = 0
        while position < postings.count {
            let key = postings[position].key
            entries.removeAll(keepingCapacity: true)
            while position < postings.count, postings[position].key == key {
                let entry = postings[position].entry
                if entries.last != entry { entries.append(entry) }
                position += 1
            }
            writer.add(key, entries)
        }
        let summary = writer.finish()
        return (summary, writer.take())
    }
}
