import ArgumentParser
import DerivedState
import Foundation
import Glibc
import Hosting
import Ledger
import ProgramTesting
import TransparencyLog

/// Measures `yima verify --batch` over HTTP against a daemon's server on the same machine: both have the same cores.
struct BatchBench: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "batch", abstract: "yima verify --batch of three-event chains over HTTP (target: 5,000 codes/s).")

    @Option(help: "Chains in the ledger, of three events each.")
    var chains = 100_000

    @Option(help: "Codes verified in a round.")
    var codes = 20_000

    @Option(help: "Rounds; half of them take the codes in order, half in any order.")
    var rounds = 4

    @Option(help: "Chains whose events are pushed together.")
    var batch = 256

    @Option(help: "A directory on the disk to measure (default: a new one in /tmp).")
    var directory: String?

    func run() async throws {
        let bench = BenchDirectory(directory)
        defer { bench.remove() }
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
        var usage = rusage()
        getrusage(RUSAGE_CHILDREN.rawValue, &usage)
        print("peak memory: yima \(usage.ru_maxrss / 1024) MB, server and bench \(Measured.peakMegabytes) MB")
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
