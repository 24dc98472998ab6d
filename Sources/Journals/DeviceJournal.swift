public import EPCIS
public import Evidence
public import Ledger
public import TransparencyLog

/// A device's own journal: events are appended at once, without any network, and one signature stands behind all of them.
public actor DeviceJournal {
    /// Events in one push, and their bytes: small enough for a slow line, large enough to be fast.
    public static let pushEventsMax = 4096
    public static let pushBytesMax = 8 << 20

    public nonisolated let name: JournalName
    private let signer: SignerKey
    private let store: any JournalStore

    /// - Parameter signer: the device's key, whose name is the journal's.
    public init(name: JournalName, signer: SignerKey, store: any JournalStore) {
        precondition(signer.name == name.description, "a journal's key bears its name")
        self.name = name
        self.signer = signer
        self.store = store
    }

    public var verifierKey: VerifierKey { signer.verifierKey }

    public func head() async throws(StoreError) -> JournalHead {
        try await store.head()
    }

    /// Begins an import; nothing is in the journal before its `commit`.
    public func beginImport() async throws(StoreError) -> JournalAppender {
        // The transaction first: a head that was read before it could be another writer's past.
        let transaction = try await store.beginImport()
        let head: JournalHead
        do throws(StoreError) {
            head = try await store.head()
        } catch {
            await transaction.rollback()
            throw error
        }
        return JournalAppender(
            journal: name, head: head, store: transaction,
            sign: { [signer, seen = Self.seen(whenFilling: head)] in Self.sign($0, signer, seen: seen) })
    }

    /// What to send next, from what the ledger holds on; nil when it holds everything.
    ///
    /// The checkpoint in it is signed for just the part that is sent, which is consistent with every other of the journal's. It
    /// says the same ledger head to have been seen: the events were recorded then, not now.
    public func nextPush() async throws(StoreError) -> PushRequest? {
        let head = try await store.head()
        let from = head.pushed.size
        guard from < head.size else { return nil }
        var edge = head.pushed.edge
        var entries: [[UInt8]] = []
        var size = 0
        for entry in try await store.entries(from..<min(head.size, from + UInt64(Self.pushEventsMax))) {
            size += entry.count
            if size > Self.pushBytesMax, !entries.isEmpty { break }
            edge.append(.leaf(entry))
            entries.append(entry)
        }
        let note = edge == head.edge ? head.checkpoint : Self.sign(edge, signer, seen: Self.seen(in: head.checkpoint))
        do {
            return try PushRequest(journal: name, from: from, note: note, entries: entries)
        } catch {
            throw .unreadable(reason: "the journal does not hold what it signed: \(error)")
        }
    }

    /// Notes that the ledger holds everything up to a push's end, which it said under a head that is held already.
    public func acknowledge(_ push: PushRequest) async throws(StoreError) {
        var edge = try await store.head().pushed.edge
        guard edge.treeSize == push.from else { return }
        for hash in push.leafHashes { edge.append(hash) }
        try await store.acknowledge(edge)
    }

    /// Brings this journal into step with what its ledger holds of it: takes over what is missing here, as where the file was lost or is
    /// an older copy, and counts as acknowledged what the ledger has, no more and no less. False where the two are different histories;
    /// then nothing is changed, and nothing may be signed.
    ///
    /// Only for a journal whose ledger is this process' own: another's word is held against what was signed here, and never taken over.
    /// - Parameter reading: gives the leaves that the ledger holds in a range.
    public func adopt(
        _ held: JournalState?, reading: (Range<UInt64>) async throws(StoreError) -> [[UInt8]]
    ) async throws(StoreError) -> Bool {
        let edge = held?.edge ?? RightEdge()
        let head = try await store.head()
        if let held, edge.treeSize > head.size {
            guard try await takeOver(held, reading: reading) else { return false }
        } else {
            var own = RightEdge()
            if edge.treeSize == head.size { own = head.edge } else { try await extend(&own, to: edge.treeSize) }
            guard own.root == edge.root else { return false }
        }
        if try await store.head().pushed.edge != edge { try await store.acknowledge(edge) }
        return true
    }

    private func extend(_ edge: inout RightEdge, to size: UInt64) async throws(StoreError) {
        while edge.treeSize < size {
            let end = min(size, edge.treeSize + UInt64(Self.pushEventsMax))
            for entry in try await store.entries(edge.treeSize..<end) { edge.append(.leaf(entry)) }
        }
    }

    private func takeOver(
        _ held: JournalState, reading: (Range<UInt64>) async throws(StoreError) -> [[UInt8]]
    ) async throws(StoreError) -> Bool {
        let transaction = try await store.beginImport()
        do throws(StoreError) {
            var head = try await store.head()
            while head.size < held.size {
                let entries = try await reading(head.size..<min(held.size, head.size + UInt64(Self.pushEventsMax)))
                guard !entries.isEmpty else { throw .missing("\(name): event \(head.size)") }
                for entry in entries { head.edge.append(.leaf(entry)) }
                // What it was before it was sealed is not known any more: it is not known again when it is brought again.
                try await transaction.append(entries.map { JournalEvent(entry: $0, digest: .leaf($0)) })
            }
            guard head.edge == held.edge else {
                await transaction.rollback()
                return false
            }
            head.checkpoint = held.checkpoint
            try await transaction.commit(head)
            return true
        } catch {
            await transaction.rollback()
            throw error
        }
    }

    /// The leaves' bytes in `range`, in order.
    public func entries(_ range: Range<UInt64>) async throws(StoreError) -> [[UInt8]] {
        try await store.entries(range)
    }

    /// The private values to bring next, of events that the ledger holds; nil when it was brought all of them.
    public func nextDisclosures() async throws(StoreError) -> DisclosureBundle? {
        let pushed = try await store.head().pushed
        guard pushed.broughtSize < pushed.size else { return nil }
        // A quarter of what a bundle may hold: the largest values of that many events still fit.
        let events = try await store.disclosures(
            pushed.broughtSize..<pushed.size, limit: Self.disclosureEventsMax)
        var bundle: [DisclosureBundle.Event] = []
        var size = 0
        for event in events {
            size += event.disclosures.reduce(64) { $0 + $1.text.utf8.count + 3 }
            if size > DisclosureBundle.bytesMax, !bundle.isEmpty { break }
            bundle.append(event)
        }
        guard !bundle.isEmpty else {
            try await store.markBrought(upTo: pushed.size)
            return nil
        }
        return DisclosureBundle(events: bundle)
    }

    private static let disclosureEventsMax = 1024

    /// Notes that the ledger was brought a bundle.
    public func acknowledge(_ bundle: DisclosureBundle) async throws(StoreError) {
        guard let last = bundle.events.last else { return }
        try await store.markBrought(upTo: last.index + 1)
    }

    /// Forgets that the ledger was brought any private values: the next push brings all that are still held.
    public func bringAgain() async throws(StoreError) {
        try await store.markBrought(upTo: 0)
    }

    /// The private values of an event that this device still holds.
    public func disclosures(of index: UInt64) async throws(StoreError) -> [Disclosure] {
        guard index < .max else { return [] }
        return try await store.disclosures(index..<(index + 1), limit: 1).first?.disclosures ?? []
    }

    /// Erases private values of an event from this device for good; what was signed stays as it is.
    public func erase(_ digests: [DisclosureDigest], of index: UInt64) async throws(StoreError) {
        try await store.erase(digests, of: index)
    }

    private static func sign(_ edge: RightEdge, _ signer: SignerKey, seen: SeenHead?) -> [UInt8] {
        let checkpoint = Checkpoint(
            origin: signer.name, treeSize: edge.treeSize, root: edge.root, extensions: seen.map { [$0.line] } ?? [])
        guard let note = try? checkpoint.sign(with: signer) else {
            preconditionFailure("a checkpoint of \(signer.name) can always be signed")
        }
        return Array(note.formatted.utf8)
    }

    /// What the checkpoint over what is now recorded says to have been seen. It covers what waits to be pushed too, which may have been
    /// recorded before the newest head was seen: then it says what was said of that, or an honest record would look back-dated.
    private static func seen(whenFilling head: JournalHead) -> SeenHead? {
        head.waiting > 0 ? seen(in: head.checkpoint) : head.seenLedger
    }

    /// The ledger head that a checkpoint of this journal says to have been seen.
    private static func seen(in checkpoint: [UInt8]) -> SeenHead? {
        (try? Checkpoint.parse(SignedNote.parse(checkpoint).text))?.seen
    }
}

/// Fills one import of a journal, event after event, in bounded memory.
public actor JournalAppender {
    private static let batchEvents = 512

    /// What became of an event.
    public enum Outcome: Sendable {
        case appended(index: UInt64)
        /// The same bytes stand in the journal already, last as the event of that index.
        case duplicate(index: UInt64)
        /// Larger than an entry can be.
        case tooLarge(bytes: Int)
    }

    private let journal: JournalName
    private let store: any JournalImport
    private let sign: @Sendable (RightEdge) -> [UInt8]
    private var head: JournalHead
    private var batch: [JournalEvent] = []
    private var batchDigests: [MerkleHash: UInt64] = [:]
    public private(set) var appended = 0

    init(
        journal: JournalName, head: JournalHead, store: any JournalImport,
        sign: @escaping @Sendable (RightEdge) -> [UInt8]
    ) {
        self.journal = journal
        self.head = head
        self.store = store
        self.sign = sign
    }

    /// Where just this event stands, in the journal or earlier in this import; nil where it does not.
    public func place(of event: SealedEvent) async throws(StoreError) -> UInt64? {
        try await place(of: Self.digest(of: event))
    }

    private func place(of digest: MerkleHash) async throws(StoreError) -> UInt64? {
        if let index = batchDigests[digest] { return index }
        return try await store.place(of: digest)
    }

    private static func digest(of event: SealedEvent) -> MerkleHash {
        .leaf(JournalEvent.nameless(event.content[...]) ?? event.content)
    }

    /// Appends an event that has no private values, by its body.
    public func append(_ body: [UInt8]) async throws(StoreError) -> Outcome {
        try await append(SealedEvent(body))
    }

    /// Appends an event, and keeps its private values beside it, unless the journal has it already.
    /// - Parameters:
    ///   - eventID: the ID that it is given by its place in the journal; nil where it keeps its own, or none.
    ///   - again: the place of the same event that was taken back since, beside which it is appended once more; the newest of several.
    public func append(
        _ event: SealedEvent, eventID: (@Sendable (_ index: UInt64) -> String)? = nil, again: UInt64? = nil
    ) async throws(StoreError) -> Outcome {
        let digest = Self.digest(of: event)
        if let index = try await place(of: digest), index != again { return .duplicate(index: index) }
        let index = head.size
        let body = eventID.map { event.text(named: $0(index)) } ?? event.event
        let entry = EventEntry(journal: journal, index: index, body: body).bytes
        guard entry.count <= LedgerEntry.bytesMax else { return .tooLarge(bytes: entry.count) }
        head.edge.append(.leaf(entry))
        batch.append(JournalEvent(entry: entry, digest: digest, disclosures: event.disclosures))
        batchDigests[digest] = index
        appended += 1
        if batch.count >= Self.batchEvents { try await writeBatch() }
        return .appended(index: index)
    }

    /// Signs the journal and makes the import durable; gives the journal's new head.
    public func commit() async throws(StoreError) -> JournalHead {
        try await writeBatch()
        guard appended > 0 else {
            await store.rollback()
            return head
        }
        head.checkpoint = sign(head.edge)
        try await store.commit(head)
        return head
    }

    /// Leaves the journal as it was.
    public func rollback() async {
        await store.rollback()
    }

    private func writeBatch() async throws(StoreError) {
        guard !batch.isEmpty else { return }
        try await store.append(batch)
        batch = []
        batchDigests = [:]
    }
}

extension JournalHead {
    /// The ledger's head that this journal holds, as its checkpoints say it; nil where none is held.
    fileprivate var seenLedger: SeenHead? {
        (try? Checkpoint.parse(SignedNote.parse(pushed.ledgerCheckpoint).text)).map { SeenHead($0) }
    }
}

/// A journal keeps the head of the one ledger that it is pushed to.
extension DeviceJournal: LogHeadStore {
    public func head(of key: VerifierKey) async throws(LogHeadStoreError) -> [UInt8]? {
        do throws(StoreError) {
            let note = try await store.head().pushed.ledgerCheckpoint
            return note.isEmpty ? nil : note
        } catch {
            throw LogHeadStoreError(error, otherwise: .cannotRead)
        }
    }

    public func replace(
        _ held: [UInt8]?, with note: [UInt8], of key: VerifierKey
    ) async throws(LogHeadStoreError) -> Bool {
        do throws(StoreError) {
            return try await store.replaceLedgerHead(held ?? [], with: note)
        } catch {
            throw LogHeadStoreError(error, otherwise: .cannotWrite)
        }
    }
}

extension LogHeadStoreError {
    fileprivate init(_ error: StoreError, otherwise kind: Kind) {
        if case .locked = error {
            self.init(.busy, reason: error.reason)
        } else {
            self.init(kind, reason: error.reason)
        }
    }
}
