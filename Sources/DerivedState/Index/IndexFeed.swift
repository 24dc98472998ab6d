import VerifiableIndex

/// The keys of the newest entries, as they were found when the entries came, until their run is made. What is not here is read again
/// from the ledger.
struct IndexFeed: Sendable {
    /// Keys that are held at most, 32 bytes each: when more come, all are let go.
    static let keysMax = 1 << 19

    private var first: UInt64 = 0
    private var keys: [[IndexKey]] = []
    private var keyCount = 0

    private var end: UInt64 { first + UInt64(keys.count) }

    /// The keys of the entries from `entry` on. Where that is not the next one, what was there is of no use any more.
    mutating func append(_ new: [[IndexKey]], from entry: UInt64) {
        let count = new.reduce(0) { $0 + $1.count }
        if end != entry || keyCount + count > Self.keysMax {
            self = IndexFeed()
            first = entry
        }
        guard count <= Self.keysMax else {
            first = entry + UInt64(new.count)
            return
        }
        keys += new
        keyCount += count
    }

    /// The keys of these entries; nil where some are not here. They and what is older are let go.
    mutating func take(_ range: Range<UInt64>) -> [[IndexKey]]? {
        guard range.lowerBound < end else { return nil }
        let isWhole = first <= range.lowerBound && range.upperBound <= end
        let end = min(range.upperBound, end)
        let taken = isWhole ? Array(keys[Int(range.lowerBound - first)..<Int(end - first)]) : nil
        guard end > first else { return taken }
        for gone in keys[..<Int(end - first)] { keyCount -= gone.count }
        keys.removeFirst(Int(end - first))
        first = end
        return taken
    }
}
