import DerivedState
import Hosting
import Ledger
import LedgerProtocol
import StrictJSON
import Values

/// How the daemon is, and what it counted.
struct HealthRoutes: RouteGroup {
    let services: RouteServices

    var routes: [Route] {
        [
            .get("/healthz", name: "health", gate: services.gates.light, isFrequent: true, answer: health),
            .get(
                "/metrics", name: "metrics", gate: services.gates.light, isFrequent: true, isOpen: false,
                answer: metrics),
        ]
    }

    /// `GET /healthz`: 200 while the ledger takes entries, else 503 with the reason; with everything that is amiss. Waits for nothing
    /// that may hang.
    private func health(_ asked: RouteRequest) -> Reply {
        let health = services.host.health
        var members: [(String, JSONNode)] = [
            ("ok", .bool(health.isTakingEntries)), ("origin", .string(services.host.identity.origin)),
            ("treeSize", .unsigned(health.treeSize)), ("troubles", .array(health.troubles.map(json(of:)))),
            (
                "index",
                .object([
                    ("upTo", .unsigned(health.index.indexedUpTo)), ("rowsInMemory", .integer(health.index.rowCount)),
                ])
            ),
            ("clockJumps", .integer(health.clock.jumpCount)),
        ]
        if let witnessing = health.witnessing { members.append(("witnessing", witnessing.json)) }
        if let reason = health.reason { members.append(("reason", .string(reason.en))) }
        return Reply(
            status: health.isTakingEntries ? 200 : 503, .json, JSONNode.object(members).formatted(), caching: .none)
    }

    private func json(of trouble: HostHealth.Trouble) -> JSONNode {
        .object([
            ("kind", .string(trouble.kind)), ("fatal", .bool(trouble.isFatal)),
            ("message", .string(trouble.wording.en)), ("messageZh", .string(trouble.wording.zh)),
        ])
    }

    /// `GET /metrics`: Prometheus text.
    private func metrics(_ asked: RouteRequest) throws(Problem) -> Reply {
        guard let exposition = services.exposition else {
            throw Problem(.notFound, en: "this daemon counts nothing", zh: "本服务未启用统计")
        }
        services.meters.observed(services.host.health)
        return Reply(.prometheus, Array(exposition.exposition().utf8), caching: .none)
    }
}

extension WitnessingStatus {
    /// `{"publishedSize","notCosignedSince","witnesses":[{"name","size","cosigned","failure","failureZh"}]}`.
    fileprivate var json: JSONNode {
        .object([
            ("publishedSize", publishedSize.map { .unsigned($0) } ?? .null),
            ("notCosignedSince", notCosignedSince.map { .string("\($0)") } ?? .null),
            (
                "witnesses",
                .array(
                    witnesses.map { witness in
                        .object([
                            ("name", .string(witness.name)), ("size", witness.size.map { .unsigned($0) } ?? .null),
                            ("cosigned", witness.cosigned.map { .string("\($0)") } ?? .null),
                            ("failure", witness.failure.map { .string($0.en) } ?? .null),
                            ("failureZh", witness.failure.map { .string($0.zh) } ?? .null),
                        ])
                    })
            ),
        ])
    }
}
