import Chains
import Codes
import Complaints
import Evidence
import HTTPTypes
import HostState
import Hosting
import Ledger
import LedgerProtocol
import Logging
import NIOCore
import StrictJSON
import Values
import WebPages

/// Complaints: taken from the page behind a code, listed for offices, told to whoever says a receipt number.
struct ComplaintRoutes: RouteGroup {
    let services: RouteServices
    /// Receipt numbers that find nothing: nobody shall try many.
    private let guesses = Allowance(eachMax: 30, totalMax: 3000)

    init(services: RouteServices) { self.services = services }

    /// Complaints in one answer.
    private static let listMax = 5000

    private enum Format: String, CaseIterable {
        case html, json
    }

    var routes: [Route] {
        var report = Route.post(
            "/{key}/{value}", shapes: services.host.codes.primaryKeys.map { "/\($0)/**" }, name: "report",
            parameters: ["lang"], gate: services.gates.write,
            body: RouteBody(
                mediaType: "application/x-www-form-urlencoded", bytesMax: ReportDraft.bodyBytesMax, admit: admit),
            answer: report)
        report.isPrinted = true
        return [
            report,
            .get(
                "/complaints", name: "complaints",
                parameters: ["format", "lang", "receipt", "district", "state", "class", "firm", "code", "overdue"],
                gate: services.gates.heavy, isOpen: false, answer: list),
            .get(
                "/complaints/{name}", name: "complaint", parameters: ["format", "lang"], gate: services.gates.query,
                isOpen: false, answer: complaint),
            .get(
                "/complaints/{name}/evidence", name: "complaint-evidence", parameters: ["under"],
                gate: services.gates.heavy, answer: evidence),
        ]
    }

    // MARK: Reporting

    /// Before any of the body is read: whether reports are taken, and whether the form was one of ours.
    private func admit(_ asked: RouteRequest) throws(Problem) -> JournalName? {
        guard services.host.reports != nil else {
            throw Problem(.takesNoReports, en: "this host takes no reports", zh: "本主机未启用投诉举报")
        }
        guard !asked.isFromElsewhere else {
            throw Problem(
                .crossSite, en: "a report is sent from this host's own page only", zh: "投诉举报只能从本主机的页面提交")
        }
        return nil
    }

    /// `POST /01/{gtin}/10/{lot}…`: somebody reports what is wrong with what he has in his hand.
    private func report(_ asked: RouteRequest) async throws(Problem) -> Reply {
        guard let desk = services.host.reports else {
            throw Problem(.takesNoReports, en: "this host takes no reports", zh: "本主机未启用投诉举报")
        }
        let language = try CodeRoutes.language(asked)
        let code: CanonicalCode
        do throws(CodeError) { code = try services.host.codes.read(PrintedAddress(asked).written) } catch {
            throw Problem(error)
        }
        let form = ReportForm(services, code, asked, language)
        let draft: ReportDraft
        do throws(ReportDraft.Fault) { draft = try ReportDraft(form: asked.body) } catch {
            throw Problem(.malformedReport, error.wording)
        }
        let faults = draft.faults(.builtIn, districts: Set(form.offices.map(\.district)))
        guard faults.isEmpty else { return form.reply(draft, faults: faults, status: 422) }
        let taken: ReportDesk.Taken
        do throws(ReportDesk.Refusal) {
            taken = try await desk.take(
                draft, about: code, firm: services.issuer(of: code), from: asked.askerAddress,
                at: services.host.identity.now())
        } catch {
            switch error {
            case .tooLong: return form.reply(draft, faults: [.tooLong(.text)], status: 422)
            case .tooMany(let seconds):
                let trouble = Wording(
                    en: "Too many reports came lately: please send it again later, or call 12315.",
                    zh: "近期提交过多，请稍后再提交，或拨打 12315。")
                return form.reply(draft, trouble: trouble, status: 429, headers: [("retry-after", "\(seconds)")])
            case .custody(let failure):
                services.logger.error("a report was not taken", metadata: ["error": "\(failure)"])
                let trouble = Wording(
                    en: "It could not be taken now: please send it again later, or call 12315.",
                    zh: "暂时无法受理，请稍后再提交，或拨打 12315。")
                return form.reply(draft, trouble: trouble, status: 503, headers: [("retry-after", "30")])
            }
        }
        let document = taken.isOnLedger ? try await document(taken.receipt.complaint) : nil
        return .page(
            ReceiptPage(document, receipt: taken.receipt, office: office(of: document), isNew: true, language).html,
            status: 201)
    }

    // MARK: Telling

    /// `GET /complaints?receipt=…` or `?format=json&district=…`: one for whoever says its number, or all that is public of them.
    private func list(_ asked: RouteRequest) async throws(Problem) -> Reply {
        let language = try CodeRoutes.language(asked)
        if let written = asked.query.text("receipt") { return try await told(written, asked, language) }
        guard try asked.query.word("format", else: Format.html) == .json else {
            return .page(ReceiptQuestionPage(language).html)
        }
        let host = services.host
        let records = try await services.reading { () async throws(StoreError) in try await host.complaintRecords() }
        let wanted = try ComplaintQuestion(asked.query, codes: host.codes)
        let day = host.identity.now().localDay
        var found: [ComplaintDocument] = []
        var leftOut = 0
        // The newest first: what is left out is old. Terms cost more than the rest, and are worked out only for what is told.
        for record in records.reversed() where wanted.fits(record) {
            guard found.count < Self.listMax || wanted.isOverdue else {
                leftOut += 1
                continue
            }
            let document = ComplaintDocument(record, clocks: host.clocks(of: record), day: day)
            guard !wanted.isOverdue || document.isOverdue else { continue }
            if found.count < Self.listMax { found.append(document) } else { leftOut += 1 }
        }
        return Reply(ComplaintsDocument(found, leftOut: leftOut, upTo: services.published.treeSize).json)
    }

    /// `GET /complaints/<receipt number or number>?format=html|json`.
    private func complaint(_ asked: RouteRequest) async throws(Problem) -> Reply {
        let written = String(asked.path(after: "/complaints/"))
        return try await told(written, asked, CodeRoutes.language(asked))
    }

    private func told(
        _ written: String, _ asked: RouteRequest, _ language: DrawingLanguage
    ) async throws(Problem) -> Reply {
        let isDocument = try asked.query.word("format", else: Format.html) == .json
        let decoded = PercentEncoding.decode(written[...]) ?? written
        let receipt = ReceiptNumber(decoded)
        guard let name = receipt?.complaint ?? ComplaintName(decoded) else {
            return try missed(
                Wording(en: "This is no receipt number: a character is wrong.", zh: "回执编号有误，请核对。"), status: 400,
                isDocument, language)
        }
        let client = Allowance.client(asked.askerAddress)
        let now = services.host.identity.now()
        // Taken before it is looked up, and given back where something is found: so many tries at one time are no way around it.
        if let seconds = guesses.take(client, at: now) {
            throw Problem(
                .tooManyReports, en: "too many receipt numbers found nothing: come again later", zh: "查询失败次数过多，请稍后再试",
                retryAfterSeconds: seconds)
        }
        guard let document = try await document(name) else {
            return try missed(
                Wording(en: "Nothing is on record of this receipt number.", zh: "没有该回执编号的记录。"), status: 404,
                isDocument, language)
        }
        guesses.giveBack(client, at: now)
        var answers: [ReceiptPage.Answer] = []
        if receipt != nil {
            for answer in document.record.answers {
                let host = services.host
                let text = try await services.reading { () async throws(StoreError) in
                    try await host.answer(in: answer.entry)
                }
                answers.append(ReceiptPage.Answer(entry: answer.entry, text: text))
            }
        }
        guard !isDocument else {
            return Reply(receipt == nil ? document.json : document.json(answers: answers.map { ($0.entry, $0.text) }))
        }
        let operators = services.published.registry.operators
        let offices = Set(document.record.steps.map(\.uscc))
        let names = Dictionary(uniqueKeysWithValues: offices.map { ($0, operators[$0]?.name ?? $0) })
        return .page(
            ReceiptPage(
                document, receipt: receipt, answers: answers, names: names, office: office(of: document), language
            ).html)
    }

    /// The name of the office that acts on a complaint now: of several the one of the smallest district.
    private func office(of document: ComplaintDocument?) -> String? {
        guard let district = document?.record.district else { return nil }
        let offices = services.published.registry.operators.values.flatMap { held in
            held.roles.compactMap { grant -> (scope: String, uscc: String, name: String)? in
                let scope = grant.role.scope ?? ""
                guard grant.role.word == "authority", grant.tenure.isOpen, district.hasPrefix(scope) else { return nil }
                return (scope, held.uscc, held.name)
            }
        }
        return offices.max { ($0.scope.utf8.count, $1.uscc) < ($1.scope.utf8.count, $0.uscc) }?.name
    }

    private func missed(
        _ trouble: Wording, status: Int, _ isDocument: Bool, _ language: DrawingLanguage
    ) throws(Problem) -> Reply {
        guard !isDocument else {
            throw Problem(
                .unknownComplaint, en: "nothing is on record of this complaint", zh: "没有该投诉举报的记录")
        }
        return .page(ReceiptQuestionPage(trouble: trouble, language).html, status: status)
    }

    private func document(_ name: ComplaintName) async throws(Problem) -> ComplaintDocument? {
        let host = services.host
        let record = try await services.reading { () async throws(StoreError) in
            try await host.complaintRecord(name)
        }
        guard let record, record.opening != nil || !record.refused.isEmpty else { return nil }
        return ComplaintDocument(record, clocks: host.clocks(of: record), day: host.identity.now().localDay)
    }

    /// `GET /complaints/<number>/evidence?under=newest|published`: the acts with what proves them.
    private func evidence(_ asked: RouteRequest) async throws(Problem) -> Reply {
        let part = asked.path(after: "/complaints/").prefix { $0 != "/" }
        let host = services.host
        let tree: CosignedLedger.Tree =
            switch try asked.query.word("under", else: EvidenceQuestion.Under.newest) {
            case .newest: host.newestTree
            case .published: host.witnessed ?? host.newestTree
            }
        guard let name = ReceiptNumber(String(part))?.complaint ?? ComplaintName(part) else { throw .unknownComplaint }
        let evidence = try await services.reading { () async throws(StoreError) in
            try await host.evidence(of: name, asOf: tree)
        }
        guard !evidence.entries.isEmpty else { throw .unknownComplaint }
        return Reply(.evidence, evidence.formatted(), caching: .none)
    }
}

/// Which complaints are asked for.
private struct ComplaintQuestion {
    let district: String?
    let state: ComplaintRecord.State?
    let kind: ComplaintOpening.Class?
    let firm: String?
    let code: String?
    let isOverdue: Bool

    private enum Truth: String, CaseIterable {
        case yes = "true"
        case no = "false"
    }

    init(_ query: QueryParameters, codes: CodeReader) throws(Problem) {
        district = query.text("district")
        state = query.text("state") == nil ? nil : try query.word("state", else: .open)
        kind = query.text("class") == nil ? nil : try query.word("class", else: .report)
        firm = query.text("firm")
        isOverdue = try query.word("overdue", else: Truth.no) == .yes
        guard let written = query.text("code") else {
            code = nil
            return
        }
        do throws(CodeError) { code = try codes.read(written).uri } catch { throw Problem(error) }
    }

    func fits(_ record: ComplaintRecord) -> Bool {
        let opening = record.opening?.act
        return (district.map { record.district?.hasPrefix($0) == true } ?? true)
            && (state.map { record.state == $0 } ?? true) && (kind.map { opening?.class == $0 } ?? true)
            && (firm.map { opening?.firm == $0 } ?? true) && (code.map { opening?.code == $0 } ?? true)
    }
}

/// The form about one code, as it is asked for and asked for again.
struct ReportForm {
    let offices: [ReportPage.Office]
    private let code: CanonicalCode
    private let address: PrintedAddress
    private let language: DrawingLanguage

    init(_ services: RouteServices, _ code: CanonicalCode, _ asked: RouteRequest, _ language: DrawingLanguage) {
        (self.code, self.language) = (code, language)
        address = PrintedAddress(asked)
        offices = services.host.reports.map { Self.offices($0, services.published.registry) } ?? []
    }

    func reply(
        _ draft: ReportDraft = ReportDraft(), faults: [ReportDraft.Fault] = [], trouble: Wording? = nil,
        status: Int = 200, headers: [(name: String, value: String)] = []
    ) -> Reply {
        let page = ReportPage(
            code, path: address.path, query: address.query(without: ["lang", "report"]), offices: offices,
            draft: draft, faults: faults, trouble: trouble, language)
        // Of a page without referrers a browser would not say that its form is ours.
        return .page(page.html, status: status, headers: [("referrer-policy", "same-origin")] + headers)
    }

    /// The offices that may be asked to act: that of the host's own district first.
    private static func offices(_ desk: ReportDesk, _ registry: Registry) -> [ReportPage.Office] {
        var byDistrict: [String: (scope: String, name: String)] = [:]
        func offer(_ district: String, _ scope: String, _ name: String) {
            guard (byDistrict[district]?.scope.utf8.count ?? -1) < scope.utf8.count else { return }
            byDistrict[district] = (scope, name)
        }
        for held in registry.operators.values.sorted(by: { $0.uscc < $1.uscc }) {
            for grant in held.roles where grant.role.word == "authority" && grant.tenure.isOpen {
                let scope = grant.role.scope ?? ""
                if !scope.isEmpty { offer(scope, scope, held.name) }
                if desk.district.hasPrefix(scope) { offer(desk.district, scope, held.name) }
            }
        }
        let host = registry.operators[desk.journal.name.operatorUSCC]?.name ?? desk.journal.name.operatorUSCC
        let own = ReportPage.Office(district: desk.district, name: byDistrict[desk.district]?.name ?? host)
        return [own]
            + byDistrict.filter { $0.key != desk.district }.sorted { $0.key < $1.key }.prefix(200).map {
                ReportPage.Office(district: $0.key, name: $0.value.name)
            }
    }
}

extension RouteServices {
    /// Who issued a code, where by the prefixes of the ledger that is one.
    func issuer(of code: CanonicalCode) -> String? {
        let issuers = Set(
            (code.issuerName.map { published.registry.prefixes.matching($0) } ?? []).filter(\.tenure.isOpen).map(\.uscc)
        )
        return issuers.count == 1 ? issuers.first : nil
    }
}

extension RouteRequest {
    /// Whether a browser says that another site's page sent this (Fetch Metadata; older ones by their Origin).
    var isFromElsewhere: Bool {
        if let name = HTTPField.Name("sec-fetch-site"), let site = headers[name] {
            return site != "same-origin" && site != "none"
        }
        guard let origin = headers[.origin] else { return false }
        guard let authority, let scheme = origin.firstRange(of: "://") else { return true }
        return !origin[scheme.upperBound...].lowercased().utf8.elementsEqual(authority.lowercased().utf8)
    }
}

extension Problem {
    fileprivate static var unknownComplaint: Problem {
        Problem(.unknownComplaint, en: "nothing is on record of this complaint", zh: "没有该投诉举报的记录")
    }
}
