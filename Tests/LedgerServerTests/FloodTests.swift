import Hosting
import Ledger
import LedgerTesting
import Synchronization
import Testing
import TransparencyLog

@testable import LedgerServer

/// What a stranger can do with connections alone. In each test the honest are served while it lasts.
@Suite("Floods", .serialized, .timeLimit(.minutes(3))) struct FloodTests {
    private static let largest = PushRequest.bytesMax

    private func head(_ journal: JournalName, length: Int = FloodTests.largest) -> String {
        "POST /journals/\(journal)?from=0 HTTP/1.1\r\nHost: t\r\nContent-Type: \(PushRequest.mediaType)\r\n"
            + "Content-Length: \(length)\r\n\r\n"
    }

    /// A second device, enrolled, with one event to push.
    private func honestDevice(_ server: TestServer) async throws -> DeviceFixture {
        var device = server.fixture.device(2)
        for note in server.fixture.enrolment(of: device) {
            _ = try? await server.host.sequencer.append(adminNote: note)
        }
        device.record(1)
        return device
    }

    /// Limits of time so long that nothing which a flood holds is taken from it by them.
    private var patient: HTTPLimits {
        var limits = HTTPLimits()
        limits.bodyIdleSecondsMax = 600
        limits.headSecondsMax = 600
        limits.unreadSecondsMax = 600
        return limits
    }

    /// Waits for what must happen; where it never does, the suite's time limit ends the test.
    private func until(_ condition: () -> Bool) async {
        while !condition(), !Task.isCancelled { try? await Task.sleep(for: .milliseconds(2)) }
    }

    /// Health, the checkpoint and a push are answered: all three, while the flood holds what it has.
    private func expectServed(_ server: TestServer, _ device: DeviceFixture) async throws {
        #expect(try await server.get("/healthz").status == 200)
        #expect(try await server.get("/checkpoint").status == 200)
        #expect(try await server.post(device.push()).status == 200)
    }

    @Test("Heads that declare large bodies and send none hold no memory")
    func heldHeads() async throws {
        try await TestServer.with(limits: patient) { server in
            let device = try await honestDevice(server)
            let held = try (0..<4).map { _ in try HeldSocket(port: server.port, head(server.fixture.device().journal)) }
            await until { server.services.bodyPlaces.used >= 4 }
            #expect(server.services.bodyBytes.used == 0)
            try await expectServed(server, device)
            #expect(server.services.bodyPlaces.used == 4)
            withExtendedLifetime(held) {}
        }
    }

    @Test("Slow bodies take some of the places, never all")
    func slowBodies() async throws {
        let third = HTTPLimits().bodyCountMax / 3
        try await TestServer.with(limits: patient) { server in
            let device = try await honestDevice(server)
            let journal = server.fixture.device().journal
            let slow = try (0..<256).map { _ in try HeldSocket(port: server.port, head(journal) + "x") }
            // One device has a third of the places at most.
            await until { server.services.bodyPlaces.used >= third }
            try await expectServed(server, device)
            #expect(server.services.bodyPlaces.used == third)
            for socket in slow { socket.leave() }
            await until { server.services.bodyPlaces.used == 0 && server.services.bodyBytes.used == 0 }
        }
    }

    @Test("A body that stands still is ended, and a head that does not come, and an answer that is not read")
    func ended() async throws {
        var limits = HTTPLimits()
        limits.bodyIdleSecondsMax = 1
        limits.headSecondsMax = 1
        limits.unreadSecondsMax = 1
        try await TestServer.with(limits: limits) { server in
            try await largeBundle(server)
            let slow = try HeldSocket(port: server.port, head(server.fixture.device().journal) + "x")
            let half = try HeldSocket(port: server.port, "GET /healthz HTTP/1.1\r\nHost:")
            let silent = try HeldSocket(port: server.port, "")
            let deaf = try HeldSocket(port: server.port, Self.bundleRequest, receiveBytes: 4096)
            await until { server.services.answerBytes.used != 0 }
            for socket in [slow, half, silent] { #expect(await socket.isClosedByServer(within: 30)) }
            await until { server.services.answerBytes.used == 0 }
            await until { server.services.connections.count == 0 }
            withExtendedLifetime(deaf) {}
        }
    }

    @Test("A push of a device that may not record is refused before any of its body came")
    func unenrolled() async throws {
        try await TestServer.with { server in
            let stranger = server.fixture.device(9).journal
            // Nothing follows the head: an answer is only possible where nothing of the body was waited for.
            let answer = try await RawSocket.exchange(
                port: server.port,
                Array(head(stranger).replacing("Host: t", with: "Host: t\r\nConnection: close").utf8), endsInput: false)
            #expect(answer.status == 403)
            #expect(try answer.problem == "not-enrolled")
            #expect(answer.headers["connection"] == "close")
            let bundle = try await server.post(
                "/journals/\(stranger)/disclosures", mediaType: "application/json", body: [1])
            #expect(bundle.status == 403)
        }
    }

    @Test("A large push in another's name is refused when its checkpoint has come, before the rest")
    func impostor() async throws {
        try await TestServer.with { server in
            let journal = server.fixture.device().journal
            var impostor = DeviceFixture(journal: journal, signer: try SignerKey.generate(name: "\(journal)"))
            impostor.record(1)
            // The rest of the 64 MiB never comes.
            let answer = try await RawSocket.exchange(
                port: server.port,
                Array(head(journal).replacing("Host: t", with: "Host: t\r\nConnection: close").utf8)
                    + impostor.push().body, endsInput: false)
            #expect(answer.status == 403)
            #expect(try answer.problem == "bad-signature")
        }
    }

    @Test("Half-sent heads give their places to whoever comes")
    func halfHeads() async throws {
        var limits = patient
        limits.connectionCountMax = 100
        try await TestServer.with(limits: limits) { server in
            let device = try await honestDevice(server)
            let half = try (0..<150).map { _ in try HeldSocket(port: server.port, "GET /healthz HTTP/1.1\r\nHost:") }
            // All have come when each that finds no place has driven out another: later ones could drive out the honest.
            await until { half.count { $0.isClosedByServer } == 50 }
            try await expectServed(server, device)
            #expect(server.services.connections.count > 90)
            #expect(server.services.connections.count <= 100)
            withExtendedLifetime(half) {}
        }
    }

    @Test("A connection that has a request is not driven out by those that have none")
    func busyConnection() async throws {
        var limits = patient
        limits.connectionCountMax = 4
        try await TestServer.with(limits: limits) { server in
            let device = try await honestDevice(server)
            server.store.holdAppends()
            async let pushed = server.post(device.push())
            await server.store.untilAppendIsHeld()
            defer { server.store.releaseAppends() }
            let half = try (0..<12).map { _ in try HeldSocket(port: server.port, "GET / HTTP/1.1\r\n") }
            await until { half.count { $0.isClosedByServer } == 9 }
            #expect(try await server.get("/checkpoint").status == 200)
            server.store.releaseAppends()
            #expect(try await pushed.status == 200)
            withExtendedLifetime(half) {}
        }
    }

    @Test("Clients that never read a large answer hold bounded memory")
    func neverRead() async throws {
        var limits = patient
        limits.answerBytesMax = 32 << 20
        let most = limits.answerBytesMax * 3 / 4
        try await TestServer.with(limits: limits) { server in
            let device = try await honestDevice(server)
            let bundleBytes = try await largeBundle(server)
            await until { server.services.answerBytes.used == 0 }
            let deaf = try (0..<40).map { _ in
                try HeldSocket(port: server.port, Self.bundleRequest, receiveBytes: 4096)
            }
            await until { server.services.answerBytes.used >= 4 * bundleBytes }
            try await expectServed(server, device)
            #expect(server.services.answerBytes.used >= 4 * bundleBytes)
            #expect(server.services.answerBytes.used <= most)
            for socket in deaf { socket.leave() }
            await until { server.services.answerBytes.used == 0 }
        }
    }

    private static let bundleRequest = "GET /tile/entries/000 HTTP/1.1\r\nHost: t\r\n\r\n"

    /// Fills the first entry bundle with megabytes, more than the buffers of a connection take, and gives its size.
    @discardableResult
    private func largeBundle(_ server: TestServer) async throws -> Int {
        var device = server.fixture.device()
        for _ in 0..<256 { device.record(body: [UInt8](repeating: 0x61, count: 16_000)) }
        try await server.commit(device)
        let bundleBytes = try await server.get("/tile/entries/000").body.count
        #expect(bundleBytes > 3_000_000)
        return bundleBytes
    }

    @Test("A query whose client went away is cancelled, and others are answered while it lasts")
    func abandoned() async throws {
        let stalling = StallingStores()
        try await TestServer.with(wrapping: stalling.wrap) { server in
            let honest = try await honestDevice(server)
            var device = server.fixture.device()
            device.record(1)
            try await server.commit(device)
            let store = try #require(stalling.store)
            store.stall()
            let clients = try (0..<8).map { _ in
                try HeldSocket(
                    port: server.port, "GET /trace?code=\(encoded(device.item(0))) HTTP/1.1\r\nHost: t\r\n\r\n")
            }
            await store.untilStalled(8)
            try await expectServed(server, honest)
            for client in clients { client.leave() }
            await store.untilCancelled(8)
        }
    }
}

/// Holds the store that a server was given, for its test.
private final class StallingStores: Sendable {
    private let made = Mutex<StallingStore?>(nil)

    var store: StallingStore? { made.withLock { $0 } }

    func wrap(_ store: SimulatedLedgerStore) -> any LedgerStore {
        let stalling = StallingStore(store)
        made.withLock { $0 = stalling }
        return stalling
    }
}

@Suite("Shared budgets") struct SharedBudgetTests {
    private func holder(_ address: String, _ device: String? = nil) -> BudgetHolder {
        BudgetHolder(address: address, journal: device.flatMap { JournalName("91350100M000000015/\($0)") })
    }

    @Test("One device has at most a third, one address three quarters, and whoever comes new finds some left")
    func shares() {
        let budget = SharedBudget(capacity: 300)
        var taken = 0
        while budget.take(1, for: holder("a", "x")) { taken += 1 }
        #expect(taken == 100)
        for number in 0..<50 { while budget.take(1, for: holder("a", "d\(number)")) { taken += 1 } }
        #expect(taken == 225)
        #expect(budget.used == 225)
        #expect(budget.take(20, for: holder("b", "y")))
        #expect(budget.take(1, for: holder("c")))
        #expect(!budget.take(300, for: holder("c")))
    }

    @Test("What was given back can be taken again, and nothing of it is remembered")
    func givenBack() {
        let budget = SharedBudget(capacity: 30)
        do {
            let reservation = BudgetReservation(budget, for: holder("a", "x"))
            #expect(reservation.grow(by: 6) && reservation.grow(by: 4))
            #expect(!reservation.grow(by: 1))
            #expect(budget.used == 10)
        }
        #expect(budget.used == 0)
        #expect(budget.take(10, for: holder("a", "x")))
    }
}
