import Chains
import Codes
import DerivedState
import Evidence
import Hosting
import Ledger
import LedgerQuery
import LedgerTesting
import Synchronization
import Testing
import TransparencyLog

@Suite("Queries read each entry once, many at a time, within a budget")
struct QueryTests {
    let fixture = LedgerFixture()
    static let product = CodeIndexTests.key

    /// A ledger with `count` events of one product, and its reader over a store that counts what it is asked.
    private func room(
        _ count: Int, cacheBytes: Int = LedgerReader.cacheBytes, uptime: @escaping @Sendable () -> Duration = { .zero }
    ) async throws -> (room: LedgerRoom, device: DeviceFixture, store: CountingStore, reader: LedgerReader) {
        var device = fixture.device()
        device.record(count)
        let room = try await LedgerRoom.new(fixture: fixture, enrolled: [device])
        _ = try await room.sequencer.push(device.push())
        let store = CountingStore(base: room.store)
        let reader = LedgerReader(store: store, index: room.host.index, cacheBytes: cacheBytes, uptime: uptime)
        return (room, device, store, reader)
    }

    private func product() throws -> CanonicalCode { try CodeReader().read(Self.product) }

    private func treeSize(_ room: LedgerRoom) async -> UInt64 { await room.sequencer.treeSize }

    @Test("a page is one read of the store, and what was read before is not read again")
    func once() async throws {
        let (room, _, store, reader) = try await room(40)
        let size = await treeSize(room)
        let page = try await reader.events(of: product(), below: size, limit: 40)
        #expect(page.events.count == 40)
        #expect(store.reads.count == 1)
        #expect(store.reads[0].count == 40)
        let again = try await reader.events(of: product(), below: size, limit: 40)
        #expect(again.events.map(\.entry) == page.events.map(\.entry))
        #expect(store.reads.count == 1)
    }

    @Test("a chain reads each entry once, however many of its codes name it")
    func chainOnce() async throws {
        let (room, device, store, reader) = try await room(30)
        let item = try CodeReader().read(device.item(4))
        let (chain, events) = try await reader.chain(of: item, treeSize: await treeSize(room))
        #expect(chain.events.map(\.entry) == events.map(\.entry))
        #expect(events.count == 1)
        let read = store.reads.flatMap { $0 }
        #expect(read.count == Set(read).count)
        #expect(!chain.isTruncated)
    }

    @Test("where the budget is spent a page ends and says where the next begins; nothing is lost", arguments: 1...9)
    func pagesWithinBudget(entries: Int) async throws {
        let (room, _, _, reader) = try await room(20)
        var bound = await treeSize(room)
        var found: [UInt64] = []
        var pages = 0
        while true {
            let page = try await reader.events(
                of: product(), below: bound, limit: 15, budget: QueryBudget(entryCountMax: entries))
            found += page.events.map(\.journalIndex)
            pages += 1
            #expect(page.events.count <= entries)
            guard let next = page.next else { break }
            #expect(next < bound)
            bound = next
        }
        #expect(found == Array((0..<20).reversed()))
        #expect(pages == (20 + entries - 1) / entries)
    }

    @Test("a chain beyond the budget is truncated and never an error", arguments: Spent.allCases)
    func truncated(spent: Spent) async throws {
        let clock = ManualUptime()
        let (room, _, store, reader) = try await room(200, uptime: { clock.now() })
        store.onRead { clock.advance(by: .seconds(1)) }
        let size = await treeSize(room)
        let whole = try await reader.chain(of: product(), treeSize: size)
        #expect(whole.events.count == 200)
        #expect(!whole.chain.isTruncated)
        let fresh = LedgerReader(store: store, index: room.host.index, cacheBytes: 0, uptime: { clock.now() })
        let part = try await fresh.chain(of: product(), treeSize: size, budget: spent.budget)
        #expect(part.chain.isTruncated)
        #expect(part.events.count == spent.expected)
        // The newest first.
        #expect(part.events.map(\.entry) == whole.events.map(\.entry).suffix(spent.expected))
    }

    enum Spent: CaseIterable {
        case entries, bytes, time, codes

        var budget: QueryBudget {
            switch self {
            case .entries: QueryBudget(entryCountMax: 100)
            case .bytes: QueryBudget(byteCountMax: 1)
            case .time: QueryBudget(duration: .milliseconds(1500))
            case .codes: QueryBudget(codeCountMax: 0)
            }
        }

        /// Entries are read 64 at a time.
        var expected: Int {
            switch self {
            case .entries: 100
            case .bytes: 64
            case .time: 128
            case .codes: 0
            }
        }
    }

    @Test("when nobody waits any more the query ends between two reads")
    func cancelled() async throws {
        let (room, _, store, reader) = try await room(500)
        let size = await treeSize(room)
        let code = try product()
        // Its client goes away during the second read.
        store.onRead { if store.reads.count == 2 { withUnsafeCurrentTask { $0?.cancel() } } }
        let (chain, events) = try await Task { try await reader.chain(of: code, treeSize: size) }.value
        #expect(chain.isTruncated)
        #expect(store.reads.count == 2)
        #expect(chain.isCancelled)
        #expect(events.count <= 2 * 64)
        let page = try await Task {
            withUnsafeCurrentTask { $0?.cancel() }
            return try await reader.events(of: code, below: size, limit: 100)
        }.value
        #expect(page.events.isEmpty)
        #expect(page.next == size)
    }

    @Test("a stranger's many events push nobody's few out, are not all read, and take nothing from the verdict")
    func flood() async throws {
        var (maker, stranger) = (fixture.device(), fixture.device(1, operator: 2))
        let room = try await LedgerRoom.new(fixture: fixture, enrolled: [maker, stranger])
        maker.record(1)
        _ = try await room.sequencer.push(maker.push())
        let made = await treeSize(room) - 2
        for _ in 0..<400 { stranger.record(body: EvidenceRoom.stored(maker.item(0))) }
        _ = try await room.sequencer.push(stranger.push())
        let store = CountingStore(base: room.store)
        let reader = LedgerReader(store: store, index: room.host.index)
        let (chain, events) = try await reader.chain(
            of: try CodeReader().read(maker.item(0)), limits: TraceLimits(eventCountMax: 300),
            treeSize: await treeSize(room))
        #expect(chain.custody.holders == [maker.journal.operatorUSCC])
        #expect(events.first?.entry == made, "the first of all is still there")
        #expect(events.count == 300)
        #expect(store.reads.flatMap { $0 }.count == 300)
        #expect(chain.omissions.map(\.operatorUSCC) == [stranger.journal.operatorUSCC])
        #expect(!chain.isTruncated)
    }

    /// A ledger with six items, each in a push of 600 others, and what gathers evidence about them.
    private func sparse(_ budget: QueryBudget) async throws -> (CountingStore, EvidenceBuilder, [CanonicalCode]) {
        var device = fixture.device()
        let room = try await LedgerRoom.new(fixture: fixture, enrolled: [device])
        var codes: [CanonicalCode] = []
        for _ in 0..<6 {
            let from = device.entries.count
            codes.append(try CodeReader().read(device.item(UInt64(from))))
            device.record(1)
            for index in 0..<600 { device.record(body: Array("{\(index)}".utf8)) }
            _ = try await room.sequencer.push(device.push(from: from))
        }
        let store = CountingStore(base: room.store)
        let published = room.sequencer.published
        let builder = EvidenceBuilder(
            store: store, reader: LedgerReader(store: store, index: room.host.index), checkpoint: published.checkpoint,
            registry: published.registry, budget: budget)
        return (store, builder, codes)
    }

    @Test("proving costs no more than its budget: what is beyond it is incomplete alone, and left out among many")
    func proofBudget() async throws {
        let (_, builder, codes) = try await sparse(QueryBudget(leafCountMax: 2000))
        let batch = try await builder.evidence(of: codes.map { ($0.uri, $0) }, limits: TraceLimits())
        #expect(batch.subjects.map { $0.held != nil } == [true, true, true, false, false, false])
        // Of a push that was looked at before only what stands beside the event is read again.
        let again = try await builder.evidence(of: codes.map { ($0.uri, $0) }, limits: TraceLimits())
        #expect(again.subjects.map { $0.held != nil } == [true, true, true, true, true, true])
        for (code, held) in zip(codes, again.subjects) {
            let alone = try await builder.evidence(of: code, limits: TraceLimits())
            #expect(alone.isComplete && alone.entries.map(\.index) == held.held?.entries)
        }
        let (_, poor, same) = try await sparse(QueryBudget(leafCountMax: 600))
        let alone = try await poor.evidence(of: same[0], limits: TraceLimits())
        #expect(!alone.isComplete)
        #expect(alone.entries.allSatisfy { $0.journalProof == nil }, "nothing stands there without its proof")
    }

    @Test("nothing is proven for whom nobody waits")
    func abandonedProof() async throws {
        let (store, builder, codes) = try await sparse(QueryBudget())
        let (gate, opener) = AsyncStream.makeStream(of: Void.self)
        let asked = Task {
            for await _ in gate {}
            return try await builder.evidence(of: codes.map { ($0.uri, $0) }, limits: TraceLimits())
        }
        store.onSpans { asked.cancel() }
        opener.finish()
        _ = try? await asked.value
        // What the six items' own places need is some tiles; the 3,600 leaves beside them lie in fifteen.
        let cancelled = store.tileCount
        _ = try await builder.evidence(of: codes.map { ($0.uri, $0) }, limits: TraceLimits())
        #expect(store.tileCount - cancelled > cancelled + 10)
    }

    @Test("what is kept for other queries stays within its bound, and is right whatever was dropped")
    func cacheBound() async throws {
        let bound = 100_000
        let (room, device, store, reader) = try await room(400, cacheBytes: bound)
        let size = await treeSize(room)
        for round in 0..<3 {
            for index in stride(from: UInt64(0), to: 400, by: 7) {
                let page = try await reader.events(
                    of: try CodeReader().read(device.item(index)), below: size, limit: 5)
                #expect(page.events.map(\.journalIndex) == [index], "round \(round)")
                #expect(reader.cachedBytes <= bound)
            }
            let all = try await reader.events(of: product(), below: size, limit: 400)
            #expect(all.events.map(\.journalIndex) == Array((0..<400).reversed()))
            #expect(reader.cachedBytes <= bound)
        }
        #expect(reader.cachedBytes > bound / 4)
        #expect(store.reads.count > 3)
    }

    @Test("readers beside commits see every entry below the checkpoint that they asked under, and none above")
    func concurrentReaders() async throws {
        var device = fixture.device()
        device.record(600)
        let room = try await LedgerRoom.new(fixture: fixture, enrolled: [device])
        let (reader, product) = (room.host.reader, try product())
        let finished = Flag()
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask { [device] in
                for start in stride(from: 0, to: 600, by: 20) {
                    _ = try await room.sequencer.push(device.push(from: start, to: start + 20))
                    await room.host.index.flush()
                }
                finished.set()
            }
            for _ in 0..<3 {
                group.addTask {
                    var isLast = false
                    while !isLast {
                        isLast = finished.isSet
                        let size = try await Checkpoint.parse(
                            SignedNote.parse(room.sequencer.checkpoint).text
                        ).treeSize
                        let page = try await reader.events(of: product, below: size, limit: 1000)
                        // Three enrolments, then pushes of twenty events and a checkpoint.
                        let expected = (0..<(size - 3) / 21 * 20).reversed()
                        #expect(page.events.map(\.journalIndex) == Array(expected))
                    }
                }
            }
            try await group.waitForAll()
        }
    }

    @Test("an event is found under just the keys that it is indexed under")
    func finds() async throws {
        let (room, _, _, reader) = try await room(3)
        let identities = EventIdentities()
        let page = try await reader.events(of: product(), below: await treeSize(room), limit: 1)
        let record = try #require(page.events.first)
        let event = try #require(record.event)
        let keys = identities.keys(of: event)
        #expect(keys.count == 2)
        for key in keys { #expect(identities.finds(event, under: key)) }
        for key in keys {
            for other in [key + "1", String(key.dropLast()), "", "https://id.gs1.org/01/06901234567892/10/A"] {
                #expect(!identities.finds(event, under: other))
            }
        }
    }
}

private final class Flag: Sendable {
    private let state = Mutex(false)

    var isSet: Bool { state.withLock { $0 } }

    func set() { state.withLock { $0 = true } }
}

/// A clock that a test moves on.
private final class ManualUptime: Sendable {
    private let elapsed = Mutex(Duration.zero)

    func now() -> Duration { elapsed.withLock { $0 } }

    func advance(by duration: Duration) { elapsed.withLock { $0 += duration } }
}

/// A store that counts what it is asked for events with, and calls somebody before each read.
final class CountingStore: LedgerStore {
    private struct State {
        var reads: [[UInt64]] = []
        var tileCount = 0
        var onSpans: (@Sendable () -> Void)?
        var onRead: (@Sendable () -> Void)?
        var damaged: UInt64?
    }

    private let base: SimulatedLedgerStore
    private let state = Mutex(State())

    init(base: SimulatedLedgerStore) {
        self.base = base
    }

    /// The entries of each read.
    var reads: [[UInt64]] { state.withLock { $0.reads } }

    /// Tiles that were read.
    var tileCount: Int { state.withLock { $0.tileCount } }

    /// Called before spans are looked up, which is the first step of proving.
    func onSpans(_ body: @escaping @Sendable () -> Void) { state.withLock { $0.onSpans = body } }

    /// From now on the last byte of an entry is another.
    func damage(_ entry: UInt64) { state.withLock { $0.damaged = entry } }

    func onRead(_ body: @escaping @Sendable () -> Void) { state.withLock { $0.onRead = body } }

    func placedEntries(at indexes: [UInt64]) async throws(StoreError) -> [StoredEntry] {
        let onRead = state.withLock { state in
            state.reads.append(indexes)
            return state.onRead
        }
        onRead?()
        let damaged = state.withLock { $0.damaged }
        return try await base.placedEntries(at: indexes).map { stored in
            guard stored.index == damaged else { return stored }
            return StoredEntry(index: stored.index, bytes: stored.bytes.dropLast() + [0x20], arrival: stored.arrival)
        }
    }

    func tiles(_ tiles: [TileName]) async throws(StoreError) -> [[UInt8]?] {
        state.withLock { $0.tileCount += tiles.count }
        return try await base.tiles(tiles)
    }

    func entries(_ range: Range<UInt64>) async throws(StoreError) -> [[UInt8]] { try await base.entries(range) }
    func head() async throws(StoreError) -> LedgerHead? { try await base.head() }
    func append(_ batch: LedgerBatch, expecting treeSize: UInt64) async throws(StoreError) {
        try await base.append(batch, expecting: treeSize)
    }
    func journal(_ name: JournalName) async throws(StoreError) -> JournalState? { try await base.journal(name) }
    func span(holding entry: UInt64) async throws(StoreError) -> JournalSpan? { try await base.span(holding: entry) }
    func spans(holding entries: [UInt64]) async throws(StoreError) -> [JournalSpan?] {
        state.withLock { $0.onSpans }?()
        return try await base.spans(holding: entries)
    }
    func spans(of name: JournalName, overlapping range: Range<UInt64>) async throws(StoreError) -> [JournalSpan] {
        try await base.spans(of: name, overlapping: range)
    }
    func spans(beginningIn entries: Range<UInt64>, limit: Int) async throws(StoreError) -> [JournalSpan] {
        try await base.spans(beginningIn: entries, limit: limit)
    }
    func journalNames(
        of operatorUSCC: String, after name: JournalName?, limit: Int
    ) async throws(StoreError) -> [JournalName] {
        try await base.journalNames(of: operatorUSCC, after: name, limit: limit)
    }

    func adminEntries() async throws(StoreError) -> [UInt64] { try await base.adminEntries() }
    func journalNames() async throws(StoreError) -> [JournalName] { try await base.journalNames() }
    func forks(of name: JournalName) async throws(StoreError) -> [JournalFork] { try await base.forks(of: name) }
}
