/// What the daemon answers to an admin note that it holds now.
public struct AdminReceipt: Hashable, Sendable {
    /// Ledger index of the note's entry.
    public let entry: UInt64
    /// The ledger's signed checkpoint under which it stands.
    public let checkpoint: [UInt8]

    public init(entry: UInt64, checkpoint: [UInt8]) {
        self.entry = entry
        self.checkpoint = checkpoint
    }
}

/// Why an admin note is not taken.
public enum AdminRefusal: Error, Sendable {
    case refused(Registry.Refusal)
    case busy(retryAfterSeconds: Int)
    case notCommitted(reason: String)
    case stopped(reason: String)
}

extension AdminRefusal {
    init(_ error: StoreError) {
        self = error.isFatal ? .stopped(reason: error.reason) : .notCommitted(reason: error.reason)
    }
}

extension PushRefusal {
    init(_ error: StoreError) {
        self = error.isFatal ? .stopped(reason: error.reason) : .notCommitted(reason: error.reason)
    }
}

extension StoreError {
    /// Whether the ledger must stop: what is stored is not known, or somebody else writes to it.
    var isFatal: Bool {
        switch self {
        case .outcomeUnknown, .conflict: true
        case .notCommitted, .missing, .damaged, .unreadable, .locked: false
        }
    }

    /// The failure in a sentence fragment.
    public var reason: String {
        switch self {
        case .conflict(let treeSize): "another writer appended: the tree has \(treeSize) entries"
        case .notCommitted(let reason): "nothing was written: \(reason)"
        case .outcomeUnknown(let reason): "whether it was written is not known: \(reason)"
        case .missing(let what): "the store lacks \(what)"
        case .damaged(let reason): "the store is damaged: \(reason)"
        case .unreadable(let reason): "the store cannot be read: \(reason)"
        case .locked(let holder): "the store is in use by \(holder)"
        }
    }
}
