import Evidence
import Ledger
import LedgerTesting
import Logging
import Synchronization
import Testing
import TransparencyLog
import Values
import VerifiableIndex

@testable import DerivedState

/// A ledger of so many entries, of which each is found under a few names.
final class NamedEntries: Sendable {
    let salt: String
    private let state = Mutex((isFailing: false, reads: [Range<UInt64>]()))

    init(salt: String = "") { self.salt = salt }

    var isFailing: Bool {
        get { state.withLock { $0.isFailing } }
        set { state.withLock { $0.isFailing = newValue } }
    }

    /// The ranges whose entries were read.
    var reads: [Range<UInt64>] { state.withLock { $0.reads } }

    func names(_ entry: UInt64) -> [String] {
        ["item \(entry)", "lot \(entry / 10)", entry % 3 == 0 ? "everywhere" : "elsewhere"]
    }

    func keys(_ entry: UInt64) -> [IndexKey] { names(entry).map { IndexKey(name: $0) } }

    func root(_ size: UInt64) -> MerkleHash { .leaf(Array("root \(size)\(salt)".utf8)) }

    var source: IndexKeeperSource {
        IndexKeeperSource(
            rootAt: { size throws(StoreError) in self.root(size) },
            keys: { range throws(StoreError) in
                let isFailing = self.state.withLock { state in
                    state.reads.append(range)
                    return state.isFailing
                }
                guard !isFailing else { throw .unreadable(reason: "simulated: the ledger cannot be read") }
                return range.map { self.keys($0) }
            })
    }

    /// The run of these entries, recomputed.
    func run(_ range: Range<UInt64>) -> NamedRun {
        var builder = RunBuilder(range: range)
        for entry in range { builder.add(entry, keys(entry)) }
        return builder.run().summary.run
    }
}

@Suite struct `The keeper of the index` {
    private static let version = IndexKeysVersion(number: 1, schemes: .emptyRoot)
    private static let logger = Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }

    private static func keeper(
        _ store: any RunStore, _ entries: NamedEntries, version: IndexKeysVersion = version,
        pause: ManualPause = ManualPause(), _ change: (inout IndexKeeper.Limits) -> Void = { _ in }
    ) -> IndexKeeper {
        var limits = IndexKeeper.Limits()
        limits.storedMin = 2000
        limits.portionMax = 500
        limits.waitingMax = 0
        change(&limits)
        return IndexKeeper(
            store: store, source: entries.source, version: version, limits: limits, logger: logger,
            pause: { await pause.pause($0) })
    }

    /// Returns once nothing is in memory that should be stored, and nothing is being made.
    private static func settled(_ keeper: IndexKeeper) async {
        while await !keeper.isAtRest { await Task.yield() }
    }

    private static func expectRight(_ keeper: IndexKeeper, _ entries: NamedEntries, size: UInt64) throws {
        let snapshot = keeper.snapshot
        #expect(snapshot.entryCount == size)
        for run in snapshot.runs { #expect(run == entries.run(run.range)) }
        for (name, expected) in [
            ("everywhere", (0..<size).filter { $0 % 3 == 0 }), ("item 7", [7]), ("item \(size)", []),
            ("lot 3", Array(30..<40)),
        ] as [(String, [UInt64])] {
            let key = IndexKey(name: name)
            let expected = expected.filter { $0 < size }
            #expect(try snapshot.entries(of: key, limit: .max) == expected.reversed())
            #expect(
                try snapshot.entries(of: key, below: 100, limit: 3) == expected.filter { $0 < 100 }.suffix(3).reversed()
            )
        }
    }

    @Test func `follows the ledger, and each of its runs is that of the entries`() async throws {
        let (store, entries) = (FaultyRunStore(), NamedEntries())
        let keeper = Self.keeper(store, entries)
        var size: UInt64 = 0
        for count in [1, 1, 2, 700, 1, 1300, 3, 3000, 5] as [UInt64] {
            size += count
            keeper.follow(to: size)
            await keeper.reached(size)
            try Self.expectRight(keeper, entries, size: size)
            #expect(keeper.status.runCount <= 12)
            #expect(!keeper.status.isBehind)
        }
        #expect(store.finishedCount > 0)
    }

    @Test func `takes up what is stored, and makes only the rest`() async throws {
        let (store, entries) = (FaultyRunStore(), NamedEntries())
        let first = Self.keeper(store, entries)
        first.follow(to: 4096)
        await first.reached(4096)
        await Self.settled(first)
        let stored = try await store.runs().reduce(0) { $1.range.lowerBound == $0 ? $1.range.upperBound : $0 }
        #expect(stored >= 2000)

        let again = NamedEntries()
        let second = Self.keeper(store, again)
        await second.open(treeSize: 4100)
        await second.reached(4100)
        try Self.expectRight(second, again, size: 4100)
        #expect(again.reads.map(\.lowerBound).min() == stored)
    }

    @Test func `drops runs of another history, of other names, and beyond the ledger`() async throws {
        for (salt, number, size) in [("other", 1, 5000), ("", 2, 5000), ("", 1, 1500)] as [(String, UInt32, UInt64)] {
            let store = FaultyRunStore()
            let first = Self.keeper(store, NamedEntries())
            first.follow(to: 4096)
            await first.reached(4096)
            await Self.settled(first)

            let entries = NamedEntries(salt: salt)
            let second = Self.keeper(store, entries, version: IndexKeysVersion(number: number, schemes: .emptyRoot))
            await second.open(treeSize: size)
            await second.reached(size)
            try Self.expectRight(second, entries, size: size)
            #expect(entries.reads.first?.lowerBound == 0)
        }
    }

    @Test func `makes a damaged run again, whether it is met at the start or by a look-up`() async throws {
        let (store, entries) = (FaultyRunStore(), NamedEntries())
        let first = Self.keeper(store, entries)
        first.follow(to: 4096)
        await first.reached(4096)
        await Self.settled(first)
        var range = try #require(try await store.runs().first?.range)
        let bytes = try #require(try await store.open(range))

        // In the fences: it cannot even be opened.
        try await store.damage(range, at: bytes.count - 100)
        let second = Self.keeper(store, entries)
        await second.open(treeSize: 4096)
        await second.reached(4096)
        try Self.expectRight(second, entries, size: 4096)
        await Self.settled(second)

        // In a block: whoever looks up there meets it.
        range = try #require(try await store.runs().first?.range)
        try await store.damage(range, at: 5000)
        let third = Self.keeper(store, entries)
        await third.open(treeSize: 4096)
        await third.reached(4096)
        var met: (RunError, NamedRun)?
        for run in third.snapshot.runs {
            for entry in range where met == nil {
                do throws(RunError) {
                    _ = try third.snapshot.entries(of: IndexKey(name: "item \(entry)"), limit: 1)
                } catch {
                    met = (error, run)
                }
            }
        }
        let (error, run) = try #require(met)
        await third.found(error, in: run)
        await third.reached(4096)
        try Self.expectRight(third, entries, size: 4096)
    }

    @Test func `stays within its memory while the store fails, and catches up once it does not`() async throws {
        let (store, entries, pause) = (FaultyRunStore(), NamedEntries(), ManualPause())
        store.isFailing = true
        let keeper = Self.keeper(store, entries, pause: pause) { $0.memoryMax = 6000 }
        keeper.follow(to: 2500)
        await pause.untilWaitedFor()
        // Until then it goes on in memory, in few runs.
        for size in 2501...2520 as ClosedRange<UInt64> {
            keeper.follow(to: size)
            await keeper.reached(size)
        }
        #expect(keeper.status.runCount <= 8)
        keeper.follow(to: 20_000)
        await keeper.reached(6000)
        await pause.untilWaitedFor()
        #expect(keeper.status.isBehind)
        #expect(keeper.status.failureCount > 0)
        #expect(keeper.status.reason?.contains("cannot be written") == true)
        #expect(keeper.status.memoryEntries <= 6500)
        try Self.expectRight(keeper, entries, size: keeper.snapshot.entryCount)

        store.isFailing = false
        pause.endAll()
        await keeper.reached(20_000)
        try Self.expectRight(keeper, entries, size: 20_000)
        while keeper.status.failureCount > 0 { await Task.yield() }
        #expect(keeper.status.reason == nil)
    }

    @Test func `makes no run of a few entries before somebody asks`() async throws {
        let entries = NamedEntries()
        let keeper = Self.keeper(FaultyRunStore(), entries) { $0.waitingMax = 99 }
        for size in 1...99 as ClosedRange<UInt64> { keeper.follow(to: size) }
        while await !keeper.hasFollowed { await Task.yield() }
        #expect(entries.reads.isEmpty && keeper.status.runCount == 0)
        keeper.follow(to: 100)
        while keeper.status.isBehind { await Task.yield() }
        #expect(entries.reads == [0..<100])

        keeper.follow(to: 101)
        #expect(await keeper.state(of: 101, at: Timestamp(milliseconds: 1))?.entryCount == 101)
        try Self.expectRight(keeper, entries, size: 101)
    }

    @Test func `reads no entry again whose keys came with it, and only the others`() async throws {
        let entries = NamedEntries()
        let keeper = Self.keeper(FaultyRunStore(), entries)
        for range in [0..<3, 3..<700, 700..<2200] as [Range<UInt64>] {
            keeper.follow(to: range.upperBound, keys: range.map { entries.keys($0) })
        }
        await keeper.reached(2200)
        #expect(entries.reads.isEmpty)

        // The keys of one commit did not come.
        keeper.follow(to: 2300)
        keeper.follow(to: 2310, keys: (2300..<2310).map { entries.keys($0) })
        await keeper.reached(2310)
        #expect(entries.reads.allSatisfy { $0.lowerBound >= 2200 } && !entries.reads.isEmpty)
        let before = entries.reads.count
        keeper.follow(to: 2320, keys: (2310..<2320).map { entries.keys($0) })
        await keeper.reached(2320)
        #expect(entries.reads.count == before)
        try Self.expectRight(keeper, entries, size: 2320)
    }

    @Test func `waits for a ledger that cannot be read, and goes on`() async throws {
        let (entries, pause) = (NamedEntries(), ManualPause())
        let keeper = Self.keeper(FaultyRunStore(), entries, pause: pause)
        entries.isFailing = true
        keeper.follow(to: 100)
        await pause.untilWaitedFor()
        #expect(keeper.status.isBehind && keeper.status.failureCount == 1)
        entries.isFailing = false
        pause.endAll()
        await keeper.reached(100)
        try Self.expectRight(keeper, entries, size: 100)
        #expect(keeper.status.failureCount == 0)
    }

    @Test func `keeps in memory what a store cannot take or be read from, and stores it once it can`() async throws {
        let (store, entries, pause) = (FaultyRunStore(), NamedEntries(), ManualPause())
        store.isFailing = true
        let keeper = Self.keeper(store, entries, pause: pause)
        await keeper.open(treeSize: 9000)
        await keeper.reached(9000)
        #expect(keeper.status.reason != nil)
        try Self.expectRight(keeper, entries, size: 9000)
        // What is merged beside it is one run soon, and no commit waits for it.
        while keeper.status.runCount > 8 { await Task.yield() }
        #expect(await keeper.state(of: 9000, at: Timestamp(milliseconds: 1))?.entryCount == 9000)
        store.isFailing = false
        while keeper.status.reason != nil || keeper.status.memoryEntries >= 2000 {
            pause.endAll()
            await Task.yield()
        }
        try Self.expectRight(keeper, entries, size: 9000)
    }

    @Test func `says that what the ledger names is being made again, until it is there`() async throws {
        let (entries, pause) = (NamedEntries(), ManualPause())
        let state = IndexState(
            keys: Self.version, time: Timestamp(milliseconds: 1),
            runs: [entries.run(0..<2100), entries.run(2100..<2500)])
        entries.isFailing = true
        let keeper = Self.keeper(FaultyRunStore(), entries, pause: pause)
        await keeper.open(treeSize: 2501, newest: (2500, state))
        await pause.untilWaitedFor()
        #expect(keeper.status.remakingUpTo == 2500 && keeper.stated == nil)
        entries.isFailing = false
        while keeper.stated == nil {
            pause.endAll()
            await Task.yield()
        }
        #expect(keeper.status.remakingUpTo == nil && keeper.stated?.state == state)

        // By other names it is there only once the ledger has a state of these.
        let other = Self.keeper(
            FaultyRunStore(), entries, version: IndexKeysVersion(number: 2, schemes: .emptyRoot))
        await other.open(treeSize: 2501, newest: (2500, state))
        let next = try #require(await Self.state(of: 2501, other))
        #expect(other.status.remakingUpTo == 2500)
        await other.stated(next)
        #expect(other.status.remakingUpTo == nil && other.stated?.state == next)
    }

    /// The state, however long it takes.
    private static func state(of size: UInt64, _ keeper: IndexKeeper) async -> IndexState? {
        while !Task.isCancelled {
            if let state = await keeper.state(of: size, at: Timestamp(milliseconds: 2)) { return state }
        }
        return nil
    }
}
