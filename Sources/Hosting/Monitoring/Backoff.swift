/// How long to wait after a failure: twice as long after each, up to a cap, and never all at one time.
struct Backoff: Hashable, Sendable {
    private var failures = 0

    private static let (first, cap) = (Duration.seconds(1), Duration.seconds(300))
    /// Beyond these the cap holds anyway.
    private static let doublingsMax = 16

    mutating func reset() { failures = 0 }

    /// - Parameter random: from 0 to 1. From half of the time to all of it.
    mutating func next(_ random: Double) -> Duration {
        let whole = min(Self.first * (1 << min(failures, Self.doublingsMax)), Self.cap)
        failures += 1
        return whole / 2 + whole / 2 * min(max(random, 0), 1)
    }
}
