public import Journals
import Ledger
import LedgerClient
import LedgerProtocol
public import TransparencyLog

/// Brings a journal to its ledger, and holds the ledger to what it has signed and acknowledged before; also where nothing waits.
public struct Pusher: Sendable {
    private let journal: DeviceJournal
    private let device: VerifierKey
    private let ledger: any PushTarget
    private let keeper: HeadKeeper

    /// - Parameters:
    ///   - device: the key of the journal's device.
    ///   - keeper: knows the ledger's key and what is remembered of it, by this journal among others.
    public init(journal: DeviceJournal, device: VerifierKey, ledger: any PushTarget, keeper: HeadKeeper) {
        self.journal = journal
        self.device = device
        self.ledger = ledger
        self.keeper = keeper
    }

    /// What a push came to.
    public struct Outcome: Hashable, Sendable {
        /// Events that the ledger acknowledged now.
        public var pushed: UInt64
        /// False where private values stay with this device, because the host keeps none.
        public var keepsDisclosures: Bool

        public init(pushed: UInt64 = 0, keepsDisclosures: Bool = true) {
            self.pushed = pushed
            self.keepsDisclosures = keepsDisclosures
        }
    }

    /// Asks the ledger for its head, holds it to its word, then sends what waits.
    ///
    /// - Parameter progress: is told how many events are acknowledged.
    public func run(
        progress: @Sendable (UInt64) -> Void = { _ in }
    ) async throws(PushFailure) -> Outcome {
        try await check()
        var outcome = Outcome()
        while let push = try await nextPush() {
            progress(outcome.pushed)
            try await send(push)
            outcome.pushed += UInt64(push.entries.count)
        }
        outcome.keepsDisclosures = try await bringDisclosures()
        return outcome
    }

    /// Holds the ledger to its word, and to what it acknowledged of this journal; sends nothing.
    ///
    /// That it is the right ledger comes before what it says of this journal.
    public func check() async throws(PushFailure) {
        let question = try await ask()
        try await hold(
            try await asking { () async throws(LedgerClientError) in try await ledger.checkpoint() }, question)
        try await compare()
    }

    private func send(_ push: PushRequest) async throws(PushFailure) {
        let question = try await ask()
        let receipt = try await asking { () async throws(LedgerClientError) in try await ledger.push(push) }
        let head = try await hold(receipt.checkpoint, question)
        if let last = receipt.entries?.upperBound, last >= head.treeSize {
            throw .dishonest(.beyondItsTree(entry: last, treeSize: head.treeSize))
        }
        // Nothing counts as acknowledged before the head under which it was is held.
        try await storing { () async throws(StoreError) in try await journal.acknowledge(push) }
    }

    /// Private values follow the events that seal them. A host that keeps none leaves them with this device, where they are.
    private func bringDisclosures() async throws(PushFailure) -> Bool {
        while true {
            let next = try await storing { () async throws(StoreError) in try await journal.nextDisclosures() }
            guard let next else { return true }
            do throws(LedgerClientError) {
                try await ledger.bring(next, of: journal.name)
            } catch {
                if case .refused(let problem) = error, problem.isThatNoneAreKept { return false }
                throw .ledger(error)
            }
            try await storing { () async throws(StoreError) in try await journal.acknowledge(next) }
        }
    }
}

extension Pusher {
    /// What the ledger holds of this journal must be all that it has acknowledged, and nothing that this journal lacks.
    private func compare() async throws(PushFailure) {
        // Another process may push meanwhile: what was acknowledged is read before asking, what is held after.
        let acknowledged = try await head().pushed.edge
        let held = try await asking { () async throws(LedgerClientError) in try await ledger.journal(journal.name) }
        let own = try await head()
        guard (held?.size ?? 0) >= acknowledged.treeSize else {
            throw .dishonest(.lost(acknowledged: acknowledged.treeSize, held: held?.size ?? 0))
        }
        guard let held else { return }
        guard let signed = try? Checkpoint.open(note: held.checkpoint, key: device).checkpoint,
            signed.treeSize == held.size
        else { throw .dishonest(.unsigned(held: held.size)) }
        // What this device signed and this journal does not have was signed from another copy of it.
        guard held.size <= own.size else { throw .oldCopy(own: own.size, held: held.size) }
        for edge in [acknowledged, own.edge] where edge.treeSize == held.size && edge.root != signed.root {
            throw .oldCopy(own: own.size, held: held.size)
        }
    }

    private func head() async throws(PushFailure) -> JournalHead {
        try await storing { () async throws(StoreError) in try await journal.head() }
    }

    private func nextPush() async throws(PushFailure) -> PushRequest? {
        try await storing { () async throws(StoreError) in try await journal.nextPush() }
    }

    private func ask() async throws(PushFailure) -> HeadKeeper.Question {
        do throws(HoldingFailure) { return try await keeper.ask() } catch { throw .holding(error) }
    }

    @discardableResult
    private func hold(_ note: [UInt8], _ question: HeadKeeper.Question) async throws(PushFailure) -> Checkpoint {
        do throws(HoldingFailure) { return try await keeper.hold(note, to: question) } catch { throw .holding(error) }
    }

    private func storing<Value: Sendable>(
        _ body: () async throws(StoreError) -> Value
    ) async throws(PushFailure) -> Value {
        do throws(StoreError) { return try await body() } catch { throw .journal(error) }
    }

    private func asking<Value: Sendable>(
        _ body: () async throws(LedgerClientError) -> Value
    ) async throws(PushFailure) -> Value {
        do throws(LedgerClientError) { return try await body() } catch { throw .ledger(error) }
    }
}
