import Synchronization
public import Values

/// Holds the clock of arrival times against one that nobody sets, and notices when it was set.
public final class ClockWatch: Sendable {
    /// A difference up to this is a clock being slewed, or a thread that had to wait.
    public static let toleranceMilliseconds: Int64 = 1000

    /// That the clock was set.
    public struct Jump: Hashable, Sendable {
        /// By how much: forward where positive.
        public let milliseconds: Int64
        /// When that was noticed, as the host's uptime.
        public let noticed: Duration

        public init(milliseconds: Int64, noticed: Duration) {
            self.milliseconds = milliseconds
            self.noticed = noticed
        }
    }

    /// What is known of the clock since the start.
    public struct Status: Hashable, Sendable {
        public internal(set) var jumpCount = 0
        public internal(set) var last: Jump?

        public init() {}
    }

    private struct State {
        var wall: Timestamp
        var uptime: Duration
        var status = Status()
    }

    private let now: @Sendable () -> Timestamp
    private let uptime: @Sendable () -> Duration
    private let state: Mutex<State>

    public init(now: @escaping @Sendable () -> Timestamp, uptime: @escaping @Sendable () -> Duration) {
        self.now = now
        self.uptime = uptime
        state = Mutex(State(wall: now(), uptime: uptime()))
    }

    public var status: Status { state.withLock { $0.status } }

    /// Looks at both clocks, and tells where one moved otherwise than the other since the last look. To be called every few seconds:
    /// looks that lie far apart would take a slow drift for a jump.
    public func observe() -> Jump? {
        state.withLock { state in
            let (wall, uptime) = (now(), uptime())
            let moved = Self.jump(
                wall: wall.milliseconds - state.wall.milliseconds, uptime: uptime - state.uptime)
            state.wall = wall
            state.uptime = uptime
            guard let moved else { return nil }
            let jump = Jump(milliseconds: moved, noticed: uptime)
            state.status.jumpCount += 1
            state.status.last = jump
            return jump
        }
    }

    /// By how many milliseconds a clock jumped that moved by `wall` milliseconds in `uptime`; nil where it did not.
    public static func jump(wall: Int64, uptime: Duration) -> Int64? {
        let (seconds, attoseconds) = uptime.components
        let jump = wall - (seconds * 1000 + attoseconds / 1_000_000_000_000_000)
        return abs(jump) > toleranceMilliseconds ? jump : nil
    }
}
