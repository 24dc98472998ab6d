import Chains
import Codes
import Evidence
import Hosting
import Ledger
import LedgerProtocol
import LedgerQuery
import StrictJSON

/// What is on record of a code.
struct LookupRoutes: RouteGroup {
    let services: RouteServices

    var routes: [Route] {
        [
            .get(
                "/lookup", name: "lookup", parameters: ["code", "limit", "below"], gate: services.gates.query,
                answer: lookup)
        ]
    }

    /// Events from which the state is drawn, where a page is smaller.
    private static let stateEventCount = 32
    /// Events in which the lots of a product are looked for.
    private static let lotEventCount = 1000

    /// `GET /lookup?code=…&limit=…&below=…`: a code's events, newest first, and what the newest say of it; of a firm, what its devices
    /// recorded last.
    private func lookup(_ asked: RouteRequest) async throws(Problem) -> Reply {
        let (written, code) = try services.readCode(asked.query)
        let countMax = UInt64(services.limits.pageEventCountMax)
        let limit = Int(try asked.query.number("limit", in: 1...countMax) ?? countMax)
        let below = try asked.query.number("below", in: 0...(.max))
        let published = services.published
        let size = published.treeSize
        let bound = min(below ?? size, size)
        let stateCount = code.grain == .product ? Self.lotEventCount : Self.stateEventCount
        let page = try await services.reading { () async throws(StoreError) in
            let count = below == nil ? max(limit, stateCount) : limit
            guard code.scheme == "uscc", let uscc = code.part("uscc") else {
                return try await services.host.reader.events(of: code, below: bound, limit: count)
            }
            return try await services.host.reader.events(
                ofOperator: uscc, registry: published.registry, below: bound, limit: count)
        }
        guard !page.events.isEmpty || page.next != nil || below != nil else {
            throw page.isComplete ? .unknownCode(code) : .indexBehind(code)
        }
        let shown = Array(page.events.prefix(limit))
        let next = page.events.count > limit ? shown.last?.entry : page.next
        var state: StateSummary?
        if below == nil {
            let lotEvents = try await self.lotEvents(of: code, size: size)
            let summary = StateSummary(
                of: code, events: page.events, lotEvents: lotEvents, codes: services.host.codes)
            state = try await named(
                try await following(summary, code: code, published), code: code, size: size)
        }
        let operators = published.registry.operators
        let document = LookupDocument(
            written: written, code: code, events: shown, state: state, next: next,
            isComplete: page.isComplete, searchedUpTo: page.searchedUpTo,
            operatorName: { operators[$0]?.name })
        return Reply(document.json)
    }

    /// With what the chain of the code says of who has it, as far as a look-up may read.
    private func following(
        _ state: StateSummary, code: CanonicalCode, _ published: PublishedLedger
    ) async throws(Problem) -> StateSummary {
        guard code.grain != .product, code.scheme != "uscc" else { return state }
        let chain = try await services.reading { () async throws(StoreError) in
            try await services.host.reader.chain(
                of: code, direction: .down, limits: .lookup, treeSize: published.treeSize, budget: .lookup,
                registry: published.registry
            ).chain
        }
        return state.following(chain)
    }

    /// The newest events of the lot that an item belongs to.
    private func lotEvents(of code: CanonicalCode, size: UInt64) async throws(Problem) -> [RecordedEvent] {
        guard code.grain == .instance, let lotKey = code.lotKey, let lot = try? services.host.codes.read(lotKey) else {
            return []
        }
        return try await services.reading { () async throws(StoreError) in
            try await services.host.reader.events(of: lot, below: size, limit: Self.stateEventCount)
        }.events
    }

    /// A lot whose newest events do not say what it is takes its name from the events that made lots of its product.
    private func named(
        _ state: StateSummary, code: CanonicalCode, size: UInt64
    ) async throws(Problem) -> StateSummary {
        guard state.productName == nil, let key = code.productKey, key != code.key,
            let product = try? services.host.codes.read(key)
        else { return state }
        let page = try await services.reading { () async throws(StoreError) in
            try await services.host.reader.events(of: product, below: size, limit: 4)
        }
        return state.named(StateSummary(of: product, events: page.events, codes: services.host.codes).productName)
    }
}

extension Problem {
    static func unknownCode(_ code: CanonicalCode) -> Problem {
        Problem(
            .unknownCode, en: "no event of \(code.uri) is on record", zh: "没有 \(code.uri) 的任何记录",
            members: [("canonical", .string(code.uri))])
    }

    /// Nothing was found, and not everything was searched: "unknown" would be more than is known.
    static func indexBehind(_ code: CanonicalCode) -> Problem {
        Problem(
            .indexBehind, en: "no event of \(code.uri) was found, but not everything is indexed or could be searched",
            zh: "未找到 \(code.uri) 的记录，但尚有条目未索引或未能查询", members: [("canonical", .string(code.uri))],
            retryAfterSeconds: 30)
    }
}
