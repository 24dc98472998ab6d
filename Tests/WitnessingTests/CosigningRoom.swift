import HostState
import Hosting
import Ledger
import LedgerClient
import LedgerTesting
import Logging
import Synchronization
import Testing
import TransparencyLog
import Values

@testable import Witnessing

/// A ledger of bare leaves that grows when a test says so.
final class GrowingLedger: CosigningSource {
    let signer: SignerKey
    private struct State {
        var leaves: [MerkleHash] = []
        var complete = 0
        /// Of a tree that must be cosigned itself; 0 for none.
        var awaited = 0
        var keptOfAwaited: [SignedCheckpoint] = []
    }
    private let state = Mutex(State())

    /// - Parameter history: another history of the same ledger begins with another letter.
    init(_ size: Int = 0, signer: SignerKey = LedgerFixture().signer, history: String = "a") {
        self.signer = signer
        grow(to: size, history: history)
    }

    func grow(to size: Int, history: String = "a", isComplete: Bool = false) {
        state.withLock { state in
            for index in state.leaves.count..<max(size, state.leaves.count) {
                state.leaves.append(.leaf(Array("\(history) \(index)".utf8)))
            }
            if isComplete { state.complete = size }
        }
    }

    func edge(_ size: Int) -> RightEdge {
        var edge = RightEdge()
        for leaf in state.withLock({ $0.leaves[..<size] }) { edge.append(leaf) }
        return edge
    }

    func checkpoint(_ size: Int) -> Checkpoint { Checkpoint(origin: signer.name, edge: edge(size)) }

    func note(_ size: Int) -> SignedNote {
        guard let note = try? checkpoint(size).sign(with: signer) else { preconditionFailure("it can be signed") }
        return note
    }

    var key: VerifierKey { signer.verifierKey }
    var size: Int { state.withLock { $0.leaves.count } }
    var newest: CosignedLedger.Tree { tree(size, Array(note(size).formatted.utf8)) }
    var newestComplete: CosignedLedger.Tree? {
        let size = state.withLock { $0.complete }
        return size == 0 ? nil : tree(size, Array(note(size).formatted.utf8))
    }

    var awaited: CosignedLedger.Tree? {
        let size = state.withLock { $0.awaited }
        return size == 0 ? nil : tree(size, Array(note(size).formatted.utf8))
    }

    func await(_ size: Int) { state.withLock { $0.awaited = size } }
    var keptOfAwaited: [SignedCheckpoint] { state.withLock { $0.keptOfAwaited } }
    func keep(awaited signed: SignedCheckpoint) async { state.withLock { $0.keptOfAwaited.append(signed) } }
    func release(upTo treeSize: UInt64) {
        state.withLock { state in if state.awaited <= Int(treeSize) { state.awaited = 0 } }
    }

    private func tree(_ size: Int, _ checkpoint: [UInt8]) -> CosignedLedger.Tree {
        CosignedLedger.Tree(
            ledger: PublishedLedger(
                checkpoint: checkpoint, treeSize: UInt64(size), registry: Registry(origin: signer.name),
                lastArrival: nil),
            stated: nil)
    }

    func tree(_ treeSize: UInt64, under checkpoint: [UInt8]) async throws(StoreError) -> CosignedLedger.Tree {
        tree(Int(treeSize), checkpoint)
    }

    func root(treeSize: UInt64) async throws(StoreError) -> MerkleHash { edge(Int(treeSize)).root }

    func consistencyProof(oldSize: UInt64, newSize: UInt64) async throws(StoreError) -> ConsistencyProof {
        guard let proof = try? span(oldSize, newSize).consistencyProof() else { throw .missing("\(oldSize)") }
        return proof
    }

    func prefixProof(oldSize: UInt64, newSize: UInt64) async throws(StoreError) -> PrefixProof {
        PrefixProof(
            oldRoot: edge(Int(oldSize)).root,
            proof: try await consistencyProof(oldSize: oldSize, newSize: newSize))
    }

    private func span(_ old: UInt64, _ new: UInt64) -> SpanProof {
        SpanProof(
            edge: edge(Int(old)), leafHashes: state.withLock { Array($0.leaves[Int(old)..<Int(new)]) })
    }
}

/// A witness in this process, as it behaves when a test says so.
final class ActedWitness: WitnessPeer {
    enum Manner: Sendable {
        case honest
        /// Nobody answers.
        case away
        /// Answers only once it is honest again, after it has kept what it cosigned.
        case slow
        /// Refuses with this status and says nothing else.
        case refusing(Int)
        /// Gives these lines instead of its own.
        case answering(@Sendable (AddCheckpoint) -> [NoteSignature])
        /// Says that it holds so many.
        case claiming(UInt64)
    }

    let key: CosignerKey
    let store: SimulatedWitnessStore
    private let witness: LedgerWitness
    private let manner = Mutex((manner: Manner.honest, questions: 0, cosigned: 0))

    init(_ number: Int, watching ledger: VerifierKey, clock: ManualClock) {
        guard
            let signer = try? SignerKey(name: "w\(number).example", seed: [UInt8](repeating: UInt8(number), count: 32))
        else { preconditionFailure("a well-formed name") }
        let key = CosignerKey(signer)
        self.key = key
        store = SimulatedWitnessStore([ledger])
        witness = LedgerWitness(
            logs: store, store: store, key: { () throws(LogHeadStoreError) in key }, now: { clock.now() })
    }

    func behave(_ new: Manner) { manner.withLock { $0.manner = new } }

    /// How often it was asked.
    var questionCount: Int { manner.withLock { $0.questions } }

    func add(_ question: AddCheckpoint) async -> WitnessClient.Answer {
        let manner = manner.withLock { state in
            state.questions += 1
            return state.manner
        }
        switch manner {
        case .away: return .failed(reason: Wording(en: "nobody answers", zh: "无应答"))
        case .refusing(let status): return .refused(status: status, reason: Wording(en: "no", zh: "不"))
        case .answering(let lines): return .cosigned(lines(question))
        case .claiming(let size): return .holds(size: size)
        case .honest: return await honest(question)
        case .slow:
            let answer = await honest(question)
            while case .slow = self.manner.withLock({ $0.manner }), !Task.isCancelled {
                try? await Task.sleep(for: .milliseconds(1))
            }
            return answer
        }
    }

    private func honest(_ question: AddCheckpoint) async -> WitnessClient.Answer {
        do throws(LedgerWitness.Refusal) {
            let line = try await witness.add(Array(question.formatted.utf8))
            return .cosigned(WitnessReply.signatures(Array(line.utf8)) ?? [])
        } catch {
            switch error {
            case .refused(.otherSize(let held)): return .holds(size: held)
            case .refused(.unknownLog): return .refused(status: 404, reason: Wording(en: "unknown", zh: "未知"))
            case .refused(let refusal): return .refused(status: 422, reason: refusal.wording)
            case .lost, .clockBehind, .unavailable:
                return .refused(status: 503, reason: Wording(en: "not now", zh: "暂不可用"))
            }
        }
    }

    func checkpoint(ofOrigin origin: String) async -> [UInt8]? {
        if case .away = manner.withLock({ $0.manner }) { return nil }
        return try? await witness.checkpoint(ofOriginHash: Checkpoint.originHash(origin))
    }
}

/// Keeps the published note in memory, and fails when it is told to.
final class KeptNote: CosignedHeadStore {
    private let state = Mutex((note: [UInt8]?.none, isFailing: false, keptCount: 0))

    init(_ note: [UInt8]? = nil) { state.withLock { $0.note = note } }

    func fail(_ isFailing: Bool) { state.withLock { $0.isFailing = isFailing } }
    var note: [UInt8]? { state.withLock { $0.note } }
    var keptCount: Int { state.withLock { $0.keptCount } }

    func load() async throws(LogHeadStoreError) -> [UInt8]? { note }

    func keep(_ note: [UInt8]) async throws(LogHeadStoreError) {
        let isKept = state.withLock { state in
            guard !state.isFailing else { return false }
            state.note = note
            state.keptCount += 1
            return true
        }
        guard isKept else { throw LogHeadStoreError(.cannotWrite, reason: "the disk is full") }
    }
}

/// A ledger, three witnesses of its policy, and the cosigner between them.
struct CosigningRoom: Sendable {
    let ledger: GrowingLedger
    let clock = ManualClock(Timestamp(milliseconds: 1_772_323_200_000))
    let witnesses: [ActedWitness]
    let policy: WitnessPolicy
    let cosigned: CosignedLedger
    let kept: KeptNote
    let forks = Forks()

    final class Forks: Sendable {
        private let found = Mutex<[LogFork]>([])
        var all: [LogFork] { found.withLock { $0 } }
        func keep(_ fork: LogFork) -> String? {
            found.withLock { $0.append(fork) }
            return "fork.json"
        }
    }

    /// - Parameter quorum: `any`, `all` or a number; nil for none.
    init(_ size: Int = 5, quorum: String? = "2", kept: KeptNote = KeptNote(), ledger: GrowingLedger? = nil) throws {
        let ledger = ledger ?? GrowingLedger(size)
        self.ledger = ledger
        self.kept = kept
        let clock = clock
        let witnesses = (1...3).map { ActedWitness($0, watching: ledger.key, clock: clock) }
        self.witnesses = witnesses
        let lines = witnesses.enumerated().map { "witness w\($0.offset + 1) \($0.element.key.verifierKey)\n" }.joined()
        let rule = quorum.map { "group g \($0) w1 w2 w3\nquorum g\n" } ?? "quorum none\n"
        policy = try WitnessPolicy.parse("log \(ledger.key)\n\(lines)\(rule)")
        cosigned = CosignedLedger(policy: policy)
    }

    static var quick: Cosigner.Limits {
        var limits = Cosigner.Limits()
        (limits.interval, limits.pause) = (.milliseconds(1), .milliseconds(1))
        (limits.backoff, limits.backoffMax) = (.milliseconds(1), .milliseconds(4))
        return limits
    }

    func cosigner(_ limits: Cosigner.Limits = Self.quick) -> Cosigner {
        let (clock, forks) = (clock, forks)
        return Cosigner(
            source: ledger, ledger: cosigned, store: kept,
            peers: zip(policy.witnesses, witnesses).map { ($0, $1) }, limits: limits, now: { clock.now() },
            uptime: LedgerIdentity.uptime(), keepFork: { forks.keep($0) },
            logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() })
    }

    /// Runs the cosigner while `body` works.
    func running(_ limits: Cosigner.Limits = Self.quick, _ body: () async throws -> Void) async throws {
        let cosigner = cosigner(limits)
        await cosigner.restore()
        let task = Task { await cosigner.run() }
        defer { task.cancel() }
        try await body()
    }

    /// The published checkpoint, opened; nil for none.
    var published: SignedCheckpoint? {
        cosigned.newest.flatMap {
            try? Checkpoint.open(note: $0.ledger.checkpoint, key: ledger.key, cosigners: policy.cosigners)
        }
    }

    /// Waits until a tree of this size is published.
    func untilPublished(_ size: Int, sourceLocation: SourceLocation = #_sourceLocation) async throws {
        try await until("\(size) entries to be published", sourceLocation) {
            published?.checkpoint.treeSize == UInt64(size)
        }
        let found = try #require(published, sourceLocation: sourceLocation)
        #expect(found.checkpoint == ledger.checkpoint(size), sourceLocation: sourceLocation)
        #expect(policy.isSatisfied(by: found.cosignatures), sourceLocation: sourceLocation)
        #expect(kept.note != nil, sourceLocation: sourceLocation)
    }

    func status(_ number: Int) -> WitnessingStatus.Witness? {
        cosigned.status.witnesses.first { $0.name == "w\(number)" }
    }

    func until(
        _ what: String, _ sourceLocation: SourceLocation = #_sourceLocation, _ condition: () -> Bool
    ) async throws {
        let deadline = ContinuousClock.now + .seconds(30)
        while !condition() {
            try #require(ContinuousClock.now < deadline, "waited too long for \(what)", sourceLocation: sourceLocation)
            try await Task.sleep(for: .milliseconds(1))
        }
    }
}
