/// Which way a trace goes from its subject.
public enum TraceDirection: String, Sendable, CaseIterable {
    /// Where it came from: inputs only.
    case up
    /// Where it went: outputs only.
    case down
    case both
}

/// How far a trace may go before it says that it is not whole.
///
/// One chain of trade stays far below all of these; what reaches them is a flood. While there is something else to follow,
/// one operator may take a quarter of each (see `TraceBudget`).
public struct TraceLimits: Hashable, Sendable {
    public var codeCountMax: Int
    public var eventCountMax: Int
    /// Things named in all events together: an event may name more than a thousand.
    public var thingCountMax: Int
    /// Bytes of events as signed, counted where the walk chooses what is read (`TraceWalk.choose`).
    public var byteCountMax: Int
    /// Lines of all accounts together: one for each event that touches a code or moves what it lies in.
    public var lineCountMax: Int
    /// Of the clock that the walk is handed; without one no time is counted.
    public var durationMax: Duration

    public init(
        codeCountMax: Int = 10_000, eventCountMax: Int = 20_000, thingCountMax: Int = 100_000,
        byteCountMax: Int = 32 << 20, lineCountMax: Int = 250_000, durationMax: Duration = .seconds(5)
    ) {
        precondition(codeCountMax > 0 && eventCountMax > 0 && thingCountMax > 0 && byteCountMax > 0)
        precondition(lineCountMax > 0)
        self.codeCountMax = codeCountMax
        self.eventCountMax = eventCountMax
        self.thingCountMax = thingCountMax
        self.byteCountMax = byteCountMax
        self.lineCountMax = lineCountMax
        self.durationMax = durationMax
    }

    /// For a look-up, of which there are many at one time: who has it now.
    public static let lookup = TraceLimits(
        codeCountMax: 250, eventCountMax: 1000, thingCountMax: 10_000, byteCountMax: 2 << 20, lineCountMax: 20_000,
        durationMax: .seconds(1))

    /// For bringing goods back: a lot with ten thousand holders is whole. Few are asked for at one time.
    public static let recall = TraceLimits(
        codeCountMax: 20_000, eventCountMax: 60_000, thingCountMax: 300_000, byteCountMax: 48 << 20,
        lineCountMax: 750_000, durationMax: .seconds(10))
}

/// Why a code belongs to a chain, which decides how far the trace goes on from it.
public struct Reach: OptionSet, Hashable, Sendable {
    public let rawValue: UInt8

    public init(rawValue: UInt8) {
        self.rawValue = rawValue
    }

    /// Its own origin is followed.
    public static let up = Reach(rawValue: 1)
    /// What became of it is followed.
    public static let down = Reach(rawValue: 2)
    /// It carries something of the chain: its movements matter while it does, its other contents never.
    public static let carrier = Reach(rawValue: 4)
    /// It is the lot of an item of the chain: the lot's own events matter, its other items do not.
    public static let ownLot = Reach(rawValue: 8)
    /// It carries something that is followed down: where it is used itself, what was made of it is followed.
    public static let loaded = Reach(rawValue: 16)
    /// A lot of which only a portion is followed down: that of the holders of a container which it came in.
    public static let portion = Reach(rawValue: 32)
    /// It was mixed up with the subject: who had it says who may have had the subject, and nothing else of it matters.
    public static let beside = Reach(rawValue: 64)
}
