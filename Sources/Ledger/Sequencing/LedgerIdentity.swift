public import TransparencyLog
public import Values

/// Who the ledger is and what time it is: what is handed to its core from outside.
public struct LedgerIdentity: Sendable {
    /// Signs the checkpoints; its name is the ledger's origin.
    public let signer: SignerKey
    /// The clock of arrival times.
    public let now: @Sendable () -> Timestamp
    /// A clock that nobody sets, from any beginning, which goes on while the machine sleeps: it tells how long something takes, and
    /// whether the other one jumped.
    public let uptime: @Sendable () -> Duration

    public init(
        signer: SignerKey, now: @escaping @Sendable () -> Timestamp,
        uptime: @escaping @Sendable () -> Duration = Self.uptime()
    ) {
        self.signer = signer
        self.now = now
        self.uptime = uptime
    }

    /// The machine's own such clock, from now on.
    public static func uptime() -> @Sendable () -> Duration {
        let start = ContinuousClock.now
        return { start.duration(to: .now) }
    }

    public var origin: String { signer.name }

    /// The signed checkpoint of a tree.
    func checkpoint(of edge: RightEdge) -> [UInt8] {
        // The origin was checked when the key was made, and a checkpoint's text is a well-formed note's text by construction.
        guard let note = try? Checkpoint(origin: origin, edge: edge).sign(with: signer) else {
            preconditionFailure("a checkpoint of \(origin) can always be signed")
        }
        return Array(note.formatted.utf8)
    }
}
