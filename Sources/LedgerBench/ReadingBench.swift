import ArgumentParser
import Codes
import DerivedState
import Foundation
import Glibc
import Hosting
import Ledger
import LedgerClient
import LedgerQuery
import LedgerTesting
import TransparencyLog

/// Measures the reading half beside the emptiest answer of the same server in the same run, and look-ups in the store at two sizes.
struct ReadingBench: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "reading",
        abstract: "Look-ups, evidence and tiles over HTTP beside /healthz, and look-ups in the store as it grows.")

    @Option(help: "Lots of six events; as many items of three.")
    var lots = 100_000

    @Option(help: "Seconds of each measure over HTTP.")
    var seconds = 5.0

    @Option(help: "Connections at one time.")
    var connections = 16

    @Option(help: "Only answers whose path begins so, as /lookup (default: all).")
    var only = ""

    @Option(help: "Events in a push.")
    var batch = 512

    @Option(help: "Events of the larger store in which look-ups are compared with 10,000 (0: leave it out).")
    var large = 0

    @Option(help: "A directory on the disk to measure (default: a new one in /tmp).")
    var directory: String?

    func run() async throws {
        let bench = BenchDirectory(directory)
        defer { bench.remove() }
        try await overHTTP(bench)
        if large > 0 { try await inStore(bench) }
    }

    // MARK: over HTTP

    private func overHTTP(_ bench: BenchDirectory) async throws {
        let (ledger, events) = try await filled(bench.path("reading"), lots: lots, items: lots)
        let targets = targets(treeSize: await ledger.host.sequencer.treeSize)
        try await ledger.serving { url in
            try await check(url)
            let port = Int(url.split(separator: ":").last!)!
            print("\(events.eventCount) events, \(connections) connections, codes drawn at random")
            let load = LoadGenerator(port: port, connectionCount: connections)
            // The measure of all others stands before, between and after them.
            var empty: [Double] = []
            for (name, targets) in targets where name.hasPrefix(only) {
                // Evidence and verdicts are made for eight at one time; a ninth is refused.
                let isHeavy = name.hasPrefix("/evidence") || name.hasPrefix("/verify")
                let load = LoadGenerator(port: port, connectionCount: isHeavy ? min(8, connections) : connections)
                empty.append(await measure("/healthz", ["/healthz"], load, beside: nil))
                _ = await measure(name, targets, load, beside: empty.last)
            }
            empty.append(await measure("/healthz", ["/healthz"], load, beside: nil))
            print("/healthz, lowest and highest: \(empty.min()!.rate), \(empty.max()!.rate)")
        }
        await ledger.host.shutDown()
    }

    private func targets(treeSize: UInt64) -> [(String, [String])] {
        var random = SplitMix64(seed: 5)
        func drawn(_ count: Int, _ target: (Int) -> String) -> [String] {
            (0..<count).map { _ in target(Int(random.next() % UInt64(lots))) }
        }
        let tiles = (0..<treeSize / 256).map { Tile(level: 0, index: $0)! }.shuffled(using: &random)
        let bundles = tiles.compactMap { EntryBundlePath(index: $0.index) }
        return [
            ("/checkpoint", ["/checkpoint"]),
            ("a full tile", tiles.map { "/\($0.path)" }),
            ("an entry bundle", bundles.map { "/\($0.path)" }),
            ("/lookup, lot of 6 events", drawn(200_000) { "/lookup?code=\(Self.encoded(ReadingEvents.lot($0)))" }),
            ("/lookup, item of 3 events", drawn(200_000) { "/lookup?code=\(Self.encoded(ReadingEvents.item($0)))" }),
            ("/evidence, item of 3 events", drawn(20_000) { "/evidence?code=\(Self.encoded(ReadingEvents.item($0)))" }),
            ("/verify, item of 3 events", drawn(20_000) { "/verify?code=\(Self.encoded(ReadingEvents.item($0)))" }),
        ]
    }

    private static func encoded(_ code: String) -> String {
        code.addingPercentEncoding(withAllowedCharacters: .alphanumerics)!
    }

    /// What is measured answers what it should.
    private func check(_ url: String) async throws {
        try await LedgerClient.withClient(url: LedgerURL(url)!) { client in
            for (code, count) in [(ReadingEvents.lot(lots / 2), 6), (ReadingEvents.item(lots / 3), 3)] {
                let found = try await client.lookup(code, limit: 100)
                let events = found.ranges(of: Array(#""recordTime""#.utf8)).count
                precondition(events == count, "\(code) has \(events) events")
            }
        }
    }

    /// Prints and gives the answers a second.
    private func measure(_ name: String, _ targets: [String], _ load: LoadGenerator, beside: Double?) async -> Double {
        _ = await load.run(targets, seconds: min(0.5, seconds))
        let before = Self.cpuSeconds
        let outcome = await load.run(targets, seconds: seconds)
        let server = Self.cpuSeconds - before - outcome.cpuSeconds
        let answers = Double(max(1, outcome.answers))
        let ratio = beside.map { " · \((outcome.rate / $0).ratio) of /healthz" } ?? ""
        let refusals = outcome.refusals == 0 ? "" : " · \(outcome.refusals) REFUSED"
        print(
            "  \(name): \(outcome.rate.rate)/s\(ratio) · \(outcome.bytes / max(1, outcome.answers)) bytes · CPU an answer: server "
                + "\((server / answers * 1e6).ratio) µs, load \((outcome.cpuSeconds / answers * 1e6).ratio) µs\(refusals)"
        )
        return outcome.rate
    }

    private static var cpuSeconds: Double {
        var usage = rusage()
        getrusage(__rusage_who_t(RUSAGE_SELF.rawValue), &usage)
        return Double(usage.ru_utime.tv_sec + usage.ru_stime.tv_sec)
            + Double(usage.ru_utime.tv_usec + usage.ru_stime.tv_usec) / 1e6
    }

    // MARK: in the store

    private func inStore(_ bench: BenchDirectory) async throws {
        let small = try await storeRate(bench.path("small"), events: 10_000)
        let great = try await storeRate(bench.path("large"), events: large)
        print("look-ups in the store at \(large) events: \((great / small).ratio) of those at 10,000   (target: 0.50)")
    }

    /// Look-ups of lots a second, one task, without the cache of events: the store itself.
    private func storeRate(_ path: String, events: Int) async throws -> Double {
        let (ledger, made) = try await filled(path, lots: events / 6, items: 0)
        await ledger.host.index.flush()
        let reader = LedgerReader(store: ledger.host.store, index: ledger.host.index, cacheBytes: 0)
        var random = SplitMix64(seed: 9)
        let codes = try (0..<20_000).map { _ in
            try CodeReader().read(ReadingEvents.lot(Int(random.next() % UInt64(made.lotCount))))
        }
        let size = await ledger.host.sequencer.treeSize
        var rates: [Double] = []
        for _ in 0..<3 {
            let started = ContinuousClock.now
            for code in codes {
                let page = try await reader.events(of: code, below: size, limit: 100)
                precondition(page.events.count == 6, "\(code.uri) has \(page.events.count) events")
            }
            rates.append(Double(codes.count) / (ContinuousClock.now - started).seconds)
        }
        await ledger.host.shutDown()
        let rate = rates.sorted()[1]
        print("look-ups of lots of 6 events in the store at \(made.eventCount) events: \(rate.rate)/s (one task)")
        return rate
    }

    private func filled(_ path: String, lots: Int, items: Int) async throws -> (BenchLedger, ReadingEvents) {
        let ledger = try await BenchLedger.open(path, devices: 4)
        let events = ReadingEvents(lotCount: lots, itemCount: items)
        let started = ContinuousClock.now
        try await events.push(to: ledger, devices: 4, eventsInPush: batch)
        let seconds = (ContinuousClock.now - started).seconds
        print("\(events.eventCount) events made and pushed in \(seconds.ratio) s")
        return (ledger, events)
    }
}
