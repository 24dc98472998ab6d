import ArgumentParser
import Foundation
import Hosting
import LedgerTesting

/// Measures what a chain costs in a ledger of cities as it grows: verified alone, with many others, and followed to its last thing.
struct ChainBench: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "chains",
        abstract:
            "Chains of the scenario generator verified over HTTP while the ledger grows, and how far a chain is followed."
    )

    @Option(help: "Events in the ledger at last; chains are measured at 100,000 and 1,000,000 on the way.")
    var events = 3_000_000

    @Option(help: "Chains of ten events that are verified at each size, one after another.")
    var chains = 1000

    @Option(help: "Codes verified together at each size (0: leave it out).")
    var codes = 10_000

    @Option(help: "Things of the largest chain that is followed from end to end (0: leave it out).")
    var things = 100_000

    @Option(help: "A directory on the disk to measure (default: a new one in /tmp).")
    var directory: String?

    private static let sizes = [100_000, 1_000_000]

    func run() async throws {
        let bench = BenchDirectory(directory)
        defer { bench.remove() }
        if things > 0 { ClosureBench.run(things: things) }
        var city = try await CityLedger(bench.path("cities"), events: events)
        print("\(city.cityCount) cities tell \(events) events in the order of their arrival")
        var figures: [ChainFigures] = []
        for size in Self.sizes.filter({ $0 < events }) + [events] {
            try await fill(&city, to: size)
            let probe = ChainProbe(chains: chains, codes: codes, home: bench.path("home-\(size)"))
            figures.append(try await probe.figures(of: city))
            figures[figures.count - 1].print()
            // It takes minutes: what is known is said at once, to a file too.
            fflush(nil)
        }
        await city.ledger.host.shutDown()
        ChainFigures.print(figures)
    }

    private func fill(_ city: inout CityLedger, to size: Int) async throws {
        let (started, before, cpu) = (ContinuousClock.now, city.eventCount, Measured.cpuSeconds)
        var told = before
        try await city.fill(to: size) { count in
            guard count - told >= 100_000 else { return }
            told = count
            let rate = Double(count - before) / (ContinuousClock.now - started).seconds
            FileHandle.standardError.write(Data("  \(count) events, \(rate.rate)/s\n".utf8))
        }
        let seconds = (ContinuousClock.now - started).seconds
        print(
            "\(city.eventCount) events of \(city.chainCount) whole chains by \(city.operatorCount) operators: told, pushed and "
                + "indexed in \(seconds.ratio) s, \((Measured.cpuSeconds - cpu).ratio) s of CPU")
    }
}

/// What chains cost in a ledger of one size.
struct ChainFigures {
    let eventCount: Int
    /// Of the chains of ten events, ascending.
    var seconds: [Double] = []
    /// Of the server, for one such answer.
    var verifyCPU = 0.0
    /// Codes verified together, a second.
    var batchRate = 0.0
    /// For one such code: of the tool and of the server.
    var batchCPU = (tool: 0.0, server: 0.0)
    /// Of one such code's chain, on average.
    var batchEvents = 0.0
    /// Answers to GET /verify of any chain's codes, the ten-event ones among them.
    var askedCount = 0

    func percentile(_ share: Double) -> Double {
        seconds.isEmpty ? .nan : seconds[min(seconds.count - 1, Int(Double(seconds.count) * share))] * 1000
    }

    func print() {
        Swift.print(
            "  \(eventCount) events: verify of 10-event chains p50 \(percentile(0.5).ratio) ms, p99 \(percentile(0.99).ratio) ms, "
                + "\((verifyCPU * 1e6).rate) µs of the server (\(seconds.count) chains among \(askedCount) asked for)")
        guard batchRate > 0 else { return }
        Swift.print(
            "  \(eventCount) events: yima verify --batch \(batchRate.rate) codes/s of \(batchEvents.ratio) events, "
                + "\((batchCPU.tool * 1e6).rate) µs of the tool, \((batchCPU.server * 1e6).rate) µs of the server")
    }

    /// All of them beside each other, and how they grew beside the logarithm of the ledger.
    static func print(_ figures: [ChainFigures]) {
        guard let first = figures.first, let last = figures.last else { return }
        Swift.print("\n   events   p50 ms   p99 ms   CPU µs  batch codes/s  tool µs  server µs")
        for one in figures {
            let columns = [
                "\(one.eventCount)", one.percentile(0.5).ratio, one.percentile(0.99).ratio, (one.verifyCPU * 1e6).rate,
                one.batchRate.rate, (one.batchCPU.tool * 1e6).rate, (one.batchCPU.server * 1e6).rate,
            ]
            Swift.print(zip(columns, [9, 9, 9, 9, 15, 9, 11]).map { padded($0, $1) }.joined())
        }
        guard figures.count > 1 else { return }
        let logarithm = log(Double(last.eventCount)) / log(Double(first.eventCount))
        let batch = { (one: ChainFigures) in one.batchCPU.tool + one.batchCPU.server }
        Swift.print(
            "from \(first.eventCount) to \(last.eventCount) the logarithm grows ×\(logarithm.ratio), p50 "
                + "×\((last.percentile(0.5) / first.percentile(0.5)).ratio), p99 "
                + "×\((last.percentile(0.99) / first.percentile(0.99)).ratio), CPU of one "
                + "×\((last.verifyCPU / first.verifyCPU).ratio), CPU of one among many "
                + "×\((batch(last) / max(batch(first), .leastNonzeroMagnitude)).ratio)")
        Swift.print("targets: p50 3 ms, p99 15 ms, 5,000 codes/s, none growing faster than the logarithm")
    }

    private static func padded(_ text: String, _ width: Int) -> String {
        String(repeating: " ", count: max(0, width - text.count)) + text
    }
}
