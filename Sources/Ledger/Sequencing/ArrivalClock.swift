import Logging
import Values

/// The clock of arrivals: the host's, but never behind the newest arrival that stands.
///
/// What came later shall not be said to have come earlier, so that an order of times never contradicts the order of the ledger.
struct ArrivalClock {
    /// A clock is said to have gone back when it is behind by more than this.
    static let toleranceMilliseconds: Int64 = 1000

    /// The newest arrival that stands.
    var last: Timestamp?
    /// How far the host's clock was behind the newest arrival when it was last read.
    private(set) var behindMilliseconds: Int64 = 0
    private let now: @Sendable () -> Timestamp

    init(last: Timestamp?, now: @escaping @Sendable () -> Timestamp) {
        self.last = last
        self.now = now
    }

    /// The moment at which something comes that is appended after what came at `last`. Says once, until it is over, that the
    /// host's clock went back.
    mutating func read(after last: Timestamp?, _ logger: Logger) -> Timestamp {
        let moment = now()
        let behind = last.map { max(0, $0.milliseconds - moment.milliseconds) } ?? 0
        let wasBehind = behindMilliseconds > Self.toleranceMilliseconds
        behindMilliseconds = behind
        if behind > Self.toleranceMilliseconds, !wasBehind {
            logger.warning(
                "the clock is behind the newest arrival: arrivals stand still until it has caught up",
                metadata: ["clock": "\(moment)", "lastArrival": "\(last ?? moment)"])
        } else if wasBehind, behind <= Self.toleranceMilliseconds {
            logger.notice("the clock has caught up with the newest arrival", metadata: ["clock": "\(moment)"])
        }
        return max(moment, last ?? moment)
    }
}
