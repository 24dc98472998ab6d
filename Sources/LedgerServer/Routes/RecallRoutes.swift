import Chains
import Codes
import Hosting
import Ledger
import LedgerProtocol
import LedgerQuery
import Rules
import TransparencyLog
import Values
import WebPages

/// What is to be known to bring goods back.
struct RecallRoutes: RouteGroup {
    let services: RouteServices

    var routes: [Route] {
        [
            .get(
                "/recall", name: "recall", parameters: ["code", "format", "lang"], gate: services.gates.heavy,
                answer: recall)
        ]
    }

    private enum Format: String, CaseIterable {
        case json, html
    }

    /// `GET /recall?code=…&format=json|html&lang=en|zh`: who has how much, where it came from, and by when a recall must be done. Read
    /// within a budget of its own; what is left out is said.
    private func recall(_ asked: RouteRequest) async throws(Problem) -> Reply {
        let (written, code) = try services.readCode(asked.query)
        let format: Format = try asked.query.word("format", else: .json)
        let language: DrawingLanguage = try asked.query.word("lang", else: .en)
        let published = services.published
        let host = services.host
        let (chains, omissions) = try await services.reading { () async throws(StoreError) in
            try await host.reader.recallChains(
                of: code, treeSize: published.treeSize, registry: published.registry)
        }
        guard chains.contains(where: { !$0.isEmpty }) else {
            throw chains.contains(where: \.isTruncated) || !omissions.isEmpty
                ? .indexBehind(code) : .unknownCode(code)
        }
        let report = RecallReport(
            written, chains: chains, omissions: omissions, rules: host.definitions.rules, lists: host.definitions.lists,
            now: host.identity.now(), operatorNames: names(in: chains, of: published.registry))
        switch format {
        case .json: return Reply(report.document(proven: false, checkpoint: nil))
        case .html:
            let page = RecallPage(report, language, ground: ground(published))
            return Reply(.html, Array(page.html.utf8), caching: .none)
        }
    }

    private func ground(_ published: PublishedLedger) -> Wording {
        let origin = services.host.identity.signer.verifierKey.name
        return Wording(
            en: "as \(origin) has it at \(published.treeSize) entries; not proven on this page",
            zh: "依账本 \(origin) 的 \(published.treeSize) 条记录；本页未附证明")
    }

    private func names(in chains: [Chain], of registry: Registry) -> [String: String] {
        var names: [String: String] = [:]
        for event in chains.lazy.flatMap(\.events) {
            for uscc in [event.operatorUSCC] + event.sources + event.destinations where names[uscc] == nil {
                names[uscc] = registry.operators[uscc]?.name
            }
        }
        return names
    }
}
