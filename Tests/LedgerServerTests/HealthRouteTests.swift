import LedgerTesting
import StrictJSON
import Testing

@testable import LedgerServer

@Suite("GET /healthz, /metrics") struct HealthRouteTests {
    @Test("A ledger that takes entries is well, and says how large it is")
    func health() async throws {
        try await TestServer.with { server in
            let answer = try await server.get("/healthz")
            #expect(answer.status == 200)
            let root = try answer.json
            #expect(root["ok"]?.bool == true)
            #expect(root["origin"]?.string == server.fixture.origin)
            #expect(root["treeSize"]?.numberText == "3")
        }
    }

    @Test("What happens is counted: entries, pushes, refusals by kind, requests by route, tree size, durations")
    func metrics() async throws {
        try await TestServer.with { server in
            var device = server.fixture.device()
            device.record(4)
            _ = try await server.post(device.push())
            _ = try await server.get("/lookup?code=x")
            _ = try await server.get("/nowhere")
            let answer = try await server.get("/metrics")
            #expect(answer.status == 200)
            #expect(answer.headers["content-type"] == "text/plain; version=0.0.4; charset=utf-8")
            let lines = Set(answer.text.split(separator: "\n"))
            for line in [
                "# TYPE yima_entries_total counter", "yima_entries_total 7", "yima_pushes_total 1", "yima_tree_size 8",
                #"yima_refusals_total{kind="malformed-code"} 1"#, #"yima_refusals_total{kind="fork"} 0"#,
                #"yima_http_requests_total{route="push",status="200"} 1"#,
                #"yima_http_requests_total{route="none",status="404"} 1"#, "yima_push_seconds_count 1",
                "yima_commit_seconds_count 3", "# TYPE yima_commit_seconds histogram", "yima_failed_commits_total 0",
            ] {
                #expect(lines.contains(Substring(line)), "\(line) in \(answer.text)")
            }
            #expect(!answer.text.contains("nowhere"))
        }
    }

    @Test("How far the clock is behind the newest arrival is counted")
    func clock() async throws {
        try await TestServer.with { server in
            var device = server.fixture.device()
            device.record(2)
            _ = try await server.post(device.push(to: 1))
            #expect(try await server.get("/metrics").text.contains("\nyima_clock_behind_seconds 0"))
            server.fixture.clock.advance(milliseconds: -90_000)
            _ = try await server.post(device.push(from: 1))
            #expect(try await server.get("/metrics").text.contains("\nyima_clock_behind_seconds 90"))
        }
    }

    @Test("A damaged store is told as such, not as a code that is unknown")
    func damaged() async throws {
        try await TestServer.with { server in
            var device = server.fixture.device()
            device.record(1)
            try await server.commit(device)
            _ = server.store.crashed()
            let answer = try await server.get("/lookup?code=\(encoded(device.item(0)))")
            #expect(answer.status == 503)
            #expect(try answer.problem == "store-unavailable")
        }
    }
}
