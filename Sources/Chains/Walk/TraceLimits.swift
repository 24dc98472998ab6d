/// Which way a trace goes from its subject.
public enum TraceDirection: String, Sendable, CaseIterable {
    /// Where it came from: inputs only.
    case up
    /// Where it went: outputs only.
    case down
    case both
}

/// How far a trace may go before it says that it is not whole.
public struct TraceLimits: Hashable, Sendable {
    public var codeCountMax: Int
    public var eventCountMax: Int
    /// Things named in all events together: an event may name more than a thousand.
    public var thingCountMax: Int

    public init(codeCountMax: Int = 2000, eventCountMax: Int = 20_000, thingCountMax: Int = 200_000) {
        precondition(codeCountMax > 0 && eventCountMax > 0 && thingCountMax > 0)
        self.codeCountMax = codeCountMax
        self.eventCountMax = eventCountMax
        self.thingCountMax = thingCountMax
    }
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
}
