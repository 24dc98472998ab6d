import Codes
import Evidence
import Hosting
import Ledger
import LedgerQuery
import StrictJSON

extension LedgerDesk {
    /// Events from which the state is drawn, where a page is smaller.
    private static let stateEventCount = 32

    /// `GET /lookup?code=…&limit=…&below=…`: a code's events, newest first, and what the newest say of it.
    func lookup(_ query: QueryParameters) async throws(Problem) -> Reply {
        let (written, code) = try readCode(query)
        let countMax = UInt64(limits.pageEventCountMax)
        let limit = Int(try query.number("limit", in: 1...countMax) ?? countMax)
        let below = try query.number("below", in: 0...(.max))
        let size = try await publishedSize()
        let page = try await reading { () async throws(StoreError) in
            try await host.reader.events(
                of: code, below: min(below ?? size, size),
                limit: below == nil ? max(limit, Self.stateEventCount) : limit)
        }
        guard !page.events.isEmpty || below != nil else { throw .unknownCode(code) }
        let shown = Array(page.events.prefix(limit))
        let next = page.events.count > limit ? shown.last?.entry : page.next
        var state: StateSummary?
        if below == nil {
            state = try await named(StateSummary(of: code, events: page.events, codes: codes), code: code, size: size)
        }
        let operators = await host.sequencer.registry.operators
        let document = LookupDocument(
            written: written, code: code, events: shown, state: state, next: next,
            operatorName: { operators[$0]?.name })
        return Reply(document.json)
    }

    /// A lot whose newest events do not say what it is takes its name from the events that made lots of its product.
    private func named(
        _ state: StateSummary, code: CanonicalCode, size: UInt64
    ) async throws(Problem) -> StateSummary {
        guard state.productName == nil, let key = code.productKey, key != code.key,
            let product = try? codes.read(key)
        else { return state }
        let page = try await reading { () async throws(StoreError) in
            try await host.reader.events(of: product, below: size, limit: 4)
        }
        return state.named(StateSummary(of: product, events: page.events, codes: codes).productName)
    }

    /// The code that the query asks for, as written and read.
    func readCode(_ query: QueryParameters) throws(Problem) -> (written: String, code: CanonicalCode) {
        let written = try query.required("code")
        do throws(CodeError) {
            return (written, try codes.read(written))
        } catch {
            throw Problem(error)
        }
    }
}

extension Problem {
    static func unknownCode(_ code: CanonicalCode) -> Problem {
        Problem(
            .unknownCode, en: "no event of \(code.uri) is on record", zh: "没有 \(code.uri) 的任何记录",
            members: [("canonical", .string(code.uri))])
    }
}
