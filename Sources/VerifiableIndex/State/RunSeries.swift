/// The runs that cover the ledger, and which neighbours are due to be merged: the keeper's business, no part of any format.
///
/// Four runs of one size class become one, sizes quadruple from class to class: so each entry is written about once a class,
/// and a look-up meets about one and a half runs a class.
public struct RunSeries: Hashable, Sendable {
    /// Runs smaller than this are all of the lowest class: they are cheap to merge again.
    public static let smallest: UInt64 = 1024
    /// Runs of one class that become one.
    public static let ratio = 4

    /// From entry 0 on, each beginning where the one before ended.
    public private(set) var runs: [NamedRun] = []

    public init() {}

    /// Takes up stored runs; nil where they do not begin at 0 or are not neighbours.
    public init?(_ runs: [NamedRun]) {
        for run in runs {
            guard run.range.lowerBound == entryCount else { return nil }
            self.runs.append(run)
        }
    }

    /// The entries that are covered.
    public var entryCount: UInt64 { runs.last?.range.upperBound ?? 0 }

    /// Adds the run of the entries after these (the caller's duty).
    public mutating func append(_ run: NamedRun) {
        precondition(run.range.lowerBound == entryCount, "the next run begins where the last one ended")
        runs.append(run)
    }

    /// Forgets the runs that reach beyond this entry.
    public mutating func truncate(to entry: UInt64) {
        runs.removeAll { $0.range.upperBound > entry }
    }

    /// Puts a run in the place of the neighbours that it covers; false where there are none that it just covers.
    public mutating func replace(by merged: NamedRun) -> Bool {
        guard let first = runs.firstIndex(where: { $0.range.lowerBound == merged.range.lowerBound }),
            let last = runs.firstIndex(where: { $0.range.upperBound == merged.range.upperBound }), first <= last
        else { return false }
        runs.replaceSubrange(first...last, with: [merged])
        return true
    }

    /// The neighbours that are due to become one run; nil where nothing is due. Runs that would at once be merged further are
    /// merged together, so that nothing is written for nothing.
    public var due: Range<Int>? { due(from: 0) }

    /// The same among the runs that begin at this entry or later: those before it are being merged already.
    public func due(from entry: UInt64) -> Range<Int>? {
        let first = runs.firstIndex { $0.range.lowerBound >= entry } ?? runs.count
        var parts = (first..<runs.count).map { $0..<$0 + 1 }
        while let next = dueOnce(parts.map(size)) {
            parts.replaceSubrange(
                next, with: [parts[next.lowerBound].lowerBound..<parts[next.upperBound - 1].upperBound])
        }
        return parts.last { $0.count > 1 }
    }

    private func size(_ part: Range<Int>) -> UInt64 {
        runs[part.upperBound - 1].range.upperBound - runs[part.lowerBound].range.lowerBound
    }

    private func dueOnce(_ sizes: [UInt64]) -> Range<Int>? {
        let classes = sizes.map(Self.sizeClass)
        guard let newest = classes.last else { return nil }
        // A large run behind small ones: they go into it.
        if let smaller = classes.firstIndex(where: { $0 < newest }) { return smaller..<sizes.count }
        let same = classes.firstIndex(of: newest) ?? sizes.count
        if sizes.count - same >= Self.ratio { return same..<sizes.count }
        guard sizes.count >= IndexState.runsMax else { return nil }
        // More runs than a state may name, which only ledgers beyond 10¹⁰ entries reach: the two that cost least.
        let pairs = sizes.indices.dropLast()
        return pairs.min { sizes[$0] + sizes[$0 + 1] < sizes[$1] + sizes[$1 + 1] }.map { $0..<$0 + 2 }
    }

    private static func sizeClass(_ size: UInt64) -> Int {
        let units = max(size / smallest, 1)
        return (63 - units.leadingZeroBitCount) / 2
    }
}
