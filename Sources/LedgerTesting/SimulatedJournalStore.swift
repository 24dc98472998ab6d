public import EPCIS
public import Evidence
public import Journals
public import Ledger
import Synchronization
public import TransparencyLog

/// A device's journal in memory that keeps the contract, and breaks where a test tells it to.
public final class SimulatedJournalStore: JournalStore {
    fileprivate struct State: Sendable {
        var head = JournalHead()
        var entries: [[UInt8]] = []
        /// By what the events said before they were sealed; erasing private values forgets it.
        var digests: [MerkleHash: UInt64] = [:]
        var disclosures: [UInt64: [Disclosure]] = [:]
        var faults: [Fault] = []
        var isImporting = false
    }

    fileprivate let state: Mutex<State>

    public init() {
        state = Mutex(State())
    }

    private init(_ contents: State) {
        state = Mutex(contents)
    }

    /// The next commit of an import, or acknowledgement, fails so.
    public func failNext(_ fault: Fault) {
        state.withLock { $0.faults.append(fault) }
    }

    /// A second store with what is durable: after a crash, or as a copy from which a device was restored.
    public func copy() -> SimulatedJournalStore {
        let held = state.withLock { $0 }
        return SimulatedJournalStore(
            State(head: held.head, entries: held.entries, digests: held.digests, disclosures: held.disclosures))
    }

    public func head() async throws(StoreError) -> JournalHead {
        state.withLock { $0.head }
    }

    public func beginImport() async throws(StoreError) -> any JournalImport {
        let size = try claim()
        return SimulatedJournalImport(store: self, size: size)
    }

    public func entries(_ range: Range<UInt64>) async throws(StoreError) -> [[UInt8]] {
        try state.withLock { state throws(StoreError) in
            let size = UInt64(state.entries.count)
            guard range.isEmpty || range.upperBound <= size else {
                throw .missing("entry \(max(range.lowerBound, size))")
            }
            return range.isEmpty ? [] : Array(state.entries[Int(range.lowerBound)..<Int(range.upperBound)])
        }
    }

    public func acknowledge(_ edge: RightEdge) async throws(StoreError) {
        _ = try claim()
        defer { release() }
        try write { $0.head.pushed.edge = edge }
    }

    public func replaceLedgerHead(_ held: [UInt8], with note: [UInt8]) async throws(StoreError) -> Bool {
        _ = try claim()
        defer { release() }
        guard state.withLock({ $0.head.pushed.ledgerCheckpoint == held }) else { return false }
        try write { $0.head.pushed.ledgerCheckpoint = note }
        return true
    }

    public func disclosures(_ range: Range<UInt64>, limit: Int) async throws(StoreError) -> [DisclosureBundle.Event] {
        state.withLock { state in
            state.disclosures.filter { range.contains($0.key) && !$0.value.isEmpty }
                .sorted { $0.key < $1.key }.prefix(limit)
                .map { DisclosureBundle.Event(index: $0.key, disclosures: $0.value) }
        }
    }

    public func markBrought(upTo index: UInt64) async throws(StoreError) {
        _ = try claim()
        defer { release() }
        try write { $0.head.pushed.broughtSize = index }
    }

    public func erase(_ digests: [DisclosureDigest], of index: UInt64) async throws(StoreError) {
        _ = try claim()
        defer { release() }
        guard !digests.isEmpty else { return }
        try write { state in
            state.disclosures[index]?.removeAll { digests.contains($0.digest) }
            state.digests = state.digests.filter { $0.value != index }
        }
    }

    private func claim() throws(StoreError) -> UInt64 {
        try state.withLock { state throws(StoreError) in
            guard !state.isImporting else { throw .locked(by: "an import of this process") }
            state.isImporting = true
            return UInt64(state.entries.count)
        }
    }

    fileprivate func release() {
        state.withLock { $0.isImporting = false }
    }

    fileprivate func write(_ body: (inout State) -> Void) throws(StoreError) {
        try state.withLock { state throws(StoreError) in
            switch state.faults.isEmpty ? nil : state.faults.removeFirst() {
            case .notCommitted: throw .notCommitted(reason: "simulated: not committed")
            case .outcomeUnknown(let persisted):
                if persisted { body(&state) }
                throw .outcomeUnknown(reason: "simulated: outcome unknown")
            case nil: body(&state)
            }
        }
    }
}

private final class SimulatedJournalImport: JournalImport {
    private struct Appended: Sendable {
        var entries: [[UInt8]] = []
        var digests: [MerkleHash: UInt64] = [:]
        var disclosures: [UInt64: [Disclosure]] = [:]
    }

    private let store: SimulatedJournalStore
    private let base: UInt64
    /// Nil when the import has ended.
    private let appended = Mutex<Appended?>(Appended())

    init(store: SimulatedJournalStore, size: UInt64) {
        self.store = store
        base = size
    }

    deinit {
        if appended.withLock({ $0 != nil }) { store.release() }
    }

    func place(of digest: MerkleHash) async throws(StoreError) -> UInt64? {
        let mine = try changing { appended in appended.digests[digest] }
        return mine ?? store.state.withLock { $0.digests[digest] }
    }

    func append(_ events: [JournalEvent]) async throws(StoreError) {
        try changing { appended in
            for event in events {
                let index = base + UInt64(appended.entries.count)
                appended.entries.append(event.entry)
                appended.digests[event.digest] = index
                if !event.disclosures.isEmpty { appended.disclosures[index] = event.disclosures }
            }
        }
    }

    func commit(_ head: JournalHead) async throws(StoreError) {
        let mine = try changing { $0 }
        end()
        let size = base + UInt64(mine.entries.count)
        guard head.size == size else { throw .conflict(treeSize: size) }
        try store.write { state in
            state.entries += mine.entries
            state.digests.merge(mine.digests) { $1 }
            state.disclosures.merge(mine.disclosures) { $1 }
            state.head.edge = head.edge
            state.head.checkpoint = head.checkpoint
        }
    }

    func rollback() async {
        if appended.withLock({ $0 != nil }) { end() }
    }

    private func changing<Value: Sendable>(_ body: (inout Appended) -> Value) throws(StoreError) -> Value {
        let value = appended.withLock { appended -> Value? in
            guard appended != nil else { return nil }
            return body(&appended!)
        }
        guard let value else { throw .notCommitted(reason: "this import has ended") }
        return value
    }

    private func end() {
        appended.withLock { $0 = nil }
        store.release()
    }
}
