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

    /// Makes room for so many names more.
    public mutating func reserve(_ count: Int) { postings.reserveCapacity(postings.count + count) }

    /// Puts the postings in order: keys are hashes and lie evenly, so that nearly all of it is told by their first bits.
    private mutating func order() {
        let bits = Int.bitWidth - postings.count.leadingZeroBitCount - 1
        guard bits > 6 else { return postings.sort() }
        func place(_ posting: Posting) -> Int { Int(posting.key.leadingWord >> UInt64(64 - bits)) }
        var ends = Array(repeating: 0, count: 1 << bits)
        for posting in postings { ends[place(posting)] += 1 }
        for place in ends.indices.dropFirst() { ends[place] += ends[place - 1] }
        var ordered = postings
        // From the last, so that postings of one key stay as they came, which is mostly in order.
        var starts = ends
        for posting in postings.reversed() {
            starts[place(posting)] -= 1
            ordered[starts[place(posting)]] = posting
        }
        // Whoever writes chooses his names and no key's first bits, but may name one of them often.
        ordered.withUnsafeMutableBufferPointer { all in
            for (start, end) in zip(starts, ends) where end - start > 1 { all[start..<end].sort() }
        }
        postings = ordered
    }

    /// The run in memory.
    public mutating func run() -> (summary: RunSummary, bytes: [UInt8]) {
        order()
        var writer = RunWriter(range: range)
        let single = SingleValues(of: range, count: postings.count)
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

/// What lists of one entry are committed to as, each hashed once, and in the order of the entries: they are asked for in no order.
private struct SingleValues {
    private let first: UInt64
    /// For each entry; none where a run has few names for its length.
    private let values: [MerkleHash]

    init(of range: Range<UInt64>, count: Int) {
        first = range.lowerBound
        values = range.count <= count ? range.map { EntryList.value(of: CollectionOfOne($0)) } : []
    }

    func value(of entry: UInt64) -> MerkleHash {
        values.isEmpty ? EntryList.value(of: CollectionOfOne(entry)) : values[Int(entry - first)]
    }
}
