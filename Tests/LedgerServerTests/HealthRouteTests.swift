import DerivedState
import Hosting
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
            #expect(root["troubles"]?.elements.isEmpty == true)
            #expect(root["index"]?["upTo"]?.numberText == "3")
        }
    }

    @Test("A commit that hangs in the store is told with 503 while it hangs, by a server that still answers")
    func hangingCommit() async throws {
        try await TestServer.with { server in
            var device = server.fixture.device()
            device.record(1)
            server.store.holdAppends()
            let push = Task { [device] in try await server.commit(device) }
            await server.store.untilAppendIsHeld()
            server.fixture.uptime.advance(by: .seconds(10))
            #expect(try await server.get("/healthz").status == 200)
            server.fixture.uptime.advance(by: .seconds(2))
            let answer = try await server.get("/healthz")
            #expect(answer.status == 503)
            #expect(try answer.json["ok"]?.bool == false)
            #expect(
                try answer.json["reason"]?.string == "a commit has been waiting for 12 s for the store to be durable")
            #expect(try answer.json["troubles"]?.elements.map { $0["kind"]?.string } == ["slow-commit"])
            let metrics = try await server.get("/metrics").text
            #expect(metrics.contains("\nyima_commit_in_progress_seconds 12\n"))
            #expect(metrics.contains("\nyima_trouble{kind=\"slow-commit\"} 1\n"))
            server.store.releaseAppends()
            try await push.value
            while server.host.health.commit != nil { await Task.yield() }
            #expect(try await server.get("/healthz").status == 200)
            #expect(try await server.get("/metrics").text.contains("\nyima_trouble{kind=\"slow-commit\"} 0\n"))
        }
    }

    @Test(
        "An index that cannot be written is told, pushes are taken, and look-ups say how far they reach, until it is written"
    )
    func indexBehind() async throws {
        var limits = CodeIndex.Limits()
        limits.batchRows = 4
        limits.rowsMax = 8
        limits.retryMin = .milliseconds(1)
        limits.retryMax = .milliseconds(20)
        try await TestServer.with(indexLimits: limits) { server in
            var device = server.fixture.device()
            device.record(1)
            try await server.commit(device)
            let found = encoded(device.item(0))
            #expect(try await server.get("/lookup?code=\(found)").json["complete"]?.bool == true)
            server.indexStore.failNext(1_000_000)
            for round in 0..<20 {
                device.record(2)
                #expect(try await server.post(device.push(from: 1 + 2 * round)).status == 200)
                #expect(server.host.health.index.rowCount <= 8)
            }
            let health = try await server.get("/healthz")
            #expect(health.status == 200)
            let kinds = try health.json["troubles"]?.elements.compactMap { $0["kind"]?.string }
            #expect(kinds == ["index-behind", "index-not-written"])
            let metrics = try await server.get("/metrics").text
            #expect(metrics.contains("\nyima_trouble{kind=\"index-behind\"} 1\n"))
            #expect(!metrics.contains("\nyima_index_behind_entries 0\n"))

            // What is found is told with how far was searched; what is not found is not called unknown.
            let old = try await server.get("/lookup?code=\(found)").json
            #expect(old["complete"]?.bool == false)
            #expect(old["upTo"]?.numberText == "\(server.host.health.index.indexedUpTo)")
            let newest = encoded(device.item(40))
            for route in ["lookup", "trace", "evidence"] {
                let answer = try await server.get("/\(route)?code=\(newest)")
                #expect(answer.status == 503, "\(route)")
                #expect(try answer.problem == "index-behind", "\(route)")
            }
            #expect(try await server.get("/verify?code=\(newest)").json["verdict"]?.string == "undecided")
            #expect(try await server.get("/verify?code=\(found)").json["verdict"]?.string != "valid")

            server.indexStore.recover()
            while server.host.health.index.isBehind { await Task.yield() }
            await server.host.index.flush()
            #expect(try await server.get("/healthz").json["troubles"]?.elements.isEmpty == true)
            #expect(try await server.get("/lookup?code=\(newest)").json["complete"]?.bool == true)
            let nobody = encoded("https://id.gs1.org/01/06901234567892/21/NOBODY")
            #expect(try await server.get("/lookup?code=\(nobody)").problem == "unknown-code")
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
