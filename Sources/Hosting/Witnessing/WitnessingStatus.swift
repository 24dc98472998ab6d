public import Values

/// How it stands with the cosignatures of a ledger.
public struct WitnessingStatus: Hashable, Sendable {
    /// A witness of the policy.
    public struct Witness: Hashable, Sendable {
        /// Its name in the policy.
        public let name: String
        /// The size of the tree that it cosigned last, and when; nil for none yet.
        public var size: UInt64?
        public var cosigned: Timestamp?
        /// Why it did not cosign when it was asked last; nil where it did, or was not asked yet.
        public var failure: Wording?
        public var alarm: Alarm?

        public init(name: String) { self.name = name }
    }

    /// What must never be: it shows that somebody went back or aside.
    public enum Alarm: Hashable, Sendable {
        /// The witness holds a tree that this ledger's key signed and that is not a part of this ledger.
        case otherTree(size: UInt64)
        /// The witness holds a tree that this ledger's key signed and that is larger than this ledger.
        case largerTree(size: UInt64)
        /// The witness holds less than it cosigned before.
        case wentBack(from: UInt64, to: UInt64)
    }

    /// The size of the published tree; nil for none.
    public var publishedSize: UInt64?
    /// Since when there are entries that the published tree does not have; nil where it has all.
    public var notCosignedSince: Timestamp?
    public var witnesses: [Witness] = []
    /// Why what was cosigned could not be kept, and so is not published.
    public var keepingFailure: String?

    public init() {}
}

extension WitnessingStatus {
    /// Below so long nobody is told that entries wait for their cosignatures, in milliseconds.
    public static let patienceMilliseconds: Int64 = 60_000

    /// What is amiss, the gravest first.
    func troubles(now: Timestamp) -> [HostHealth.Trouble] {
        var troubles: [HostHealth.Trouble] = []
        for witness in witnesses {
            guard let alarm = witness.alarm else { continue }
            troubles.append(.witnessAlarm(name: witness.name, alarm))
        }
        if let keepingFailure { troubles.append(.cosignedNotKept(reason: keepingFailure)) }
        if let since = notCosignedSince, now.milliseconds - since.milliseconds >= Self.patienceMilliseconds {
            troubles.append(.notCosigned(since: since, publishedSize: publishedSize))
        }
        return troubles
    }
}
