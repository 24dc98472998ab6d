import Codes
import DerivedState
import Evidence
import Hosting
import Ledger
import LedgerProtocol
import Rules
import Values

/// What the monitor found, and what changes of it.
struct FindingRoutes: RouteGroup {
    let services: RouteServices

    var routes: [Route] {
        [
            .get(
                "/findings", name: "findings",
                parameters: ["rule", "severity", "operator", "code", "since", "before", "limit", "offset"],
                gate: services.gates.query, answer: findings),
            .get(
                "/findings/changes", name: "finding-changes", parameters: ["after", "limit"],
                gate: services.gates.query, answer: changes),
        ]
    }

    private static let limit = 100
    private static let limitMax = UInt64(FindingsDocument.limitMax)
    /// Rules that are named in one question.
    private static let ruleCountMax = 50

    /// `GET /findings?rule=…,…&severity=…&operator=…&code=…&since=…&before=…&limit=…&offset=…`: what stands now.
    private func findings(_ asked: RouteRequest) async throws(Problem) -> Reply {
        let store = try kept()
        var question = try question(asked.query)
        let limit = question.limit
        // One more than asked for tells whether there is a next page.
        question.limit += 1
        let (wanted, progress) = (
            question,
            try await services.reading { () async throws(StoreError) in
                try await store.progress()
            }
        )
        let found = try await services.reading { () async throws(StoreError) in try await store.findings(wanted) }
        let document = FindingsDocument(
            Array(found.prefix(limit)), isComplete: progress.isWhole && progress.waitingCount == 0,
            upTo: progress.cursor.treeSize, waiting: UInt64(progress.waitingCount), lastChange: progress.lastChange,
            next: found.count > limit ? question.offset + limit : nil, series: progress.series,
            partialCount: UInt64(progress.partialCount), partialCodes: progress.partialCodes,
            unreadable: UInt64(progress.unreadableCount))
        return Reply(document.json)
    }

    /// `GET /findings/changes?after=…&limit=…`: what came up and what is no more since the change of that number.
    private func changes(_ asked: RouteRequest) async throws(Problem) -> Reply {
        let store = try kept()
        let after = try asked.query.number("after", in: 0...UInt64(Int64.max)) ?? 0
        let limit = Int(try asked.query.number("limit", in: 1...Self.limitMax) ?? UInt64(Self.limit))
        let (found, series) = try await services.reading { () async throws(StoreError) in
            (try await store.changes(after: after, limit: limit), try await store.progress().series)
        }
        return Reply(FindingChangesDocument(found, series: series).json)
    }

    private func kept() throws(Problem) -> any FindingStore {
        guard let store = services.host.findings else {
            throw Problem(
                .keepsNoFindings, en: "this host does not watch its ledger: no findings are kept",
                zh: "本主机未启用监测，没有保存发现的问题")
        }
        return store
    }

    private func question(_ query: QueryParameters) throws(Problem) -> FindingQuestion {
        var question = FindingQuestion()
        question.rules = (query.text("rule") ?? "").split(separator: ",").map(String.init)
        guard question.rules.count <= Self.ruleCountMax else {
            throw Problem(.malformedQuery, en: "parameter 'rule' names too many rules", zh: "参数“rule”所列规则过多")
        }
        for word in (query.text("severity") ?? "").split(separator: ",") {
            guard let severity = Finding.Severity(rawValue: String(word)) else {
                throw Problem(
                    .malformedQuery, en: "parameter 'severity' is none of violation, warning, info",
                    zh: "参数“severity”应为 violation、warning、info 之一")
            }
            question.severities.append(severity)
        }
        question.operatorUSCC = query.text("operator")
        if let written = query.text("code") {
            do throws(CodeError) {
                let code = try services.host.codes.read(written)
                question.code = code.watched ?? code.key
            } catch {
                throw Problem(error)
            }
        }
        question.since = try query.moment("since")
        question.before = try query.moment("before")
        question.limit = Int(try query.number("limit", in: 1...Self.limitMax) ?? UInt64(Self.limit))
        question.offset = Int(try query.number("offset", in: 0...UInt64(Int32.max)) ?? 0)
        return question
    }
}
