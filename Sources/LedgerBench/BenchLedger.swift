import DerivedState
import Foundation
import Hosting
import Ledger
import LedgerServer
import Logging
import SQLiteStore
import Synchronization
import TransparencyLog
import Values

/// A new ledger on disk with enrolled devices, in this process.
struct BenchLedger {
    let host: LedgerHost
    let exposition = PrometheusMetrics()
    private let admin: SignerKey
    private static let origin = "bench.example/ledger"

    /// - Parameters:
    ///   - devices: of one operator, which are enrolled; `BenchEvents.device` has their keys.
    ///   - isIndexed: whether the committed index is kept and its states are named, as the daemon does.
    ///   - now: the host's clock.
    static func open(
        _ path: String, devices: Int, isIndexed: Bool = true,
        now: @escaping @Sendable () -> Timestamp = Self.wallClock
    ) async throws -> BenchLedger {
        let signer = try SignerKey(name: origin, seed: [UInt8](repeating: 200, count: 32))
        let admin = try SignerKey(name: Registry.adminKeyName(origin: origin), seed: [UInt8](repeating: 201, count: 32))
        let identity = LedgerIdentity(signer: signer, now: now)
        let memory = SignedHeadFile(path: "\(path)/last-checkpoint")
        let store = try SQLiteLedgerStore.open(directory: path, mode: .create)
        try await NewLedger.begin(identity: identity, admin: admin, store: store, memory: memory)
        let host = try await LedgerHost.open(
            identity: identity, store: store,
            indexStore: try SQLiteCodeIndexStore.open(directory: path, mode: .readWrite), memory: memory,
            committing: isIndexed ? IndexCommitting(runs: try FileRunStore.open(directory: path)) : nil,
            logger: Logger(label: "bench") { _ in SwiftLogNoOpLogHandler() })
        let ledger = BenchLedger(host: host, admin: admin)
        guard devices > 0 else { return ledger }
        try await ledger.append(.operatorEnrolled(uscc: "91350100M000100Y43", name: "bench", from: now()))
        for device in (0..<devices).map(BenchEvents.device) {
            try await ledger.append(.deviceEnrolled(verifierKey: "\(device.key.verifierKey)", from: now()))
        }
        return ledger
    }

    /// Returns once the committed index has every entry, and nothing is being merged or written of it.
    func indexed() async {
        guard let keeper = host.committedIndex else { return }
        await keeper.reached(keeper.status.treeSize)
        // A state of the ledger may have come since, which waits for more: nothing is made of it alone.
        while await !keeper.hasFollowed { try? await Task.sleep(for: .milliseconds(5)) }
    }

    /// Puts an act of the host's admin on the ledger.
    func append(_ act: AdminAct) async throws {
        let note = try SignedNote.sign(act.text(origin: Self.origin), with: admin)
        _ = try await host.sequencer.append(adminNote: Array(note.formatted.utf8))
    }

    /// Serves over HTTP on a free loopback port while `body` runs.
    func serving<Value: Sendable>(_ body: @escaping @Sendable (_ url: String) async throws -> Value) async throws
        -> Value
    {
        let (addresses, found) = AsyncStream.makeStream(of: String.self)
        let server = LedgerHTTPServer(
            host: host, listen: .tcp(host: "127.0.0.1", port: 0), meters: LedgerMeters(exposition),
            logger: Logger(label: "bench") { _ in SwiftLogNoOpLogHandler() }
        ) { found.yield("http://\($0)") }
        return try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask { try await server.run() }
            var iterator = addresses.makeAsyncIterator()
            guard let url = await iterator.next() else { throw CancellationError() }
            let value = try await body(url)
            group.cancelAll()
            while let result = await group.nextResult() {
                if case .failure(let error) = result, !(error is CancellationError) { throw error }
            }
            return value
        }
    }

    private static func wallClock() -> Timestamp {
        var time = timespec()
        clock_gettime(CLOCK_REALTIME, &time)
        return Timestamp(milliseconds: Int64(time.tv_sec) * 1000 + Int64(time.tv_nsec) / 1_000_000)
    }
}

/// Where a bench writes; removed at its end.
struct BenchDirectory {
    private let root: String

    init(_ parent: String?) {
        root = "\(parent ?? "/tmp")/yima-bench-\(getpid())"
        mkdir(root, 0o700)
    }

    /// A new directory.
    func path(_ name: String) -> String {
        let path = "\(root)/\(name)"
        if !name.hasPrefix("floor") { mkdir(path, 0o700) }
        return path
    }

    func remove() {
        try? FileManager.default.removeItem(atPath: root)
    }
}
