import ArgumentParser
import Chains
import Codes
import DerivedState
import Evidence
import Foundation
import Hosting
import Ledger
import LedgerQuery
import LedgerTesting
import Rules
import TransparencyLog
import Values
import VerifiableIndex

/// Measures evidence about chains of ten events in a ledger of cities: what its document consists of, how fast it is made and checked, and
/// how fast names are looked up with their proofs.
struct EvidenceBench: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "evidence",
        abstract: "Evidence of 10-event chains: its size and parts, making and checking it; look-ups with proof.")

    @Option(help: "Events in the ledger.")
    var events = 1_000_000

    @Option(help: "Chains of ten events of which evidence is taken.")
    var chains = 200

    @Option(help: "Names looked up with their proofs.")
    var lookups = 20_000

    @Option(help: "A directory on the disk to measure (default: a new one in /tmp).")
    var directory: String?

    func run() async throws {
        let bench = BenchDirectory(directory)
        defer { bench.remove() }
        var city = try await CityLedger(bench.path("cities"), events: events)
        let started = ContinuousClock.now
        try await city.fill(to: events) { _ in }
        let host = city.ledger.host
        let keeper = host.committedIndex!
        // A state of the index comes by the sequencer's own schedule, within seconds.
        while keeper.stated.map({ $0.entry + 1 < host.sequencer.published.treeSize }) ?? true {
            try await Task.sleep(for: .milliseconds(100))
        }
        await city.ledger.indexed()
        print(
            "\(city.eventCount) events of \(city.operatorCount) firms told and pushed in "
                + "\((ContinuousClock.now - started).seconds.ratio) s")
        try await measureEvidence(host, city.codes.long)
        try measureLookups(keeper, city.codes.any)
        await host.shutDown()
    }

    private func measureEvidence(_ host: LedgerHost, _ codes: [String]) async throws {
        let reader = host.codes
        let published = host.sequencer.published
        let builder = EvidenceBuilder(
            store: host.store, reader: host.reader, checkpoint: published.checkpoint, registry: published.registry,
            committed: host.committedIndex)
        let judge = EvidenceJudge(key: host.identity.signer.verifierKey, now: host.identity.now())
        var figures = EvidenceFigures()
        for written in codes where figures.count < chains {
            let code = try reader.read(written)
            let before = Measured.cpuSeconds
            let evidence = try await builder.evidence(of: code, limits: TraceLimits())
            let made = Measured.cpuSeconds - before
            let bytes = evidence.formatted()
            let checking = Measured.cpuSeconds
            let judgement = judge.judge(code, written: written, evidence: try Evidence.parse(bytes))
            let checked = Measured.cpuSeconds - checking
            guard judgement.chain.events.count == 10 else { continue }
            figures.take(
                evidence, bytes: bytes.count, made: made, checked: checked,
                isShown: judgement.verdict.completeness?.isShown == true)
        }
        figures.print()
    }

    /// Each name in all runs of the state, half of the names absent.
    private func measureLookups(_ keeper: IndexKeeper, _ codes: [String]) throws {
        guard let stated = keeper.stated, !codes.isEmpty else { return }
        let names = try (0..<lookups).map { place in
            place % 2 == 0
                ? try CodeReader().read(codes[place &* 7919 % codes.count]).key
                : "https://id.gs1.org/01/06901234567892/21/ABSENT\(place)"
        }
        var sizes: [Int] = []
        let before = Measured.cpuSeconds
        for name in names {
            let runs = try stated.proofs(of: IndexKey(name: name))
            sizes.append(runs.reduce(0) { $0 + $1.proof.bytes.count })
        }
        let seconds = Measured.cpuSeconds - before
        sizes.sort()
        print(
            "look-ups with proof in \(stated.state.runs.count) runs: \((Double(names.count) / seconds).rate)/s a core   (target: 4,000); "
                + "proofs of \(sizes[sizes.count / 2]) bytes in the median, \(sizes.last ?? 0) at most, a name   (target: 8,192)"
        )
    }
}

/// Of what evidence consists, in bytes of its document, and what it costs, in the median.
private struct EvidenceFigures {
    private var rows: [[String: Double]] = []
    private var shownCount = 0
    var count: Int { rows.count }

    mutating func take(_ evidence: Evidence, bytes: Int, made: Double, checked: Double, isShown: Bool) {
        func texts(_ kind: String) -> Int {
            evidence.entries.filter { $0.bytes.starts(with: "yima/1 \(kind)".utf8) }.reduce(0) { $0 + $1.bytes.count }
        }
        var hashes: Set<MerkleHash> = []
        for entry in evidence.entries {
            hashes.formUnion(entry.proof)
            hashes.formUnion(entry.journalProof?.hashes ?? [])
        }
        let answers = evidence.index?.answers ?? []
        let proofs = answers.map { answer in
            answer.runs.reduce(0) { $0 + $1.proof.bytes.count + $1.older.reduce(0) { $0 + $1.bytes.count } }
        }
        rows.append([
            "document": Double(bytes), "entries": Double(evidence.entries.count), "events": Double(texts("event")),
            "journal checkpoints": Double(texts("journal")), "admin notes": Double(texts("admin")),
            "definitions": Double(texts("definition")), "states": Double(texts("index")),
            "hashes, base64": Double(hashes.count * 47), "index proofs, base64": Double(proofs.reduce(0, +) * 4 / 3),
            "names": Double(answers.count),
            "index proof a name": answers.isEmpty ? 0 : Double(proofs.reduce(0, +)) / Double(answers.count),
            "index proof of the longest name": Double(proofs.max() ?? 0),
            "making, ms": made * 1000, "checking and judging, ms": checked * 1000,
        ])
        if isShown { shownCount += 1 }
    }

    func print() {
        guard !rows.isEmpty else { return Swift.print("no chain of ten events was found") }
        Swift.print(
            "evidence of \(rows.count) chains of ten events, \(shownCount) of them shown to be complete (median, 95th of 100, most):"
        )
        for name in [
            "document", "entries", "events", "journal checkpoints", "admin notes", "definitions", "states",
            "hashes, base64", "index proofs, base64", "names", "index proof a name", "index proof of the longest name",
            "making, ms", "checking and judging, ms",
        ] {
            let values = rows.compactMap { $0[name] }.sorted()
            let shown = [values[values.count / 2], values[values.count * 95 / 100], values[values.count - 1]]
            Swift.print("  \(name): \(shown.map { $0 < 100 ? $0.ratio : $0.rate }.joined(separator: " · "))")
        }
        Swift.print("targets: 61,440 bytes and 8,192 of index proofs a name, checked in 30 ms")
    }
}
