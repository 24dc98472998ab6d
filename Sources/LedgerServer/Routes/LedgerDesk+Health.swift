import Hosting
import Ledger
import StrictJSON

extension LedgerDesk {
    /// `GET /healthz`: 200 while the ledger takes entries, else 503 with the reason.
    func health() async -> Reply {
        let (stopped, size) = await (host.sequencer.stopped, host.sequencer.treeSize)
        var members: [(String, JSONNode)] = [
            ("ok", .bool(stopped == nil)), ("origin", .string(host.identity.origin)), ("treeSize", .unsigned(size)),
        ]
        if let stopped { members.append(("reason", .string(stopped))) }
        return Reply(
            status: stopped == nil ? 200 : 503, .json, JSONNode.object(members).formatted(),
            headers: [("cache-control", Reply.Caching.none.rawValue)])
    }

    /// `GET /metrics`: Prometheus text.
    func metrics() throws(Problem) -> Reply {
        guard let exposition else {
            throw Problem(.notFound, en: "this daemon counts nothing", zh: "本服务未启用统计")
        }
        return Reply(.prometheus, Array(exposition.exposition().utf8), caching: .none)
    }
}
