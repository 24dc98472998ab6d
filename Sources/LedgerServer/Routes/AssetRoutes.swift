import LedgerProtocol
import NIOCore
import WebPages

/// What pages need: their style sheet and their script, under names that change with their text.
struct AssetRoutes: RouteGroup {
    let services: RouteServices

    var routes: [Route] {
        [.get("/assets/{file}", name: "assets", gate: services.gates.light, isFrequent: true, answer: asset)]
    }

    /// `GET /assets/<name>-<hash>.<kind>`.
    private func asset(_ asked: RouteRequest) throws(Problem) -> Reply {
        let scripts = [PageAsset.script, .scriptZh].map { ($0, Reply.MediaType.script) }
        for (asset, kind) in [(PageAsset.style, Reply.MediaType.css)] + scripts
        where asset.path == asked.path {
            return Reply(kind, asset.bytes, caching: .immutable)
        }
        throw Problem(.notFound, en: "there is nothing at this path", zh: "此路径没有内容")
    }
}
