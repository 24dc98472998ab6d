import Hosting
import Ledger
import LedgerProtocol
import StrictJSON

/// How the daemon is, and what it counted.
struct HealthRoutes: RouteGroup {
    let services: RouteServices

    var routes: [Route] {
        [
            .get("/healthz", name: "health", gate: services.gates.light, isFrequent: true, answer: health),
            .get("/metrics", name: "metrics", gate: services.gates.light, isFrequent: true, answer: metrics),
        ]
    }

    /// `GET /healthz`: 200 while the ledger takes entries, else 503 with the reason.
    private func health(_ asked: RouteRequest) -> Reply {
        let stopped = services.host.sequencer.publication.stopped
        var members: [(String, JSONNode)] = [
            ("ok", .bool(stopped == nil)), ("origin", .string(services.host.identity.origin)),
            ("treeSize", .unsigned(services.published.treeSize)),
        ]
        if let stopped { members.append(("reason", .string(stopped))) }
        return Reply(
            status: stopped == nil ? 200 : 503, .json, JSONNode.object(members).formatted(), caching: .none)
    }

    /// `GET /metrics`: Prometheus text.
    private func metrics(_ asked: RouteRequest) throws(Problem) -> Reply {
        guard let exposition = services.exposition else {
            throw Problem(.notFound, en: "this daemon counts nothing", zh: "本服务未启用统计")
        }
        return Reply(.prometheus, Array(exposition.exposition().utf8), caching: .none)
    }
}
