import Codes
import EPCIS
import Evidence
import Hosting
import Ledger
import LedgerQuery
import LedgerTesting
import Synchronization
import Testing
import TransparencyLog

@testable import DerivedState

@Suite("The code index finds a code wherever its rows are")
struct CodeIndexTests {
    static let key = "https://id.gs1.org/01/06901234567892"

    private static func rows(_ entries: Range<UInt64>) -> [IndexRow] {
        entries.map { IndexRow(key: EventIdentities.indexKey(key), entry: $0) }
    }

    /// An index of a ledger in which every entry names the one code.
    private static func index(
        _ store: any CodeIndexStore, pause: ManualPause = ManualPause(),
        _ change: (inout CodeIndex.Limits) -> Void = { _ in }
    ) -> CodeIndex {
        var limits = CodeIndex.Limits()
        change(&limits)
        let source = IndexSource(
            rootAt: { size throws(StoreError) in size == 0 ? .emptyRoot : .leaf(Array("root of \(size)".utf8)) },
            rows: { range throws(StoreError) in rows(range) })
        return CodeIndex(
            store: store, source: source, limits: limits, logger: LedgerRoom.logger, pause: { await pause.pause($0) })
    }

    @Test("stored, being written, and new: the three parts are searched as one, newest first")
    func threeParts() async throws {
        let store = HeldIndexStore()
        let index = Self.index(store)
        await index.append(Self.rows(0..<10), upTo: 10)
        await index.flush()
        await index.append(Self.rows(10..<20), upTo: 20)
        store.hold()
        let flushing = Task { await index.flush() }
        await store.untilHeld()
        await index.append(Self.rows(20..<30), upTo: 30)

        for limit in [1, 9, 10, 11, 20, 21, 29, 30, 40] {
            for bound in [0, 5, 10, 15, 20, 25, 30, .max] as [UInt64] {
                let expected = Array((0..<min(bound, 30)).reversed().prefix(limit))
                #expect(try await index.found(of: Self.key, below: bound, limit: limit) == expected)
            }
        }
        #expect(try await index.found(of: "another", limit: 10).isEmpty)
        store.release()
        await flushing.value
        await index.flush()
        #expect(try await index.found(of: Self.key, limit: 40) == Array((0..<30).reversed()))
        #expect(try await store.cursor().treeSize == 30)
    }

    @Test("rows that are half written are found once")
    func halfWritten() async throws {
        let store = HeldIndexStore()
        let index = Self.index(store) { $0.sliceRows = 4 }
        await index.append(Self.rows(0..<10), upTo: 10)
        store.hold(afterWrites: 2)
        let flushing = Task { await index.flush() }
        await store.untilHeld()
        #expect(try await store.entries(of: EventIdentities.indexKey(Self.key), below: .max, limit: 20).count == 8)
        #expect(try await index.found(of: Self.key, limit: 20) == Array((0..<10).reversed()))
        #expect(try await store.cursor() == .start)
        store.release()
        await flushing.value
    }

    @Test("a full batch is written by itself")
    func batch() async throws {
        let store = HeldIndexStore()
        let index = Self.index(store) { $0.batchRows = 16 }
        for start in stride(from: 0, to: 15, by: 5) as StrideTo<UInt64> {
            await index.append(Self.rows(start..<(start + 5)), upTo: start + 5)
        }
        #expect(try await store.cursor() == .start)
        await index.append(Self.rows(15..<16), upTo: 16)
        while try await store.cursor() == .start { await Task.yield() }
        #expect(try await store.cursor().treeSize == 16)
    }

    @Test("when the writer is slow, a commit waits for it")
    func farBehind() async throws {
        let store = HeldIndexStore()
        let index = Self.index(store) {
            $0.batchRows = 4
            $0.rowsMax = 8
        }
        store.hold()
        await index.append(Self.rows(0..<4), upTo: 4)
        await store.untilHeld()
        await index.append(Self.rows(4..<8), upTo: 8)
        let isAppended = Mutex(false)
        let late = Task {
            await index.append(Self.rows(8..<9), upTo: 9)
            isAppended.withLock { $0 = true }
        }
        // The index answers while one waits, and what waits is not in it yet.
        for _ in 0..<100 {
            #expect(try await index.found(of: Self.key, limit: 1) == [7])
            await Task.yield()
        }
        #expect(!isAppended.withLock { $0 })
        store.release()
        await late.value
        #expect(try await index.found(of: Self.key, limit: 20) == Array((0..<9).reversed()))
        #expect(!index.status.isBehind)
    }

    @Test("a writer that hangs is not waited for longer than it was said, and what is left out is said")
    func hangingWriter() async throws {
        let store = HeldIndexStore()
        let pause = ManualPause()
        let index = Self.index(store, pause: pause) {
            $0.batchRows = 4
            $0.rowsMax = 8
            $0.waitMax = .seconds(3)
        }
        store.hold()
        await index.append(Self.rows(0..<4), upTo: 4)
        await store.untilHeld()
        await index.append(Self.rows(4..<8), upTo: 8)
        let waiting = Task { await index.append(Self.rows(8..<9), upTo: 9) }
        await pause.untilWaitedFor()
        #expect(pause.lengths == [.seconds(3)])
        pause.endAll()
        await waiting.value
        // From now on nobody waits, and the memory does not grow.
        for entry in 9..<100 as Range<UInt64> { await index.append(Self.rows(entry..<(entry + 1)), upTo: entry + 1) }
        #expect(pause.lengths == [.seconds(3)])
        #expect(index.status.rowCount == 8)
        #expect(index.status.indexedUpTo == 8)
        #expect(index.status.behindCount == 92)
        #expect(index.searchedUpTo == 8)
        #expect(try await index.found(of: Self.key, limit: 3) == [7, 6, 5])

        store.release()
        try await index.untilCaughtUp()
        #expect(try await index.found(of: Self.key, limit: 200) == Array((0..<100).reversed()))
        #expect(index.searchedUpTo == .max)
    }

    @Test("an index that cannot be written stays within its memory, tries again later and later, and catches up")
    func bounded() async throws {
        let store = SimulatedCodeIndexStore()
        let pause = ManualPause()
        let index = Self.index(store, pause: pause) {
            $0.batchRows = 10
            $0.rowsMax = 50
            $0.retryMin = .seconds(1)
            $0.retryMax = .seconds(5)
        }
        store.failNext(5)
        for round in 0..<5 {
            for entry in UInt64(round * 40)..<UInt64(round * 40 + 40) {
                await index.append(Self.rows(entry..<(entry + 1)), upTo: entry + 1)
                #expect(index.status.rowCount <= 50)
            }
            await pause.untilWaitedFor()
            #expect(index.status.failureCount == round + 1)
            #expect(index.status.reason?.contains("simulated") == true)
            pause.endAll()
        }
        #expect(pause.lengths == [1, 2, 4, 5, 5].map { .seconds($0) })
        try await index.untilCaughtUp()
        await index.flush()
        #expect(index.status == caughtUp(200, failures: 5))
        #expect(try await store.cursor().treeSize == 200)
        #expect(try await index.found(of: Self.key, limit: 300) == Array((0..<200).reversed()))
        #expect(try await store.digest(below: .max).count == 200)
    }

    private func caughtUp(_ size: UInt64, failures: Int) -> CodeIndexStatus {
        var status = CodeIndexStatus()
        status.indexedUpTo = size
        status.treeSize = size
        status.failureTotal = failures
        return status
    }

    @Test("an index that cannot be written at the start opens behind, and says so")
    func behindAtStart() async throws {
        let store = SimulatedCodeIndexStore()
        let pause = ManualPause()
        let index = Self.index(store, pause: pause) {
            $0.batchRows = 10
            $0.rowsMax = 1024
        }
        store.failNext()
        try await index.catchUp(treeSize: 5000)
        #expect(index.status.isBehind)
        #expect(index.status.indexedUpTo == 1024)
        #expect(index.searchedUpTo == 1024)
        await index.append(Self.rows(5000..<5001), upTo: 5001)
        await pause.untilWaitedFor()
        pause.endAll()
        try await index.untilCaughtUp()
        #expect(try await index.found(of: Self.key, limit: 9000).count == 5001)
    }

    @Test("a store that fails loses nothing, and the next write has it all", arguments: 1...4)
    func failingStore(failures: Int) async throws {
        let store = SimulatedCodeIndexStore()
        let index = Self.index(store) { $0.sliceRows = 4 }
        await index.append(Self.rows(0..<10), upTo: 10)
        store.failNext(failures)
        for round in 0..<UInt64(failures) {
            await index.flush()
            #expect(try await store.cursor() == .start)
            await index.append(Self.rows((10 + round)..<(11 + round)), upTo: 11 + round)
            let all = 11 + round
            #expect(try await index.found(of: Self.key, limit: 40) == Array((0..<all).reversed()))
        }
        await index.flush()
        #expect(try await store.cursor().treeSize == 10 + UInt64(failures))
        #expect(try await index.found(of: Self.key, limit: 40) == Array((0..<(10 + UInt64(failures))).reversed()))
    }

    @Test("a failure at the cursor leaves the rows to be written again, once")
    func failingCursor() async throws {
        let store = HeldIndexStore()
        let index = Self.index(store)
        await index.append(Self.rows(0..<10), upTo: 10)
        store.failNextAdvance()
        await index.flush()
        #expect(try await store.cursor() == .start)
        await index.flush()
        #expect(try await store.cursor().treeSize == 10)
        #expect(try await store.digest(below: .max).count == 10)
    }
}

@Suite("What the index says is settled by the entries")
struct CodeIndexReadingTests {
    let fixture = LedgerFixture()

    private func room(_ count: Int) async throws -> (LedgerRoom, DeviceFixture) {
        var device = fixture.device()
        device.record(count)
        let room = try await LedgerRoom.new(fixture: fixture, enrolled: [device])
        _ = try await room.sequencer.push(device.push())
        return (room, device)
    }

    @Test("an entry that only shares the short key is left out, and the pages go on")
    func collisions() async throws {
        let (room, device) = try await room(20)
        let code = try CodeReader().read(device.item(3))
        // Every other entry collides with the code's short key.
        let key = EventIdentities.indexKey(code.key)
        try await room.indexStore.write(ArraySlice((3..<23).map { IndexRow(key: key, entry: $0) }))
        var bound = UInt64.max
        var found: [UInt64] = []
        var pages = 0
        while true {
            let page = try await room.host.reader.events(of: code, below: bound, limit: 3)
            found += page.events.map(\.journalIndex)
            pages += 1
            guard let next = page.next else { break }
            #expect(next < bound)
            bound = next
        }
        #expect(found == [3])
        #expect(pages == 7)
    }

    @Test("pages of any size give every event of a product once, newest first", arguments: [1, 2, 7, 19, 20, 21])
    func pages(limit: Int) async throws {
        let (room, _) = try await room(20)
        let product = try CodeReader().read(CodeIndexTests.key)
        var bound = UInt64.max
        var found: [UInt64] = []
        while true {
            let page = try await room.host.reader.events(of: product, below: bound, limit: limit)
            #expect(page.events.count <= limit)
            found += page.events.map(\.journalIndex)
            guard let next = page.next else { break }
            bound = next
        }
        #expect(found == Array((0..<20).reversed()))
    }

    @Test("after a restart the newest events of a code come first, in whatever order the cores read them")
    func orderAfterRestart() async throws {
        var device = fixture.device()
        // The first part of a chunk is far slower to read than the rest.
        let slow = (0..<20).map { "\"\(device.item(UInt64($0)))\"" }.joined(separator: ",")
        for index in 0..<520 {
            let things = index < 20 ? slow : "\"\(device.item(UInt64(index)))\""
            device.record(
                body: Array(
                    """
                    {"@context":\(YimaContext.text),"type":"ObjectEvent","eventTime":"2026-02-28T00:00:00.000Z",\
                    "eventTimeZoneOffset":"+08:00","action":"ADD","bizStep":"commissioning","epcList":[\(things)]}
                    """.utf8))
        }
        let room = try await LedgerRoom.new(fixture: fixture, enrolled: [device])
        _ = try await room.sequencer.push(device.push())
        let reopened = try await room.crashedAndReopened()
        #expect(
            try await reopened.host.index.found(of: CodeIndexTests.key, limit: 600) == Array((3..<523).reversed()))
        #expect(try await reopened.host.index.found(of: CodeIndexTests.key, limit: 5) == [522, 521, 520, 519, 518])
        #expect(
            try await reopened.host.index.found(of: CodeIndexTests.key, below: 520, limit: 3) == [519, 518, 517])
    }
}

extension CodeIndex {
    /// The entries alone.
    func found(of key: String, below bound: UInt64 = .max, limit: Int) async throws -> [UInt64] {
        try await entries(of: key, below: bound, limit: limit)
    }

    /// Returns when nothing is left out any more.
    func untilCaughtUp() async throws {
        while status.isBehind { await Task.yield() }
    }
}

/// A simulated index store whose writes a test can stop, and whose cursor can fail.
private final class HeldIndexStore: CodeIndexStore {
    private struct State {
        /// Nil while nothing is held; else the writes that pass before one is.
        var passes: Int?
        var held: [CheckedContinuation<Void, Never>] = []
        var waiters: [CheckedContinuation<Void, Never>] = []
        var failsAdvance = false
    }

    private let inner = SimulatedCodeIndexStore()
    private let state = Mutex(State())

    func hold(afterWrites passes: Int = 0) { state.withLock { $0.passes = passes } }

    func failNextAdvance() { state.withLock { $0.failsAdvance = true } }

    func release() {
        let held = state.withLock { state in
            state.passes = nil
            defer { state.held = [] }
            return state.held
        }
        for continuation in held { continuation.resume() }
    }

    func untilHeld() async {
        await withCheckedContinuation { continuation in
            let isHeld = state.withLock { state in
                if state.held.isEmpty { state.waiters.append(continuation) }
                return !state.held.isEmpty
            }
            if isHeld { continuation.resume() }
        }
    }

    func write(_ rows: ArraySlice<IndexRow>) async throws(StoreError) {
        await withCheckedContinuation { continuation in
            let waiters = state.withLock { state -> [CheckedContinuation<Void, Never>]? in
                guard let passes = state.passes else { return nil }
                state.passes = max(0, passes - 1)
                guard passes == 0 else { return nil }
                state.held.append(continuation)
                defer { state.waiters = [] }
                return state.waiters
            }
            guard let waiters else { return continuation.resume() }
            for waiter in waiters { waiter.resume() }
        }
        try await inner.write(rows)
    }

    func advance(to cursor: IndexCursor) async throws(StoreError) {
        let fails = state.withLock { state in
            defer { state.failsAdvance = false }
            return state.failsAdvance
        }
        if fails { throw .notCommitted(reason: "simulated: the cursor cannot be moved") }
        try await inner.advance(to: cursor)
    }

    func cursor() async throws(StoreError) -> IndexCursor { try await inner.cursor() }
    func clear() async throws(StoreError) { try await inner.clear() }
    func digest(below bound: UInt64) async throws(StoreError) -> IndexDigest { try await inner.digest(below: bound) }
    func entries(of keys: [UInt64], below bound: UInt64, limit: Int) async throws(StoreError) -> [[UInt64]] {
        try await inner.entries(of: keys, below: bound, limit: limit)
    }
}
