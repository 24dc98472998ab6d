/// When and how often a request is made again: after 429, after 503, where no connection could be made at all, and where one that
/// was kept open had just been closed and the request only reads (RFC 9112 section 9.3.1). Nothing else is retried, least of all an
/// answer that did not come to what was brought.
public struct RetryPolicy: Sendable {
    /// Attempts in all, the first among them.
    public var attemptCountMax: Int
    /// The wait after the first failure; it doubles with each.
    public var delay: Duration
    /// The longest wait. A daemon that asks for more (`Retry-After`) is not asked again.
    public var delayMax: Duration
    /// How to wait.
    public var sleep: @Sendable (Duration) async throws -> Void

    public init(
        attemptCountMax: Int = 4, delay: Duration = .milliseconds(250), delayMax: Duration = .seconds(10),
        sleep: @escaping @Sendable (Duration) async throws -> Void = { try await Task.sleep(for: $0) }
    ) {
        precondition(attemptCountMax >= 1)
        self.attemptCountMax = attemptCountMax
        self.delay = delay
        self.delayMax = delayMax
        self.sleep = sleep
    }

    /// One attempt only.
    public static let never = RetryPolicy(attemptCountMax: 1)

    /// How long to wait after attempt number `attempt` (from 1); nil to give up.
    func wait(afterAttempt attempt: Int, askedForSeconds: Int?) -> Duration? {
        guard attempt < attemptCountMax else { return nil }
        let doubled = min(delay * (1 << min(attempt - 1, 16)), delayMax)
        guard let askedForSeconds else { return doubled }
        let asked = Duration.seconds(askedForSeconds)
        return asked <= delayMax ? max(asked, doubled) : nil
    }
}
