import Synchronization
public import Values

/// A clock that stands until a test moves it, in either direction.
public final class ManualClock: Sendable {
    private let moment: Mutex<Timestamp>

    public init(_ moment: Timestamp) {
        self.moment = Mutex(moment)
    }

    public func now() -> Timestamp {
        moment.withLock { $0 }
    }

    /// Moves the clock on, or back where `milliseconds` is negative.
    public func advance(milliseconds: Int64) {
        moment.withLock { $0 = Timestamp(milliseconds: $0.milliseconds + milliseconds) }
    }

    public func set(_ moment: Timestamp) {
        self.moment.withLock { $0 = moment }
    }
}
