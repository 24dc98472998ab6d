public import Ledger
public import TransparencyLog
public import Values

/// A witness of other hosts' ledgers (C2SP tlog-witness): cosigns a checkpoint that continues what it cosigned before, once that is kept
/// for good.
///
/// It keeps no state in memory: of two requests for one log at one time the store decides which was first, and the other is judged
/// again by what it kept.
public struct LedgerWitness: Sendable {
    /// Why nothing was cosigned.
    public enum Refusal: Error, Sendable {
        case refused(AddCheckpoint.Refusal)
        /// What was cosigned of this log is not there any more: it might be made to fork.
        case lost(origin: String)
        /// The clock is far behind the newest cosignature: an older time for a larger tree would be a lie.
        case clockBehind(seconds: UInt64)
        /// What is kept cannot be read or written; nothing was cosigned.
        case unavailable(LogHeadStoreError)
    }

    /// How far back the clock may go without anybody being told: then the time of the newest cosignature is used again, in seconds.
    public static let clockToleranceSeconds: UInt64 = 300
    /// For so long a cosignature is given again without a new one being made, in seconds: whoever asks again and again makes nobody write.
    public static let repeatSeconds: UInt64 = 30

    private let logs: any WitnessedLogs
    private let store: any WitnessStore
    private let key: @Sendable () throws(LogHeadStoreError) -> any CheckpointCosigner
    private let besides: @Sendable () throws(LogHeadStoreError) -> [any CheckpointCosigner]
    private let now: @Sendable () -> Timestamp
    private let onContradiction: @Sendable (LogFork) -> Void

    /// - Parameters:
    ///   - key: reads the witness's key, which may be made after this.
    ///   - besides: reads the keys by which it cosigns too, all of the same name: the one before, for those whose policies do not name the other yet, and one by
    ///     ML-DSA-44.
    ///   - onContradiction: is told of two checkpoints of one log that contradict each other, both signed by it.
    public init(
        logs: any WitnessedLogs, store: any WitnessStore,
        key: @escaping @Sendable () throws(LogHeadStoreError) -> any CheckpointCosigner,
        besides: @escaping @Sendable () throws(LogHeadStoreError) -> [any CheckpointCosigner] = { [] },
        now: @escaping @Sendable () -> Timestamp,
        onContradiction: @escaping @Sendable (LogFork) -> Void = { _ in }
    ) {
        self.logs = logs
        self.store = store
        self.key = key
        self.besides = besides
        self.now = now
        self.onContradiction = onContradiction
    }

    /// The witness's verifier key, for others' policies; nil where it watches no log, and may have no key.
    public func verifierKey() throws(LogHeadStoreError) -> VerifierKey? {
        try logs.keys().isEmpty ? nil : key().verifierKey
    }

    /// Takes the body of `add-checkpoint`. Gives the cosignature as a signature line, and that of each further key as another; by then
    /// they are kept for good.
    public func add(_ body: [UInt8]) async throws(Refusal) -> String {
        let asked: AddCheckpoint
        do throws(AddCheckpoint.Malformation) { asked = try AddCheckpoint.parse(body) } catch {
            throw .refused(.malformed(error))
        }
        let outcome: Result<String, Refusal>
        do throws(LogHeadStoreError) { outcome = try await add(asked, keys: keys(of: asked.origin)) } catch {
            throw .unavailable(error)
        }
        return try outcome.get()
    }

    /// What the witness cosigned last of a log that it watches, with the log's signature and its own; nil for nothing.
    /// - Parameter originHash: as `Checkpoint.originHash` gives it.
    public func checkpoint(ofOriginHash originHash: String) async throws(LogHeadStoreError) -> [UInt8]? {
        let names = Set(try logs.keys().map(\.name))
        guard let origin = names.first(where: { Checkpoint.originHash($0) == originHash }) else { return nil }
        let state = try await store.state(of: origin)
        return state?.isEmpty == false ? state : nil
    }

    private func keys(of origin: String) throws(LogHeadStoreError) -> [VerifierKey] {
        try logs.keys().filter { $0.name.utf8.elementsEqual(origin.utf8) }
    }

    /// Others may be faster so many times; each was progress of theirs.
    private static let roundsMax = 16

    private func add(
        _ asked: AddCheckpoint, keys: [VerifierKey]
    ) async throws(LogHeadStoreError) -> Result<String, Refusal> {
        for _ in 0..<Self.roundsMax {
            let held = try await store.state(of: asked.origin)
            let outcome: Outcome
            do throws(Refusal) {
                outcome = try answer(asked, keys: keys, held: held, with: try signing(keys))
            } catch {
                return .failure(error)
            }
            switch outcome {
            case .again(let line): return .success(line)
            case .new(let note, let line):
                if try await store.replace(held ?? [], with: note, of: asked.origin) { return .success(line) }
            }
        }
        throw LogHeadStoreError(.busy, reason: "\(asked.origin): others write what was cosigned")
    }

    /// The key, for a log that is watched; no key is needed to refuse the others.
    private func signing(_ keys: [VerifierKey]) throws(Refusal) -> [any CheckpointCosigner] {
        guard !keys.isEmpty else { return [] }
        do throws(LogHeadStoreError) {
            let first = try key()
            return [first] + (try besides()).filter { $0.verifierKey != first.verifierKey }
        } catch {
            throw .unavailable(error)
        }
    }

    private enum Outcome {
        /// The cosignatures that were made a moment ago.
        case again(line: String)
        /// To be kept before the line is given.
        case new(note: [UInt8], line: String)
    }

    private func answer(
        _ asked: AddCheckpoint, keys: [VerifierKey], held: [UInt8]?, with own: [any CheckpointCosigner]
    ) throws(Refusal) -> Outcome {
        // On the list, and what was cosigned of it is not there: whatever is asked, it is not begun anew.
        if held == nil, !keys.isEmpty { throw .lost(origin: asked.origin) }
        let kept = try held.flatMap { bytes throws(Refusal) in try WitnessedHead(bytes, of: asked.origin) }
        let accepted: AddCheckpoint.Acceptance
        do throws(AddCheckpoint.Refusal) {
            accepted = try asked.judge(keys: keys, held: kept?.checkpoint)
        } catch {
            if error.isContradiction, let held, kept != nil {
                onContradiction(LogFork(held: held, offered: Array(asked.note.formatted.utf8)))
            }
            throw .refused(error)
        }
        guard !own.isEmpty else { preconditionFailure("what no key of a watched log signed is not accepted") }
        // By whichever of its keys it was, also one that was exchanged since: all have one name.
        let last = kept?.newestTime(of: own[0].verifierKey.name)
        let time = try time(after: last)
        if let kept, kept.checkpoint == accepted.checkpoint, let last, time - last < Self.repeatSeconds {
            let lines = own.compactMap { kept.line(by: $0.verifierKey) }
            if lines.count == own.count { return .again(line: lines.joined()) }
        }
        // One by a library that fails is missing; the first, which every policy may ask for, never is.
        let cosignatures = own.compactMap { $0.cosign(accepted.checkpoint, time: time) }
        // A log has a key or two: whatever else came with the checkpoint is not kept.
        guard let note = try? SignedNote(text: asked.note.text, signatures: accepted.signatures + cosignatures) else {
            throw .refused(.malformed(.note(.tooManySignatures(max: SignedNote.signatureCountMax))))
        }
        return .new(note: Array(note.formatted.utf8), line: cosignatures.map(\.line).joined())
    }

    /// The time of a new cosignature: never before that of the one before.
    private func time(after last: UInt64?) throws(Refusal) -> UInt64 {
        let now = UInt64(max(1, self.now().milliseconds / 1000))
        guard let last, last > now else { return now }
        guard last - now <= Self.clockToleranceSeconds else { throw .clockBehind(seconds: last - now) }
        return last
    }
}

/// What was cosigned last, read from where it is kept.
private struct WitnessedHead {
    let note: SignedNote
    let checkpoint: Checkpoint

    /// Nil where nothing was cosigned. What is kept and makes no sense is an error, never a new beginning.
    init?(_ bytes: [UInt8], of origin: String) throws(LedgerWitness.Refusal) {
        guard !bytes.isEmpty else { return nil }
        guard let note = try? SignedNote.parse(bytes), let checkpoint = try? Checkpoint.parse(note.text),
            checkpoint.origin.utf8.elementsEqual(origin.utf8)
        else {
            throw .unavailable(
                LogHeadStoreError(.cannotRead, reason: "what was cosigned of \(origin) is no checkpoint of it"))
        }
        self.note = note
        self.checkpoint = checkpoint
    }

    private func signature(by key: VerifierKey) -> NoteSignature? {
        note.signatures.last { $0.name.utf8.elementsEqual(key.name.utf8) && $0.keyID == key.id }
    }

    /// When anything was cosigned under a name last.
    func newestTime(of name: String) -> UInt64? {
        note.signatures.filter { $0.name.utf8.elementsEqual(name.utf8) }
            .compactMap { Cosignature.parse($0.signature)?.time }.max()
    }

    func line(by key: VerifierKey) -> String? { signature(by: key)?.line }
}
