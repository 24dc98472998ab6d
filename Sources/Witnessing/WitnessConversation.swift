import Hosting
import Ledger
import LedgerClient
import TransparencyLog
import Values

/// One witness, asked for its cosignature of one tree: from the size that it is believed to hold, and once more from the size that it
/// tells.
struct WitnessConversation: Sendable {
    let witness: WitnessPolicy.Witness
    let peer: any WitnessPeer
    let source: any CosigningSource
    let now: @Sendable () -> Timestamp

    /// What came of it.
    struct Outcome: Sendable {
        /// The verified cosignature; nil where there is none.
        var cosignature: NoteSignature?
        /// The size that the witness is known to hold now; nil where that is not known.
        var held: UInt64?
        /// Why there is no cosignature; nil where there is one, or the witness is ahead of this tree.
        var failure: Wording?
        var alarm: WitnessingStatus.Alarm?
        /// What proves the alarm, or alleges it.
        var fork: LogFork?
    }

    /// How far a cosignature's time may be ahead of this host's clock, in seconds.
    static let clockToleranceSeconds: UInt64 = 300

    /// - Parameters:
    ///   - believed: the size that the witness should hold; nil where that is not known.
    ///   - cosigned: the largest size that it is known to have cosigned.
    func ask(_ tree: CosignedLedger.Tree, believed: UInt64?, cosigned: UInt64) async -> Outcome {
        guard let note = try? SignedNote.parse(tree.ledger.checkpoint),
            let bare = try? SignedNote(
                text: note.text, signatures: note.signatures.filter { $0.name.utf8.elementsEqual(source.key.name.utf8) }
            )
        else { preconditionFailure("the ledger's own checkpoint is a signed note") }
        var outcome = Outcome()
        var old = believed ?? 0
        for attempt in 1...2 {
            let question: AddCheckpoint
            do throws(StoreError) {
                question = try await self.question(old, tree.ledger.treeSize, bare)
            } catch {
                outcome.failure = Wording(en: error.reason, zh: error.reason)
                return outcome
            }
            switch await peer.add(question) {
            case .cosigned(let lines):
                return take(lines, under: bare, held: tree.ledger.treeSize, outcome)
            case .failed(let reason):
                outcome.failure = reason
                return outcome
            case .refused(let status, let reason):
                outcome.failure = reason
                // It finds that the tree is not the one that it holds: one of the two is wrong, and what it holds shows which.
                guard status == 422 || status == 409 else { return outcome }
                return await compared(outcome)
            case .holds(let size):
                if size < cosigned, outcome.alarm == nil { outcome.alarm = .wentBack(from: cosigned, to: size) }
                guard size != old else {
                    outcome.failure = Wording(
                        en: "it says that it holds \(size) entries, and does not go on from there",
                        zh: "其称持有 \(size) 条，却不从此处继续")
                    return await compared(outcome)
                }
                guard size <= source.newest.ledger.treeSize else {
                    outcome.failure = Wording(
                        en: "it says that it holds \(size) entries, more than there are",
                        zh: "其称持有 \(size) 条，多于现有条数")
                    return await compared(outcome)
                }
                outcome.held = size
                // It may hold a tree that was signed since.
                guard size <= tree.ledger.treeSize else { return outcome }
                guard attempt == 1 else { break }
                old = size
            }
        }
        outcome.failure = Wording(en: "it tells another size each time", zh: "其每次告知的大小不同")
        return outcome
    }

    private func question(
        _ old: UInt64, _ new: UInt64, _ note: SignedNote
    ) async throws(StoreError) -> AddCheckpoint {
        let hashes =
            old == 0 || old == new ? [] : try await source.consistencyProof(oldSize: old, newSize: new).hashes
        return AddCheckpoint(oldSize: old, hashes: hashes, note: note)
    }

    /// The witness's own line, if it holds; all others are ignored.
    private func take(
        _ lines: [NoteSignature], under note: SignedNote, held: UInt64, _ before: Outcome
    ) -> Outcome {
        var outcome = before
        let own = lines.filter { $0.keyID == witness.key.id && $0.name.utf8.elementsEqual(witness.key.name.utf8) }
        guard let line = own.last else {
            outcome.failure = Wording(en: "its answer has no signature of its key", zh: "应答中没有其密钥的签名")
            return outcome
        }
        let time: UInt64
        do throws(NoteError) {
            let alone: SignedNote = try SignedNote(text: note.text, signatures: own)
            time = try alone.verify(with: [witness.key]).first?.time ?? 0
        } catch {
            outcome.failure = error.wording
            return outcome
        }
        guard time <= UInt64(max(0, now().milliseconds / 1000)) + Self.clockToleranceSeconds else {
            outcome.failure = Wording(
                en: "the time of its cosignature is in the future", zh: "其联署时间在将来")
            return outcome
        }
        outcome.held = held
        outcome.cosignature = line
        return outcome
    }
}

extension WitnessConversation {
    /// What the witness holds, compared with this ledger.
    private func compared(_ before: Outcome) async -> Outcome {
        var outcome = before
        guard let note = await peer.checkpoint(ofOrigin: source.key.name),
            let theirs = ([source.key] + source.former).lazy.compactMap({ try? LogHead(trusting: note, key: $0) }).first
        else { return outcome }
        let newest = source.newest
        guard let ours = try? LogHead(trusting: newest.ledger.checkpoint, key: source.key) else {
            preconditionFailure("the ledger signed its own checkpoint")
        }
        let size = theirs.checkpoint.treeSize
        guard size <= newest.ledger.treeSize else {
            outcome.alarm = .largerTree(size: size)
            outcome.fork = LogFork(held: theirs, offered: ours)
            return outcome
        }
        do throws(StoreError) {
            guard try await source.root(treeSize: size) != theirs.checkpoint.root else {
                // It holds a part of this ledger, whatever it said: from there it may go on.
                outcome.held = size
                return outcome
            }
            outcome.alarm = .otherTree(size: size)
            let isOlder = size > 0 && size < newest.ledger.treeSize
            let prefix =
                isOlder ? try await source.prefixProof(oldSize: size, newSize: newest.ledger.treeSize) : nil
            outcome.fork = LogFork(held: theirs, offered: ours, prefix: prefix)
        } catch {
            outcome.failure = Wording(en: error.reason, zh: error.reason)
        }
        return outcome
    }
}
