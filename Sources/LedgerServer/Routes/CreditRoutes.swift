import Chains
import HTTPTypes
import Hosting
import Ledger
import LedgerProtocol
import LedgerQuery
import NIOCore
import StrictJSON
import Supervision
import TransparencyLog
import Values
import WebPages

/// What everybody may see of a firm's credit.
struct CreditRoutes: RouteGroup {
    let services: RouteServices

    /// Acts of a file that are read.
    private static let actsMax = 2000

    private enum Format: String, CaseIterable {
        case html, json
    }

    var routes: [Route] {
        [
            .get(
                "/credit/{firm}", name: "credit", parameters: ["format", "lang"], gate: services.gates.query,
                answer: credit)
        ]
    }

    /// `GET /credit/<USCC>?format=html|json&lang=en|zh`: what stands today on public lists.
    private func credit(_ asked: RouteRequest) async throws(Problem) -> Reply {
        let firm = String(asked.path(after: "/credit/"))
        guard firm.utf8.count == 18, firm.utf8.allSatisfy({ (0x30...0x39).contains($0) || (0x41...0x5A).contains($0) })
        else {
            throw Problem(.malformedCode, en: "a firm is named by its USCC", zh: "主体以统一社会信用代码指明")
        }
        let format: Format = try asked.query.word("format", else: .html)
        let wanted = asked.headers[.acceptLanguage]?.lowercased() ?? ""
        let language: DrawingLanguage = try asked.query.word("lang", else: wanted.hasPrefix("en") ? .en : .zh)
        let published = services.published
        let host = services.host
        let events = try await services.reading { () async throws(StoreError) in
            try await host.reader.events(
                written: CreditAct.file(of: firm), below: published.treeSize, limit: Self.actsMax
            ).events
        }
        let record = CreditRecord(events: events, registries: [published.registry])
        let today = OffsetTime(moment: host.identity.now(), offsetMinutes: 480).day
        switch format {
        case .json: return Reply(document(of: firm, record, today))
        case .html:
            let names = published.registry.operators.mapValues(\.name)
            let page = CreditPage(
                of: firm, record, officeNames: names, origin: host.identity.signer.name, today: today, language)
            return Reply(
                .html, ByteBuffer(string: page.html),
                headers: [("cache-control", Reply.Caching.brief.rawValue), ("vary", "accept-language")])
        }
    }

    /// `{"firm","day","entries":[…]}`
    private func document(of firm: String, _ record: CreditRecord, _ today: CalendarDate) -> JSONNode {
        let entries = record.shown(on: today).map { entry in
            let said = entry.listing.act
            return JSONNode.object([
                ("name", .string(said.name)), ("list", .string(said.list)), ("ground", .string(said.ground)),
                ("fact", .string(said.fact)), ("decided", .string("\(said.decided)")),
                ("until", entry.lastDay.map { .string("\($0)") } ?? .null), ("office", .string(said.office)),
                ("document", .string(said.document)), ("entry", .unsigned(entry.listing.entry)),
            ])
        }
        return .object([("firm", .string(firm)), ("day", .string("\(today)")), ("entries", .array(entries))])
    }
}
