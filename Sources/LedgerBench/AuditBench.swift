import ArgumentParser
import Glibc
import Hosting
import Ledger
import SQLiteStore
import TransparencyLog

/// Measures audit and fsck of a store beside a loop that does nothing but hash the same entries, on as many threads as cores:
/// once as they are read from the store's file, once as they lie in memory.
///
/// Wall time is what one waits for; CPU time is what other work on the machine does not change.
struct AuditBench: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "audit", abstract: "Audit and fsck of a store, beside a bare SHA-256 loop over the same entries.")

    @Option(help: "Events in the store.")
    var events = 200_000

    @Option(help: "Rounds; the sides alternate, and the median counts.")
    var rounds = 5

    @Option(help: "Events in a push.")
    var batch = 256

    @Option(help: "A directory on the disk to measure (default: a new one in /tmp).")
    var directory: String?

    func run() async throws {
        let bench = BenchDirectory(directory)
        defer { bench.remove() }
        for bytes in [430, 1000] { try await measure(bench, bytes: bytes) }
    }

    private func measure(_ bench: BenchDirectory, bytes: Int) async throws {
        let path = bench.path("audit-\(bytes)")
        let key = try await fill(path, bytes: bytes)
        var runs: [[Measured]] = []
        for _ in 0..<rounds {
            runs.append([
                try await Measured { try FloorReading.hash(path, threads: Self.threads) },
                try await Measured { try FloorReading.hashInMemory(path, threads: Self.threads) },
                try await Measured { try await audit(path, key) },
                try await Measured { try await fsck(path, key) },
            ])
        }
        print(
            "\(events) events of \(bytes) bytes, pushes of \(batch), \(Self.threads) threads, median of \(rounds) rounds"
        )
        let names = ["bare SHA-256 of the stored rows", "bare SHA-256 in memory", "audit", "fsck"]
        for (place, name) in names.enumerated() {
            let median = { (value: ([Measured]) -> Double) in runs.map(value).sorted()[rounds / 2] }
            print(
                "  \(name): \(median { $0[place].rate }.rate) entries/s · of the stored rows \(median { $0[place].rate / $0[0].rate }.ratio)"
                    + " (CPU \(median { $0[place].cpuRate / $0[0].cpuRate }.ratio)) · of memory "
                    + "\(median { $0[place].rate / $0[1].rate }.ratio) (CPU \(median { $0[place].cpuRate / $0[1].cpuRate }.ratio))"
            )
        }
        print("  peak memory of the bench: \(Measured.peakMegabytes) MB")
    }

    private static let threads = max(1, sysconf(Int32(_SC_NPROCESSORS_ONLN)))

    private func fill(_ path: String, bytes: Int) async throws -> VerifierKey {
        let ledger = try await BenchLedger.open(path, devices: 4)
        var source = BenchEvents(seed: 11, bytes: bytes)
        var devices = (0..<4).map { BenchEvents.device($0) }
        for start in stride(from: 0, to: events, by: batch) {
            let push = source.push(&devices[start / batch % 4], events: min(batch, events - start))
            _ = try await ledger.host.sequencer.push(push)
        }
        await ledger.host.shutDown()
        return ledger.host.identity.signer.verifierKey
    }

    private func audit(_ path: String, _ key: VerifierKey) async throws -> Int {
        let store = try SQLiteLedgerStore.open(directory: path, mode: .readOnly)
        let report = await LedgerAuditor(source: StoreAuditSource(store), key: key).audit()
        precondition(report.isSound, "\(report.problems)")
        return Int(report.entries)
    }

    private func fsck(_ path: String, _ key: VerifierKey) async throws -> Int {
        let store = try SQLiteLedgerStore.open(directory: path, mode: .readOnly)
        let index = try SQLiteCodeIndexStore.open(directory: path, mode: .readOnly)
        let report = await Fsck(store: store, index: index, memory: nil, key: key).run()
        precondition(report.isSound, "\(report.problems)")
        return Int(report.entries)
    }
}

/// How long something took for a number of entries.
struct Measured {
    let entries: Int
    let wall: Double
    let cpu: Double

    init(_ body: () async throws -> (Int, without: (wall: Double, cpu: Double))) async throws {
        let started = (ContinuousClock.now, Self.cpuSeconds)
        let (entries, without) = try await body()
        wall = (ContinuousClock.now - started.0).seconds - without.wall
        cpu = Self.cpuSeconds - started.1 - without.cpu
        self.entries = entries
    }

    init(_ body: () async throws -> Int) async throws {
        try await self.init { (try await body(), (0, 0)) }
    }

    var rate: Double { Double(entries) / wall }
    var cpuRate: Double { Double(entries) / cpu }

    /// Of this process, all threads.
    static var cpuSeconds: Double {
        var time = timespec()
        clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &time)
        return Double(time.tv_sec) + Double(time.tv_nsec) / 1e9
    }

    static var peakMegabytes: Int {
        var usage = rusage()
        getrusage(RUSAGE_SELF.rawValue, &usage)
        return usage.ru_maxrss / 1024
    }
}
