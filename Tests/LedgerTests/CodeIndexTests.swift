import Codes
import DerivedState
import EPCIS
import Evidence
import Hosting
import Ledger
import LedgerQuery
import LedgerTesting
import Synchronization
import Testing
import TransparencyLog

@Suite("The code index finds a code wherever its rows are")
struct CodeIndexTests {
    static let key = "https://id.gs1.org/01/06901234567892"

    private static func rows(_ entries: Range<UInt64>) -> [IndexRow] {
        entries.map { IndexRow(key: EventIdentities.indexKey(key), entry: $0) }
    }

    private static func index(
        _ store: any CodeIndexStore, _ change: (inout CodeIndex.Limits) -> Void = { _ in }
    ) -> CodeIndex {
        var limits = CodeIndex.Limits()
        change(&limits)
        return CodeIndex(store: store, limits: limits, logger: LedgerRoom.logger) { size throws(StoreError) in
            .leaf(Array("root of \(size)".utf8))
        }
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
                #expect(try await index.entries(of: Self.key, below: bound, limit: limit) == expected)
            }
        }
        #expect(try await index.entries(of: "another", limit: 10).isEmpty)
        store.release()
        await flushing.value
        await index.flush()
        #expect(try await index.entries(of: Self.key, limit: 40) == Array((0..<30).reversed()))
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
        #expect(try await index.entries(of: Self.key, limit: 20) == Array((0..<10).reversed()))
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

    @Test("when the writer is far behind, commits wait for it")
    func farBehind() async throws {
        let store = HeldIndexStore()
        let index = Self.index(store) {
            $0.batchRows = 4
            $0.rowsMax = 8
        }
        store.hold()
        await index.append(Self.rows(0..<4), upTo: 4)
        await store.untilHeld()
        await index.append(Self.rows(4..<13), upTo: 13)
        let isAppended = Mutex(false)
        let late = Task {
            await index.append(Self.rows(13..<14), upTo: 14)
            isAppended.withLock { $0 = true }
        }
        // The index answers while one waits, and what waits is not in it yet.
        for _ in 0..<100 {
            #expect(try await index.entries(of: Self.key, limit: 1) == [12])
            await Task.yield()
        }
        #expect(!isAppended.withLock { $0 })
        store.release()
        await late.value
        #expect(try await index.entries(of: Self.key, limit: 20) == Array((0..<14).reversed()))
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
            #expect(try await index.entries(of: Self.key, limit: 40) == Array((0..<all).reversed()))
        }
        await index.flush()
        #expect(try await store.cursor().treeSize == 10 + UInt64(failures))
        #expect(try await index.entries(of: Self.key, limit: 40) == Array((0..<(10 + UInt64(failures))).reversed()))
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
            try await reopened.host.index.entries(of: CodeIndexTests.key, limit: 600) == Array((3..<523).reversed()))
        #expect(try await reopened.host.index.entries(of: CodeIndexTests.key, limit: 5) == [522, 521, 520, 519, 518])
        #expect(
            try await reopened.host.index.entries(of: CodeIndexTests.key, below: 520, limit: 3) == [519, 518, 517])
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
