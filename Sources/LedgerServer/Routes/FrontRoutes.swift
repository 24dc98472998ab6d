import Chains
import HTTPTypes
import Hosting
import Ledger
import LedgerProtocol
import NIOCore
import TransparencyLog
import Values
import WebPages

/// What this is, for who comes upon it: a page for people, the interface for programs.
struct FrontRoutes: RouteGroup {
    let services: RouteServices

    var routes: [Route] {
        [
            .get("/", name: "front", parameters: ["lang"], gate: services.gates.light, answer: page),
            .get("/openapi.json", name: "openapi", gate: services.gates.light, answer: interface),
        ]
    }

    /// `GET /?lang=en|zh`: a short page, without that in the language that the browser asks for first.
    private func page(_ asked: RouteRequest) throws(Problem) -> Reply {
        let wanted = asked.headers[.acceptLanguage]?.lowercased() ?? ""
        let language: DrawingLanguage = try asked.query.word("lang", else: wanted.hasPrefix("zh") ? .zh : .en)
        let key = services.host.identity.signer.verifierKey
        let page = FrontPage(
            origin: key.name, treeSize: services.published.treeSize, verifierKey: "\(key)",
            isCosigned: services.host.cosigned != nil, language)
        return Reply(
            .html, ByteBuffer(string: page.html),
            headers: [("cache-control", Reply.Caching.brief.rawValue), ("vary", "accept-language")])
    }

    /// `GET /openapi.json`: the document that this daemon was built with.
    private func interface(_ asked: RouteRequest) -> Reply {
        Reply(.json, PackageResources.openapi_json, caching: .brief)
    }
}
