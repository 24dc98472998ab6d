/// What a sequencer takes at one time.
public struct SequencerLimits: Sendable {
    /// Pushes that may wait; a further one is told to come again.
    public var waitingMax = 1024
    /// Bytes of entries that may wait.
    public var waitingBytesMax = 256 << 20
    /// Bytes of entries in one commit, roughly: a single push may exceed it.
    public var commitBytesMax = 32 << 20
    /// Journals whose state is kept in memory.
    public var cachedJournalsMax = 65_536

    public init() {}
}
