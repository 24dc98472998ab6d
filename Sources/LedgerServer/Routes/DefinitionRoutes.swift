import Hosting
import Ledger
import LedgerProtocol
import StrictJSON

/// The definition files that the ledger has adopted.
struct DefinitionRoutes: RouteGroup {
    let services: RouteServices

    var routes: [Route] {
        [
            .get("/definitions", name: "definitions", gate: services.gates.light, answer: list),
            .get("/definitions/{sha256}", name: "definition", gate: services.gates.light, answer: text),
        ]
    }

    /// `GET /definitions`: those that count now, by name.
    private func list(_ asked: RouteRequest) -> Reply {
        Reply(AdoptedDefinitions(services.published.registry).json)
    }

    /// `GET /definitions/<sha256>`: the text of one that counts or has counted.
    private func text(_ asked: RouteRequest) async throws(Problem) -> Reply {
        let host = services.host
        guard let sha256 = DefinitionDigest(asked.path(after: "/definitions/")) else {
            throw Problem(
                .noSuchDefinition, en: "no SHA-256: 64 small hexadecimal digits", zh: "不是 SHA-256（64 位小写十六进制）")
        }
        let text = try await services.reading { () async throws(StoreError) in try await host.definition(sha256) }
        guard let text else {
            throw Problem(.noSuchDefinition, en: "this ledger has adopted no such file", zh: "本账本未采纳该文件")
        }
        return Reply(.json, text, caching: .immutable)
    }
}
