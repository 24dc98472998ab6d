/// Entries of a ledger, each once, ascending: what stands behind a number.
public struct EntrySet: Hashable, Sendable {
    /// Neither overlapping nor next to each other.
    public let ranges: [ClosedRange<UInt64>]

    public static let none = EntrySet([])

    public init(_ entries: some Sequence<UInt64>) {
        var ranges: [ClosedRange<UInt64>] = []
        for entry in Set(entries).sorted() {
            if let last = ranges.last, last.upperBound &+ 1 == entry {
                ranges[ranges.count - 1] = last.lowerBound...entry
            } else {
                ranges.append(entry...entry)
            }
        }
        self.ranges = ranges
    }

    public var isEmpty: Bool { ranges.isEmpty }
    public var count: Int { ranges.reduce(0) { $0 + $1.count } }

    /// `4–9, 17`, without any left out.
    public var text: String {
        ranges.map { $0.count == 1 ? "\($0.lowerBound)" : "\($0.lowerBound)–\($0.upperBound)" }.joined(separator: ", ")
    }

    /// All of several.
    public static func union(_ sets: some Sequence<EntrySet>) -> EntrySet {
        let sorted = sets.flatMap(\.ranges).sorted { $0.lowerBound < $1.lowerBound }
        var ranges: [ClosedRange<UInt64>] = []
        for range in sorted {
            if let last = ranges.last, range.lowerBound <= last.upperBound &+ 1 {
                ranges[ranges.count - 1] = last.lowerBound...max(last.upperBound, range.upperBound)
            } else {
                ranges.append(range)
            }
        }
        return EntrySet(merged: ranges)
    }

    private init(merged: [ClosedRange<UInt64>]) { ranges = merged }
}
