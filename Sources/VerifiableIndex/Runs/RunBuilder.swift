import TransparencyLog

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

    /// The run of neighbours, each beginning where the one before ended (the caller's duty), and some.
    public init(joining neighbours: [RunBuilder]) {
        guard let first = neighbours.first, let last = neighbours.last else { preconditionFailure("some are joined") }
        range = first.range.lowerBound..<last.range.upperBound
        postings.reserveCapacity(neighbours.reduce(0) { $0 + $1.count })
        for neighbour in neighbours { postings += neighbour.postings }
    }

    /// How many names were added.
    public var count: Int { postings.count }

    /// Entry `entry`, which lies in the range (the caller's duty), names these keys.
    public mutating func add(_ entry: UInt64, _ keys: some Sequence<IndexKey>) {
        precondition(range.contains(entry), "the entry is of the run")
        for key in keys { postings.append(Posting(key: key, entry: entry)) }
    }

    /// The run in memory. What was added is in order afterwards, so that it is joined with neighbours at little cost.
    public mutating func run() -> (summary: RunSummary, bytes: [UInt8]) {
        postings.sort()
        var writer = RunWriter(range: range)
        var single = SingleValues(of: range, count: postings.count)
        var entries: [UInt64] = []
        var position = 0
        while position < postings.count {
            let key = postings[position].key
            // Most names stand in one entry, and an entry has many names.
            if position + 1 == postings.count || postings[position + 1].key != key {
                let entry = postings[position].entry
                let value = single.value(of: entry)
                writer.add(key, CollectionOfOne(entry), value: value, leaf: IndexHash.leaf(key, value))
                position += 1
                continue
            }
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

/// What lists of one entry are committed to as, each hashed once.
private struct SingleValues {
    private let first: UInt64
    /// For each entry; none where a run has few names for its length.
    private var values: [MerkleHash?]

    init(of range: Range<UInt64>, count: Int) {
        first = range.lowerBound
        values = range.count <= count ? Array(repeating: nil, count: range.count) : []
    }

    mutating func value(of entry: UInt64) -> MerkleHash {
        let place = Int(entry - first)
        if place < values.count, let value = values[place] { return value }
        let value = EntryList.value(of: CollectionOfOne(entry))
        if place < values.count { values[place] = value }
        return value
    }
}
