public import TransparencyLog
public import Values

/// Who the ledger is and what time it is: what is handed to its core from outside.
public struct LedgerIdentity: Sendable {
    /// Signs the checkpoints; its name is the ledger's origin.
    public let signer: SignerKey
    /// Keys that sign them too: of a ledger whose key is being exchanged the next one, and for a while afterwards the one before, for those
    /// who know no other yet.
    public let besides: [SignerKey]
    /// The clock of arrival times.
    public let now: @Sendable () -> Timestamp
    /// A clock that nobody sets, from any beginning, which goes on while the machine sleeps: it tells how long something takes, and
    /// whether the other one jumped.
    public let uptime: @Sendable () -> Duration

    public init(
        signer: SignerKey, besides: [SignerKey] = [], now: @escaping @Sendable () -> Timestamp,
        uptime: @escaping @Sendable () -> Duration = Self.uptime()
    ) {
        self.signer = signer
        self.besides = besides.filter { $0.name == signer.name && $0.verifierKey != signer.verifierKey }
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
        signed(Checkpoint(origin: origin, edge: edge))
    }

    /// The same of what is known to be a tree of this ledger.
    package func signed(_ checkpoint: Checkpoint) -> [UInt8] {
        guard let note = try? checkpoint.sign(with: signer),
            let whole = try? note.adding(besides.map { $0.sign(note.text) })
        else {
            preconditionFailure("a checkpoint of \(origin) can always be signed")
        }
        return Array(whole.formatted.utf8)
    }

    /// A note that this ledger signed under a key that held before, with the signature of the one that holds: whoever knows that believes no
    /// other. The caller knows the tree to be this ledger's. Nil where no key in `former` signed it.
    package func resigned(_ note: [UInt8], former: [VerifierKey]) -> [UInt8]? {
        if (try? Checkpoint.open(note: note, key: signer.verifierKey)) != nil { return note }
        for key in former {
            guard let opened = try? Checkpoint.open(note: note, key: key),
                let whole = try? opened.note.adding([signer.sign(opened.note.text)])
            else { continue }
            return Array(whole.formatted.utf8)
        }
        return nil
    }

    /// Whether it may put an act on record: one that exchanges the ledger's key only where it has both, so that what comes after is signed
    /// by the key that then holds.
    func canSign(after note: [UInt8]) -> Bool {
        guard let act = AdminAct(note: note, origin: origin), case .keyRotated(let old, let new, _, _) = act,
            let old = LedgerKeyRotation.key(old, of: origin)
        else { return true }
        return old == signer.verifierKey && besides.contains { "\($0.verifierKey)" == new }
    }
}
