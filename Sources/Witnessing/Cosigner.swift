public import HostState
public import Hosting
import Ledger
import LedgerClient
public import Logging
public import TransparencyLog
public import Values

/// Has a ledger cosigned: asks the witnesses of its policy for each new tree, all at one time and none waiting for another, and publishes
/// the newest tree that enough of them cosigned, once that is kept for good.
///
/// It follows the ledger and never stands in its way: it reads what is durable, at most one tree each `Limits.interval`, and what
/// witnesses do or leave undone is told in `CosignedLedger.status`.
public actor Cosigner {
    public struct Limits: Sendable {
        /// The shortest time between two trees that witnesses are asked about.
        public var interval: Duration = .seconds(1)
        /// After this time a newer tree is asked about, though the policy is not satisfied yet.
        public var roundMax: Duration = .seconds(15)
        /// A tree that nothing follows is cosigned again after this time, so that its cosignatures do not become old.
        public var refreshAfter: Duration = .seconds(3600)
        /// A tree that is awaited is asked about for so long before newer ones, though not every witness has cosigned it.
        public var awaitedMax: Duration = .seconds(25)
        /// How long a witness that failed is left alone: this after the first time, twice as long after each further one, …
        public var backoff: Duration = .seconds(1)
        /// … and never longer than this.
        public var backoffMax: Duration = .seconds(120)
        /// How often it is looked whether there is something to do.
        public var pause: Duration = .milliseconds(200)

        public init() {}
    }

    /// One tree that witnesses are asked about.
    struct Round {
        let number: Int
        let tree: CosignedLedger.Tree
        /// The checkpoint with the cosignatures that came.
        var signed: SignedCheckpoint
        let began: Duration
        let seen: Timestamp
    }

    /// A witness as it is known.
    struct Known {
        let conversation: WitnessConversation
        var status: WitnessingStatus.Witness
        /// The size that it should hold; nil where that is not known.
        var held: UInt64?
        /// The largest size that it is known to have cosigned.
        var cosigned: UInt64 = 0
        /// The last round in which it has nothing more to do.
        var done = 0
        var failures = 0
        var notBefore: Duration = .zero
        var isAsked = false
    }

    /// Trees for which cosignatures may still come in.
    private static let roundsMax = 4

    private let source: any CosigningSource
    private let ledger: CosignedLedger
    private let store: any CosignedHeadStore
    private let limits: Limits
    private let now: @Sendable () -> Timestamp
    private let uptime: @Sendable () -> Duration
    private let sleep: @Sendable (Duration) async throws -> Void
    private let keepFork: @Sendable (LogFork) -> String?
    private let logger: Logger

    private var witnesses: [Known]
    private var rounds: [Round] = []
    private var roundNumber = 0
    private var published: SignedCheckpoint?
    private var isKeeping = false
    private var isKeepingAwaited = false
    private var keepingFailure: String?
    /// A full disk is not asked about with every look.
    private var keepNotBefore: Duration = .zero
    private var notCosignedSince: Timestamp?

    /// - Parameters:
    ///   - ledger: where what is published is put, and what is told of the witnesses.
    ///   - peers: the witness of each of the policy's that can be asked.
    ///   - keepFork: keeps what shows that the ledger forked, and gives the place.
    public init(
        source: any CosigningSource, ledger: CosignedLedger, store: any CosignedHeadStore,
        peers: [(witness: WitnessPolicy.Witness, peer: any WitnessPeer)], limits: Limits = Limits(),
        now: @escaping @Sendable () -> Timestamp, uptime: @escaping @Sendable () -> Duration,
        sleep: @escaping @Sendable (Duration) async throws -> Void = { try await Task.sleep(for: $0) },
        keepFork: @escaping @Sendable (LogFork) -> String? = { _ in nil }, logger: Logger
    ) {
        self.source = source
        self.ledger = ledger
        self.store = store
        self.limits = limits
        self.now = now
        self.uptime = uptime
        self.sleep = sleep
        self.keepFork = keepFork
        self.logger = logger
        witnesses = peers.map { witness, peer in
            Known(
                conversation: WitnessConversation(witness: witness, peer: peer, source: source, now: now),
                status: WitnessingStatus.Witness(name: witness.name))
        }
    }

    /// Publishes again what was published before the start. Call it once, before anybody asks for it.
    public func restore() async {
        defer { tell() }
        let kept: [UInt8]?
        do throws(LogHeadStoreError) { kept = try await store.load() } catch {
            logger.error("the published checkpoint cannot be read", metadata: ["error": "\(error.reason)"])
            keepingFailure = error.reason
            return
        }
        guard let kept else { return }
        // It may have been signed before the ledger's key was exchanged.
        let note = try? await source.signedByCurrentKey(kept)
        guard
            let signed = try? Checkpoint.open(note: note ?? kept, key: source.key, cosigners: ledger.policy.cosigners)
        else {
            logger.warning("the published checkpoint is not this ledger's: it is made anew")
            return
        }
        await restore(signed)
    }

    private func restore(_ signed: SignedCheckpoint) async {
        let size = signed.checkpoint.treeSize
        do throws(StoreError) {
            guard size <= source.newest.ledger.treeSize,
                try await source.root(treeSize: size) == signed.checkpoint.root
            else {
                logger.critical(
                    "this ledger published a tree that it does not hold: it went back, or forked",
                    metadata: ["size": "\(size)"])
                return
            }
            for cosignature in signed.cosignatures {
                for place in witnesses.indices where witnesses[place].conversation.witness.key == cosignature.key {
                    witnesses[place].held = size
                    witnesses[place].cosigned = size
                    witnesses[place].status.size = size
                    witnesses[place].status.cosigned = cosignature.time.map(Timestamp.init(seconds:))
                }
            }
            notCosignedSince = signed.cosignatures.compactMap(\.time).max().map(Timestamp.init(seconds:))
            guard ledger.policy.isSatisfied(by: signed.cosignatures), !signed.cosignatures.isEmpty else { return }
            ledger.publish(try await source.tree(size, under: Array(signed.note.formatted.utf8)))
            published = signed
        } catch {
            logger.error("the published checkpoint cannot be compared", metadata: ["error": "\(error.reason)"])
        }
    }

    /// Works until the task is cancelled.
    public func run() async {
        await withTaskGroup { group in
            for place in witnesses.indices { group.addTask { await self.serve(place) } }
            group.addTask { await self.watch() }
        }
    }

    private func watch() async {
        while !Task.isCancelled {
            advance()
            await publish()
            tell()
            try? await sleep(limits.pause)
        }
    }

    private func serve(_ place: Int) async {
        while !Task.isCancelled {
            guard let round = next(for: place) else {
                try? await sleep(limits.pause)
                continue
            }
            witnesses[place].isAsked = true
            let witness = witnesses[place]
            let outcome = await witness.conversation.ask(
                round.tree, believed: witness.held, cosigned: witness.cosigned)
            witnesses[place].isAsked = false
            await take(outcome, of: place, round)
        }
    }
}

// MARK: what to ask about

extension Cosigner {
    /// What a witness is to be asked about now; nil for nothing.
    private func next(for place: Int) -> Round? {
        advance()
        let witness = witnesses[place]
        guard let round = rounds.last, witness.done < round.number, uptime() >= witness.notBefore else { return nil }
        guard witness.held ?? 0 <= round.tree.ledger.treeSize else {
            // It has a newer one.
            witnesses[place].done = round.number
            return nil
        }
        return round
    }

    /// Begins a round where one is due.
    private func advance() {
        let newest = source.newest
        let awaited = source.awaited
        guard let last = rounds.last else { return begin(awaited ?? newest) }
        let age = uptime() - last.began
        if let awaited {
            let (size, asked) = (awaited.ledger.treeSize, last.tree.ledger.treeSize)
            if size > asked {
                guard age >= limits.interval, isSettled(last, age: age) else { return }
                return begin(awaited)
            }
            // Once a witness has cosigned a newer tree it never cosigns this one.
            guard size < asked || isWhole(last) || age >= limits.awaitedMax else { return }
            source.release(upTo: size)
        }
        guard age >= limits.interval, isSettled(last, age: age) else { return }
        if newest.ledger.treeSize > last.tree.ledger.treeSize {
            begin(best(after: last.tree.ledger.treeSize, newest))
        } else if age >= limits.refreshAfter {
            begin(newest)
        }
    }

    /// Whether nothing more is worth waiting for. A witness that is left alone for a while is not waited for.
    private func isSettled(_ round: Round, age: Duration) -> Bool {
        age >= limits.roundMax || ledger.policy.isSatisfied(by: round.signed.cosignatures)
            || witnesses.allSatisfy { !$0.isAsked && ($0.done >= round.number || $0.notBefore > uptime()) }
    }

    /// Whether every witness has answered.
    private func isWhole(_ round: Round) -> Bool { witnesses.allSatisfy { $0.done >= round.number } }

    /// One of which the index covers every entry is worth more than a somewhat newer one: it shows what is complete.
    private func best(after size: UInt64, _ newest: CosignedLedger.Tree) -> CosignedLedger.Tree {
        guard let complete = source.newestComplete, complete.ledger.treeSize > size else { return newest }
        return complete
    }

    private func begin(_ tree: CosignedLedger.Tree) {
        var signed: SignedCheckpoint
        do throws(CheckpointError) {
            signed = try Checkpoint.open(
                note: tree.ledger.checkpoint, key: source.key, cosigners: ledger.policy.cosigners)
        } catch {
            preconditionFailure("the ledger signed its own checkpoint: \(error)")
        }
        // What was cosigned of the same tree before stays, until something newer comes of the same witness.
        if let before = rounds.last?.signed ?? published, before.note.text == signed.note.text { signed = before }
        roundNumber += 1
        rounds.append(Round(number: roundNumber, tree: tree, signed: signed, began: uptime(), seen: now()))
        if rounds.count > Self.roundsMax { rounds.removeFirst() }
    }
}

// MARK: what came of it

extension Cosigner {
    private func take(_ outcome: WitnessConversation.Outcome, of place: Int, _ round: Round) async {
        let name = witnesses[place].status.name
        if let held = outcome.held { witnesses[place].held = held }
        if let alarm = outcome.alarm { raise(alarm, outcome.fork, of: place) }
        if let failure = outcome.failure {
            if witnesses[place].failures == 0 {
                logger.warning("a witness did not cosign", metadata: ["witness": "\(name)", "reason": "\(failure.en)"])
            }
            witnesses[place].status.failure = failure
            let doublings = min(witnesses[place].failures, 16)
            witnesses[place].notBefore = uptime() + min(limits.backoff * (1 << doublings), limits.backoffMax)
            witnesses[place].failures += 1
        } else {
            if witnesses[place].failures > 0 {
                logger.info("a witness cosigns again", metadata: ["witness": "\(name)"])
            }
            witnesses[place].failures = 0
            witnesses[place].status.failure = nil
            witnesses[place].done = max(witnesses[place].done, round.number)
        }
        if let cosignature = outcome.cosignature {
            add(cosignature, of: place, round)
            if source.awaited?.ledger.treeSize == round.tree.ledger.treeSize { await keepAwaited(round.number) }
        }
        await publish()
        tell()
    }

    private func add(_ cosignature: NoteSignature, of place: Int, _ round: Round) {
        let size = round.tree.ledger.treeSize
        witnesses[place].cosigned = max(witnesses[place].cosigned, size)
        witnesses[place].status.size = size
        witnesses[place].status.cosigned = now()
        // A witness that holds a part of this ledger again is one that was put right.
        if case .otherTree = witnesses[place].status.alarm { witnesses[place].status.alarm = nil }
        guard let index = rounds.firstIndex(where: { $0.number == round.number }) else { return }
        do throws(CheckpointError) {
            rounds[index].signed = try rounds[index].signed.adding([cosignature], of: ledger.policy.cosigners)
        } catch {
            preconditionFailure("the cosignature was verified: \(error)")
        }
    }

    /// Keeps what was cosigned of an awaited tree; whoever is at it keeps what comes meanwhile.
    private func keepAwaited(_ number: Int) async {
        guard !isKeepingAwaited else { return }
        isKeepingAwaited = true
        defer { isKeepingAwaited = false }
        var keptCount = 0
        while let round = rounds.first(where: { $0.number == number }), round.signed.cosignatures.count > keptCount {
            keptCount = round.signed.cosignatures.count
            await source.keep(awaited: round.signed)
        }
    }

    private func raise(_ alarm: WitnessingStatus.Alarm, _ fork: LogFork?, of place: Int) {
        guard witnesses[place].status.alarm != alarm else { return }
        witnesses[place].status.alarm = alarm
        if case .wentBack(_, let size) = alarm { witnesses[place].cosigned = size }
        let kept = fork.flatMap(keepFork)
        logger.critical(
            "\(alarm.wording(of: witnesses[place].status.name).en)", metadata: kept.map { ["fork": "\($0)"] } ?? [:])
    }

    /// Publishes the newest tree that the policy accepts, with its cosignatures, where it is not published yet: first it is kept.
    private func publish() async {
        // Whoever is at it looks again when he has done.
        guard !isKeeping, uptime() >= keepNotBefore else { return }
        isKeeping = true
        defer { isKeeping = false }
        while let round = publishable() {
            let note = Array(round.signed.note.formatted.utf8)
            do throws(LogHeadStoreError) {
                try await store.keep(note)
            } catch {
                if keepingFailure == nil {
                    logger.error("what was cosigned cannot be kept", metadata: ["error": "\(error.reason)"])
                }
                keepingFailure = error.reason
                keepNotBefore = uptime() + limits.backoff
                return
            }
            keepingFailure = nil
            let isLarger = round.tree.ledger.treeSize > published?.checkpoint.treeSize ?? 0 || published == nil
            published = round.signed
            ledger.publish(
                CosignedLedger.Tree(ledger: round.tree.ledger.under(note), stated: round.tree.stated))
            // What is newer came after this round began; a late cosignature of the same tree changes nothing.
            if isLarger {
                notCosignedSince = source.newest.ledger.treeSize > round.tree.ledger.treeSize ? round.seen : nil
            }
        }
    }

    /// The newest tree that may be published and is not, or not with these cosignatures.
    private func publishable() -> Round? {
        let size = published?.checkpoint.treeSize
        return rounds.last { round in
            guard !round.signed.cosignatures.isEmpty, ledger.policy.isSatisfied(by: round.signed.cosignatures) else {
                return false
            }
            guard let size, let published else { return true }
            let own = round.tree.ledger.treeSize
            return own > size || own == size && round.signed != published
        }
    }

    /// Tells how it stands.
    private func tell() {
        let size = source.newest.ledger.treeSize
        let publishedSize = published?.checkpoint.treeSize
        if ledger.demandsCosignatures, publishedSize ?? 0 < size || publishedSize == nil {
            notCosignedSince = notCosignedSince ?? now()
        } else {
            notCosignedSince = nil
        }
        var status = WitnessingStatus()
        status.publishedSize = publishedSize
        status.notCosignedSince = notCosignedSince
        status.witnesses = witnesses.map(\.status)
        status.keepingFailure = keepingFailure
        ledger.tell(status)
    }
}

extension Timestamp {
    /// A POSIX time.
    fileprivate init(seconds: UInt64) {
        self.init(milliseconds: Int64(clamping: min(seconds, 253_402_300_799)) * 1000)
    }
}
