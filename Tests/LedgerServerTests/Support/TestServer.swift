import DerivedState
import HostState
import Hosting
import Ledger
import LedgerClient
import LedgerTesting
import Logging
import Profiles
import Rules
import ServiceLifecycle
import Testing
import TransparencyLog

@testable import LedgerServer

/// A server on a free loopback port over a simulated ledger, with one enrolled device.
struct TestServer: Sendable {
    let fixture: LedgerFixture
    let store: SimulatedLedgerStore
    let indexStore: SimulatedCodeIndexStore
    let host: LedgerHost
    let port: Int
    let metrics: PrometheusMetrics
    /// What its routes answer from.
    let services: RouteServices

    var url: LedgerURL { LedgerURL("http://127.0.0.1:\(port)")! }

    /// Runs `body` against a server, and stops the server.
    static func with(
        limits: HTTPLimits = HTTPLimits(), keepsDisclosures: Bool = true,
        definitions: TradeDefinitions = .builtIn, definitionTexts: (any DefinitionTexts)? = nil,
        findingStore: (any FindingStore)? = nil, witness: LedgerWitness? = nil, policy: WitnessPolicy? = nil,
        indexLimits: CodeIndex.Limits = CodeIndex.Limits(),
        committing: IndexCommitting? = nil,
        wrapping wrap: (SimulatedLedgerStore) -> any LedgerStore = { $0 },
        preparing prepare: (inout LedgerHost, LedgerFixture) async throws -> Void = { _, _ in },
        _ body: @Sendable @escaping (TestServer) async throws -> Void
    ) async throws {
        let fixture = LedgerFixture()
        let store = SimulatedLedgerStore()
        let memory = SimulatedSignedHead()
        try await NewLedger.begin(identity: fixture.identity, admin: fixture.admin, store: store, memory: memory)
        let indexStore = SimulatedCodeIndexStore()
        let metrics = PrometheusMetrics()
        let meters = LedgerMeters(metrics)
        let logger = Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }
        var opened = try await LedgerHost.open(
            identity: fixture.identity, store: MeteredStore(wrap(store), meters: meters),
            indexStore: indexStore, memory: memory,
            disclosureStore: keepsDisclosures ? SimulatedDisclosureStore() : nil, definitions: definitions,
            definitionTexts: definitionTexts, findingStore: findingStore, indexLimits: indexLimits,
            committing: committing,
            observer: MeteringObserver(meters),
            logger: logger)
        opened.witness = witness
        opened.draws = SimulatedDrawFileStore()
        opened.cosigned = policy.map { CosignedLedger(policy: $0) }
        for note in fixture.enrolment(of: fixture.device()) {
            _ = try await opened.sequencer.append(adminNote: note)
        }
        try await prepare(&opened, fixture)
        let host = opened

        let (addresses, running) = AsyncStream<ListenAddress>.makeStream()
        let server = LedgerHTTPServer(
            host: host, listen: .tcp(host: "127.0.0.1", port: 0), limits: limits, meters: meters, exposition: metrics,
            logger: logger, onRunning: { running.yield($0) })
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask {
                defer { running.finish() }
                try await server.run()
            }
            for await address in addresses {
                guard case .tcp(_, let port) = address else { break }
                try await body(
                    TestServer(
                        fixture: fixture, store: store, indexStore: indexStore, host: host, port: port,
                        metrics: metrics, services: server.services))
                break
            }
            group.cancelAll()
            // A server that could not listen says so here.
            while let result = await group.nextResult() {
                if case .failure(let error) = result, !(error is CancellationError) { throw error }
            }
        }
        await host.shutDown()
    }

    /// A client that tries once.
    func client<Value>(
        retries: RetryPolicy = .never, _ body: (LedgerClient) async throws -> Value
    ) async throws -> Value {
        try await LedgerClient.withClient(url: url, retries: retries, body)
    }

    /// One request on a connection of its own.
    func send(
        _ method: String, _ target: String, headers: [String] = [], body: [UInt8] = []
    ) async throws -> RawAnswer {
        var lines = ["\(method) \(target) HTTP/1.1", "Host: test", "Connection: close"] + headers
        if !body.isEmpty { lines.append("Content-Length: \(body.count)") }
        return try await RawSocket.exchange(
            port: port, Array((lines.joined(separator: "\r\n") + "\r\n\r\n").utf8) + body, endsInput: false)
    }

    func get(_ target: String) async throws -> RawAnswer { try await send("GET", target) }

    func post(_ push: PushRequest) async throws -> RawAnswer {
        try await send(
            "POST", "/journals/\(push.journal)?from=\(push.from)", headers: ["Content-Type: \(PushRequest.mediaType)"],
            body: push.body)
    }

    func post(_ path: String, mediaType: String, body: [UInt8]) async throws -> RawAnswer {
        try await send("POST", path, headers: ["Content-Type: \(mediaType)"], body: body)
    }

    func post(admin note: [UInt8]) async throws -> RawAnswer {
        try await send("POST", "/admin", headers: ["Content-Type: text/plain"], body: note)
    }

    /// Commits what a device holds, without HTTP.
    func commit(_ device: DeviceFixture) async throws {
        _ = try await host.sequencer.push(device.push())
    }
}
