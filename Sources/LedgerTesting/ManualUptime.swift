import Synchronization

/// A clock that nobody sets, which a test moves on.
public final class ManualUptime: Sendable {
    private let elapsed = Mutex(Duration.zero)

    public init() {}

    public func now() -> Duration { elapsed.withLock { $0 } }

    public func advance(by duration: Duration) { elapsed.withLock { $0 += duration } }
}
