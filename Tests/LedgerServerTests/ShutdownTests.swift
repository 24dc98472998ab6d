import Hosting
import Ledger
import LedgerServer
import LedgerTesting
import Logging
import ServiceLifecycle
import Testing

@Suite("Shutting down") struct ShutdownTests {
    @Test("A push that is being committed when the server is told to stop is still answered; then nobody listens")
    func graceful() async throws {
        let fixture = LedgerFixture()
        let store = SimulatedLedgerStore()
        let memory = SimulatedSignedHead()
        try await NewLedger.begin(identity: fixture.identity, admin: fixture.admin, store: store, memory: memory)
        let logger = Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }
        let host = try await LedgerHost.open(
            identity: fixture.identity, store: store, indexStore: SimulatedCodeIndexStore(), memory: memory,
            logger: logger)
        var device = fixture.device()
        for note in fixture.enrolment(of: device) { _ = try await host.sequencer.append(adminNote: note) }
        device.record(1)
        let push = device.push()

        let (addresses, running) = AsyncStream<ListenAddress>.makeStream()
        let metrics = PrometheusMetrics()
        let server = LedgerHTTPServer(
            host: host, listen: .tcp(host: "127.0.0.1", port: 0), meters: LedgerMeters(metrics), logger: logger,
            onRunning: { running.yield($0) })
        let services = ServiceGroup(configuration: ServiceGroupConfiguration(services: [server], logger: logger))
        async let ended: Void = services.run()
        var iterator = addresses.makeAsyncIterator()
        guard case .tcp(_, let port)? = await iterator.next() else { return }

        store.holdAppends()
        let head =
            "POST /journals/\(push.journal)?from=0 HTTP/1.1\r\nHost: t\r\nConnection: close\r\n"
            + "Content-Type: \(PushRequest.mediaType)\r\nContent-Length: \(push.body.count)\r\n\r\n"
        async let answer = RawSocket.exchange(port: port, Array(head.utf8) + push.body)
        await store.untilAppendIsHeld()
        await services.triggerGracefulShutdown()
        store.releaseAppends()
        #expect(try await answer.status == 200)
        try await ended
        await #expect(throws: RawSocket.Failure.self) {
            try await RawSocket.exchange(port: port, Array("GET /healthz HTTP/1.1\r\n\r\n".utf8))
        }
        await host.shutDown()
    }

    @Test("An address that is taken is said when the server starts")
    func taken() async throws {
        try await TestServer.with { server in
            let second = LedgerHTTPServer(
                host: server.host, listen: .tcp(host: "127.0.0.1", port: server.port),
                meters: LedgerMeters(PrometheusMetrics()),
                logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() })
            await #expect(throws: (any Error).self) { try await second.run() }
        }
    }
}
