import ArgumentParser
import Codes
import DerivedState
import EPCIS
import Evidence
import Glibc
import Hosting
import Ledger
import LedgerClient
import LedgerProtocol
import LedgerQuery
import LedgerServer
import Logging
import SQLiteStore
import StrictJSON
import TransparencyLog

/// Measures the ledger beside a floor in the same run: SQLite's own C interface writing the same rows in the same batches.
struct LedgerBench: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "ledger", abstract: "Ingest, latency, lookups, fsck and the code index of a ledger.")

    @Option(help: "Events written in each round of each side.")
    var events = 50_000

    @Option(help: "Rounds; sides alternate, and the median ratio counts.")
    var rounds = 3

    @Option(help: "Events in a push.")
    var batch = 256

    @Option(help: "Clients that push at the same time.")
    var clients = 4

    @Option(help: "Events for the code index at size (0: leave it out).")
    var large = 0

    @Option(help: "A directory on the disk to measure (default: a new one in /tmp).")
    var directory: String?

    func run() async throws {
        let bench = BenchDirectory(directory)
        defer { bench.remove() }
        try await ingest(bench)
        try await latencyAndReading(bench)
        if large > 0 { try await atSize(bench) }
    }

    // MARK: ingest against the floor

    private func ingest(_ bench: BenchDirectory) async throws {
        var ratios: [(http: Double, core: Double, upkeep: Double)] = []
        for round in 1...rounds {
            let floor = try floorRate(bench.path("floor-\(round)"), seed: UInt64(round))
            let core = try await ledgerRate(bench.path("core-\(round)"), seed: UInt64(round), overHTTP: false)
            let http = try await ledgerRate(bench.path("http-\(round)"), seed: UInt64(round), overHTTP: true)
            let bare = try await ledgerRate(
                bench.path("bare-\(round)"), seed: UInt64(round), overHTTP: true, isIndexed: false)
            ratios.append((http / floor, core / floor, 1 - http / bare))
            print(
                "round \(round): SQLite floor \(floor.rate) events/s · ledger \(core.rate) (\((core / floor).ratio)) · "
                    + "ledger over HTTP \(http.rate) (\((http / floor).ratio)), without the committed index \(bare.rate)"
            )
        }
        let http = ratios.map(\.http).sorted()[rounds / 2]
        let core = ratios.map(\.core).sorted()[rounds / 2]
        print("ingest, median of the floor: over HTTP \(http.ratio) · without HTTP \(core.ratio)   (target: 0.30)")
        let upkeep = ratios.map(\.upkeep).sorted()[rounds / 2]
        print("the committed index, made up to the last entry, takes \(upkeep.ratio) of ingest   (target: 0.25)")
    }

    private func floorRate(_ path: String, seed: UInt64) throws -> Double {
        let identities = EventIdentities()
        // The floor writes ready rows: their keys are made before its clock starts.
        let pushes = makePushes(seed: seed).flatMap { $0 }.map { push in
            let keys = (0..<push.entries.count).map { offset in
                EventReading(push.body(at: offset), identities: identities).indexKeys.prefix(4)
            }
            return (entries: push.entries, keys: keys)
        }
        var floor = SQLiteFloor(path: path)
        defer { floor.close() }
        let started = ContinuousClock.now
        var first: Int64 = 0
        for push in pushes {
            floor.write(push.entries, keys: push.keys, first: first)
            first += Int64(push.entries.count)
        }
        return rate(events, since: started)
    }

    private func ledgerRate(_ path: String, seed: UInt64, overHTTP: Bool, isIndexed: Bool = true) async throws -> Double
    {
        let pushes = makePushes(seed: seed)
        let ledger = try await BenchLedger.open(path, devices: clients, isIndexed: isIndexed)
        let started = ContinuousClock.now
        if overHTTP {
            try await ledger.serving { url in
                try await withThrowingTaskGroup(of: Void.self) { group in
                    for pushes in pushes {
                        group.addTask {
                            try await LedgerClient.withClient(url: LedgerURL(url)!) { client in
                                for push in pushes { _ = try await client.push(push) }
                            }
                        }
                    }
                    try await group.waitForAll()
                }
            }
        } else {
            try await withThrowingTaskGroup(of: Void.self) { group in
                for pushes in pushes {
                    group.addTask {
                        for push in pushes {
                            // As the server does: read, hash and look for codes, then the sequencer.
                            let read = try PushRequest(journal: push.journal, from: push.from, body: push.body)
                            _ = try await ledger.host.sequencer.push(read)
                        }
                    }
                }
                try await group.waitForAll()
            }
        }
        // Whoever looks up is shown everything once the index is made, and not before.
        await ledger.indexed()
        let rate = rate(events, since: started)
        await ledger.host.shutDown()
        return rate
    }

    /// For each client its pushes, ready to be sent.
    private func makePushes(seed: UInt64) -> [[PushRequest]] {
        var source = BenchEvents(seed: seed)
        return (0..<clients).map { number in
            var device = BenchEvents.device(number)
            return stride(from: 0, to: events / clients, by: batch).map { start in
                source.push(&device, events: min(batch, events / clients - start))
            }
        }
    }

    // MARK: latency, lookups, fsck

    private func latencyAndReading(_ bench: BenchDirectory) async throws {
        let path = bench.path("reading")
        let ledger = try await BenchLedger.open(path, devices: clients)
        var source = BenchEvents(seed: 99)
        var device = BenchEvents.device(0)
        while device.edge.treeSize < UInt64(events) {
            _ = try await ledger.host.sequencer.push(source.push(&device, events: batch))
        }
        let single = (0..<500).map { _ in source.push(&device, events: 1) }
        let codes = try await sampleCodes(ledger, count: 2000)
        try await ledger.serving { url in
            try await LedgerClient.withClient(url: LedgerURL(url)!) { client in
                var latencies: [Duration] = []
                for push in single {
                    let started = ContinuousClock.now
                    _ = try await client.push(push)
                    latencies.append(ContinuousClock.now - started)
                }
                latencies.sort()
                print(
                    "single durable push over HTTP: p50 \(latencies[250].milliseconds) ms · p99 \(latencies[495].milliseconds) ms"
                        + "   (target: p50 under 10 ms)")
                var started = ContinuousClock.now
                for code in codes { _ = try await client.lookup(code, limit: 10) }
                print("lookups over HTTP, one connection: \(rate(codes.count, since: started).rate)/s")
                started = ContinuousClock.now
                try await withThrowingTaskGroup(of: Void.self) { group in
                    for part in 0..<16 {
                        group.addTask {
                            for index in stride(from: part, to: codes.count, by: 16) {
                                _ = try await client.lookup(codes[index], limit: 10)
                            }
                        }
                    }
                    try await group.waitForAll()
                }
                print("lookups over HTTP, 16 at a time: \(rate(codes.count, since: started).rate)/s")
            }
        }
        await ledger.host.shutDown()
        try await fsck(ledger, path)
    }

    private func sampleCodes(_ ledger: BenchLedger, count: Int) async throws -> [String] {
        let size = await ledger.host.sequencer.treeSize
        var codes: [String] = []
        for index in stride(from: UInt64(10), to: size, by: max(1, Int(size) / count)) {
            if let event = try await ledger.host.reader.event(at: index)?.event { codes.append(event.epcList[0]) }
        }
        return codes
    }

    private func fsck(_ ledger: BenchLedger, _ path: String) async throws {
        let started = ContinuousClock.now
        let index = try SQLiteCodeIndexStore.open(directory: path, mode: .readOnly)
        let report = await Fsck(
            store: ledger.host.store, index: index, memory: nil, key: ledger.host.identity.signer.verifierKey
        ).run()
        precondition(report.isSound, report.json.text)
        print(
            "fsck: \(rate(Int(report.entries), since: started).rate) entries/s (hashes, journals, signatures, code index)"
        )
        let again = ContinuousClock.now
        let audit = await LedgerAuditor(
            source: StoreAuditSource(ledger.host.store), key: ledger.host.identity.signer.verifierKey
        ).audit()
        precondition(audit.isSound)
        print("audit: \(rate(Int(audit.entries), since: again).rate) entries/s (hashes, journals, signatures)")
    }

    // MARK: the index at size

    private func atSize(_ bench: BenchDirectory) async throws {
        let path = bench.path("large")
        let ledger = try await BenchLedger.open(path, devices: 1)
        var source = BenchEvents(seed: 7)
        var device = BenchEvents.device(0)
        var pushing = Duration.zero
        let step = max(large / 6, 1)
        var atStep = Duration.zero
        while device.edge.treeSize < UInt64(large) {
            let push = source.push(&device, events: 4096)
            let started = ContinuousClock.now
            _ = try await ledger.host.sequencer.push(push)
            pushing += ContinuousClock.now - started
            if device.edge.treeSize / UInt64(step) > (device.edge.treeSize - 4096) / UInt64(step) {
                let rate = Double(step) / (pushing - atStep).seconds
                atStep = pushing
                print("  at \(device.edge.treeSize) events: \(rate.rate) events/s with \(batchNote)")
            }
        }
        var started = ContinuousClock.now
        await ledger.host.shutDown()
        print("  rest of the index written in \((ContinuousClock.now - started).milliseconds) ms")
        let codes = try await sampleCodes(ledger, count: 5000)
        started = ContinuousClock.now
        let reader = CodeReader()
        for code in codes {
            let page = try await ledger.host.reader.events(of: try reader.read(code), below: .max, limit: 10)
            precondition(!page.events.isEmpty, "\(code) is not found")
        }
        print(
            "code index at \(large) events: \(rate(codes.count, since: started).rate) lookups/s (one task, entry and proof of place read)"
        )
    }

    private var batchNote: String { "pushes of 4096, four codes an event" }
}

private func rate(_ count: Int, since started: ContinuousClock.Instant) -> Double {
    Double(count) / (ContinuousClock.now - started).seconds
}

extension Duration {
    var seconds: Double { Double(components.seconds) + Double(components.attoseconds) / 1e18 }
    var milliseconds: String { (seconds * 1000).ratio }
}

extension Double {
    /// Two digits after the point.
    var ratio: String {
        let hundredths = Int((magnitude * 100).rounded())
        let rest = hundredths % 100
        return "\(self < 0 ? "-" : "")\(hundredths / 100).\(rest < 10 ? "0" : "")\(rest)"
    }
    var rate: String { String(Int(rounded())) }
}
