/// Two heads that a reader was shown as those of one log and that do not fit, with what shows it: made where the log breaks its
/// word, checked by a stranger who has nothing but the log's key.
public struct LogFork: Hashable, Sendable {
    /// The signed checkpoint that was remembered.
    public let held: [UInt8]
    /// The signed checkpoint that came instead.
    public let offered: [UInt8]
    /// What the tree of the larger one has at the size of the smaller one, where its hashes were to be had.
    public let prefix: Prefix?

    /// The parts of a `PrefixProof` that do not follow from the two checkpoints.
    public struct Prefix: Hashable, Sendable {
        /// The root of the larger tree at the smaller size.
        public let root: MerkleHash
        /// From that root to the larger tree's root.
        public let hashes: [MerkleHash]

        public init(root: MerkleHash, hashes: [MerkleHash]) {
            self.root = root
            self.hashes = hashes
        }
    }

    public init(held: [UInt8], offered: [UInt8], prefix: Prefix? = nil) {
        self.held = held
        self.offered = offered
        self.prefix = prefix
    }

    /// What two heads come to.
    public enum Finding: Hashable, Sendable {
        /// Proven: the log signed two roots for one size.
        case twoRoots(treeSize: UInt64)
        /// Proven: the tree that the log signed at `newSize` does not begin with the one that it signed at `oldSize`.
        case otherPrefix(oldSize: UInt64, newSize: UInt64)
        /// The tree at `newSize` begins with the one at `oldSize`: there is no fork.
        case consistent(oldSize: UInt64, newSize: UInt64)
        /// Not proven: both are signed, and neither their sizes nor any hashes say whether they fit.
        case notShown(oldSize: UInt64, newSize: UInt64)
        /// Not proven: the hashes do not lead to the larger tree's root, so they say nothing of it.
        case hashesDoNotFit(oldSize: UInt64, newSize: UInt64)

        /// Whether the log is proven to have forked.
        public var isProven: Bool {
            switch self {
            case .twoRoots, .otherPrefix: true
            case .consistent, .notShown, .hashesDoNotFit: false
            }
        }
    }

    /// Checks both signatures and what is shown.
    ///
    /// Throws where either note is not a checkpoint that the log of `key` signed: then nothing is said of that log.
    /// - Parameter successors: keys that are shown to have come after `key`, by any of which the log may have signed either.
    public func check(key: VerifierKey, successors: [VerifierKey] = []) throws(CheckpointError) -> Finding {
        let (held, offered) = try heads(key: key, successors: successors)
        return finding(held, offered)
    }

    /// What two notes of the log of `key` say. Throws as `check` does.
    public func heads(
        key: VerifierKey, successors: [VerifierKey] = []
    ) throws(CheckpointError) -> (held: Checkpoint, offered: Checkpoint) {
        func open(_ note: [UInt8]) throws(CheckpointError) -> Checkpoint {
            for later in successors.reversed() {
                if let opened = try? Checkpoint.open(note: note, key: later) { return opened.checkpoint }
            }
            return try Checkpoint.open(note: note, key: key).checkpoint
        }
        return (try open(held), try open(offered))
    }

    /// What would be found if the signatures held, which nobody has checked; nil where either note is no checkpoint.
    public var alleged: Finding? {
        guard let held = try? Checkpoint.parse(SignedNote.parse(held).text),
            let offered = try? Checkpoint.parse(SignedNote.parse(offered).text)
        else { return nil }
        return finding(held, offered)
    }

    private func finding(_ held: Checkpoint, _ offered: Checkpoint) -> Finding {
        let old = held.treeSize <= offered.treeSize ? held : offered
        let new = held.treeSize <= offered.treeSize ? offered : held
        let (oldSize, newSize) = (old.treeSize, new.treeSize)
        if oldSize == newSize {
            return old.root == new.root
                ? .consistent(oldSize: oldSize, newSize: newSize) : .twoRoots(treeSize: newSize)
        }
        // Every tree continues the empty one.
        guard oldSize > 0 else { return .consistent(oldSize: oldSize, newSize: newSize) }
        guard let prefix else { return .notShown(oldSize: oldSize, newSize: newSize) }
        let proof = ConsistencyProof(oldSize: oldSize, newSize: newSize, hashes: prefix.hashes)
        guard (try? proof.verify(oldRoot: prefix.root, newRoot: new.root)) != nil else {
            return .hashesDoNotFit(oldSize: oldSize, newSize: newSize)
        }
        return prefix.root == old.root
            ? .consistent(oldSize: oldSize, newSize: newSize) : .otherPrefix(oldSize: oldSize, newSize: newSize)
    }
}

extension LogFork {
    /// Two heads of one log, each with the log's own signature only: what others signed beside it proves nothing of it.
    public init(held: LogHead, offered: LogHead, prefix: PrefixProof? = nil) {
        self.init(
            held: held.bareNote, offered: offered.bareNote,
            prefix: prefix.map { Prefix(root: $0.oldRoot, hashes: $0.proof.hashes) })
    }
}

extension LogHead {
    fileprivate var bareNote: [UInt8] {
        guard let signed = try? SignedNote.parse(note),
            let bare = try? SignedNote(text: signed.text, signatures: signed.signatures.filter { $0.claims(key) })
        else { preconditionFailure("a head was opened as a signed note") }
        return Array(bare.formatted.utf8)
    }
}
