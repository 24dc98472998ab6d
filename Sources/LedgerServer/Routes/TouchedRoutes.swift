import Codes
import Hosting
import Ledger
import LedgerProtocol
import LedgerQuery
import Values

/// Which codes events name, for those who verify many.
struct TouchedRoutes: RouteGroup {
    let services: RouteServices

    var routes: [Route] {
        [
            .get(
                "/touched", name: "touched",
                parameters: ["from", "to", "operator", "site", "since", "before", "cursor"],
                gate: services.gates.heavy, answer: touched)
        ]
    }

    /// `GET /touched?from=…&to=…&operator=…&site=…&since=…&before=…&cursor=…`: a page of the codes that events of entries `from` up to
    /// `to` name.
    private func touched(_ asked: RouteRequest) async throws(Problem) -> Reply {
        let treeSize = services.published.treeSize
        let question = try question(asked.query, treeSize: treeSize)
        let cursor = try cursor(asked.query, question)
        let host = services.host
        let page = try await services.reading { () async throws(StoreError) in
            try await host.reader.touched(question, from: cursor)
        }
        return Reply(
            TouchedDocument(
                codes: page.codes, unreadable: page.unreadableCount, upTo: question.entries.upperBound,
                next: page.next?.description
            ).json)
    }

    private func question(_ query: QueryParameters, treeSize: UInt64) throws(Problem) -> TouchedQuestion {
        let end = try query.number("to", in: 0...treeSize) ?? treeSize
        let start = try query.number("from", in: 0...end) ?? 0
        var question = TouchedQuestion(entries: start..<end)
        if let written = query.text("operator") { question.operatorUSCC = try uscc(written) }
        if let written = query.text("site") {
            do throws(SiteName.Malformation) {
                question.site = try SiteName(written, codes: services.host.codes)
            } catch {
                throw Problem(
                    .malformedQuery, en: "parameter 'site': \(error.wording.en)", zh: "参数“site”：\(error.wording.zh)")
            }
        }
        question.since = try query.moment("since")
        question.before = try query.moment("before")
        return question
    }

    /// One who is enrolled: that somebody else recorded nothing would be no answer to a slip of the hand.
    private func uscc(_ written: String) throws(Problem) -> String {
        guard let uscc = try? services.host.codes.read(written, as: "uscc").part("uscc") else {
            throw Problem(
                .malformedQuery, en: "parameter 'operator' is not a unified social credit code",
                zh: "参数“operator”不是统一社会信用代码")
        }
        guard services.published.registry.operators[uscc] != nil else {
            throw Problem(.unknownOperator, en: "operator \(uscc) is not enrolled", zh: "主体 \(uscc) 未登记")
        }
        return uscc
    }

    private func cursor(_ query: QueryParameters, _ question: TouchedQuestion) throws(Problem) -> TouchedCursor? {
        guard let text = query.text("cursor") else { return nil }
        let cursor = TouchedCursor(text)
        let isOfQuestion =
            switch cursor {
            case .entry?: question.operatorUSCC == nil
            case .journal(let name, _)?: name.operatorUSCC == question.operatorUSCC
            case nil: false
            }
        guard isOfQuestion else {
            throw Problem(
                .malformedQuery, en: "parameter 'cursor' is not the 'next' of a page of this question",
                zh: "参数“cursor”不是本询问上一页给出的 next")
        }
        return cursor
    }
}
