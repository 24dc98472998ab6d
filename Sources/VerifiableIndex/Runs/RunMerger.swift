/// Makes one run of neighbours, in one pass and little memory: what merging them means is what the run of all their entries is.
public struct RunMerger: Sendable {
    private var cursors: [RunCursor]
    private var isLive: [Bool]
    private var writer: RunWriter
    private var hasBegun = false
    /// The entries that count; nil for all.
    private var kept: Range<UInt64>?
    /// What the merged run is; nil until all its bytes were given.
    public private(set) var summary: RunSummary?

    /// Bytes that are given at one time, about.
    private static let chunkBytes = 1 << 16

    /// - Parameter runs: at least one; each begins where the one before ended (the caller's duty).
    public init(_ runs: [RunReader]) {
        guard let first = runs.first, let last = runs.last else { preconditionFailure("some runs are merged") }
        for (older, newer) in zip(runs, runs.dropFirst()) {
            precondition(older.run.range.upperBound == newer.run.range.lowerBound, "neighbours are merged")
        }
        cursors = runs.map { RunCursor($0) }
        isLive = runs.map { _ in false }
        writer = RunWriter(range: first.run.range.lowerBound..<last.run.range.upperBound)
    }

    /// The run of a part of what the neighbours cover.
    /// - Parameter range: lies within them and is not empty (the caller's duty).
    public init(_ runs: [RunReader], of range: Range<UInt64>) {
        self.init(runs)
        guard writer.range != range else { return }
        precondition(writer.range.contains(range.lowerBound) && range.upperBound <= writer.range.upperBound)
        writer = RunWriter(range: range)
        kept = range
    }

    /// The next bytes of the merged run; nil after the last, when `summary` says what it is.
    public mutating func next() throws(RunError) -> [UInt8]? {
        guard summary == nil else { return nil }
        if !hasBegun {
            hasBegun = true
            for place in cursors.indices { isLive[place] = try cursors[place].advance() }
        }
        while writer.pendingBytes < Self.chunkBytes {
            guard let key = smallestKey else {
                summary = writer.finish()
                break
            }
            try add(key)
        }
        return writer.take()
    }

    private var smallestKey: IndexKey? {
        var smallest: IndexKey?
        for place in cursors.indices where isLive[place] {
            let key = cursors[place].hashed.key
            if smallest.map({ key < $0 }) ?? true { smallest = key }
        }
        return smallest
    }

    /// Adds the lists under the key, the oldest run's first, and goes on where they stood.
    private mutating func add(_ key: IndexKey) throws(RunError) {
        var first: RunCursor.List?
        var entries: [UInt64] = []
        for place in cursors.indices where isLive[place] && cursors[place].hashed.key == key {
            let list = cursors[place].hashed
            if let first {
                if entries.isEmpty { entries = first.entries }
                entries += list.entries
            } else {
                first = list
            }
            isLive[place] = try cursors[place].advance()
        }
        guard let first else { return }
        if let kept {
            let few = (entries.isEmpty ? first.entries : entries).filter { kept.contains($0) }
            if !few.isEmpty { writer.add(key, few) }
            return
        }
        // Most keys stand in one run: their hashes are known.
        guard entries.isEmpty else { return writer.add(key, entries) }
        writer.add(key, first.entries, value: first.value, leaf: first.leaf)
    }
}
