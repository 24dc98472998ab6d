public import Ledger
public import TransparencyLog
public import Values

/// Everything that a stranger needs to check what a ledger says of a code, without any network: the entries of its chain, for
/// each its proofs, the enrolments of the keys, and one signed checkpoint. Verified with nothing but the ledger's key.
public struct Evidence: Hashable, Sendable {
    public static let format = "yima-evidence/1"
    public static let mediaType = "application/vnd.yima.evidence+json"
    /// The largest document that is read, in bytes.
    public static let bytesMax = 128 << 20

    /// An entry with the proof that it stands in the ledger under `checkpoint`.
    public struct ProvenEntry: Hashable, Sendable {
        public let index: UInt64
        /// The leaf's bytes.
        public let bytes: [UInt8]
        /// Inclusion proof in the ledger, from the leaf's sibling upward.
        public let proof: [MerkleHash]
        /// For an event: the proof that its device signed it.
        public let journalProof: JournalProof?

        public init(index: UInt64, bytes: [UInt8], proof: [MerkleHash], journalProof: JournalProof?) {
            self.index = index
            self.bytes = bytes
            self.proof = proof
            self.journalProof = journalProof
        }
    }

    /// The same leaf's inclusion in its journal under the checkpoint that the device signed.
    public struct JournalProof: Hashable, Sendable {
        /// Ledger index of the `journal` entry that carries the signed checkpoint.
        public let checkpointEntry: UInt64
        public let hashes: [MerkleHash]

        public init(checkpointEntry: UInt64, hashes: [MerkleHash]) {
            self.checkpointEntry = checkpointEntry
            self.hashes = hashes
        }
    }

    /// By which definitions, and as of when, whoever made the document judges what is in it. It is his word: what the ledger has adopted its
    /// entries say.
    public struct Basis: Hashable, Sendable {
        public let moment: Timestamp
        /// SHA-256 of the files in small hexadecimal digits, by name.
        public let definitions: [String: String]

        public init(moment: Timestamp, definitions: [String: String]) {
            (self.moment, self.definitions) = (moment, definitions)
        }
    }

    /// Nil where it is not said.
    public var basis: Basis?
    /// The canonical identity that was asked for.
    public var subject: String
    /// The ledger's signed checkpoint, a note, with its cosignatures.
    public var checkpoint: [UInt8]
    /// Events, journal checkpoints and admin notes, ascending by index.
    public var entries: [ProvenEntry]
    /// Forks of the journals concerned that 0.3 kept beside the entries. Later ones are entries.
    public var forks: [JournalFork]
    /// False where the chain was too long to be taken whole.
    public var isComplete: Bool
    /// What the committed index has under the names of the chain; nil where it is not said.
    public var index: IndexEvidence?
    /// Entries that the index lists and of which nothing is shown but whose they are, ascending.
    public var unread: [UnreadSpan]
    /// Private values that whoever passes the file on chose to disclose, ascending by entry.
    public var disclosures: [HeldDisclosure]

    public init(
        subject: String, checkpoint: [UInt8], entries: [ProvenEntry], forks: [JournalFork], isComplete: Bool,
        index: IndexEvidence? = nil, unread: [UnreadSpan] = [], disclosures: [HeldDisclosure] = []
    ) {
        self.unread = unread
        self.index = index
        self.subject = subject
        self.checkpoint = checkpoint
        self.entries = entries
        self.forks = forks
        self.isComplete = isComplete
        self.disclosures = disclosures
    }
}
