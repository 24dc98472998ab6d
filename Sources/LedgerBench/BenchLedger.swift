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

    static func open(_ path: String, devices: Int) async throws -> BenchLedger {
        let origin = "bench.example/ledger"
        let signer = try SignerKey(name: origin, seed: [UInt8](repeating: 200, count: 32))
        let admin = try SignerKey(name: Registry.adminKeyName(origin: origin), seed: [UInt8](repeating: 201, count: 32))
        let identity = LedgerIdentity(signer: signer) { wallClock() }
        let memory = SignedHeadFile(path: "\(path)/last-checkpoint")
        let store = try SQLiteLedgerStore.open(directory: path, mode: .create)
        try await NewLedger.begin(identity: identity, admin: admin, store: store, memory: memory)
        let host = try await LedgerHost.open(
            identity: identity, store: store,
            indexStore: try SQLiteCodeIndexStore.open(directory: path, mode: .readWrite), memory: memory,
            logger: Logger(label: "bench") { _ in SwiftLogNoOpLogHandler() })
        var acts: [AdminAct] = [.operatorEnrolled(uscc: "91350100M000100Y43", name: "bench", from: wallClock())]
        acts += (0..<devices).map {
            .deviceEnrolled(verifierKey: "\(BenchEvents.device($0).key.verifierKey)", from: wallClock())
        }
        for act in acts {
            let note = try SignedNote.sign(act.text(origin: origin), with: admin)
            _ = try await host.sequencer.append(adminNote: Array(note.formatted.utf8))
        }
        return BenchLedger(host: host)
    }

    /// Serves over HTTP on a free loopback port while `body` runs.
    func serving(_ body: @escaping @Sendable (_ url: String) async throws -> Void) async throws {
        let (addresses, found) = AsyncStream.makeStream(of: String.self)
        let server = LedgerHTTPServer(
            host: host, listen: .tcp(host: "127.0.0.1", port: 0), meters: LedgerMeters(exposition),
            logger: Logger(label: "bench") { _ in SwiftLogNoOpLogHandler() }
        ) { found.yield("http://\($0)") }
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask { try await server.run() }
            var iterator = addresses.makeAsyncIterator()
            guard let url = await iterator.next() else { return }
            try await body(url)
            group.cancelAll()
            while let result = await group.nextResult() {
                if case .failure(let error) = result, !(error is CancellationError) { throw error }
            }
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
