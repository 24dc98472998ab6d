public import Values

extension AddCheckpoint {
    /// What may be cosigned.
    public struct Acceptance: Hashable, Sendable {
        public let checkpoint: Checkpoint
        /// Those of the log's signatures that were checked, for monitors.
        public let signatures: [NoteSignature]
    }

    /// Why a checkpoint is not cosigned. Each has one status of C2SP tlog-witness.
    public enum Refusal: ExplainedError, Hashable {
        /// The body, or the checkpoint in it, is none (400).
        case malformed(Malformation)
        /// The witness does not watch a log of this origin (404).
        case unknownLog(origin: String)
        /// No known key of the log signed it, or a signature of one is false (403).
        case notSigned(NoteError)
        /// The old size is above that of the checkpoint (400).
        case oldBeyondNew(oldSize: UInt64, newSize: UInt64)
        /// The witness cosigned a tree of another size last (409).
        case otherSize(held: UInt64)
        /// The log signed another root for the size that was cosigned (422).
        case otherRoot(treeSize: UInt64)
        /// The root of an empty tree that is not that of the empty tree (422).
        case wrongEmptyRoot
        /// From the empty tree no proof is needed, and none may come (422).
        case needlessProof
        /// The proof does not lead from the tree that was cosigned to the one that is offered (422).
        case notExtended(ProofError)

        /// Whether two checkpoints that the log signed contradict each other. A proof that does not hold shows nothing: anybody may have
        /// sent it.
        public var isContradiction: Bool {
            switch self {
            case .otherRoot, .wrongEmptyRoot: true
            case .malformed, .unknownLog, .notSigned, .oldBeyondNew, .otherSize, .needlessProof, .notExtended: false
            }
        }
    }

    /// Decides whether a witness cosigns the checkpoint, as C2SP tlog-witness says. Pure: whoever asks must make sure that what it is
    /// told to hold is still held when it keeps the answer.
    ///
    /// - Parameters:
    ///   - keys: of the log that the checkpoint names, all of which it may sign by; empty where the log is not known.
    ///   - held: what the witness cosigned of this log last; nil for nothing yet.
    public func judge(keys: [VerifierKey], held: Checkpoint?) throws(Refusal) -> Acceptance {
        let checkpoint: Checkpoint?
        do throws(CheckpointError) { checkpoint = try Checkpoint.parse(note.text) } catch {
            // That is not how a checkpoint is written, but what it says: it has a status of its own.
            guard error == .wrongEmptyRoot else { throw .malformed(.checkpoint(error)) }
            checkpoint = nil
        }
        let known = keys.filter { $0.name.hasSameBytes(as: origin) }
        guard !known.isEmpty else { throw .unknownLog(origin: origin) }
        do throws(NoteError) { _ = try note.verify(with: known) } catch { throw .notSigned(error) }
        let newSize = checkpoint?.treeSize ?? 0
        guard oldSize <= newSize else { throw .oldBeyondNew(oldSize: oldSize, newSize: newSize) }
        guard oldSize == held?.treeSize ?? 0 else { throw .otherSize(held: held?.treeSize ?? 0) }
        guard let checkpoint else { throw .wrongEmptyRoot }
        try verify(checkpoint, after: held)
        return Acceptance(
            checkpoint: checkpoint, signatures: note.signatures.filter { line in known.contains(where: line.claims) })
    }

    private func verify(_ checkpoint: Checkpoint, after held: Checkpoint?) throws(Refusal) {
        guard let held, held.treeSize > 0 else {
            guard hashes.isEmpty else { throw .needlessProof }
            return
        }
        guard checkpoint.treeSize > held.treeSize || checkpoint.root == held.root else {
            throw .otherRoot(treeSize: held.treeSize)
        }
        let proof = ConsistencyProof(oldSize: held.treeSize, newSize: checkpoint.treeSize, hashes: hashes)
        do throws(ProofError) {
            try proof.verify(oldRoot: held.root, newRoot: checkpoint.root)
        } catch {
            throw .notExtended(error)
        }
    }
}

extension AddCheckpoint.Refusal {
    public var wording: Wording {
        switch self {
        case .malformed(let malformation): malformation.wording
        case .unknownLog(let origin):
            Wording(en: "no log named \(origin) is witnessed here", zh: "此处不见证名为 \(origin) 的日志")
        case .notSigned(let error):
            error == .noKnownSignature
                ? Wording(en: "no known key of the log signed the checkpoint", zh: "检查点没有该日志已知密钥的签名")
                : error.wording
        case .oldBeyondNew(let oldSize, let newSize):
            Wording(
                en: "the old size \(oldSize) is above the checkpoint's \(newSize)",
                zh: "旧大小 \(oldSize) 超过检查点的 \(newSize)")
        case .otherSize(let held):
            Wording(en: "a tree of \(held) entries was cosigned last", zh: "最近联署的是 \(held) 条的树")
        case .otherRoot(let treeSize):
            Wording(
                en: "another root was cosigned for \(treeSize) entries: the log has forked",
                zh: "曾为 \(treeSize) 条联署过另一根哈希：日志已分叉")
        case .wrongEmptyRoot:
            CheckpointError.wrongEmptyRoot.wording
        case .needlessProof:
            Wording(en: "a proof came where the old size is 0", zh: "旧大小为 0 时不应附带证明")
        case .notExtended(let error):
            Wording(
                en: "the checkpoint is not shown to continue what was cosigned: \(error.en)",
                zh: "未能证明检查点是已联署内容的延续：\(error.zh)")
        }
    }
}
