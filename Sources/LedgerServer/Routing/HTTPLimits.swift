import Ledger

/// How much the server takes from the network before it refuses: nothing that comes from outside is unbounded.
public struct HTTPLimits: Hashable, Sendable {
    /// Connections that are served; further ones wait in the listen queue.
    public var connectionCountMax = 1024
    /// Requests for health, the checkpoint, tiles and the like that are answered at one time; a further one is answered 503,
    /// as with the other counts.
    public var requestCountMax = 256
    /// Look-ups and journals' states that are answered at one time.
    public var queryCountMax = 128
    /// Pushes and admin notes that are handled at one time, their bodies already read.
    public var writeCountMax = 1024
    /// Requests at one time that follow whole chains (`/trace`, `/verify`, `/evidence`), give whole entry bundles, or
    /// bring or ask for private values.
    public var heavyRequestCountMax = 8
    /// One push, in bytes.
    public var pushBytesMax = PushRequest.bytesMax
    /// One admin note, in bytes.
    public var noteBytesMax = 65_536
    /// Request bodies in memory at one time, all together, in bytes; beyond them a push is answered 429.
    public var bodyBytesMax = 256 << 20
    /// The time that a body may take to arrive, in seconds.
    public var bodySecondsMax = 120
    /// The target of a request: path and query, in bytes.
    public var targetBytesMax = 8192
    /// All header fields of a request, in bytes.
    public var headerBytesMax = 32_768
    /// How long a connection may say nothing, in seconds.
    public var idleSecondsMax = 60
    /// Events of one page of a lookup.
    public var pageEventCountMax = 100

    public init() {}
}
