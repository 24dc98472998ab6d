import TransparencyLog
import Values

/// What time it was when the ledger had which size, as far as the arrivals of proven journal checkpoints tell it.
struct LedgerClock: Sendable {
    /// Ascending by entry.
    private let arrivals: [(entry: UInt64, time: Timestamp)]

    /// - Parameter arrivals: by the entries of the journals' checkpoints.
    init(arrivals: [UInt64: Timestamp]) {
        self.arrivals = arrivals.sorted { $0.key < $1.key }.map { ($0.key, $0.value) }
    }

    /// Whether an entry that is no push, and says no arrival, had come by a moment. Between two arrivals of which one is before and one
    /// after, its own word decides.
    func hasCome(_ entry: UInt64, by moment: Timestamp, saying said: Timestamp) -> Bool {
        if let last = arrivals.last(where: { $0.entry < entry }), last.time > moment { return false }
        if let next = arrivals.first(where: { $0.entry > entry }), next.time <= moment { return true }
        return said <= moment
    }

    /// When the ledger had the head that a journal's checkpoint says to have been seen, at the earliest: what the head covers had
    /// arrived by then. Nil where the checkpoint names none of this ledger, or nothing before it is at hand.
    /// - Parameter entry: where the checkpoint stands: no head beyond it was there to be seen.
    func time(ofHeadSeenIn checkpoint: Checkpoint, at entry: UInt64, of origin: String) -> Timestamp? {
        guard let seen = checkpoint.seen, seen.origin == origin else { return nil }
        let size = min(seen.treeSize, entry)
        var (low, high) = (0, arrivals.count)
        while low < high {
            let middle = (low + high) / 2
            if arrivals[middle].entry < size { low = middle + 1 } else { high = middle }
        }
        return low > 0 ? arrivals[low - 1].time : nil
    }
}
