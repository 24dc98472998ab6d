import DerivedState
import Evidence
import Hosting
import Ledger
import LedgerProtocol
import LedgerQuery
import NIOCore
import StrictJSON
import Values

/// The acts of offices that are about things with names of their own (`urn:yima:…`): plans of sampling, credit files, lists.
struct OfficeActRoutes: RouteGroup {
    let services: RouteServices

    /// The longest name, in bytes.
    private static let nameBytesMax = 256

    var routes: [Route] {
        [
            .get("/offices", name: "offices", gate: services.gates.query, answer: offices),
            .get(
                "/acts", name: "acts", parameters: ["name", "under"], gate: services.gates.heavy, answer: acts),
        ]
    }

    /// `GET /offices`: who has which role where, now.
    private func offices(_: RouteRequest) async throws(Problem) -> Reply {
        Reply(OfficesDocument(services.published.registry).json)
    }

    /// `GET /acts?name=urn:yima:…&under=newest|published`: all that names it, with what proves it and what the committed index has under it.
    private func acts(_ asked: RouteRequest) async throws(Problem) -> Reply {
        let name = try asked.query.required("name")
        guard name.hasPrefix("urn:yima:"), name.utf8.count <= Self.nameBytesMax else {
            throw Problem(
                .malformedQuery, en: "a name begins with urn:yima: and has at most \(Self.nameBytesMax) bytes",
                zh: "名称应以 urn:yima: 开头，至多 \(Self.nameBytesMax) 字节")
        }
        let host = services.host
        let tree: CosignedLedger.Tree =
            switch try asked.query.word("under", else: EvidenceQuestion.Under.newest) {
            case .newest: host.newestTree
            case .published: host.witnessed ?? host.newestTree
            }
        let evidence = try await services.reading { () async throws(StoreError) in
            try await host.evidence(ofWritten: name, asOf: tree)
        }
        guard !evidence.entries.isEmpty else {
            throw Problem(.notFound, en: "nothing is on record of \(name.shown)", zh: "没有 \(name.shown) 的记录")
        }
        return Reply(.evidence, evidence.formatted(), caching: .none)
    }
}
