import ArgumentParser
import DerivedState
import Evidence
import Foundation
import FoundationNetworking
import Glibc
import Hosting
import Ledger
import LedgerClient
import LedgerProtocol
import ProgramTesting
import TransparencyLog

/// Measures `yima verify --batch` over HTTP against a daemon's server on the same machine: both have the same cores.
struct BatchBench: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "batch",
        abstract:
            "yima verify --batch over HTTP, of a city's codes beside what fetching their evidence takes (target: 5,000 codes/s, 300 MB)."
    )

    @Option(help: "Events of the city's ledger.")
    var events = 300_000

    @Option(help: "Codes verified in a round.")
    var codes = 20_000

    @Option(help: "Rounds, each with its floors; every other one takes the codes in any order.")
    var rounds = 2

    @Option(help: "Verify three-event chains instead, in a ledger of so many.")
    var chains = 0

    @Option(help: "Chains whose events are pushed together.")
    var batch = 256

    @Option(help: "A directory on the disk to measure (default: a new one in /tmp).")
    var directory: String?

    func run() async throws {
        let bench = BenchDirectory(directory)
        defer { bench.remove() }
        if chains > 0 { try await ofChains(bench) } else { try await ofCity(bench) }
        print(
            "peak memory: yima \(Self.childrenPeakMegabytes) MB, server and bench \(Measured.peakMegabytes) MB")
    }

    private static var childrenPeakMegabytes: Int {
        var usage = rusage()
        getrusage(RUSAGE_CHILDREN.rawValue, &usage)
        return usage.ru_maxrss / 1024
    }

    // MARK: A city

    private func ofCity(_ bench: BenchDirectory) async throws {
        var city = try await CityLedger(bench.path("city"), events: events)
        try await city.fill(to: events) { _ in }
        print("a city of \(city.eventCount) events, \(city.operatorCount) firms, \(city.deviceCount) devices")
        let ledger = city.ledger
        let (count, rounds, home) = (codes, rounds, bench.path("work"))
        try await ledger.serving { url in
            let all = try await Self.choose(url)
            // Evenly from all of them, in their order.
            let step = max(1, all.count / max(1, count))
            let sample = stride(from: 0, to: all.count, by: step).prefix(count).map { all[$0] }
            for round in 0..<rounds {
                let inOrder = round % 2 == 0
                let wanted = inOrder ? sample : sample.shuffled()
                let (health, evidence) = try await Self.floors(wanted, url)
                let output = "\(home)/out-\(round)"
                try wanted.map { $0 + "\n" }.joined().write(
                    toFile: "\(home)/codes", atomically: false, encoding: .utf8)
                let started = ContinuousClock.now
                // Of a city's codes some are faulty: that is no failure.
                _ = try await VerifyTool(home: home).verify(
                    batch: "\(home)/codes", output: output, url: url, statuses: [0, 1, 2, 3])
                let rate = Double(wanted.count) / (ContinuousClock.now - started).seconds
                try Self.check(output, wanted)
                print(
                    "\(wanted.count) codes \(inOrder ? "in order" : "in any order"): \(rate.rate) codes/s · "
                        + "their evidence fetched and thrown away \(evidence.rate) codes/s (\((rate / evidence).ratio) of it) · "
                        + "/healthz \(health.rate) requests/s")
            }
        }
        await ledger.host.shutDown()
    }

    /// Every code that the ledger's events name, as a batch chooses them.
    private static func choose(_ url: String) async throws -> [String] {
        let started = ContinuousClock.now
        var (found, pageCount, cursor): (Set<String>, Int, String?) = ([], 0, nil)
        try await LedgerClient.withClient(url: LedgerURL(url)!) { client in
            repeat {
                let page = try await client.touched(cursor.map { [("cursor", $0)] } ?? [])
                found.formUnion(page.codes)
                (pageCount, cursor) = (pageCount + 1, page.next)
            } while cursor != nil
        }
        let rate = Double(found.count) / (ContinuousClock.now - started).seconds
        print("chosen from the whole ledger: \(found.count) codes in \(pageCount) pages, \(rate.rate) codes/s")
        return found.sorted()
    }

    /// Requests for nothing, and the same evidence fetched as the tool fetches it and not looked at.
    private static func floors(_ codes: [String], _ url: String) async throws -> (health: Double, evidence: Double) {
        let healthCount = 2000
        var started = ContinuousClock.now
        for _ in 0..<healthCount {
            let answer = try await URLSession.shared.data(from: URL(string: "\(url)/healthz")!).0
            precondition(!answer.isEmpty)
        }
        let health = Double(healthCount) / (ContinuousClock.now - started).seconds
        started = ContinuousClock.now
        let portions = stride(from: 0, to: codes.count, by: EvidenceBatch.codesMax).map {
            Array(codes[$0..<min($0 + EvidenceBatch.codesMax, codes.count)])
        }
        let atOnce = 3
        try await LedgerClient.withClient(url: LedgerURL(url)!) { client in
            try await withThrowingTaskGroup(of: Void.self) { group in
                for first in 0..<atOnce {
                    group.addTask {
                        for place in stride(from: first, to: portions.count, by: atOnce) {
                            let bytes = try await client.evidence(EvidenceQuestion(codes: portions[place]))
                            precondition(!bytes.isEmpty)
                        }
                    }
                }
                try await group.waitForAll()
            }
        }
        return (health, Double(codes.count) / (ContinuousClock.now - started).seconds)
    }

    private static func check(_ output: String, _ wanted: [String]) throws {
        let lines = try String(contentsOfFile: output, encoding: .utf8).split(separator: "\n")
        precondition(lines.count == wanted.count, "\(lines.count) lines")
        for (code, line) in zip(wanted, lines) {
            precondition(line.hasPrefix(#"{"code":"\#(code)","#) && !line.contains(#""events":0,"#), "\(line)")
        }
    }

    // MARK: Three-event chains

    private func ofChains(_ bench: BenchDirectory) async throws {
        let ledger = try await fill(bench.path("batch"))
        let (chains, codes, rounds) = (chains, min(codes, chains), rounds)
        let file = bench.path("work")
        try await ledger.serving { url in
            for round in 0..<rounds {
                let inOrder = round % 2 == 0
                let wanted = inOrder ? Array(0..<codes) : Array((0..<chains).shuffled().prefix(codes))
                let text = wanted.map { ChainEvents.code($0) + "\n" }.joined()
                try text.write(toFile: "\(file)/codes", atomically: false, encoding: .utf8)
                let started = ContinuousClock.now
                _ = try await VerifyTool(home: file).verify(
                    batch: "\(file)/codes", output: "\(file)/out-\(round)", url: url)
                let seconds = (ContinuousClock.now - started).seconds
                let lines = try String(contentsOfFile: "\(file)/out-\(round)", encoding: .utf8).split(separator: "\n")
                precondition(lines.count == codes, "\(lines.count) lines")
                // Each line is about its own code and its three events; events of weeks ago make it suspect, and nothing worse.
                for (code, line) in zip(wanted, lines) {
                    guard line.hasPrefix(#"{"code":"\#(ChainEvents.code(code))","#), line.contains(#""events":3,"#),
                        line.contains(#""verdict":"valid""#) || line.contains(#""verdict":"suspect""#)
                    else { fatalError("\(line)") }
                }
                print(
                    "\(codes) codes of \(chains) three-event chains, \(inOrder ? "in order" : "in any order"): "
                        + "\((Double(codes) / seconds).rate) codes/s")
            }
        }
        await ledger.host.shutDown()
    }

    private func fill(_ path: String) async throws -> BenchLedger {
        let ledger = try await BenchLedger.open(path, devices: 3)
        var devices = (0..<3).map { BenchEvents.device($0) }
        for start in stride(from: 0, to: chains, by: batch) {
            for step in 0..<3 {
                let push = ChainEvents.push(&devices[step], step: step, start..<min(start + batch, chains))
                _ = try await ledger.host.sequencer.push(push)
            }
        }
        await ledger.host.index.flush()
        return ledger
    }
}
