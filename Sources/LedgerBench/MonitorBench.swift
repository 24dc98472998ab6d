import ArgumentParser
import DerivedState
import Foundation
import Hosting
import Ledger
import Logging
import SQLiteStore
import Synchronization
import TransparencyLog
import Values

/// Measures the monitor over a city's ledger: everything judged from nothing, and how far it is behind while events go on coming.
struct MonitorBench: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "monitor",
        abstract:
            "The monitor from nothing (target: 20,000 events/s), and behind a live ledger (target: 5 s at 2,000/s).")

    @Option(help: "Events in the ledger when the monitor begins.")
    var events = 100_000

    @Option(help: "Events a second that come while it watches.")
    var rate = 2000

    @Option(help: "Seconds for which they come (0: leave it out).")
    var seconds = 30

    @Option(help: "Codes judged at one time (default: as the daemon, a core less than there are).")
    var atOnce = HostWatching.judgedAtOnce

    @Option(help: "A directory on the disk to measure (default: a new one in /tmp).")
    var directory: String?

    func run() async throws {
        let bench = BenchDirectory(directory)
        defer { bench.remove() }
        let path = bench.path("monitor")
        var city = try await CityLedger(path, events: events + rate * seconds)
        try await city.fill(to: events) { _ in }
        let host = city.ledger.host
        let store = try SQLiteFindingStore.open(directory: path)
        let counter = JudgedCounter()
        let kinds = KindTimes()
        let monitor = FindingsMonitor(
            store: store, ledger: TimedReading(HostWatching(host: host), kinds), atOnce: atOnce, now: host.identity.now,
            observer: counter,
            logger: Logger(label: "bench") { _ in SwiftLogNoOpLogHandler() })
        let (started, cpu) = (ContinuousClock.now, Measured.cpuSeconds)
        try await monitor.catchUp()
        let took = (ContinuousClock.now - started).seconds
        let codes = counter.count
        print(
            "\(city.eventCount) events from nothing: \((Double(city.eventCount) / took).rate) events/s, "
                + "\((Double(codes) / took).rate) codes/s, \(((Measured.cpuSeconds - cpu) / Double(max(1, codes)) * 1e6).rate) "
                + "µs of CPU a code, \(atOnce) at one time; \(try await store.shownCounts().values.reduce(0, +)) findings"
        )
        kinds.print()
        if seconds > 0 { try await live(&city, monitor, counter) }
        await host.shutDown()
    }

    /// Events come at a steady rate; each round of the monitor ends when nothing waits, and has judged all that came before it began.
    private func live(_ city: inout CityLedger, _ monitor: FindingsMonitor, _ counter: JudgedCounter) async throws {
        let before = (events: city.eventCount, codes: counter.count)
        let (behind, rounds) = try await withThrowingTaskGroup(of: Void.self) { group in
            let watch = WatchedRounds()
            group.addTask {
                while !watch.isOver {
                    let began = ContinuousClock.now
                    try await monitor.catchUp()
                    watch.took((ContinuousClock.now - began).seconds)
                    try await Task.sleep(for: .milliseconds(20))
                }
            }
            let started = ContinuousClock.now
            for tick in 1...(seconds * 4) {
                try await city.fill(to: before.events + rate * tick / 4) { _ in }
                try await Task.sleep(until: started + .milliseconds(250 * tick))
            }
            watch.end()
            try await group.waitForAll()
            return (watch.longest, watch.count)
        }
        let told = Double(city.eventCount - before.events) / Double(seconds)
        print(
            "live, \(told.rate) events/s for \(seconds) s: \(rounds) rounds, the longest \(behind.ratio) s; what came is judged "
                + "at most two rounds later; \((Double(counter.count - before.codes) / Double(seconds)).rate) codes/s")
    }
}

private final class JudgedCounter: MonitorObserver {
    private let codes = Mutex(0)
    var count: Int { codes.withLock { $0 } }
    func judged(codes: Int) { self.codes.withLock { $0 += codes } }
    func unreadable(entries: Int) {}
}

private final class WatchedRounds: Sendable {
    private let all = Mutex<(count: Int, longest: Double)>((0, 0))
    private let over = Mutex(false)
    var isOver: Bool { over.withLock { $0 } }
    func end() { over.withLock { $0 = true } }
    var count: Int { all.withLock { $0.count } }
    var longest: Double { all.withLock { $0.longest } }
    func took(_ seconds: Double) { all.withLock { $0 = ($0.count + 1, max($0.longest, seconds)) } }
}

/// The reading of a ledger, and how long codes of each kind took to judge.
private struct TimedReading: WatchedLedgerReading {
    private let reading: HostWatching
    private let kinds: KindTimes

    init(_ reading: HostWatching, _ kinds: KindTimes) { (self.reading, self.kinds) = (reading, kinds) }

    func treeSize() async -> UInt64 { await reading.treeSize() }
    func root(treeSize: UInt64) async throws(StoreError) -> MerkleHash { try await reading.root(treeSize: treeSize) }
    func touched(by entries: Range<UInt64>) async throws(StoreError) -> TouchedCodes {
        try await reading.touched(by: entries)
    }

    func judge(_ watched: WatchedCode, now: Timestamp) async throws(StoreError) -> WatchedVerdict {
        let started = ContinuousClock.now
        let verdict = try await reading.judge(watched, now: now)
        let took = (ContinuousClock.now - started).seconds
        kinds.took(watched.code, took)
        return verdict
    }
}

private final class KindTimes: Sendable {
    private struct Kind {
        var count = 0
        var seconds = 0.0
        var longest = 0.0
    }
    private let all = Mutex<[String: Kind]>([:])

    func took(_ code: String, _ seconds: Double) {
        let kind =
            code.hasPrefix("urn:")
            ? code.split(separator: ":").prefix(3).joined(separator: ":")
            : "/"
                + (code.split(separator: "/").dropFirst(2).enumerated().filter { $0.offset % 2 == 0 }.map {
                    String($0.element)
                }.joined(separator: "/"))
        all.withLock { all in
            all[kind, default: Kind()].count += 1
            all[kind]!.seconds += seconds
            all[kind]!.longest = max(all[kind]!.longest, seconds)
        }
    }

    func print() {
        for (kind, one) in all.withLock({ $0 }).sorted(by: { $0.value.seconds > $1.value.seconds }).prefix(8) {
            Swift.print(
                "  \(kind): \(one.count) judged, \((one.seconds / Double(one.count) * 1e6).rate) µs each, the longest \(one.longest.ratio) s"
            )
        }
    }
}
