public import Values

/// The newest head of one log that a reader remembers: the note as the log signed it, and what it says.
///
/// A head is come by in two ways only: trusted on first use, or through `accept`, which wants proof that the log only grew since.
/// Whoever keeps heads as this type gives them can be led neither back nor aside.
public struct LogHead: Hashable, Sendable {
    /// The signed checkpoint, byte for byte as it came.
    public let note: [UInt8]
    public let checkpoint: Checkpoint
    /// The log's key.
    public let key: VerifierKey

    /// Takes a signed checkpoint for the log's head without any proof: on first use, or from where heads are kept.
    ///
    /// Throws unless `key` signed it.
    public init(trusting note: [UInt8], key: VerifierKey) throws(CheckpointError) {
        let signed = try Checkpoint.open(note: note, key: key)
        self.note = note
        checkpoint = signed.checkpoint
        self.key = key
    }

    /// What a signed checkpoint is beside the head that is held.
    public enum Change: Hashable, Sendable {
        /// It says what is held.
        case same
        /// The log grew, and the proof holds: this is to be remembered instead.
        case advanced(LogHead)
    }

    /// Holds a newer note of the log to this head.
    ///
    /// - Parameters:
    ///   - proof: that the log only grew from the size held to the size offered; nil where none could be had. None is
    ///     needed where the sizes are equal, nor from the empty tree.
    ///   - successor: the key that signs the log by now; nil where it is the one of this head.
    public func accept(
        _ note: [UInt8], proof: ConsistencyProof?, by successor: VerifierKey? = nil
    ) throws(LogHeadRefusal) -> Change {
        let signer = successor ?? key
        guard note != self.note || signer != key else { return .same }
        let offered = try open(note, signer)
        let (old, new) = (checkpoint, offered.checkpoint)
        guard new.treeSize >= old.treeSize else {
            throw .shrunk(heldSize: old.treeSize, offeredSize: new.treeSize)
        }
        guard new.treeSize > old.treeSize else {
            if new.root != old.root { throw .forked(treeSize: new.treeSize) }
            return .same
        }
        guard old.treeSize > 0 else { return .advanced(offered) }
        guard let proof, (proof.oldSize, proof.newSize) == (old.treeSize, new.treeSize) else {
            throw .proofMissing(heldSize: old.treeSize, offeredSize: new.treeSize)
        }
        do throws(ProofError) {
            try proof.verify(oldRoot: old.root, newRoot: new.root)
        } catch {
            throw .notExtended(heldSize: old.treeSize, offeredSize: new.treeSize, error)
        }
        return .advanced(offered)
    }

    private func open(_ note: [UInt8], _ key: VerifierKey) throws(LogHeadRefusal) -> LogHead {
        // Another log's note bears no signature of this one, and is better called what it is.
        if let text = try? SignedNote.parse(note).text, let found = try? Checkpoint.parse(text).origin,
            !found.hasSameBytes(as: key.name)
        {
            throw .otherOrigin(expected: key.name, found: found)
        }
        do throws(CheckpointError) {
            return try LogHead(trusting: note, key: key)
        } catch {
            throw .notSigned(error)
        }
    }
}

/// Why a note does not become the remembered head of a log; the one that is held stays.
public enum LogHeadRefusal: ExplainedError, Hashable {
    /// It is no checkpoint that this log signed.
    case notSigned(CheckpointError)
    /// It is another log's.
    case otherOrigin(expected: String, found: String)
    /// The log signed more before.
    case shrunk(heldSize: UInt64, offeredSize: UInt64)
    /// The log signed two roots for one size.
    case forked(treeSize: UInt64)
    /// The proof does not lead from the head that is held to the one that is offered.
    case notExtended(heldSize: UInt64, offeredSize: UInt64, ProofError)
    /// There is no proof between just these sizes: whether the log only grew could not be checked.
    case proofMissing(heldSize: UInt64, offeredSize: UInt64)

    /// Whether nothing is known to be wrong: it could only not be checked.
    public var isUnchecked: Bool {
        if case .proofMissing = self { true } else { false }
    }

    public var wording: Wording {
        switch self {
        case .notSigned(let error): error.wording
        case .otherOrigin(let expected, let found):
            Wording(
                en: "the checkpoint is of \(found), not of \(expected)",
                zh: "检查点属于 \(found)，不属于 \(expected)")
        case .shrunk(let held, let offered):
            Wording(
                en: "the log signed \(held) entries before and now shows \(offered)",
                zh: "日志曾签署 \(held) 条，现在只给出 \(offered) 条")
        case .forked(let treeSize):
            Wording(
                en: "the log signed two different histories of \(treeSize) entries",
                zh: "日志对 \(treeSize) 条签署了两种不同的历史")
        case .notExtended(let held, let offered, let error):
            Wording(
                en: "the log of \(offered) entries does not continue the one of \(held): \(error.en)",
                zh: "\(offered) 条的日志不是 \(held) 条的延续：\(error.zh)")
        case .proofMissing(let held, let offered):
            Wording(
                en: "it could not be checked that the log of \(offered) entries continues the one of \(held)",
                zh: "无法核查 \(offered) 条的日志是否延续 \(held) 条")
        }
    }
}
