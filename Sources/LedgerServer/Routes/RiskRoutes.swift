import Codes
import DerivedState
import Hosting
import Ledger
import LedgerProtocol
import Risk
import StrictJSON
import Supervision
import Values

/// The risk of firms and products, and what is warned of: the host's word, which names the entries that show it.
struct RiskRoutes: RouteGroup {
    let services: RouteServices

    var routes: [Route] {
        [
            .get(
                "/risk", name: "risk", parameters: ["firm", "code", "asOf"], gate: services.gates.query, answer: risk),
            .get(
                "/risk/firms", name: "risk-firms", parameters: ["grade", "district", "asOf", "limit", "offset"],
                gate: services.gates.heavy, answer: firms),
            .get(
                "/warnings", name: "warnings",
                parameters: ["kind", "district", "firm", "code", "since", "limit", "offset"],
                gate: services.gates.query, answer: warnings),
            .get(
                "/warnings/changes", name: "warning-changes", parameters: ["after", "limit"],
                gate: services.gates.query, answer: changes),
        ]
    }

    private static let firmsMax: UInt64 = 10_000

    /// `GET /risk?firm=<USCC>|code=…&asOf=<day>`: how risky it is, and why entry by entry.
    private func risk(_ asked: RouteRequest) async throws(Problem) -> Reply {
        let desk = try desk()
        guard let subject = try subject(asked.query) else {
            throw Problem(.malformedQuery, en: "name a firm or a code", zh: "请指明主体（firm）或编码（code）")
        }
        let day = try asked.query.day("asOf") ?? today
        let (score, upTo) = try await services.reading { () async throws(StoreError) in
            try await desk.score(subject, asOf: day)
        }
        return Reply(score.json(desk.definition, upTo: upTo))
    }

    /// `GET /risk/firms?grade=…,…&district=…&asOf=…&limit=…&offset=…`: the riskiest first.
    private func firms(_ asked: RouteRequest) async throws(Problem) -> Reply {
        let desk = try desk()
        let day = try asked.query.day("asOf") ?? today
        let grades = try asked.query.words("grade", of: RiskGrade.self)
        let district = asked.query.text("district") ?? ""
        let limit = Int(try asked.query.number("limit", in: 1...Self.firmsMax) ?? 1000)
        let offset = Int(try asked.query.number("offset", in: 0...UInt64(Int32.max)) ?? 0)
        let now = services.host.identity.now()
        let table = try await services.reading { () async throws(StoreError) in
            try await desk.totals(asOf: day, now: now)
        }
        let registry = services.published.registry
        let operators = registry.operators
        // Who tests or supervises is no firm that is graded.
        let wanted = table.totals.filter { total in
            !registry.isOffice(total.firm) && (grades.isEmpty || grades.contains(total.grade))
                && (district.isEmpty || total.firm.registeredDistrict?.hasPrefix(district) == true)
        }.sorted { ($1.points, $0.firm) < ($0.points, $1.firm) }
        let page = wanted.dropFirst(offset).prefix(limit)
        let rows = page.map { total in
            JSONNode.object([
                ("firm", .string(total.firm)), ("name", .string(operators[total.firm]?.name ?? "")),
                ("district", .string(total.firm.registeredDistrict ?? "")), ("points", .integer(total.points)),
                ("grade", .string(total.grade.rawValue)),
            ])
        }
        let end = offset + page.count
        return Reply(
            .object([
                ("firms", .array(rows)), ("total", .integer(wanted.count)), ("asOf", .string("\(day)")),
                ("upTo", .unsigned(table.upTo)), ("next", end < wanted.count ? .integer(end) : .null),
            ]))
    }

    /// `GET /warnings?kind=…,…&district=…&firm=…|code=…&since=<day>&limit=…&offset=…`: what is warned of now.
    private func warnings(_ asked: RouteRequest) async throws(Problem) -> Reply {
        let desk = try desk()
        var question = WarningQuestion()
        question.kinds = Array(try asked.query.words("kind", of: RiskWarning.Kind.self)).sorted {
            $0.rawValue < $1.rawValue
        }
        question.district = asked.query.text("district") ?? ""
        question.subject = try subject(asked.query)
        let shown = desk.definition.alarms.shownDays
        question.since =
            try asked.query.day("since") ?? CalendarDate(daysSinceEpoch: today.daysSinceEpoch - shown + 1)
        let limit = Int(try asked.query.number("limit", in: 1...UInt64(WarningsDocument.limitMax)) ?? 100)
        question.offset = Int(try asked.query.number("offset", in: 0...UInt64(Int32.max)) ?? 0)
        question.limit = limit + 1
        let wanted = question
        let (found, progress) = try await services.reading { () async throws(StoreError) in
            (try await desk.store.warnings(wanted), try await desk.store.progress())
        }
        return Reply(
            WarningsDocument(
                Array(found.prefix(limit)), upTo: progress.cursor.treeSize, lastChange: progress.lastChange,
                series: progress.series, next: found.count > limit ? question.offset + limit : nil
            ).json)
    }

    /// `GET /warnings/changes?after=…&limit=…`: what came up and what is no more since the change of that number.
    private func changes(_ asked: RouteRequest) async throws(Problem) -> Reply {
        let desk = try desk()
        let after = try asked.query.number("after", in: 0...UInt64(Int64.max)) ?? 0
        let limit = Int(try asked.query.number("limit", in: 1...UInt64(WarningsDocument.limitMax)) ?? 100)
        let (found, series) = try await services.reading { () async throws(StoreError) in
            (try await desk.store.changes(after: after, limit: limit), try await desk.store.progress().series)
        }
        return Reply(WarningChangesDocument(found, series: series).json)
    }

    private var today: CalendarDate { services.host.identity.now().localDay }

    private func desk() throws(Problem) -> RiskDesk {
        guard let desk = services.host.risk else {
            throw Problem(
                .keepsNoFindings, en: "this host does not watch its ledger: no risk is kept",
                zh: "本主机未启用监测，没有风险数据")
        }
        return desk
    }

    private func subject(_ query: QueryParameters) throws(Problem) -> RiskSubject? {
        if let firm = query.text("firm") {
            guard firm.registeredDistrict != nil else {
                throw Problem(.malformedQuery, en: "a firm is named by its USCC", zh: "主体以统一社会信用代码指明")
            }
            return .firm(firm)
        }
        guard query.text("code") != nil else { return nil }
        let (_, code) = try services.readCode(query)
        return .product(code.productKey ?? code.lotKey ?? code.key)
    }
}

extension QueryParameters {
    /// A day; nil where it is not given.
    fileprivate func day(_ name: String) throws(Problem) -> CalendarDate? {
        guard let text = text(name) else { return nil }
        guard let day = WrittenTime.date(text), day.description == text else {
            throw Problem(
                .malformedQuery, en: "parameter '\(name)' is no day as 2026-12-03", zh: "参数“\(name)”应为日期，如 2026-12-03")
        }
        return day
    }

    /// Some of an enumeration's words, with commas; none where it is not given.
    fileprivate func words<Word: RawRepresentable & CaseIterable & Hashable>(
        _ name: String, of type: Word.Type
    ) throws(Problem) -> Set<Word> where Word.RawValue == String {
        var words: Set<Word> = []
        for text in (text(name) ?? "").split(separator: ",") {
            guard let word = Word(rawValue: String(text)) else {
                let known = Word.allCases.map(\.rawValue).joined(separator: ", ")
                throw Problem(
                    .malformedQuery, en: "parameter '\(name)' is none of \(known)", zh: "参数“\(name)”应为 \(known) 之一")
            }
            words.insert(word)
        }
        return words
    }
}
