/// What a commit added, for whoever keeps derived state or counts.
public struct CommittedGroup<Reading: Sendable>: Sendable {
    /// A new event's entry, and what was made of it when it came.
    public struct ReadEvent: Sendable {
        /// Ledger index.
        public let entry: UInt64
        public let reading: Reading
    }

    /// Ledger indexes of the new entries.
    public let entries: Range<UInt64>
    /// The bytes of the new entries.
    public let entryBytes: [[UInt8]]
    /// The new events, ascending.
    public let events: [ReadEvent]
    public let pushCount: Int
    public let byteCount: Int
    /// How far the host's clock is behind the newest arrival; 0 where it is not.
    public let clockBehindMilliseconds: Int64

    init(_ pending: PendingCommit<Reading>, clockBehindMilliseconds: Int64) {
        self.clockBehindMilliseconds = clockBehindMilliseconds
        entries = pending.first..<pending.tip.treeSize
        entryBytes = pending.batch.entries
        events = pending.readings
        pushCount = pending.batch.spans.count
        byteCount = pending.byteCount
    }
}

/// Is told of every commit, in order, before the commit's pushes are answered.
public protocol LedgerObserver<Reading>: Sendable {
    /// What is made of an event when it comes.
    associatedtype Reading: Sendable

    /// A group is durable. May wait where derived state falls too far behind.
    func committed(_ group: CommittedGroup<Reading>) async
    /// The ledger takes nothing any more; the process should end so that recovery can decide.
    func stopped(_ reason: String)
}
