public import Logging
import TransparencyLog
import Values
import VerifiableIndex

/// The only writer of a ledger: takes pushes and admin notes one after another and commits whatever waits as one group.
///
/// Reading and hashing are done before anything reaches it; what is left is to check that each push continues its journal, to
/// extend the tree, to sign and to commit. An answer leaves only when the commit is durable and the signed-head file has it.
///
/// It knows no trade: what an event says is made of its body once, by `read`, and handed on to every consumer of the commit.
public actor Sequencer<Reading: Sendable> {
    public typealias Limits = SequencerLimits

    /// A push that was admitted, with what was made of those of its events that were new when it came.
    struct ReadPush: Sendable {
        let request: PushRequest
        /// Offset in the push of the first event that was read.
        let firstRead: Int
        let readings: [Reading]
    }

    enum Work {
        case push(ReadPush, CheckedContinuation<Result<PushReceipt, PushRefusal>, Never>)
        case admin([UInt8], DefinitionEntry?, CheckedContinuation<Result<AdminReceipt, AdminRefusal>, Never>)
    }

    let identity: LedgerIdentity
    let store: any LedgerStore
    let memory: any SignedHeadStore
    let observer: any LedgerObserver<Reading>
    let read: @Sendable (ArraySlice<UInt8>) -> Reading
    let limits: Limits
    let logger: Logger
    /// What everybody may read without asking this actor.
    public nonisolated let publication: LedgerPublication

    /// What this actor is doing, for whoever must not wait for it.
    public nonisolated let progress: CommitProgress
    var tip: LedgerTip
    var clock: ArrivalClock
    /// The newest checkpoint that is durable: the one to publish.
    public private(set) var checkpoint: [UInt8]
    /// The operators and devices as of the newest commit.
    public private(set) var registry: Registry
    var journals: [JournalName: JournalState] = [:]

    var waiting: [Work] = []
    var waitingBytes = 0
    var isCommitting = false
    let making: StateMaking?
    var schedule: StateSchedule
    var lastStateTime: Timestamp?
    /// Waits for when a state of the index is due.
    var wake: Task<Void, Never>?
    var stopReason: String?

    /// - Parameters:
    ///   - making: who says what the state entries of the index are; nil to make none.
    ///   - read: makes of an event's body what the consumers of a commit want of it; called beside the sequencer, once for each
    ///     new event.
    public init(
        _ recovered: RecoveredLedger, identity: LedgerIdentity, store: any LedgerStore, memory: any SignedHeadStore,
        observer: any LedgerObserver<Reading>, making: StateMaking? = nil, limits: Limits = Limits(), logger: Logger,
        read: @escaping @Sendable (_ body: ArraySlice<UInt8>) -> Reading
    ) {
        self.identity = identity
        self.store = store
        self.memory = memory
        self.observer = observer
        self.read = read
        self.limits = limits
        self.logger = logger
        self.making = making
        schedule = StateSchedule(
            making?.limits ?? StateSchedule.Limits(),
            uncoveredCount: recovered.tip.treeSize - (making?.coveredUpTo ?? 0), now: identity.uptime())
        lastStateTime = making?.newest?.time
        progress = CommitProgress(uptime: identity.uptime)
        tip = recovered.tip
        clock = ArrivalClock(last: recovered.lastArrival, now: identity.now)
        _ = clock.read(after: recovered.lastArrival, logger)
        checkpoint = recovered.checkpoint
        registry = recovered.registry
        publication = LedgerPublication(
            PublishedLedger(
                checkpoint: recovered.checkpoint, treeSize: recovered.tip.treeSize, registry: recovered.registry,
                lastArrival: recovered.lastArrival))
    }

    public var treeSize: UInt64 { tip.treeSize }

    /// The checkpoint to publish and the registry as of just that tree; read one after the other they might be of two trees.
    public nonisolated var published: PublishedLedger { publication.newest }

    /// Nil while the ledger takes entries; else why it no longer does.
    public var stopped: String? { stopReason }

    /// How far the host's clock is behind the newest arrival, in milliseconds; 0 where it is not.
    public var clockBehindMilliseconds: Int64 { clock.behindMilliseconds }

    /// Pushes and admin notes that wait for the commit after the one that is being made.
    public var waitingCount: Int { waiting.count }

    /// Takes a push and answers when it is durable, or says why it is not taken.
    public nonisolated func push(_ request: PushRequest) async throws(PushRefusal) -> PushReceipt {
        // The signature is checked here, beside the sequencer and not in it: it costs as much as hashing a hundred entries.
        let (key, held) = try await standing(of: request)
        guard (try? Checkpoint.open(note: request.note, key: key)) != nil else { throw .badSignature }
        return try await enqueue(read(request, after: held))
    }

    /// Reads the events that are new, once it is known that the push continues its journal: who sends another history costs
    /// nobody any reading.
    nonisolated func read(_ request: PushRequest, after held: JournalState?) -> ReadPush {
        var edge = held?.edge ?? RightEdge()
        let none = ReadPush(request: request, firstRead: request.entries.count, readings: [])
        guard request.range.lowerBound <= edge.treeSize, edge.treeSize <= request.range.upperBound else { return none }
        let first = Int(edge.treeSize - request.from)
        for leafHash in request.leafHashes[first...] { edge.append(leafHash) }
        guard edge.root == request.checkpoint.root else { return none }
        let readings = (first..<request.entries.count).map { read(request.body(at: $0)) }
        return ReadPush(request: request, firstRead: first, readings: readings)
    }

    func enqueue(_ push: ReadPush) async throws(PushRefusal) -> PushReceipt {
        if let stopReason { throw .stopped(reason: stopReason) }
        let request = push.request
        let size = request.entries.reduce(0) { $0 + $1.count }
        guard waiting.count < limits.waitingMax, waitingBytes + size <= limits.waitingBytesMax else {
            throw .busy(retryAfterSeconds: 1)
        }
        waitingBytes += size
        return try await withCheckedContinuation { continuation in
            waiting.append(.push(push, continuation))
            commitSoon()
        }.get()
    }

    /// Appends an admin note and answers when it is durable.
    /// - Parameter definition: the text of the file that the note adopts, to stand before it.
    public func append(
        adminNote: [UInt8], definition: DefinitionEntry? = nil
    ) async throws(AdminRefusal) -> AdminReceipt {
        if let stopReason { throw .stopped(reason: stopReason) }
        guard waiting.count < limits.waitingMax else { throw .busy(retryAfterSeconds: 1) }
        return try await withCheckedContinuation { continuation in
            waiting.append(.admin(adminNote, definition, continuation))
            commitSoon()
        }.get()
    }

    /// Refuses everything from now on and returns when what was waiting is answered.
    public func drain() async {
        let reason = stopReason ?? "the daemon is stopping"
        stopReason = reason
        publication.stop(reason)
        wake?.cancel()
        while isCommitting {
            await withCheckedContinuation { drained.append($0) }
        }
    }

    var drained: [CheckedContinuation<Void, Never>] = []

    /// The key that must have signed a push, and what is held of its journal.
    func standing(
        of request: PushRequest
    ) async throws(PushRefusal) -> (key: VerifierKey, held: JournalState?) {
        if let stopReason { throw .stopped(reason: stopReason) }
        let standing = registry.standing(of: request.journal, under: request.checkpoint)
        guard standing == .good, let device = registry.devices[request.journal] else { throw .standing(standing) }
        return (device.key, try await state(of: request.journal))
    }

    func commitSoon() {
        guard !isCommitting else { return }
        isCommitting = true
        Task { await self.commitAll() }
    }

    func commitAll() async {
        await commitState()
        while !waiting.isEmpty {
            await commitGroup()
            await commitState()
        }
        isCommitting = false
        wakeForState()
        for continuation in drained { continuation.resume() }
        drained = []
    }

    /// Commits the longest run of waiting work that fits one commit.
    func commitGroup() async {
        progress.begin()
        defer { progress.end() }
        var pending = PendingCommit<Reading>(tip: tip, registry: registry, lastArrival: clock.last)
        var answers: [@Sendable (StoreError?, [UInt8]) -> Void] = []
        var next = 0
        while next < waiting.count, pending.byteCount < limits.commitBytesMax {
            // The array may grow while a journal's state is loaded; what stands before `next` stays where it is.
            answers.append(await take(waiting[next], into: &pending))
            next += 1
        }
        release(next)
        let failure = await commit(&pending)
        if failure == nil { schedule.committed(pending.batch.entries.count, at: identity.uptime()) }
        for answer in answers { answer(failure, checkpoint) }
        if let failure, failure.isFatal { stop(failure.reason) }
    }

    func release(_ count: Int) {
        for case .push(let push, _) in waiting.prefix(count) {
            waitingBytes -= push.request.entries.reduce(0) { $0 + $1.count }
        }
        waiting.removeFirst(count)
    }

    func take(
        _ work: Work, into pending: inout PendingCommit<Reading>
    ) async -> @Sendable (StoreError?, [UInt8]) -> Void {
        let first = pending.first
        switch work {
        case .push(let push, let continuation):
            let outcome: Result<ClosedRange<UInt64>?, PushRefusal>
            do throws(PushRefusal) {
                outcome = .success(try await take(push, into: &pending))
            } catch {
                outcome = .failure(error)
            }
            return { failure, checkpoint in
                continuation.resume(returning: Self.receipt(outcome, failure, checkpoint, first: first))
            }
        case .admin(let note, let definition, let continuation):
            let outcome: Result<UInt64, AdminRefusal>
            do throws(Registry.Refusal) {
                guard identity.canSign(after: note) else { throw .nextKeyNotHeld }
                let now = clock.read(after: pending.lastArrival, logger)
                outcome = .success(try pending.append(adminNote: note, definition: definition, now: now))
            } catch {
                outcome = .failure(.refused(error))
            }
            return { failure, checkpoint in
                continuation.resume(returning: Self.receipt(outcome, failure, checkpoint, first: first))
            }
        }
    }

    static func receipt(
        _ outcome: Result<UInt64, AdminRefusal>, _ failure: StoreError?, _ checkpoint: [UInt8], first: UInt64
    ) -> Result<AdminReceipt, AdminRefusal> {
        if let failure {
            switch outcome {
            case .success: return .failure(AdminRefusal(failure))
            // What stands already stands only with the commit.
            case .failure(.refused(.alreadyHeld(let entry))) where entry >= first:
                return .failure(AdminRefusal(failure))
            case .failure: break
            }
        }
        return outcome.map { AdminReceipt(entry: $0, checkpoint: checkpoint) }
    }

    /// - Parameter first: the first entry of the commit: a refusal that rests on one of the commit's own holds only if that
    ///   entry became durable.
    static func receipt(
        _ outcome: Result<ClosedRange<UInt64>?, PushRefusal>, _ failure: StoreError?, _ checkpoint: [UInt8],
        first: UInt64
    ) -> Result<PushReceipt, PushRefusal> {
        if let failure {
            guard case .failure(let refusal) = outcome, refusal.decidingEntry ?? 0 < first else {
                return .failure(PushRefusal(failure))
            }
        }
        return outcome.map { PushReceipt(entries: $0, checkpoint: checkpoint) }
    }

    func state(
        of journal: JournalName, in pending: PendingCommit<Reading>? = nil
    ) async throws(PushRefusal) -> JournalState? {
        if let state = pending?.journals[journal] ?? journals[journal] { return state }
        do throws(StoreError) {
            return try await store.journal(journal)
        } catch {
            throw PushRefusal(error)
        }
    }

    /// Signs, commits, remembers; nil when it is durable.
    func commit(_ pending: inout PendingCommit<Reading>) async -> StoreError? {
        guard !pending.isEmpty else { return nil }
        // Should the store refuse, this signature is never shown to anybody and dies with this function.
        let batch = pending.seal(identity.checkpoint(of: pending.tip.edge))
        progress.reach(.store)
        do throws(StoreError) {
            try await store.append(batch, expecting: tip.treeSize)
        } catch {
            logger.error("commit failed", metadata: ["entries": "\(batch.entries.count)", "error": "\(error)"])
            return error
        }
        progress.reach(.signedHead)
        do throws(SignedHeadError) {
            try memory.keep(batch.checkpoint)
        } catch {
            // The entries are durable and their checkpoint must not be published without the signed-head file.
            return .outcomeUnknown(reason: "the signed-head file could not be written: \(error.reason)")
        }
        // Derived state first: whoever sees the new checkpoint finds every entry under it in the index.
        progress.reach(.consumers)
        await observer.committed(CommittedGroup(pending, clockBehindMilliseconds: clock.behindMilliseconds))
        install(pending, batch.checkpoint)
        return nil
    }

    func install(_ pending: PendingCommit<Reading>, _ signed: [UInt8]) {
        tip = pending.tip
        registry = pending.registry
        clock.last = pending.lastArrival
        checkpoint = signed
        publication.publish(
            PublishedLedger(
                checkpoint: signed, treeSize: tip.treeSize, registry: registry, lastArrival: pending.lastArrival,
                isComplete: pending.endsInState))
        if journals.count + pending.journals.count > limits.cachedJournalsMax { journals.removeAll() }
        journals.merge(pending.journals) { $1 }
    }

    func stop(_ reason: String) {
        stopReason = reason
        publication.stop(reason)
        for work in waiting {
            switch work {
            case .push(_, let continuation): continuation.resume(returning: .failure(.stopped(reason: reason)))
            case .admin(_, _, let continuation): continuation.resume(returning: .failure(.stopped(reason: reason)))
            }
        }
        waiting = []
        observer.stopped(reason)
    }
}
