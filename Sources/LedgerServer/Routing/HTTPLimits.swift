import Ledger

/// How much the server takes from the network before it refuses: nothing that comes from outside is unbounded.
public struct HTTPLimits: Hashable, Sendable {
    /// Connections that are open; a further one takes the place of one that has no request.
    public var connectionCountMax = 1024
    /// Requests for health, the checkpoint, tiles and the like that are answered at one time; a further one is answered 503,
    /// as with the other counts.
    public var requestCountMax = 256
    /// Look-ups and journals' states that are answered at one time.
    public var queryCountMax = 128
    /// Pushes and admin notes that are handled at one time, their bodies already read.
    public var writeCountMax = 1024
    /// Entry bundles that are read at one time, each of at most 16 MiB.
    public var bundleCountMax = 8
    /// Requests at one time that follow whole chains (`/trace`, `/verify`, `/evidence`), or bring or ask for private values.
    public var heavyRequestCountMax = 8
    /// Checkpoints of other ledgers that are cosigned at one time, each with two writes to the disk.
    public var witnessCountMax = 8
    /// How many may wait for the turn of their bundle, and as many for that of their chain or cosignature; a further one is answered 503.
    public var waitingCountMax = 64
    /// One push, in bytes.
    public var pushBytesMax = PushRequest.bytesMax
    /// One admin note, in bytes.
    public var noteBytesMax = 65_536
    /// Request bodies in memory at one time, all together, in bytes, of which one client or device has only a share
    /// (`SharedBudget`); beyond them a body is answered 429. Bodies are counted as they arrive, not by what they declare.
    public var bodyBytesMax = 256 << 20
    /// Bodies that are arriving at one time, shared in the same way.
    public var bodyCountMax = 256
    /// The time that a body may take to arrive, in seconds.
    public var bodySecondsMax = 120
    /// How long a body may stand still, in seconds.
    public var bodyIdleSecondsMax = 15
    /// Answers above 64 KiB that wait for their clients to read them, all together, in bytes, shared in the same way; beyond
    /// them such a request is answered 503.
    public var answerBytesMax = 128 << 20
    /// What the system keeps of an answer for one connection until its client reads it, in bytes, as for `SO_SNDBUF`.
    public var sendBytesMax = 256 << 10
    /// How long a client may leave unread what waits for it, in seconds.
    public var unreadSecondsMax = 30
    /// The target of a request: path and query, in bytes.
    public var targetBytesMax = 8192
    /// All header fields of a request, in bytes.
    public var headerBytesMax = 32_768
    /// How long a new connection may take to its first request's head, in seconds.
    public var headSecondsMax = 10
    /// How long a connection may say nothing between two requests, in seconds.
    public var idleSecondsMax = 60
    /// Events of one page of a lookup.
    public var pageEventCountMax = 100

    public init() {}
}
